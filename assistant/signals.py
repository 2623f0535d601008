"""What tells whether the best sentence answers: retrieval, match and reading, as numbers."""

from collections.abc import Callable, Sequence
from dataclasses import astuple, fields
from statistics import fmean

from assistant.question import Question
from assistant.ranking import BEFORE, Features, Ranked, Rarity
from index.lexical import bigrams
from index.passages import sentence_spans

Similar = Callable[[str, Sequence[str]], Sequence[float]]  # question, sentences → cosines

LOOKED_AT = 8  # best sentences compared with the question by meaning
_BEHIND = 5  # a sentence that should lie clear behind the best one
_NEXT = 3  # best sentences of which one may stand in an article that says more of the question
_RAREST = 8.0  # of a bigram, about: scales to 1

NAMES = (
    *(f"best.{field.name}" for field in fields(Features)),
    "similarity",
    "similarity.best",  # of all sentences looked at
    "similarity.lead",  # before their mean
    "score",
    "score.lead_far",
    "score.lead_near",
    "typed",
    "typed.focus_value",
    "typed.typed",
    "typed.near_value",
    "wants.list",
    "wants.text",
    "wants.name",
    "elsewhere.article",  # weight of the question's words that other articles hold and this doesn't
    "elsewhere.article.rarest",
    "elsewhere.nearby",  # … and the sentence's surroundings don't
    "elsewhere.nearby.rarest",
    "unknown",  # share of the question's words that no article holds
    "elsewhere.article.least",
    "elsewhere.nearby.least",
)


def signals(
    question: Question, ranked: Sequence[Ranked], similarities: Sequence[float], rarity: Rarity
) -> tuple[float, ...]:
    """Return one number for each of NAMES; `similarities` are of the best LOOKED_AT sentences."""
    scores = [sentence.score for sentence in ranked[:LOOKED_AT]]
    behind = scores[min(_BEHIND, len(scores) - 1)]
    best = ranked[0].features
    typed = float(question.wanted in ("figure", "date"))
    missing = [_missing(question, sentence, rarity) for sentence in ranked[:_NEXT]]
    return (
        *astuple(best),
        similarities[0],
        max(similarities),
        similarities[0] - fmean(similarities),
        scores[0] / 10,
        scores[0] - behind,
        scores[0] - (scores[1] if len(scores) > 1 else 0.0),
        typed,
        typed * best.focus_value,
        typed * best.typed,
        typed * best.near_value,
        float(question.wanted == "list"),
        float(question.wanted == "text"),
        float(question.wanted in ("person", "body", "place")),
        *missing[0],
        _unknown(question, rarity),
        min(found[0] for found in missing),
        min(found[2] for found in missing),
    )


def _missing(question: Question, sentence: Ranked, rarity: Rarity) -> tuple[float, ...]:
    """Return the weight of words that are known but missing: in the article, and nearby."""
    weights = {token: rarity(token) for token in _known(question, rarity)}
    total = sum(weights.values()) or 1.0
    found: list[float] = []
    for text in _surroundings(sentence):
        present = set(bigrams(text))
        lacking = [weight for token, weight in weights.items() if token not in present]
        found += [sum(lacking) / total, max(lacking, default=0.0) / _RAREST]
    return tuple(found)


def _known(question: Question, rarity: Rarity) -> list[str]:
    """Return the question's bigrams that some article holds; what none holds is only wording."""
    never = rarity("\0\0")
    words = f"{question.content} {question.context}"
    return [token for token in dict.fromkeys(bigrams(words)) if rarity(token) < never]


def _unknown(question: Question, rarity: Rarity) -> float:
    never = rarity("\0\0")
    tokens = list(dict.fromkeys(bigrams(question.content)))
    return sum(rarity(token) >= never for token in tokens) / max(1, len(tokens))


def _surroundings(sentence: Ranked) -> tuple[str, str]:
    """Return the whole article, and its title with the sentences around the one that answers."""
    article = sentence.evidence.article
    spans = sentence_spans(article.body)
    here = next((n for n, (start, _) in enumerate(spans) if start == sentence.evidence.start), 0)
    start, end = spans[max(0, here - BEFORE)][0], spans[min(len(spans) - 1, here + 1)][1]
    return f"{article.title}\n{article.body}", f"{article.title}\n{article.body[start:end]}"
