"""Check what a claim calls things: words, places and zones."""

import re
from collections import Counter
from collections.abc import Sequence

from assistant.checking.grounds import (
    Ground,
    Item,
    clauses,
    is_telling,
    is_thing,
    items,
    shared,
    stands_in,
    zones_in,
)
from assistant.checking.marks import NUMERAL, PLANNED, marks_of
from corpus.numbers.amounts import parse_chinese
from corpus.places.lexicon import places
from corpus.words import segment
from corpus.zones import same_zone


def names_missing(text: str, grounds: Sequence[Ground]) -> list[str]:
    """Return the telling words of the claim that stand neither in nor around its sources."""
    known = " ".join(f"{g.text} {g.around} {g.source}" for g in grounds)
    published = grounds[0].published if grounds else ""
    return [
        item.text
        for item in items(text, published)
        if item.is_word
        and not stands_in(item.text, known)
        and not _is_marked(text, item)
        and not _in_parts(item.text, known)
        and not (item.text == "同比" and "同期" in known)
        and not _is_numeral_in(item.text, known)
    ]


def words_exchanged(text: str, grounds: Sequence[Ground]) -> list[str]:
    """Return the words of a clause that the source says less often, where others are left out.

    They come from around the sentence, or from another part of it.
    """
    whole = " ".join(g.text for g in grounds)
    sources = [(g, g.text[a:b]) for g in grounds for a, b in clauses(g.text)]
    found = []
    for start, end in clauses(text):
        clause = text[start:end]
        ground, best = max(sources, key=lambda s: shared(clause, s[1]), default=(None, ""))
        if ground is None:
            continue
        added = [i for i in items(clause, ground.published) if _is_added(i, clause, text, whole)]
        dropped = [
            item.text
            for item in items(best, ground.published)
            if item.is_word
            and is_thing(item.text)
            and text.count(item.text) < whole.count(item.text)
            and not set(item.text) <= set(clause)
        ]
        found += [item.text for item in added] if dropped else []
    return found


def _is_added(item: Item, clause: str, text: str, whole: str) -> bool:
    """Say whether a claim has a word oftener than its sources have it."""
    return (
        item.is_word
        and text.count(item.text) > whole.count(item.text)
        and not _is_marked(clause, item)
        and not (stands_in(item.text, whole) and item.text not in whole)
        and not _is_numeral_in(item.text, whole)
    )


def places_exchanged(text: str, grounds: Sequence[Ground]) -> list[str]:
    """Return the cities and counties said too often where another one is left out."""
    said = Counter(_places_in(text))
    there = Counter(place for g in grounds for place in _places_in(g.text))
    return list(said - there) if there - said else []


def _places_in(text: str) -> list[str]:
    known = places().administrations
    words = segment(text)
    return [w for word in words for w in (word, word[:-1]) if w in known and len(w) > 1]


def zones_exchanged(text: str, grounds: Sequence[Ground]) -> list[str]:
    """Return the zones said too often, or said beside the sentence, where one of it is left out."""
    said = Counter(zone.name for zone in zones_in(text))
    there = Counter(zone.name for g in grounds for zone in zones_in(g.text))
    dropped = [name for name in there if not any(same_zone(name, other) for other in said)]
    more = [name for name, n in said.items() if n > 1 and n > there[name]]
    strange = [name for name in said if not any(same_zone(name, other) for other in there)]
    return [*more, *strange] if dropped else []


def _is_numeral_in(word: str, known: str) -> bool:
    """Say whether the text has 36 for 三十六个."""
    numeral = re.match(NUMERAL, word)
    value = parse_chinese(numeral[0]) if numeral and not numeral[0].isdigit() else None
    return value is not None and bool(re.search(rf"(?<!\d){value}(?!\d)", known))


def _is_marked(text: str, item: Item) -> bool:
    """Say whether a word is part of a stage, a rank or a plan."""
    spans = [(m.start, m.end) for m in marks_of(text)] + [m.span() for m in PLANNED.finditer(text)]
    return any(a < item.end and item.start < b for a, b in spans)


def _in_parts(word: str, known: str) -> bool:
    """Say whether a compound is made of what stands there: 项目建设 → 项目, 建设."""
    return len(word) > 3 and all(
        part in known or not is_telling(part) for part in (word[:2], word[2:])
    )
