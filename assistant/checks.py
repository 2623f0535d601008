"""Check a written sentence against the quotations that it cites: figures, dates, numbers, zones."""

import re
import unicodedata
from collections.abc import Sequence

from corpus.figures import Figure, find_figures, same_figure
from corpus.times.grammar import YEAR_OFFSETS
from corpus.zones import same_zone, zone_mentions

_MORE = re.compile(
    r"(?<!不)(?<!不[能得应])超|(?<!超)过|(?<!不)[高大多]于|突破|逾|不[少低小]于|至少|最[低少]|破|余|多(?!于)|以上|上$"
)
_LESS = re.compile(
    r"不足|不到|不[能得应]?超过|不[高大多]于|(?<!不)[低小少]于|至多|最[多高]|以下|以内|近"
)
_RISE = re.compile(r"增长|上升|提高|提升|增加(?!值)|上涨|扩大|攀升|增速|增幅|升至|增至")
_FALL = re.compile(r"下降|降低|减少|下滑|下跌|缩减|回落|降幅|跌幅|降至|减至|减幅")

_TO = r"\s*[-–—~至到、]\s*"
_YEARS = re.compile(rf"(?<!\d)((?:19|20)\d\d)(?:年?{_TO}((?:19|20)\d\d))?\s*年")
_MONTHS = re.compile(rf"(?<!\d)(\d{{1,2}})(?:月?{_TO}(\d{{1,2}}))?\s*月")
_DAYS = re.compile(rf"(?<!\d)(\d{{1,2}})(?:日?{_TO}(\d{{1,2}}))?\s*[日号](?!线|楼)")
_QUARTERS = re.compile(r"(前?)第?([一二三四1-4])季度")
_WORDS = re.compile(r"今年|去年|前年|明年|上半年|下半年|[上中下]旬|年底|年初|年末|月底|月初")
_SAME_STRETCH = (({"1月", "9月"}, {"前三季度"}), ({"1月", "6月"}, {"上半年"}))
_TIMELY = re.compile(r"\d月|\d日|季度|半年|目前|日前|近日|截至|年底|年初|以来|今年")


def unsupported(
    sentence: str,
    quotes: Sequence[str],
    *,
    titles: Sequence[str] = (),
    published: Sequence[str] = (),
) -> list[str]:
    """Return what the sentence says and none of its quotations does, as it is written.

    `titles` are words that stand with the quotations (titles, zones); `published` are the dates of
    their articles, against which 今年 and 去年 are resolved.
    """
    text = unicodedata.normalize("NFKC", sentence)
    sources = [unicodedata.normalize("NFKC", quote) for quote in quotes]
    beside = [unicodedata.normalize("NFKC", title) for title in titles]
    return [
        *_figures_missing(text, sources, beside),
        *_dates_missing(text, sources, published),
        *_numbers_missing(text, [*sources, *beside]),
        *_zones_missing(text, [*sources, *beside]),
    ]


def _figures_missing(text: str, sources: Sequence[str], beside: Sequence[str]) -> list[str]:
    quoted = [(source, figure) for source in sources for figure in find_figures(source)]
    named = [figure for title in beside for figure in find_figures(title)]
    return [
        figure.text
        for figure in find_figures(text)
        if not any(_agree(text, figure, source, other) for source, other in quoted)
        and not any(same_figure(figure, other) for other in named)
        and not (figure.value == 1 and any("一" + figure.unit in source for source in sources))
    ]


def _agree(text: str, figure: Figure, source: str, quoted: Figure) -> bool:
    """Compare value and unit, and that neither 超/不足 nor 增长/下降 were turned round."""
    if not same_figure(figure, quoted):
        return False
    if _opposed(figure.qualifier, quoted.qualifier, _MORE, _LESS):
        return False
    return not _opposed(_just_before(text, figure), _just_before(source, quoted), _RISE, _FALL)


def _opposed(a: str, b: str, one: re.Pattern[str], other: re.Pattern[str]) -> bool:
    sides = [(bool(one.search(side)), bool(other.search(side))) for side in (a, b)]
    return sides in ([(True, False), (False, True)], [(False, True), (True, False)])


def _just_before(text: str, figure: Figure) -> str:
    return re.split(r"[，。；、,;]", text[max(0, figure.start - 8) : figure.start])[-1]


def _moments(text: str) -> set[str]:
    """Return years, months, days, quarters and words of time as comparable tokens."""
    found = set(_WORDS.findall(text))
    for pattern, unit in ((_YEARS, "年"), (_MONTHS, "月"), (_DAYS, "日")):
        found |= {f"{int(d)}{unit}" for m in pattern.finditer(text) for d in m.groups() if d}
    digits = dict(zip("1234", "一二三四", strict=True))
    return found | {f"{m[1]}{digits.get(m[2], m[2])}季度" for m in _QUARTERS.finditer(text)}


def _dates_missing(text: str, sources: Sequence[str], published: Sequence[str]) -> list[str]:
    known: set[str] = set()
    for number, source in enumerate(sources):
        said = _moments(source)
        year = published[number][:4] if number < len(published) else ""
        if year.isdigit():
            said |= {f"{int(year) + by}年" for word, by in YEAR_OFFSETS.items() if word in said}
            if not _YEARS.search(source) and _TIMELY.search(source):
                said.add(f"{year}年")  # 11月10日 in an article of 2025
            said |= {word for word, by in YEAR_OFFSETS.items() if f"{int(year) + by}年" in said}
        known |= said
    for months, words in _SAME_STRETCH:
        known |= words if months <= known else months if words <= known else set()
    return sorted(_moments(text) - known)


def _numbers_missing(text: str, sources: Sequence[str]) -> list[str]:
    """Return digits outside figures and dates (CFB3, 5G, 2+1) that stand in no source."""
    rest = list(text)
    for figure in find_figures(text):
        rest[figure.start : figure.end] = " " * (figure.end - figure.start)
    left = "".join(rest)
    for pattern in (_YEARS, _MONTHS, _DAYS, _QUARTERS):
        left = pattern.sub(" ", left)
    known = {number for source in sources for number in re.findall(r"\d+(?:\.\d+)?", source)}
    return [number for number in re.findall(r"\d+(?:\.\d+)?", left) if number not in known]


def _zones_missing(text: str, sources: Sequence[str]) -> list[str]:
    """Return zones that no source names; the place alone (平定 for 平定经开区) is enough."""
    named, rest = set(), ""
    for source in sources:
        at = 0
        for zone in zone_mentions(source):
            named.add(zone.name)
            rest += source[at : zone.start] + " "
            at = zone.end
        rest += source[at:] + " "
    return [
        text[zone.start : zone.end]
        for zone in zone_mentions(text)
        if not any(same_zone(zone.name, other) for other in named) and zone.name[:2] not in rest
    ]
