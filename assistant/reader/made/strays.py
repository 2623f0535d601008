"""Questions of one article asked of another that resembles it and doesn't hold their answer."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from assistant.reader.made.attributes import ATTRIBUTES
from assistant.reader.made.facts import Fact
from assistant.reader.made.misses import Scene, is_unsaid
from assistant.reader.made.words import is_proper, proper_words

LIKEST = 4  # articles that are tried for each question, those that share most with it first
COMMON = 0.2  # share of the articles above which a pair of characters tells nothing
COVERED = 0.5  # share of a question's pairs of characters above which a sentence may answer it
_ASKING = re.compile(r"\{.\}|多少|什么|哪[些个家里]?|几|谁|是|的|有|[\W#]")
_KEY = {attribute.key: attribute for attribute in ATTRIBUTES}


def strays(scenes: Sequence[Scene]) -> Mapping[str, list[Fact]]:
    """Return for each article facts of others that it doesn't tell: of its own subjects first."""
    holding = _postings(scenes)
    found: dict[str, list[Fact]] = defaultdict(list)
    for scene in scenes:
        for fact in scene.facts:
            if fact.kind == "person" and not is_proper(fact.subject + "人"):
                continue  # 市政府副市长 is someone in every article
            near = [s for s in scenes if len(fact.subject) > 3 and fact.subject in s.text]
            answer = scene.article.body[fact.start : fact.end]
            tried = [*near, *(scenes[n] for n in _likest(_content(fact), holding, len(scenes)))]
            fits = [s for s in tried if s is not scene and _is_silent(s, fact, answer)]
            for other in list({s.article.doc_id: s for s in fits}.values())[:2]:
                found[other.article.doc_id].append(fact)
    return found


def _postings(scenes: Sequence[Scene]) -> Mapping[str, list[int]]:
    """Return the numbers of the articles that hold each pair of characters."""
    holding: dict[str, list[int]] = defaultdict(list)
    for number, scene in enumerate(scenes):
        for pair in _pairs(scene.text):
            holding[pair].append(number)
    return {pair: n for pair, n in holding.items() if len(n) <= max(3, COMMON * len(scenes))}


def _likest(text: str, holding: Mapping[str, list[int]], count: int) -> list[int]:
    """Return the articles that share most with a text, rare pairs of characters counting more."""
    scores: Counter[int] = Counter()
    for pair in sorted(_pairs(text)):
        numbers = holding.get(pair, [])
        for number in numbers:
            scores[number] += math.log(count / len(numbers))  # type: ignore[assignment]
    return sorted(scores, key=lambda n: (-scores[n], n))[: LIKEST + 1]


def _is_silent(scene: Scene, fact: Fact, answer: str) -> bool:
    """Tell whether an article says nothing that could answer a fact's question."""
    if answer in scene.text:
        return False
    if fact.attribute in _KEY and fact.subject in scene.text:
        return is_unsaid(scene, _KEY[fact.attribute])
    asked = _pairs(_ASKING.sub("", fact.forms[0]))
    if len(asked) < 3:
        return False
    named = proper_words(_content(fact))
    if not named or (not fact.subject and all(word in scene.text for word in named)):
        return False  # 总投资多少 asks for a figure of any article
    return all(len(asked & _pairs(s)) <= COVERED * len(asked) for s in _neighbours(scene))


def _neighbours(scene: Scene) -> Iterator[str]:
    """Yield each sentence with the one before it, which may name what it speaks of."""
    for before, sentence in zip(("", *scene.sentences), scene.sentences, strict=False):
        yield before + sentence


def _content(fact: Fact) -> str:
    return _ASKING.sub("", fact.subject + fact.forms[0])


def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[i : i + 2] for i in range(len(text) - 1))
