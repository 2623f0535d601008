"""A real Chroma server and generations to be brought into it, as fixtures."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.article import Article
from index.address import Server
from index.generations import Generations
from tests.index_fixtures import ARTICLES, FENGLINGDU, build, many
from tests.server_fixtures import Folders, chroma_run, free_port

CORRECTED = replace(FENGLINGDU, body="气流纺织项目用地18.5亩。项目总投资1,250万元。")


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Return the port of a server that all tests of a file share."""
    number = free_port()
    with chroma_run(tmp_path_factory.mktemp("chroma"), number):
        yield number


@pytest.fixture
def server(port: int, request: pytest.FixtureRequest) -> Server:
    """Return an index of its own in the one server."""
    return Server("127.0.0.1", port, index=f"of-{request.node.name.partition('[')[0]}")


@pytest.fixture(scope="session")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Folders:
    """Return three generations, which tests only read."""

    def folder(index_dir: Path, articles: Sequence[Article]) -> Path:
        return Generations(index_dir).folder(build(index_dir, articles).generation)

    index_dir = tmp_path_factory.mktemp("folders")
    return Folders(
        folder(index_dir, ARTICLES),
        folder(index_dir, [*ARTICLES[1:], CORRECTED]),
        folder(tmp_path_factory.mktemp("large"), many(300)),
    )
