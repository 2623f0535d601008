"""Chats of several machines over one index in a Chroma server."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from assistant.app import open_assistant, open_live
from assistant.indexing import Built, build, restore, roll_back
from assistant.settings import Settings
from assistant.watching import follow
from index.address import Server
from index.backup import back_up
from index.chroma import Connection
from index.errors import SearchIndexError
from index.generations import Generations
from index.verify import verify
from tests.cli_driver import BATTERY, manifest
from tests.index_fixtures import say_nothing
from tests.server_fixtures import shared_in, until
from tests.test_live import MOON, ask, rebuild

pytest_plugins = ["tests.cli_fixtures", "tests.shared_fixtures"]

Machine = Callable[[str], Settings]


@pytest.fixture
def machine(home: Path, server: Server) -> Machine:
    """Return the settings of a machine by name; all read the same articles and server."""

    def settings(name: str) -> Settings:
        return Settings(
            articles=home / "articles",
            index_dir=home / name,
            model="bigram-hash",
            chroma_host=server.host,
            chroma_port=server.port,
            chroma_index=server.index,
        )

    return settings


def built(settings: Settings, *, full: bool = False, prune: bool = False) -> Built:
    return build(settings, prune=prune, full=full, on_progress=say_nothing)


@pytest.mark.slow
def test_chats_follow_builds_and_going_back(machine: Machine) -> None:
    builder, first, second = (machine(name) for name in ("builder", "first", "second"))
    assert built(builder).fresh
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
    other = built(machine("other"))
    assert 0 < other.manifest.encoded < other.manifest.passages


def test_what_is_restored_reaches_a_running_chat(machine: Machine, tmp_path: Path) -> None:
    builder = machine("builder")
    assert built(builder).fresh
    back_up(builder.index_dir, tmp_path / "index.tar", on_progress=say_nothing)
    rebuild(builder, edit=lambda text: text.replace("6.2亿元", "6.8亿元"))
    with closing(open_live(machine("reader"))) as chat:
        assert ask(chat, BATTERY).short_answer == "6.8亿元"
        restore(builder, tmp_path / "index.tar", on_progress=say_nothing)
        until(lambda: ask(chat, BATTERY).short_answer == "6.2亿元", within=10)


@pytest.mark.slow
def test_a_full_build_takes_the_place_of_a_damaged_one(machine: Machine, server: Server) -> None:
    name = built(machine("builder")).manifest.generation
    with closing(Connection(server, timeout=10)) as connection:
        connection.delete(server.passages(name))
    other = machine("other")
    with pytest.raises(SearchIndexError, match=r"不完整.*--full"):
        built(other)
    with pytest.raises(SearchIndexError, match="加 --prune"):  # what it held isn't known here
        built(other, full=True)
    assert built(other, full=True, prune=True).fresh
    with closing(open_assistant(machine("reader"))) as assistant:
        assert assistant.ask(BATTERY).short_answer == "6.2亿元"


@pytest.mark.slow
def test_watching_fills_a_server_that_is_new(machine: Machine, server: Server) -> None:
    settings = machine("index")  # as it was built without a server
    outcome = next(follow(settings, prune=False, quiet=0.05))
    assert isinstance(outcome, Built)
    assert (outcome.fresh, outcome.filled) == (False, True)
    with shared_in(server) as shared:
        assert shared.current() == manifest(settings.index_dir).generation
    again = built(settings)
    assert (again.fresh, again.filled) == (False, False)


def connections(port: int) -> int:
    """Count what this process, or another of this machine, holds open to a port."""
    rows = (line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:])
    return sum(row[2].endswith(f":{port:04X}") and row[3] == "01" for row in rows)


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="counts connections in /proc")
def test_what_is_closed_leaves_the_server(machine: Machine, server: Server) -> None:
    assert built(machine("builder")).fresh
    assert connections(server.port) == 0
    for open_ in (open_live, open_assistant):
        with closing(open_(machine("reader"))):
            assert connections(server.port) > 0
        until(lambda: connections(server.port) == 0, within=10)


def test_with_a_server_the_folder_needs_no_collection(machine: Machine) -> None:
    shared = machine("index")
    rebuild(shared)
    alone = shared.model_copy(update={"chroma_host": ""})
    generations = Generations(alone.index_dir)
    folder = generations.current()
    assert folder is not None
    assert not (folder / "chroma").exists()
    assert verify(folder) == []
    with closing(open_assistant(alone)) as assistant:  # the server is switched off
        assert assistant.ask(MOON).short_answer == "7.3亿元"
    battery = alone.articles / "yunxi-battery.md"
    battery.write_text(battery.read_text("utf-8").replace("6.2亿元", "6.8亿元"), "utf-8")
    assert built(alone).manifest.encoded == 1
    folder = generations.current()
    assert folder is not None
    assert (folder / "chroma").is_dir()
    assert verify(folder) == []
