"""Every test that docs/security.md names is there, and every line names one."""

import ast
import re
from pathlib import Path

DOCUMENT = Path(__file__).parent.parent / "docs" / "security.md"
TESTS = DOCUMENT.parent.parent / "tests"


def threats() -> list[str]:
    text = DOCUMENT.read_text(encoding="utf-8").partition("## Threats\n")[2].partition("\n## ")[0]
    return [line for line in text.splitlines() if line.startswith("| ")][2:]


def test_every_threat_has_a_test() -> None:
    assert len(threats()) > 25
    for line in threats():
        named = re.findall(r"`(test_\w+\.py)::(test_\w+)`", line)
        assert named, line
        for file, test in named:
            tree = ast.parse((TESTS / file).read_text(encoding="utf-8"))
            found = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
            assert test in found, f"{file} has no {test}"


def test_every_defence_is_where_it_says() -> None:
    for line in threats():
        for path in re.findall(r"\]\((\S+?)\)", line):
            assert (DOCUMENT.parent / path).is_file(), path
