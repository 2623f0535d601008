"""Items that are counted through a text, as 一是…二是… or 1.…2.… do."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

Span = tuple[int, int]

MAX_APART = 700  # characters between two markers
_DIGITS = "一二三四五六七八九十"
_BEFORE = r"(?:^|(?<=[。；;！？，：:\n”“ \u3000]))"
_STYLES = tuple(
    re.compile(_BEFORE + pattern)
    for pattern in (
        rf"其?(?P<n>[{_DIGITS}])[是要](?![否个年月条批次])[，,]?",
        rf"第(?P<n>[{_DIGITS}])[，,、是](?!批|个|年)",
        rf"[（(](?P<n>[{_DIGITS}])[）)]",
        rf"(?P<n>[{_DIGITS}])、(?![{_DIGITS}])",
        r"(?P<n>\d{1,2})[.．、](?!\d)",
        r"[（(](?P<n>\d{1,2})[）)]",
    )
)
_RUN_IN = re.compile(r"(?P<n>\d{1,2})[.．](?=[\u4e00-\u9fff])")  # …项目简介1.甲2.乙
_ITEM_END = re.compile(r"[；;。！？\n]")


@dataclass(frozen=True, slots=True)
class Ordinals:
    """The items at `items` of a body; the first marker stands at `start`."""

    items: tuple[Span, ...]
    start: int


def find_ordinals(body: str) -> list[Ordinals]:
    """Return the runs of items that are counted from one on, two items or more."""
    return [run for style in (*_STYLES, _RUN_IN) for run in _runs(body, style)]


def _runs(body: str, style: re.Pattern[str]) -> Iterator[Ordinals]:
    run: list[re.Match[str]] = []
    for marker in style.finditer(body):
        number = _number(marker["n"])
        follows = run and number == len(run) + 1 and marker.start() - run[-1].end() <= MAX_APART
        if not follows:
            yield from _finished(body, run)
            run = []
        if follows or number == 1:
            run.append(marker)
    yield from _finished(body, run)


def _number(written: str) -> int:
    return _DIGITS.index(written) + 1 if written in _DIGITS else int(written)


def _finished(body: str, run: Sequence[re.Match[str]]) -> Iterator[Ordinals]:
    if len(run) < 2:
        return
    starts = [m.start() for m in run[1:]] + [len(body)]
    items = [_item(body, m.end(), limit) for m, limit in zip(run, starts, strict=True)]
    if all(b - a > 1 for a, b in items):
        yield Ordinals(tuple(items), run[0].start())


def _item(body: str, start: int, limit: int) -> Span:
    """Return the first sentence behind a marker, without the marks around it."""
    stop = _ITEM_END.search(body, start, limit)
    end = stop.start() if stop else limit
    text = body[start:end]
    left = len(text) - len(text.lstrip(" \u3000，,、"))
    return start + left, start + len(text.rstrip(" \u3000，,、：:"))
