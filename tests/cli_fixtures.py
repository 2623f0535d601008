"""Articles of our own and an index of them, as fixtures."""

import shutil
from pathlib import Path

import pytest

from tests.cli_driver import run_cli, write_briefs


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with `articles` and an `index` of them; tests only read it."""
    home = tmp_path_factory.mktemp("built")
    write_briefs(home / "articles")
    ran = run_cli("index", "build", "--articles", "articles", "--index-dir", "index", cwd=home)
    assert ran.code == 0, ran
    return home


@pytest.fixture
def home(built: Path, tmp_path: Path) -> Path:
    """Return a copy of `built` that a test may change."""
    shutil.copytree(built, tmp_path, dirs_exist_ok=True)
    return tmp_path
