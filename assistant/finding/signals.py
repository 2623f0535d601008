"""What tells whether the best sentence answers: retrieval, match and reading, as numbers."""

from collections.abc import Sequence

from assistant.finding.ranking import Ranked
from assistant.question import Question

UNREAD = -20.0  # the reader's logit that stands for a sentence that was not read
_UNANSWERABLE = -40.0
_UNMARKED = -1.0  # the fit of a part that isn't there
_BEHIND = 5  # a sentence that should lie clear behind the best one

NAMES = (
    "read.best",  # the reader's logit of the best sentence, and of any
    "read.any",
    "read.second",
    "read.named",  # … of any in the articles that hold the name that is asked about
    "read.answerable",
    "score",
    "said",
    "said_nearby",
    "typed",  # 1 where no figure or date is wanted
    "mark.focus",
    "mark.near",
    "focus_said",
    "subject",
    "named",
    "place",
    "contrary",
    "ahead",  # the best sentence's score against the sixth's
    "one_thing",
    "one_thing.read.best",
    "one_thing.read.any",
    "figure",
    "date",
)


def ahead(ranked: Sequence[Ranked]) -> float:
    """Return how clear the best sentence's score is of the sixth's, at most 1."""
    behind = ranked[min(_BEHIND, len(ranked) - 1)]
    return min(1.0, (ranked[0].score - behind.score) / 3)


def signals(question: Question, ranked: Sequence[Ranked]) -> tuple[float, ...]:
    """Return one number for each of NAMES; `ranked` is not empty."""
    best, features = ranked[0], ranked[0].features
    read = sorted((s.found.score for s in ranked if s.found), reverse=True)
    first, second = [*read, UNREAD, UNREAD][:2]
    own = best.found.score if best.found else UNREAD
    one = float(question.wants_one_thing)
    return (
        own / 10,
        first / 10,
        second / 10,
        _read_named(ranked) / 10,
        (best.found.answerable if best.found else _UNANSWERABLE) / 5,
        best.score / 10,
        features.said,
        features.said_nearby,
        features.typed if question.wants_value else 1.0,
        best.mark.focus if best.mark else _UNMARKED,
        best.mark.near if best.mark else _UNMARKED,
        features.focus_said,
        features.subject,
        features.named,
        features.place,
        features.contrary,
        ahead(ranked),
        one,
        one * own / 10,
        one * first / 10,
        float(question.wanted == "figure"),
        float(question.wanted == "date"),
    )


def _read_named(ranked: Sequence[Ranked]) -> float:
    return max(
        (s.found.score for s in ranked if s.found and s.features.named == 1.0), default=UNREAD
    )
