"""Writing into a real Chroma server: killed, twice at once, taken over."""

import socket
from contextlib import closing
from pathlib import Path

import pytest

from index.address import Server
from index.chroma import Connection
from index.embedding import HashEncoder
from index.errors import SearchIndexError
from index.manifest import read_manifest
from index.server_writer import writing
from tests.index_fixtures import (
    READY,
    is_one_sentence,
    say_nothing,
)
from tests.server_fixtures import (
    Folders,
    best,
    push,
    shared_in,
    start,
)

pytestmark = pytest.mark.slow

pytest_plugins = ["tests.shared_fixtures"]


def collections(server: Server) -> set[str]:
    with closing(Connection(server, timeout=10)) as connection, connection.asking() as client:
        names = {collection.name for collection in client.list_collections()}
    return {name for name in names if name.startswith(server.index)}


def test_two_generations_stay_and_going_back_writes_nothing(
    server: Server, folders: Folders, tmp_path: Path
) -> None:
    for folder in (folders.large, folders.first, folders.second):
        push(server, folder)
    kept = {server.passages(folder.name) for folder in (folders.first, folders.second)}
    assert {name for name in collections(server) if "passages" in name} == kept
    with shared_in(server) as shared, writing(server, patience=1) as writer:
        manifest = read_manifest(folders.first)
        writer.push(tmp_path / "never read", manifest, on_progress=say_nothing)
        assert shared.current() == folders.first.name


def test_a_killed_push_changes_nothing_and_the_next_one_cleans_up(
    server: Server, folders: Folders, tmp_path: Path
) -> None:
    push(server, folders.first)
    with start("stop_while_pushing", folders.large, server.port, server.index) as process:
        assert process.stdout
        assert process.stdout.readline().strip() == READY
        process.kill()
        process.communicate()
    with closing(Connection(server, timeout=10)) as connection:
        connection.create(server.files(folders.large.name))  # as where it is killed later
    left = collections(server)
    with shared_in(server) as shared:
        assert shared.held() == [folders.first.name]
        assert shared.current() == folders.first.name
        shared.pull(tmp_path)
        assert "17.26亩" in best(tmp_path, shared)
        assert len(shared.nearest(folders.first.name, HashEncoder().encode_query("地"), k=3)) == 3
        push(server, folders.second)
        assert shared.current() == folders.second.name
    names = {
        f(g.name) for f in (server.passages, server.files) for g in (folders.first, folders.second)
    }
    assert collections(server) == {server.index, *names}
    large = {f(folders.large.name) for f in (server.passages, server.files)}
    assert left - names == {server.index, server.writer, *large}


def test_the_second_writer_is_told_who_the_first_is(server: Server, folders: Folders) -> None:
    with writing(server, patience=0.6), pytest.raises(SearchIndexError) as raised:
        push(server, folders.first)
    assert socket.gethostname() in str(raised.value)
    assert is_one_sentence(str(raised.value).replace(server.url, ""))
    assert collections(server) == set()
    push(server, folders.first)


def test_a_writer_that_was_taken_for_killed_does_not_swap(server: Server, folders: Folders) -> None:
    push(server, folders.first)
    second = read_manifest(folders.second)
    with (
        writing(server, patience=600) as asleep,  # its first beat comes after 100 seconds
        writing(server, patience=0.5),
        pytest.raises(SearchIndexError, match="停顿太久"),
    ):
        asleep.push(folders.second, second, on_progress=say_nothing)
    with shared_in(server) as shared:
        assert shared.current() == folders.first.name
    push(server, folders.second)
    assert not [name for name in collections(server) if name.startswith(server.writer)]


def test_a_writer_that_is_taken_over_while_it_writes_says_so(
    server: Server, folders: Folders
) -> None:
    def take_over(_step: str, done: int, total: int) -> None:
        if done < total:
            push(server, folders.second, patience=0.5)  # and remove what is half-written

    with (
        writing(server, patience=600) as asleep,
        pytest.raises(SearchIndexError, match="停顿太久") as raised,
    ):
        asleep.push(folders.large, read_manifest(folders.large), on_progress=take_over)
    assert is_one_sentence(str(raised.value).replace(server.url, ""))
    with shared_in(server) as shared:
        assert shared.current() == folders.second.name
