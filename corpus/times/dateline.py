"""A publication date that only the text gives away: a label, a dateline, a signature, a lead."""

import re
from datetime import date

from corpus.article import CorpusError
from corpus.dates import parse_published
from corpus.times.numerals import CN_DIGIT, NUMBER, fold, number

HEAD = 250  # characters in which a text says when it was written
OPENING = 60  # ... in which its first sentence begins
LATE = 25  # what leads with a later day may be printed in the next month
NEAR = 10  # days from another date of the text, which names the year, to a lead's day

_S = " {0,2}"
_YEAR = rf"(?:(?<!\d)(?:19|20)\d\d|[一二]{CN_DIGIT}{{3}})"
_FULL = rf"{_YEAR}{_S}(?:年{_S}{NUMBER}{_S}月{_S}{NUMBER}{_S}日|[-/.]\d\d?[-/.]\d\d?(?!\d))"
_MONTH_DAY = rf"(?<!年)(?<!\d)(?P<month>{NUMBER}){_S}月{_S}(?P<day>{NUMBER}){_S}日"
_HAN = "[\u4e00-\u9fff]"

_DATE = re.compile(_FULL)
_CLOCK = r"\d\d?:\d\d(?::\d\d)?(?! ?[-~至到])"
_LABELLED = re.compile(
    rf"(?:(?:发布|发表|发稿|刊发|更新)(?:时间|日期)|发布于){_S}:?{_S}(?P<date>{_FULL})"
)
_LINE = re.compile(
    rf"^{_S}(?:日期|时间){_S}:?{_S}(?P<date>{_FULL}){_S}(?:{_CLOCK})?{_S}$(?!\n(?:活动)?地[点址])",
    re.M,
)
_STAMPED = re.compile(rf"(?<=\()(?P<date>{_FULL})(?=\))")
_TIMED = re.compile(rf"(?<![:{_HAN[1:-1]}])(?<!: )(?P<date>{_FULL}) {_CLOCK}")
_DATELINE = re.compile(rf"(?P<date>{_FULL})(?P<wire>电|讯|消息)")
_BARE_DATELINE = re.compile(rf"{_MONTH_DAY}(?P<wire>电|讯|消息)")
_CITED = re.compile(r"[据悉由见][^。,]{0,20}$")
_SIGNATURE = re.compile(
    rf"(?:[局心会司院部府厅办社所室校告知明]|\n){_S}(?P<date>{_FULL})[^\d。]{{0,30}}\Z"
)
_LEAD = re.compile(rf"(?:^|[\s。)】』\"讯]){_MONTH_DAY}")
_OPENING = re.compile(rf"(?:^|[\s。)】』\"讯间])(?P<date>{_FULL})(?![起前后以之至到-])")
_EVENT = re.compile(
    rf"(?<!\d)(20\d\d){_S}(?:年(?!度)|(?!年))(?:第[\d一二三四五六七八九十]+届|{_HAN}{{2,24}}?"
    "(?:大会|峰会|论坛|博览会|展览会|推介会|联赛|大赛|锦标赛|发布会|文化节|艺术节|洽谈会))"
)


def infer_published(text: str) -> tuple[str, str]:
    """Return the publication date that a text gives away, as precise as it is sure, and why.

    Both are empty where the text doesn't tell: no date is better than a wrong one.
    """
    folded = fold(text)
    for read in (_from_label, _from_dateline, _from_signature, _from_lead, _from_opening):
        published, reason = read(folded)
        try:
            if published := parse_published(published):
                return published, reason
        except CorpusError:
            continue
    return "", ""


def _from_label(text: str) -> tuple[str, str]:
    match = _LABELLED.search(text)
    for pattern in (_LINE, _STAMPED, _TIMED):
        match = match or pattern.search(text, 0, HEAD)
    if not match:
        return "", ""
    return match["date"].replace(" ", ""), f"据文中“{match[0].strip()}”推断"


def _from_dateline(text: str) -> tuple[str, str]:
    """Read 新华社北京2023年8月2日电, or 8月2日电 where the text fixes its year."""
    match = _DATELINE.search(text, 0, HEAD)
    if match and not _CITED.search(text, 0, match.start()):
        return match["date"].replace(" ", ""), f"据文首电头“{match[0]}”推断"
    match = _BARE_DATELINE.search(text, 0, HEAD)
    if not match or _CITED.search(text, 0, match.start()):
        return "", ""
    year, words = _year_of(text, match)
    if not year:
        return "", ""
    day = f"{year}-{number(match['month'])}-{number(match['day'])}"
    return day, f"据文首电头“{match[0]}”和文中“{words}”推断"


def _from_signature(text: str) -> tuple[str, str]:
    match = _SIGNATURE.search(text, max(0, len(text) - 80))
    if not match:
        return "", ""
    return match["date"].replace(" ", ""), f"据文末落款“{match['date']}”推断"


def _from_lead(text: str) -> tuple[str, str]:
    """Take the month of a first sentence (8月16日, …) whose year the text fixes."""
    match = _LEAD.search(text, 0, 2 * OPENING)
    year, words = _year_of(text, match) if match else (0, "")
    if not match or not year:
        return "", ""
    month = f"{year}-{number(match['month'])}" if number(match["day"]) <= LATE else str(year)
    return month, f"据文首“{match['month']}月{match['day']}日”和文中“{words}”推断"


def _from_opening(text: str) -> tuple[str, str]:
    """Take the month of a full date that opens the text, if it is the latest one in it."""
    match = _OPENING.search(text, 0, OPENING)
    latest = max((day for day, _ in _dates(text)), default=None)
    day = _day(match["date"]) if match else None
    if not match or day is None or day != latest:
        return "", ""
    month = f"{day.year}-{day.month}" if day.day <= LATE else str(day.year)
    return month, f"据文首“{match['date']}”推断"


def _year_of(text: str, lead: re.Match[str]) -> tuple[int, str]:
    """Return the one year that the text gives to a month and day, and the words that name it."""
    years: dict[int, str] = {}
    month, on = number(lead["month"]), number(lead["day"])
    for day, words in _dates(text):
        if 1 <= month <= 12 and 0 <= 31 * (month - day.month) + on - day.day <= NEAR:
            years.setdefault(day.year, words)
    if not years:
        years = {int(event[1]): event[0] for event in _EVENT.finditer(text, 0, HEAD)}
    return next(iter(years.items())) if len(years) == 1 else (0, "")


def _dates(text: str) -> list[tuple[date, str]]:
    found = ((_day(match[0]), match[0]) for match in _DATE.finditer(text))
    return [(day, words) for day, words in found if day]


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(parse_published(written.replace(" ", "")))
    except (CorpusError, ValueError):
        return None
