"""Understand a question: mended, alone, and perhaps of several things at once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from assistant.asking.checked import MAX_QUESTION, readable
from assistant.asking.comparing_on import read_comparing_on
from assistant.asking.comparison import Comparison, read_comparison
from assistant.asking.known import Known
from assistant.asking.rewriting_llm import rewrite_with_llm
from assistant.asking.smalltalk import small_talk
from assistant.asking.spelling import Mended, mend, understood_names
from assistant.asking.which_zone import ask_back, per_zone, which_zones
from assistant.conversation import Standalone, stand_alone, understood
from assistant.schema import Turn

if TYPE_CHECKING:
    from llama_index.core.llms import LLM

MAX_HISTORY = 20  # turns; mending each takes time
MAX_ZONES = 3  # that a bare 高新区 may mean and be answered for; of more it is asked which


@dataclass(frozen=True, slots=True)
class Understood:
    """What is to be looked for; `meant` says so to people where it isn't what was typed.

    `ask_back` asks which of several zones is meant.
    """

    standalone: Standalone
    as_of: date
    meant: str | None
    compared: Comparison | None = None
    ask_back: str | None = None

    @property
    def parts(self) -> list[Standalone]:
        """Return the questions that are looked for one by one."""
        if self.compared is None:
            return [self.standalone]
        return [
            replace(self.standalone, question=part.question, reading="")
            for part in self.compared.parts
        ]


def understand(
    question: str, history: Sequence[Turn], known: Known, *, as_of: date, llm: "LLM | None" = None
) -> Understood:
    """Mend what is mistyped and make a follow-up stand alone: by the LLM, else by rules."""
    mended = mend(question, known)
    if read_comparison(question) and not read_comparison(mended.text):
        mended = Mended(question)  # 比 of 甲园比乙园占地多多少 is no mistyped name
    earlier = [
        Turn(mend(turn.question, known).text, turn.answer)
        for turn in _remembered(history)
        if not small_talk(turn.question)
    ]
    standalone = stand_alone(mended.text, earlier)
    if llm and (standalone.context or standalone.reading):
        rewritten = rewrite_with_llm(mended.text, earlier, llm)
        standalone = Standalone(rewritten, reading=rewritten) if rewritten else standalone
    comparing = _comparing_on(mended.text, earlier)
    if comparing:
        standalone = Standalone(comparing[0], reading=comparing[0])
    compared = comparing[1] if comparing else read_comparison(standalone.question)
    meant = understood_names(mended.changes, understood(standalone, as_of))
    return Understood(standalone, as_of, meant, compared)


def _remembered(history: Sequence[Turn]) -> Iterator[Turn]:
    """Yield the latest turns, no longer than a question may be: programs send whole books."""
    for turn in history[-MAX_HISTORY:]:
        yield Turn(*(readable(text[:MAX_QUESTION]) for text in (turn.question, turn.answer)))


def _comparing_on(question: str, earlier: Sequence[Turn]) -> tuple[str, Comparison] | None:
    """Return what a follow-up compares the subject of the last question with."""
    if not earlier:
        return None
    last = stand_alone(earlier[-1].question, earlier[:-1])
    return read_comparing_on(question, last.text)


def with_zones(asked: Understood, zones: Sequence[str]) -> Understood:
    """Ask of each zone that a bare 高新区 may mean, or, where they are many, which one is meant.

    `zones` are those of the articles that were found, the likeliest first. In a conversation the
    zone has been named.
    """
    text = asked.standalone.question
    if asked.compared or asked.standalone.context:
        return asked
    choices = which_zones(text, zones)
    if not choices:
        return asked
    compared = per_zone(text, choices) if len(choices) <= MAX_ZONES else None
    return replace(asked, compared=compared, ask_back=ask_back(text, choices))
