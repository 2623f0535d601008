"""An index in a Chroma server: any number of processes read it and move on when it is rebuilt."""

import logging
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from filelock import FileLock

from corpus.disk import why
from index.address import Server
from index.chroma import Connection
from index.embedding import Vectors
from index.errors import SearchIndexError
from index.generations import Generations
from index.manifest import is_of_earlier_format, whole_manifest
from index.server_reader import Reader, current, held

TIMEOUT = 10.0  # seconds; the longest that a question waits for a server that says nothing
TRIES = 3  # to fetch what answers, where builds remove it meanwhile


class SharedIndex:
    """The index that a Chroma server holds, and its copy in a folder of this machine.

    Passages and vectors are searched in the server; the folder holds what is derived from them.
    """

    def __init__(self, server: Server) -> None:
        self._server = server
        self._connection = Connection(server, timeout=TIMEOUT)
        self._reader = Reader(server, self._connection)
        self._away = False  # known by the last request
        self._said = ""  # the last warning
        self._whole: Path | None = None  # the generation whose files have been looked at

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

    def refresh(self, index_dir: Path) -> None:
        """Bring the folder to the generation that the server answers with.

        Where that fails, a generation that the folder holds goes on answering, and a warning says
        why; without one, SearchIndexError. While the server is away, passages are compared one by
        one.
        """
        try:
            self.pull(index_dir)
            self._said = ""
        except SearchIndexError as error:
            if Generations(index_dir).answering() is None:
                raise
            if str(error) != self._said:
                logging.getLogger("zone_assistant").warning("%s先用本机已有的索引。", error)
            self._said = str(error)

    def pull(self, index_dir: Path) -> None:
        """Make the server's generation the folder's; of several processes the first fetches it.

        Raises SearchIndexError where the server or the disk refuses, or a build holds the folder.
        """
        name = self.current()
        if not name or self._is_held(Generations(index_dir), name):
            return
        with _storing(index_dir):
            for tried in count(1):
                try:
                    self._bring(name, Generations(index_dir))
                    break
                except SearchIndexError:
                    before, name = name, self.current()
                    if name == before or tried == TRIES:
                        raise

    def fetch(self, index_dir: Path, name: str) -> None:
        """Bring a generation into the folder, beside the one that answers; raise as `pull` does."""
        generations = Generations(index_dir)
        with _storing(index_dir), generations.locked():
            self._fill(generations.folder(name), generations)

    def nearest(self, generation: str, vector: Vectors, *, k: int) -> list[tuple[str, float]]:
        """Return the ids and cosines of about `k` passages, best first; none while it is away."""
        if self._away:  # `refresh` notices when it is back
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

    def _is_held(self, generations: Generations, name: str) -> bool:
        """Tell whether the folder answers with the generation and holds all of it."""
        folder = generations.answering()
        if folder is None or folder.name != name:
            return False
        if folder != self._whole and (is_of_earlier_format(folder) or whole_manifest(folder)):
            self._whole = folder  # one of an earlier format is for a build to replace
        return folder == self._whole

    def _bring(self, name: str, generations: Generations) -> None:
        """Make the generation current, fetching it where the folder doesn't hold all of it."""
        if self._is_held(generations, name):  # another process has just fetched it
            return
        with generations.locked():
            before = generations.answering()
            folder = generations.folder(name)
            self._fill(folder, generations)
            generations.point_to(folder)
            generations.remove_all_but(folder, before)

    def _fill(self, folder: Path, generations: Generations) -> None:
        """Fetch a generation, unless the folder holds it, from before going back, say."""
        if whole_manifest(folder):
            return
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        try:
            generations.finish(folder, self._reader.fetch(folder, generations.answering()))
        finally:
            if not whole_manifest(folder):
                shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _storing(index_dir: Path) -> Iterator[None]:
    """Be the one process of this machine that fetches; say where the disk refuses."""
    try:
        index_dir.mkdir(parents=True, exist_ok=True)
        with FileLock(index_dir / "refresh.lock"):
            yield
    except OSError as error:
        raise SearchIndexError(
            f"服务器里的索引存不进 {index_dir}（{why(error)}），请检查权限和磁盘空间。"
        ) from error
