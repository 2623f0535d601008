"""Reading in a process of its own: what crashes, hangs or runs away there harms nothing else."""

import contextlib
import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from corpus.article import Article, CorpusError
from corpus.files.problem import Problem, Read
from corpus.pages.lines import Dropped

STARTING = 120.0  # seconds until a parser is loaded, on the busiest machine
SECONDS = 9.0  # what takes longer is refused; a page takes a few hundredths of a second
BROKEN = "读不出来：文件已经损坏，或者展开后太大，请重新取得或另存为 .txt 后再放进来。"
_ROOT = Path(__file__).parents[2]


class Isolated:
    """Read files in a child process; what breaks or runs away there ends only the child.

    The child is started when the first file comes and lives until the block is left.
    """

    def __init__(self, *, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end()

    def read(self, kind: str, path: Path, raw: bytes) -> Read:
        """Read bytes as `kind` (.html …); raises CorpusError, also where the child dies."""
        row = self._ask(kind, path, raw)
        if "error" in row:
            if row.get("crashed"):  # the child has told why it ends
                self._end()
            raise CorpusError(row["error"])
        articles = [Article.from_row(item) for item in row["articles"]]
        problems = [Problem(path, *item) for item in row["problems"]]
        return Read(articles, problems, [Dropped(*item) for item in row["dropped"]])

    def _ask(self, kind: str, path: Path, raw: bytes) -> dict[str, Any]:
        """Return what the child replies; raises CorpusError where it dies or time runs out."""
        child = self._child or self._start()
        header = {"kind": kind, "name": path.name, "size": len(raw)}
        row = self._wait(child, STARTING, json.dumps(header).encode() + b"\n" + raw)
        # Only now does the time run: the parsers are loaded.
        return self._wait(child, self._seconds) if "ready" in row else row

    def _wait(
        self, child: subprocess.Popen[bytes], seconds: float, message: bytes = b""
    ) -> dict[str, Any]:
        """Send a message and return the next line of the reply."""
        assert child.stdin is not None
        assert child.stdout is not None
        late = threading.Event()

        def stop() -> None:
            late.set()
            child.kill()

        timer = threading.Timer(seconds, stop)
        timer.start()
        with contextlib.suppress(OSError):  # the child died while it was being written to
            child.stdin.write(message)
            child.stdin.flush()
        reply = child.stdout.readline()
        timer.cancel()
        timer.join()
        if late.is_set() or not reply.endswith(b"\n"):
            self._end()
        if late.is_set():
            raise CorpusError(f"{seconds:g} 秒还没有读完，内容太复杂，请拆成几个文件后再放进来。")
        if not reply.endswith(b"\n"):
            raise CorpusError(BROKEN)
        row: dict[str, Any] = json.loads(reply)
        return row

    def _start(self) -> subprocess.Popen[bytes]:
        paths = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))
        self._child = subprocess.Popen(
            [
                sys.executable,
                "-P",
                "-X",
                "utf8",
                "-W",
                "ignore",
                "-m",
                "corpus.files.reading_process",
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"PYTHONPATH": paths},
        )
        return self._child

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        for pipe in (child.stdin, child.stdout):
            if pipe:
                with contextlib.suppress(OSError):  # what is still buffered for a dead child
                    pipe.close()
        child.wait()
