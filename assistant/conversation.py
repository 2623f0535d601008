"""Turn a follow-up into a question that stands alone."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant.schema import Turn
from corpus.times.timexes import absolute, find_timexes
from corpus.zones import find_zones

MAX_ELLIPTICAL = 12  # characters; a longer question without a cue is taken as a new topic

_CUE = re.compile(
    r"^(那|和|与|跟|对比|其中|另外|还有|此外|随后|后来|然后)|它|该(?:项目|园|区|公司|企业)|这[个些家里次]|那[个些家里次]|其(?!他)"
    r"|呢[？?]?$"
)


@dataclass(frozen=True, slots=True)
class Standalone:
    """A question with what it leans on: `context` is the earlier question, or empty."""

    question: str
    context: str = ""

    @property
    def text(self) -> str:
        """Return one question that can be searched for by itself."""
        if not self.context:
            return self.question
        return f"{self.context.rstrip('？?。 ')}，{self.question}"


def understood(standalone: Standalone, as_of: date) -> str | None:
    """Say how a question was taken where that is not what was typed: 今年指2025年."""
    years = [f"{said}指{meant}" for said, meant in _counted(standalone.text, as_of)]
    parts = [standalone.text] if standalone.context else []
    return "；".join(parts + years) or None


def searched(standalone: Standalone, as_of: date) -> str:
    """Return what to search for: the question, and the times that it counts from `as_of`."""
    return " ".join([standalone.text, *(meant for _, meant in _counted(standalone.text, as_of))])


def _counted(text: str, as_of: date) -> list[tuple[str, str]]:
    """Return what counts from the day of asking, with what it means: 去年, 2024年."""
    return [
        (timex.text, meant)
        for timex in find_timexes(text)
        if (meant := absolute(timex.text, as_of.isoformat()))
    ]


def stand_alone(question: str, history: Sequence[Turn]) -> Standalone:
    """Lean on the last question that stood alone where this one is elliptical."""
    if not history or not is_elliptical(question):
        return Standalone(question)
    earlier = stand_alone(history[-1].question, history[:-1])
    return Standalone(question, earlier.context or earlier.question)


def is_elliptical(question: str) -> bool:
    """Say whether a question leaves out what it is about."""
    if _CUE.search(question):
        return True
    return len(question) <= MAX_ELLIPTICAL and not find_zones(question)
