"""Measure what a question takes of an index: milliseconds a step, memory, disk."""

import re
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.dense import DenseSearch
from index.encoder import Encoder
from index.generations import Generations
from index.lexical import TOKENIZERS, LexicalSearch
from index.search import DEPTH, WEIGHTS, fuse, open_index
from index.table import PassageTable, Search
from index.times import favour_times, read_times
from tests.bench_building import Measured
from tests.bench_encoders import Remembering
from tests.invented import Invented, with_passages

Milliseconds = dict[str, float]  # median, p95, and the median of what the processor worked


def measure_asking(folder: Path, passages: int, encoder: Encoder, questions: int) -> Measured:
    """Ask the index in `folder` about articles spread over it."""
    stories = list(with_passages(passages))
    asked = stories[:: max(1, len(stories) // questions)][:questions]
    encoder.encode_query("。")
    before = _memory()
    start = time.perf_counter()
    with closing(open_index(folder / "index", encoder=encoder)) as index:
        opened = time.perf_counter() - start
        search = index.retriever.search
        first = _rounds(asked[:1], {"first": lambda s: search(s.question, k=10)})["first"]
        whole = _rounds(
            asked,
            {
                "whole": lambda s: search(s.question, k=10),
                "by zone": lambda s: search(s.question, k=10, zones=s.article.zones),
                "by source": lambda s: search(s.question, k=10, sources=(s.article.source,)),
                "by time": lambda s: search(s.question, k=10, published=s.published),
            },
        )
        memory = _memory()
    generation = Generations(folder / "index").current()
    assert generation is not None
    return {
        "questions": len(asked),
        "open_seconds": opened,
        "first": first,
        "milliseconds": _parts(generation, encoder, asked) | whole,
        "memory": memory,
        "memory_before": before,
        "disk": _disk(generation),
    }


def _parts(
    generation: Path, encoder: Encoder, asked: Sequence[Invented]
) -> dict[str, Milliseconds]:
    """Time each step by itself; the graph of Chroma is beside them, whether it is used or not."""
    table = PassageTable.load(generation)
    times = read_times(generation, passages=len(table.passages))
    known = Remembering(encoder, [story.question for story in asked])
    searches: dict[str, Search] = {
        name: LexicalSearch(generation / name, table=table, tokenizer=name) for name in TOKENIZERS
    }
    with (
        closing(DenseSearch(generation, table=table, encoder=known)) as dense,
        closing(DenseSearch(generation, table=table, encoder=known, few=0)) as graph,
    ):
        searches["dense"] = dense
        found = {
            story.question: {n: s.search(story.question, k=DEPTH) for n, s in searches.items()}
            for story in asked
        }

        def fused(story: Invented) -> object:
            ranked = fuse(found[story.question], WEIGHTS)
            return favour_times(story.question, ranked, table, times)

        return _rounds(
            asked,
            {
                "encoder": lambda s: encoder.encode_query(s.question),
                "dense": lambda s: dense.search(s.question, k=DEPTH),
                "graph": lambda s: graph.search(s.question, k=DEPTH),
                "words": lambda s: searches["words"].search(s.question, k=DEPTH),
                "bigrams": lambda s: searches["bigrams"].search(s.question, k=DEPTH),
                "fusion": fused,
            },
        )


def _rounds(
    asked: Sequence[Invented], calls: Mapping[str, Callable[[Invented], object]]
) -> dict[str, Milliseconds]:
    """Time the calls in turn for every question, so that a busy moment slows them all alike."""
    spent: dict[str, list[tuple[float, float]]] = {name: [] for name in calls}
    for story in asked:
        for name, call in calls.items():
            start, worked = time.perf_counter(), time.process_time()
            call(story)
            ends = time.perf_counter() - start, time.process_time() - worked
            spent[name].append(ends)
    return {name: _middle(np.array(each) * 1000) for name, each in spent.items()}


def _middle(spent: NDArray[np.float64]) -> Milliseconds:
    """Sum up rows of waiting and working."""
    waited, worked = spent.T
    return {
        "median": float(np.median(waited)),
        "p95": float(np.percentile(waited, 95)),
        "processor": float(np.median(worked)),
    }


def _memory() -> dict[str, float]:
    """Return the process's megabytes: all that is resident, and what no other could share."""
    told = Path("/proc/self/smaps_rollup").read_text(encoding="ascii")
    kilobytes = {name: int(n) for name, n in re.findall(r"^(\w+): +(\d+) kB$", told, re.MULTILINE)}
    private = kilobytes["Private_Clean"] + kilobytes["Private_Dirty"]
    return {"resident": kilobytes["Rss"] / 1024, "private": private / 1024}


def _disk(generation: Path) -> dict[str, float]:
    """Return the megabytes of a generation's parts."""
    groups = {"chroma": "Chroma", "words": "BM25", "bigrams": "BM25", "vectors.npy": "vectors"}
    sizes: dict[str, float] = {"Chroma": 0.0, "vectors": 0.0, "BM25": 0.0, "articles": 0.0}
    for path in generation.rglob("*"):
        if path.is_file():
            first = path.relative_to(generation).parts[0]
            sizes[groups.get(first, "articles")] += path.stat().st_size / 2**20
    return sizes
