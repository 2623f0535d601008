"""BM25 over jieba words and over character bigrams; the one file that knows bm25s."""

import math
import re
from collections.abc import Callable, Sequence
from pathlib import Path

import bm25s
import numpy as np
from numpy.typing import NDArray

from corpus.words import search_words
from index.manifest import damaged, reading
from index.table import DayRange, Hit, PassageTable, best
from index.tokens import (
    Known,
    cut_texts,
    places_in,
    read_vocabulary,
    texts_of,
    write_tokens,
)

Tokenizer = Callable[[str], list[str]]
Scores = NDArray[np.float32]

# Measured together with index.search.WEIGHTS; passages are of one length, so length counts less.
K1, B = 1.2, 0.5
ARTICLE_WEIGHT = 0.25

_RUN = re.compile(r"[\u4e00-\u9fff]+|[a-z0-9]+(?:\.[0-9]+)*")


def words(text: str) -> list[str]:
    """Split into jieba's words and the shorter words in them, lower case, no punctuation."""
    return [word for word in search_words(text.lower()) if _RUN.match(word)]


def bigrams(text: str) -> list[str]:
    """Split Chinese runs into overlapping pairs; Latin words and numbers stay whole."""
    tokens: list[str] = []
    for run in _RUN.findall(text.lower()):
        if run[0] < "\u4e00" or len(run) == 1:
            tokens.append(run)
        else:
            tokens.extend(run[i : i + 2] for i in range(len(run) - 1))
    return tokens


TOKENIZERS: dict[str, Tokenizer] = {"words": words, "bigrams": bigrams}


def write_bm25(
    folder: Path, table: PassageTable, *, tokenizer: str, known: Known | None = None
) -> None:
    """Index the passages, and the articles as wholes, and store both.

    `known` are tokens of texts from an earlier generation, which are taken as they are.
    """
    rows = cut_texts(texts_of(table), TOKENIZERS[tokenizer], known or {})
    size, places = write_tokens(folder, rows)
    nothing = places_in(read_vocabulary(folder), [""]).astype(np.int32)
    titles, texts = places[: len(table.articles)], places[len(table.articles) :]
    # A title and a passage end where a word ends, so they are cut as they would be together.
    articles = [[title] for title in titles]
    for n, text in zip(table.article_of, texts, strict=True):
        articles[n].append(text)
    passages = ([titles[n], text] for n, text in zip(table.article_of, texts, strict=True))
    for name, parts in (("articles", articles), ("passages", passages)):
        joined = (np.concatenate(part) for part in parts)
        scorer = bm25s.BM25(k1=K1, b=B)
        scorer.index(
            ([row if len(row) else nothing for row in joined], {n: n for n in range(size)}),
            create_empty_token=False,
            show_progress=False,
        )
        scorer.vocab_dict = {}  # bm25s's own, as JSON
        scorer.save(folder / name)


class LexicalSearch:
    """The passages that share the rarest words (or pairs of characters) with the query.

    An article often names its subject once and the figure a paragraph later, so a passage's score
    is its own and a share of its article's.
    """

    def __init__(self, folder: Path, *, table: PassageTable, tokenizer: str) -> None:
        self._vocabulary = read_vocabulary(folder)
        tokens = len(self._vocabulary)
        self._passages = _load(folder / "passages", texts=len(table.passages), tokens=tokens)
        self._articles = _load(folder / "articles", texts=len(table.articles), tokens=tokens)
        self._tokenize = TOKENIZERS[tokenizer]
        self._table = table

    def scores(self, query: str) -> Scores:
        """Return the score of every passage."""
        tokens = places_in(self._vocabulary, self._tokenize(query))
        articles = self._articles.get_scores_from_ids(tokens)[self._table.article_of]
        scores: Scores = self._passages.get_scores_from_ids(tokens) + ARTICLE_WEIGHT * articles
        return scores

    def rarity(self, token: str) -> float:
        """Return how much a token tells: the logarithm of articles per article that holds it."""
        starts = self._articles.scores["indptr"]
        found = sum(int(starts[n + 1] - starts[n]) for n in places_in(self._vocabulary, [token]))
        return math.log(1 + len(self._table.articles) / (found + 0.5))

    def search(
        self,
        query: str,
        *,
        k: int,
        zones: Sequence[str] = (),
        sources: Sequence[str] = (),
        published: DayRange | None = None,
    ) -> list[Hit]:
        """Return the `k` passages with the highest BM25 score; none that shares no token."""
        scores = self.scores(query)
        found = scores > 0
        if zones or sources or published:
            found &= self._table.mask(zones, sources, published)
        places = np.flatnonzero(found)
        nearest = places[best(scores[places], k)]
        return [Hit(self._table.passages[n], float(scores[n])) for n in nearest]


def _load(folder: Path, *, texts: int, tokens: int) -> bm25s.BM25:
    with reading(folder):
        scorer = bm25s.BM25.load(folder, mmap=True, load_vocab=False)
        if (scorer.scores["num_docs"], len(scorer.scores["indptr"])) != (texts, tokens + 1):
            raise damaged(folder)
    return scorer
