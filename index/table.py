"""The passages of an index in their order, with the articles that they are cut from."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.article import Article
from corpus.dates import day_range
from corpus.repeats import Repeats, find_repeats
from corpus.zones import same_zone
from index.generations import reading
from index.passages import Passage, split_passages

DayRange = tuple[int, int]  # yyyymmdd, both ends included
EVER: DayRange = (0, 99991231)


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that fits a query; scores compare within one search only."""

    passage: Passage
    score: float


class Search(Protocol):
    """The one signature of every search; filters apply inside, not afterwards."""

    def search(
        self,
        query: str,
        *,
        k: int,
        zones: Sequence[str] = (),
        sources: Sequence[str] = (),
        published: DayRange | None = None,
    ) -> list[Hit]:
        """Return the `k` best passages of any of the zones and sources, best first."""


class PassageTable:
    """Passages by position and by id, and which of them a filter lets through."""

    def __init__(
        self,
        articles: Iterable[Article],
        passages: Sequence[Passage],
        *,
        repeats: Repeats | None = None,
    ) -> None:
        self.repeats = repeats or {}
        self.articles = {article.doc_id: article for article in articles}
        self.passages = tuple(passages)
        self.ids = tuple(passage.id for passage in self.passages)
        self.position = {id_: n for n, id_ in enumerate(self.ids)}

    @classmethod
    def cut(cls, articles: Sequence[Article]) -> "PassageTable":
        """Cut every article into passages and find the stories that were printed twice."""
        passages = [p for article in articles for p in split_passages(article)]
        return cls(articles, passages, repeats=find_repeats(articles))

    @cached_property
    def article_of(self) -> NDArray[np.int32]:
        """Return the position of each passage's article."""
        order = {doc_id: n for n, doc_id in enumerate(self.articles)}
        return np.array([order[p.doc_id] for p in self.passages], dtype=np.int32)

    def mask(
        self, zones: Sequence[str], sources: Sequence[str], published: DayRange | None
    ) -> NDArray[np.bool_]:
        """Return for each passage whether its article fits the filters."""
        if not (zones or sources or published):  # most questions: no look at every article
            return np.ones(len(self.passages), dtype=np.bool_)
        fits = [_fits(article, zones, sources, published) for article in self.articles.values()]
        return np.array(fits, dtype=np.bool_)[self.article_of]

    def save(self, folder: Path) -> None:
        """Write articles.jsonl, passages.jsonl and repeats.jsonl, a line for every story."""
        write_rows(folder / "articles.jsonl", (a.to_row() for a in self.articles.values()))
        write_rows(folder / "passages.jsonl", ([p.doc_id, p.start, p.end] for p in self.passages))
        write_rows(folder / "repeats.jsonl", dict.fromkeys(self.repeats.values()))

    @classmethod
    def load(cls, folder: Path) -> "PassageTable":
        """Read what `save` wrote."""
        with reading(path := folder / "articles.jsonl"):
            articles = {row["doc_id"]: Article.from_row(row) for row in read_rows(path)}
        with reading(path := folder / "passages.jsonl"):
            passages = [
                Passage(id_, articles[id_].title, start, end, articles[id_].body[start:end])
                for id_, start, end in read_rows(path)
            ]
        with reading(path := folder / "repeats.jsonl"):
            stories = [tuple(story) for story in read_rows(path)]
            repeats = {articles[id_].doc_id: story for story in stories for id_ in story}
        return cls(articles.values(), passages, repeats=repeats)


def published_days(article: Article) -> DayRange:
    """Return the first and last day on which the article may have been published."""
    return day_range(article.published) or EVER


def _fits(
    article: Article, zones: Sequence[str], sources: Sequence[str], published: DayRange | None
) -> bool:
    if zones and not any(same_zone(a, b) for a in zones for b in article.zones):
        return False
    if sources and article.source not in sources:
        return False
    if published:
        first, last = published_days(article)
        return first <= published[1] and last >= published[0]
    return True


def write_rows(path: Path, rows: Iterable[object]) -> None:
    """Write one line of JSON for every row."""
    with path.open("w", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def read_rows(path: Path) -> list[Any]:
    """Read what `write_rows` wrote."""
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]
