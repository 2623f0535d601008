"""Ask about something else: a word that question and text share becomes another one."""

import re
from collections.abc import Iterable
from random import Random

from corpus.words import segment

TRIES = 8  # of another word for the same one
YEARS_BACK, YEARS_ON = 12, 9  # how far a number is moved
_COMMON = frozenset(
    (
        *("什么", "多少", "哪些", "哪个", "何时", "时候", "为什么", "如何", "怎么", "怎样", "是否"),
        *("谁", "哪里", "几个", "哪一", "一个", "可以", "开始", "成为", "使用", "进行", "因为"),
        *("由于", "以及", "其中", "没有", "他们", "我们", "这个", "那个", "请问", "位于", "包括"),
        *("主要", "之后", "之前"),
    )
)


class Swaps:
    """Exchange words for words of the same shape out of all the questions."""

    def __init__(self, pairs: Iterable[tuple[str, str]], *, seed: int) -> None:
        self._random = Random(seed)  # noqa: S311 (nothing secret)
        self._by_shape: dict[str, list[str]] = {}
        held = dict.fromkeys(word for pair in pairs for word in _shared(*pair))
        for word in held:
            self._by_shape.setdefault(_shape(word), []).append(word)

    def swap(self, question: str, text: str) -> str:
        """Return the question with one shared word exchanged for one that the text lacks.

        It is empty where no word can be exchanged.
        """
        shared = _shared(question, text)
        self._random.shuffle(shared)
        for word in shared:
            for _ in range(TRIES):
                other = self._another(word)
                if other != word and other not in text and other not in question:
                    return question.replace(word, other)
        return ""

    def _another(self, word: str) -> str:
        if re.fullmatch(r"\d{1,4}", word):
            number = int(word)
            return str(self._random.randint(max(1, number - YEARS_BACK), number + YEARS_ON))
        return self._random.choice(self._by_shape.get(_shape(word), [word]))


def _shared(question: str, text: str) -> list[str]:
    """Return the words of the question that stand in the text and tell something."""
    words = [w for w in dict.fromkeys(segment(question)) if w in text]
    return [w for w in words if len(w) > 1 and w not in _COMMON and re.search(r"\w", w)]


def _shape(word: str) -> str:
    """Return what two words must have in common to be exchanged: script and length."""
    return ("d" if word.isdigit() else "l" if word.isascii() else "c") + str(min(len(word), 4))
