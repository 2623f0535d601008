"""Vectors in Chroma, through LlamaIndex; the one file that knows chromadb."""

import math
import os
from collections.abc import Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any, cast

import chromadb
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
from index.encoder import Encoder
from index.errors import SearchIndexError
from index.generations import DAMAGE, damaged, reading
from index.passages import Passage
from index.table import DayRange, Hit, PassageTable, published_days

COLLECTION = "passages"
CONFIGURATION: CreateCollectionConfiguration = {
    "hnsw": {"space": "cosine", "ef_construction": 200, "ef_search": 200}
}


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
        asked = VectorStoreQuery(
            query_embedding=self._encoder.encode_query(query).tolist(),
            similarity_top_k=min(k, len(self._table.passages)),
        )
        found = self.store.query(asked, where=where)
        return [
            Hit(self._table.passages[self._table.position[id_]], 1 + math.log(similarity))
            for id_, similarity in zip(found.ids or (), found.similarities or (), strict=True)
        ]

    def close(self) -> None:
        """Release Chroma's files."""
        self._client.close()

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
