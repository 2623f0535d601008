"""Collections in Chroma, in a folder or in a server; the one file that knows chromadb."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, cast

import chromadb
import httpx
from chromadb.api.client import AdminClient, Client
from chromadb.api.collection_configuration import CreateCollectionConfiguration
from chromadb.api.fastapi import FastAPI
from chromadb.config import Settings
from chromadb.errors import ChromaError, NotFoundError, error_types
from numpy.typing import NDArray

from index.address import Server
from index.errors import SearchIndexError
from index.manifest import DAMAGE, damaged, reading
from index.table import PassageTable

if TYPE_CHECKING:
    from llama_index.core.schema import BaseNode

Collection = chromadb.Collection
COLLECTION = "passages"
BATCH = 1000  # passages; below what Chroma takes in one request
# Chroma's graph is approximate: with its defaults the best 100 of 4,000 passages lacked 4, so it
# looks wider here, which cost no time that showed.
CONFIGURATION: CreateCollectionConfiguration = {
    "hnsw": {"space": "cosine", "ef_construction": 200, "ef_search": 1000, "max_neighbors": 24}
}


def write_vectors(folder: Path, table: PassageTable, vectors: NDArray[Any]) -> None:
    """Store one vector per passage in a new Chroma folder."""
    client = _client(folder)
    try:
        with _writing(folder):
            collection = client.create_collection(
                COLLECTION, embedding_function=None, configuration=CONFIGURATION
            )
            add_passages(collection, table, vectors, at=range(len(table.passages)))
    finally:
        client.close()


def mend_vectors(
    folder: Path,
    table: PassageTable,
    vectors: NDArray[Any],
    *,
    at: Sequence[int],
    replacing: Sequence[str],
) -> None:
    """Take the passages of those ids out of a Chroma folder and put in those at the positions."""
    with opened(folder) as collection, _writing(folder):
        for start in range(0, len(replacing), BATCH):
            collection.delete(ids=list(replacing[start : start + BATCH]))
        add_passages(collection, table, vectors, at=at)


def add_passages(
    collection: Collection,
    table: PassageTable,
    vectors: NDArray[Any],
    *,
    at: Sequence[int],
) -> None:
    """Store the passages at those positions of the table with their vectors, batch by batch."""
    from index.llama import as_store, to_node

    store = as_store(collection)
    for start in range(0, len(at), BATCH):
        batch = at[start : start + BATCH]
        passages = [table.passages[n] for n in batch]
        nodes: list[BaseNode] = [to_node(p, table.articles[p.doc_id]) for p in passages]
        for node, n in zip(nodes, batch, strict=True):
            node.embedding = vectors[n].tolist()
        store.add(nodes)


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    try:
        yield
    except ChromaError as error:
        raise SearchIndexError(
            f"向量写不进 {folder}，多半是磁盘空间不足：请清理磁盘后再试；原有的索引没有变化。"
        ) from error


def stored_vectors(collection: Collection) -> dict[str, NDArray[Any]]:
    """Return all vectors of a collection by id, each of shape (dimensions,)."""
    stored: dict[str, NDArray[Any]] = {}
    for start in range(0, collection.count(), BATCH):
        batch = collection.get(include=["embeddings"], limit=BATCH, offset=start)
        stored |= zip(batch["ids"], cast("list[NDArray[Any]]", batch["embeddings"]), strict=True)
    return stored


@contextmanager
def opened(folder: Path) -> Iterator[Collection]:
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


def _client(folder: Path) -> Client:
    settings = Settings(anonymized_telemetry=False)
    return cast("Client", chromadb.PersistentClient(folder, settings=settings))


class Connection:
    """A Chroma server, asked in threads; it may go and come back. What fails is one sentence."""

    def __init__(self, server: Server, *, timeout: float) -> None:
        self._server = server
        self._timeout = httpx.Timeout(timeout, connect=5)
        self._client: Client | None = None
        self._lock = Lock()

    @contextmanager
    def asking(self) -> Iterator[Client]:
        """Give the client, connected at the first use."""
        try:
            yield self._connected()
        except NotFoundError as error:
            raise SearchIndexError(
                f"Chroma 服务器 {self._server.url} 里没有所要的租户、数据库或索引，"
                "请检查以 ZONE_ASSISTANT_CHROMA_ 开头的各项设置。"
            ) from error
        except ChromaError as error:
            raise SearchIndexError(
                f"Chroma 服务器 {self._server.url} 没有完成请求，"
                "请查看它的日志和所在磁盘的空间后再试。"
            ) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise SearchIndexError(
                f"连不上 Chroma 服务器 {self._server.url}，请确认它在运行，并检查 "
                "ZONE_ASSISTANT_CHROMA_HOST、ZONE_ASSISTANT_CHROMA_PORT 和 "
                "ZONE_ASSISTANT_CHROMA_SSL 三项设置。"
            ) from error
        except (ValueError, LookupError, TypeError) as error:
            raise self._no_chroma(200) from error

    def find(self, name: str) -> Collection | None:
        """Return the collection of that name as it is now, or None."""
        with self.asking() as client:
            try:
                return client.get_collection(name, embedding_function=None)
            except NotFoundError:
                return None

    def create(self, name: str, **given: Any) -> Collection | None:
        """Create a collection; None where another process was first, which is atomic."""
        with self.asking() as client:
            try:
                return client.create_collection(name, embedding_function=None, **given)
            except ChromaError:
                if self.find(name):
                    return None
                raise

    def delete(self, name: str) -> None:
        """Delete a collection, if it is there."""
        with self.asking() as client, suppress(NotFoundError):
            client.delete_collection(name)

    def close(self) -> None:
        """Release the connection."""
        if self._client:
            for session in _sessions(self._client):
                session.close()
            self._client.close()

    def _connected(self) -> Client:
        with self._lock:
            if self._client is None:
                self._client = self._connect()
            return self._client

    def _connect(self) -> Client:
        """Connect with a limit to waiting; Chroma's client knows none, and no word for failures."""
        server, hooks = self._server, {"response": [self._check]}
        place = f"{server.url}/api/v2/tenants/{server.tenant}/databases/{server.database}"
        headers = server.headers
        with httpx.Client(timeout=self._timeout, headers=headers, event_hooks=hooks) as first:
            answer = first.get(place)
            if answer.status_code == httpx.codes.NOT_FOUND:
                raise NotFoundError(place)
            answer.json()
        made = chromadb.HttpClient(
            server.host,
            server.port,
            server.ssl,
            headers=headers,
            tenant=server.tenant,
            database=server.database,
            settings=Settings(anonymized_telemetry=False),
        )
        client = cast("Client", made)
        for session in _sessions(client):
            session.timeout, session.event_hooks = self._timeout, hooks
        return client

    def _check(self, response: httpx.Response) -> None:
        """Raise where it isn't Chroma that answers; its client takes that for an answer."""
        if response.is_success:
            return
        if response.status_code in {401, 403}:
            raise SearchIndexError(
                f"Chroma 服务器 {self._server.url} 拒绝了访问（HTTP {response.status_code}），"
                "请检查令牌 ZONE_ASSISTANT_CHROMA_TOKEN。"
            )
        response.read()
        body = response.json() if response.text.startswith("{") else {}
        if body.get("error") not in error_types:
            raise self._no_chroma(response.status_code)

    def _no_chroma(self, status: int) -> SearchIndexError:
        return SearchIndexError(
            f"{self._server.url} 的回答不像 Chroma（HTTP {status}），请检查地址和端口；"
            "服务器须是 1.0 以上的版本。"
        )


def _sessions(client: Client) -> tuple[httpx.Client, ...]:
    """Return the connections of a client, which wait forever and which it doesn't close."""
    admin = cast("AdminClient", client._admin_client)
    return tuple(cast("FastAPI", side)._session for side in (client._server, admin._server))
