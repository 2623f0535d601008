"""Publication dates of any precision: 2025, 2025-11 or 2025-11-14."""

import calendar
import datetime
import re
import unicodedata

from corpus.article import CorpusError

_SEPARATED = re.compile(
    r"(\d{4})(?:\s*[-/.年]\s*(\d{1,2})(?:\s*[-/.月]\s*(\d{1,2})日?)?月?)?年?"
    r"(?:[T\s].*|(?:星期|周).*)?",
    re.DOTALL,
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})?(?:[T\s].*)?", re.DOTALL)
_CANONICAL = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
_IN_NAME = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_.年](\d{1,2})(?:[-_.月](\d{1,2})日?)?(?!\d)")


def parse_published(raw: str) -> str:
    """Normalise a written date (2025年11月, 2025/11/14, 20251114, 2025-11-14T08:00…).

    An empty string stays empty; raises CorpusError where no date of 1900 to 2100 can be read.
    """
    text = unicodedata.normalize("NFKC", raw).strip()
    if not text:
        return ""
    match = _SEPARATED.fullmatch(text) or _COMPACT.fullmatch(text)
    parts = [int(part) for part in match.groups() if part] if match else []
    if not parts or not _exists(parts):
        raise CorpusError(
            f"日期“{raw[:40]}”读不懂，请写成 2025、2025-11 或 2025-11-14 这样的形式。"
        )
    return "-".join(str(part).zfill(2) for part in parts)


def _exists(parts: list[int]) -> bool:
    year, month, day = [*parts, 1, 1][:3]
    if not 1900 <= year <= 2100:
        return False
    try:
        datetime.date(year, month, day)
    except ValueError:
        return False
    return True


def date_in_name(name: str) -> str:
    """Return the date that a file name carries (kexue-daobao-2025-11), or an empty string."""
    match = _IN_NAME.search(unicodedata.normalize("NFKC", name))
    if not match:
        return ""
    try:
        return parse_published("-".join(part for part in match.groups() if part))
    except CorpusError:
        return ""


def day_range(published: str) -> tuple[int, int] | None:
    """Return the first and last day of a publication date as yyyymmdd, None where unknown."""
    match = _CANONICAL.fullmatch(published)
    if not match:
        return None
    parts = [int(part) for part in match.groups() if part]
    if not _exists(parts):
        return None
    first_year, first_month, first_day = [*parts, 1, 1][:3]
    last_month = first_month if len(parts) > 1 else 12
    last_day = first_day if len(parts) > 2 else calendar.monthrange(first_year, last_month)[1]
    year = first_year * 10000
    return year + first_month * 100 + first_day, year + last_month * 100 + last_day


def format_published(published: str) -> str:
    """Write a publication date in Chinese: 2025年11月14日, or 日期不详."""
    if day_range(published) is None:
        return "日期不详"
    return "".join(
        f"{int(part)}{unit}" for part, unit in zip(published.split("-"), "年月日", strict=False)
    )
