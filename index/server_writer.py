"""Writing into a Chroma server: one process at a time, and what answers changes in one request."""

import json
import os
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from threading import Event, Thread
from time import monotonic, sleep
from typing import Any

import numpy as np

from corpus.progress import Progress
from index.address import Server
from index.chroma import CONFIGURATION, Connection, add_passages
from index.dense import read_matrix
from index.errors import SearchIndexError
from index.manifest import FILE, Manifest
from index.server_reader import BATCH, PIECE, current, piece_ids
from index.table import PassageTable

TIMEOUT = 120.0  # seconds; Chroma builds its graph while it takes passages
BEAT = 5.0  # seconds; a beat that takes longer is made again
PATIENCE = 15.0  # seconds without a beat after which a writer counts as killed


@contextmanager
def writing(server: Server, *, patience: float = PATIENCE) -> Iterator["Writer"]:
    """Be the one process that writes an index into a server; where another does, say who.

    What a killed writer held is taken over once it has not moved for `patience` seconds.
    """
    with closing(Connection(server, timeout=TIMEOUT)) as connection:
        hold = _take(connection, server, patience=patience)
        done = Event()
        beats = Thread(target=hold.keep, args=(done, patience / 6), daemon=True)
        beats.start()
        try:
            yield Writer(server, connection, hold)
        finally:
            done.set()
            beats.join()
            hold.release()


class Writer:
    """The process that writes an index into a Chroma server."""

    def __init__(self, server: Server, connection: Connection, hold: "Hold") -> None:
        self._server = server
        self._connection = connection
        self._hold = hold

    def push(self, folder: Path, manifest: Manifest, *, on_progress: Progress) -> None:
        """Store the generation in a folder and make it the one that answers.

        A kill at any moment leaves the one before answering: what is half-written is never pointed
        to, and the next push removes it. The one before stays, for those who still read it.
        """
        server, name = self._server, manifest.generation
        before = current(self._connection, server)
        if before == name:
            return
        files = self._connection.find(server.files(name))
        if files is None or not files.metadata:
            self._remove_all_but(before)
            try:
                self._write_passages(folder, name, on_progress)
                self._write_files(folder, manifest)
            except SearchIndexError:
                self._hold.check()  # who takes over removes what is half-written
                raise
        self._hold.check()
        self._point_to(name)
        self._remove_all_but(name, before)

    def _write_passages(self, folder: Path, name: str, on_progress: Progress) -> None:
        table = PassageTable.load(folder)
        total = len(table.passages)
        vectors = read_matrix(folder, passages=total)
        collection = self._connection.create(
            self._server.passages(name), configuration=CONFIGURATION
        )
        if collection is None:
            raise self._hold.lost()
        for start in range(0, total, BATCH):
            batch = range(start, min(start + BATCH, total))
            with self._connection.asking():
                add_passages(collection, table, vectors, at=batch)
            on_progress("写入服务器", batch.stop, total)

    def _write_files(self, folder: Path, manifest: Manifest) -> None:
        """Store what readers cannot derive; that the generation is whole is said last."""
        texts = {path.name: path.read_text("utf-8") for path in sorted(folder.glob("*.jsonl"))}
        texts[FILE] = json.dumps(asdict(manifest), ensure_ascii=False)
        collection = self._connection.create(self._server.files(manifest.generation))
        if collection is None:
            raise self._hold.lost()
        numbers: dict[str, Any] = {}
        for name, text in texts.items():
            pieces = [text[start : start + PIECE] for start in range(0, len(text), PIECE)]
            numbers[name] = len(pieces)
            ids = piece_ids(name, len(pieces))
            for start in range(0, len(pieces), BATCH):
                batch = slice(start, start + BATCH)
                nowhere = np.ones((len(ids[batch]), 1), dtype=np.float32)
                with self._connection.asking():
                    collection.add(ids[batch], nowhere, documents=pieces[batch])
        with self._connection.asking():
            collection.modify(metadata=numbers)

    def _point_to(self, name: str) -> None:
        pointer = {"generation": name}
        collection = self._connection.find(self._server.index)
        if collection is None:
            self._connection.create(self._server.index, metadata=pointer)
            return
        with self._connection.asking():
            collection.modify(metadata=pointer)

    def _remove_all_but(self, *kept: str) -> None:
        """Remove other generations, and what writers that were killed held."""
        with self._connection.asking() as client:
            names = [collection.name for collection in client.list_collections()]
        for name in names:
            generation = self._server.generation(name)
            if (generation and generation not in kept) or name.startswith(
                f"{self._server.writer}-"
            ):
                self._connection.delete(name)


