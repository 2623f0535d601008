"""Encoders for measuring: vectors that cost nothing, and vectors that are known already."""

import zlib
from collections.abc import Mapping, Sequence

import numpy as np
from pydantic import PrivateAttr

from index.embedding import ArrayEmbedding, Encoder, Progress, Vectors
from index.runtimes import runtime_of

RANDOM_NAME = "random-384"


class RandomEncoder(ArrayEmbedding):
    """Give each text a random direction of its own; `asked` does a question's work all the same."""

    _asked: Encoder | None = PrivateAttr()

    def __init__(self, asked: Encoder | None = None) -> None:
        super().__init__(
            name=RANDOM_NAME,
            model_name=RANDOM_NAME,
            runtime=runtime_of(RANDOM_NAME, "float32"),  # as the settings expect of any model
            dimensions=384,
        )
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


class Remembering(ArrayEmbedding):
    """Give each question the vector that it was given before."""

    _vectors: Mapping[str, Vectors] = PrivateAttr()

    def __init__(self, encoder: Encoder, texts: Sequence[str]) -> None:
        super().__init__(
            name=encoder.name,
            model_name=encoder.name,
            runtime=encoder.runtime,
            dimensions=encoder.dimensions,
        )
        self._vectors = {text: encoder.encode_query(text) for text in ("。", *texts)}

    def encode_query(self, text: str) -> Vectors:
        return self._vectors[text]

    def encode_passages(
        self, texts: Sequence[str], *, on_progress: Progress | None = None
    ) -> Vectors:
        raise NotImplementedError
