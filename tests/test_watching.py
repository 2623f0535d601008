"""Following a folder: builds by itself, says once what stops it, ends when asked to."""

import queue
import signal
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.indexing import Built
from assistant.settings import Settings
from assistant.watching import follow
from index.generations import Generations
from tests.cli_driver import PROGRAM, environment, indexed, write_briefs

LONGEST = 60  # seconds until a follower that says nothing counts as broken
VILLAGE = {"village-99": ("南湾村修好一条路", "2025-10-09", "南湾村新修的路长3公里。")}


@pytest.fixture
def _no_endless_wait() -> Iterator[None]:
    """Fail where the follower waits for ever."""

    def stop(_signal: int, _frame: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(LONGEST)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Return settings of a folder of briefs that has no index yet."""
    articles = write_briefs(tmp_path / "articles")
    return Settings(articles=articles, index_dir=tmp_path / "index", model="bigram-hash")


def followed(settings: Settings) -> "Iterator[Built | str]":
    return follow(settings, prune=False, quiet=0.05, again=0.05)


def built(outcome: Built | str) -> Built:
    assert isinstance(outcome, Built), outcome
    return outcome


@pytest.mark.usefixtures("_no_endless_wait")
def test_what_stops_a_build_is_said_once_and_tried_again(settings: Settings) -> None:
    held, release = threading.Event(), threading.Event()

    def hold() -> None:
        with Generations(settings.index_dir).writing():
            held.set()
            release.wait(LONGEST)

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(LONGEST)
    outcomes = followed(settings)
    said = next(outcomes)
    assert isinstance(said, str)
    assert said.startswith("这次没有重建：另一个进程正在写索引")
    threading.Timer(0.5, release.set).start()  # several tries later
    assert built(next(outcomes)).manifest.articles == 12
    holder.join()


@pytest.mark.usefixtures("_no_endless_wait")
def test_articles_that_are_gone_and_come_back(settings: Settings, tmp_path: Path) -> None:
    outcomes = followed(settings)
    built(next(outcomes))
    (settings.articles / "village-2.md").unlink()  # one of twelve is less than a tenth
    assert built(next(outcomes)).changes.removed == ("village-2",)
    settings.articles.rename(tmp_path / "away")
    said = next(outcomes)
    assert isinstance(said, str)
    assert "找不到" in said
    (tmp_path / "away").rename(settings.articles)
    write_briefs(settings.articles, VILLAGE)
    assert built(next(outcomes)).changes.new == ("village-99",)
    assert len(indexed(settings.index_dir).articles) == 12
    path = settings.articles / "nanhe-powers.md"
    path.write_text(path.read_text("utf-8").replace("58项", "59项"), "utf-8")
    assert built(next(outcomes)).changes.changed == ("nanhe-powers",)
    assert "59项" in indexed(settings.index_dir).articles["nanhe-powers"].body


class Watching:
    """The command, running; its lines arrive while it runs."""

    def __init__(self, home: Path) -> None:
        words = ("index", "watch", "--articles", "articles", "--index-dir", "index")
        self.process = subprocess.Popen(
            [PROGRAM, *words],
            cwd=home,
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._lines: queue.Queue[str] = queue.Queue()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line.strip())

    def line(self) -> str:
        return self._lines.get(timeout=LONGEST)

    def stop(self) -> list[str]:
        """Press Ctrl+C; return what is said after it."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(LONGEST)
        self._reader.join()
        assert self.process.stdout is not None
        self.process.stdout.close()
        return [self._lines.get() for _ in range(self._lines.qsize())]


@pytest.mark.slow
def test_the_command_follows_a_folder_until_interrupted(tmp_path: Path) -> None:
    articles = write_briefs(tmp_path / "articles")
    watching = Watching(tmp_path)
    try:
        assert watching.line() == "守着 articles，文章变了就重建（按 Ctrl+C 结束）。"
        assert "读入12篇" in watching.line()
        write_briefs(articles, VILLAGE)
        assert "新增1、改动0、去掉0、不变12篇" in watching.line()
        for n in (2, 3, 4):
            (articles / f"village-{n}.md").unlink()
        said = watching.line()
        assert said.startswith("这次没有重建：这次重建会从索引里去掉13篇中的3篇")
        assert "--prune" in said
        assert len(indexed(tmp_path / "index").articles) == 13
    finally:
        said_last = watching.stop()
    assert (watching.process.returncode, said_last) == (0, [])
    assert not (tmp_path / "index" / "writer.json").exists()


def test_a_file_that_goes_while_it_is_looked_at_is_no_error(settings: Settings) -> None:
    (settings.articles / "dangling.md").symlink_to("nowhere.md")
    outcome = built(next(followed(settings)))
    assert [problem.path.name for problem in outcome.reading.problems] == ["dangling.md"]
