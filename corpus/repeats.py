"""Stories that were printed more than once, told by the words that they share."""

import re
import unicodedata
import zlib
from collections.abc import Sequence

from corpus.article import Article

SHINGLE = 6  # characters
SAME = 0.7  # share of all shingles of two bodies that stand in both
MIN_CHARS = 40  # shorter bodies are notices that resemble one another
MAX_COMPARED = 5  # stories, the likest first: a thousand notices of one form are all alike
_PERMUTATIONS = 64

_NO_LETTER = re.compile(r"[\W_]+")

Repeats = dict[str, tuple[str, ...]]


def find_repeats(articles: Sequence[Article]) -> Repeats:
    """Return for every article that was printed more than once all its printings, earliest first.

    Two articles are one story where at least SAME of the characters in which they are written,
    taken SHINGLE at a time, stand in both. A story's first printing is what others are held
    against, so that a chain of small changes doesn't end in another story.
    """
    groups = [group for group in _grouped(sorted(articles, key=_printed)) if len(group) > 1]
    return {doc_id: tuple(group) for group in groups for doc_id in group}


def letters(text: str) -> str:
    """Return a text without what a reprint may set differently: spaces, punctuation, width."""
    return _NO_LETTER.sub("", unicodedata.normalize("NFKC", text))


def _printed(article: Article) -> tuple[str, str]:
    """Order by day; what carries no day comes last."""
    return article.published or "9999", article.doc_id


def _grouped(articles: Sequence[Article]) -> list[list[str]]:
    from datasketch import MinHash, MinHashLSH

    near = MinHashLSH(threshold=SAME - 0.1, num_perm=_PERMUTATIONS)
    # One sketch is copied for all: its permutations are the same and slow to draw.
    empty = MinHash(num_perm=_PERMUTATIONS, hashfunc=zlib.crc32)
    groups: list[list[Article]] = []
    sketches: list[MinHash] = []  # of each group's first
    for article in articles:
        shingles = _shingles(article.body)
        if not shingles:
            continue
        sketch = empty.copy()
        sketch.update_batch(shingles)
        # Shingles are cut again where they are needed: those of all articles fill the memory.
        likeness = {n: sketch.jaccard(sketches[n]) for n in near.query(sketch)}
        nearest = sorted(likeness, key=lambda n: (-likeness[n], n))[:MAX_COMPARED]
        alike = [(_jaccard(shingles, _shingles(groups[n][0].body)), n) for n in nearest]
        share, n = max(alike, default=(0.0, 0))
        if share >= SAME:
            groups[n].append(article)
        else:
            near.insert(len(groups), sketch)
            sketches.append(sketch)
            groups.append([article])
    return [[article.doc_id for article in group] for group in groups]


def _shingles(body: str) -> frozenset[bytes]:
    text = letters(body)
    if len(text) < MIN_CHARS:
        return frozenset()
    return frozenset(text[n : n + SHINGLE].encode() for n in range(len(text) - SHINGLE + 1))


def _jaccard(a: frozenset[bytes], b: frozenset[bytes]) -> float:
    shared = len(a & b)
    return shared / (len(a) + len(b) - shared)
