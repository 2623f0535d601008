"""What an embedding model offers: to the index as arrays, to LlamaIndex as lists; a stand-in."""

import asyncio
import zlib
from abc import abstractmethod
from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt
from llama_index.core.base.embeddings.base import BaseEmbedding

from index.runtimes import HASH_NAME, HASH_RUNTIME

__all__ = ["HASH_NAME", "ArrayEmbedding", "Encoder", "HashEncoder", "Progress", "Vectors"]
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


class ArrayEmbedding(BaseEmbedding):
    """LlamaIndex's embedding interface over an encoder that returns arrays."""

    name: str
    runtime: str
    dimensions: int

    @abstractmethod
    def encode_query(self, text: str) -> Vectors:
        """Return the vector of a question, shape (dimensions,)."""

    @abstractmethod
    def encode_passages(
        self, texts: Sequence[str], *, on_progress: Progress | None = None
    ) -> Vectors:
        """Return the vectors of passages, shape (n, dimensions); progress counts passages."""

    def _get_query_embedding(self, query: str) -> list[float]:
        return [float(value) for value in self.encode_query(query)]

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return await asyncio.to_thread(self._get_query_embedding, query)

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        vectors: list[list[float]] = self.encode_passages(texts).tolist()
        return vectors

    async def _aget_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return await asyncio.to_thread(self._get_text_embeddings, texts)


class HashEncoder(ArrayEmbedding):
    """A stand-in without a model: hashed character bigrams."""

    def __init__(self) -> None:
        super().__init__(
            name=HASH_NAME, model_name=HASH_NAME, runtime=HASH_RUNTIME, dimensions=HASH_DIMENSIONS
        )

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
