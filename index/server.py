"""An index in a Chroma server: any number of processes read it and move on when it is rebuilt."""

from pathlib import Path

from index.address import Server
from index.chroma import Connection
from index.embedding import Vectors
from index.errors import SearchIndexError
from index.following import Following
from index.manifest import Manifest
from index.server_reader import Reader, current, held

TIMEOUT = 10.0  # seconds; the longest that a question waits for a server that says nothing


class SharedIndex(Following):
    """The index that a Chroma server holds, and its copy in a folder of this machine.

    Passages and vectors are searched in the server; the folder holds what is derived from them.
    While the server is away, passages are compared one by one.
    """

    def __init__(self, server: Server) -> None:
        super().__init__()
        self._server = server
        self._connection = Connection(server, timeout=TIMEOUT)
        self._reader = Reader(server, self._connection)
        self._away = False  # known by the last request

    def current(self) -> str:
        """Return the generation that answers, or "" before the first build."""
        try:
            name = current(self._connection, self._server)
        except SearchIndexError:
            self._away = True
            raise
        self._away = False
        return name

    def held(self) -> list[str]:
        """Return the whole generations in the server, newest first; none while it is away."""
        return [] if self._away else held(self._connection, self._server)

    def nearest(self, generation: str, vector: Vectors, *, k: int) -> list[tuple[str, float]]:
        """Return the ids and cosines of about `k` passages, best first; none while it is away."""
        if self._away:  # `current` notices when it is back
            return []
        try:
            collection = self._connection.find(self._server.passages(generation))
            if collection is None:
                return []
            with self._connection.asking():
                found = collection.query(
                    query_embeddings=[vector.tolist()], n_results=k, include=["distances"]
                )
        except SearchIndexError:
            self._away = True
            return []
        distances = (found["distances"] or [[]])[0]
        return [(id_, 1 - far) for id_, far in zip(found["ids"][0], distances, strict=True)]

    def close(self) -> None:
        """Release the connection."""
        self._connection.close()

    def _fetch(self, folder: Path, before: Path | None) -> Manifest:
        return self._reader.fetch(folder, before)
