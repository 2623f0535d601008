"""Where questions stand in line: a few are answered at once, first come, first served."""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock

from assistant.operations.asking import has_left
from assistant.schema import AssistantError

FULL = "现在提问的人太多，这个问题没有排上队，请过半分钟再问。"
POLL = 0.2  # seconds between two looks at whether the asker has left


class Line:
    """`places` questions are answered at once; up to `most` more wait for their turn."""

    def __init__(self, *, places: int, most: int) -> None:
        self.places = places
        self._most = most
        self._lock = Lock()
        self._running = 0
        self._turns: deque[Event] = deque()

    @property
    def running(self) -> int:
        """Return how many questions are being answered."""
        return self._running

    @property
    def waiting(self) -> int:
        """Return how many stand in line."""
        return len(self._turns)

    @property
    def idle(self) -> bool:
        """Tell whether there is room for what nobody waits for."""
        return self._running < self.places and not self._turns

    @contextmanager
    def place(self) -> Iterator[bool]:
        """Hold a place after waiting for it; give False instead to an asker who has left.

        Raises AssistantError, at once, where too many wait already.
        """
        turn = self._enter()
        while not turn.wait(POLL):
            if has_left() and self._step_out(turn):
                yield False
                return
        try:
            yield not has_left()
        finally:
            self._pass_on()

    def _enter(self) -> Event:
        turn = Event()
        with self._lock:
            if self._running < self.places:  # then nobody waits
                self._running += 1
                turn.set()
            elif len(self._turns) < self._most:
                self._turns.append(turn)
            else:
                raise AssistantError(FULL)
        return turn

    def _step_out(self, turn: Event) -> bool:
        """Leave the line; False where the turn has come meanwhile."""
        with self._lock:
            waits = turn in self._turns
            if waits:
                self._turns.remove(turn)
        return waits

    def _pass_on(self) -> None:
        """Give the place to who came first, or leave it empty."""
        with self._lock:
            if self._turns:
                self._turns.popleft().set()
            else:
                self._running -= 1
