"""The passages of an index in their order, with the articles that they are cut from."""

import json
from collections.abc import Callable, Iterable, Sequence
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
from index.manifest import reading
from index.passages import Passage, split_passages

DayRange = tuple[int, int]  # yyyymmdd, both ends included
Split = Callable[[Sequence[Article]], Iterable[Sequence[Passage]]]  # the passages of each article
EVER: DayRange = (0, 99991231)
ASKED = 256  # zones whose articles are remembered


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


class Passing(Protocol):
    """Tells of each article, in their order, whether it fits the filters."""

    def __call__(
        self, zones: Sequence[str], sources: Sequence[str], published: DayRange | None
    ) -> NDArray[np.bool_]:
        """Return a mask over the articles."""
        ...


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
        # People ask again about a zone, and every search of a question asks for the same mask.
        self._about: dict[str, list[int]] = {}

    @classmethod
    def cut(
        cls, articles: Sequence[Article], *, split: Split = lambda given: map(split_passages, given)
    ) -> "PassageTable":
        """Cut every article into passages and find the stories that were printed twice."""
        passages = [p for cut in split(articles) for p in cut]
        return cls(articles, passages, repeats=find_repeats(articles))

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """Return the ids of the passages, in their order."""
        return tuple(passage.id for passage in self.passages)

    @cached_property
    def position(self) -> dict[str, int]:
        """Return the position of each passage by its id."""
        return {id_: n for n, id_ in enumerate(self.ids)}

    def place(self, passage: Passage) -> int:
        """Return the position of a passage, without the hashing of all that ids take."""
        return self._places[passage.doc_id, passage.start]

    @cached_property
    def _places(self) -> dict[tuple[str, int], int]:
        return {(p.doc_id, p.start): n for n, p in enumerate(self.passages)}

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
        return self.passing(zones, sources, published)[self.article_of]

    def passing(
        self, zones: Sequence[str], sources: Sequence[str], published: DayRange | None
    ) -> NDArray[np.bool_]:
        """Return for each article whether it fits the filters."""
        fits = np.ones(len(self.articles), dtype=np.bool_)
        if zones:
            fits &= self._among(self._articles_about(zone) for zone in zones)
        if sources:
            fits &= self._among(self._by_source.get(source, []) for source in sources)
        if published:
            first, last = self._days
            fits &= (first <= published[1]) & (last >= published[0])
        return fits

    def _among(self, positions: Iterable[Sequence[int]]) -> NDArray[np.bool_]:
        among = np.zeros(len(self.articles), dtype=np.bool_)
        for articles in positions:
            among[articles] = True
        return among

    def names_of(self, zone: str) -> list[str]:
        """Return the names by which the articles call a zone."""
        return [name for name in self._by_zone if same_zone(zone, name)]

    def _articles_about(self, zone: str) -> Sequence[int]:
        """Return the positions of the articles of a zone, by any of its names."""
        about = self._about.get(zone)
        if about is None:
            about = [n for name in self.names_of(zone) for n in self._by_zone[name]]
            if len(self._about) >= ASKED:
                self._about.clear()
            self._about[zone] = about
        return about

    @cached_property
    def _by_zone(self) -> dict[str, list[int]]:
        return _positions(article.zones for article in self.articles.values())

    @cached_property
    def _by_source(self) -> dict[str, list[int]]:
        return _positions((article.source,) for article in self.articles.values())

    @cached_property
    def _days(self) -> NDArray[np.int32]:
        """Return the first days of the articles and the last ones, shape (2, articles)."""
        published = [article.published for article in self.articles.values()]
        known = {day: day_range(day) or EVER for day in set(published)}
        return np.array([known[day] for day in published], dtype=np.int32).reshape(-1, 2).T

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


def best(scores: NDArray[np.float32], k: int) -> NDArray[np.intp]:
    """Return the positions of the `k` highest scores, best first; equal ones keep their order."""
    among = np.arange(len(scores))
    if 0 < k < len(scores):
        among = np.flatnonzero(scores >= np.partition(scores, -k)[-k])
    return among[np.argsort(-scores[among], kind="stable")[:k]]


def _positions(labels: Iterable[Iterable[str]]) -> dict[str, list[int]]:
    """Return for each label the positions at which it stands."""
    found: dict[str, list[int]] = {}
    for n, held in enumerate(labels):
        for label in held:
            found.setdefault(label, []).append(n)
    return found


def write_rows(path: Path, rows: Iterable[object]) -> None:
    """Write one line of JSON for every row."""
    with path.open("w", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def read_rows(path: Path) -> list[Any]:
    """Read what `write_rows` wrote."""
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]
