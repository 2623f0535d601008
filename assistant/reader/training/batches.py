"""Batches of like length, made beside the training by other processes."""

import multiprocessing
import os
import signal
import threading
from collections import Counter
from collections.abc import Generator, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from itertools import count, cycle, islice
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from assistant.reader.encoding import PAD, Tokens, encode, load_tokenizer, tokens_of
from assistant.reader.training.examples import Document, Example, read_documents, read_examples
from assistant.reader.training.sampling import draw
from assistant.schema import AssistantError
from index.passages import Span

if TYPE_CHECKING:
    from tokenizers import Tokenizer

LENGTHS = (64, 96, 128, 160, 192, 224, 256)  # tokens of a batch's rows
TOKENS = 24_576  # of a batch
PARTS = 24  # of an epoch, each made by one process
MOST = 6  # questions of a kind that one place answers, or one document doesn't, in an epoch
WORDINGS = {"figure": 14, "date": 8, "count": 4}

Position = tuple[int, int]  # a part, and how many of its batches were taken
Row = tuple[Tokens, Span]  # a window, and the first and last token of the answer


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of one length; the window's tokens stand from `first` to before `last`.

    `start` and `end` are the first and last token of the answer, both 0 where there is none.
    """

    ids: NDArray[np.int32]  # (rows, length)
    first: NDArray[np.int32]  # (rows,), and so are the others
    last: NDArray[np.int32]
    start: NDArray[np.int32]
    end: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Source:
    """What batches are made from: the folder of examples, the tokenizer's folder, and how.

    The number of processes that make them, `workers`, changes nothing about them.
    """

    prepared: Path
    model: Path
    seed: int
    share: float = 1.0  # of the examples
    tokens: int = TOKENS  # of a batch
    workers: int = 1


def stream(
    source: Source, *, after: Position = (0, 0)
) -> Generator[tuple[Position, Batch], None, None]:
    """Yield batches for ever, with the position behind each, epoch after epoch.

    Raises AssistantError where a whole epoch has too few examples for one batch.
    """
    idle = 0
    for part, batches in _parts(source, first=after[0]):
        idle = 0 if batches else idle + 1
        if idle > PARTS:
            raise AssistantError("训练样例太少，凑不成一个批次，请换完整的题集或把 --share 调大。")
        taken = after[1] if part == after[0] else 0
        for number, batch in enumerate(batches[taken:], start=taken + 1):
            yield (part, number), batch


def _parts(source: Source, *, first: int) -> Generator[tuple[int, list[Batch]], None, None]:
    """Yield parts in their order; as many again as there are processes are made ahead."""
    context = multiprocessing.get_context("spawn")  # a fork of a process with threads may hang
    pool = ProcessPoolExecutor(source.workers, mp_context=context, initializer=_start_worker)
    try:
        waiting: dict[int, Future[list[Batch]]] = {}
        for part in count(first):
            for ahead in range(part, part + 2 * source.workers):
                if ahead not in waiting:
                    waiting[ahead] = pool.submit(make_part, source, ahead)
            yield part, waiting.pop(part).result()
    finally:
        pool.shutdown(cancel_futures=True)


def _start_worker() -> None:
    """Leave Ctrl-C to the training, and the other cores to the other processes; end with it."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ["TOKENIZERS_PARALLELISM"] = "false"


def _end_with_parent() -> None:
    """End this process when the training is gone, killed or not: nobody else would."""
    training = multiprocessing.parent_process()
    if training:
        training.join()
        os._exit(1)


@cache
def _material(prepared: Path, share: float) -> tuple[Mapping[str, Document], Sequence[Example]]:
    examples = read_examples(prepared)
    if share < 1:
        chance = Random(0)  # noqa: S311 (nothing secret; the same share under every seed)
        examples = chance.sample(examples, int(share * len(examples)))
    return read_documents(prepared), examples


@cache
def _tokenizer(model: Path) -> "Tokenizer":
    return load_tokenizer(model)


def make_part(source: Source, number: int) -> list[Batch]:
    """Return the batches of one part of an epoch, in random order."""
    documents, examples = _material(source.prepared, source.share)
    epoch, part = divmod(number, PARTS)
    chosen = thinned(examples, Random(f"{source.seed} {epoch}"))[part::PARTS]  # noqa: S311
    samples = list(draw(chosen, documents, seed=hash((source.seed, number))))
    encoded = encode(_tokenizer(source.model), [(s.question, s.text) for s in samples])
    rows: dict[int, list[Row]] = {}
    for sample, tokens in zip(samples, encoded, strict=True):
        place = tokens_of(tokens, sample.answer)
        if place:
            length = next(n for n in LENGTHS if len(tokens.ids) <= n)
            rows.setdefault(length, []).append((tokens, place))
    made = [
        batch for length, items in rows.items() for batch in _batches(items, length, source.tokens)
    ]
    Random(f"{source.seed} {number}").shuffle(made)  # noqa: S311
    return made


def thinned(examples: Sequence[Example], chance: Random) -> list[Example]:
    """Return an epoch's examples in random order: not every wording of the same question."""
    taken: Counter[tuple[str, Span | None, str]] = Counter()
    kept = []
    for example in chance.sample(examples, len(examples)):
        about = (example.doc_id, example.answer, example.kind)
        taken[about] += 1
        if taken[about] <= WORDINGS.get(example.kind, MOST):
            kept.append(example)
    return kept


def _batches(rows: Sequence[Row], length: int, tokens: int) -> Iterator[Batch]:
    """Yield full batches, the last one filled up; less than half a batch is left out."""
    size = tokens // length
    if len(rows) < size // 2:
        return
    full = list(islice(cycle(rows), -(-len(rows) // size) * size))
    for at in range(0, len(full), size):
        yield _stack(full[at : at + size], length)


def _stack(rows: Sequence[Row], length: int) -> Batch:
    ids = np.full((len(rows), length), PAD, dtype=np.int32)
    for n, (tokens, _) in enumerate(rows):
        ids[n, : len(tokens.ids)] = tokens.ids
    first = [int(np.flatnonzero(tokens.readable[1:])[0]) + 1 for tokens, _ in rows]
    last = [len(tokens.ids) - 1 for tokens, _ in rows]
    columns = (first, last, [place[0] for _, place in rows], [place[1] for _, place in rows])
    return Batch(ids, *(np.array(column, dtype=np.int32) for column in columns))
