"""Expressions of time in running text, as they are written."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.dates import day_range
from corpus.times.grammar import GAP, JOIN, LEAD, PHRASES, START, TAIL, UNITS, YEAR_OFFSETS
from corpus.times.guards import HAN, IMPOSTOR, LASTING, MONTHS_LONG, OF_DURATION, RECURRING
from corpus.times.numerals import count, fold, number


@dataclass(frozen=True, slots=True)
class Timex:
    """An expression of time at `text[start:end]`."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Point:
    """A phrase or units of time at `text[start:end]`: names in the grammar → what they match."""

    start: int
    end: int
    parts: dict[str, str]
    phrase: str = ""
    units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Expression:
    """One point, or two joined by 至, at `text[start:end]`; tail: since, before, after or empty."""

    start: int
    end: int
    first: Point
    last: Point | None = None
    tail: str = ""


_FIRST = re.compile(
    '[\\d"一二两三四五六七八九十半今去大前明来后本上下这当同次翌全年目现如眼时迄至截发近日连不最过未几数'
    "岁开第头首月周星即昨新暑到元]"
)
_DATED = ("figures", "decade", "century", "week")  # phrases that take a tail
_VAGUE = ("now", "recent", "recent_years")
_RELATIVE = re.compile(
    r"(今年|本年|去年|上一?年|大前年|前年|明年|来年|后年)度?|([本上下])个?月(?![中末]?旬)"
)
_MONTH_OFFSETS = {"本": 0, "上": -1, "下": 1}


def find_timexes(text: str) -> list[Timex]:
    """Return the expressions of time of `text` in reading order."""
    return [Timex(text[e.start : e.end], e.start, e.end) for e in parse(text)]


def is_vague(timex: str) -> bool:
    """Tell whether an expression names no date that could answer 何时: 近日, 目前, 今年以来."""
    for expression in parse(timex):
        return expression.tail == "since" or expression.first.phrase in _VAGUE
    return False


def absolute(timex: str, published: str) -> str | None:
    """Return an expression that counts from the article's year with that year in its place.

    去年年底 of an article of 2025-11 is 2024年年底, 本月 is 2025年11月; None where nothing is to be
    resolved or the article's date is too coarse.
    """
    known = day_range(published)
    if known is None:
        return None
    year, month = known[0] // 10000, known[0] // 100 % 100 if len(published) > 4 else 0

    def dated(match: re.Match[str]) -> str:
        if match[1]:
            return f"{year + YEAR_OFFSETS[match[1]]}年"
        count = year * 12 + month - 1 + _MONTH_OFFSETS[match[2]]
        return f"{count // 12}年{count % 12 + 1}月" if month else match[0]

    meant = _RELATIVE.sub(dated, timex)
    return meant if meant != timex else None


def parse(text: str) -> Iterator[Expression]:
    """Yield the expressions of time of `text` in reading order, taken apart."""
    folded = fold(text)
    end = 0
    for match in _FIRST.finditer(folded):
        start = match.start()
        if start < end or not (expression := _expression(folded, start)):
            continue
        end = expression.end
        if not RECURRING.search(folded, max(0, start - 4), start):  # 每年5月1日至9月30日
            yield expression


def _expression(text: str, start: int) -> Expression | None:
    lead = LEAD.match(text, start)
    first = _point(text, lead.end()) if lead else None
    first = first or _point(text, start)
    if not first or not _stands(text, first):
        return None
    last = _joined(text, first)
    end = last.end if last else first.end
    if end < len(text) and text[end] == "(" and "day_word" in first.parts:
        same = _point(text, end + 1)
        if same and "day" in same.units and text[same.end : same.end + 1] == ")":
            return Expression(start, same.end + 1, same)  # 昨天(7月27日)
    tail = TAIL.match(text, end) if first.units or first.phrase in _DATED else None
    if not tail:
        return Expression(start, end, first, last)
    return Expression(start, tail.end(), first, last, tail.lastgroup or "")


def _joined(text: str, first: Point) -> Point | None:
    """Return B of A至B."""
    join = JOIN.match(text, first.end)
    if not join or "since" in first.parts:
        return None
    last = _point(text, join.end())
    return last if last and _in_range(last) else None


def _point(text: str, start: int) -> Point | None:
    if IMPOSTOR.match(text, start):
        return None
    for phrase, pattern in PHRASES:
        if match := pattern.match(text, start):
            return Point(start, match.end(), _named(match), phrase)
    end, units, parts = start, [START], dict[str, str]()
    for name, pattern, follows in UNITS:
        if units[-1] in follows and (match := _next(pattern, text, end, gap=end > start)):
            parts |= _named(match)
            units.append(name)
            end = match.end()
    return Point(start, end, parts, units=tuple(units[1:])) if end > start else None


def _next(pattern: re.Pattern[str], text: str, at: int, *, gap: bool) -> re.Match[str] | None:
    match = pattern.match(text, at)
    if match or not gap:
        return match
    space = GAP.match(text, at)
    return pattern.match(text, space.end()) if space else None


def _named(match: re.Match[str]) -> dict[str, str]:
    return {
        name.rstrip("_"): words
        for name, words in match.groupdict().items()
        if words is not None and not name.startswith("_")
    }


def _stands(text: str, point: Point) -> bool:
    """Tell whether a point is one where it stands, and no duration."""
    if not _in_range(point):
        return False
    if point.units == ("day",) and "day" in point.parts:
        return _is_day(text, point)
    if point.units == ("month",) and MONTHS_LONG.search(text, max(0, point.start - 4), point.start):
        return False
    if point.phrase == "stretch" and point.parts.get("way", "近").endswith("近"):
        return not LASTING.search(text, max(0, point.start - 3), point.start)
    return True


def _is_day(text: str, point: Point) -> bool:
    """Tell whether a lone 16日 is a day of the month, not a number of days or of a house."""
    written = text[point.start : point.end]
    if written.endswith("号") or LASTING.search(text, max(0, point.start - 3), point.start):
        return False
    if not written[0].isdigit() and (len(written) == 2 or HAN.match(text, max(0, point.start - 1))):
        return False  # 一日不见, 产假三十日
    return not OF_DURATION.match(text, point.end)


def _in_range(point: Point) -> bool:
    counts = (point.parts.get(name, "半") for name in ("count", "ago"))
    if any(words != "半" and count(words) < 1 for words in counts):
        return False
    return all(
        low <= number(point.parts[name]) <= high
        for name, (low, high) in _RANGES.items()
        if name in point.parts
    )


_RANGES = {
    "month": (1, 12),
    "month_from": (1, 12),
    "months": (2, 12),
    "day": (1, 31),
    "day_from": (1, 31),
}
