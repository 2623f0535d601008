"""The nearest passages by meaning, in Chroma or, where few may be near, one by one."""

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Protocol

import numpy as np

from index.embedding import Encoder, Vectors
from index.manifest import damaged, reading
from index.table import DayRange, Hit, PassageTable, best

if TYPE_CHECKING:
    from llama_index.vector_stores.chroma import ChromaVectorStore

    from index.chroma import Collection

FILE = "vectors.npy"
# Comparing one by one finds the true neighbours, takes any filter, and is quicker than Chroma's
# graph up to here: docs/benchmarks.md has both. Beyond it the graph may not reach some passages
# where many are equal (a notice under every article), so that what it leaves short is compared.
FEW = 200_000  # passages
GATHERED = 0.2  # share of all passages up to which taking out their vectors is quicker


def write_matrix(folder: Path, vectors: Vectors) -> None:
    """Keep the vectors in the order of the passages, for comparing and for the next build."""
    np.save(folder / FILE, vectors)


def read_matrix(folder: Path, *, passages: int) -> Vectors:
    """Map what `write_matrix` wrote into memory, shape (passages, dimensions)."""
    with reading(path := folder / FILE):
        vectors: Vectors = np.asarray(np.load(path, mmap_mode="r"))
        if len(vectors) != passages:
            raise damaged(path)
    return vectors


class Served(Protocol):
    """The collection of a generation in a server."""

    def __call__(self, vector: Vectors, *, k: int) -> list[tuple[str, float]]:
        """Return the ids and cosines of the nearest passages, best first; none while it is away."""


class DenseSearch:
    """The nearest passages by meaning; `served` stands in for Chroma in the folder.

    A folder that was fetched from a server holds no Chroma: without the server, all are compared.
    """

    def __init__(
        self,
        folder: Path,
        *,
        table: PassageTable,
        encoder: Encoder,
        few: int = FEW,
        served: Served | None = None,
    ) -> None:
        self._vectors = read_matrix(folder, passages=len(table.passages))
        self._folder = folder
        self._few = few if served or (folder / "chroma").is_dir() else len(table.passages)
        self._table = table
        self._encoder = encoder
        self._served = served
        self._held = ExitStack()
        self._opening = Lock()
        self._opened: Collection | None = None
        if len(table.passages) > self._few and not served:
            _ = self.collection  # what is damaged must show now

    @property
    def collection(self) -> "Collection":
        """Return the collection in the folder, opened at the first use, once for all threads.

        Raises SearchIndexError where it is damaged or lacks a passage.
        """
        with self._opening:
            if self._opened is None:
                self._opened = self._open()
            return self._opened

    def _open(self) -> "Collection":
        from index.chroma import opened

        with ExitStack() as held:
            collection = held.enter_context(opened(self._folder / "chroma"))
            # Chroma loads the vectors at the first query.
            nearest = collection.query(
                query_embeddings=[self._encoder.encode_query("。").tolist()], n_results=1
            )
            if collection.count() != len(self._table.passages) or not nearest["ids"][0]:
                raise damaged(self._folder / "chroma")
            self._held = held.pop_all()
        return collection

    @property
    def store(self) -> "ChromaVectorStore":
        """Return the collection behind LlamaIndex's interface."""
        from index.llama import as_store

        return as_store(self.collection)

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
        passing = np.flatnonzero(self._table.mask(zones, sources, published))
        wanted = min(k, len(passing))
        if not wanted:
            return []
        vector = self._encoder.encode_query(query)
        filtered = len(passing) < len(self._table.passages)
        hits = [] if filtered or len(passing) <= self._few else self._near(vector, k=wanted)
        return hits if len(hits) == wanted else self._compare(vector, passing, k=wanted)

    def close(self) -> None:
        """Release Chroma's files."""
        self._held.close()

    def _near(self, vector: Vectors, *, k: int) -> list[Hit]:
        if self._served:
            cosines = self._served(vector, k=k)
            return [self._hit(self._table.position[id_], cosine) for id_, cosine in cosines]
        found = self.collection.query(
            query_embeddings=[vector.tolist()], n_results=k, include=["distances"]
        )
        distances = (found["distances"] or [[]])[0]
        pairs = zip(found["ids"][0], distances, strict=True)
        return [self._hit(self._table.position[id_], 1 - far) for id_, far in pairs]

    def _compare(self, vector: Vectors, among: np.ndarray, *, k: int) -> list[Hit]:
        """Search without Chroma's graph, in which some passages cannot be reached."""
        if len(among) <= GATHERED * len(self._vectors):
            scores = self._vectors[among] @ vector
        else:
            scores = (self._vectors @ vector)[among]
        return [self._hit(among[n], float(scores[n])) for n in best(scores, k)]

    def _hit(self, position: int, score: float) -> Hit:
        return Hit(self._table.passages[position], score)
