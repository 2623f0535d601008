"""Chats of several machines over one index in a Chroma server."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from assistant.app import open_live
from assistant.indexing import build, roll_back
from assistant.settings import Settings
from index.generations import Generations
from index.verify import verify
from tests.cli_driver import BATTERY
from tests.server_fixtures import chroma_run, free_port, until
from tests.test_live import ask, rebuild

pytest_plugins = ["tests.cli_fixtures"]


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    number = free_port()
    with chroma_run(tmp_path / "server", number):
        yield number


def test_chats_follow_builds_and_going_back(home: Path, port: int) -> None:
    def machine(name: str) -> Settings:
        return Settings(
            articles=home / "articles",
            index_dir=home / name,
            model="bigram-hash",
            chroma_host="127.0.0.1",
            chroma_port=port,
        )

    builder, first, second = (machine(name) for name in ("builder", "first", "second"))
    assert build(builder, prune=False, full=False, on_progress=lambda *_: None).fresh
    with closing(open_live(first)) as one, closing(open_live(second)) as two:

        def both_say(figure: str) -> bool:
            return all(ask(chat, BATTERY).short_answer == figure for chat in (one, two))

        assert both_say("6.2亿元")
        rebuild(builder, edit=lambda text: text.replace("6.2亿元", "6.8亿元"))
        until(lambda: both_say("6.8亿元"), within=10)
        roll_back(builder, "")
        until(lambda: both_say("6.2亿元"), within=10)
        for settings in (first, second):
            folder = Generations(settings.index_dir).current()
            assert folder is not None
            assert verify(folder) == []
    # What somebody else builds starts from what the server holds.
    other = build(machine("other"), prune=False, full=False, on_progress=lambda *_: None)
    assert 0 < other.manifest.encoded < other.manifest.passages
