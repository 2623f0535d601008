"""An assistant that moves on to a new index by itself, without dropping an answer in progress."""

import logging
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Protocol

from assistant.dossier.schema import Dossier
from assistant.schema import EVERYTHING, Answer, Facets, Filters, Found, Turn
from assistant.web.backend import ChatBackend
from corpus.article import Article
from index.errors import SearchIndexError
from index.generations import Generations

POLL = 2.0  # seconds between two looks at which generation is current
_log = logging.getLogger("zone_assistant")


class Opened(ChatBackend, Protocol):
    """An assistant over one generation, whose files it holds open."""

    def close(self) -> None:
        """Release the files."""
        ...


class _Shift:
    """One opened generation and how many are using it; closed after the last of them."""

    def __init__(self, folder: Path | None, backend: Opened) -> None:
        self.folder = folder
        self.backend = backend
        self.users = 1  # the current one is used by being current


class LiveAssistant:
    """A backend over whichever generation is current; one object serves all visitors at once.

    `open_current` opens the current generation; `refresh`, where given, first brings the folder
    up to date from elsewhere. Both run in a thread of this object. `release` lets go of what they
    share, after the last of them and of the generations.
    """

    def __init__(
        self,
        index_dir: Path,
        open_current: Callable[[], Opened],
        *,
        refresh: Callable[[], None] = lambda: None,
        release: Callable[[], None] = lambda: None,
        poll: float = POLL,
    ) -> None:
        self._generations = Generations(index_dir)
        self._open = open_current
        self._refresh = refresh
        self._release = release
        self._lock = Lock()
        self._moving = Lock()
        self._stopped = Event()
        self._refused: Path | None = None  # a generation that cannot be opened
        self._said = ""  # the last warning
        self._holders = 2  # of what `release` lets go: the first generation, and the thread
        self._shift = _Shift(self._generations.answering(), open_current())
        Thread(target=self._follow, args=(poll,), name="live-index", daemon=True).start()

    def stream(
        self, question: str, *, history: Sequence[Turn] = (), filters: Filters = EVERYTHING
    ) -> Iterator[Answer]:
        """Yield the answers of the generation that is current when the question comes."""
        with self._using() as backend:
            answers = backend.stream(question, history=history, filters=filters)
            try:
                yield from answers
            finally:
                if isinstance(answers, Generator):
                    answers.close()

    def article(self, doc_id: str) -> Article:
        """Return the current generation's article."""
        with self._using() as backend:
            return backend.article(doc_id)

    def articles(self) -> Mapping[str, Article]:
        """Return the current generation's articles."""
        with self._using() as backend:
            return backend.articles()

    def passages(
        self, query: str, *, k: int = 10, filters: Filters = EVERYTHING
    ) -> Sequence[Found]:
        """Return the current generation's passages."""
        with self._using() as backend:
            return backend.passages(query, k=k, filters=filters)

    def examples(self) -> Sequence[str]:
        """Return the current generation's examples."""
        with self._using() as backend:
            return backend.examples()

    def facets(self) -> Facets:
        """Return the current generation's facets."""
        with self._using() as backend:
            return backend.facets()

    def dossier(self, zone: str) -> Dossier:
        """Return the current generation's dossier of a zone."""
        with self._using() as backend:
            return backend.dossier(zone)

    def suggestions(
        self, answer: Answer, *, history: Sequence[Turn] = (), filters: Filters = EVERYTHING
    ) -> Iterator[str]:
        """Yield the current generation's suggestions."""
        with self._using() as backend:
            yield from backend.suggestions(answer, history=history, filters=filters)

    def close(self) -> None:
        """Stop following the index, and close the current generation after its last answer."""
        with self._lock:
            if self._stopped.is_set():
                return
            self._stopped.set()
        self._leave(self._shift)

    def move_on(self) -> bool:
        """Open the current generation if it is another one; tell whether it was."""
        with self._moving:
            folder = None
            try:
                self._refresh()
                folder = self._generations.current()
                if folder in {None, self._shift.folder, self._refused}:
                    return False
                opened = self._open()
                with self._lock:
                    self._holders += 1
            except (SearchIndexError, OSError) as error:
                if str(error) != self._said:
                    _log.warning("新的索引打不开：%s先用原来的索引回答。", error)
                self._refused, self._said = folder or self._refused, str(error)
                return False
            return self._take(_Shift(folder, opened))

    def _take(self, shift: _Shift) -> bool:
        """Make it the one that answers, or close it where the assistant was closed meanwhile."""
        with self._lock:
            moved = not self._stopped.is_set()
            left = self._shift if moved else shift
            if moved:
                self._shift = shift
        self._leave(left)
        return moved

    def _follow(self, poll: float) -> None:
        while not self._stopped.wait(poll):
            self.move_on()
        self._let_go()

    @contextmanager
    def _using(self) -> Iterator[Opened]:
        with self._lock:
            shift = self._shift
            shift.users += 1
        try:
            yield shift.backend
        finally:
            self._leave(shift)

    def _leave(self, shift: _Shift) -> None:
        with self._lock:
            shift.users -= 1
            unused = shift.users == 0
        if unused:
            shift.backend.close()
            self._let_go()

    def _let_go(self) -> None:
        with self._lock:
            self._holders -= 1
            last = self._holders == 0
        if last:
            self._release()
