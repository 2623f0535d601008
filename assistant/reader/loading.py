"""Load the trained reader onto the embedding model that answers already use."""

import copy
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.reader.reader import Reader
from assistant.reader.trained import ADAPTER_CONFIG, ADAPTERS, HEADS, TRAINED
from assistant.reader.windows import MAX_TOKENS
from index.embedding import Encoder
from index.encoder import SentenceEncoder
from index.weights import MODEL_NAME

if TYPE_CHECKING:
    from tokenizers import Encoding
    from torch.nn import Module

    from assistant.reader.network import ReaderNetwork


class ReaderError(Exception):
    """Raised when there is no reader to load; the message is for people, in Chinese."""


def load_reader(encoder: Encoder, folder: Path = TRAINED) -> Reader:
    """Return the reader over the packaged embedding model, whose embeddings it shares.

    Raises ReaderError where its files are missing or damaged, or another model is in use.
    """
    from safetensors import SafetensorError

    if encoder.name != MODEL_NAME or not isinstance(encoder, SentenceEncoder):
        msg = f"阅读模型只能和 {MODEL_NAME} 一起用，现在的模型是 {encoder.name}"
        raise ReaderError(msg)
    try:
        network = _network(encoder.transformer, folder)
    except (OSError, KeyError, ValueError, TypeError, RuntimeError, SafetensorError) as error:
        msg = f"阅读模型的文件（{folder}）缺失或损坏"
        raise ReaderError(msg) from error
    return Reader(network, _SharedTokenizer(encoder))


class _SharedTokenizer:
    """The embedding model's tokenizer: a second one would take a second to load."""

    def __init__(self, encoder: SentenceEncoder) -> None:
        self._encoder = encoder

    def encode_batch(self, pairs: Sequence[tuple[str, str]]) -> "list[Encoding]":
        """Tokenise questions with windows, a window's end cut off where both are too long."""
        return self._encoder.tokenize_pairs(pairs, max_tokens=MAX_TOKENS)


def _network(shared: "Module", folder: Path) -> "ReaderNetwork":
    """Copy the layers of the embedding model, add the adapters, and put the heads on top."""
    from safetensors.torch import load_file

    from assistant.reader.network import ReaderNetwork, merge_adapters

    base = copy.copy(shared)  # the embeddings stay shared
    base._modules = dict(shared._modules)
    base.encoder = copy.deepcopy(shared.encoder)
    heads = load_file(folder / HEADS)
    config = json.loads((folder / ADAPTER_CONFIG).read_text(encoding="utf-8"))
    adapters = load_file(folder / ADAPTERS)
    if not config["r"] or not any(".lora_A." in name for name in adapters):
        raise ValueError(f"no adapters in {folder}")
    merge_adapters(base, adapters, scale=config["lora_alpha"] / config["r"])
    network = ReaderNetwork(base, hidden=heads["span.weight"].shape[1])
    network.load_state_dict({k: v.float() for k, v in heads.items()}, strict=False)
    return network
