"""Mend a mistyped name: one character wrong, dropped or doubled in what the articles know."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.asking.fitting import (
    FEW,
    MANY,
    Fit,
    Flags,
    Oddity,
    Positions,
    candidates,
    count_fitting,
)
from assistant.asking.known import ENDING, Known, codes
from assistant.asking.script import half_width, simplified
from assistant.asking.sounds import sound_alike
from corpus.places.names import KIND_OF

MAX_CHANGES = 3
_LONG_TEXT = 200  # characters; of a longer text only what is odd is looked at
_FAR = 24  # characters compared on either side
_HAN = re.compile(r"[\u4e00-\u9fff]")
_KIND = re.compile(r"(?=高(.)区|经(.)区|(.)[新开]区|(?:高新|经开)(.))")
_OF_KINDS = frozenset("技产园开")
_KIND_GAP = re.compile(r"(?<![发经高新])(?=开区)|(?<=[经高])(?=区)")
_NUMBERS = frozenset(
    "〇零一二三四五六七八九十百千万亿两几第年月日号元亩吨期个家户项人名位座条次倍点"
)
_FIXED = _NUMBERS | frozenset("东西南北中上下左右前后新老大小高低内外")
_ASKING = frozenset("的是在有多少哪谁什么何怎吗呢吧了和与及等为由从到对将被把会能可要这那其之")
_NEVER = (_FIXED - set("高新")) | _ASKING  # nothing is mended to these


@dataclass(frozen=True, slots=True)
class Change:
    """What was typed and the known name that it was taken for."""

    typed: str
    meant: str


@dataclass(frozen=True, slots=True)
class Mended:
    """A question as the articles would spell it; `changes` are the names that were mistyped."""

    text: str
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class _Edit:
    """`text[start:end]` becomes `char`; `before` and `after` characters fit beside it."""

    start: int
    end: int
    char: str
    before: int
    after: int
    told: int  # how many of them tell the name from others


def mend(text: str, known: Known) -> Mended:
    """Return the question in the articles' script, its mistyped names as the articles spell them.

    A character is changed only where it stands beside one that it never stands beside in the
    articles or in a word, and where exactly one known name fits all the rest.
    """
    text = half_width(text)
    if known.names.size and not known.traditional:
        text = simplified(text)
    changes: list[Change] = []
    while len(changes) < MAX_CHANGES:
        edit = max(_edits(text, known), key=lambda e: (e.told, e.before + e.after), default=None)
        if edit is None:
            break
        first, last = edit.start - edit.before, edit.end + edit.after
        last = _end_of_name(text[:last], edit.end)
        meant = text[first : edit.start] + edit.char + text[edit.end : last]
        changes.append(Change(text[first:last], meant))
        text = text[:first] + meant + text[last:]
    return Mended(text, tuple(changes))


def _end_of_name(text: str, edited: int) -> int:
    """Return where the name ends that a heading goes on behind: 科技港 of 科技港总投资."""
    ends = [found.end() for found in ENDING.finditer(text) if found.end() >= edited]
    return max(ends, default=len(text))


def understood_names(changes: Sequence[Change], meant: str | None = None) -> str | None:
    """Say which names were taken for others and what else was understood: “径开区”指“经开区”."""
    said = [f"“{typed}”指“{name}”" for typed, name in dict.fromkeys(map(astuple, changes))]
    return "；".join([*said, *([meant] if meant else [])]) or None


def _edits(text: str, known: Known) -> Iterator[_Edit]:
    """Yield the edits that make a known name of the text where it looks mistyped."""
    if not known.names.size or len(text) != len(codes(text)):
        return
    for (start, end), oddity in _suspects(text, known).items():
        typed = text[start:end]
        is_double = bool(typed) and typed == text[end : end + 1]
        if typed not in (_NUMBERS if is_double else _FIXED) | _ASKING:
            yield from _edit(text, (start, end), known, oddity)


def _suspects(text: str, known: Known) -> dict[tuple[int, int], Oddity]:
    """Return what may be mistyped, and how odd it is where it stands.

    An empty span is where a character may have been dropped.
    """
    strange = [False, *(~known.has_seen(text)).tolist(), False]  # [i]: before character i
    han = [False, *(bool(_HAN.match(char)) for char in text), False]  # [i + 1]: character i
    spans: dict[tuple[int, int], Oddity] = {
        (p, p + 1): "none" for p in range(len(text)) if han[p + 1] and len(text) <= _LONG_TEXT
    }
    spans |= dict.fromkeys([*_doubled(text), *_in_kinds(text)], "beside")
    for i in range(1, len(text)):
        if not (strange[i] and han[i] and han[i + 1]) or text[i - 1] == text[i]:
            continue
        spans[i, i] = "beside"
        for p in (i - 1, i):
            left = strange[p] or not han[p]
            right = strange[p + 1] or not han[p + 2]
            spans[p, p + 1] = "alone" if left and right else "beside"
    return spans


def _doubled(text: str) -> Iterator[tuple[int, int]]:
    for i in range(1, len(text)):
        if text[i - 1] == text[i] and _HAN.match(text[i]) and text[i - 1 : i + 2] != "园园区":
            yield i - 1, i


def _in_kinds(text: str) -> Iterator[tuple[int, int]]:
    """Yield what is wrong in 高欣区, 经开去 and 盂县开区."""
    for found in _KIND.finditer(text):
        for group, char in enumerate(found.groups(), start=1):
            whole = text[found.start() : found.start() + 3]
            if char and whole not in KIND_OF and char not in _OF_KINDS and _HAN.match(char):
                yield found.span(group)
    yield from (found.span() for found in _KIND_GAP.finditer(text))


def _edit(text: str, span: tuple[int, int], known: Known, oddity: Oddity) -> Iterator[_Edit]:
    """Yield the one way to mend `text[start:end]`, where there is exactly one."""
    start, end = span
    typed = text[start:end]
    gap = 0 if typed and text[end : end + 1] == typed else 1  # a doubled character goes
    left, right = text[max(0, start - _FAR) : start], text[end : end + _FAR]
    at = candidates(left, right, gap, known, most=FEW if oddity == "none" else MANY)
    if not at.size:
        return
    fit = Fit(
        at,
        gap,
        before=count_fitting(known.names, at - 1, codes(left[::-1]), step=-1),
        after=count_fitting(known.names, at + gap, codes(right), step=1),
    )
    told = fit.told(known.telling)
    chars, nth = np.unique(known.names[at], return_inverse=True)
    alike = np.array([gap and sound_alike(typed, chr(char)) for char in chars], np.bool_)[nth]
    if typed and gap:
        good = fit.replaces(known, told, alike, oddity)
    else:
        begins = not (gap or (start and _HAN.match(text[start - 1])))
        good = fit.joins(known.names, told, at_start=begins)
    if gap:
        good &= np.array([_is_possible(chr(char), typed) for char in chars], np.bool_)[nth]
    best = _only_one(np.flatnonzero(good), told, nth if gap else None, alike)
    if best >= 0:
        char = chr(known.names[at[best]]) if gap else ""
        yield _Edit(start, end, char, int(fit.before[best]), int(fit.after[best]), int(told[best]))


def _is_possible(char: str, typed: str) -> bool:
    """Tell whether a character may stand for the typed one: Chinese, no numeral, another one."""
    return bool(_HAN.match(char)) and char != typed and char not in _NEVER


def _only_one(
    good: NDArray[np.intp], told: Positions, chars: NDArray[np.intp] | None, alike: Flags
) -> int:
    """Return the place that fits best, or -1 where other characters fit nearly as well."""
    if not good.size:
        return -1
    good = good[told[good] >= told[good].max() - 1]
    if chars is not None and np.unique(chars[good]).size > 1:
        good = good[alike[good]]
        if not good.size or np.unique(chars[good]).size > 1:
            return -1
    return int(good[told[good].argmax()])
