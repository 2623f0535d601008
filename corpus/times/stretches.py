"""Arithmetic on stretches of time: a first and a last day."""

import calendar
from datetime import date

Stretch = tuple[date, date]


def first_of_month(stretch: Stretch | None) -> date | None:
    """Return the month of a stretch that lies within one month."""
    if not stretch or (stretch[0].year, stretch[0].month) != (stretch[1].year, stretch[1].month):
        return None
    return stretch[0].replace(day=1)


def shift_months(day: date, months: int) -> date:
    """Return the same day of another month, or that month's last day where it has no such day."""
    count = day.year * 12 + day.month - 1 + months
    year, month = count // 12, count % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def same_day(day: date, year: int) -> date:
    """Return the same day of another year."""
    return shift_months(day, 12 * (year - day.year))


def month_range(day: date) -> Stretch:
    """Return the month of a day."""
    last = calendar.monthrange(day.year, day.month)[1]
    return day.replace(day=1), day.replace(day=last)


def year_range(first: int, last: int | None = None) -> Stretch:
    """Return the years from `first` to `last`."""
    return date(first, 1, 1), date(last or first, 12, 31)
