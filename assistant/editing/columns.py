"""The columns of the table of articles, as arrays that are masked, counted and put in order."""

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from corpus.article import Article
from corpus.library.findings import Doubt

Doubts = Mapping[str, tuple[Doubt, ...]]  # by doc_id, of those that have been looked at
Mask = NDArray[np.bool_]
Order = NDArray[np.intp]
Sort = Literal["doubts", "title", "source", "published", "zone", "characters"]

UNKNOWN = "-"  # the zone, source or month of an article that has none
ANY = "any"  # kind of doubt
SEARCHES = 32  # words whose articles are remembered: people page and sort under them

_KEYS: dict[str, Callable[[Article], Any]] = {
    "title": lambda article: article.title,
    "source": lambda article: article.source,
    "published": lambda article: article.published,
    "zone": lambda article: article.zones[:1],
    "characters": lambda article: len(article.body),
}


class Labels:
    """The labels of every article; one article may have several, or none."""

    def __init__(self, labelled: Iterable[Iterable[str]]) -> None:
        codes: dict[str, int] = {}
        held = [[codes.setdefault(label, len(codes)) for label in labels] for labels in labelled]
        self.names = list(codes)
        self.code = np.array([code for each in held for code in each], dtype=np.intp)
        self.article = np.repeat(np.arange(len(held)), list(map(len, held)))
        self._articles = len(held)

    def having(self, fits: Callable[[str], bool]) -> Mask:
        """Return which articles have a label that fits."""
        codes = np.array([fits(name) for name in self.names], dtype=np.bool_)
        mask = np.zeros(self._articles, dtype=np.bool_)
        mask[self.article[codes[self.code]]] = True
        return mask

    def counts(self, among: Mask) -> dict[str, int]:
        """Count the articles of each label, without those that have none."""
        counts = np.bincount(self.code[among[self.article]], minlength=len(self.names))
        return {self.names[n]: int(counts[n]) for n in np.flatnonzero(counts)}


@dataclass(frozen=True, slots=True)
class Doubted:
    """The articles by their doubts: kinds, and from few to many."""

    kinds: Labels
    order: Order


class Columns:
    """Articles by column; each is made when it is first needed, and kept."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self.articles = articles
        self.order = lru_cache(None)(self._sorted)
        self._holding = lru_cache(SEARCHES)(self._search)

    @cached_property
    def zones(self) -> Labels:
        """Return the zones."""
        return Labels(article.zones or (UNKNOWN,) for article in self.articles)

    @cached_property
    def sources(self) -> Labels:
        """Return the sources."""
        return Labels((article.source or UNKNOWN,) for article in self.articles)

    @cached_property
    def months(self) -> Labels:
        """Return the months: 2025-11, or 2025- where only the year is known."""
        return Labels((_month(article.published),) for article in self.articles)

    def doubted(self, doubts: Doubts) -> Doubted:
        """Return the articles by their doubts; of equally many the latest printed comes last."""
        held = [doubts.get(article.doc_id, ()) for article in self.articles]
        kinds = ({ANY, *(doubt.kind for doubt in each)} if each else () for each in held)
        days = np.empty(len(held), dtype=np.intp)
        days[self.order("published")] = np.arange(len(held))
        return Doubted(Labels(kinds), np.lexsort((days, np.array([len(each) for each in held]))))

    def _sorted(self, sort: Sort) -> Order:
        keys = list(map(_KEYS[sort], self.articles))
        return np.array(sorted(range(len(keys)), key=keys.__getitem__), dtype=np.intp)

    def searched(self, query: str) -> Mask:
        """Return the articles in which every word of a query stands."""
        mask = np.ones(len(self.articles), dtype=np.bool_)
        for word in _plain(query).split():
            mask = mask & self._holding(word)
        return mask

    def _search(self, word: str) -> Mask:
        heads = zip(self._heads, self.articles, strict=True)
        held = (word in head or word in article.body for head, article in heads)
        return np.fromiter(held, dtype=np.bool_, count=len(self.articles))

    @cached_property
    def _heads(self) -> Sequence[str]:
        """Return what is searched besides the bodies, which are too long to be folded."""
        return [_plain("\n".join((a.doc_id, a.title, a.source, *a.zones))) for a in self.articles]


def _month(published: str) -> str:
    return published[:7] if len(published) > 4 else f"{published}-"


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
