"""Quoted places in the text of an article, as HTML; every text in it is escaped."""

import re
from collections.abc import Iterable
from html import escape

from assistant.schema import Citation, Span

AROUND_CHARS = 140
_SENTENCE_END = re.compile(r"[。！？；\n]")


def excerpt_html(citation: Citation, body: str) -> str:
    """Highlight the quote in its surroundings, or show it alone where the text is another."""
    stress = stressed(citation.quote, at=citation.start, marks=citation.marks)
    quote = f'<mark class="quote">{stress}</mark>'
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


def stressed(text: str, *, at: int, marks: Iterable[Span]) -> str:
    """Escape a text that begins at offset `at`, and stress the marks that lie inside it."""
    html, done = "", at
    for start, end in sorted(marks):
        if done <= start < end <= at + len(text):
            html += _lines(text[done - at : start - at])
            html += f'<strong class="hit">{_lines(text[start - at : end - at])}</strong>'
            done = end
    return html + _lines(text[done - at :])


def _lines(text: str) -> str:
    return re.sub(r"\n+", "<br>", escape(text))
