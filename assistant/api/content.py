"""An answer as chat clients show it: the text as it grows, then notes and sources."""

import re
from typing import Any

from assistant.schema import Answer, Citation
from assistant.terminal import frame_lines
from corpus.dates import format_published

RULE = "\n\n---\n"  # between the answer and what stands around it; no answer holds it
CHANGED = "\n\n（以上有改动，以下面的回答为准。）\n\n"
# Nothing that an article says may become a link, a picture or a tag in the client; an answer has
# bold and tables of its own.
_PLAIN = str.maketrans("[]{}*<>`", "［］｛｝＊＜＞｀")
_WEB = re.compile(r"https?://[^\s<>\"'()\[\]]+")
_MARK = re.compile(r"\[(\d+)\]")


def added(sent: str, text: str, *, final: bool) -> str:
    """Return what to send after `sent`, so that all that was sent ends in `text`.

    A text that goes another way is waited out; the final one then follows as a correction.
    """
    if text.startswith(sent):
        return text[len(sent) :]
    return CHANGED + text if final else ""


def said(content: str) -> str:
    """Return the answer alone of what `whole` made, as clients hand it back."""
    return content.rpartition(CHANGED)[2].partition(RULE)[0]


def shown(answer: Answer) -> str:
    """Return the text of an answer; a part of it is shown as a part of what the whole is."""
    return answer.answer.replace("](", "] (").replace("]:", "] :").replace("<", "＜")


def whole(answer: Answer) -> str:
    """Return the answer, then notices, the frame around it and the cited sentences."""
    around = [_plain(line) for line in (*answer.notices, *frame_lines(answer.frame))]
    parts = ["\n".join(around), "\n".join(map(_source, answer.citations))]
    below = "\n\n".join(part for part in parts if part)
    return shown(answer) + (RULE + below if below else "")


def annotations(answer: Answer) -> list[dict[str, Any]]:
    """Return OpenAI's url_citation for every [n] whose article has an address."""
    cited = {str(citation.n): citation for citation in answer.citations}
    marks = ((mark, cited.get(mark[1])) for mark in _MARK.finditer(shown(answer)))
    return [
        {
            "type": "url_citation",
            "url_citation": {
                "start_index": mark.start(),
                "end_index": mark.end(),
                "title": citation.title,
                "url": citation.url,
            },
        }
        for mark, citation in marks
        if citation and _WEB.fullmatch(citation.url)
    ]


def _source(citation: Citation) -> str:
    place = f"{citation.source or '来源不详'} {format_published(citation.published)}"
    line = (
        f"- [{citation.n}] {_plain(place)}《{_plain(citation.title)}》：“{_plain(citation.quote)}”"
    )
    also = "、".join(
        f"{r.source or '来源不详'} {format_published(r.published)}" for r in citation.also
    )
    address = f" {citation.url}" if _WEB.fullmatch(citation.url) else ""
    return f"{line}{address}" + (f"（同一报道另见：{_plain(also)}）" if also else "")


def _plain(text: str) -> str:
    return " ".join(text.translate(_PLAIN).split())
