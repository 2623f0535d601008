"""What expressions of time mean: the first and last day of each, and how it was found."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TypedDict

from corpus.dates import day_range, format_published
from corpus.times.points import Frame, resolve_point
from corpus.times.stretches import Stretch, shift_months
from corpus.times.timexes import Expression, parse

EVER, NEVER = 0, 99991231  # open ends: before all days, after all days

_NEAR = 80  # characters; some "sentences" are whole tables
_SENTENCE_END = re.compile(r"[。！？!?\n]")
_FUTURE = re.compile(
    r"预[计期售]|将(?![军领近士])|拟(?!合|态)|计划|力争|截止(?![目至到])|有望|即将|争取|确保|届时|定于|敬请|报名|明年|未来|持续[到至]|[开卖排]到|目标"
)
_DATELINE = re.compile(r" ?(?:[电讯]|消息)(?=[\s()（,，:：\d]|记者|据|$)")  # after 8月2日
_ASIDE = re.compile(r"[比较到至]")  # 比2022年增长, 到2025年: said in passing
_YEAR = timedelta(days=366)
_NAMES_YEAR = {"year", "year_word", "iso_year"}


@dataclass(frozen=True, slots=True)
class Interval:
    """First and last day as yyyymmdd, both included; 0 and 99991231 are open ends."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Dated:
    """An expression of time at `text[start:end]`; `interval` is None where it is unresolved.

    `rule` says how a relative expression was resolved; it is empty where nothing was inferred.
    """

    text: str
    start: int
    end: int
    interval: Interval | None
    rule: str = ""


def resolve(timex: str, published: str) -> Interval | None:
    """Return the days that one expression means, taken by itself: a question's 今年."""
    return next((dated.interval for dated in date_mentions(timex, published)), None)


def date_mentions(text: str, published: str) -> list[Dated]:
    """Return the expressions of time of `text` in reading order, resolved.

    What is left out (the year of 11月, the month of 16日) comes from what was said before, else
    from the publication date; where that is unknown too, the expression stays unresolved.
    """
    return list(_resolved(text, published))


def _resolved(text: str, published: str) -> Iterator[Dated]:
    written = _as_stretch(published)
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    context, sentence, period_at = Frame(written), -1, -1
    sources: dict[str, str] = {}  # field of the context → the words that it comes from
    for expression in parse(text):
        here = bisect_right(ends, expression.start)
        starts = bool(_DATELINE.match(text, expression.end))  # behind a heading without a stop
        if here != sentence or starts:
            last_year = context.year if here == sentence + 1 and not starts else None
            context = replace(context, year=None, near_month=None, last_year=last_year)
            if starts or here > period_at + 1 or _is_long(context.period):
                context = replace(context, period=None)
            sentence = here
        future = expression.tail == "before" or _is_ahead(text, expression, ends, here)
        frame = replace(context, future=future)
        stretches = _stretches(expression, frame)
        interval = _interval(expression, stretches, written)
        words = text[expression.start : expression.end]
        basis = _basis(expression, interval, frame, sources)
        rule = _rule(words, interval, basis, published) if interval and basis is not None else ""
        yield Dated(words, expression.start, expression.end, interval, rule)
        if stretches:
            said = _carry(text, expression, stretches[1])
            if period := _period(expression, (stretches[0][0], stretches[1][1])):
                said["period"], period_at = period, here
            context = replace(context, **said)
            sources |= dict.fromkeys(said, words)
        else:
            context = replace(context, period=None)  # what 同期 is compared with is unknown


def _is_ahead(text: str, expression: Expression, ends: list[int], here: int) -> bool:
    """Tell whether the sentence speaks of what is to come, near the expression."""
    start = max(ends[here - 1] if here else 0, expression.start - _NEAR)
    end = min(ends[here] if here < len(ends) else len(text), expression.end + _NEAR)
    return bool(_FUTURE.search(text, start, end))


def _stretches(expression: Expression, frame: Frame) -> tuple[Stretch, Stretch] | None:
    """Return the days of both points of A至B; what B leaves out comes from A."""
    first = resolve_point(expression.first, frame)
    if first is None or expression.last is None:
        return first and (first, first)
    month = first[0].replace(day=1)
    inner = replace(
        frame, year=month.year, near_month=month, month=month, day=first[0], said_year=month.year
    )
    last = resolve_point(expression.last, inner)
    if last and last[1] < first[0]:  # 11月至3月, 28日8时至3日
        following = shift_months(month, 1)
        inner = replace(inner, year=month.year + 1, near_month=following, month=following)
        last = resolve_point(expression.last, inner)
    return (first, last) if last and last[1] >= first[0] else None


