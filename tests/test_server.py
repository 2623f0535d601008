"""An index in a real Chroma server: pushed by one process, followed by others."""

import logging
import socket
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import httpx
import numpy as np
import pytest

from assistant.schema import AssistantError
from assistant.settings import read_settings
from corpus.article import Article
from index.address import Server
from index.chroma import Connection
from index.dense import read_matrix
from index.embedding import HashEncoder
from index.errors import SearchIndexError
from index.generations import Generations
from index.lexical import LexicalSearch
from index.manifest import read_manifest
from index.server import SharedIndex
from index.server_writer import writing
from index.table import PassageTable
from tests.index_fixtures import (
    ARTICLES,
    FENGLINGDU,
    READY,
    build,
    is_one_sentence,
    many,
    say_nothing,
)
from tests.server_fixtures import (
    best,
    checking,
    chroma_run,
    free_port,
    http_server,
    push,
    start,
    until,
)

CORRECTED = replace(FENGLINGDU, body="气流纺织项目用地18.5亩。项目总投资1,250万元。")


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    port = free_port()
    with chroma_run(tmp_path_factory.mktemp("chroma"), port):
        yield port


@pytest.fixture
def server(port: int, request: pytest.FixtureRequest) -> Server:
    """Return an index of its own in the one server."""
    return Server("127.0.0.1", port, index=f"of-{request.node.name.partition('[')[0]}")


@dataclass(frozen=True)
class Folders:
    """Generations as builds wrote them; `second` corrects an article of `first`."""

    first: Path
    second: Path
    large: Path


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Folders:
    def folder(index_dir: Path, articles: Sequence[Article]) -> Path:
        return Generations(index_dir).folder(build(index_dir, articles).generation)

    index_dir = tmp_path_factory.mktemp("built")
    return Folders(
        folder(index_dir, ARTICLES),
        folder(index_dir, [*ARTICLES[1:], CORRECTED]),
        folder(tmp_path_factory.mktemp("large"), many(300)),
    )


@contextmanager
def shared_in(server: Server) -> Iterator[SharedIndex]:
    with closing(SharedIndex(server)) as shared:
        yield shared


def collections(server: Server) -> set[str]:
    with closing(Connection(server, timeout=10)) as connection, connection.asking() as client:
        names = {collection.name for collection in client.list_collections()}
    return {name for name in names if name.startswith(server.index)}


def test_two_processes_follow_what_a_third_builds(
    server: Server, built: Folders, tmp_path: Path
) -> None:
    push(server, built.first)
    readers = [tmp_path / "one", tmp_path / "two"]
    processes = [start("follow", folder, server.port, server.index) for folder in readers]

    def both_say(figure: str) -> bool:
        files = [folder / "answer.txt" for folder in readers]
        return all(f.exists() and figure in f.read_text("utf-8") for f in files)

    try:
        until(lambda: both_say("17.26亩"), within=60)  # two Pythons start
        push(server, built.second)
        until(lambda: both_say("18.5亩"), within=10)
    finally:
        for process in processes:
            process.kill()
            process.communicate()


def test_a_reader_holds_what_the_builder_wrote(
    server: Server, built: Folders, tmp_path: Path
) -> None:
    push(server, built.first)
    with shared_in(server) as shared:
        shared.refresh(tmp_path)
    ours, theirs = built.first, Generations(tmp_path).current()
    assert theirs
    assert theirs.name == ours.name
    for path in ours.glob("*.jsonl"):
        assert (theirs / path.name).read_bytes() == path.read_bytes()
    manifest = read_manifest(ours)
    assert read_manifest(theirs).digests == manifest.digests
    assert not (theirs / "chroma").exists()
    vectors = [read_matrix(f, passages=manifest.passages) for f in (ours, theirs)]
    assert np.allclose(vectors[0], vectors[1], atol=1e-6)
    table = PassageTable.load(ours)
    words = [
        LexicalSearch(folder / "words", table=table, tokenizer="words").scores("项目总投资")
        for folder in (ours, theirs)
    ]
    assert words[0].any()
    assert np.array_equal(words[0], words[1])


def test_the_server_searches_the_same_vectors(server: Server, built: Folders) -> None:
    name = push(server, built.first)
    passage = PassageTable.load(built.first).passages[0]
    vector = HashEncoder().encode_query(passage.searched_text)
    with shared_in(server) as shared:
        (id_, cosine), *others = shared.nearest(name, vector, k=3)
        assert (id_, len(others)) == (passage.id, 2)
        assert cosine == pytest.approx(1, abs=1e-5)
        assert shared.nearest("20200101T000000000000-000000", vector, k=3) == []


