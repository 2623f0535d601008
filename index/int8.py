"""The packaged embedding model on onnxruntime in 8 bits: neither torch nor transformers."""

import os
from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from index.e5_format import BLOCK, dequantise
from index.embedding import Progress, Vectors, batches
from index.int8_folder import LAYERS, TOKENIZER, WORDS
from index.model_folder import MAX_TOKENS
from index.runtimes import INT8_RUNTIME, MODEL_NAME

if TYPE_CHECKING:
    from tokenizers import Encoding

DIMENSIONS = 384
PAD = 1
QUERY, PASSAGE = "query: ", "passage: "
BATCH_TOKENS = 1024  # padded
TEXTS_AT_ONCE = 2048  # tokenised, so that a large corpus's tokens aren't all in memory


class Layers:
    """The encoder's layers over the packaged word embeddings; threads may share them."""

    def __init__(self, graph: Path, words: NDArray[np.void]) -> None:
        import onnxruntime as untyped

        onnxruntime: Any = untyped
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = _threads()
        options.log_severity_level = 3  # errors
        # Threads that wait in a loop for the next question would take the cores from the others.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self.words = words  # (vocabulary, blocks)
        self._session: Any = onnxruntime.InferenceSession(
            str(graph), options, providers=["CPUExecutionProvider"]
        )

    def states(self, ids: NDArray[np.int64], lengths: NDArray[np.int32]) -> Vectors:
        """Return hidden states (batch, tokens, hidden) of padded ids (batch, tokens)."""
        # A token stands often in a batch, and is read and made float once.
        known, places = np.unique(ids, return_inverse=True)
        embedded = dequantise(self.words[known].reshape(-1)).reshape(len(known), -1)
        given = {"words": embedded[places.reshape(ids.shape)], "lengths": lengths}
        states: Vectors = self._session.run(None, given)[0]
        return states


class Int8Encoder:
    """The packaged model, from the folder that `unpack_int8` returns."""

    name = MODEL_NAME
    runtime = INT8_RUNTIME
    dimensions = DIMENSIONS

    def __init__(self, folder: Path) -> None:
        from tokenizers import Tokenizer

        self._lock = Lock()  # a tokenizer serves one thread at a time
        words = np.memmap(folder / WORDS, dtype=BLOCK, mode="r").reshape(-1, DIMENSIONS // 32)
        self._folder = folder
        self._layers = Layers(folder / LAYERS, words)
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        self._tokenizer.no_padding()

    @property
    def folder(self) -> Path:
        """Return the folder that it was loaded from."""
        return self._folder

    def layers_of(self, graph: Path) -> Layers:
        """Load other layers over the same word embeddings."""
        return Layers(graph, self._layers.words)

    def tokenize_pairs(
        self, pairs: Sequence[tuple[str, str]], *, max_tokens: int
    ) -> "list[Encoding]":
        """Tokenise pairs of texts; what is too long loses the end of its second text."""
        with self._lock:
            self._tokenizer.enable_truncation(max_tokens, strategy="only_second")
            return self._tokenizer.encode_batch(list(pairs))

    def encode_query(self, text: str) -> Vectors:
        """Return the vector of a question, shape (dimensions,)."""
        vector: Vectors = self._encode(self._tokenize([QUERY + text]))[0]
        return vector

    def encode_passages(
        self, texts: Sequence[str], *, on_progress: Progress | None = None
    ) -> Vectors:
        """Return the vectors of passages, shape (n, dimensions); progress counts passages."""
        vectors = np.empty((len(texts), self.dimensions), dtype=np.float32)
        order = sorted(range(len(texts)), key=lambda index: -len(texts[index]))
        done = 0
        for start in range(0, len(order), TEXTS_AT_ONCE):
            part = order[start : start + TEXTS_AT_ONCE]
            tokens = self._tokenize([PASSAGE + texts[index] for index in part])
            for batch in batches([len(ids) for ids in tokens], limit=BATCH_TOKENS):
                vectors[[part[n] for n in batch]] = self._encode([tokens[n] for n in batch])
                done += len(batch)
                if on_progress:
                    on_progress(done, len(texts))
        return vectors

    def _tokenize(self, texts: Sequence[str]) -> list[list[int]]:
        # A lone surrogate, which a JSON file may hold, is no text that a tokenizer accepts.
        readable = [text.encode("utf-8", "replace").decode("utf-8") for text in texts]
        with self._lock:
            self._tokenizer.enable_truncation(MAX_TOKENS)
            return [encoding.ids for encoding in self._tokenizer.encode_batch_fast(readable)]

    def _encode(self, tokens: Sequence[Sequence[int]]) -> Vectors:
        """Return the normalised mean of each text's hidden states, shape (texts, dimensions)."""
        lengths = np.array([len(ids) for ids in tokens], dtype=np.int32)
        ids = np.full((len(tokens), lengths.max()), PAD, dtype=np.int64)
        for row, given in zip(ids, tokens, strict=True):
            row[: len(given)] = given
        read = (np.arange(ids.shape[1]) < lengths[:, None]).astype(np.float32)
        means: Vectors = np.einsum("bt,bth->bh", read, self._layers.states(ids, lengths))
        means /= np.linalg.norm(means, axis=1, keepdims=True)
        return means


def _threads() -> int:
    """Return how many cores one text may take; torch heeds the same variable."""
    wanted = os.environ.get("OMP_NUM_THREADS", "")
    if wanted.isdecimal() and int(wanted):
        return int(wanted)
    if hasattr(os, "sched_getaffinity"):  # fewer than the machine has, in a container
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
