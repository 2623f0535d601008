"""The articles that the index answers from, as a table that is searched, filtered and sorted."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from operator import eq

from assistant.editing.columns import (
    ANY,
    UNKNOWN,
    Columns,
    Doubted,
    Doubts,
    Labels,
    Mask,
    Sort,
)
from assistant.schema import NotThereError
from corpus.article import Article
from corpus.library.check import look
from corpus.library.findings import Checked, Doubt

__all__ = ["ANY", "UNKNOWN", "Catalogue", "Counts", "Doubts", "Listing", "Page", "Row", "Sort"]

NO_ARTICLE = "索引里没有编号为“{doc_id}”的文章，可能刚刚移出了，请刷新页面。"


@dataclass(frozen=True, slots=True)
class Listing:
    """What of the table is wanted.

    `month` is 2025-11, 2025 (the whole year), 2025- (those of which no more is known) or UNKNOWN.
    """

    query: str = ""  # words, each of which stands in the article
    zone: str = ""  # UNKNOWN: those without any
    source: str = ""
    month: str = ""
    doubt: str = ""  # `Doubt.kind`, or ANY
    sort: Sort = "doubts"
    descending: bool = True
    page: int = 1
    size: int = 50


@dataclass(frozen=True, slots=True)
class Row:
    """One article of the table; `doubts` is None while nobody has looked at it."""

    doc_id: str
    title: str
    source: str
    published: str
    published_inferred: str
    zones: tuple[str, ...]
    characters: int
    doubts: tuple[Doubt, ...] | None


@dataclass(frozen=True, slots=True)
class Page:
    """The rows of one page, and how many there are on all; `page` is within 1 and `pages`."""

    rows: tuple[Row, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How many articles there are, the labels as `Listing` takes them.

    Each of `zones`, `sources`, `doubts` (most first) and `months` (earliest first, UNKNOWN last)
    counts what passes the other filters, as a choice beside the one that is made. An article
    counts for each of its zones.
    """

    zones: tuple[tuple[str, int], ...]
    sources: tuple[tuple[str, int], ...]
    months: tuple[tuple[str, int], ...]
    doubts: tuple[tuple[str, int], ...]  # ANY among them
    total: int  # of the generation


class Catalogue:
    """The articles of one generation; 100,000 of them are sorted and filtered in a moment.

    What `doubts` returns may only grow.
    """

    def __init__(
        self, articles: Mapping[str, Article], *, doubts: Callable[[], Doubts] = dict
    ) -> None:
        self.articles = articles
        self._doubts = doubts
        self._columns = Columns(sorted(articles.values(), key=lambda article: article.doc_id))
        self._looked = lru_cache(1)(lambda _: self._columns.doubted(self._doubts()))

    def rows(self, listing: Listing | None = None) -> Page:
        """Return one page of the articles that pass the listing."""
        listing = listing or Listing()
        columns, doubts = self._columns, self._doubts()
        order = self._doubted.order if listing.sort == "doubts" else columns.order(listing.sort)
        order = order[self._passing(listing)[order]]
        pages = max(1, -(-len(order) // listing.size))
        page = min(max(listing.page, 1), pages)
        order = order[::-1] if listing.descending else order
        shown = order[(page - 1) * listing.size : page * listing.size]
        rows = tuple(_row(columns.articles[n], doubts) for n in shown)
        return Page(rows, len(order), page, pages)

    def facets(self, listing: Listing | None = None) -> Counts:
        """Count the articles that pass the listing."""
        listing = listing or Listing()
        columns = self._columns
        by_month = columns.months.counts(self._passing(listing, free="month"))
        return Counts(
            zones=_most_first(columns.zones.counts(self._passing(listing, free="zone"))),
            sources=_most_first(columns.sources.counts(self._passing(listing, free="source"))),
            months=tuple(sorted(by_month.items(), key=lambda item: (item[0] == UNKNOWN, item[0]))),
            doubts=_most_first(self._doubted.kinds.counts(self._passing(listing, free="doubt"))),
            total=len(columns.articles),
        )

    def details(self, doc_id: str) -> Checked:
        """Return how an article was read: fields, dates, zones, figures, doubts.

        Raises NotThereError where there is none.
        """
        if doc_id not in self.articles:
            raise NotThereError(NO_ARTICLE.format(doc_id=doc_id[:100]))
        checked = look(self.articles[doc_id])
        return replace(checked, doubts=self._doubts().get(doc_id, checked.doubts))

    @property
    def _doubted(self) -> Doubted:
        return self._looked(len(self._doubts()))

    def _passing(self, listing: Listing, *, free: str = "") -> Mask:
        """Return a mask over the columns; the filter `free` is left out."""
        columns = self._columns
        labels: dict[str, Labels] = {
            "zone": columns.zones,
            "source": columns.sources,
            "month": columns.months,
            "doubt": self._doubted.kinds,
        }
        mask = columns.searched(listing.query)
        for name, column in labels.items():
            wanted = getattr(listing, name)
            if wanted and name != free:
                mask = mask & column.having(partial(_is_of if name == "month" else eq, wanted))
        return mask


def _row(article: Article, doubts: Doubts) -> Row:
    return Row(
        doc_id=article.doc_id,
        title=article.title,
        source=article.source,
        published=article.published,
        published_inferred=article.published_inferred,
        zones=article.zones,
        characters=len(article.body),
        doubts=doubts.get(article.doc_id),
    )


def _is_of(wanted: str, month: str) -> bool:
    return month == wanted if wanted.endswith("-") else month.startswith(wanted)


def _most_first(counts: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
