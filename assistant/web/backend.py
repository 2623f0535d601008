"""What the page needs from the assistant, and loading it in the background."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol

from assistant.dossier.schema import Dossier
from assistant.schema import EVERYTHING, Answer, AssistantError, Facets, Filters, Found, Turn
from corpus.article import Article


class ChatBackend(Protocol):
    """Answers questions about articles; one object serves all visitors at once."""

    def stream(
        self, question: str, *, history: Sequence[Turn] = (), filters: Filters = EVERYTHING
    ) -> Iterator[Answer]:
        """Yield growing, whole answers; the last one is final. Raise AssistantError in Chinese."""
        ...

    def article(self, doc_id: str) -> Article:
        """Return the article that citations with this key point into, or raise AssistantError."""
        ...

    def articles(self) -> Mapping[str, Article]:
        """Return all articles by doc_id; the same object until the index changes."""
        ...

    def passages(
        self, query: str, *, k: int = 10, filters: Filters = EVERYTHING
    ) -> Sequence[Found]:
        """Return the `k` passages that fit a query best, best first."""
        ...

    def examples(self) -> Sequence[str]:
        """Return a few questions that the articles can answer."""
        ...

    def facets(self) -> Facets:
        """Return what the articles can be filtered by."""
        ...

    def dossier(self, zone: str) -> Dossier:
        """Return what the articles say of a zone; raise AssistantError where none names it."""
        ...

    def suggestions(
        self, answer: Answer, *, history: Sequence[Turn] = (), filters: Filters = EVERYTHING
    ) -> Iterator[str]:
        """Yield a few questions that may follow an answer and that the articles can answer.

        `history` is what came before the answer.
        """
        ...


class PassesOn:
    """A backend that passes everything on to another one; its heirs add what they are for."""

    def __init__(self, backend: ChatBackend) -> None:
        self._backend = backend

    def stream(
        self, question: str, *, history: Sequence[Turn] = (), filters: Filters = EVERYTHING
    ) -> Iterator[Answer]:
        """Return the backend's answers."""
        return self._backend.stream(question, history=history, filters=filters)

    def suggestions(
        self, answer: Answer, *, history: Sequence[Turn] = (), filters: Filters = EVERYTHING
    ) -> Iterator[str]:
        """Return the backend's suggestions."""
        return self._backend.suggestions(answer, history=history, filters=filters)

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


class Loading(Protocol):
    """A backend that may still be loading while the page is already up."""

    @property
    def ready(self) -> bool:
        """Tell whether the backend can answer."""
        ...

    @property
    def error(self) -> str | None:
        """Return the Chinese sentence that says why loading failed, if it did."""
        ...

    def wait(self, timeout: float | None = None) -> ChatBackend:
        """Return the backend; raise TimeoutError while it loads, AssistantError if that failed."""
        ...


class BackgroundLoading:
    """Run `load` in a thread of its own, so that the page need not wait for the model."""

    def __init__(self, load: Callable[[], ChatBackend]) -> None:
        self._load = load
        self._backend = self._begin()

    def retry(self) -> None:
        """Load once more where loading has failed."""
        if self.error:
            self._backend = self._begin()

    def _begin(self) -> "Future[ChatBackend]":
        executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="loading")
        begun = executor.submit(self._load)
        executor.shutdown(wait=False)
        return begun

    @property
    def ready(self) -> bool:
        """Tell whether loading has succeeded."""
        backend = self._backend
        return backend.done() and backend.exception() is None

    @property
    def error(self) -> str | None:
        """Return why loading failed: the message as it is where it was written for people."""
        backend = self._backend
        failure = backend.exception() if backend.done() else None
        return _why(failure) if failure else None

    def wait(self, timeout: float | None = None) -> ChatBackend:
        """Return the backend; raise TimeoutError while it loads, AssistantError if that failed."""
        backend = self._backend
        failure = backend.exception(timeout)
        if failure is not None:
            raise AssistantError(_why(failure)) from failure
        return backend.result()


def _why(failure: BaseException) -> str:
    if isinstance(failure, AssistantError):
        return str(failure)
    kind = type(failure).__name__
    return f"模型加载失败（{kind}：{failure}）。请看终端里的信息，改正后重新启动。"
