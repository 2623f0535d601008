"""Where an article was printed, and what is doubtful about it, as HTML."""

import re
from html import escape

from assistant.web.dates import shown_date
from assistant.web.language import Lang, Text
from corpus.article import Article

_WEB = re.compile(r"https?://", re.IGNORECASE)
_SHEET = re.compile(r"[A-Za-z]\d{1,3}")
_BRIEF = re.compile(r"摘编自[:：]?")
BRIEF = Text("摘编", "Brief")
ORIGINAL = Text("看原网页", "Original page")
NEW_TAB = Text("在新标签页打开", "opens in a new tab")


def origin_html(source: str, *, published: str, page: str, lang: Lang) -> str:
    """Render paper, day and page; a brief of ours is called one."""
    brief = _BRIEF.match(source)
    badge = f'<span class="badge">{BRIEF.to(lang)}</span>' if brief else ""
    paper = source[brief.end() :] if brief else source
    parts = (paper, shown_date(published, lang), _page(page))
    dot = '<span class="dot" aria-hidden="true">·</span>'
    return badge + dot.join(f"<span>{escape(part)}</span>" for part in parts if part)


def doubts_html(article: Article) -> str:
    """Say where the date was only inferred and where half of the article is missing."""
    doubts = [f"日期是推断的：{article.published_inferred}"] if article.published_inferred else []
    if article.cut_off:
        page = article.jumps_to or article.jumps_from
        doubts.append(f"资料里只有这篇的一半，另一半在{_page(page) or '别的版面'}")
    return "".join(f'<p class="doubt">{escape(doubt)}。</p>' for doubt in doubts)


def original_html(url: str, *, lang: Lang) -> str:
    """Link to the original, where the address is one of the web's (never javascript: or data:)."""
    if not _WEB.match(url):
        return ""
    return (
        f'<a class="original" href="{escape(url)}" target="_blank" rel="noopener noreferrer">'
        f'{ORIGINAL.to(lang)}<span aria-hidden="true"> ↗</span>'
        f'<span class="sr">（{NEW_TAB.to(lang)}）</span></a>'
    )


def _page(page: str) -> str:
    """Write the page as papers do: A2版, 第3版; a page that has a name keeps it."""
    if page.isdigit():
        return f"第{page}版"
    return f"{page}版" if _SHEET.fullmatch(page) else page
