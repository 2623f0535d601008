"""The tokens of an index's texts as numbers, kept so that no text is cut into tokens twice."""

from collections.abc import Callable, Mapping, Sequence
from hashlib import blake2b
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.manifest import damaged, reading
from index.table import PassageTable

# 64 bits of a hash stand for a token: among a million, two are alike once in 37 million indexes.
Hashes = NDArray[np.uint64]
Known = Mapping[str, Hashes]  # text → its tokens
_VOCABULARY, _TOKENS, _SIZES = "vocabulary.npy", "tokens.npy", "sizes.npy"


def hash_tokens(tokens: Sequence[str]) -> Hashes:
    """Return a number for each token."""
    return np.array([_hash(token) for token in tokens], dtype=np.uint64)


def cut_texts(
    texts: Sequence[str], tokenize: Callable[[str], list[str]], known: Known
) -> list[Hashes]:
    """Return the tokens of each text, cutting those that are not known yet, each once."""
    cut = dict(known)
    numbers: dict[str, int] = {}
    for text in texts:
        if text not in cut:
            tokens = tokenize(text)
            for token in tokens:
                if token not in numbers:
                    numbers[token] = _hash(token)
            cut[text] = np.array([numbers[token] for token in tokens], dtype=np.uint64)
    return [cut[text] for text in texts]


def texts_of(table: PassageTable) -> list[str]:
    """Return the title of every article, then the text of every passage."""
    return [*(a.title for a in table.articles.values()), *(p.text for p in table.passages)]


def write_tokens(folder: Path, rows: Sequence[Hashes]) -> tuple[int, list[NDArray[np.int32]]]:
    """Keep the tokens of texts; return how many there are and each text's places among them."""
    sizes = np.array([len(row) for row in rows], dtype=np.int32)
    nothing = hash_tokens([""])  # stands for all of a text that has no tokens
    tokens = np.concatenate([*rows, nothing])
    vocabulary = np.unique(tokens)
    places = np.searchsorted(vocabulary, tokens[:-1]).astype(np.int32)
    folder.mkdir(parents=True, exist_ok=True)
    for name, array in ((_VOCABULARY, vocabulary), (_TOKENS, places), (_SIZES, sizes)):
        np.save(folder / name, array)
    return len(vocabulary), np.split(places, np.cumsum(sizes)[:-1])


def read_vocabulary(folder: Path) -> Hashes:
    """Map the vocabulary, in ascending order, into memory."""
    with reading(path := folder / _VOCABULARY):
        return np.asarray(np.load(path, mmap_mode="r"), dtype=np.uint64)


def places_in(vocabulary: Hashes, tokens: Sequence[str]) -> NDArray[np.intp]:
    """Return where the tokens stand in the vocabulary, without those that don't."""
    hashes = hash_tokens(tokens)
    places = np.searchsorted(vocabulary, hashes)
    places, hashes = places[places < len(vocabulary)], hashes[places < len(vocabulary)]
    found: NDArray[np.intp] = places[vocabulary[places] == hashes]
    return found


def known_tokens(folder: Path, table: PassageTable) -> dict[str, Hashes]:
    """Return the tokens of each text of a generation, as `write_tokens` kept them."""
    texts = texts_of(table)
    with reading(path := folder / _TOKENS):
        sizes = np.load(folder / _SIZES)
        tokens = read_vocabulary(folder)[np.load(path)]
        if len(sizes) != len(texts) or sizes.sum() != len(tokens):
            raise damaged(path)
    return dict(zip(texts, np.split(tokens, np.cumsum(sizes)[:-1]), strict=True))


def _hash(token: str) -> int:
    digest = blake2b(token.encode("utf-8", "surrogatepass"), digest_size=8)
    return int.from_bytes(digest.digest(), "little")
