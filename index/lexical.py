"""BM25 over jieba words and over character bigrams; the one file that knows bm25s."""

import math
import re
from collections.abc import Callable, Sequence
from pathlib import Path

import bm25s
import numpy as np
from numpy.typing import NDArray

from corpus.words import search_words
from index.generations import damaged, reading
from index.table import DayRange, Hit, PassageTable

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


def write_bm25(folder: Path, table: PassageTable, *, tokenizer: str) -> None:
    """Index the passages, and the articles as wholes, and store both."""
    tokenize = TOKENIZERS[tokenizer]
    articles = [f"{article.title}\n{article.body}" for article in table.articles.values()]
    passages = [passage.searched_text for passage in table.passages]
    for name, texts in (("articles", articles), ("passages", passages)):
        scorer = bm25s.BM25(k1=K1, b=B)
        scorer.index([tokenize(text) or [""] for text in texts], show_progress=False)
        scorer.save(folder / name)


class LexicalSearch:
    """The passages that share the rarest words (or pairs of characters) with the query.

    An article often names its subject once and the figure a paragraph later, so a passage's score
    is its own and a share of its article's.
    """

    def __init__(self, folder: Path, *, table: PassageTable, tokenizer: str) -> None:
        self._passages = _load(folder / "passages", texts=len(table.passages))
        self._articles = _load(folder / "articles", texts=len(table.articles))
        self._tokenize = TOKENIZERS[tokenizer]
        self._table = table

    def scores(self, query: str) -> Scores:
        """Return the score of every passage."""
        tokens = self._tokenize(query)
        articles = _scores(self._articles, tokens)[self._table.article_of]
        return _scores(self._passages, tokens) + ARTICLE_WEIGHT * articles

    def rarity(self, token: str) -> float:
        """Return how much a token tells: the logarithm of articles per article that holds it."""
        id_ = self._articles.vocab_dict.get(token)
        starts = self._articles.scores["indptr"]
        found = 0 if id_ is None else int(starts[id_ + 1] - starts[id_])
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
        if zones or sources or published:
            scores = scores * self._table.mask(zones, sources, published)
        best = np.argsort(-scores, kind="stable")[:k]
        return [Hit(self._table.passages[n], float(scores[n])) for n in best if scores[n] > 0]


def _load(folder: Path, *, texts: int) -> bm25s.BM25:
    with reading(folder):
        scorer = bm25s.BM25.load(folder)
        known = isinstance(scorer.vocab_dict, dict)
        if not known or scorer.scores["num_docs"] != texts:
            raise damaged(folder)
    return scorer


def _scores(scorer: bm25s.BM25, tokens: Sequence[str]) -> Scores:
    known = [token for token in tokens if token in scorer.vocab_dict]
    if not known:
        return np.zeros(scorer.scores["num_docs"], dtype=np.float32)
    return np.asarray(scorer.get_scores(known), dtype=np.float32)
