"""Work that is forked in a process of its own, to be killed at any moment."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress

from tests.index_fixtures import ROOT


def fork_each(work: Callable[[str], None]) -> None:
    """Fork the work on every line that comes in; say its process, then how it ended."""
    for line in sys.stdin:
        pid = os.fork()  # before anything of Chroma is opened in this process
        if pid == 0:
            work(line)
            os._exit(0)
        print(pid, flush=True)  # noqa: T201
        _, status = os.waitpid(pid, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)  # noqa: T201


class KilledWork:
    """Has a function that calls `fork_each` take lines in another process."""

    def __init__(self, forks: Callable[[], None]) -> None:
        code = f"from {forks.__module__} import {forks.__name__} as run; run()"
        self.process = subprocess.Popen(
            [sys.executable, "-c", code],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, line: str, *, killed_after: float | None = None) -> int:
        """Have the work done on a line; return the exit code."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()
        pid = int(self.process.stdout.readline())
        if killed_after is not None:
            time.sleep(killed_after)
            with suppress(ProcessLookupError):  # it was done before
                os.kill(pid, signal.SIGKILL)
        return int(self.process.stdout.readline())

    def close(self) -> None:
        """End it."""
        with self.process:
            self.process.terminate()
