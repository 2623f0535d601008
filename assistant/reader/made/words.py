"""Which words of a text are verbs, and which names are proper ones."""

import re
from collections.abc import Mapping
from functools import cache

from corpus.places.lexicon import places
from corpus.words import frequent_words, segment

_TAGS = (*"nvabdpcmqrfutjliszk", "vn", "ad", "an", "vd")
_VERBS = frozenset({"v", "vn", "vd", "d", "p", "c", "r", "ad", "u", "m"})


@cache
def tags() -> Mapping[str, str]:
    """Return the parts of speech of common words; names of places and people are none of them."""
    return frequent_words(dict.fromkeys(_TAGS, 3))


def begins_with_verb(text: str) -> bool:
    """Tell whether a text begins with a verb, an adverb or a preposition."""
    words = segment(text[:12])
    return bool(words) and tags().get(words[0], "") in _VERBS and words[0] not in places().all


def has_verb(text: str) -> bool:
    """Tell whether a text holds a verb inside, so that it is no mere name."""
    return any(tags().get(word) in ("v", "p", "vn", "d") for word in segment(text)[1:-1])


def is_proper(name: str) -> bool:
    """Tell whether one of a name's first words is a place or in no dictionary."""
    words = segment(name)[:-1][:4]
    known = tags()
    return any(
        w in places().all or re.match("[A-Za-z]", w) or (len(w) > 1 and w not in known)
        for w in words
    )


def proper_words(text: str) -> list[str]:
    """Return the words of a text that are places or in no dictionary."""
    known = tags()
    words = (w for w in segment(text) if re.fullmatch("[\u4e00-\u9fffA-Za-z]{2,}", w))
    return [w for w in words if w in places().all or w not in known]


def is_common_word(text: str) -> bool:
    """Tell whether a text is one common word: 简要, 负责."""
    return text in tags()
