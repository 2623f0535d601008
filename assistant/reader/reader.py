"""Read windows of articles for the answer to a question."""

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.reader.encoding import PairTokenizer, Tokens, encode, pad
from assistant.reader.windows import MAX_ANSWER_TOKENS, Window
from index.embedding import batches
from index.passages import Span

Logits = NDArray[np.float32]
BATCH_TOKENS = 1400  # padded; larger batches fall out of the cache of two cores


@dataclass(frozen=True, slots=True)
class Found:
    """The likeliest answer in a sentence, `body[start:end]`.

    `score` is the logit of that answer less the one of “no answer” in its window; `answerable` is
    the logit that the window holds an answer at all.
    """

    start: int
    end: int
    score: float
    answerable: float


class Reads(Protocol):
    """What an answer needs of a reader."""

    def read(
        self, question: str, windows: Sequence[tuple[Window, Sequence[Span]]]
    ) -> list[list[Found | None]]:
        """Return for each window what was found in each of its sentences (spans of the body)."""


class Network(Protocol):
    """What scores windows: the trained network on one runtime or the other."""

    def __call__(
        self, ids: NDArray[np.int64], mask: NDArray[np.bool_], /
    ) -> tuple[Logits, Logits, Logits]:
        """Return start and end logits, shape (batch, tokens), and answerable logits, (batch,)."""


class Reader:
    """The trained network, read by one thread at a time."""

    def __init__(self, network: Network, tokenizer: PairTokenizer) -> None:
        self._network = network
        self._tokenizer = tokenizer
        self._lock = Lock()

    def read(
        self, question: str, windows: Sequence[tuple[Window, Sequence[Span]]]
    ) -> list[list[Found | None]]:
        """Return for each window what was found in each of its sentences (spans of the body)."""
        with self._lock:
            tokens = encode(self._tokenizer, [(question, window.read) for window, _ in windows])
            logits = self._logits(tokens)
        return [
            [_found(t, s, e, a, window, sentence) for sentence in sentences]
            for (window, sentences), t, (s, e, a) in zip(windows, tokens, logits, strict=True)
        ]

    def _logits(self, tokens: Sequence[Tokens]) -> list[tuple[Logits, Logits, float]]:
        """Return start and end logits of every window, and whether it holds an answer."""
        found: dict[int, tuple[Logits, Logits, float]] = {}
        for batch in batches([len(t.ids) for t in tokens], limit=BATCH_TOKENS):
            ids, mask, _ = pad([tokens[n] for n in batch])
            start, end, answerable = self._network(ids, mask)
            rows = zip(start, end, answerable.tolist(), strict=True)
            found |= dict(zip(batch, rows, strict=True))
        return [found[n] for n in range(len(tokens))]


def _found(
    tokens: Tokens, start: Logits, end: Logits, answerable: float, window: Window, sentence: Span
) -> Found | None:
    """Return the best span of at most MAX_ANSWER_TOKENS inside one sentence of the window."""
    first, last = sentence[0] + window.shift, sentence[1] + window.shift
    offsets = tokens.offsets
    inside = tokens.readable & (offsets[:, 0] >= first) & (offsets[:, 1] <= last)
    inside &= offsets[:, 1] > offsets[:, 0]
    inside[0] = False
    places = np.flatnonzero(inside)
    if not len(places):
        return None
    scores = start[places][:, None] + end[places][None, :]
    allowed = np.triu(np.ones_like(scores, dtype=np.bool_))
    allowed &= ~np.triu(allowed, MAX_ANSWER_TOKENS)
    best = int(np.where(allowed, scores, -np.inf).argmax())
    row, column = divmod(best, len(places))
    return Found(
        int(offsets[places[row], 0]) - window.shift,
        int(offsets[places[column], 1]) - window.shift,
        float(scores[row, column] - start[0] - end[0]),
        answerable,
    )
