"""Answer a question over all zones or projects: a table of what articles say, and what follows."""

from collections.abc import Mapping, Sequence

from assistant.citations import cite_each
from assistant.draft import Draft, Written
from assistant.question import Question
from assistant.schema import Citation, Derived
from assistant.tables.cells import inert, label
from assistant.tables.order import Said
from assistant.tables.overview import Overview
from assistant.tables.overview_values import MIN_ROWS, chosen_values, missing, read_values
from assistant.tables.periods import written
from assistant.tables.zone_ranking import Row, alike, say_ranking, say_sum
from assistant.tables.zone_values import ZoneValue
from corpus.article import Article
from corpus.dates import format_published
from corpus.zones import same_zone
from index.table import Search

ALL_READ = 3000  # articles that are all gone through: a ranking should miss none
PASSAGES = 1000  # of more articles, for each query
MAX_ROWS = 10
NOT_RANKED = "写明的数值太少或不能放在一起比，不作排名。"
MAX_SUM = 10  # values that are added up: each is shown


def write_overview(
    asked: Overview, question: Question, *, search: Search, articles: Mapping[str, Article]
) -> Written | None:
    """Write a row for every zone or project, each with its citation.

    None where too few are found, or where the values may not be ranked or added up. What cannot be
    ranked is shown as it is, and a notice says so.
    """
    found = _articles(asked, question, search, articles)
    values, by_project = read_values(asked, question, found)
    chosen, left_out = chosen_values(asked, question, values)
    ranks = asked.wish and alike(chosen, lasting=asked.attribute.lasting) == chosen
    least = MIN_ROWS if asked.wish == "sum" or (by_project and not asked.is_of_parks) else 1
    if len(chosen) < least or (asked.wish == "sum" and len(chosen) > MAX_SUM):
        return None
    if asked.wish in ("largest", "smallest"):
        chosen.sort(key=lambda v: v.figure.value, reverse=asked.wish == "largest")
    rows = _rows(chosen[:MAX_ROWS], by_project=by_project)
    said = _said(asked, rows) if ranks and len(rows) >= MIN_ROWS else None
    if asked.wish == "sum" and said is None:
        return None
    text, derived = _written(asked, rows, by_project=by_project)
    citations = tuple({row.citation.n: row.citation for row in rows}.values())
    if said:
        text, derived = f"{text}\n\n{said.text}", (*derived, said.derived)
    notices = _notices(left_out, len(chosen) - MAX_ROWS)
    if asked.wish and said is None:
        notices = (*notices, NOT_RANKED)
    if not by_project:
        told = [value.zone.name for value in chosen]
        notices = (*notices, *missing(asked, told, articles.values()))
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
    zoned = by_project and not asked.zones and not asked.is_of_parks
    heads = [
        *(["开发区"] if zoned else []),
        asked.kind if asked.is_of_parks else "项目" if by_project else "开发区",
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
