"""Text of a run as HTML: everything is escaped but our own bold, [n], marks and tables."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from markupsafe import Markup, escape

from corpus.dates import day_range, format_published

LIMIT = 4000  # characters of one text; more is no answer but an accident

# CommonMark leaves **“推算”**的 unbold (a closing ** after punctuation needs a space behind it),
# so bold is found here and travels through the renderer as two private characters.
_OPEN, _CLOSE = "\ue000", "\ue001"
_BOLD = re.compile(r"(?<!\\)\*\*((?:(?!\*\*)[^\n|])+)\*\*")
_CITE = re.compile(r"\[(\d{1,3})\]")
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
_WEB = re.compile(r"https?://", re.IGNORECASE)


def answer_renderer() -> Callable[[str], Markup]:
    """Return a function that renders an answer: bold, tables, lists, [n]; no link, no tag."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("zero", {"breaks": True}).enable(["table", "list", "newline", "escape"])

    def render(text: str) -> Markup:
        text = cut(text.replace(_OPEN, "").replace(_CLOSE, ""))
        html: str = parser.render(_BOLD.sub(rf"{_OPEN}\1{_CLOSE}", text))
        html = html.replace(_OPEN, "<strong>").replace(_CLOSE, "</strong>")
        html = html.replace("<table>", '<div class="scroll" tabindex="0"><table>')
        html = html.replace("</table>", "</table></div>")
        return Markup(_CITE.sub(r'<span class="cite">[\1]</span>', html))  # noqa: S704

    return render


def quote_html(citation: dict[str, Any]) -> Markup:
    """Return a citation's quote, with the parts that answer marked (offsets into the body)."""
    quote, start = str(citation.get("quote") or ""), citation.get("start") or 0
    html, at = Markup(), 0
    for first, last in sorted(map(tuple, citation.get("marks") or ())):
        if at <= first - start < last - start <= len(quote):
            html += escape(quote[at : first - start])
            html += Markup("<mark>{}</mark>").format(quote[first - start : last - start])
            at = last - start
    return html + escape(cut(quote[at:]))


def cut(text: str, limit: int = LIMIT) -> str:
    """Return at most `limit` characters, and how many there were."""
    return text if len(text) <= limit else f"{text[:limit]}……（共{len(text)}字）"


def around(text: str, wanted: Sequence[str], limit: int) -> str:
    """Return at most `limit` characters of `text`, from where the first of `wanted` stands."""
    if len(text) <= limit:
        return text
    found = [at for sentence in wanted if sentence and (at := text.find(sentence)) >= 0]
    first = max(0, min(found[0] - limit // 8, len(text) - limit)) if found else 0
    before, after = "……" if first else "", "……" if first + limit < len(text) else ""
    return before + text[first : first + limit] + after


def chinese_date(date: str) -> str:
    """Write 2025-11-04 as 2025年11月4日, at any precision; what is no such date stays as it is."""
    return format_published(date) if day_range(date) else date


def web_address(url: str) -> str:
    """Return `url` where it is one of the web's (never javascript: or data:), else nothing."""
    return url if _WEB.match(url) else ""


def writable(text: str) -> str:
    """Replace what no file of HTML or XML can hold: control characters, half surrogate pairs."""
    return _UNWRITABLE.sub("�", text)
