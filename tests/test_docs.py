"""The documents name files that are there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DOCUMENTS = ("docs/architecture.md", "CONTRIBUTING.md")
PATH = re.compile(r"(?:corpus|index|eval|assistant|tests|docs)/[\w./-]*\w/?")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_file_that_is_named_is_there(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    named = {path for path in PATH.findall(text) if "NAME" not in path}
    assert len(named) > 5
    assert {path for path in named if not (ROOT / path).exists()} == set()
