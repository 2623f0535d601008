"""Load the trained reader onto the embedding model that answers already use."""

import copy
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.reader.reader import Network, Reader
from assistant.reader.trained import TRAINED
from assistant.reader.windows import MAX_TOKENS
from index.embedding import Encoder
from index.encoder import SentenceEncoder
from index.errors import SearchIndexError
from index.runtimes import INT8_RUNTIME, MODEL_NAME

if TYPE_CHECKING:
    from tokenizers import Encoding
    from torch.nn import Module

    from assistant.reader.network import ReaderNetwork
    from index.int8 import Int8Encoder


class ReaderError(Exception):
    """Raised when there is no reader to load; the message is for people, in Chinese."""


def load_reader(encoder: Encoder, folder: Path = TRAINED) -> Reader:
    """Return the reader over the packaged embedding model, whose embeddings it shares.

    It runs as the encoder does: in int8, or in float32. Raises ReaderError where its files are
    missing or damaged or cannot be unpacked, or another model is in use.
    """
    from safetensors import SafetensorError

    try:
        network, shared = _network(encoder, folder)
    except SearchIndexError as error:
        raise ReaderError(str(error).removesuffix("。")) from error
    except (OSError, KeyError, ValueError, TypeError, RuntimeError, SafetensorError) as error:
        msg = f"阅读模型的文件（{folder}）缺失或损坏"
        raise ReaderError(msg) from error
    return Reader(network, _SharedTokenizer(shared))


def _network(encoder: Encoder, folder: Path) -> "tuple[Network, SentenceEncoder | Int8Encoder]":
    """Return the network that fits the encoder's runtime, and the encoder by its class."""
    if encoder.runtime == INT8_RUNTIME:
        from assistant.reader.int8 import load_int8
        from index.int8 import Int8Encoder

        assert isinstance(encoder, Int8Encoder)
        return load_int8(encoder, folder), encoder
    if encoder.name != MODEL_NAME or not isinstance(encoder, SentenceEncoder):
        msg = f"阅读模型只能和 {MODEL_NAME} 一起用，现在的模型是 {encoder.name}"
        raise ReaderError(msg)
    from assistant.reader.network import Scoring

    return Scoring(_merged(encoder.transformer, folder)), encoder


class _SharedTokenizer:
    """The embedding model's tokenizer: a second one would take a second to load."""

    def __init__(self, encoder: "SentenceEncoder | Int8Encoder") -> None:
        self._encoder = encoder

    def encode_batch(self, pairs: Sequence[tuple[str, str]]) -> "list[Encoding]":
        """Tokenise questions with windows, a window's end cut off where both are too long."""
        return self._encoder.tokenize_pairs(pairs, max_tokens=MAX_TOKENS)


def _merged(shared: "Module", folder: Path) -> "ReaderNetwork":
    """Copy the layers of the embedding model, add the adapters, and put the heads on top."""
    import torch

    from assistant.reader.network import ReaderNetwork, merge_adapters
    from assistant.reader.trained_files import read_changes, read_heads

    base = copy.copy(shared)  # the embeddings stay shared
    base._modules = dict(shared._modules)
    base.encoder = copy.deepcopy(shared.encoder)
    heads = {name: torch.from_numpy(weight) for name, weight in read_heads(folder).items()}
    merge_adapters(base, read_changes(folder))
    network = ReaderNetwork(base, hidden=heads["span.weight"].shape[1])
    network.load_state_dict(heads, strict=False)
    return network
