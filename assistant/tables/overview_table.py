"""Answer a question over all zones or projects: a table of what articles say, and what follows."""

from collections.abc import Iterator, Mapping, Sequence

from assistant.citations import cite_each
from assistant.draft import Draft, Written
from assistant.question import Question
from assistant.schema import Citation, Derived
from assistant.tables.cells import inert, label
from assistant.tables.order import Said
from assistant.tables.overview import Overview
from assistant.tables.paired_values import paired_values
from assistant.tables.periods import written
from assistant.tables.project_values import project_values
from assistant.tables.stages import stages
from assistant.tables.zone_ranking import UNMIXED, Row, alike, say_ranking, say_sum, stage_of
from assistant.tables.zone_scope import Scope
from assistant.tables.zone_values import ZoneValue, zone_values
from corpus.article import Article
from corpus.dates import format_published
from corpus.repeats import letters
from corpus.zones import same_zone
from index.table import Search

ALL_READ = 3000  # articles that are all gone through: a ranking should miss none
PASSAGES = 1000  # of more articles, for each query
MAX_ROWS = 10
MIN_ROWS = 2  # fewer make no table
MAX_SUM = 10  # values that are added up: each is shown


def write_overview(
    asked: Overview, question: Question, *, search: Search, articles: Mapping[str, Article]
) -> Written | None:
    """Write a row for every zone or project, each with its citation.

    None where fewer than two are found, or where the values may not be ranked or added up.
    """
    found = _articles(asked, question, search, articles)
    scope = Scope.over(asked, found)
    values, by_project = _values(asked, question, found, scope)
    chosen, left_out = _chosen(asked, question, values)
    if len(chosen) < MIN_ROWS or (asked.wish == "sum" and len(chosen) > MAX_SUM):
        return None
    if asked.wish in ("largest", "smallest"):
        chosen.sort(key=lambda v: v.figure.value, reverse=asked.wish == "largest")
    rows = _rows(chosen, by_project=by_project)
    said = _said(asked, rows)
    if asked.wish and said is None:
        return None
    text, derived = _written(asked, rows[:MAX_ROWS], by_project=by_project)
    citations = tuple({row.citation.n: row.citation for row in rows[:MAX_ROWS]}.values())
    if said:
        text, derived = f"{text}\n\n{said.text}", (*derived, said.derived)
    notices = _notices(left_out, len(rows) - MAX_ROWS)
    return Written(Draft(text, citations, derived=derived, notices=notices), len(found))


def _articles(
    asked: Overview, question: Question, search: Search, articles: Mapping[str, Article]
) -> list[Article]:
    """Return the articles that name the attribute: all of them, or of many those found best."""
    found = list(articles.values())
    if len(found) > ALL_READ:
        subject = "".join((asked.place, *asked.zones)) or asked.kind
        queries = (question.text, f"{subject}{asked.attribute.extra}{asked.attribute.name}")
        hits = [h for q in queries for h in search.search(q, k=PASSAGES, zones=asked.zones)]
        found = [articles[id_] for id_ in dict.fromkeys(hit.passage.doc_id for hit in hits)]
    named = (article for article in found if asked.attribute.anywhere.search(article.body))
    return [article for article in named if _is_of(asked.zones, article)]


def _is_of(zones: Sequence[str], article: Article) -> bool:
    return not zones or any(same_zone(a, b) for a in zones for b in article.zones)


def _values(
    asked: Overview, question: Question, found: Sequence[Article], scope: Scope
) -> tuple[list[ZoneValue], bool]:
    """Return the values of zones, or of projects where those are asked about or alone are told."""
    readers = () if asked.of_projects else (zone_values, paired_values)
    values = [v for a in found for read in readers for v in read(asked.attribute, a)]
    values = [v for v in values if scope.holds(v) and _is_timely(question, v)]
    told = len({v.subject for v in values})
    by_zone = told >= MIN_ROWS or asked.wish or not asked.attribute.of_projects
    if by_zone and not asked.of_projects:
        return values, False
    projects = (v for a in found for v in project_values(asked.attribute, a))
    return [v for v in projects if scope.holds(v) and _is_timely(question, v)], True


