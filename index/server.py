"""An index in a Chroma server: any number of processes read it and move on when it is rebuilt."""

import json
import logging
import shutil
from pathlib import Path

import numpy as np
from filelock import FileLock

from corpus.disk import why
from index.address import Server
from index.carried import carried_from, tokens_of
from index.chroma import Connection
from index.dense import write_matrix
from index.embedding import Vectors
from index.errors import SearchIndexError
from index.generations import Generations
from index.lexical import TOKENIZERS, write_bm25
from index.manifest import FILE, FORMAT, Manifest, is_of_earlier_format, whole_manifest
from index.table import PassageTable

TIMEOUT = 10.0  # seconds; the longest that a question waits for a server that says nothing
PIECE = 4000  # characters, at most 16,000 bytes: what Chroma Cloud takes as one document
BATCH = 250  # documents or vectors in one request; Chroma Cloud hands out 300


class SharedIndex:
    """The index that a Chroma server holds, and its copy in a folder of this machine.

    Passages and vectors are searched in the server; the folder holds what is derived from them.
    """

    def __init__(self, server: Server) -> None:
        self._server = server
        self._connection = Connection(server, timeout=TIMEOUT)
        self._away = False  # known by the last request
        self._said = ""  # the last warning
        self._whole: Path | None = None  # the generation whose files have been looked at

    def current(self) -> str:
        """Return the generation that answers, or "" before the first build."""
        return current(self._connection, self._server)

    def refresh(self, index_dir: Path) -> None:
        """Bring the folder to the generation that the server answers with.

        Where that fails, a generation that the folder holds goes on answering, compared one by
        one, and a warning says why; without one, SearchIndexError.
        """
        try:
            self.pull(index_dir)
            self._away, self._said = False, ""
        except SearchIndexError as error:
            if Generations(index_dir).answering() is None:
                raise
            if str(error) != self._said:
                logging.getLogger("zone_assistant").warning("%s先用本机已有的索引回答。", error)
            self._away, self._said = True, str(error)

    def pull(self, index_dir: Path) -> None:
        """Make the server's generation the folder's; of several processes the first fetches it.

        Raises SearchIndexError where the server or the disk refuses, or a build holds the folder.
        """
        name = self.current()
        if not name or self._is_held(Generations(index_dir), name):
            return
        try:
            index_dir.mkdir(parents=True, exist_ok=True)
            with FileLock(index_dir / "refresh.lock"):
                self._bring(name, Generations(index_dir))
        except OSError as error:
            raise SearchIndexError(
                f"服务器里的索引存不进 {index_dir}（{why(error)}），请检查权限和磁盘空间。"
            ) from error

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
            if whole_manifest(folder):  # rolled back to
                generations.point_to(folder)
            else:
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir()
                try:
                    generations.publish(folder, self._fetch(folder, before))
                finally:
                    if not whole_manifest(folder):
                        shutil.rmtree(folder, ignore_errors=True)
            generations.remove_all_but(folder, before)

    def _fetch(self, folder: Path, before: Path | None) -> Manifest:
        """Fill a generation's folder: files and vectors from the server, words derived here."""
        name = folder.name
        files = self._files(name)
        for path, text in files.items():
            if path != FILE:
                (folder / path).write_text(text, encoding="utf-8")
        manifest = self._manifest(files.get(FILE, ""))
        table = PassageTable.load(folder)
        old = carried_from(before, model=manifest.model, runtime=manifest.runtime)
        known = dict(zip(old.table.ids, old.vectors, strict=True)) if old else {}
        known |= self._vectors(name, [id_ for id_ in table.ids if id_ not in known])
        try:
            vectors = np.array([known[id_] for id_ in table.ids], dtype=np.float32)
        except KeyError as error:
            raise self._damaged() from error
        write_matrix(folder, vectors)
        for tokenizer in TOKENIZERS:
            write_bm25(
                folder / tokenizer, table, tokenizer=tokenizer, known=tokens_of(old, tokenizer)
            )
        return manifest

    def _files(self, generation: str) -> dict[str, str]:
        """Return the text of each file of a generation, put together from its pieces."""
        collection = self._connection.find(self._server.files(generation))
        if collection is None:
            raise self._damaged()
        texts: dict[str, str] = {}
        for name, number in (collection.metadata or {}).items():
            if Path(name).name != name:  # a folder of somebody else's
                raise self._damaged()
            ids = piece_ids(name, int(str(number)))
            found: dict[str, str] = {}
            for start in range(0, len(ids), BATCH):
                with self._connection.asking():
                    got = collection.get(ids=ids[start : start + BATCH], include=["documents"])
                found |= zip(got["ids"], got["documents"] or (), strict=True)
            if len(found) != len(ids):
                raise self._damaged()
            texts[name] = "".join(found[id_] for id_ in ids)
        return texts

    def _vectors(self, generation: str, ids: list[str]) -> dict[str, Vectors]:
        collection = self._connection.find(self._server.passages(generation))
        if collection is None:
            raise self._damaged()
        found: dict[str, Vectors] = {}
        for start in range(0, len(ids), BATCH):
            with self._connection.asking():
                got = collection.get(ids=ids[start : start + BATCH], include=["embeddings"])
            found |= zip(got["ids"], np.array(got["embeddings"], dtype=np.float32), strict=True)
        return found

    def _manifest(self, text: str) -> Manifest:
        try:
            row = json.loads(text)
            if row["format"] == FORMAT:
                return Manifest(**row)
        except (ValueError, LookupError, TypeError) as error:
            raise self._damaged() from error
        raise SearchIndexError(
            f"Chroma 服务器 {self._server.url} 里的索引格式是 {row['format']}，本程序用的是 "
            f"{FORMAT}，请在各台机器上装同一版本，再运行 zone-assistant index build --full。"
        )

    def _damaged(self) -> SearchIndexError:
        return SearchIndexError(
            f"Chroma 服务器 {self._server.url} 里的索引不完整，"
            "请运行 zone-assistant index build --full 重建。"
        )


def current(connection: Connection, server: Server) -> str:
    """Return the generation that a server answers with, or "" before the first build."""
    pointer = connection.find(server.index)
    return str((pointer.metadata or {}).get("generation", "")) if pointer else ""


def piece_ids(name: str, number: int) -> list[str]:
    """Return the ids under which the pieces of a file are stored."""
    return [f"{name}/{n:06}" for n in range(number)]
