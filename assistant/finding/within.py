"""Limiting what an answer may be drawn from, and what it can be limited by."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import compress

from assistant.finding.looking import Sources
from assistant.framing.coverage import covered
from assistant.schema import Facets, Filters
from corpus.article import Article
from corpus.repeats import Repeats
from index.table import DayRange, Hit, PassageTable, Search

LIMITED_TO_NONE = "没有文章符合筛选条件。"


@dataclass(frozen=True, slots=True)
class SearchWithin:
    """A search under filters, which apply inside it."""

    inner: Search
    filters: Filters
    articles: Mapping[str, Article]  # that pass

    def search(
        self,
        query: str,
        *,
        k: int,
        zones: Sequence[str] = (),
        sources: Sequence[str] = (),
        published: DayRange | None = None,
    ) -> list[Hit]:
        """Return the `k` best passages; fewer where the call asks beside what passes."""
        hits = self.inner.search(
            query,
            k=k,
            zones=zones or self.filters.zones,
            sources=sources or self.filters.sources,
            published=published or self.filters.published,
        )
        return [hit for hit in hits if hit.passage.doc_id in self.articles]


def within(sources: Sources, filters: Filters) -> Sources:
    """Return the sources without what the filters leave out."""
    if not filters:
        return sources
    passing = sources.passing or PassageTable(sources.articles.values(), ()).passing
    fits = passing(filters.zones, filters.sources, filters.published)
    articles = dict(compress(sources.articles.items(), fits))
    named = {zone for article in articles.values() for zone in article.zones}
    known = replace(sources.known, zones=tuple(z for z in sources.known.zones if z in named))
    return Sources(
        SearchWithin(sources.search, filters, articles),
        articles,
        rarity=sources.rarity,
        repeats=_printed(sources.repeats, articles),
        known=known,
        reader=sources.reader,
        filters=filters,
    )


def said_within(nearby: Sequence[str], sources: Sources) -> tuple[str, ...]:
    """Say of the articles that pass the filters what a refusal says of all."""
    if not sources.filters:
        return tuple(nearby)
    number = len(sources.articles)
    if not number:
        return (LIMITED_TO_NONE,)
    said = (("资料里", "这些文章里"), ("语料", "这些文章"))
    lines = [line.replace(*said[0], 1).replace(*said[1], 1) for line in nearby]
    return f"只查了符合筛选条件的{number}篇文章。", *lines


def facets(articles: Collection[Article]) -> Facets:
    """Return what articles can be filtered by."""
    zones = Counter(zone for article in articles for zone in set(article.zones))
    papers = Counter(article.source for article in articles if article.source)
    reach = covered(articles)
    return Facets(
        tuple(zones.most_common()),
        tuple(papers.most_common()),
        first=reach.first if reach else "",
        last=reach.last if reach else "",
    )


def _printed(repeats: Repeats, articles: Mapping[str, Article]) -> Repeats:
    """Return the printings that are among the articles."""
    return {
        doc_id: tuple(other for other in printings if other in articles)
        for doc_id, printings in repeats.items()
        if doc_id in articles
    }