def _interval(
    expression: Expression, stretches: tuple[Stretch, Stretch] | None, written: Stretch | None
) -> Interval | None:
    if stretches is None:
        return None
    first, last = _number(stretches[0][0]), _number(stretches[1][1])
    if expression.tail == "since":
        now = _number(written[1]) if written else -1
        return Interval(first, now) if first <= now else None
    if expression.tail == "after":
        return Interval(first, NEVER)
    if expression.tail == "before":
        now = _number(written[0]) if written else NEVER
        return Interval(now if last >= now else EVER, last)
    return Interval(first, last) if first <= last else None


class _Said(TypedDict, total=False):
    year: int
    said_year: int
    month: date
    near_month: date
    day: date
    last_day: date
    period: Stretch


def _carry(text: str, expression: Expression, stretch: Stretch) -> _Said:
    """Return what this expression says for those that follow."""
    point = expression.last or expression.first
    dated = bool(
        {"month", "day"} & set(point.units) or {"iso_year", "weekday"} & point.parts.keys()
    )
    first, last = stretch
    said: _Said = {}
    if first.year == last.year and (dated or "year" in point.units):
        said["said_year"] = first.year
        aside = _ASIDE.search(text, max(0, expression.start - 1), expression.start + 1)
        if _NAMES_YEAR & point.parts.keys() and not aside:
            said["year"] = first.year
    if dated and (first.year, first.month) == (last.year, last.month):
        said["month"] = said["near_month"] = first.replace(day=1)
    if "month" in said and ("day" in point.units or point.phrase):
        said["last_day"] = last
    if dated and first == last:
        said["day"] = first
    return said


def _period(expression: Expression, stretch: Stretch) -> Stretch | None:
    """Return the days that a 同期 after this expression is compared with; a year at most.

    A day alone is when something was reported; 截至9月30日 counts from January.
    """
    first, last = stretch
    points = [point for point in (expression.first, expression.last) if point]
    if any("same" in point.parts or point.phrase for point in points) or expression.tail == "after":
        return None
    if expression.start < expression.first.start and not expression.last:
        first = last.replace(month=1, day=1)
    return (first, last) if timedelta(0) < last - first <= _YEAR else None


def _is_long(period: Stretch | None) -> bool:
    """Tell whether a period is a whole year, which a 同期 of the next sentence hardly means."""
    return period is not None and period[1] - period[0] >= _YEAR - timedelta(days=2)


def _basis(
    expression: Expression, interval: Interval | None, frame: Frame, sources: dict[str, str]
) -> str | None:
    """Return the earlier words that an interval rests on, empty for the article's date alone.

    None where the expression is absolute.
    """

    def gives(frame: Frame) -> bool:
        return _interval(expression, _stretches(expression, frame), frame.published) == interval

    if gives(Frame()):
        return None
    alone = Frame(frame.published, future=frame.future)
    if gives(alone):
        return ""
    for field, words in (sources | {"last_year": sources.get("year", "")}).items():
        if gives(replace(alone, **{field: getattr(frame, field)})):
            return words
    return ""


def _rule(words: str, interval: Interval, basis: str, published: str) -> str:
    by = f"上文“{basis}”" if basis else f"文章日期{format_published(published)}"
    return f"{words}＝{describe(interval)}（按{by}）"


def describe(interval: Interval) -> str:
    """Write an interval in Chinese: 2025年, 2025年11月, 2025年1月1日至2025年9月30日."""
    first, last = interval.first, interval.last
    if last == NEVER:
        return f"{_written(first)}起"
    if first == EVER:
        return f"{_written(last)}以前"
    for digits in (10000, 100):
        if first // digits == last // digits and (first, last) == day_range_of(first // digits):
            return _written(first)[: _written(first).index("年" if digits == 10000 else "月") + 1]
    return _written(first) if first == last else f"{_written(first)}至{_written(last)}"


def day_range_of(number: int) -> tuple[int, int] | None:
    """Return the first and last day of a year (2025) or a month (202511)."""
    digits = str(number)
    return day_range(digits if len(digits) == 4 else f"{digits[:4]}-{digits[4:]}")


def _written(day: int) -> str:
    return f"{day // 10000}年{day // 100 % 100}月{day % 100}日"


def _as_stretch(published: str) -> Stretch | None:
    known = day_range(published)
    return (_day(known[0]), _day(known[1])) if known else None


def _day(number: int) -> date:
    return date(number // 10000, number // 100 % 100, number % 100)


def _number(day: date) -> int:
    return day.year * 10000 + day.month * 100 + day.day
