"""Dates as people read them."""

from calendar import month_abbr

from assistant.web.language import Lang
from corpus.dates import day_range, format_published


def shown_date(date: str, lang: Lang = "zh") -> str:
    """Write 2025-11-04 as 2025年11月4日 or 4 Nov 2025, at any precision; else as it stands."""
    if not day_range(date):
        return date
    if lang == "zh":
        return format_published(date)
    year, *rest = date.split("-")
    month = month_abbr[int(rest[0])] if rest else ""
    day = str(int(rest[1])) if len(rest) > 1 else ""
    return " ".join(part for part in (day, month, year) if part)
