"""Dates as people read them."""

import re


def chinese_date(date: str) -> str:
    """Write 2025-11-04 as 2025年11月4日, at any precision; what is no such date stays as it is."""
    found = re.fullmatch(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", date)
    if not found:
        return date
    return "".join(
        f"{int(part)}{unit}" for part, unit in zip(found.groups(), "年月日", strict=True) if part
    )
