"""Hostile questions: ordinary ones, broken in ways that may make the assistant stumble."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.schema import EVERYTHING, Filters, Turn
from tests import hostile_shapes as shapes
from tests.hostile_texts import (
    DATES,
    FOLLOW_UPS,
    INJECTED,
    MARKUP,
    NUMBERS,
    ODD,
    PLACES,
    PUMPED,
    SEEDS,
)

_FILTERS = (
    Filters(published=(0, 0)), Filters(published=(-1, -99999999)), Filters(published=(99991231, 0)),
    Filters(published=(20250000, 20251399)), Filters(published=(10**30, -(10**30))),
    Filters(zones=("",)), Filters(zones=("\ud800", "'", '"', "$contains")),
    Filters(sources=("\0",)), Filters(zones=("文水经开区",) * 500), Filters(zones=("甲" * 5000,)),
    Filters(sources=("《科学导报》", "")),
    Filters(("阳泉高新区",), ("《科学导报》",), (20250101, 20251231)), Filters(zones=("经开区",)),
)  # fmt: skip
_DAYS = (
    date.min,
    date(1, 1, 2),
    date(1900, 2, 28),
    date(2024, 2, 29),
    date(2025, 11, 14),
    date.max,
)


@dataclass(frozen=True, slots=True)
class Hostile:
    """A question with everything that goes with it; `kind` names what is hostile about it."""

    question: str
    history: tuple[Turn, ...] = ()
    filters: Filters = EVERYTHING
    as_of: date | None = None
    kind: str = ""


def hostile_questions(seed: int) -> Iterator[Hostile]:
    """Yield hostile questions for ever, the kinds in turn; a seed always gives the same ones."""
    rng = random.Random(seed)
    while True:
        for kind, make in _KINDS.items():
            made = make(rng)
            day = rng.choice(_DAYS) if kind == "dates" or rng.random() < 0.1 else None
            yield replace(made, kind=kind, as_of=day)


def _inserting(pieces: Sequence[str]) -> Callable[[random.Random], Hostile]:
    """Return how to put one to four of the pieces anywhere into a question."""

    def make(rng: random.Random) -> Hostile:
        text = rng.choice(SEEDS)
        for _ in range(rng.randint(1, 4)):
            at = rng.randint(0, len(text))
            text = text[:at] + rng.choice(pieces) + text[rng.choice((at, at, at + 2)) :]
        return Hostile(text)

    return make


def _long(rng: random.Random) -> Hostile:
    size = rng.choice((201, 990, 1000, 1001, 20_000))
    text = rng.choice((rng.choice(SEEDS), "".join(rng.sample(SEEDS, 5)), _han(rng, 300)))
    return Hostile((text * size)[:size])


def _empty(rng: random.Random) -> Hostile:
    signs = ("", *" \u3000\u200b\ufeff？。!\n\0·", "“”", "[1]", "**")
    return Hostile("".join(rng.choices(signs, k=rng.randint(0, 12))))


def _pumped(rng: random.Random) -> Hostile:
    unit = "".join(rng.sample(PUMPED, rng.choice((1, 1, 2, 3))))
    head = rng.choice(("", rng.choice(SEEDS)[:9]))
    tail = rng.choice(("", "多少？", "\x01", "哪个大？"))
    size = rng.choice((100, 190, 940))
    return Hostile(head + (unit * size)[:size] + tail)


def _many(rng: random.Random) -> Hostile:
    count = rng.choice((2, 9, 30, 100))
    return Hostile("".join(rng.choices(SEEDS, k=count))[:1000])


def _compared(rng: random.Random) -> Hostile:
    count = rng.choice((2, 7, 8, 9, 40, 200))
    kinds = rng.choice((("经开区",), ("高新区", "开发区"), ("",), ("县", "项目", "公司")))
    names = (f"{_han(rng, 2, PLACES)}{rng.choice(kinds)}" for _ in range(count))
    asked = rng.choice(
        ("分别投资多少？", "哪个大？", "的面积相差多少", "比一比", "各有多少家企业？")
    )
    return Hostile((rng.choice(("、", "和", "比", "，")).join(names) + asked)[-1000:])


def _followed(rng: random.Random) -> Hostile:
    """Ask on after up to 60 turns, hostile ones among them."""
    makes = [make for kind, make in _KINDS.items() if kind not in ("followed", "filtered")]
    said = [rng.choice(SEEDS + FOLLOW_UPS) for _ in range(rng.choice((1, 3, 8, 60)))]
    said += [rng.choice(makes)(rng).question for _ in range(rng.choice((0, 1, 2)))]
    rng.shuffle(said)
    book = "文水经开区入驻10户[1]。" * 3000
    replies = ("", "5亿元 [1]", "资料里没有找到答案。", book, *INJECTED, *ODD)
    history = tuple(Turn(text, rng.choice(replies)) for text in said)
    return Hostile(rng.choice(FOLLOW_UPS), history=history)


def _long_conversation(rng: random.Random) -> Hostile:
    """Ask on where every earlier turn is hostile, and what was answered too."""
    kinds = ("followed", "long conversation", "filtered")
    makes = [make for kind, make in _KINDS.items() if kind not in kinds]
    turns = [
        Turn(rng.choice(makes)(rng).question, rng.choice(makes)(rng).question)
        for _ in range(rng.choice((2, 20, 50)))
    ]
    asked = rng.choice((*FOLLOW_UPS, *SEEDS, rng.choice(makes)(rng).question))
    return Hostile(asked, history=tuple(turns))


def _text(make: Callable[[random.Random], str]) -> Callable[[random.Random], Hostile]:
    return lambda rng: Hostile(make(rng))


def _filtered(rng: random.Random) -> Hostile:
    return Hostile(rng.choice(SEEDS), filters=rng.choice(_FILTERS))


def _jumbled(rng: random.Random) -> Hostile:
    everything = (*SEEDS, *FOLLOW_UPS, *ODD, *MARKUP, *INJECTED, *NUMBERS, *DATES, *PUMPED)
    return Hostile("".join(rng.choices(everything, k=rng.randint(1, 15)))[:1000])


def _any_characters(rng: random.Random) -> Hostile:
    planes = ((0, 0x7F), (0x80, 0x2FFF), (0x4E00, 0x9FFF), (0xD800, 0xDFFF), (0xE000, 0x10FFFF))
    signs = (chr(rng.randint(*rng.choice(planes))) for _ in range(rng.choice((1, 5, 40, 400))))
    return Hostile("".join(signs))


def _han(rng: random.Random, size: int, among: str = "") -> str:
    return "".join(rng.choice(among or chr(rng.randint(0x4E00, 0x9FFF))) for _ in range(size))


_KINDS: dict[str, Callable[[random.Random], Hostile]] = {
    "long": _long,
    "empty": _empty,
    "odd characters": _inserting(ODD),
    "markup": _inserting(MARKUP),
    "injection": _inserting(INJECTED),
    "numbers": _inserting(NUMBERS),
    "dates": _inserting(DATES),
    "pumped": _pumped,
    "many at once": _many,
    "compared": _compared,
    "long zones": _text(shapes.long_zone),
    "joined": _text(shapes.joined),
    "mixed scripts": _text(shapes.mixed_scripts),
    "other digits": _text(shapes.other_digits),
    "false days": _text(shapes.false_day),
    "wrapped": _text(shapes.wrapped),
    "emoji": _text(shapes.emoji),
    "escaped": _text(shapes.escaped),
    "programs": _text(shapes.program),
    "told to": _text(shapes.told_to),
    "followed": _followed,
    "long conversation": _long_conversation,
    "filtered": _filtered,
    "jumbled": _jumbled,
    "any characters": _any_characters,
}
