"""Dates as people read them."""

from corpus.dates import day_range, format_published


def chinese_date(date: str) -> str:
    """Write 2025-11-04 as 2025年11月4日, at any precision; what is no such date stays as it is."""
    return format_published(date) if day_range(date) else date
