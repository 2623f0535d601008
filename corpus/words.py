"""The words of Chinese text; the one file that knows jieba."""

import logging
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jieba import Tokenizer


def segment(text: str) -> list[str]:
    """Cut a text into words, punctuation included, so that they join to the text again."""
    return list(_jieba().cut(text))


def search_words(text: str) -> list[str]:
    """Cut a text into words and the shorter words in them, punctuation included."""
    return list(_jieba().cut_for_search(text))


def frequent_words(minimum: Mapping[str, int]) -> dict[str, str]:
    """Return the words of jieba's dictionary that are frequent, with their parts of speech.

    `minimum` has the parts of speech that are wanted, by the dictionary's own tags (n noun, v verb,
    d adverb …), and how often a word must have been counted. A word has two characters or more.
    """
    tags = "|".join(map(re.escape, minimum))
    with _jieba().get_dict_file() as file:
        rows = re.findall(rf"^(\S{{2,}}) (\d+) ({tags})$", file.read().decode(), re.MULTILINE)
    return {word: tag for word, count, tag in rows if int(count) >= minimum[tag]}


def _jieba() -> "Tokenizer":
    import jieba

    jieba.setLogLevel(logging.WARNING)
    return jieba.dt
