"""Keeping what the page could not answer, after the visitor has been told so."""

import logging
from collections.abc import Generator, Iterator, Sequence
from threading import Thread

from assistant.schema import EVERYTHING, Answer, Filters, Turn
from assistant.web.backend import ChatBackend, PassesOn
from eval.feedback.store import Feedback
from eval.questions import EvalError

_log = logging.getLogger(__name__)


class WithFeedback(PassesOn):
    """A backend whose refused questions go into a store, with the day and nothing of who asked."""

    def __init__(self, backend: ChatBackend, store: Feedback) -> None:
        super().__init__(backend)
        self._store = store

    def stream(
        self, question: str, *, history: Sequence[Turn] = (), filters: Filters = EVERYTHING
    ) -> Iterator[Answer]:
        """Yield the backend's answers; a refusal is kept once the last has been taken."""
        answers = self._backend.stream(question, history=history, filters=filters)
        last = None
        try:
            for last in answers:
                yield last
        finally:
            if isinstance(answers, Generator):
                answers.close()
        if last and last.refused and not filters:  # what filters leave out is no gap
            # A thread of its own, since a store may be busy for seconds. No daemon: a page that
            # is being closed writes this down first.
            Thread(target=self._keep, args=(last, history), name="feedback").start()

    def _keep(self, answer: Answer, history: Sequence[Turn]) -> None:
        turns = [(turn.question, turn.answer) for turn in history]
        try:
            self._store.record(answer.to_json(), history=turns)
        except EvalError as error:
            _log.warning("一个拒答的问题没有记下：%s", error)
