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
        reply, late = self._ask(kind, path, raw)
        if late:
            raise CorpusError(
                f"{self._seconds:g} 秒还没有读完，内容太复杂，请拆成几个文件后再放进来。"
            )
        if not reply.endswith(b"\n"):
            raise CorpusError(BROKEN)
        row: dict[str, Any] = json.loads(reply)
        if "error" in row:
            raise CorpusError(row["error"])
        articles = [Article.from_row(item) for item in row["articles"]]
        problems = [Problem(path, *item) for item in row["problems"]]
        return Read(articles, problems, [Dropped(*item) for item in row["dropped"]])

    def _ask(self, kind: str, path: Path, raw: bytes) -> tuple[bytes, bool]:
        """Return the child's reply, half or empty where it died, and whether time ran out."""
        child = self._child or self._start()
        assert child.stdin is not None
        assert child.stdout is not None
        late = threading.Event()

        def stop() -> None:
            late.set()
            child.kill()

        timer = threading.Timer(self._seconds, stop)
        timer.start()
        reply = b""
        with contextlib.suppress(OSError):  # the child died while it was being written to
            header = {"kind": kind, "name": path.name, "size": len(raw)}
            child.stdin.write(json.dumps(header).encode() + b"\n" + raw)
            child.stdin.flush()
        reply = child.stdout.readline()
        timer.cancel()
        timer.join()
        if not reply.endswith(b"\n") or late.is_set():
            self._end()
        return reply, late.is_set()

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
