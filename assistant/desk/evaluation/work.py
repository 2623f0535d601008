"""An evaluation as work in a process of its own, begun, watched and cancelled from the page."""

import signal
import sys
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from types import FrameType
from typing import Annotated, Any

from pydantic import Field

from assistant.desk.evaluation.runs import ensure_report, find_run, runs_folder
from assistant.desk.evaluation.sets import find_set
from assistant.desk.jobs import Job, JobSlot, Standing
from assistant.evaluating import FUSED, Evaluation, prepare
from assistant.schema import AssistantError, Mode
from assistant.settings import Settings
from corpus.progress import Progress
from eval.questions import EvalError
from eval.run_folder import RETRY

OPENING, REPORTING = "打开索引和模型", "写报告"
AGAIN = "请重新评测一次，不接着问。"  # the page has no options of the command line
FINISHED = "这次评测已经问完了，不用接着问。"


def carry_out(report: Progress, *, evaluation: Evaluation) -> str:
    """Ask the questions, write the report, and return the name of the run."""
    signal.signal(signal.SIGTERM, _leave)  # so that figures of what was asked are written first
    report(OPENING, 0, 1)
    try:
        prepare(evaluation).ask(on_progress=report)
        report(REPORTING, 0, 1)
        ensure_report(evaluation.out)
    except EvalError as error:
        raise EvalError(str(error).replace(RETRY, AGAIN)) from error
    return evaluation.out.name


def _leave(_number: int, _frame: FrameType | None) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    sys.exit(128 + signal.SIGTERM)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for on the page."""

    set: str
    limit: Annotated[int, Field(ge=1)] | None = None
    mode: Mode | None = None
    day: date | None = None


class Evaluations:
    """The evaluation that runs, or the last one that did."""

    def __init__(self, settings: Settings, slot: JobSlot[Any]) -> None:
        self._settings = settings
        self._slot = slot
        self._of: tuple[Job[Any] | None, str] = (None, "")

    @property
    def standing(self) -> Standing | None:
        """Return how it stands, None before the first."""
        return self._slot.job.standing if self._slot.job else None

    @property
    def run(self) -> str:
        """Return the name of its run."""
        job, name = self._of
        return name if job is self._slot.job else ""

    @property
    def running(self) -> str:
        """Return the name of the run that is being made now, if one is."""
        return self.run if self.standing and self.standing.phase == "running" else ""

    def begin(self, wanted: Wanted) -> None:
        """Begin a run in a folder of its own; raise AssistantError while another one runs."""
        chosen = find_set(self._settings, wanted.set)
        name = f"{datetime.now():%Y-%m-%d-%H%M%S}-{chosen.path.stem}"
        day = wanted.day or date.today()
        out = runs_folder(self._settings) / name
        self._start(
            Evaluation(
                self._settings, chosen.path, out, mode=wanted.mode, limit=wanted.limit, day=day
            )
        )

    def go_on(self, name: str) -> None:
        """Ask what a run that was broken off has not asked yet, as it was asked."""
        line = find_run(self._settings, name)
        if line.finished:
            raise AssistantError(FINISHED)
        before = line.settings
        self._start(
            Evaluation(
                self._settings,
                find_set(self._settings, line.set_key).path,
                line.folder,
                mode=before.get("mode"),
                search=before.get("search") or FUSED,
                limit=before.get("limit"),
                types=tuple(before.get("type") or ()),
                day=line.day,
            )
        )

    def cancel(self, job_id: str) -> None:
        """End it, once the figures of what was asked are written; not the next one, of another."""
        job = self._slot.job
        if job and job.standing.id == job_id:
            job.cancel()

    def _start(self, evaluation: Evaluation) -> None:
        job = self._slot.start(partial(carry_out, evaluation=evaluation))
        self._of = (job, evaluation.out.name)
