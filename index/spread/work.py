"""What one machine does of a build that is spread: it reads files, cuts articles, encodes texts."""

import pickle
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np

from corpus.article import Article
from corpus.files.problem import Problem, Read
from corpus.readers import read_files
from index.embedding import Encoder, Vectors
from index.errors import SearchIndexError
from index.passages import Span, split_passages
from index.runtimes import Runtime

PROBE = "开发区今年签约项目12个，总投资36.5亿元。"
SAME = 1e-3  # how far a number of a vector may be from what the building machine computes


def version() -> str:
    """Return this program's version, which all machines must have in common."""
    return metadata.version("zone-assistant")


def perform(row: dict[str, Any], *, work: bytes, wanted: str) -> dict[str, Any]:
    """Do a piece of work on its unit, both pickled; what fails for a reason is told in `error`."""
    try:
        if version() != wanted:
            raise SearchIndexError(
                f"机器 {socket.gethostname()} 上的 zone-assistant 是 {version()}，发起的机器上是 "
                f"{wanted}，请装成同一版本后再运行一次。"
            )
        made = pickle.loads(work)(pickle.loads(row["unit"]))  # noqa: S301
    except SearchIndexError as error:
        return {"n": row["n"], "made": b"", "error": str(error)}
    return {"n": row["n"], "made": pickle.dumps(made), "error": ""}


def read(paths: Sequence[Path]) -> list[Read | Problem]:
    """Read files, which every machine must find under the same path."""
    for folder in {path.parent for path in paths}:
        if not folder.is_dir():
            raise SearchIndexError(
                f"机器 {socket.gethostname()} 上没有文件夹 {folder}，"
                "请让每台机器都能在同一路径读到文章（如用共享目录），再运行一次。"
            )
    return [outcome for _, outcome in read_files(paths)]


def cut(articles: Sequence[Article]) -> list[list[Span]]:
    """Return where the passages of each article stand in its body."""
    return [[(p.start, p.end) for p in split_passages(article)] for article in articles]


@dataclass(frozen=True, slots=True)
class Model:
    """The embedding model that every machine loads from its own disk; paths are absolute."""

    name: str
    model_dir: Path
    runtime: Runtime


@dataclass(frozen=True, slots=True)
class Encode:
    """Encodes texts where the model computes what the building machine computes."""

    model: Model
    expected: tuple[float, ...]  # the vector of PROBE

    def __call__(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of passages, shape (n, dimensions)."""
        return _loaded(self.model, self.expected).encode_passages(texts)


@cache  # a worker does one piece after another: the model is loaded once
def _loaded(model: Model, expected: tuple[float, ...]) -> Encoder:
    from index.encoder import load_encoder

    host = socket.gethostname()
    try:
        encoder = load_encoder(model.name, model.model_dir, runtime=model.runtime)
    except SearchIndexError as error:
        raise SearchIndexError(
            f"机器 {host} 载入不了向量模型（{str(error).rstrip('。')}），"
            "请在每台机器的同一路径放好模型，再运行一次。"
        ) from error
    (computed,) = encoder.encode_passages([PROBE])
    if computed.shape != (len(expected),) or np.abs(computed - expected).max() > SAME:
        raise SearchIndexError(
            f"机器 {host} 用模型 {model.name} 算出的向量与发起的机器不同，"
            "请换成同样的模型文件，或设 ZONE_ASSISTANT_RUNTIME=float32 后再运行一次。"
        )
    return encoder
