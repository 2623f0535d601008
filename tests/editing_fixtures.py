"""Uploads and libraries of our own, for the tests of what is behind the corpus page."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from assistant.editing.building import Order, rebuild
from assistant.editing.uploads import UploadedFile, Uploads
from assistant.settings import Settings
from index.generations import Generations
from index.manifest import Manifest
from tests.index_fixtures import ROOT, say_nothing

MOON = (
    "---\nid: moon\ntitle: 月湾项目\ndate: 2025-11-20\n---\n月湾高新区的月饼项目总投资7.3亿元。\n"
)
UNDATED = "星桥高新区风机项目开工\n\n星桥高新区的风机项目总投资9.1亿元，占地120亩，年底前投产。\n"
QUESTION = "月湾高新区的月饼项目总投资多少？"


def settings_of(home: Path) -> Settings:
    return Settings(
        articles=home / "articles",
        index_dir=home / "index",
        uploads=home / "uploads",
        model="bigram-hash",
        feedback=None,
    )


def put(uploads: Uploads, token: str, name: str, content: str | bytes) -> UploadedFile:
    """Upload a file in three pieces."""
    raw = content.encode() if isinstance(content, str) else content
    third = len(raw) // 3 + 1
    pieces = [raw[at : at + third] for at in range(0, len(raw), third)]
    return asyncio.run(uploads.add(token, name, stream(pieces)))


async def stream(pieces: Iterable[bytes]) -> AsyncIterator[bytes]:
    for piece in pieces:
        await asyncio.sleep(0)
        yield piece


def manifest_of(settings: Settings) -> Manifest:
    manifest = Generations(settings.index_dir).manifest()
    assert manifest
    return manifest


def files_of(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder, the hidden ones too, but the lock, which holds nothing."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != "lock")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def fork_rebuilds() -> None:
    """Read a home and an order per line; fork a rebuild and say how it ended."""
    for line in sys.stdin:
        home, order = json.loads(line)
        pid = os.fork()  # before anything of Chroma is opened in this process
        if pid == 0:
            given: dict[str, Any] = {
                name: tuple(value) if isinstance(value, list) else value
                for name, value in order.items()
            }
            rebuild(settings_of(Path(home)), Order(**given), say_nothing)
            os._exit(0)
        print(pid, flush=True)  # noqa: T201
        _, status = os.waitpid(pid, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)  # noqa: T201


class Rebuilds:
    """Runs rebuilds in a process of their own, to be killed."""

    def __init__(self) -> None:
        code = f"from tests.editing_fixtures import {fork_rebuilds.__name__} as run; run()"
        self.process = subprocess.Popen(
            [sys.executable, "-c", code],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, home: Path, order: Order, *, killed_after: float | None = None) -> int:
        """Carry out an order; return the exit code."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps([str(home), asdict(order)]) + "\n")
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
