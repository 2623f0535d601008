"""An encoder that keeps its vectors in a file: for the same texts again, after a kill, too."""

import hashlib
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np

from corpus.disk import why
from index.embedding import Encoder, Progress, Vectors
from index.errors import SearchIndexError

BATCH = 64  # texts encoded between two writes: what a kill loses
# The vectors of each block of texts, with its position, in any order.
EncodeBlocks = Callable[[Encoder, Sequence[Sequence[str]]], Iterator[tuple[int, Vectors]]]


def encode_blocks(
    encoder: Encoder, blocks: Sequence[Sequence[str]]
) -> Iterator[tuple[int, Vectors]]:
    """Encode blocks of texts one after another."""
    yield from enumerate(map(encoder.encode_passages, blocks))


class CachedEncoder:
    """Encode what the file doesn't hold yet; questions are always encoded anew.

    `encoded` counts the texts that it did not hold.
    """

    def __init__(
        self, encoder: Encoder, path: Path, *, encode: EncodeBlocks = encode_blocks
    ) -> None:
        self.encoded = 0
        self.name = encoder.name
        self.runtime = encoder.runtime
        self.dimensions = encoder.dimensions
        self._encoder = encoder
        self._encode = encode
        self._path = path
        with self._open() as db:
            db.execute("CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB)")

    def encode_query(self, text: str) -> Vectors:
        """Return the vector of a question, shape (dimensions,)."""
        return self._encoder.encode_query(text)

    def encode_passages(
        self, texts: Sequence[str], *, on_progress: Progress | None = None
    ) -> Vectors:
        """Return the vectors of passages, shape (n, dimensions); progress counts passages."""
        keys = [self._key(text) for text in texts]
        with self._open() as db:
            known = self._known(db, keys)
            missing = {k: text for k, text in zip(keys, texts, strict=True) if k not in known}
            todo = sorted(missing, key=lambda key: -len(missing[key]))  # little is padded
            parts = [todo[start : start + BATCH] for start in range(0, len(todo), BATCH)]
            blocks = [[missing[key] for key in part] for part in parts]
            done = len(texts) - len(todo)
            for n, vectors in self._encode(self._encoder, blocks):
                known |= zip(parts[n], vectors, strict=True)
                rows = [(key, known[key].tobytes()) for key in parts[n]]
                with db:
                    db.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)
                done += len(rows)
                self.encoded += len(rows)
                if on_progress:
                    on_progress(done, len(texts))
        found = [known[key] for key in keys]
        return np.array(found, dtype=np.float32).reshape(len(texts), self.dimensions)

    def _known(self, db: sqlite3.Connection, keys: Sequence[bytes]) -> dict[bytes, Vectors]:
        """Return the vectors that the file holds, each of shape (dimensions,)."""
        known: dict[bytes, Vectors] = {}
        for key in dict.fromkeys(keys):
            row = db.execute("SELECT vector FROM vectors WHERE key = ?", (key,)).fetchone()
            if row:
                known[key] = np.frombuffer(row[0], dtype=np.float32)
        return known

    def _key(self, text: str) -> bytes:
        of = f"{self.name}\0{self.runtime}\0{text}"
        return hashlib.sha256(of.encode("utf-8", "replace")).digest()

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self._path, timeout=60)) as db, db:
                yield db
        except (OSError, sqlite3.Error) as error:
            reason = why(error) if isinstance(error, OSError) else str(error)
            raise SearchIndexError(
                f"存向量的文件 {self._path} 用不了（{reason}），请清理磁盘，或删掉这个文件再试；"
                "原有的索引没有变化。"
            ) from error
