"""How much processor time each stretch of a run took, told by the clock at which it ran."""

import time
from collections.abc import Mapping
from threading import Event, Thread
from types import TracebackType

import numpy as np

EVERY = 0.1  # seconds


class Clock:
    """Notes the processor's time of this process beside the clock's, in a thread of its own."""

    def __init__(self) -> None:
        self._notes = [self._now()]
        self._over = Event()
        self._thread = Thread(target=self._note, daemon=True)

    def __enter__(self) -> "Clock":
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        self._thread.join()
        self._notes.append(self._now())

    def worked(self, start: float, end: float) -> float:
        """Return the processor's seconds between two readings of `time.perf_counter`."""
        clock, processor = np.array(self._notes).T
        before, after = np.interp((start, end), clock, processor)
        return float(after - before)

    def steps(self, seconds: Mapping[str, float], *, start: float) -> dict[str, float]:
        """Return the processor's seconds of steps that followed one another from `start` on."""
        told = {}
        for name, lasted in seconds.items():
            told[name] = self.worked(start, start + lasted)
            start += lasted
        return told

    def _note(self) -> None:
        while not self._over.wait(EVERY):
            self._notes.append(self._now())

    @staticmethod
    def _now() -> tuple[float, float]:
        return time.perf_counter(), time.process_time()