def test_what_is_there_is_not_fetched_again(server: Server, built: Folders, tmp_path: Path) -> None:
    push(server, built.first)
    with shared_in(server) as shared:
        shared.pull(tmp_path)
        folder = Generations(tmp_path).current()
        assert folder
        (folder / "mark").touch()
        shared.pull(tmp_path)
        assert (folder / "mark").exists()
        push(server, built.second)
        shared.pull(tmp_path)
        assert "18.5亩" in best(tmp_path, shared)
        push(server, built.first)
        shared.pull(tmp_path)
        assert "17.26亩" in best(tmp_path, shared)
        assert (folder / "mark").exists()


def test_two_generations_stay_and_going_back_writes_nothing(
    server: Server, built: Folders, tmp_path: Path
) -> None:
    for folder in (built.large, built.first, built.second):
        push(server, folder)
    kept = {server.passages(folder.name) for folder in (built.first, built.second)}
    assert {name for name in collections(server) if "passages" in name} == kept
    with shared_in(server) as shared, writing(server, patience=1) as writer:
        manifest = read_manifest(built.first)
        writer.push(tmp_path / "never read", manifest, on_progress=say_nothing)
        assert shared.current() == built.first.name


def test_a_killed_push_changes_nothing_and_the_next_one_cleans_up(
    server: Server, built: Folders, tmp_path: Path
) -> None:
    push(server, built.first)
    with start("stop_while_pushing", built.large, server.port, server.index) as process:
        assert process.stdout
        assert process.stdout.readline().strip() == READY
        process.kill()
        process.communicate()
    left = collections(server)
    with shared_in(server) as shared:
        assert shared.current() == built.first.name
        shared.pull(tmp_path)
        assert "17.26亩" in best(tmp_path, shared)
        assert len(shared.nearest(built.first.name, HashEncoder().encode_query("地"), k=3)) == 3
        push(server, built.second)
        assert shared.current() == built.second.name
    names = {
        f(g.name) for f in (server.passages, server.files) for g in (built.first, built.second)
    }
    assert collections(server) == {server.index, *names}
    assert left - names == {server.index, server.writer, server.passages(built.large.name)}


def test_the_second_writer_is_told_who_the_first_is(server: Server, built: Folders) -> None:
    with writing(server, patience=0.6), pytest.raises(SearchIndexError) as raised:
        push(server, built.first)
    assert socket.gethostname() in str(raised.value)
    assert is_one_sentence(str(raised.value).replace(server.url, ""))
    assert collections(server) == set()
    push(server, built.first)


def test_a_writer_that_was_taken_for_killed_does_not_swap(server: Server, built: Folders) -> None:
    push(server, built.first)
    second = read_manifest(built.second)
    with (
        writing(server, patience=600) as asleep,  # its first beat comes after 100 seconds
        writing(server, patience=0.5),
        pytest.raises(SearchIndexError, match="停顿太久"),
    ):
        asleep.push(built.second, second, on_progress=say_nothing)
    with shared_in(server) as shared:
        assert shared.current() == built.first.name
    push(server, built.second)
    assert not [name for name in collections(server) if name.startswith(server.writer)]


