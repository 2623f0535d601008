"""Fit the wording of questions to what the reader was taught, and its answers to the question."""

import re

from assistant.question import Question
from index.passages import Span

_FIELD = re.compile(r"(?:事件)?对应的")
_WHAT = re.compile(r"(?:是|为)什么(?=[？?]?$)")
_WHAT_TIME = re.compile(r"(?:的)?(?:事件)?(?:时间|日期)(?:是|为)什么(?=[？?]?$)")
_WHICH = re.compile(r"(?:什么|哪一?[个种家项座条款类]?|何种)(?:样的?)?(?=[\u4e00-\u9fff]{2})")
_MAX_NOUN = 6  # characters
_CLOSING = "”》」’"
_DISCLOSED = re.compile(r"披露(?=是什么时候)")


def plainly(question: Question, text: str) -> str:
    """Return `text`, the question as it stands alone, in the words that the reader was taught.

    甲公司回购事件对应的披露时间是什么 becomes 甲公司回购的公告是什么时候.
    """
    text = _FIELD.sub("的", text)
    if question.wanted == "date":
        return _DISCLOSED.sub("公告", _WHAT_TIME.sub("是什么时候", text))
    return _WHAT.sub("是多少", text) if question.wanted == "figure" else text


def with_noun(question: str, text: str, span: Span) -> Span:
    """Add the noun that is asked for where it follows: “数字应急”平台, asked 什么平台."""
    asked = _WHICH.search(question)
    if not asked:
        return span
    noun = question[asked.end() : asked.end() + _MAX_NOUN]
    at = span[1]
    at += text[at : at + 1] in tuple(_CLOSING)
    at += text[at : at + 1] == "的"
    for length in range(len(noun), 1, -1):
        if text.startswith(noun[:length], at):
            return span[0], at + length
    return span
