"""Reading the packaged 4-bit embedding model (`e5-small-q4.bin`, magic E5S1, little-endian)."""

import itertools
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

MAGIC = b"E5S1"
BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", (16,))])  # 32 values
BLOCKS_AT_ONCE = 1 << 16  # 8 MiB of float32, so that unpacking needs little memory
NAMES = {
    "emb.word": "embeddings.word_embeddings",
    "emb.pos": "embeddings.position_embeddings",
    "emb.type": "embeddings.token_type_embeddings",
    "emb.ln": "embeddings.LayerNorm",
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


@dataclass(frozen=True, slots=True)
class E5Shape:
    """The sizes that the file states about its BERT encoder."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int
    layer_norm_epsilon: float


@dataclass(frozen=True, slots=True)
class E5Tensor:
    """One tensor of the file, under its BERT name; its values are read on demand."""

    name: str
    shape: tuple[int, ...]
    raw: memoryview
    quantised: bool

    def chunks(self) -> Iterator[npt.NDArray[np.float32]]:
        """Yield the values as float32, in order, a few megabytes at a time."""
        if not self.quantised:
            yield np.frombuffer(self.raw, dtype="<f4")
            return
        blocks = np.frombuffer(self.raw, dtype=BLOCK)
        for start in range(0, len(blocks), BLOCKS_AT_ONCE):
            yield dequantise(blocks[start : start + BLOCKS_AT_ONCE])


@dataclass(frozen=True, slots=True)
class E5File:
    """What the packaged file holds: sizes, unigram pieces with their scores, tensors."""

    shape: E5Shape
    pieces: list[tuple[str, float]]
    tensors: list[E5Tensor]


class Cursor:
    """Read packed values one after another."""

    def __init__(self, data: memoryview) -> None:
        self.data = data
        self.at = 0

    def take(self, size: int) -> memoryview:
        """Return the next `size` bytes."""
        self.at += size
        return self.data[self.at - size : self.at]

    def unpack(self, layout: str) -> tuple[Any, ...]:
        """Return the next values of a struct layout without its byte order."""
        return struct.unpack("<" + layout, self.take(struct.calcsize("<" + layout)))


def dequantise(blocks: npt.NDArray[np.void]) -> npt.NDArray[np.float32]:
    """Turn 4-bit blocks into 32 values each: (nibble - 8) * scale, low nibbles first."""
    values = np.empty((len(blocks), 32), dtype=np.float32)
    values[:, :16] = blocks["nibbles"] & 15
    values[:, 16:] = blocks["nibbles"] >> 4
    values -= 8
    values *= blocks["scale"].astype(np.float32)[:, None]
    return values.reshape(-1)


def read_e5(data: bytes) -> E5File:
    """Parse the whole file; its hash was checked, so a violated layout is a bug of ours."""
    cursor = Cursor(memoryview(data))
    assert bytes(cursor.take(4)) == MAGIC
    _version, *sizes, block_size = cursor.unpack("I7ifi")
    assert block_size == 32
    shape = E5Shape(*sizes)
    pieces = _read_pieces(cursor)
    _entries, table_bytes = cursor.unpack("iI")
    cursor.take(table_bytes)  # one code point each; the normalizer of model_folder.py equals it
    (count,) = cursor.unpack("i")
    return E5File(shape, pieces, [_read_tensor(cursor, shape) for _ in range(count)])


def _read_pieces(cursor: Cursor) -> list[tuple[str, float]]:
    count, *special_ids = cursor.unpack("5i")
    assert special_ids == [0, 2, 1, 3]  # <s>, </s>, <pad>, <unk>
    (blob_size,) = cursor.unpack("Q")
    ends = np.frombuffer(cursor.take(4 * (count + 1)), dtype="<u4").tolist()
    scores = np.frombuffer(cursor.take(4 * count), dtype="<f4").tolist()
    blob = bytes(cursor.take(blob_size))
    texts = [blob[start:end].decode() for start, end in itertools.pairwise(ends)]
    return list(zip(texts, scores, strict=True))


def _read_tensor(cursor: Cursor, shape: E5Shape) -> E5Tensor:
    (name_size,) = cursor.unpack("H")
    short = bytes(cursor.take(name_size)).decode()
    kind, elements, offset, size = cursor.unpack("BIQQ")
    name = _bert_name(short)
    rows = _rows(short, shape)
    dimensions = (elements,) if rows is None else (rows, elements // rows)
    return E5Tensor(name, dimensions, cursor.data[offset : offset + size], quantised=kind == 1)


def _bert_name(short: str) -> str:
    if short in NAMES:
        return f"{NAMES[short]}.weight"
    stem, _, part = short.rpartition(".")
    suffix = {"w": "weight", "b": "bias"}[part]
    if stem in NAMES:
        return f"{NAMES[stem]}.{suffix}"
    layer, _, module = stem.partition(".")
    return f"encoder.layer.{layer.removeprefix('l')}.{NAMES[module]}.{suffix}"


def _rows(short: str, shape: E5Shape) -> int | None:
    """Return the number of rows of a matrix, None for a vector."""
    embeddings = {
        "emb.word": shape.vocabulary,
        "emb.pos": shape.positions,
        "emb.type": shape.token_types,
    }
    if short in embeddings:
        return embeddings[short]
    if short.endswith((".b", "ln.w")):
        return None
    return shape.feed_forward if short.endswith(".fi.w") else shape.hidden
