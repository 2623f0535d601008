"""A point of time → its first and last day."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from corpus.times.grammar import YEAR_OFFSETS
from corpus.times.numerals import number
from corpus.times.phrases import part_of_year, resolve_phrase
from corpus.times.stretches import (
    Stretch,
    first_of_month,
    month_range,
    same_period,
    shift_months,
    year_range,
)
from corpus.times.timexes import Point

_YEARS = YEAR_OFFSETS | {"全年": 0, "年内": 0, "今": 0, "去": -1, "明": 1}
_FROM_SAID = {"上年", "上一年", "下一年"}
_SAID_YEARS = {"当年": 0, "同年": 0, "次年": 1, "翌年": 1}  # from the year said before
_MONTHS = {"本": 0, "这": 0, "上": -1, "下": 1}
_SAID_MONTHS = {"当": 0, "同": 0, "次": 1}
_DAYS = {"今": 0, "即": 0, "昨": -1, "前": -2, "明": 1, "后": 2}
_SAID_DAYS = {"当": 0, "同": 0, "次": 1, "翌": 1}

_AHEAD = timedelta(days=100)
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Frame:
    """What an expression leans on: the day of writing and what was said before it."""

    published: Stretch | None = None
    year: int | None = None  # said in the same sentence
    near_month: date | None = None  # first day of the month said in the same sentence
    month: date | None = None  # … anywhere before
    day: date | None = None
    last_day: date | None = None  # … or the end of the days said before
    said_year: int | None = None
    last_year: int | None = None  # … in the sentence before
    period: Stretch | None = None  # the days just said, in this sentence or the one before
    future: bool = False  # the sentence speaks of what is to come


def resolve_point(point: Point, frame: Frame) -> Stretch | None:
    """Return first and last day; None where the frame lacks what counts, or no such day exists."""
    try:
        if point.phrase:
            known, future = frame.published, frame.future
            return resolve_phrase(point.phrase, point.parts, known, future=future)
        read = _same_period if "same" in point.parts else _units
        return read(point.parts, frame)
    except (ValueError, OverflowError):
        return None


def _units(parts: dict[str, str], frame: Frame) -> Stretch | None:
    if "plan" in parts:
        return _plan(parts)
    if "day_word" in parts:
        return _day_word(parts["day_word"], frame)
    if parts.keys() <= {"day", "day_from"}:
        return _lone_day(parts, frame)
    of_year = parts.keys() & {"year", "year_word", "both_years"}
    if ("month_word" in parts and not of_year) or parts.keys() <= {
        "ten_days",
        "month_edge",
    }:
        near = frame.near_month or first_of_month(frame.published)
        month = _month_word(parts["month_word"], frame) if "month_word" in parts else near
        return _in_month(parts, month) if month else None
    if of_year:
        year = _written_year(parts, frame)
        return None if year is None else _in_year(parts, year, frame)
    return _unwritten_year(parts, frame)


def _plan(parts: dict[str, str]) -> Stretch:
    first = 1951 + 5 * number(parts["plan"])  # 十四五: 2021 to 2025
    edge = parts.get("year_edge")
    return year_range(first if edge != "末" else first + 4, first if edge == "初" else first + 4)


def _same_period(parts: dict[str, str], frame: Frame) -> Stretch | None:
    """Return the days just said in another year, else those from January to the day of writing.

    上年 counts from the days said, 去年 from the day of writing, unless they are last year's.
    """
    word, known = parts.get("year_word", "").removesuffix("度"), frame.published
    period, year = frame.period, _written_year(parts, frame)
    if period and word in _YEARS:
        said = period[1].year
        if word in _FROM_SAID or not known or (year == said == known[0].year - 1):
            year = said + _YEARS[word]
        elif not known[0].year - 1 <= said <= known[1].year:
            period = None  # 2021年投产的企业，产值比去年同期增长
    if year is None:
        return None
    return same_period(period, known, year)


def _written_year(parts: dict[str, str], frame: Frame) -> int | None:
    if "year" in parts:
        year = number(parts["year"]) if len(parts["year"]) == 4 else 2000 + int(parts["year"])
        return year if year < 2070 or len(parts["year"]) == 4 else year - 100
    word = "今年" if "both_years" in parts else parts.get("year_word", "").removesuffix("度")
    if word in _SAID_YEARS:
        return None if frame.said_year is None else frame.said_year + _SAID_YEARS[word]
    if word == "全年" and (said := frame.year or (not frame.future and frame.last_year)):
        return said
    return frame.published[0].year + _YEARS[word] if word and frame.published else None


def _unwritten_year(parts: dict[str, str], frame: Frame) -> Stretch | None:
    """Take the year of the sentence, else that of writing, else the one before."""
    if frame.year is not None:
        return _in_year(parts, frame.year, frame)
    if frame.published is None:
        return None
    first, last = frame.published
    stretch = _in_year(parts, first.year, frame)
    if not stretch or stretch[0] <= last or frame.future or "year_edge" in parts:
        return stretch
    # What is this near is announced, not remembered: 8月18日 in an article of 17 August.
    told = frame.month and frame.month.year < first.year
    if not told and "month" in parts and stretch[0] - last <= _AHEAD:
        return stretch
    return _in_year(parts, first.year - 1, frame)


def _in_year(parts: dict[str, str], year: int, frame: Frame) -> Stretch | None:
    if "january" in parts:
        return _in_month(parts, date(year, 1, 1))
    if "month_word" in parts:
        month = _month_word(parts["month_word"], frame)
        return _in_month(parts, month.replace(year=year)) if month else None  # 去年同月
    if "month" in parts:
        month = date(year, number(parts["month"]), 1)
        if "month_from" in parts:
            first = number(parts["month_from"])
            month = month.replace(year=year + (first > month.month))
            return date(year, first, 1), _in_month(parts, month)[1]
        return _in_month(parts, month)
    first_month, last_month = part_of_year(parts)
    start = date(number(parts["year_from"]) if "year_from" in parts else year, first_month, 1)
    return start, month_range(
        shift_months(date(year + ("both_years" in parts), 1, 1), last_month - 1)
    )[1]


def _in_month(parts: dict[str, str], month: date) -> Stretch:
    first, last = 1, calendar.monthrange(month.year, month.month)[1]
    if "day" in parts:
        last = number(parts["day"])
        first = number(parts.get("day_from", parts["day"]))
        if first > last:  # 28日至3日
            return month.replace(day=first), shift_months(month, 1).replace(day=last)
    elif part := parts.get("ten_days") or parts.get("month_edge") or parts.get("half_month"):
        tens = {
            "上": (1, 10),
            "初": (1, 10),
            "中": (11, 20),
            "下": (21, last),
            "底": (21, last),
            "末": (21, last),
        }
        if "half_month" in parts:
            tens = {"上": (1, 15), "下": (16, last)}
        found = [tens[word] for word in part if word in tens]
        first, last = min(found)[0], max(found)[1]
    return month.replace(day=first), month.replace(day=last)


def _month_word(word: str, frame: Frame) -> date | None:
    if word[0] in _SAID_MONTHS:
        said = frame.month or (first_of_month(frame.published) if word[0] == "当" else None)
        return shift_months(said, _SAID_MONTHS[word[0]]) if said else None
    month = first_of_month(frame.published)
    return shift_months(month, _MONTHS[word[0]]) if month else None


def _lone_day(parts: dict[str, str], frame: Frame) -> Stretch | None:
    month = frame.near_month or _told_month(frame)
    if not month:
        return _day_by_date(parts, frame)
    day, following, said = (
        _day_of(parts, month),
        _day_of(parts, shift_months(month, 1)),
        frame.last_day,
    )
    # 31日 …, 1日 …: the day after, not the one a month before.
    rolls = day and following and said and day[0] < said < following[0] < said + _WEEK
    return following if rolls else day


def _day_by_date(parts: dict[str, str], frame: Frame) -> Stretch | None:
    month = first_of_month(frame.published)
    if not month or not frame.published:
        return _day_of(parts, frame.month) if frame.month else None
    day = _day_of(parts, month)
    if (day is None or day[0] > frame.published[1]) and not frame.future:
        return _day_of(parts, shift_months(month, -1))
    return day


def _day_of(parts: dict[str, str], month: date) -> Stretch | None:
    try:
        return _in_month(parts, month)
    except ValueError:
        return None


def _told_month(frame: Frame) -> date | None:
    """Return the month said before if the article tells of days in it, or it has only just been."""
    if not frame.month or not frame.published:
        return frame.month
    last = frame.last_day
    told = last and last.replace(day=1) == frame.month and last <= frame.published[1]
    month = frame.published[1].replace(day=1)
    return frame.month if told or frame.month in (month, shift_months(month, -1)) else None


def _day_word(word: str, frame: Frame) -> Stretch | None:
    if word in _SAID_DAYS and frame.day:
        day = frame.day + timedelta(days=_SAID_DAYS[word])
        return day, day
    if not frame.published or word in ("次", "翌"):
        return None
    days = timedelta(days=_DAYS.get(word, 0))
    return frame.published[0] + days, frame.published[1] + days
