"""Vectors in Chroma, through LlamaIndex; the one file that knows chromadb."""

import math
import os
from collections.abc import Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any, cast

import chromadb
import numpy as np
from chromadb.api.client import Client
from chromadb.api.collection_configuration import CreateCollectionConfiguration
from chromadb.config import Settings
from chromadb.errors import ChromaError
from llama_index.core.schema import BaseNode, TextNode
from llama_index.core.vector_stores.types import VectorStoreQuery
from llama_index.vector_stores.chroma import ChromaVectorStore
from numpy.typing import NDArray

from corpus.article import Article
from corpus.zones import same_zone
from index.embedding import Encoder, Vectors
from index.errors import SearchIndexError
from index.generations import DAMAGE, damaged, reading
from index.passages import Passage
from index.table import DayRange, Hit, PassageTable, published_days

COLLECTION = "passages"
# Chroma's graph is approximate: with its defaults the best 100 of 4,000 passages lacked 4, so it
# looks wider here, which cost no time that showed. Where many passages are equal (a notice under
# every article) it still may not reach others, so few passages are compared one by one instead.
CONFIGURATION: CreateCollectionConfiguration = {
    "hnsw": {"space": "cosine", "ef_construction": 200, "ef_search": 1000, "max_neighbors": 24}
}
FEW = 1000  # passages; comparing them takes no longer than the graph


def to_node(passage: Passage, article: Article) -> TextNode:
    """Return the passage as LlamaIndex knows it: text, place and what can be filtered."""
    first, last = published_days(article)
    metadata: dict[str, Any] = {
        "doc_id": article.doc_id,
        "title": article.title,
        "source": article.source,
        "published": article.published,
        "published_from": first,
        "published_to": last,
        "start": passage.start,
        "end": passage.end,
    }
    if article.zones:  # Chroma takes no empty list
        metadata["zones"] = list(article.zones)
    return TextNode(id_=passage.id, text=passage.text, metadata=metadata)


def _client(folder: Path) -> Client:
    settings = Settings(anonymized_telemetry=False)
    return cast("Client", chromadb.PersistentClient(folder, settings=settings))


def _store(collection: chromadb.Collection) -> ChromaVectorStore:
    store = ChromaVectorStore(chroma_collection=collection)
    store.flat_metadata = False  # the constructor drops it; zones are a list
    return store


def write_vectors(folder: Path, table: PassageTable, vectors: NDArray[Any]) -> None:
    """Store one vector per passage in a new Chroma folder, in the batches that Chroma allows."""
    client = _client(folder)
    try:
        collection = client.create_collection(
            COLLECTION, embedding_function=None, configuration=CONFIGURATION
        )
        store = _store(collection)
        step = min(client.get_max_batch_size(), 1000)
        for start in range(0, len(table.passages), step):
            passages = table.passages[start : start + step]
            nodes: list[BaseNode] = [to_node(p, table.articles[p.doc_id]) for p in passages]
            for node, vector in zip(nodes, vectors[start : start + step], strict=True):
                node.embedding = vector.tolist()
            store.add(nodes)
    except ChromaError as error:
        raise SearchIndexError(
            f"向量写不进 {folder}，多半是磁盘空间不足：请清理磁盘后再试；原有的索引没有变化。"
        ) from error
    finally:
        client.close()


class DenseSearch:
    """The nearest passages by meaning."""

    def __init__(self, folder: Path, *, table: PassageTable, encoder: Encoder) -> None:
        with reading(folder, failures=(ChromaError, *DAMAGE)), ExitStack() as opened:
            if not (folder / "chroma.sqlite3").is_file():
                raise damaged(folder)  # or Chroma would make an empty one
            if not all(os.access(path, os.W_OK) for path in (folder, folder / "chroma.sqlite3")):
                raise PermissionError  # Chroma writes even where it only reads
            self._client = opened.enter_context(closing(_client(folder)))
            collection = self._client.get_collection(COLLECTION, embedding_function=None)
            # Chroma loads the vectors at the first query: damaged ones must show now.
            nearest = collection.query(
                query_embeddings=[encoder.encode_query("。").tolist()], n_results=1
            )
            if collection.count() != len(table.passages) or not nearest["ids"][0]:
                raise damaged(folder)
            opened.pop_all()
        self.store = _store(collection)
        self._table = table
        self._encoder = encoder

    def search(
        self,
        query: str,
        *,
        k: int,
        zones: Sequence[str] = (),
        sources: Sequence[str] = (),
        published: DayRange | None = None,
    ) -> list[Hit]:
        """Return the `k` passages with the highest cosine similarity to `query`."""
        conditions = [
            *self._zone_conditions(zones),
            *([{"source": {"$in": list(sources)}}] if sources else []),
            *_date_conditions(published),
        ]
        where = {"$and": conditions} if len(conditions) > 1 else next(iter(conditions), None)
        passing = int(self._table.mask(zones, sources, published).sum())
        wanted = min(k, passing)
        if not wanted:
            return []
        vector = self._encoder.encode_query(query)
        hits = [] if passing <= FEW else self._near(vector, where, k=wanted)
        return hits if len(hits) == wanted else self._compare_all(vector, where, k=wanted)

    def close(self) -> None:
        """Release Chroma's files."""
        self._client.close()

    def _near(self, vector: Vectors, where: dict[str, Any] | None, *, k: int) -> list[Hit]:
        asked = VectorStoreQuery(query_embedding=vector.tolist(), similarity_top_k=k)
        found = self.store.query(asked, where=where)
        pairs = zip(found.ids or (), found.similarities or (), strict=True)
        return [self._hit(id_, 1 + math.log(similarity)) for id_, similarity in pairs]

    def _compare_all(self, vector: Vectors, where: dict[str, Any] | None, *, k: int) -> list[Hit]:
        """Search without Chroma's graph, in which some passages cannot be reached."""
        stored = self.store.client.get(where=where, include=["embeddings"])
        scores = np.asarray(stored["embeddings"]) @ vector
        best = np.argsort(-scores, kind="stable")[:k]
        return [self._hit(stored["ids"][n], float(scores[n])) for n in best]

    def _hit(self, id_: str, score: float) -> Hit:
        return Hit(self._table.passages[self._table.position[id_]], score)

    def _zone_conditions(self, zones: Sequence[str]) -> list[dict[str, Any]]:
        if not zones:
            return []
        known = {zone for article in self._table.articles.values() for zone in article.zones}
        meant = sorted(zone for zone in known if any(same_zone(zone, asked) for asked in zones))
        anywhere = [{"zones": {"$contains": zone}} for zone in meant or zones]
        return [{"$or": anywhere}] if len(anywhere) > 1 else anywhere


def _date_conditions(published: DayRange | None) -> list[dict[str, Any]]:
    if published is None:
        return []
    return [
        {"published_from": {"$lte": published[1]}},
        {"published_to": {"$gte": published[0]}},
    ]
