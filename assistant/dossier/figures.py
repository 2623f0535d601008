"""The figures that articles give of a zone as a whole: which, how much, of what year."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from assistant.dossier.about import is_exact
from assistant.dossier.citing import Numbering
from assistant.dossier.implied import project_counts, values_within
from assistant.dossier.names import Pages
from assistant.dossier.schema import FigureByYear
from assistant.dossier.values import read_value
from assistant.tables.paired_values import paired_values
from assistant.tables.zone_attributes import ZoneAttribute, read_attribute
from assistant.tables.zone_values import ZoneValue, told_values
from corpus.article import Article
from corpus.places.lexicon import places
from corpus.places.names import KIND_OF, SUFFIX
from corpus.repeats import letters

_PROJECTS = "项目"
# In the order of the page; the first that fits has a figure: 进出口 before 出口.
_NAMES = (
    "生产总值", "产值", "增加值", "营业收入", "进出口", "出口", "外资", "投资", "财政收入", "税收",
    "面积", "人口", "就业", "企业", _PROJECTS, "赋权事项",
    "生产总值增速", "产值增速", "增加值增速", "营业收入增速", "进出口增速", "出口增速", "投资增速",
)  # fmt: skip


_OF_ZONES = re.compile(r"总投资|固定资产投资|业投资")
_WHOLE = re.compile(r"全[区市县省]")  # of which?


@cache
def _attributes() -> tuple[tuple[int, ZoneAttribute], ...]:
    read = ((n, read_attribute(name)) for n, name in enumerate(_NAMES))
    return tuple((n, attribute) for n, attribute in read if attribute)


def read_figures(
    zone: str, articles: Sequence[Article], pages: Pages, numbering: Numbering
) -> Iterator[FigureByYear]:
    """Yield the zone's figures by attribute, the newest first; what is told again is told once."""
    found = [
        (n, value)
        for article in articles
        for n, value in _told(zone, article, pages)
        if pages.get(value.zone.name) == zone
        and is_exact(zone, value.zone, value.evidence.article.body)
    ]
    seen: set[tuple[object, ...]] = set()
    for n, value in sorted(found, key=lambda f: (f[0], -_newest(f[1]))):
        interval = value.period.interval if value.period else None
        told = (n, letters(value.named), value.figure.value, value.figure.unit, interval)
        if told in seen:
            continue
        shown = read_value(value, numbering)
        if shown:
            seen.add(told)
            yield FigureByYear(_NAMES[n], shown, _year(value))


def _told(zone: str, article: Article, pages: Pages) -> Iterator[tuple[int, ZoneValue]]:
    """Yield the article's values of zones, each of the first attribute that fits."""
    taken: set[tuple[int, int]] = set()
    for n, attribute in _attributes():
        if not attribute.anywhere.search(article.body):
            continue
        told = filter(_is_its_own, told_values(attribute, article))
        within = filter(_is_its_own, values_within(attribute, zone, article, pages))
        for value in (*told, *paired_values(attribute, article), *within):
            if value.span not in taken:
                taken.add(value.span)
                yield n, value
    yield from ((_NAMES.index(_PROJECTS), v) for v in project_counts(zone, article, pages))


def _is_its_own(value: ZoneValue) -> bool:
    """Tell whether a value is of the zone as a whole: of no place, zone or list beside it."""
    body, start = value.evidence.article.body, value.evidence.start
    lead, between = body[start : value.zone.start], body[value.zone.end : value.span[0]]
    if "其中" in lead and "；" in between:
        return False  # what follows may be of what the zone is a part of
    if "投资" in value.named and not _OF_ZONES.search(value.named):
        return False
    clause = re.split("[，；：。]", between)[-1] if value.subject else ""
    other = any(KIND_OF[m[0]] != "园区" for m in SUFFIX.finditer(clause))
    known = places().administrations
    named = (value.named[i : i + n] for n in (2, 3) for i in range(len(value.named)))
    return not (other or _WHOLE.search(between) or any(word in known for word in named))


def _newest(value: ZoneValue) -> int:
    time = value.period.interval if value.period else None
    published = value.evidence.article.published.replace("-", "").ljust(8, "0")
    return time.last if time else int(published or 0)


def _year(value: ZoneValue) -> int | None:
    time = value.period.interval if value.period else None
    years = {time.first // 10000, time.last // 10000} if time else set()
    return years.pop() if len(years) == 1 else None
