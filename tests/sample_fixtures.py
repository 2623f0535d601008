"""An index of the sample articles with the real model, built once for all tests that read it."""

import os
from pathlib import Path

import pytest
from filelock import FileLock

from assistant.settings import DEFAULT_ARTICLES
from tests.cli_driver import build_with_model


@pytest.fixture(scope="session")
def sample_index(tmp_path_factory: pytest.TempPathFactory, model_dir: Path) -> Path:
    """Return an index of the sample articles, built by the command; tests only read it."""
    samples = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        samples = samples.parent  # one for all processes
    index_dir = samples / "samples" / "index"
    index_dir.parent.mkdir(exist_ok=True)
    with FileLock(samples / "samples.lock"):
        if not (index_dir / "CURRENT").exists():
            build_with_model(DEFAULT_ARTICLES, index_dir, model_dir=model_dir)
    return index_dir
