"""Measure the int8 runtime against float32: python -m tests.bench_runtime SHARED data/bench.

Tokens a second while building, one question's milliseconds, how near the vectors are, and the
share of questions whose gold article comes first, by meaning alone and fused with words. Indexes
are built in OUT/RUNTIME/SET; vectors that VECTORS holds already aren't computed again.
"""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

import numpy as np
from tokenizers import Tokenizer

from corpus.readers import read_articles
from eval.questions import Question, load_questions
from index.build import build_index
from index.cached import CachedEncoder
from index.embedding import Encoder, Vectors
from index.encoder import load_encoder
from index.int8_folder import TOKENIZER
from index.runtimes import MODEL_NAME, Runtime
from index.search import open_index
from index.table import PassageTable

SETS = ("fincuge_finqa_dev", "crud_news_dev", "dureader_demo")
PASSAGES, QUESTIONS = 500, 200


class Remembering(CachedEncoder):
    """Keep the vectors of questions, too: each is asked of two searches."""

    def __init__(self, encoder: Encoder, path: Path) -> None:
        super().__init__(encoder, path)
        self._asked: dict[str, Vectors] = {}

    def encode_query(self, text: str) -> Vectors:
        if text not in self._asked:
            self._asked[text] = super().encode_query(text)
        return self._asked[text]


@dataclass
class Run:
    """The vectors of one runtime, and what was measured of it."""

    encoder: Encoder
    vectors: Path
    passages: Vectors = field(default_factory=lambda: np.zeros((0, 384), dtype=np.float32))
    questions: Vectors = field(default_factory=lambda: np.zeros((0, 384), dtype=np.float32))
    row: dict[str, Any] = field(default_factory=dict)


def main() -> None:
    """Measure both runtimes; write what is known of one after each set, as a JSON line."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("shared", type=Path, help="the folder that holds sets/")
    options.add_argument("bench", type=Path, help="holds vectors.sqlite and vectors-int8.sqlite")
    options.add_argument("--models", type=Path, default=Path("data/models"))
    options.add_argument("--sets", nargs="*", default=SETS)
    options.add_argument("--out", type=Path, default=Path("data/bench/runtimes"))
    given = options.parse_args()
    files = {"float32": "vectors.sqlite", "int8": "vectors-int8.sqlite"}
    runs = {
        runtime: Run(
            load_encoder(MODEL_NAME, given.models, runtime=runtime), given.bench / files[runtime]
        )
        for runtime in get_args(Runtime)
    }
    tokenizer = Tokenizer.from_file(str(given.models / f"{MODEL_NAME}-int8" / TOKENIZER))
    folder = given.shared / "sets" / SETS[0]
    for run in runs.values():
        measure_speed(run, folder, tokenizer)
    exact, rounded = runs["float32"], runs["int8"]
    for name in ("passages", "questions"):
        near = (getattr(exact, name) * getattr(rounded, name)).sum(axis=1)
        rounded.row[f"cosine, {name}"] = {"min": float(near.min()), "mean": float(near.mean())}
    for runtime, run in runs.items():
        for name in given.sets:
            run.row[name] = hits(run, given.shared / "sets" / name, given.out / runtime / name)
            sys.stdout.write(json.dumps({"runtime": runtime} | run.row, ensure_ascii=False) + "\n")
            sys.stdout.flush()


def measure_speed(run: Run, folder: Path, tokenizer: Tokenizer) -> None:
    """Encode the same passages and questions, drawn from one set."""
    texts = [p.searched_text for p in _table(folder).passages]
    draw = np.random.default_rng(0).permutation(len(texts))[:PASSAGES]
    texts = [texts[n] for n in draw]
    run.encoder.encode_passages(texts[:8])
    tokens = sum(len(encoding.ids) for encoding in tokenizer.encode_batch(texts))
    started, used = time.perf_counter(), time.process_time()
    run.passages = run.encoder.encode_passages(texts)
    run.row["tokens a second"] = round(tokens / (time.perf_counter() - started))
    run.row["tokens a second of processor"] = round(tokens / (time.process_time() - used))
    asked = [question.question for question in _questions(folder)[:QUESTIONS]]
    seconds, vectors = [], []
    for text in asked:
        started = time.perf_counter()
        vectors.append(run.encoder.encode_query(text))
        seconds.append(time.perf_counter() - started)
    run.questions = np.array(vectors)
    run.row["a question, ms (median)"] = round(float(np.median(seconds)) * 1000, 1)


def hits(run: Run, folder: Path, index_dir: Path) -> dict[str, float]:
    """Return Hit@1 in percent, by meaning alone and fused."""
    encoder = Remembering(run.encoder, run.vectors)
    articles = read_articles(folder / "corpus.jsonl").articles
    build_index(articles, index_dir, encoder=encoder, on_progress=lambda *_: None)
    questions = _questions(folder)
    shares: dict[str, float] = {"questions": len(questions)}
    for name, searches in {"dense": ("dense",), "fused": ("dense", "words", "bigrams")}.items():
        index = open_index(index_dir, encoder=encoder, searches=searches)
        found = [index.retriever.search(q.question, k=1) for q in questions]
        right = sum(
            bool(hit) and hit[0].passage.doc_id in q.gold_doc_ids
            for hit, q in zip(found, questions, strict=True)
        )
        shares[name] = round(100 * right / len(questions), 2)
        index.close()
    return shares


def _table(folder: Path) -> PassageTable:
    return PassageTable.cut(read_articles(folder / "corpus.jsonl").articles)


def _questions(folder: Path) -> Sequence[Question]:
    """Return the answerable questions that stand alone."""
    asked = load_questions(folder / "questions.jsonl")
    return [q for q in asked if q.answerable and q.gold_doc_ids and not q.history]


if __name__ == "__main__":
    main()
