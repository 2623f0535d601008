"""What building and searching need of an embedding model, and a stand-in for one."""

import zlib
from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from index.runtimes import HASH_NAME, HASH_RUNTIME

__all__ = ["HASH_NAME", "Encoder", "HashEncoder", "Progress", "Vectors", "batches"]
Vectors = npt.NDArray[np.float32]
Progress = Callable[[int, int], None]
HASH_DIMENSIONS = 256


class Encoder(Protocol):
    """What building and searching need of an embedding model; vectors are L2-normalised."""

    @property
    def name(self) -> str:
        """Name the model, as an index's manifest records it."""

    @property
    def runtime(self) -> str:
        """Name what computes the vectors; vectors of two runtimes are never mixed."""

    @property
    def dimensions(self) -> int:
        """Return the length of a vector."""

    def encode_query(self, text: str) -> Vectors:
        """Return the vector of a question, shape (dimensions,)."""

    def encode_passages(
        self, texts: Sequence[str], *, on_progress: Progress | None = None
    ) -> Vectors:
        """Return the vectors of passages, shape (n, dimensions), in the order given."""


def batches(lengths: Sequence[int], *, limit: int) -> list[list[int]]:
    """Return the places of texts, those of about one length together, `limit` tokens a batch."""
    order = sorted(range(len(lengths)), key=lambda n: -lengths[n])
    made: list[list[int]] = []
    done = 0
    while done < len(order):
        made.append(order[done : done + max(1, limit // lengths[order[done]])])
        done += len(made[-1])
    return made


class HashEncoder:
    """A stand-in without a model: hashed character bigrams."""

    name = HASH_NAME
    runtime = HASH_RUNTIME
    dimensions = HASH_DIMENSIONS

    def encode_query(self, text: str) -> Vectors:
        """Return the vector of a question, shape (dimensions,)."""
        # The ends count as characters, so that even an empty text has a bigram.
        padded = "\x02" + "".join(text.split()) + "\x03"
        vector = np.zeros(self.dimensions, dtype=np.float32)
        for start in range(len(padded) - 1):
            bigram = padded[start : start + 2].encode("utf-8", "replace")
            vector[zlib.crc32(bigram) % self.dimensions] += 1
        return vector / np.linalg.norm(vector)

    def encode_passages(
        self, texts: Sequence[str], *, on_progress: Progress | None = None
    ) -> Vectors:
        """Return the vectors of passages, shape (n, dimensions); progress counts passages."""
        vectors = np.empty((len(texts), self.dimensions), dtype=np.float32)
        for index, text in enumerate(texts):
            vectors[index] = self.encode_query(text)
            if on_progress:
                on_progress(index + 1, len(texts))
        return vectors
