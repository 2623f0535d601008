"""Enumerations in a sentence: 发展甲、乙、丙三大产业 lists 甲, 乙 and 丙."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from assistant.quotes.list_words import (
    AND,
    ANEW,
    CERTAIN,
    CLAUSE_END,
    ENCLOSED,
    END,
    FRONT,
    LEAD,
    QUOTATION,
    QUOTED,
    VERB,
)
from corpus.times.timexes import find_timexes
from corpus.words import segment
from corpus.zones import zone_mentions

Span = tuple[int, int]

MAX_ITEM = 45  # characters
# An end item this much longer than the others, and so many characters, still holds what stands
# around it; a last one that nothing ends (等, 三大) is trusted less.
_RAGGED = (2.4, 6)
_OPEN_RAGGED = (1.6, 3)
_MASK = "\u3000"
_SLIGHT = 8  # characters between a colon and the first item


@dataclass(frozen=True, slots=True)
class Enumeration:
    """The items at `items` of a sentence, what leads in to them, and what follows in the clause."""

    items: tuple[Span, ...]
    lead: str
    tail: str


def find_enumerations(sentence: str, *, pairs: bool = False) -> list[Enumeration]:
    """Return the lists of a sentence; `pairs` takes 甲和乙 for one, too.

    A list whose ends cannot be told from the words around it is left out.
    """
    masked = _masked(sentence)
    found = []
    for start, end in _clauses(masked):
        fresh = True
        for pieces, stop in _runs(masked, start, end, pairs=pairs):
            items = _items(sentence, masked, pieces)
            if len(items) > 1 and _even(items, open_end=stop == end):
                begin = _lead_start(masked, start, items[0][0]) if fresh else items[0][0]
                fresh = False  # 等领域 of the list before does not name this one
                found.append(
                    Enumeration(
                        tuple(items),
                        sentence[begin : items[0][0]],
                        sentence[stop : _tail_end(masked, end)],
                    )
                )
    return [*found, *_quotations(sentence)]


def _quotations(sentence: str) -> Iterator[Enumeration]:
    """Yield what stands side by side in quotation marks: “甲”“乙”“丙”四大板块."""
    for run in QUOTED.finditer(sentence):
        items = tuple(m.span() for m in QUOTATION.finditer(sentence, *run.span()))
        stop = CLAUSE_END.search(sentence, run.end())
        tail = sentence[run.end() : stop.start() if stop else len(sentence)]
        lead = CLAUSE_END.split(sentence[: run.start()])[-1]
        yield Enumeration(items, lead, tail)


def _tail_end(masked: str, end: int) -> int:
    """Return where the clause ends, or the one behind the quotation mark that ends it."""
    if masked[end : end + 1] != "”":
        return end
    stop = CLAUSE_END.search(masked, end + 1)
    return stop.start() if stop else len(masked)


def _lead_start(masked: str, start: int, first: int) -> int:
    """Return where the clause begins, or the one before a colon that leads in to the items."""
    if start and masked[start - 1] in "：:" and first - start < _SLIGHT:
        return max((m.end() for m in CLAUSE_END.finditer(masked, 0, start - 1)), default=0)
    return start


def starts_with_verb(text: str) -> bool:
    """Tell whether an item says what is done: 提升便利化水平."""
    return bool(VERB.match(text))


def _masked(sentence: str) -> str:
    """Blank what stands in brackets and quotation marks, but not a list that is quoted whole."""

    def blank(match: re.Match[str]) -> str:
        return (
            match[0]
            if match[0].count("、") > 1 and match[0][0] in "“‘「"
            else _MASK * len(match[0])
        )

    return ENCLOSED.sub(blank, sentence)


def _clauses(masked: str) -> Iterator[Span]:
    start = 0
    for stop in CLAUSE_END.finditer(masked):
        yield start, stop.start()
        start = stop.end()
    yield start, len(masked)


def _runs(masked: str, start: int, end: int, *, pairs: bool) -> Iterator[tuple[list[Span], int]]:
    """Yield the pieces of each run, and where its last item ends."""
    cuts = [m.start() for m in re.finditer("、", masked[start:end])]
    begins = [start, *(start + cut + 1 for cut in cuts)]
    ends = [*(start + cut for cut in cuts), end]
    pieces: list[Span] = []
    for n, (a, b) in enumerate(zip(begins, ends, strict=True)):
        last = n == len(begins) - 1
        stop = END.search(masked, a + 1, b) if last else CERTAIN.search(masked, a + 1, b)
        if not stop or not (pieces or last):
            pieces.append((a, b))
            continue
        joined = AND.search(masked, stop.end(), b)
        pieces.append((a, stop.start()))
        yield _last_split(masked, pieces, pairs=pairs), stop.start()
        pieces = [(joined.end(), b)] if joined and not last else []
        if joined and last:
            return
    if pieces:
        yield _last_split(masked, pieces, pairs=pairs), pieces[-1][1]


def _last_split(masked: str, pieces: Sequence[Span], *, pairs: bool) -> list[Span]:
    """Part the last two items at 和, where both parts are about as long as the others."""
    *others, (a, b) = _from_verb(masked, pieces)
    if not others and not pairs:
        return [(a, b)]
    usual = _usual(others[1:]) or (b - a) / 2
    least = usual / 2 if others[1:] else 1
    splits = [
        ((a, m.start()), (m.end(), b))
        for m in AND.finditer(masked, a, b)
        if m.start() - a > 1 and b - m.end() > max(1, least)
    ]
    if not splits:
        return [*others, (a, b)]
    if not others:
        return list(splits[-1])
    best = min(splits, key=lambda parts: sum(abs(end - begin - usual) for begin, end in parts))
    said = [masked[begin:end] for begin, end in others]
    if any(one.endswith(masked[begin:end]) for one in said for begin, end in best):
        return [*others, (a, b)]  # 中医药、…、中医药及大健康产品
    return [*others, *best]


def _usual(spans: Sequence[Span]) -> float:
    return sum(b - a for a, b in spans) / len(spans) if spans else 0.0


def _from_verb(masked: str, pieces: Sequence[Span]) -> list[Span]:
    """Leave out the subjects in front: 甲、乙考察了丙、丁 lists 丙 and 丁."""
    for n in range(len(pieces) - 2, 0, -1):
        a, b = pieces[n]
        if ANEW.search(masked, a + 2, b - 1):
            return list(pieces[n:])
    return list(pieces)


def _items(sentence: str, masked: str, pieces: Sequence[Span]) -> list[Span]:
    if len(pieces) < 2:
        return []
    spans = [_first(sentence, masked, pieces), *pieces[1:]]
    whose = masked.rfind("的", spans[0][0], spans[0][1] - 2)
    inner = spans[1:-1] or spans[1:]
    acts = starts_with_verb(sentence[slice(*spans[1])])
    if whose > 0 and not acts and not any("的" in sentence[a:b] for a, b in inner):
        spans[0] = (whose + 1, spans[0][1])
    spans[-1] = _without_whose(sentence, spans)
    return [_stripped(sentence, a, b) for a, b in spans]


def _first(sentence: str, masked: str, pieces: Sequence[Span]) -> Span:
    """Cut what leads in to the first item: 重点发展, 包括, 今年, the zone that has it."""
    start, end = pieces[0]
    verbs = starts_with_verb(sentence[slice(*pieces[1])])
    patterns = (LEAD,) if verbs else (LEAD, VERB)
    whole = set(accumulate(map(len, segment(masked[start:end])), initial=start))  # between words
    found = [m for p in patterns for m in p.finditer(masked, start, end - 1)]
    cuts = sorted(
        m.end()
        for m in found
        if end - m.end() > 1
        and not VERB.fullmatch(masked, m.end(), end)  # 生产经营
        and (m.end() in whole or m[0] in ("做强", "做大"))  # 强磁 is a word
    )
    usual = _usual(pieces[1:-1] or pieces[1:])
    start = next(
        (cut for cut in reversed(cuts) if end - cut >= usual / 2), max(cuts, default=start)
    )
    rest = sentence[start:end]
    first = next((t for t in find_timexes(rest) if t.start == 0 and len(rest) - t.end > 1), None)
    start += first.end if first else 0
    rest = sentence[start:end]
    if not cuts:
        zone = next(
            (z for z in zone_mentions(rest) if z.start == 0 and len(rest) - z.end > 2), None
        )
        start += zone.end if zone else 0
    front = FRONT.match(sentence, start, end - 2)
    return (front.end() if front else start), end


def _without_whose(sentence: str, spans: Sequence[Span]) -> Span:
    """Leave out what all items share behind 的, where no other item has one."""
    a, b = spans[-1]
    whose = sentence.find("的", a + 2, b)
    if whose > 0 and not any("的" in sentence[s:e] for s, e in spans[:-1]):
        return a, whose
    return a, b


def _stripped(sentence: str, start: int, end: int) -> Span:
    text = sentence[start:end]
    left = len(text) - len(text.lstrip(" \u3000的、"))
    return start + left, start + len(text.rstrip(" \u3000、"))


def _even(items: Sequence[Span], *, open_end: bool) -> bool:
    """Tell whether the items are alike in length, so that no end item holds the words around."""
    first, *inner, last = (b - a for a, b in items)
    usual = max(sum(inner) / len(inner) if inner else min(first, last), 2)
    times, more = _OPEN_RAGGED if open_end else _RAGGED
    return (
        all(1 < size <= MAX_ITEM for size in (first, *inner, last))
        and first <= _RAGGED[0] * usual + _RAGGED[1]
        and last <= times * usual + more
    )