def _is_timely(question: Question, value: ZoneValue) -> bool:
    """Tell whether a value is of a time that the question names, where it names one."""
    if not question.times:
        return True
    period = value.period.interval if value.period else None
    return period is not None and any(
        t.interval.first <= period.first and period.last <= t.interval.last for t in question.times
    )


def _chosen(
    asked: Overview, question: Question, values: Sequence[ZoneValue]
) -> tuple[list[ZoneValue], int]:
    """Return the values to show, newest first, and how many of another stage were left out."""
    values = sorted(values, key=lambda v: v.evidence.article.published, reverse=True)
    wanted = stages(question.text) & UNMIXED
    meant = [v for v in values if wanted <= stage_of(v)] if wanted else values
    same = max(_by_kind(meant), key=len, default=[])
    kept = alike(same, lasting=asked.attribute.lasting) if asked.wish else same
    kept = list(_once(kept, one_each=bool(asked.wish)))
    return kept, len({v.subject for v in values} - {v.subject for v in kept})


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


def _rows(values: Sequence[ZoneValue], *, by_project: bool) -> list[Row]:
    """Cite the sentence of every value; values of one sentence share a citation."""
    citations = cite_each([(value.evidence, value.span) for value in values])
    return [
        Row(_label(value, citation, by_project=by_project), value, citation)
        for value, citation in zip(values, citations, strict=True)
    ]


def _label(value: ZoneValue, citation: Citation, *, by_project: bool) -> str:
    name = value.subject if by_project else value.zone.name
    return label(name, f"{citation.quote}\n{citation.title}")


def _said(asked: Overview, rows: Sequence[Row]) -> Said | None:
    """Return the ranking or the sum that is wanted, where the rows allow it."""
    set_name = "项目" if asked.of_projects else asked.kind
    if asked.wish is None or (asked.wish == "sum" and asked.attribute.is_rate):
        return None
    if asked.wish == "sum":
        return say_sum(rows, set_name=set_name)
    return say_ranking(rows, asked.wish, first=asked.first, set_name=set_name)


def _written(
    asked: Overview, rows: Sequence[Row], *, by_project: bool
) -> tuple[str, tuple[Derived, ...]]:
    """Return the table, and the times in it that were resolved."""
    timed = not asked.attribute.lasting and any(row.value.period for row in rows)
    zoned = by_project and not asked.zones
    heads = [
        *(["开发区"] if zoned else []),
        "项目" if by_project else "开发区",
        asked.attribute.name,
        *(["所指时间"] if timed else []),
        "资料时间",
        "出处",
    ]
    lines = [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
    derived: dict[str, Derived] = {}
    for row in rows:
        period, resolved = _period(row)
        derived |= {resolved.value: resolved} if resolved and timed else {}
        day = format_published(row.citation.published)
        zone = label(row.value.zone.name, row.citation.quote)
        cells = [
            *([zone] if zoned else []),
            row.label,
            _cell(row),
            *([period] if timed else []),
            day,
            f"[{row.citation.n}]",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines), tuple(derived.values())


def _cell(row: Row) -> str:
    """Return the words that name the value, and the value in bold."""
    body, (start, end) = row.value.evidence.article.body, row.value.shown
    before, after = body[start : row.value.span[0]], body[row.value.span[1] : end]
    return f"{inert(before)}**{inert(row.said)}**{inert(after)}"


def _period(row: Row) -> tuple[str, Derived | None]:
    """Return the time that a value is of, as it is said and, where that is relative, as meant."""
    time = row.value.period
    if time is None:
        return "未写明", None
    if not time.rule or time.interval is None:
        return inert(time.text), None
    meant = written(time.interval)
    return f"{inert(time.text)}（{meant}）", Derived(meant, time.rule, (row.citation.n,))


def _notices(left_out: int, more: int) -> tuple[str, ...]:
    """Say what the table leaves out; the program's own words."""
    notices = []
    if left_out:
        notices.append(
            f"另有{left_out}处的数值单位或口径不同（如计划、签约、分期），没有列在表里。"
        )
    if more > 0:
        notices.append(f"表里只列了前{MAX_ROWS}行，另有{more}行没有列出。")
    return tuple(notices)
