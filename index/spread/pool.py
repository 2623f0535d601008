"""The workers of a Ray cluster, as a build uses them: to read, to cut and to encode."""

import os
import pickle
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from threading import Timer
from types import TracebackType
from typing import Any, Self, TypeVar

from corpus.article import Article
from corpus.files.problem import Problem, Read
from corpus.progress import Progress
from index.embedding import Encoder, Vectors
from index.errors import SearchIndexError
from index.passages import Passage
from index.spread.work import PROBE, Encode, Model, cut, read, version

AUTO, LOCAL = "auto", "local"
ANSWERING, STARTING = 5.0, 300.0  # seconds until an address answers, and until Ray runs
LEAVING = 30.0  # seconds in which Ray may end by itself
UNITS = 4  # of each processor, at least, so that all end at about the same time
FILES, ARTICLES = 256, 1000  # in a unit, at most
AT_ONCE = 4000  # units that Ray holds; of texts, about 200 MB
_ROOT = Path(__file__).parents[2]
_AGAIN = "已算好的向量都存着，再运行一次同样的命令会接着做。"
T = TypeVar("T")


class Pool:
    """Spreads work over a Ray cluster until the block is left: `host:port`, `auto` or `local`.

    What is done is yielded as it comes, with its position. Where a worker dies, others do its
    part. What fails raises SearchIndexError.
    """

    def __init__(self, address: str, model: Model, on_progress: Progress) -> None:
        _check(address)
        self._address = address
        self._model = model
        self._on_progress = on_progress
        self._child: subprocess.Popen[bytes] | None = None
        self._processors = 0

    def __enter__(self) -> Self:
        self._on_progress("连接 Ray", 0, 1)
        self._child = _start(self._address)
        limit = Timer(STARTING, self._child.kill)
        limit.start()
        try:
            self._processors = self._joined(*self._hear())
        finally:
            limit.cancel()
            if not self._processors:
                self._end(self._child)
        self._on_progress("连接 Ray", 1, 1)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._child is not None
        if kind is None:
            with suppress(OSError, subprocess.TimeoutExpired):
                self._send(None)
                self._child.wait(LEAVING)
        self._end(self._child)

    def read(self, files: Sequence[Path]) -> Iterator[tuple[int, Read | Problem]]:
        """Read files, as `corpus.readers.read_files` does here."""
        units = self._units([file.absolute() for file in files], most=FILES)
        for first, outcomes in self._placed(read, units):
            for n, outcome in enumerate(outcomes, start=first):
                yield n, _as_given(outcome, files[n])

    def cut(self, articles: Sequence[Article]) -> list[list[Passage]]:
        """Return the passages of each article, as `split_passages` does here."""
        found: list[list[Passage]] = [[] for _ in articles]
        for first, spans in self._placed(cut, self._units(articles, most=ARTICLES)):
            for n, places in enumerate(spans, start=first):
                of = articles[n]
                found[n] = [Passage(of.doc_id, of.title, s, e, of.body[s:e]) for s, e in places]
        return found

    def encode(
        self, encoder: Encoder, blocks: Sequence[Sequence[str]]
    ) -> Iterator[tuple[int, Vectors]]:
        """Yield the vectors of each block of texts, as the encoder would compute them here."""
        if blocks:
            (expected,) = encoder.encode_passages([PROBE])
            yield from self._spread(Encode(self._model, tuple(expected.tolist())), blocks)

    def _units(self, items: Sequence[T], *, most: int) -> list[Sequence[T]]:
        size = max(1, min(most, len(items) // (UNITS * self._processors)))
        return [items[start : start + size] for start in range(0, len(items), size)]

    def _placed(
        self, work: Callable[[Sequence[Any]], list[T]], units: Sequence[Sequence[Any]]
    ) -> Iterator[tuple[int, list[T]]]:
        """Yield what is made of each unit, with the position of the unit's first item."""
        firsts = [0]
        for unit in units:
            firsts.append(firsts[-1] + len(unit))
        for n, made in self._spread(work, units):
            yield firsts[n], made

    def _spread(self, work: Callable[[Any], T], units: Sequence[object]) -> Iterator[tuple[int, T]]:
        for start in range(0, len(units), AT_ONCE):
            part = [pickle.dumps(unit) for unit in units[start : start + AT_ONCE]]
            with suppress(OSError):  # it has died, which is heard next
                self._send((pickle.dumps(work), version(), part))
            for n, made, error in self._replies():
                if error:
                    raise SearchIndexError(error)
                yield start + n, pickle.loads(made)  # noqa: S301

    def _replies(self) -> Iterator[list[Any]]:
        while True:
            kind, *said = self._hear()
            if kind == "done":
                return
            if kind != "made":
                reason = f"（{said[0]}）" if said else ""
                raise SearchIndexError(f"Ray 集群没有做完{reason}，{_AGAIN}")
            yield said

    def _end(self, child: "subprocess.Popen[bytes]") -> None:
        child.kill()
        for pipe in (child.stdin, child.stdout):
            if pipe:
                with suppress(OSError):  # what is still buffered for a dead child
                    pipe.close()
        child.wait()

    def _send(self, order: object) -> None:
        assert self._child is not None
        assert self._child.stdin is not None
        pickle.dump(order, self._child.stdin)
        self._child.stdin.flush()

    def _hear(self) -> tuple[Any, ...]:
        """Return what Ray's process says next; where it has died, that it has."""
        assert self._child is not None
        assert self._child.stdout is not None
        try:
            said: tuple[Any, ...] = pickle.load(self._child.stdout)  # noqa: S301
        except (EOFError, pickle.UnpicklingError):
            return ("died",)
        return said

    def _joined(self, kind: str, said: object = "") -> int:
        """Return the number of processors that Ray said it has."""
        if kind == "ready" and isinstance(said, int) and said:
            return said
        raise self._not_joined("没有可用的处理器" if kind == "ready" else str(said))

    def _not_joined(self, reason: str) -> SearchIndexError:
        told = f"（{reason}）" if reason else ""
        if self._address == LOCAL:
            return SearchIndexError(f"Ray 没有启动起来{told}，请去掉 --ray local 再运行一次。")
        return SearchIndexError(
            f"没能加入 Ray 集群 {self._address}{told}，请确认本机已用 ray start 加入集群，"
            "各台机器的 Ray 和 Python 版本相同，再运行一次。"
        )


def _check(address: str) -> None:
    """Raise where an address is none, or nobody answers there: Ray would wait for minutes."""
    if address in {AUTO, LOCAL}:
        return
    host, _, port = address.rpartition(":")
    if not host or "/" in host or not port.isdecimal():
        raise SearchIndexError(
            f"Ray 集群的地址“{address}”不能用，请写成主机和端口（如 10.0.0.5:6379）、"
            f"{AUTO} 或 {LOCAL}。"
        )
    try:
        socket.create_connection((host, int(port)), timeout=ANSWERING).close()
    except (OSError, OverflowError) as error:
        raise SearchIndexError(
            f"连不上 Ray 集群 {address}，请确认那里运行着 ray start --head，并检查地址和端口。"
        ) from error


def _start(address: str) -> "subprocess.Popen[bytes]":
    """Start the process that knows Ray; Ctrl-C is for the build, which ends it."""
    paths = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))
    command = [sys.executable, "-P", "-X", "utf8", "-W", "ignore", "-m", "index.spread.process"]
    return subprocess.Popen(  # noqa: S603
        [*command, address],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"PYTHONPATH": paths, "RAY_USAGE_STATS_ENABLED": "0"},
        start_new_session=True,
    )


def _as_given(outcome: Read | Problem, path: Path) -> Read | Problem:
    """Name the file by the path that was given, which need not be absolute."""
    if isinstance(outcome, Problem):
        return replace(outcome, path=path)
    return replace(outcome, problems=[replace(problem, path=path) for problem in outcome.problems])