class Hold:
    """A collection that exists while a process writes; a server makes it once, or not at all."""

    def __init__(self, connection: Connection, server: Server, id_: str) -> None:
        self._connection = connection
        self._server = server
        self._id = id_

    def state(self) -> dict[str, Any] | None:
        """Return who holds and how often it has moved; None where this hold is no more."""
        now = self._connection.find(self._server.writer)
        return dict(now.metadata or {}) if now and str(now.id) == self._id else None

    def moves(self, *, within: float) -> bool:
        """Tell whether its holder lives, waiting up to `within` seconds for a sign."""
        first, end = self.state(), monotonic() + within
        while first is not None and monotonic() < end:
            sleep(within / 30)
            now = self.state()
            if now != first:
                return now is not None
        return False

    def keep(self, done: Event, seconds: float) -> None:
        """Move every so many seconds; whoever takes over meanwhile is noticed by `check`."""
        with closing(Connection(self._server, timeout=BEAT)) as connection:  # others wait long
            for beat in count(1):
                if done.wait(seconds):
                    return
                with suppress(SearchIndexError):  # the server may be away for a moment
                    now = connection.find(self._server.writer)
                    if now and str(now.id) == self._id:
                        with connection.asking():
                            now.modify(metadata={**(now.metadata or {}), "beat": beat})

    def check(self) -> None:
        """Raise SearchIndexError where another process has taken over."""
        if self.state() is None:
            raise self.lost()

    def lost(self) -> SearchIndexError:
        """Return the error of a writer that others took for killed."""
        return SearchIndexError(
            f"这次写入停顿太久，另一个进程已接着写 Chroma 服务器 {self._server.url} 里的索引，"
            "请等它结束后再试；原有的索引没有变化。"
        )

    def release(self) -> None:
        """End it, unless it is another's by now, which its name alone would not tell."""
        retired = f"{self._server.writer}-{self._id}"
        with suppress(SearchIndexError):  # the server is away: others wait until it is stale
            now = self._connection.find(self._server.writer)
            if now and str(now.id) == self._id:
                with self._connection.asking():
                    now.modify(name=retired)
                self._connection.delete(retired)


def _take(connection: Connection, server: Server, *, patience: float) -> Hold:
    while True:
        since = datetime.now(UTC).isoformat(timespec="seconds")
        holder = {"host": socket.gethostname(), "pid": os.getpid(), "since": since, "beat": 0}
        made = connection.create(server.writer, metadata=holder)
        if made:
            return Hold(connection, server, str(made.id))
        other = connection.find(server.writer)
        if other is None:
            continue
        hold = Hold(connection, server, str(other.id))
        if hold.moves(within=patience):
            raise _held_by(server, dict(other.metadata or {}))
        hold.release()


def _held_by(server: Server, holder: dict[str, Any]) -> SearchIndexError:
    since = datetime.fromisoformat(str(holder["since"])).astimezone()
    return SearchIndexError(
        f"另一个进程正在写 Chroma 服务器 {server.url} 里的索引"
        f"（主机 {holder['host']}，进程号 {holder['pid']}，{since:%H:%M} 开始），请等它结束后再试。"
    )
