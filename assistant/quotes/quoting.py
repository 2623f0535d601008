"""Quoting sentences: what is inert in an answer, what is bold, and where the marks lie."""

import re

from assistant.finding.ranking import Ranked
from assistant.quotes.brackets import balanced
from assistant.quotes.years import parts_with_years
from assistant.schema import Citation, Span

_LOOKS_LIKE_CITATION = re.compile(r"\[(\d+(?:\s*[,，]\s*\d+)*)\]")


def plain_quote(text: str) -> str:
    """Take the meaning from what an article's text would mean in an answer: bold and [n]."""
    return _LOOKS_LIKE_CITATION.sub(r"〔\1〕", text.replace("*", "＊"))


def with_bold(citation: Citation) -> str:
    """Return the quotation with its marks in bold."""
    return "".join(
        f"**{plain_quote(text)}**" if marked else plain_quote(text)
        for text, marked in parts_with_years(citation)
    )


def marks_of(ranked: Ranked) -> tuple[Span, ...]:
    """Return the answering parts as offsets in the article's body."""
    start, text = ranked.evidence.start, ranked.evidence.text
    spans = ranked.mark.spans if ranked.mark else ()
    whole = (balanced(text, span) for span in spans)
    return tuple((start + a, start + b) for a, b in whole)


def said_at(citation: Citation, span: Span) -> str:
    """Return the quoted words at `span`, which are offsets in the article's body."""
    return citation.quote[span[0] - citation.start : span[1] - citation.start]
