"""An index in a real Chroma server: pushed by one process, followed by others."""

import logging
import socket
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path

import httpx
import numpy as np
import pytest

from assistant.schema import AssistantError
from assistant.settings import read_settings
from index.address import Server
from index.chroma import Connection
from index.dense import read_matrix
from index.embedding import HashEncoder
from index.errors import SearchIndexError
from index.generations import Generations
from index.lexical import LexicalSearch
from index.manifest import read_manifest
from index.table import PassageTable
from index.verify import verify
from tests.index_fixtures import (
    is_one_sentence,
)
from tests.server_fixtures import (
    Folders,
    best,
    checking,
    chroma_run,
    free_port,
    http_server,
    passed_on,
    push,
    shared_in,
    start,
    until,
)

pytest_plugins = ["tests.shared_fixtures"]


def test_two_processes_follow_what_a_third_builds(
    server: Server, folders: Folders, tmp_path: Path
) -> None:
    push(server, folders.first)
    readers = [tmp_path / "one", tmp_path / "two"]
    processes = [start("follow", folder, server.port, server.index) for folder in readers]

    def both_say(figure: str) -> bool:
        files = [folder / "answer.txt" for folder in readers]
        return all(f.exists() and figure in f.read_text("utf-8") for f in files)

    try:
        until(lambda: both_say("17.26亩"), within=60)  # two Pythons start
        push(server, folders.second)
        until(lambda: both_say("18.5亩"), within=10)
    finally:
        for process in processes:
            process.kill()
            process.communicate()


def test_a_reader_holds_what_the_builder_wrote(
    server: Server, folders: Folders, tmp_path: Path
) -> None:
    push(server, folders.first)
    with shared_in(server) as shared:
        shared.refresh(tmp_path)
    ours, theirs = folders.first, Generations(tmp_path).current()
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


def test_the_server_searches_the_same_vectors(server: Server, folders: Folders) -> None:
    name = push(server, folders.first)
    passage = PassageTable.load(folders.first).passages[0]
    vector = HashEncoder().encode_query(passage.searched_text)
    with shared_in(server) as shared:
        (id_, cosine), *others = shared.nearest(name, vector, k=3)
        assert (id_, len(others)) == (passage.id, 2)
        assert cosine == pytest.approx(1, abs=1e-5)
        assert shared.nearest("20200101T000000000000-000000", vector, k=3) == []


def test_what_is_there_is_not_fetched_again(
    server: Server, folders: Folders, tmp_path: Path
) -> None:
    push(server, folders.first)
    with shared_in(server) as shared:
        shared.pull(tmp_path)
        folder = Generations(tmp_path).current()
        assert folder
        (folder / "mark").touch()
        shared.pull(tmp_path)
        assert (folder / "mark").exists()
        push(server, folders.second)
        shared.pull(tmp_path)
        assert "18.5亩" in best(tmp_path, shared)
        push(server, folders.first)
        shared.pull(tmp_path)
        assert "17.26亩" in best(tmp_path, shared)
        assert (folder / "mark").exists()


def test_a_copy_that_is_cut_off_is_fetched_again(
    server: Server, folders: Folders, tmp_path: Path
) -> None:
    push(server, folders.first)
    with shared_in(server) as shared:
        shared.refresh(tmp_path)
    copy = Generations(tmp_path).folder(folders.first.name)
    (copy / "passages.jsonl").write_text("")
    with shared_in(server) as shared:
        shared.refresh(tmp_path)
    assert verify(copy) == []


def test_what_goes_while_it_is_fetched_gives_way_to_what_answers(
    server: Server, folders: Folders, tmp_path: Path
) -> None:
    push(server, folders.first)
    builds = iter([folders.second, folders.large])  # after which the first is no more

    def build_meanwhile(path: str, asked: httpx.Request) -> httpx.Response:
        if path.endswith("/get"):
            for folder in builds:
                push(server, folder)
        return passed_on(server.port, path, asked)

    with (
        http_server(build_meanwhile) as proxy,
        shared_in(replace(server, port=proxy)) as shared,
    ):
        shared.pull(tmp_path)
    current = Generations(tmp_path).current()
    assert current == Generations(tmp_path).folder(folders.large.name)
    assert verify(current) == []


def test_a_server_is_not_away_because_the_folder_is_held(
    server: Server, folders: Folders, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    first = push(server, folders.first)
    with shared_in(server) as shared:
        shared.refresh(tmp_path)
        push(server, folders.second)
        with Generations(tmp_path).locked():
            shared.refresh(tmp_path)
        assert "另一个进程正在写索引" in caplog.text
        assert len(shared.nearest(first, HashEncoder().encode_query("地"), k=3)) == 3
        assert shared.held() == [folders.second.name, first]


def test_readers_go_on_while_the_server_is_away(
    folders: Folders, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    server = Server("127.0.0.1", free_port(), index="away")
    with shared_in(server) as shared:
        with chroma_run(tmp_path / "chroma", server.port):
            first = push(server, folders.first)
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
            push(server, folders.second)
            shared.refresh(tmp_path)
            assert "18.5亩" in best(tmp_path, shared)


def test_a_token_opens_a_proxy(server: Server, folders: Folders) -> None:
    name, token = push(server, folders.first), "geheim"
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
    server: Server, folders: Folders, tmp_path: Path
) -> None:
    push(server, folders.first)
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
    server: Server, folders: Folders, tmp_path: Path
) -> None:
    name = push(server, folders.first)
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
