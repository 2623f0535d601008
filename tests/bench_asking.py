"""Measure what a question takes of an index: milliseconds a step, memory, disk."""

import re
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from functools import partial
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
from tests.invented import Invented

Milliseconds = dict[str, float]  # median and p95 by the clock, and of what the processor worked


def measure_asking(
    folder: Path, stories: Sequence[Invented], encoder: Encoder, questions: int
) -> Measured:
    """Ask the index in `folder` about stories spread over it."""
    asked = stories[:: max(1, len(stories) // questions)][:questions]
    encoder.encode_query("。")
    before = _memory()
    start, worked = time.perf_counter(), time.process_time()
    with closing(open_index(folder / "index", encoder=encoder)) as index:
        opened = time.perf_counter() - start, time.process_time() - worked
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
    parts, of_graph = _parts(generation, encoder, asked)
    return {
        "questions": len(asked),
        "open_seconds": opened[0],
        "open_processor": opened[1],
        "first": first,
        "milliseconds": parts | whole,
        "memory": memory,
        "memory_of_graph": of_graph,
        "memory_before": before,
        "disk": _disk(generation),
    }


def _parts(
    generation: Path, encoder: Encoder, asked: Sequence[Invented]
) -> tuple[dict[str, Milliseconds], float | None]:
    """Time each step by itself: one by one and Chroma's graph both, whichever the index uses.

    The second are the megabytes of the graph, None where the folder holds none.
    """
    table = PassageTable.load(generation)
    times = read_times(generation, passages=len(table.passages))
    known = Remembering(encoder, [story.question for story in asked])
    graph, of_graph = _opened_graph(generation, table, known)
    dense = DenseSearch(generation, table=table, encoder=known, few=len(table.passages))
    searches: dict[str, Search] = {
        name: LexicalSearch(generation / name, table=table, tokenizer=name) for name in TOKENIZERS
    }
    searches["dense"] = dense
    found = {
        story.question: {n: s.search(story.question, k=DEPTH) for n, s in searches.items()}
        for story in asked
    }
    if of_graph is not None:
        searches["graph"] = graph

    def fused(story: Invented) -> object:
        ranked = fuse(found[story.question], WEIGHTS)
        return favour_times(story.question, ranked, table, times)

    calls: dict[str, Callable[[Invented], object]] = {
        name: partial(_ask, search) for name, search in searches.items()
    }
    encode = {"encoder": lambda story: encoder.encode_query(story.question)}
    with closing(dense), closing(graph):
        return _rounds(asked, encode | calls | {"fusion": fused}), of_graph


def _opened_graph(
    generation: Path, table: PassageTable, encoder: Encoder
) -> tuple[DenseSearch, float | None]:
    """Open Chroma's graph and return the megabytes it takes, None where the folder holds none."""
    before = _memory()["resident"]
    graph = DenseSearch(generation, table=table, encoder=encoder, few=0)
    if not (generation / "chroma").exists():
        return graph, None
    graph.search("。", k=DEPTH)
    return graph, _memory()["resident"] - before


def _ask(search: Search, story: Invented) -> object:
    return search.search(story.question, k=DEPTH)


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
        "processor_p95": float(np.percentile(worked, 95)),
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