def test_readers_go_on_while_the_server_is_away(
    built: Folders, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    server = Server("127.0.0.1", free_port(), index="away")
    with shared_in(server) as shared:
        with chroma_run(tmp_path / "chroma", server.port):
            first = push(server, built.first)
            shared.refresh(tmp_path)
        assert "17.26亩" in best(tmp_path, shared)
        shared.refresh(tmp_path)
        shared.refresh(tmp_path)
        (warning,) = (r for r in caplog.records if r.levelno >= logging.WARNING)
        assert server.url in warning.getMessage()
        with pytest.raises(SearchIndexError, match=f"连不上.*{server.port}"):
            shared.refresh(tmp_path / "nothing here")
        with chroma_run(tmp_path / "chroma", server.port):
            assert shared.current() == first
            push(server, built.second)
            shared.refresh(tmp_path)
            assert "18.5亩" in best(tmp_path, shared)


def test_a_token_opens_a_proxy(server: Server, built: Folders) -> None:
    name, token = push(server, built.first), "geheim"
    with http_server(partial(checking, token, server.port)) as proxy:
        behind = replace(server, port=proxy)
        with shared_in(replace(behind, token=token)) as shared:
            assert shared.current() == name
        for wrong in ("", "wrong"):
            address = replace(behind, token=wrong)
            with shared_in(address) as shared, pytest.raises(SearchIndexError) as raised:
                shared.current()
            assert "令牌" in str(raised.value)
            assert is_one_sentence(str(raised.value).replace(address.url, ""))
    assert token not in repr(replace(server, token=token))


@pytest.mark.parametrize(
    ("status", "text"),
    [
        (200, "<html>你好</html>"),
        (404, "not found"),
        (404, '{"detail":"Not Found"}'),
        (502, "bad gateway"),
        (410, '{"error":"Unimplemented","message":"The v1 API is deprecated"}'),
    ],
)
def test_another_server_is_no_chroma(status: int, text: str) -> None:
    with http_server(lambda *_: httpx.Response(status, text=text)) as port:
        server = Server("127.0.0.1", port)
        with shared_in(server) as shared, pytest.raises(SearchIndexError) as raised:
            shared.current()
    assert "不像 Chroma" in str(raised.value)
    assert is_one_sentence(str(raised.value).replace(server.url, "").replace("1.0", ""))


def test_a_server_that_cannot_be_reached_is_named(server: Server) -> None:
    wrong = [
        Server("127.0.0.1", free_port()),
        Server("no-such-host.invalid"),
        replace(server, ssl=True),
    ]
    for address in wrong:
        with shared_in(address) as shared, pytest.raises(SearchIndexError) as raised:
            shared.current()
        assert f"连不上 Chroma 服务器 {address.url}" in str(raised.value)
    unknown = replace(server, database="nowhere")
    with shared_in(unknown) as shared, pytest.raises(SearchIndexError, match="数据库"):
        shared.current()


def test_a_server_that_says_nothing_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        server = Server("127.0.0.1", silent.getsockname()[1])
        connection = Connection(server, timeout=0.3)
        with closing(connection), pytest.raises(SearchIndexError, match="连不上"):
            connection.find("anything")


def test_a_folder_that_cannot_be_written_is_named(
    server: Server, built: Folders, tmp_path: Path
) -> None:
    push(server, built.first)
    (tmp_path / "file").touch()
    with shared_in(server) as shared, pytest.raises(SearchIndexError, match="存不进") as raised:
        shared.pull(tmp_path / "file" / "index")
    assert is_one_sentence(str(raised.value))


def test_the_settings_name_the_server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert read_settings().chroma is None
    for name, value in (("HOST", "db"), ("PORT", "8443"), ("SSL", "true"), ("TOKEN", "geheim")):
        monkeypatch.setenv(f"ZONE_ASSISTANT_CHROMA_{name}", value)
    settings = read_settings()
    assert settings.chroma == Server("db", 8443, ssl=True, token="geheim")
    assert settings.chroma.url == "https://db:8443"
    assert "geheim" not in repr(settings)
    monkeypatch.setenv("ZONE_ASSISTANT_CHROMA_INDEX", "我的")
    with pytest.raises(AssistantError, match="ZONE_ASSISTANT_CHROMA_INDEX"):
        read_settings()


def test_what_is_missing_or_foreign_in_the_server_is_said(
    server: Server, built: Folders, tmp_path: Path
) -> None:
    name = push(server, built.first)
    with closing(Connection(server, timeout=10)) as connection, shared_in(server) as shared:
        files = connection.find(server.files(name))
        assert files
        told = dict(files.metadata or {})
        for metadata in ({**told, "../../x": 0}, {**told, "articles.jsonl": 9}, {"x": 0}):
            files.modify(metadata=metadata)
            with pytest.raises(SearchIndexError, match="不完整"):
                shared.pull(tmp_path)
            assert Generations(tmp_path).answering() is None
        files.modify(metadata=told)
        ids = ["manifest.json/000000"]
        (written,) = files.get(ids=ids)["documents"] or []
        other = written.replace('"format": ', '"format": 9')
        files.update(ids=ids, documents=[other], embeddings=np.ones((1, 1), dtype=np.float32))
        with pytest.raises(SearchIndexError, match="同一版本"):
            shared.pull(tmp_path)
        files.update(ids=ids, documents=[written], embeddings=np.ones((1, 1), dtype=np.float32))
        connection.delete(server.passages(name))
        with pytest.raises(SearchIndexError, match="不完整"):
            shared.pull(tmp_path)
