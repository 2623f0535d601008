"""The words of Chinese text; the one file that knows jieba."""

import logging
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jieba import Tokenizer


def segment(text: str) -> list[str]:
    """Cut a text into words, punctuation included, so that they join to the text again."""
    return list(_jieba().cut(text))


def search_words(text: str) -> list[str]:
    """Cut a text into words and the shorter words in them, punctuation included."""
    return list(_jieba().cut_for_search(text))


def frequent_words(parts_of_speech: Collection[str], *, minimum: int, longest: int) -> set[str]:
    """Return the words of jieba's dictionary that were counted at least `minimum` times.

    `parts_of_speech` are the dictionary's own tags: n noun, v verb, d adverb …; words have two to
    `longest` characters.
    """
    return {
        word
        for word, count, tag in _dictionary()
        if tag in parts_of_speech and count >= minimum and 2 <= len(word) <= longest
    }


def _dictionary() -> Iterator[tuple[str, int, str]]:
    with _jieba().get_dict_file() as file:
        rows = (line.decode().split() for line in file)
        yield from ((word, int(count), tag) for word, count, tag in rows)


def _jieba() -> "Tokenizer":
    import jieba

    jieba.setLogLevel(logging.WARNING)
    return jieba.dt
