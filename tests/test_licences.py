"""No dependency forbids what we do with it, and docs/licences.md names them all."""

from dataclasses import replace
from importlib import metadata
from pathlib import Path

import pytest

from tests.licences import UNKNOWN, Licensed, licence_of, licences

DOC = Path(__file__).parent.parent / "docs" / "licences.md"


def test_every_dependency_may_be_used_and_is_listed() -> None:
    found = licences()
    assert len(found) > 100
    assert [package.name for package in found if package.forbids] == []
    assert [package.name for package in found if package.licence == UNKNOWN] == []
    listed = DOC.read_text(encoding="utf-8")
    needed = [p for p in found if not p.name.startswith(("nvidia", "cuda", "triton"))]
    assert [p.name for p in needed if f"| {p.name} | " not in listed] == [], "run `make licences`"


@pytest.mark.parametrize(
    ("licence", "forbids"),
    [
        ("GPL-3.0-or-later", True),
        ("AGPL-3.0-only AND MIT", True),
        ("GNU General Public License v3 (GPLv3)", True),
        ("GPL-2.0-only OR AGPL-3.0-only", True),
        ("MPL-1.1 OR GPL-2.0-only OR LGPL-2.1-or-later", False),
        ("LGPL-2.1-or-later", False),
        ("GNU Lesser General Public License v3 (LGPLv3)", False),
        ("GPL-3.0-or-later WITH GCC-exception-3.1", False),
        ("MIT", False),
        (UNKNOWN, False),
    ],
)
def test_which_licences_forbid(licence: str, forbids: bool) -> None:
    package = Licensed("a", "1", "MIT", "b")
    assert replace(package, licence=licence).forbids is forbids


@pytest.mark.parametrize(
    ("lines", "licence"),
    [
        (["License-Expression: MIT", "License: something else"], "MIT"),
        (["License: BSD-3-Clause"], "BSD-3-Clause"),
        (
            [
                f"License: {'Copyright 2001. ' * 9}",
                "Classifier: License :: OSI Approved :: BSD License",
                "Classifier: License :: OSI Approved :: MIT License",
                "Classifier: Topic :: Text",
            ],
            "BSD License OR MIT License",
        ),
        (["License: The Text Licence\n        It may be used."], "The Text Licence"),
        ([], UNKNOWN),
    ],
)
def test_where_metadata_name_the_licence(lines: list[str], licence: str, tmp_path: Path) -> None:
    info = tmp_path / "a-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("\n".join(["Metadata-Version: 2.1", "Name: a", *lines]))
    assert licence_of(metadata.Distribution.at(info).metadata) == licence
