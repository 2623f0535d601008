"""Measuring the assistant with a question set: the steps that the command and the page share."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.evaluate import as_callable, in_mode, what_is_measured
from assistant.schema import Mode
from assistant.settings import Settings
from corpus.progress import Progress
from eval.questions import Question, chosen_types, load_questions, some
from eval.run import run

if TYPE_CHECKING:
    from assistant.answer import Assistant

FUSED = "fused"
ASKING = "提问"


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A question set, what of it is asked and how, and the folder for what comes of it."""

    settings: Settings
    questions: Path
    out: Path
    mode: Mode | None = None
    search: str = FUSED
    limit: int | None = None
    types: tuple[str, ...] = ()
    day: date = field(default_factory=date.today)  # of asking, where a question names none


@dataclass(frozen=True, slots=True)
class Prepared:
    """An evaluation whose set has been read and whose assistant is open."""

    evaluation: Evaluation
    asked: Sequence[Question]
    assistant: "Assistant"

    def ask(self, *, fresh: bool = False, on_progress: Progress) -> dict[str, Any]:
        """Ask what the folder has no answer to yet, and return the summary."""
        evaluation = self.evaluation
        measured = what_is_measured(
            evaluation.settings,
            evaluation.questions,
            bodies=self.assistant.bodies(),
            chosen={"search": evaluation.search, "as_of": evaluation.day.isoformat()},
        )
        # More may be asked later on: no run is another one for that.
        part = {"limit": evaluation.limit, "type": list(evaluation.types)}
        if not evaluation.settings.llm_base_url:
            # The first answer warms up and says nothing of the rest.
            self.assistant.ask(self.asked[0].question)
        return run(
            self.asked,
            as_callable(self.assistant, day=evaluation.day),
            evaluation.out,
            measured=replace(measured, about={**measured.about, **part}),
            fresh=fresh,
            on_progress=lambda done, total: on_progress(ASKING, done, total),
        )


def prepare(evaluation: Evaluation) -> Prepared:
    """Read the set and open the assistant; raises what either does."""
    from assistant.app import open_assistant

    asked = some(
        chosen_types(load_questions(evaluation.questions), evaluation.types), evaluation.limit
    )
    settings = in_mode(evaluation.settings, evaluation.mode)
    searches = () if evaluation.search == FUSED else (evaluation.search,)
    assistant = open_assistant(settings, searches=searches)
    return Prepared(replace(evaluation, settings=settings), asked, assistant)
