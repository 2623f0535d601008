"""Turn questions and windows into tokens, and places in a window into tokens and back."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from unicodedata import normalize

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from assistant.reader.windows import MAX_QUESTION_TOKENS, MAX_TOKENS
from index.passages import Span

PAD = 1


@dataclass(frozen=True, slots=True)
class Tokens:
    """One question with its window; `offsets` are the window's characters under each token.

    `readable` is True for the window's tokens and for the first one, which stands for no answer.
    """

    ids: NDArray[np.int64]  # (tokens,)
    readable: NDArray[np.bool_]  # (tokens,)
    offsets: NDArray[np.int32]  # (tokens, 2)


class PairTokenizer(Protocol):
    """What turns pairs of texts into tokens, as a Tokenizer set up by `load_tokenizer` does."""

    def encode_batch(self, pairs: Sequence[tuple[str, str]], /) -> list[Encoding]:
        """Tokenise the pairs without padding; what is too long loses the end of its second text."""


def load_tokenizer(folder: Path) -> Tokenizer:
    """Load the embedding model's tokenizer."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS, strategy="only_second")
    return tokenizer


def encode(tokenizer: PairTokenizer, pairs: Sequence[tuple[str, str]]) -> list[Tokens]:
    """Tokenise questions with the windows to be read; a window's end is cut off where too long."""
    shortened = [(_shorter(_readable(question)), _readable(text)) for question, text in pairs]
    return [_tokens(encoding) for encoding in tokenizer.encode_batch(shortened)]


def _shorter(question: str) -> str:
    """Return the end of a question; the tokenizer's NFKC can make many characters of one."""
    return normalize("NFKC", question)[-2 * MAX_QUESTION_TOKENS :]


def _readable(text: str) -> str:
    """Replace lone surrogates, which no tokenizer accepts; offsets stay as they are."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _tokens(encoding: Encoding) -> Tokens:
    ids = np.array(encoding.ids, dtype=np.int64)
    readable = np.array([n == 1 for n in encoding.sequence_ids])
    readable[0] = True
    return Tokens(ids, readable, np.array(encoding.offsets, dtype=np.int32))


def tokens_of(tokens: Tokens, answer: Span | None) -> Span | None:
    """Return the first and last token of an answer; (0, 0) of none; None where it was cut off."""
    if answer is None:
        return (0, 0)
    starts, ends = tokens.offsets[:, 0], tokens.offsets[:, 1]
    inside = tokens.readable & (ends > answer[0]) & (starts < answer[1])
    inside[0] = False
    places = np.flatnonzero(inside)
    if not len(places) or ends[places[-1]] < answer[1]:
        return None
    return int(places[0]), int(places[-1])


def pad(batch: Sequence[Tokens]) -> tuple[NDArray[np.int64], NDArray[np.bool_], NDArray[np.bool_]]:
    """Return ids, mask and readable tokens, shape (batch, longest)."""
    longest = max(len(tokens.ids) for tokens in batch)
    longest += -longest % 8
    ids = np.full((len(batch), longest), PAD, dtype=np.int64)
    mask = np.zeros((len(batch), longest), dtype=np.bool_)
    readable = np.zeros((len(batch), longest), dtype=np.bool_)
    for n, tokens in enumerate(batch):
        ids[n, : len(tokens.ids)] = tokens.ids
        mask[n, : len(tokens.ids)] = True
        readable[n, : len(tokens.ids)] = tokens.readable
    return ids, mask, readable
