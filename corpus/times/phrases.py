"""A phrase that counts from the day of writing, or a date in figures → its first and last day."""

from datetime import date, timedelta

from corpus.times.numerals import number
from corpus.times.stretches import Stretch, month_range, shift_months, year_range

WEEKS = {"本": 0, "这": 0, "上": -1, "下": 1}
_LATELY = timedelta(days=30)  # 近日, 前不久
_SOME_YEARS = 5  # 近年来


def resolve_phrase(
    phrase: str, parts: dict[str, str], published: Stretch | None, *, future: bool
) -> Stretch | None:
    """Return the days of a phrase; None without the day of writing that it counts from."""
    if phrase == "figures":
        day = date(*(int(parts[f"iso_{unit}"]) for unit in ("year", "month", "day")))
        return day, day
    if phrase == "decade" and (published or parts.get("century")):
        return _decade(parts["decade"], parts.get("century", ""))
    if published is None:
        return None
    first, last = published
    if phrase == "week":
        return _week(parts, last, future=future)
    if phrase == "ago":
        return _ago(parts, last)
    return _back(phrase, parts, first, last)


def _back(phrase: str, parts: dict[str, str], first: date, last: date) -> Stretch:
    if phrase == "recent":
        return first - _LATELY, last
    if phrase == "recent_years":
        return shift_months(first, -12 * _SOME_YEARS), last
    if phrase == "stretch":
        return _stretch(parts, first, last)
    if phrase == "century":
        return _century(parts["century"], parts["century_part"], last.year)
    return first, last  # now


def _decade(words: str, century: str) -> Stretch:
    tens = number(words) if words.isascii() else 10 * number(words[0])
    start = (1800 if century.startswith(("19", "十九")) else 1900) + tens
    return year_range(start, start + 9)


def _century(words: str, part: str, year: int) -> Stretch:
    start = (
        100 * (int(words) - 1) if words.isdigit() else year // 100 * 100 - 100 * (words[0] == "上")
    )
    first, last = {"初": (0, 9), "末": (90, 99), "中叶": (40, 69)}.get(part, (0, 99))
    return year_range(start + first, start + last)


def _ago(parts: dict[str, str], last: date) -> Stretch | None:
    if "a_month" in parts:
        return month_range(shift_months(last, -number(parts["a_month"])))
    count, unit = parts["ago"], parts["ago_unit"]
    if count == "半":
        return month_range(shift_months(last, -6)) if unit == "年" else None
    back = number(count)
    if unit == "年":
        return year_range(last.year - back)
    if unit == "个月":
        return month_range(shift_months(last, -back))
    day = last - timedelta(days=back * (7 if unit == "周" else 1))
    return day, day


def _stretch(parts: dict[str, str], first: date, last: date) -> Stretch:
    """Count years, months, weeks or days back from the day of writing, or on from it."""
    unit, half = parts["unit"].removeprefix("个"), parts["count"] == "半"
    count = 0 if half else number(parts["count"])
    on = parts.get("way", "").startswith(("未来", "今后"))
    months = {"年": 12, "季度": 3, "月": 1, "半月": 1}.get(unit, 0)
    months = (6 if unit == "年" else 0) if half else months * count
    days = {"周": 7, "星期": 7, "天": 1, "日": 1}.get(unit, 0) * count
    days += 15 if unit == "半月" or (half and unit == "月") else 0
    if on:
        return first, shift_months(last, months) + timedelta(days=days)
    return shift_months(first, -months) - timedelta(days=days), last


def _week(parts: dict[str, str], last: date, *, future: bool) -> Stretch:
    monday = last - timedelta(days=last.weekday())
    weekday = parts.get("weekday")
    if "week" in parts:
        monday += timedelta(weeks=WEEKS[parts["week"]])
        if weekday is None:
            weekend = parts.get("weekend") is not None
            return monday + timedelta(days=5 if weekend else 0), monday + timedelta(days=6)
    day = monday + timedelta(days="一二三四五六".find(weekday or "") % 7)
    if "week" not in parts:
        if future and day < last:
            day += timedelta(weeks=1)
        elif not future and day > last:
            day -= timedelta(weeks=1)
    return day, day
