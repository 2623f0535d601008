"""The evidence panel as HTML: one card per citation; every text in it is escaped."""

import re
from collections.abc import Sequence
from html import escape

from assistant.schema import Citation, Reprint, Span
from assistant.web.dates import chinese_date
from assistant.web.exchange import Card, Exchange
from corpus.article import Article

AROUND_CHARS = 140
_SENTENCE_END = re.compile(r"[。！？；\n]")
_WEB = re.compile(r"https?://", re.IGNORECASE)
_SHEET = re.compile(r"[A-Za-z]\d{1,3}")
_BRIEF = re.compile(r"摘编自[:：]?")


def evidence_html(exchanges: Sequence[Exchange]) -> str:
    """Render the cards of every exchange; only those of the last one are shown at first."""
    groups = "".join(
        _group(exchange, number=number, shown=number == len(exchanges))
        for number, exchange in enumerate(exchanges, start=1)
    )
    if not exchanges:
        groups = (
            '<p class="empty">点回答里的编号 [1]，这里会显示它出自哪篇文章、哪一天、哪一句。</p>'
        )
    return f'<section class="evidence" aria-label="出处"><h2>出处</h2>{groups}</section>'


def _group(exchange: Exchange, *, number: int, shown: bool) -> str:
    cards = "".join(_card(card, number=number) for card in exchange.cards)
    if not cards:
        waiting = "正在查找资料……" if exchange.running else "这个回答没有引用文章。"
        cards = f'<p class="empty">{waiting}</p>'
    question = " ".join(exchange.question.split())
    asked = escape(question[:40] + ("……" if len(question) > 40 else ""))
    hidden = "" if shown else " hidden"
    return (
        f'<div class="cards" data-exchange="{number}"{hidden}>'
        f'<p class="asked">{asked}</p>{cards}</div>'
    )


def _card(card: Card, *, number: int) -> str:
    citation = card.citation
    n = citation.n
    title = escape(citation.title or "（无标题）")
    return (
        f'<article class="card" id="card-{number}-{n}" tabindex="-1" aria-label="出处{n}">'
        f'<h3><span class="n">{n}</span>{title}</h3>'
        f'<p class="meta">{_origin(card)}</p>{_doubts(card.article)}'
        f'<blockquote tabindex="0" aria-label="原文">{_excerpt(card)}</blockquote>'
        f'{_also(citation.also)}<p class="links">{_original(citation.url)}'
        f'<a class="back" href="#cite-{number}-{n}" data-exchange="{number}" data-n="{n}">'
        "回到回答</a></p></article>"
    )


def _origin(card: Card) -> str:
    citation, article = card.citation, card.article
    source = _BRIEF.sub("", citation.source, count=1)
    when = chinese_date(citation.published)
    page = _page(article.page) if article else ""
    badge = '<span class="badge">摘编</span>' if _BRIEF.match(citation.source) else ""
    dot = '<span class="dot">·</span>'
    return badge + dot.join(f"<span>{escape(part)}</span>" for part in (source, when, page) if part)


def _page(page: str) -> str:
    """Write the page as papers do: A2版, 第3版; a page that has a name keeps it."""
    if page.isdigit():
        return f"第{page}版"
    return f"{page}版" if _SHEET.fullmatch(page) else page


def _doubts(article: Article | None) -> str:
    """Say where the date was only inferred and where half of the article is missing."""
    if article is None:
        return ""
    doubts = [f"日期是推断的：{article.published_inferred}"] if article.published_inferred else []
    if article.cut_off:
        page = article.jumps_to or article.jumps_from
        doubts.append(f"资料里只有这篇的一半，另一半在{_page(page) or '别的版面'}")
    return "".join(f'<p class="doubt">{escape(doubt)}。</p>' for doubt in doubts)


def _excerpt(card: Card) -> str:
    """Return the quote highlighted in its surroundings, or alone where the article is lost."""
    citation, body = card.citation, card.article.body if card.article else ""
    quote = f'<mark class="quote">{_marked(citation)}</mark>'
    if body[citation.start : citation.end] != citation.quote:
        return quote
    first, last = surroundings(body, start=citation.start, end=citation.end)
    before = ("……" if first > 0 else "") + body[first : citation.start].lstrip()
    after = body[citation.end : last].rstrip() + ("……" if last < len(body.rstrip()) else "")
    return _lines(before) + quote + _lines(after)


def surroundings(body: str, *, start: int, end: int) -> Span:
    """Widen a span by at most AROUND_CHARS on each side, to whole sentences where it can be."""
    first = max(0, start - AROUND_CHARS)
    if first and (cut := _SENTENCE_END.search(body, first - 1, start - 1)):
        first = cut.end()
    last = min(len(body), end + AROUND_CHARS)
    ends = [found.end() for found in _SENTENCE_END.finditer(body, end, last)]
    return first, ends[-1] if ends and last < len(body) else last


def _marked(citation: Citation) -> str:
    """Escape the quote and stress the parts that answer; marks are offsets into the body."""
    html, at = "", citation.start
    for start, end in sorted(citation.marks):
        if at <= start < end <= citation.end:
            html += _lines(_cut(citation, at, start))
            html += f'<strong class="hit">{_lines(_cut(citation, start, end))}</strong>'
            at = end
    return html + _lines(_cut(citation, at, citation.end))


def _cut(citation: Citation, start: int, end: int) -> str:
    return citation.quote[start - citation.start : end - citation.start]


def _lines(text: str) -> str:
    return re.sub(r"\n+", "<br>", escape(text))


def _also(reprints: Sequence[Reprint]) -> str:
    names = "、".join(
        escape(reprint.source + chinese_date(reprint.published)) for reprint in reprints
    )
    return f'<p class="also">同一报道另见：{names}</p>' if names else ""


def _original(url: str) -> str:
    """Link to the original, where the address is one of the web's (never javascript: or data:)."""
    if not _WEB.match(url):
        return ""
    return f'<a href="{escape(url)}" target="_blank" rel="noopener noreferrer">打开原文</a>'
