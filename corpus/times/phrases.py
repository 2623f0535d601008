"""A phrase that counts from the day of writing, a date in figures, a part of a year → its days."""

from datetime import date, timedelta

from corpus.times.numerals import count, number
from corpus.times.stretches import Stretch, month_range, shift_months, year_range

WEEKS = {"本": 0, "这": 0, "上": -1, "下": 1}
_SEASONS = {"春": 3, "夏": 6, "秋": 9, "冬": 12}
_QUARTERS = {"两": 2, "二": 2, "三": 3, "2": 2, "3": 3}
_LATELY = timedelta(days=30)  # 近日, 前不久
_SOME_YEARS = 5  # 近年来


def resolve_phrase(
    phrase: str, parts: dict[str, str], published: Stretch | None, *, future: bool
) -> Stretch | None:
    """Return the days of a phrase; None without the day of writing that it counts from."""
    if phrase == "figures":
        day = date(*(int(parts[f"iso_{unit}"]) for unit in ("year", "month", "day")))
        return day, day
    if phrase == "decade" and (published or len(parts["decade"]) == 4 or "century" in parts):
        return _decades(parts)
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


def _decades(parts: dict[str, str]) -> Stretch:
    """Return 1990年代, 90年代, or from the first to the last of 六七十年代."""
    last = parts["decade"]
    if len(last) == 4:
        return year_range(number(last), number(last) + 9)
    century = parts.get("century", "")
    start = 1800 if century.startswith(("19", "十九")) else 1900
    start = 2000 if century.startswith(("21", "二十一", "本", "新")) else start
    first = parts.get("decade_from", last)
    return year_range(start + _tens(first), start + _tens(last) + 9)


def _tens(words: str) -> int:
    return number(words) if words.isascii() else 10 * number(words[0])


def _century(words: str, part: str, year: int) -> Stretch:
    start = (
        100 * (int(words) - 1) if words.isdigit() else year // 100 * 100 - 100 * (words[0] == "上")
    )
    first, last = {"初": (0, 9), "末": (90, 99), "中叶": (40, 69)}.get(part, (0, 99))
    return year_range(start + first, start + last)


def _ago(parts: dict[str, str], last: date) -> Stretch | None:
    if "a_month" in parts:
        return month_range(shift_months(last, -number(parts["a_month"])))
    words, unit = parts["ago"], parts["ago_unit"]
    if words == "半":
        return month_range(shift_months(last, -6)) if unit == "年" else None
    back = count(words)
    if unit == "年":
        return year_range(last.year - back)
    if unit == "个月":
        return month_range(shift_months(last, -back))
    day = last - timedelta(days=back * (7 if unit == "周" else 1))
    return day, day


def _stretch(parts: dict[str, str], first: date, last: date) -> Stretch:
    """Count years, months, weeks or days back from the day of writing, or on from it."""
    unit, half = parts["unit"].removeprefix("个"), parts["count"] == "半"
    many = 0 if half else count(parts["count"])
    on = parts.get("way", "").startswith(("未来", "今后"))
    months = {"年": 12, "季度": 3, "月": 1, "半月": 1}.get(unit, 0)
    months = (6 if unit == "年" else 0) if half else months * many
    days = {"周": 7, "星期": 7, "天": 1, "日": 1}.get(unit, 0) * many
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


def part_of_year(parts: dict[str, str]) -> tuple[int, int]:
    """Return the first and the last month, counted on beyond 12 for a winter."""
    edges = {"": (1, 12), "初": (1, 1), "中": (6, 7)}
    months = edges.get(parts.get("year_edge", ""), (12, 12))
    if "half" in parts:
        months = (1, 6) if parts["half"] in "上前" else (7, 12)
    elif "quarters" in parts:
        months = 1, 3 * _QUARTERS[parts["quarters"]]
    elif "months" in parts:
        months = 1, number(parts["months"])
    elif "quarter" in parts:
        months = _quarter(parts)
    elif "season" in parts:
        months = _SEASONS[parts["season"]], _SEASONS[parts["season"]] + 2
    elif "holiday" in parts:
        months = 7, 8
    elif "new_year" in parts:
        months = 1, 1
    return months


def _quarter(parts: dict[str, str]) -> tuple[int, int]:
    last = 3 * number(parts["quarter"].strip("第个 "))
    first = 3 * number(parts["quarter_from"]) - 2 if "quarter_from" in parts else last - 2
    edge = parts.get("quarter_edge")
    return (last if edge == "末" else first), (first if edge == "初" else last)
