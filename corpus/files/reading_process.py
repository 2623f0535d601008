"""The child process of corpus.files.isolated: one file in, its articles out as one line of JSON."""

import importlib
import json
import os
import sys
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from corpus.article import CorpusError
from corpus.files.formats import READERS

MAX_MEMORY = 350 * 1024 * 1024
TOO_BIG = "展开后太大，读它要占太多内存，请拆成几个文件或另存为 .txt 后再放进来。"


READY: dict[str, Any] = {"ready": True}
CRASHED = (
    "读的时候程序出了错（{}），不一定是文件坏了，"
    "请另存为 .txt 后再放进来，并把这个文件反馈给开发者。"
)
# Importing them takes seconds on a busy machine, which is not the time that reading takes.
_PARSERS = {".docx": ("docx",), ".html": ("lxml.html", "trafilatura"), ".pdf": ("pypdfium2",)}


def main() -> None:
    """Answer each file on stdin with a line on stdout until stdin is closed."""
    _limit_memory()
    # Whatever a library prints must not get between the replies.
    with os.fdopen(os.dup(1), "wb") as replies:
        os.dup2(2, 1)
        sys.excepthook = partial(_report, os.dup(replies.fileno()))
        while header := sys.stdin.buffer.readline():
            request = json.loads(header)
            raw = sys.stdin.buffer.read(request["size"])
            for name in _PARSERS.get(request["kind"], ()):
                importlib.import_module(name)
            _reply(replies, READY)
            _reply(replies, _read(request["kind"], Path(request["name"]), raw))


def _read(kind: str, path: Path, raw: bytes) -> dict[str, Any]:
    try:
        read = READERS[kind](path, raw)
    except CorpusError as error:
        return {"error": str(error)}
    except MemoryError:
        return {"error": TOO_BIG}
    return {
        "articles": [article.to_row() for article in read.articles],
        "problems": [[problem.line, problem.message, problem.level] for problem in read.problems],
        "dropped": [[piece.text, piece.reason] for piece in read.dropped],
    }


def _report(
    out: int,
    kind: type[BaseException],
    error: BaseException,
    _trace: TracebackType | None,
) -> None:
    """Say what exception ends this process: it is a fault of the program, or of a library."""
    said = TOO_BIG if isinstance(error, MemoryError) else CRASHED.format(kind.__name__)
    with os.fdopen(out, "wb") as replies:
        _reply(replies, {"error": said, "crashed": True})


def _reply(replies: IO[bytes], row: dict[str, Any]) -> None:
    replies.write(json.dumps(row).encode() + b"\n")
    replies.flush()


def _limit_memory() -> None:
    """Let no file take more than MAX_MEMORY; Windows and macOS know no such limit."""
    try:
        import resource
    except ImportError:
        return
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    limit = MAX_MEMORY if hard == resource.RLIM_INFINITY else min(MAX_MEMORY, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (limit, hard))


if __name__ == "__main__":
    main()
