"""Which questions ask for the same in nearly the same words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.repeats import letters
from corpus.times.timexes import find_timexes
from corpus.words import segment
from corpus.zones import zone_mentions

ALIKE = 0.5  # of the pairs of characters of two questions, the share that both have

_MEASURE = (
    r"(?:[个户栋套亩吨次倍%％]|家(?!庭)|名(?!牌|单)|位(?!于|置)|项(?!目)|人(?!才|员|口|工)|条(?!件|例)"
    r"|平方(?:米|公里)|公[里顷]|[百千万亿]*元|钱)?"
)
_FILLER = re.compile(
    r"请问|请告诉我|告诉我|我想(?:知道|问|了解)|想(?:知道|问|了解)一?下?|一共|总共|总计|合计|分别|各自"
    rf"|(?:多少|几){_MEASURE}|什么时候|什么时间|什么|何时|哪[一两]?[年天月]|哪些|哪几?[个家位里儿]|怎么样|怎样|怎么"
    r"|如何|为什么|为何|是不是|是否|有没有|数量|人数|[吗呢吧啊的了有是为达共]"
)
_NUMBER = re.compile(r"\d+(?:\.\d+)?|[一二三四五六七八九十百千万亿]+")


@dataclass(frozen=True, slots=True)
class Wording:
    """A question without its zones and fillers, as what decides whether another asks the same."""

    words: frozenset[str]
    asked: frozenset[str]  # the words that a follow-up adds to what it leans on, else none
    pairs: frozenset[str]  # of neighbouring characters
    exact: tuple[str, ...]  # times and numbers: 一期 is not 二期


def wording(standalone: str, question: str = "") -> Wording:
    """Read a question; `question` is how it was typed where it leans on an earlier one."""
    text = _content(standalone)
    plain = letters(text).casefold()
    times = (timex.text for timex in find_timexes(standalone))
    return Wording(
        _words(text),
        _words(_content(question)) if question else frozenset(),
        frozenset(plain[n : n + 2] for n in range(max(1, len(plain) - 1))),
        exact=(*sorted(times), *sorted(_NUMBER.findall(text))),
    )


def is_same(first: Wording, second: Wording) -> bool:
    """Tell whether two questions ask for the same.

    Neither may say what the other doesn't, only more of it: two questions about one long name
    share most of their characters and yet want different things.
    """
    return (
        first.exact == second.exact
        and (first.words <= second.words or second.words <= first.words)
        and first.asked <= second.words
        and second.asked <= first.words
        and _share(first.pairs, second.pairs) >= ALIKE
    )


def group(wordings: Sequence[Wording]) -> list[list[int]]:
    """Return the places of those that ask for the same; each is held against a group's first."""
    groups: list[list[int]] = []
    for place, one in enumerate(wordings):
        like = (members for members in groups if is_same(wordings[members[0]], one))
        found = next(like, None)
        if found is None:
            groups.append([place])
        else:
            found.append(place)
    return groups


def _content(text: str) -> str:
    """Return the text without zones and fillers; what consists of nothing else stays whole."""
    rest, end = "", 0
    for zone in zone_mentions(text):
        rest += f"{text[end : zone.start]} "
        end = zone.end
    return _FILLER.sub(" ", rest + text[end:]).strip(" ，。？！、,.?!") or text


def _words(text: str) -> frozenset[str]:
    """Return the words of two characters and more: the others are 总, 数, 额 and the like."""
    return frozenset(
        word.casefold() for part in text.split() for word in segment(letters(part)) if len(word) > 1
    )


def _share(first: frozenset[str], second: frozenset[str]) -> float:
    return len(first & second) / (len(first | second) or 1)
