"""The stretches of time that passages speak of, resolved, so that questions can meet them."""

import json
from bisect import bisect_right
from collections.abc import Sequence
from pathlib import Path

from corpus.intervals import Interval, date_mentions
from index.manifest import damaged, reading
from index.table import Hit, PassageTable, write_rows

FILE = "times.jsonl"
# A passage that speaks of the very time that is asked about. On crud_news_dev, whose questions
# give their dates in the articles' own words, any weight from 0.02 to 0.2 changes the best
# article of the same 3 questions of 600.
WEIGHT = 0.1

Times = Sequence[frozenset[Interval]]


def stated_times(table: PassageTable) -> list[frozenset[Interval]]:
    """Return the intervals of each passage; 今年 is the article's year, 16日 its month."""
    times: list[set[Interval]] = [set() for _ in table.passages]
    places: dict[str, list[int]] = {doc_id: [] for doc_id in table.articles}
    for n, passage in enumerate(table.passages):
        places[passage.doc_id].append(n)
    for article in table.articles.values():
        own = places[article.doc_id]  # in the order of the body
        starts = [table.passages[n].start for n in own]
        for mention in date_mentions(article.body, article.published):
            before = bisect_right(starts, mention.start)
            n = own[before - 1] if before else -1
            if mention.interval and n >= 0 and mention.start < table.passages[n].end:
                times[n].add(mention.interval)
    return [frozenset(intervals) for intervals in times]


def write_times(folder: Path, times: Times) -> None:
    """Write a row of [first, last] pairs for each passage."""
    write_rows(folder / FILE, (sorted([i.first, i.last] for i in passage) for passage in times))


def read_times(folder: Path, *, passages: int) -> list[frozenset[Interval]]:
    """Read what `write_times` wrote; there must be a row for each of the `passages`."""
    with reading(path := folder / FILE), path.open(encoding="utf-8") as file:
        rows = list(file)
        said = {row: frozenset(Interval(*pair) for pair in json.loads(row)) for row in set(rows)}
        times = [said[row] for row in rows]  # most passages share theirs with others
    if len(times) != passages:
        raise damaged(path)
    return times


def favour_times(query: str, hits: Sequence[Hit], table: PassageTable, times: Times) -> list[Hit]:
    """Raise the passages that speak of the times that `query` names, best first."""
    asked = {mention.interval for mention in date_mentions(query, "")} - {None}
    if not asked:
        return list(hits)
    raised = (
        Hit(hit.passage, hit.score + WEIGHT * len(asked & said) / len(asked))
        for hit in hits
        for said in [times[table.place(hit.passage)]]
    )
    return sorted(raised, key=lambda hit: -hit.score)
