"""Stretches of days as people read them."""

from calendar import monthrange
from datetime import date

from assistant.web.dates import shown_date
from assistant.web.language import Lang, Text
from index.table import EVER, DayRange

SINCE = Text("{first}起", "since {first}")
UNTIL = Text("至{last}", "until {last}")
BETWEEN = Text("{first}至{last}", "{first} to {last}")
_PRECISION = (4, 7, 10)  # characters of 2025, 2025-01, 2025-01-31


def is_stretch(published: DayRange | None) -> bool:
    """Tell whether it begins and ends on days that exist, or is open on one side."""
    if published is None or published == EVER:
        return False
    return all(day in EVER or _day(day) is not None for day in published)


def shown_stretch(published: DayRange, lang: Lang) -> str:
    """Write (20250101, 20250630) as 2025年1月至6月: no more precisely than needed."""
    start, end = _day(published[0]), _day(published[1])
    first = published[0] != EVER[0] and start
    last = published[1] != EVER[1] and end
    if not first or not last:
        if first:
            return SINCE.to(lang, first=_shown(first, _precision_of_first(first), lang))
        return UNTIL.to(lang, last=_shown(last, _precision_of_last(last), lang)) if last else ""
    precision = max(_precision_of_first(first), _precision_of_last(last))
    said = [_shown(day, precision, lang) for day in (first, last)]
    if said[0] == said[1]:
        return said[0]
    if lang == "zh" and first.year == last.year:
        said[1] = said[1].removeprefix(f"{last.year}年")
    return BETWEEN.to(lang, first=said[0], last=said[1])


def _shown(day: date, precision: int, lang: Lang) -> str:
    return shown_date(day.isoformat()[:precision], lang)


def _precision_of_first(day: date) -> int:
    return _PRECISION[0 if (day.month, day.day) == (1, 1) else 1 if day.day == 1 else 2]


def _precision_of_last(day: date) -> int:
    ends_month = day.day == monthrange(day.year, day.month)[1]
    return _PRECISION[0 if (day.month, day.day) == (12, 31) else 1 if ends_month else 2]


def _day(number: int) -> date | None:
    try:
        return date(number // 10000, number // 100 % 100, number % 100)
    except (ValueError, OverflowError):
        return None
