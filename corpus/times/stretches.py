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


def same_period(period: Stretch | None, published: Stretch | None, year: int) -> Stretch | None:
    """Return a period in another year; without one, the days from January to that of writing.

    A period that is not over is compared as far as it has gone.
    """
    if period is None:
        return (date(year, 1, 1), same_day(published[1], year)) if published else None
    first, last = period
    if published and first <= published[1] < last:
        last = published[1]
    shifted = same_day(last, year)
    if last == month_range(last)[1]:
        shifted = month_range(shifted)[1]  # 28 February → 29 February
    return same_day(first, first.year + year - last.year), shifted


def month_range(day: date) -> Stretch:
    """Return the month of a day."""
    last = calendar.monthrange(day.year, day.month)[1]
    return day.replace(day=1), day.replace(day=last)


def year_range(first: int, last: int | None = None) -> Stretch:
    """Return the years from `first` to `last`."""
    return date(first, 1, 1), date(last or first, 12, 31)
