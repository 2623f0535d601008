"""Reading a generation out of a Chroma server into a folder of this machine."""

import json
from pathlib import Path

import numpy as np

from index.address import Server
from index.carried import carried_from, tokens_of
from index.chroma import Collection, Connection
from index.dense import write_matrix
from index.embedding import Vectors
from index.errors import SearchIndexError
from index.lexical import TOKENIZERS, write_bm25
from index.manifest import FILE, FORMAT, Manifest
from index.table import PassageTable

PIECE = 4000  # characters, at most 16,000 bytes: what Chroma Cloud takes as one document
BATCH = 250  # documents or vectors in one request; Chroma Cloud hands out 300


def current(connection: Connection, server: Server) -> str:
    """Return the generation that a server answers with, or "" before the first build."""
    pointer = connection.find(server.index)
    return str((pointer.metadata or {}).get("generation", "")) if pointer else ""


def held(connection: Connection, server: Server) -> list[str]:
    """Return the whole generations in a server, newest first."""
    with connection.asking() as client:
        found = client.list_collections()
    # The names of a generation's files are written last.
    names = [c.name for c in found if c.metadata]
    whole = [name for name in map(server.generation, names) if server.files(name) in names]
    return sorted(set(whole), reverse=True)


def piece_ids(name: str, number: int) -> list[str]:
    """Return the ids under which the pieces of a file are stored."""
    return [f"{name}/{n:06}" for n in range(number)]


class Reader:
    """Reads generations of an index in a Chroma server."""

    def __init__(self, server: Server, connection: Connection) -> None:
        self._server = server
        self._connection = connection

    def fetch(self, folder: Path, before: Path | None) -> Manifest:
        """Fill a generation's folder: files and vectors from the server, words derived here.

        Raises SearchIndexError where the server lacks a part of it.
        """
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
        collection = self._part(self._server.files(generation))
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
        collection = self._part(self._server.passages(generation))
        found: dict[str, Vectors] = {}
        for start in range(0, len(ids), BATCH):
            with self._connection.asking():
                got = collection.get(ids=ids[start : start + BATCH], include=["embeddings"])
            found |= zip(got["ids"], np.array(got["embeddings"], dtype=np.float32), strict=True)
        return found

    def _part(self, name: str) -> Collection:
        collection = self._connection.find(name)
        if collection is None:
            raise self._damaged()
        return collection

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
