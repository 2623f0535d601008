"""Spans that neither begin nor end inside brackets or quotation marks."""

from assistant.schema import Span

REACH = 20  # characters to the other bracket of a pair
_PAIRS = {"（": "）", "(": ")", "《": "》", "“": "”", "「": "」", "【": "】", "‘": "’"}
_OPENS = {close: opening for opening, close in _PAIRS.items()}
_ENDS = "，。、；：！？ "


def balanced(text: str, span: Span) -> Span:
    """Return the span with its pairs whole: a bracket is taken in where it is near, else left out.

    A span that would be left empty stays as it is.
    """
    start, end = span
    for _ in range(len(_PAIRS)):
        lone = _lone(text[start:end])
        if lone is None:
            break
        start, end = _mended(text, (start, end), start + lone)
    while end - 1 > start and text[end - 1] in _ENDS:
        end -= 1
    while start < end - 1 and text[start] in _ENDS:
        start += 1
    return (start, end) if start < end else span


def _lone(said: str) -> int | None:
    """Return where the first bracket stands whose other one is missing."""
    opened: list[int] = []
    for at, char in enumerate(said):
        if char in _PAIRS:
            opened.append(at)
        elif char in _OPENS:
            if not opened or said[opened[-1]] != _OPENS[char]:
                return at
            opened.pop()
    return opened[0] if opened else None


def _mended(text: str, span: Span, at: int) -> Span:
    """Take in the other bracket of the one at `at`, or leave out what it cuts off."""
    start, end = span
    if text[at] in _PAIRS:
        close = text.find(_PAIRS[text[at]], end, end + REACH)
        if close >= 0:
            return start, close + 1
        return (at + 1, end) if at == start else (start, at)
    if at == start:
        return at + 1, end
    opening = text.rfind(_OPENS[text[at]], max(0, start - REACH), start)
    if opening >= 0:
        return opening, end
    return (at + 1, end) if at - start < end - at else (start, at)
