"""The values that a table over all zones or projects shows, and the zones of which none is told."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from assistant.question import Question
from assistant.tables.overview import Overview
from assistant.tables.paired_values import paired_values
from assistant.tables.project_values import project_values
from assistant.tables.stages import stages
from assistant.tables.zone_ranking import UNMIXED, alike, stage_of
from assistant.tables.zone_scope import Scope, is_in, is_kind
from assistant.tables.zone_values import ZoneValue, zone_values
from corpus.article import Article
from corpus.places.names import split_zone
from corpus.repeats import letters
from corpus.times.timexes import find_timexes
from corpus.zones import same_zone

MIN_ROWS = 2  # fewer make no ranking; of projects, no table
MAX_MISSING = 6  # zones that are named as missing; the others are counted
_PARK = re.compile(r"(?:产业园|科技园|智创园|数创港|数字港|科技港|园区)$")


def read_values(
    asked: Overview, question: Question, found: Sequence[Article]
) -> tuple[list[ZoneValue], bool]:
    """Return the values of zones, or of projects where those are asked about or alone are told."""
    scope = Scope.over(asked, found)
    if asked.is_of_parks:
        return _of_parks(asked, question, found), True
    readers = () if asked.of_projects else (zone_values, paired_values)
    values = [v for a in found for read in readers for v in read(asked.attribute, a)]
    values = [v for v in values if scope.holds(v) and _is_timely(question, v)]
    told = len({v.subject for v in values})
    by_zone = told >= MIN_ROWS or asked.wish or not asked.attribute.of_projects
    if by_zone and not asked.of_projects:
        return values, False
    projects = (v for a in found for v in project_values(asked.attribute, a))
    return [v for v in projects if scope.holds(v) and _is_timely(question, v)], True


def _of_parks(asked: Overview, question: Question, found: Sequence[Article]) -> list[ZoneValue]:
    """Return the values of the projects that are parks."""
    values = (v for a in found for v in project_values(asked.attribute, a, zoned=False))
    return [
        value
        for value in values
        if _PARK.search(value.subject)
        and _is_timely(question, value)
        and (not asked.place or is_in(value.subject, asked.place, value.evidence.article))
    ]


def missing(asked: Overview, told: Sequence[str], articles: Iterable[Article]) -> tuple[str, ...]:
    """Name the zones that the articles are about and of which none says a value."""
    if asked.place or asked.grade or asked.zones:
        return ()
    about = Counter(zone for article in articles for zone in article.zones[:1])
    others = [
        zone
        for zone, _ in about.most_common()
        if is_kind(split_zone(zone)[1], asked.kind) and not any(same_zone(zone, t) for t in told)
    ]
    if not others:
        return ()
    more = f"等{len(others)}个" if len(others) > MAX_MISSING else ""
    return (f"没有找到数值的有：{'、'.join(others[:MAX_MISSING])}{more}。",)


def _is_timely(question: Question, value: ZoneValue) -> bool:
    """Tell whether a value is of a time that the question names, where it names one."""
    if not question.times:
        asked = [time.text for time in find_timexes(question.text)]
        said = value.period.text if value.period else ""
        return not asked or any(words in said for words in asked)
    period = value.period.interval if value.period else None
    return period is not None and any(
        t.interval.first <= period.first and period.last <= t.interval.last for t in question.times
    )


def chosen_values(
    asked: Overview, question: Question, values: Sequence[ZoneValue]
) -> tuple[list[ZoneValue], int]:
    """Return the values to show, newest first, and how many of another stage were left out."""
    values = sorted(values, key=lambda v: v.evidence.article.published, reverse=True)
    wanted = stages(question.text) & UNMIXED
    meant = [v for v in values if wanted <= stage_of(v)] if wanted else values
    same = max(_by_kind(meant), key=len, default=[])
    kept = alike(same, lasting=asked.attribute.lasting) if asked.wish else same
    if asked.attribute.lasting and _is_passed(asked, same, kept):
        kept = same  # 58项 is not the most where another zone has 3735项 of another kind
    kept = list(_once(kept, one_each=bool(asked.wish) and kept is not same))
    return kept, len({v.subject for v in values} - {v.subject for v in kept})


def _is_passed(asked: Overview, same: Sequence[ZoneValue], kept: Sequence[ZoneValue]) -> bool:
    """Tell whether a value that is left out lies beyond those that would be ranked."""
    values = [value.figure.value for value in kept]
    others = [value.figure.value for value in same if value not in kept]
    if not values or not others:
        return False
    if asked.wish == "smallest":
        return min(others) < min(values)
    return asked.wish == "largest" and max(others) > max(values)


def _by_kind(values: Sequence[ZoneValue]) -> list[list[ZoneValue]]:
    """Return the values of each stage and unit, as they stand."""
    kinds: dict[tuple[object, str], list[ZoneValue]] = {}
    for value in values:
        kinds.setdefault((stage_of(value), value.figure.unit), []).append(value)
    return list(kinds.values())


def _once(values: Sequence[ZoneValue], *, one_each: bool) -> Iterator[ZoneValue]:
    """Leave out what is told again, and for a ranking all but the newest value of a subject."""
    seen: set[object] = set()
    for value in values:
        name = letters(value.subject)
        told = name if one_each else (name, value.named, value.figure.value, value.figure.unit)
        same = (value.zone.name, value.named, value.figure.value)
        if told not in seen and same not in seen:
            yield value
        seen |= {told, same}
