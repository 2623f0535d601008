"""An index of the sample articles with the real model, built once for all tests that read it."""

from pathlib import Path

import pytest

from assistant.settings import Settings
from index.weights import MODEL_NAME
from tests.cli_driver import run_cli


def build(articles: Path | str, index_dir: Path, *, model_dir: Path) -> None:
    words = ("index", "build", "--articles", articles, "--index-dir", index_dir)
    settings = {"model": MODEL_NAME, "model_dir": str(model_dir.resolve())}
    ran = run_cli(*words, cwd=index_dir.parent, **settings)
    assert ran.code == 0, ran


@pytest.fixture(scope="session")
def sample_index(tmp_path_factory: pytest.TempPathFactory, model_dir: Path) -> Path:
    """Return an index of the sample articles, built by the command."""
    index_dir = tmp_path_factory.mktemp("samples") / "index"
    build(Settings.model_fields["articles"].default, index_dir, model_dir=model_dir)
    return index_dir
