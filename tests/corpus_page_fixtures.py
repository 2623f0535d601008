"""The page of the corpus over an index of our own articles, as fixtures."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from assistant.desk.desk import Desk
from assistant.indexing import build
from tests.cli_driver import write_briefs
from tests.corpus_page_driver import HOSTILE, client_of, desk_over, settings_of


@pytest.fixture(scope="session")
def indexed_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with articles and an index of them, which is only copied."""
    home = tmp_path_factory.mktemp("corpus-page")
    write_briefs(home / "articles")
    (home / "articles" / "hostile.md").write_text(HOSTILE, "utf-8")
    build(settings_of(home), prune=False, full=False, on_progress=lambda *_: None)
    return home


@pytest.fixture(scope="module")
def desk(indexed_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Return the desk of the tests that build nothing."""
    yield from desk_over(indexed_home, tmp_path_factory.mktemp("read") / "home")


@pytest.fixture(scope="module")
def client(desk: Desk) -> TestClient:
    return client_of(desk)


@pytest.fixture
def own_desk(indexed_home: Path, tmp_path: Path) -> Iterator[Desk]:
    """Return the desk of a test that builds."""
    yield from desk_over(indexed_home, tmp_path / "home")


@pytest.fixture
def own_client(own_desk: Desk) -> TestClient:
    return client_of(own_desk)
