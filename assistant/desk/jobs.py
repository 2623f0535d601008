"""Long work in a process of its own: it reports how far it is, and can be cancelled."""

import os
import secrets
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from multiprocessing import get_context
from multiprocessing.connection import Connection
from threading import Lock, Thread
from typing import Generic, Literal, TypeVar

from assistant.schema import AssistantError
from corpus.article import CorpusError
from corpus.disk import why
from corpus.progress import Progress
from eval.questions import EvalError
from index.errors import SearchIndexError

Phase = Literal["running", "done", "failed", "cancelled"]
T = TypeVar("T")

EXPECTED = (AssistantError, CorpusError, EvalError, SearchIndexError, OSError)
NICE = 5  # questions are answered first
EVERY = 0.1  # seconds between two reports
ENDED = "这项工作的进程意外结束了（退出码{code}），请看服务端终端里的信息，再试一次。"
DISK = "读写{place}失败（{why}），请检查路径、权限和磁盘后再试。"
BUSY = "上一项还没有完成，请等它完成或取消后再试。"


@dataclass(frozen=True, slots=True)
class Standing:
    """How a job stands; `done` of `total` parts of a `step`, `left` the step's seconds to come."""

    id: str
    phase: Phase = "running"
    step: str = ""
    done: int = 0
    total: int = 0
    left: float | None = None
    seconds: float = 0.0
    error: str = ""  # one sentence for people


class Job(Generic[T]):
    """One piece of work, begun when it is made. `work` and what it returns must be picklable."""

    def __init__(self, work: Callable[[Progress], T]) -> None:
        # Spawned: Chroma and threads do not survive a fork.
        context = get_context("spawn")
        self._receiver, sender = context.Pipe(duplex=False)
        self._process = context.Process(target=_carry_out, args=(work, sender), daemon=True)
        self._begun = self._step_begun = time.monotonic()
        self._step_from = 0
        self._lock = Lock()
        self._standing = Standing(secrets.token_urlsafe(8))
        self._result: T | None = None
        self._cancelled = False
        self._process.start()
        sender.close()
        self._thread = Thread(target=self._follow, name="job", daemon=True)
        self._thread.start()

    @property
    def standing(self) -> Standing:
        """Return how it stands now."""
        with self._lock:
            if self._standing.phase != "running":
                return self._standing
            return replace(self._standing, seconds=time.monotonic() - self._begun)

    @property
    def running(self) -> bool:
        """Tell whether it has not come to an end."""
        return self.standing.phase == "running"

    @property
    def result(self) -> T | None:
        """Return what the work came to; None before it is done."""
        return self._result

    def cancel(self) -> None:
        """End it wherever it is, and wait until it has; one that was done stays so."""
        self._cancelled = True
        self._process.terminate()
        self.wait()

    def wait(self, timeout: float | None = None) -> None:
        """Wait until it has ended."""
        self._thread.join(timeout)

    def _follow(self) -> None:
        while True:
            try:
                kind, said = self._receiver.recv()
            except (EOFError, OSError):
                break
            if kind == "progress":
                self._move_on(*said)
            elif kind == "result":
                self._result = said
                self._end("done")
            else:
                self._end("failed", said)
        self._process.join()
        if self._cancelled:
            self._end("cancelled")
        self._end("failed", ENDED.format(code=self._process.exitcode))

    def _move_on(self, step: str, done: int, total: int) -> None:
        now = time.monotonic()
        with self._lock:
            if self._standing.phase != "running":
                return
            if step != self._standing.step:
                self._step_begun, self._step_from = now, done
            came = done - self._step_from
            left = (now - self._step_begun) * (total - done) / came if came > 0 else None
            self._standing = replace(self._standing, step=step, done=done, total=total, left=left)

    def _end(self, phase: Phase, error: str = "") -> None:
        """Write down how it ended, unless that is known already."""
        with self._lock:
            if self._standing.phase == "running":
                seconds = time.monotonic() - self._begun
                self._standing = replace(
                    self._standing, phase=phase, error=error, left=None, seconds=seconds
                )


class JobSlot(Generic[T]):
    """Where one job is at work at a time, and the last one is kept."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._job: Job[T] | None = None

    @property
    def job(self) -> Job[T] | None:
        """Return the job that runs, or the last that did."""
        return self._job

    def start(self, work: Callable[[Progress], T]) -> Job[T]:
        """Begin a job; raise AssistantError while another one runs."""
        with self._lock:
            if self._job and self._job.running:
                raise AssistantError(BUSY)
            self._job = Job(work)
            return self._job


def _carry_out(work: Callable[[Progress], T], sender: Connection) -> None:
    """Do the work in the process that was begun for it, and send what comes of it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which then ends this
    os.nice(NICE)
    try:
        sender.send(("result", work(_now_and_then(sender))))
    except EXPECTED as error:
        with suppress(BrokenPipeError):  # the server is gone, which is why the work ended
            sender.send(("error", sentence(error)))


def sentence(error: Exception) -> str:
    """Return what people are told of an error that is EXPECTED."""
    if not isinstance(error, OSError):
        return str(error)
    return DISK.format(place=f"“{error.filename}”" if error.filename else "", why=why(error))


def _now_and_then(sender: Connection) -> Progress:
    """Send how far the work is, the beginning and the end of each step and a little between."""
    last, said = "", 0.0

    def report(step: str, done: int, total: int) -> None:
        nonlocal last, said
        now = time.monotonic()
        if step != last or done >= total or now - said > EVERY:
            sender.send(("progress", (step, done, total)))
            last, said = step, now

    return report
