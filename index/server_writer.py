"""Writing into a Chroma server: one process at a time, and what answers changes in one request."""

import json
import os
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from threading import Event, Thread
from time import monotonic, sleep
from typing import Any

from index.address import Server
from index.chroma import CONFIGURATION, Connection, add_passages
from index.dense import read_matrix
from index.errors import SearchIndexError
from index.generations import Manifest
from index.server import BATCH, MANIFEST, PIECE, current, piece_ids
from index.table import PassageTable

TIMEOUT = 120.0  # seconds; Chroma builds its graph while it takes passages
PATIENCE = 15.0  # seconds without a beat until a writer counts as killed

Progress = Callable[[str, int, int], None]  # step, done, total


@contextmanager
def writing(server: Server, *, patience: float = PATIENCE) -> Iterator["Writer"]:
    """Be the one process that writes an index into a server; where another does, say who.

    What a killed writer holds is taken over once it has not moved for `patience` seconds.
    """
    with closing(Connection(server, timeout=TIMEOUT)) as connection:
        held = Hold.take(connection, server, patience=patience)
        done = Event()
        beats = Thread(target=held.beat, args=(done, patience / 6), daemon=True)
        beats.start()
        try:
            yield Writer(server, connection, held)
        finally:
            done.set()
            beats.join()
            held.release()


class Hold:
    """A collection that exists while a process writes; it is made in one request, or not at all."""

    def __init__(self, connection: Connection, name: str, id_: str, holder: dict[str, Any]) -> None:
        self._connection = connection
        self._name = name
        self._id = id_
        self._holder = holder

    @classmethod
    def take(cls, connection: Connection, server: Server, *, patience: float) -> "Hold":
        """Make the collection; raise SearchIndexError where another process keeps it moving."""
        while True:
            since = datetime.now(UTC).isoformat(timespec="seconds")
            holder = {"host": socket.gethostname(), "pid": os.getpid(), "since": since, "beat": 0}
            made = connection.create(server.writer, holder)
            if made:
                return cls(connection, server.writer, str(made.id), holder)
            other = connection.find(server.writer)
            if other is None:
                continue
            hold = cls(connection, server.writer, str(other.id), dict(other.metadata or {}))
            if hold.moves(within=patience):
                raise hold.refusal(server)
            hold.release()
