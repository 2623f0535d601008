"""Keeping what the page could not answer, after the visitor has been told so."""

import logging
from collections.abc import Generator, Iterator, Mapping, Sequence
from threading import Thread

from assistant.dossier.schema import Dossier
from assistant.schema import EVERYTHING, Answer, Facets, Filters, Found, Turn
from assistant.web.backend import ChatBackend
from corpus.article import Article
from eval.feedback.store import Feedback
from eval.questions import EvalError

_log = logging.getLogger(__name__)


class WithFeedback:
    """A backend whose refused questions go into a store, with the day and nothing of who asked."""

    def __init__(self, backend: ChatBackend, store: Feedback) -> None:
        self._backend = backend
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

    def article(self, doc_id: str) -> Article:
        """Return the backend's article."""
        return self._backend.article(doc_id)

    def articles(self) -> Mapping[str, Article]:
        """Return the backend's articles."""
        return self._backend.articles()

    def passages(
        self, query: str, *, k: int = 10, filters: Filters = EVERYTHING
    ) -> Sequence[Found]:
        """Return the backend's passages."""
        return self._backend.passages(query, k=k, filters=filters)

    def examples(self) -> Sequence[str]:
        """Return the backend's examples."""
        return self._backend.examples()

    def facets(self) -> Facets:
        """Return the backend's facets."""
        return self._backend.facets()

    def dossier(self, zone: str) -> Dossier:
        """Return the backend's dossier of a zone."""
        return self._backend.dossier(zone)

    def suggestions(
        self, answer: Answer, *, history: Sequence[Turn] = (), filters: Filters = EVERYTHING
    ) -> Iterator[str]:
        """Return the backend's suggestions."""
        return self._backend.suggestions(answer, history=history, filters=filters)

    def _keep(self, answer: Answer, history: Sequence[Turn]) -> None:
        turns = [(turn.question, turn.answer) for turn in history]
        try:
            self._store.record(answer.to_json(), history=turns)
        except EvalError as error:
            _log.warning("一个拒答的问题没有记下：%s", error)
