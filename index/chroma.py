"""Collections in Chroma, in a folder of this machine; the one file that knows chromadb."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import chromadb
from chromadb.api.client import Client
from chromadb.api.collection_configuration import CreateCollectionConfiguration
from chromadb.config import Settings
from chromadb.errors import ChromaError
from llama_index.core.schema import BaseNode
from llama_index.vector_stores.chroma import ChromaVectorStore
from numpy.typing import NDArray

from index.errors import SearchIndexError
from index.generations import DAMAGE, damaged, reading
from index.nodes import to_node
from index.table import PassageTable

COLLECTION = "passages"
# Chroma's graph is approximate: with its defaults the best 100 of 4,000 passages lacked 4, so it
# looks wider here, which cost no time that showed.
CONFIGURATION: CreateCollectionConfiguration = {
    "hnsw": {"space": "cosine", "ef_construction": 200, "ef_search": 1000, "max_neighbors": 24}
}


def write_vectors(folder: Path, table: PassageTable, vectors: NDArray[Any]) -> None:
    """Store one vector per passage in a new Chroma folder, in the batches that Chroma allows."""
    client = _client(folder)
    try:
        collection = client.create_collection(
            COLLECTION, embedding_function=None, configuration=CONFIGURATION
        )
        store = as_store(collection)
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


@contextmanager
def opened(folder: Path) -> Iterator[chromadb.Collection]:
    """Open the collection in a folder; a damaged one is an error, also where it shows inside."""
    with reading(folder, failures=(ChromaError, *DAMAGE)):
        if not (folder / "chroma.sqlite3").is_file():
            raise damaged(folder)  # or Chroma would make an empty one
        if not all(os.access(path, os.W_OK) for path in (folder, folder / "chroma.sqlite3")):
            raise PermissionError  # Chroma writes even where it only reads
        client = _client(folder)
        try:
            yield client.get_collection(COLLECTION, embedding_function=None)
        finally:
            client.close()


def as_store(collection: chromadb.Collection) -> ChromaVectorStore:
    """Return the collection behind LlamaIndex's interface."""
    store = ChromaVectorStore(chroma_collection=collection)
    store.flat_metadata = False  # the constructor drops it; zones are a list
    return store


def _client(folder: Path) -> Client:
    settings = Settings(anonymized_telemetry=False)
    return cast("Client", chromadb.PersistentClient(folder, settings=settings))
