"""Publication dates of any precision: 2025, 2025-11 or 2025-11-14."""

import calendar
import datetime
import email.utils
import re
import unicodedata

from corpus.article import CorpusError
from corpus.times.numerals import CN_DIGIT, NUMBER, fold, number

_LABEL = re.compile(r"(?:(?:发布|发表|发稿|刊发|出版|更新|稿件)?(?:时间|日期)|发布于|发布)\s*:?\s*")
_REST = r"(?:[T\s].*|\(?(?:星期|周).*|(?<=日)\d{1,2}[:时].*)?"
_SEPARATED = re.compile(
    rf"(\d{{4}})(?:\s*[-/.年]\s*(\d{{1,2}})(?:\s*[-/.月]\s*(\d{{1,2}})(?:\s*日)?)?"
    rf"(?:\s*月)?)?(?:\s*年)?{_REST}",
    re.DOTALL,
)
_COMPACT = re.compile(rf"(\d{{4}})(\d{{2}})(\d{{2}})?{_REST}", re.DOTALL)
_SPELLED = re.compile(
    rf"([一二]{CN_DIGIT}{{3}})年(?:({NUMBER})月(?:({NUMBER})日)?)?{_REST}", re.DOTALL
)
_ZONED = re.compile(
    r"(\d{4}-?\d\d-?\d\d[T ]\d\d:?\d\d(?::?\d\d)?(?:\.\d+)?) ?(Z|[+-]\d\d(?::?\d\d)?)"
)
_EPOCH = re.compile(r"(\d{10})(?:\d{3})?")  # seconds or milliseconds since 1970
_RFC = re.compile(r"(?:[A-Z][a-z]{2}, ?)?\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d.*")
_CANONICAL = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
_IN_NAME = re.compile(
    r"(?<!\d)((?:19|20)\d\d)(?:[-_.年](\d{1,2})(?:[-_.月](\d{1,2})日?)?|(\d\d)(\d\d))(?!\d)"
)
_CHINA = datetime.timezone(datetime.timedelta(hours=8))
_FIRST_YEAR, _LAST_YEAR = 1900, 2099


def parse_published(raw: str) -> str:
    """Normalise a written date (2025年11月, 2025/11/14, 二〇二五年十一月, 2025-11-14T08:00Z…).

    A time with a zone, or in seconds since 1970, counts in China's time. An empty string stays
    empty; raises CorpusError where no date can be read, none such exists, or its year is absurd
    for a publication.
    """
    text = fold(unicodedata.normalize("NFKC", raw)).strip()
    text = _LABEL.sub("", text, count=1) if _LABEL.match(text) else text
    if not text:
        return ""
    parts = _in_zone(text) or _parts(text)
    if not parts:
        raise CorpusError(
            f"日期“{raw[:40]}”读不懂，请写成 2025、2025-11 或 2025-11-14 这样的形式。"
        )
    if not _exists(parts):
        raise CorpusError(f"日期“{raw[:40]}”在日历上不存在，请核对年月日后重新填写。")
    latest = datetime.datetime.now(_CHINA).year + 1
    if not _FIRST_YEAR <= parts[0] <= latest:
        raise CorpusError(
            f"日期“{raw[:40]}”的年份不在{_FIRST_YEAR}至{latest}之间，请核对后重新填写。"
        )
    return "-".join(str(part).zfill(2) for part in parts)


def _parts(text: str) -> list[int]:
    match = _SEPARATED.fullmatch(text) or _COMPACT.fullmatch(text) or _SPELLED.fullmatch(text)
    return [number(part) for part in match.groups() if part] if match else []


def _in_zone(text: str) -> list[int]:
    """Return the day in China of a time with its zone: ISO 8601, RFC 2822 or the Unix clock."""
    try:
        if match := _ZONED.fullmatch(text):
            moment = datetime.datetime.fromisoformat(match[1] + match[2])
        elif match := _EPOCH.fullmatch(text):
            moment = datetime.datetime.fromtimestamp(int(match[1]), tz=_CHINA)
        elif _RFC.fullmatch(text):
            moment = email.utils.parsedate_to_datetime(text)
        else:
            return []
        day = (moment if moment.tzinfo is None else moment.astimezone(_CHINA)).date()
    except (ValueError, OverflowError):
        return []
    return [day.year, day.month, day.day]


def _exists(parts: list[int]) -> bool:
    year, month, day = [*parts, 1, 1][:3]
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
    if not _exists(parts) or not _FIRST_YEAR <= parts[0] <= _LAST_YEAR:
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
