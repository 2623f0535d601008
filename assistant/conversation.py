"""Turn a follow-up into a question that stands alone."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant.asking.rewriting import fill, names_subject, swap
from assistant.asking.topic import goes_on, has_tie, names_in
from assistant.schema import Turn
from corpus.times.timexes import absolute, find_timexes

MAX_TURNS = 6  # how far back a question leans
MAX_HINTS = 4  # names of the latest answer that are searched for too
_CLAIM = re.compile(r"^.{0,60}?(?:[。；！？\n]|$)", re.DOTALL)  # what an answer says first
_MARKS = re.compile(r"\[\d+\]|\*\*")


@dataclass(frozen=True, slots=True)
class Standalone:
    """A question with what it leans on.

    `context` is the earlier questions, oldest first, or empty; `reading` is the whole said in one
    sentence where a rule knows how; `hints` are names that the latest answer gave.
    """

    question: str
    context: str = ""
    reading: str = ""
    hints: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """Return one question that can be searched for by itself."""
        if self.reading or not self.context:
            return self.reading or self.question
        return f"{self.context.rstrip('？?。 ')}，{self.question}"


def understood(standalone: Standalone, as_of: date) -> str | None:
    """Say how a question was taken where that is not what was typed: 今年指2025年."""
    years = [f"{said}指{meant}" for said, meant in _counted(standalone.text, as_of)]
    parts = [standalone.text] if standalone.context or standalone.reading else []
    return "；".join(parts + years) or None


def searched(standalone: Standalone, as_of: date) -> str:
    """Return what to search for: the question, and the times that it counts from `as_of`.

    What it leans on stands in front; the question itself counts twice against that.
    """
    question = standalone.question
    leaning = [standalone.context, *standalone.hints, question] if standalone.context else []
    times = [meant for _, meant in _counted(f"{standalone.context} {question}", as_of)]
    return " ".join([*leaning, question, *times])


def _counted(text: str, as_of: date) -> list[tuple[str, str]]:
    """Return what counts from the day of asking, with what it means: 去年, 2024年."""
    return [
        (timex.text, meant)
        for timex in find_timexes(text)
        if (meant := absolute(timex.text, as_of.isoformat()))
    ]


def stand_alone(question: str, history: Sequence[Turn]) -> Standalone:
    """Lean on the earlier questions where this one goes on with them, else on none."""
    if not history or not goes_on(question, " ".join(map(_said, history))):
        return Standalone(question)
    at = _leant_on(question, history)
    earlier = stand_alone(history[at].question, history[max(0, at - MAX_TURNS) : at])
    spoken_of = [earlier.text, *(turn.question for turn in history[-MAX_TURNS:])]
    if any(names_subject(question, said) for said in spoken_of):
        return Standalone(question)
    whole = swap(question, earlier.text)
    if whole:
        return Standalone(whole, reading=whole)
    return Standalone(
        question,
        f"{earlier.context} {earlier.question}".strip(),
        fill(question, earlier.text) or "",
        names_in(_first_claim(history[at]))[:MAX_HINTS],
    )


def _leant_on(question: str, history: Sequence[Turn]) -> int:
    """Return the newest turn that shares a word with the question, the last where none does."""
    tied = (n for n in reversed(range(len(history))) if has_tie(question, _said(history[n])))
    return next(tied, len(history) - 1)


def _said(turn: Turn) -> str:
    return f"{turn.question} {_first_claim(turn)}"


def _first_claim(turn: Turn) -> str:
    """Return how an answer begins, without citations and emphasis."""
    found = _CLAIM.match(_MARKS.sub("", turn.answer))
    return found[0] if found else ""
