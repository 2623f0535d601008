"""Encoders for measuring: vectors that cost nothing, and vectors that are known already."""

import zlib
from collections.abc import Sequence

import numpy as np

from index.embedding import Encoder, Progress, Vectors
from index.runtimes import runtime_of

RANDOM_NAME = "random-384"


class RandomEncoder:
    """Give each text a random direction of its own; `asked` does a question's work all the same."""

    name = RANDOM_NAME
    runtime = runtime_of(RANDOM_NAME, "float32")  # as the settings expect of any model
    dimensions = 384

    def __init__(self, asked: Encoder | None = None) -> None:
        self._asked = asked

    def encode_query(self, text: str) -> Vectors:
        if self._asked:
            self._asked.encode_query(text)
        return self._direction(text)

    def encode_passages(
        self, texts: Sequence[str], *, on_progress: Progress | None = None
    ) -> Vectors:
        del on_progress
        vectors = [self._direction(text) for text in texts]
        return np.array(vectors, dtype=np.float32).reshape(len(texts), self.dimensions)

    def _direction(self, text: str) -> Vectors:
        draw = np.random.default_rng(zlib.crc32(text.encode("utf-8", "replace")))
        vector = draw.standard_normal(self.dimensions, dtype=np.float32)
        return vector / np.linalg.norm(vector)


class Remembering:
    """Give each question the vector that it was given before."""

    def __init__(self, encoder: Encoder, texts: Sequence[str]) -> None:
        self.name = encoder.name
        self.runtime = encoder.runtime
        self.dimensions = encoder.dimensions
        self._vectors = {text: encoder.encode_query(text) for text in ("。", *texts)}

    def encode_query(self, text: str) -> Vectors:
        return self._vectors[text]

    def encode_passages(
        self, texts: Sequence[str], *, on_progress: Progress | None = None
    ) -> Vectors:
        raise NotImplementedError
