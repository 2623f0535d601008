"""Batches of like length, made beside the training by other processes."""

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.reader.encoding import Tokens, encode, load_tokenizer, tokens_of
from assistant.reader.examples import Document, Example, read_documents, read_examples
from assistant.reader.sampling import draw
from index.passages import Span

LENGTHS = (64, 96, 128, 160, 192, 224, 256)  # tokens of a batch's rows
TOKENS = 24_576  # of a batch
PARTS = 24  # of an epoch, each made by one process
AHEAD = 8
MOST = 6  # questions of a kind that one place answers, or one document doesn't, in an epoch
WORDINGS = {"figure": 14, "date": 8, "count": 4}


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of one length; the window's tokens stand from `first` to before `last`."""

    ids: NDArray[np.int32]  # (rows, length)
    first: NDArray[np.int32]
    last: NDArray[np.int32]
    start: NDArray[np.int32]
    end: NDArray[np.int32]


def stream(
    prepared: Path, model: Path, *, seed: int, share: float, workers: int
) -> Iterator[Batch]:
    """Yield batches for ever: epoch after epoch, in parts that other processes make."""
    with ProcessPoolExecutor(workers) as pool:
        waiting: list[Future[list[Batch]]] = []
        number = 0
        while True:
            while len(waiting) < AHEAD:
                waiting.append(pool.submit(_part, prepared, model, seed, share, number))
                number += 1
            yield from waiting.pop(0).result()


@cache
def _material(prepared: Path, share: float) -> tuple[Mapping[str, Document], Sequence[Example]]:
    examples = read_examples(prepared)
    if share < 1:
        examples = random.Random(0).sample(examples, int(share * len(examples)))
    return read_documents(prepared), examples


@cache
def _tokenizer(model: Path):
    return load_tokenizer(model)


def _part(prepared: Path, model: Path, seed: int, share: float, number: int) -> list[Batch]:
    """Return the batches of one part of an epoch, in random order."""
    documents, examples = _material(prepared, share)
    epoch, part = divmod(number, PARTS)
    chosen = _thinned(examples, random.Random(f"{seed} {epoch}"))[part::PARTS]
    samples = list(draw(chosen, documents, seed=hash((seed, number))))
    encoded = encode(_tokenizer(model), [(s.question, s.text) for s in samples])
    rows: dict[int, list[tuple[Tokens, int, int]]] = {}
    for sample, tokens in zip(samples, encoded, strict=True):
        place = tokens_of(tokens, sample.answer)
        if place:
            length = next(n for n in LENGTHS if len(tokens.ids) <= n)
            rows.setdefault(length, []).append((tokens, *place))
    made = [batch for length, items in rows.items() for batch in _cut(items, length)]
    random.Random(f"{seed} {number}").shuffle(made)
    return made


def _thinned(examples: Sequence[Example], chance: random.Random) -> list[Example]:
    """Return an epoch's examples in random order: not every wording of the same question."""
    shuffled = chance.sample(examples, len(examples))
    taken: Counter[tuple[str, Span | None, str]] = Counter()
    kept = []
    for example in shuffled:
        about = (example.doc_id, example.answer, example.kind)
        taken[about] += 1
        if taken[about] <= WORDINGS.get(example.kind, MOST):
            kept.append(example)
    return kept


def _cut(items: list[tuple[Tokens, int, int]], length: int) -> Iterator[Batch]:
    size = TOKENS // length
    items = items + items[: -len(items) % size] if len(items) >= size // 2 else []
    while items and len(items) % size:
        items = items + items[: size - len(items) % size]
    for at in range(0, len(items), size):
        yield _stack(items[at : at + size], length)


def _stack(items: Sequence[tuple[Tokens, int, int]], length: int) -> Batch:
    ids = np.ones((len(items), length), dtype=np.int32)
    for n, (tokens, _, _) in enumerate(items):
        ids[n, : len(tokens.ids)] = tokens.ids
    first = [int(np.flatnonzero(tokens.readable[1:])[0]) + 1 for tokens, _, _ in items]
    last = [len(tokens.ids) - 1 for tokens, _, _ in items]
    columns = (first, last, [i[1] for i in items], [i[2] for i in items])
    return Batch(ids, *(np.array(column, dtype=np.int32) for column in columns))
