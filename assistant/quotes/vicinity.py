"""The sentences of an article in their order, and how much of a question a stretch says."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.finding.evidence import Evidence
from assistant.finding.ranking import Ranked
from assistant.question import Question
from corpus.article import Article
from index.lexical import bigrams
from index.passages import sentence_spans


@dataclass(frozen=True, slots=True)
class Placed:
    """A sentence, its number in its article, and its place among the ranked ones (0 is best)."""

    evidence: Evidence
    number: int
    rank: int


def articles_of(ranked: Sequence[Ranked], *, best: int, most: int) -> list[Article]:
    """Return the articles of the `best` sentences, at most `most`, the best one's first."""
    found = {r.evidence.article.doc_id: r.evidence.article for r in ranked[:best]}
    return list(found.values())[:most]


def sentences_of(article: Article, ranked: Sequence[Ranked]) -> list[Placed]:
    """Return every sentence of the article in its order; one that was not ranked comes last."""
    ranks = {
        r.evidence.start: (n, r.evidence.score)
        for n, r in reversed(list(enumerate(ranked)))
        if r.evidence.article.doc_id == article.doc_id
    }
    placed = []
    for number, (start, end) in enumerate(sentence_spans(article.body)):
        rank, score = ranks.get(start, (len(ranked), 0.0))
        placed.append(Placed(Evidence(article, start, end, score), number, rank))
    return placed


def cover(question: Question, text: str) -> float:
    """Return the share of the question's bigrams that stand in `text`."""
    return share_said(set(bigrams(f"{question.context} {question.content}")), text)


def share_said(wanted: set[str], text: str) -> float:
    """Return the share of the bigrams that stand in `text`, 1 of none."""
    return len(wanted & set(bigrams(text))) / len(wanted) if wanted else 1.0
