"""What deploy/ starts and copies is there."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.core import TyperGroup
from typer.main import get_command

from assistant.cli import app
from tests.test_tree import PRODUCT, ROOT

UNIT, CONTAINER = ROOT / "deploy" / "zone-assistant.service", ROOT / "deploy" / "Containerfile"
SEVERAL = ROOT / "deploy" / "several.conf"


def commands(path: Path) -> Iterator[list[str]]:
    """Yield the words of every call of the program in the lines that are run."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith(("Exec", "CMD")):
            for words in re.findall(r"zone-assistant ([^;\"]+)", line):
                yield words.split()


@pytest.mark.parametrize(("path", "count"), [(UNIT, 2), (CONTAINER, 2), (SEVERAL, 1)])
def test_the_commands_and_their_options_are_there(path: Path, count: int) -> None:
    called = list(commands(path))
    assert len(called) == count
    for words in called:
        command = get_command(app)
        while isinstance(command, TyperGroup):
            command = command.commands[words.pop(0)]
        options = {name for option in command.params for name in option.opts}
        assert {word for word in words if word.startswith("--")} <= options


def test_the_container_is_given_what_a_wheel_is_built_from() -> None:
    text = CONTAINER.read_text(encoding="utf-8")
    copied = [
        word for line in re.findall(r"^COPY (?!--)(.+) \S+$", text, re.M) for word in line.split()
    ]
    assert set(PRODUCT) <= set(copied)
    assert {"pyproject.toml", "constraints.txt", "README.md", "LICENSE"} <= set(copied)
    assert [name for name in copied if not (ROOT / name).exists()] == []
    assert re.search(r"^USER 10001$", text, re.M)


def test_the_unit_gives_no_more_than_is_needed() -> None:
    lines = UNIT.read_text(encoding="utf-8").splitlines()
    for line in (
        "User=zone-assistant",
        "NoNewPrivileges=true",
        "ProtectSystem=strict",
        "CapabilityBoundingSet=",
    ):
        assert line in lines
