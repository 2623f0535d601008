"""Several systems over one question set, a run directory each."""

import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

from corpus.article import Article
from eval.peers import Bm25, Chroma, Encoder, LlamaIndex
from eval.questions import EvalError, Question
from eval.run import Answers, Measured, run

Progress = Callable[[str, int, int], None]  # system, done, total
# What the tables say of each peer, and the packages whose versions matter.
NOTES = {
    "bm25": "BM25 (bm25s, defaults) over jieba's words of whole articles, no punctuation",
    "chroma": "Chroma, defaults (HNSW, l2), whole articles, `collection.query`",
    "llamaindex": (
        "LlamaIndex `VectorStoreIndex`, default `SentenceSplitter` (1,024 tokens, overlap 200) and "
        "retriever, with `similarity_top_k` high enough to name ten articles"
    ),
}
_PACKAGES = {
    "bm25": ("bm25s", "jieba"),
    "chroma": ("chromadb",),
    "llamaindex": ("llama-index-core",),
}


@dataclass(frozen=True, slots=True)
class System:
    """How a system is opened, and what its run records; `about["note"]` says what it is."""

    open: Callable[[], Answers]
    measured: Measured = Measured()  # noqa: RUF009 - frozen


def peer_systems(
    articles: Sequence[Article],
    encoder: Encoder,
    *,
    measured: Measured = Measured(),  # noqa: B008 - frozen
    on_progress: Progress | None = None,
) -> dict[str, System]:
    """Return the peers over `articles` by name; indexes are built when they are opened.

    `measured` is what all of them share (the set, its digest…); progress counts indexed texts.
    """
    report = {name: on_progress and partial(on_progress, name) for name in NOTES}
    opened: dict[str, Callable[[], Answers]] = {
        "bm25": lambda: Bm25(articles, on_progress=report["bm25"]),
        "chroma": lambda: Chroma(articles, encoder, on_progress=report["chroma"]),
        "llamaindex": lambda: LlamaIndex(articles, encoder, on_progress=report["llamaindex"]),
    }
    corpus = _digest(articles)
    return {
        name: System(
            opened[name],
            Measured(
                settings={
                    **measured.settings,
                    "system": name,
                    "corpus": corpus,
                    "model": "" if name == "bm25" else encoder.name,
                },
                about={
                    **measured.about,
                    "note": note,
                    "articles": len(articles),
                    "versions": {package: version(package) for package in _PACKAGES[name]},
                },
                bodies=measured.bodies,
            ),
        )
        for name, note in NOTES.items()
    }


def side_by_side(
    questions: Sequence[Question],
    systems: Mapping[str, System],
    out: Path,
    *,
    fresh: bool = False,
    on_progress: Progress | None = None,
) -> dict[str, dict[str, Any]]:
    """Run every system into `out`/NAME and return the summaries by name.

    What is there is kept, and a system that has answered everything is not opened again.
    """
    if not systems:
        msg = "没有要对照的系统，请至少给出一个。"
        raise EvalError(msg)
    return {
        name: run(
            questions,
            _Lazy(system.open),
            out / name,
            measured=system.measured,
            fresh=fresh,
            on_progress=on_progress and partial(on_progress, name),
        )
        for name, system in systems.items()
    }


class _Lazy:
    """Open a system at its first question, and time its answers without the opening."""

    def __init__(self, open_: Callable[[], Answers]) -> None:
        self._open = open_
        self._answers: Answers | None = None

    def __call__(
        self, question: str, history: Sequence[tuple[str, str]], /, *, as_of: date | None = None
    ) -> Mapping[str, Any]:
        if self._answers is None:
            self._answers = self._open()
        start = time.perf_counter()
        said = self._answers(question, history, as_of=as_of)
        return dict(said) | {"seconds": time.perf_counter() - start}


def _digest(articles: Sequence[Article]) -> str:
    return hashlib.sha256("\n".join(article.digest for article in articles).encode()).hexdigest()
