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
BRIEF_TIP = Text("照报道缩写，不是原文", "Retold in short, not in the paper’s words")
ORIGINAL = Text("看原网页", "Original page")
INFERRED = Text("日期是推断的：{why}。", "The date is inferred: {why}.")
HALF = Text(
    "资料里只有这篇的一半，另一半在{page}。",
    "Only one half of this article is here; the other is on {page}.",
)
ELSEWHERE = Text("别的版面", "another page")
NEW_TAB = Text("在新标签页打开", "opens in a new tab")


def origin_html(source: str, *, published: str, page: str, lang: Lang) -> str:
    """Render paper, day and page; a brief of ours is called one."""
    brief = _BRIEF.match(source)
    tip = BRIEF_TIP.to(lang)
    badge = f'<span class="badge" title="{tip}">{BRIEF.to(lang)}</span>' if brief else ""
    paper = source[brief.end() :] if brief else source
    parts = (paper, shown_date(published, lang), _page(page))
    dot = '<span class="dot" aria-hidden="true">·</span>'
    return badge + dot.join(f"<span>{escape(part)}</span>" for part in parts if part)


def doubts_html(article: Article, lang: Lang) -> str:
    """Say where the date was only inferred and where half of the article is missing."""
    why = article.published_inferred
    doubts = [INFERRED.to(lang, why=why)] if why else []
    if article.cut_off:
        page = _page(article.jumps_to or article.jumps_from)
        doubts.append(HALF.to(lang, page=page or ELSEWHERE.to(lang)))
    return "".join(f'<p class="doubt">{escape(doubt)}</p>' for doubt in doubts)


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
