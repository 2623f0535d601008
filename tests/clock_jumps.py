"""What is done while the clock is put forward and back, in a process of its own.

libfaketime reads the time of day from a file at every look at the clock; what only counts seconds
(time.monotonic) goes on as it is.
"""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import closing, suppress
from pathlib import Path
from threading import Event

sys.path.insert(0, str(Path(__file__).parent.parent))

from assistant.access.sessions import Logins, Sessions
from assistant.access.users import UserFile
from assistant.app import open_assistant
from assistant.desk.jobs import Job
from assistant.editing.uploads import Uploads
from assistant.live import LiveAssistant
from assistant.settings import Settings
from corpus.progress import Progress
from index.build import build_index
from index.embedding import HashEncoder
from index.errors import SearchIndexError
from index.generations import Generations
from tests.index_fixtures import ARTICLES, build, say_nothing

PASSWORD = "chenzhou-3-yunxi-4"


def wait(seconds: float) -> None:
    """Sleep; time.sleep itself fails under libfaketime (0.9.10), with EINVAL."""
    Event().wait(seconds)


time.sleep = wait  # type: ignore[assignment]


def put(clock: str) -> None:
    """Put the clock so many hours before or after the real time: +13h."""
    file = Path(os.environ["FAKETIME_TIMESTAMP_FILE"])
    (new := file.with_suffix(".new")).write_text(clock)
    new.replace(file)


def sessions(home: Path) -> None:
    file = UserFile(home / "users.json")
    file.put("wang", "editor", PASSWORD)
    kept = Sessions(file)
    gone, soon, other = (kept.begin("wang") for _ in range(3))
    kept.end(gone)
    put("+13h")
    assert kept.find(other) is None  # it has ended with time
    late = kept.begin("wang")
    assert kept.find(late)
    kept.end(late)
    put("-5h")
    assert kept.find(other) is None  # of a time to come
    kept.end(soon)
    put("+0h")
    assert [bool(kept.find(token)) for token in (gone, soon, late, other)] == [0, 0, 0, 1]


def logins(home: Path) -> None:
    file = UserFile(home / "users.json")
    file.put("wang", "editor", PASSWORD)
    tried = Logins(file)
    waits = [tried.wait("wang", "203.0.113.7") for _ in range(8)]
    assert waits[0] == 0
    assert 0 < waits[-1] <= 60
    for clock in ("+13h", "-13h"):
        put(clock)
        assert 0 < tried.wait("wang", "203.0.113.7") <= 60


def count(report: Progress) -> int:
    for done in range(1, 5):
        put(("+13h", "-13h")[done % 2])
        report("数数", done, 4)
        wait(0.15)
    return 4


def jobs(_: Path) -> None:
    job = Job(count)
    seen = []
    while job.running:
        seen.append(job.standing)
        wait(0.02)
    job.wait(60)
    assert job.result == 4
    assert all(0 <= one.seconds < 600 for one in [*seen, job.standing])
    left = [one.left for one in seen if one.left is not None]
    assert left
    assert all(0 <= seconds < 600 for seconds in left)


def uploads(home: Path) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        yield "正文。".encode()

    kept = Uploads(home)
    token = kept.begin()
    for name, clock in (("一.txt", "-3h"), ("二.txt", "-9h"), ("三.txt", "+3h")):
        asyncio.run(kept.add(token, name, chunks()))
        put(clock)
    asyncio.run(kept.add(token, "一.txt", chunks()))
    assert [file.name for file in kept.files(token)] == ["二.txt", "三.txt", "一.txt"]
    put("-13h")
    kept.begin()  # what has expired is removed
    assert len(kept.files(token)) == 3


def generations(home: Path) -> None:
    put("+13h")
    build(home, ARTICLES[:1])
    settings = Settings(model="bigram-hash", index_dir=home, feedback=None)
    with closing(LiveAssistant(home, lambda: open_assistant(settings), poll=0.05)) as live:
        for number, clock in enumerate(("-13h", "+0h", "+40h"), start=2):
            put(clock)
            manifest = build(home, ARTICLES[:number])
            assert (Generations(home).answering() or home).name == manifest.generation
            ends = time.monotonic() + 300
            while len(live.articles()) < number and time.monotonic() < ends:
                wait(0.05)
            assert len(live.articles()) == number


def writers(home: Path) -> None:
    """One writer keeps others out for as long as it writes, whatever the clock says."""
    refused: list[bool] = []

    def another(_step: str, _done: int, _total: int) -> None:
        put(("+13h", "-13h")[len(refused) % 2])
        with suppress(SearchIndexError):
            build_index(ARTICLES[:1], home, encoder=HashEncoder(), on_progress=say_nothing)
            raise AssertionError
        refused.append(True)

    build_index(ARTICLES, home, encoder=HashEncoder(), on_progress=another)
    assert refused
    assert len(Generations(home).current().name) > 1  # type: ignore[union-attr]


JUMPS: dict[str, Callable[[Path], None]] = {
    jump.__name__: jump for jump in (sessions, logins, jobs, uploads, generations, writers)
}

if __name__ == "__main__":
    JUMPS[sys.argv[1]](Path(sys.argv[2]))
