"""A backend as the service offers it: in turn, measured, logged, and never with a raw error."""

import logging
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence

from assistant.operations.asking import begin, current, has_left
from assistant.operations.line import FULL, Line
from assistant.operations.metrics import Metrics
from assistant.schema import EVERYTHING, Answer, AssistantError, Filters, Turn
from assistant.web.backend import ChatBackend, PassesOn

FELL_BACK = "下面是直接摘引的原文。"  # how the notice ends where the LLM failed
CRASHED = "回答时出了错，没有得到结果，请再试一次；仍不行时，请把编号 {id} 告诉管理员。"
PAGE = "/"
_SAID = {
    "answered": "已回答",
    "refused": "没有找到答案",
    "left": "提问的人没有等到答案就离开了",
    "full": "排队已满，没有回答",
    "failed": "没有回答",
    "crashed": "回答时出错",
}
_log = logging.getLogger("zone_assistant")


class Watched(PassesOn):
    """Passes everything on to a backend; questions wait in a line, are counted and logged."""

    def __init__(
        self, backend: ChatBackend, *, line: Line, metrics: Metrics, generation: Callable[[], str]
    ) -> None:
        super().__init__(backend)
        self._line = line
        self._metrics = metrics
        self._generation = generation

    def stream(
        self, question: str, *, history: Sequence[Turn] = (), filters: Filters = EVERYTHING
    ) -> Iterator[Answer]:
        """Yield the backend's answers, when it is this question's turn."""
        about = {"generation": self._generation(), "turns": len(history), "filtered": bool(filters)}
        with _Question(question, self._metrics, about) as seen, self._line.place() as wanted:
            seen.has_its_turn()
            if not wanted:
                return
            answers = self._backend.stream(question, history=history, filters=filters)
            try:
                for answer in answers:
                    seen.has_grown(answer)
                    yield answer
            finally:
                if isinstance(answers, Generator):
                    answers.close()

    def suggestions(
        self, answer: Answer, *, history: Sequence[Turn] = (), filters: Filters = EVERYTHING
    ) -> Iterator[str]:
        """Yield the backend's suggestions while no question waits for the time that they cost."""
        if not self._line.idle:
            return
        for suggestion in self._backend.suggestions(answer, history=history, filters=filters):
            yield suggestion
            if not self._line.idle:
                return


class _Question:
    """One question while it is answered; its end is counted and logged, whatever it is."""

    def __init__(self, question: str, metrics: Metrics, about: Mapping[str, object]) -> None:
        self._question = question
        self._metrics = metrics
        self._about = about
        self._begun = time.perf_counter()
        self._waited = self._first = 0.0
        self._last: Answer | None = None

    def has_its_turn(self) -> None:
        """Note how long it stood in line."""
        self._waited = self._seconds()

    def has_grown(self, answer: Answer) -> None:
        """Note what has been answered so far."""
        self._first = self._first or self._seconds()
        self._last = answer

    def __enter__(self) -> "_Question":
        if current() is None:  # the page's questions wait in a queue that knows no request
            begin(PAGE)
        return self

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        outcome = self._outcome(error)
        self._measure(outcome)
        fields = {**self._about, **self._fields(outcome)}
        if isinstance(error, AssistantError):
            fields["error"] = str(error)
        crashed = error if outcome == "crashed" else None
        level = logging.ERROR if crashed else logging.INFO
        _log.log(level, _SAID[outcome], exc_info=crashed, extra={"fields": fields})
        if _log.isEnabledFor(logging.DEBUG):
            _log.debug("问题原文", extra={"fields": {"question": self._question}})
        if crashed:
            request = current()
            raise AssistantError(CRASHED.format(id=request.id if request else "")) from crashed

    def _outcome(self, error: BaseException | None) -> str:
        if isinstance(error, AssistantError):
            return "full" if str(error) == FULL else "failed"
        if isinstance(error, Exception):
            return "crashed"
        if error or has_left():
            return "left"
        if not self._last:
            return "failed"
        return "refused" if self._last.refused else "answered"

    def _measure(self, outcome: str) -> None:
        last = self._last
        fell_back = last is not None and any(n.endswith(FELL_BACK) for n in last.notices)
        self._metrics.count(outcome, mode=last.mode if last else "", fell_back=fell_back)
        if outcome in ("answered", "refused"):
            self._metrics.time(whole=self._seconds(), first=self._first, waited=self._waited)

    def _fields(self, outcome: str) -> dict[str, object]:
        last = self._last
        fields: dict[str, object] = {
            "outcome": outcome,
            "question_chars": len(self._question),
            "seconds": round(self._seconds(), 3),
            "waited": round(self._waited, 3),
        }
        if last:
            fields |= {
                "first_words": round(self._first, 3),
                "mode": last.mode,
                "retrieved": len(last.retrieved),
                "cited": len(last.citations),
            }
        return fields

    def _seconds(self) -> float:
        return time.perf_counter() - self._begun
