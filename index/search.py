"""Meaning and words fused into one search."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.article import Article
from index.dense import DenseSearch, Served
from index.encoder import Encoder
from index.generations import Generations, check_manifest
from index.lexical import TOKENIZERS, LexicalSearch
from index.manifest import Manifest, check_files
from index.passages import Passage
from index.table import DayRange, Hit, PassageTable, Search
from index.times import Times, favour_times, read_times

if TYPE_CHECKING:
    from index.llama import ZoneRetriever
    from index.milvus import MilvusIndex
    from index.server import SharedIndex

DEPTH = 100  # passages taken from each search before fusing
# Measured on fincuge_finqa_dev, crud_news_dev and dureader_demo: see docs/benchmarks.md.
WEIGHTS = {"dense": 0.4, "words": 0.3, "bigrams": 0.3}


def fuse(rankings: Mapping[str, Sequence[Hit]], weights: Mapping[str, float]) -> list[Hit]:
    """Scale each ranking's scores to 0–1 and add them up by weight, best first."""
    total: dict[Passage, float] = {}
    for name, hits in rankings.items():
        if not hits:
            continue
        top, bottom = hits[0].score, hits[-1].score
        for hit in hits:
            scaled = (hit.score - bottom) / (top - bottom) if top > bottom else 1.0
            total[hit.passage] = total.get(hit.passage, 0.0) + weights[name] * scaled
    ranked = sorted(total.items(), key=lambda item: -item[1])
    return [Hit(passage, score) for passage, score in ranked]


class FusedSearch:
    """Rank passages by the weighted sum of several searches and by the times they speak of."""

    def __init__(
        self, searches: Mapping[str, Search], *, table: PassageTable, times: Times
    ) -> None:
        self._searches = searches
        self._table = table
        self._times = times

    def search(
        self,
        query: str,
        *,
        k: int,
        zones: Sequence[str] = (),
        sources: Sequence[str] = (),
        published: DayRange | None = None,
    ) -> list[Hit]:
        """Return the `k` passages that fit best by meaning, by words and by time."""
        depth = max(DEPTH, k)
        rankings = {
            name: search.search(query, k=depth, zones=zones, sources=sources, published=published)
            for name, search in self._searches.items()
        }
        return favour_times(query, fuse(rankings, WEIGHTS), self._table, self._times)[:k]


class ZoneIndex:
    """One generation of the index, opened: its articles and its search."""

    def __init__(
        self,
        folder: Path,
        *,
        manifest: Manifest,
        encoder: Encoder,
        searches: Iterable[str],
        served: Served | None = None,
        milvus: "MilvusIndex | None" = None,
    ) -> None:
        self.manifest = manifest
        table = PassageTable.load(folder)
        lexical = {
            name: LexicalSearch(folder / name, table=table, tokenizer=name) for name in TOKENIZERS
        }
        by_words = milvus.searches(manifest.generation, table, here=lexical) if milvus else lexical
        times = read_times(folder, passages=len(table.passages))
        # Last, for it holds files open: what fails before it leaves nothing to be closed.
        self._dense = DenseSearch(folder, table=table, encoder=encoder, served=served)
        self.articles: Mapping[str, Article] = table.articles
        self.repeats = table.repeats
        self.passing = table.passing
        self.rarity = lexical["bigrams"].rarity
        known: dict[str, Search] = {"dense": self._dense, **by_words}
        chosen = {name: known[name] for name in searches}
        self.fused = FusedSearch(chosen, table=table, times=times)

    @cached_property
    def retriever(self) -> "ZoneRetriever":
        """Return the search behind LlamaIndex's interface."""
        from index.llama import ZoneRetriever

        return ZoneRetriever(self.fused, self.articles)

    def close(self) -> None:
        """Release the files."""
        self._dense.close()


def open_index(
    index_dir: Path,
    *,
    encoder: Encoder,
    searches: Iterable[str] = tuple(WEIGHTS),
    shared: "SharedIndex | None" = None,
    milvus: "MilvusIndex | None" = None,
) -> ZoneIndex:
    """Open the current generation for searching; `searches` are those that are fused.

    `shared` is the server that holds its vectors, `milvus` the one that searches its words.
    """
    manifest = check_manifest(index_dir, model=encoder.name, runtime=encoder.runtime)
    folder = Generations(index_dir).folder(manifest.generation)  # the pointer may have moved on
    check_files(folder, manifest)
    served = partial(shared.nearest, manifest.generation) if shared else None
    return ZoneIndex(
        folder, manifest=manifest, encoder=encoder, searches=searches, served=served, milvus=milvus
    )
