"""The licences of everything that the program needs: `make licences` writes docs/licences.md."""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata

from packaging.utils import canonicalize_name

from assistant.doctor.packages import OURS, requirements

UNKNOWN = "unknown"
LONGEST = 60  # characters; a longer licence field holds a whole text
HEAD = """# Licences

What `zone-assistant` needs, directly or through another package, as installed from
`constraints.txt` on Linux without a GPU, and the licence that each package names in its metadata.
`make licences` writes this file; a test holds it against what is installed, and refuses a package
that comes under the GPL or AGPL alone. The `torch` that pip takes on Linux unless told otherwise
also brings NVIDIA's CUDA libraries, which are under NVIDIA's own terms;
`TORCH_INDEX=https://download.pytorch.org/whl/cpu` leaves them out.

| package | version | licence | needed by |
|---|---|---|---|
"""


@dataclass(frozen=True, slots=True)
class Licensed:
    """An installed package, its licence, and the first package that asked for it."""

    name: str
    version: str
    licence: str
    wanting: str

    @property
    def forbids(self) -> bool:
        """Tell whether the licence asks that what uses the package come under it, too."""
        return all(map(_is_copyleft, self.licence.split(" OR ")))


def licences() -> list[Licensed]:
    """Return all that the program needs, in the order of their names."""
    found: dict[str, Licensed] = {}
    for wanting, wanted in requirements(OURS):
        key = canonicalize_name(wanted.name)
        if key not in found:
            said = metadata.metadata(wanted.name)
            version = metadata.version(wanted.name).partition("+")[0]  # without the build, as +cpu
            found[key] = Licensed(said["Name"], version, licence_of(said), wanting)
    return [found[key] for key in sorted(found)]


def licence_of(said: metadata.PackageMetadata) -> str:
    """Return the licence as the metadata name it: an expression, a few words, or classifiers."""
    expression, words = (_first(said, name) for name in ("License-Expression", "License"))
    few = words if len(words) <= LONGEST and "\n" not in words else ""
    kinds = [c for c in said.get_all("Classifier") or [] if c.startswith("License ::")]
    named = " OR ".join(kind.rpartition(" :: ")[2] for kind in kinds)
    return expression or few or named or words.partition("\n")[0][:LONGEST].strip() or UNKNOWN


def _first(said: metadata.PackageMetadata, name: str) -> str:
    return str((said.get_all(name) or [""])[0]).strip()


def _is_copyleft(licence: str) -> bool:
    """Tell whether an expression names the GPL or AGPL without an exception; LGPL is none."""
    names = re.findall(r"\bA?GPL|General Public License", licence)
    mild = re.search(r"exception|Lesser|Library", licence, re.IGNORECASE)
    return bool(names) and not mild


def lines(found: list[Licensed]) -> Iterator[str]:
    """Yield the rows of the table."""
    for package in found:
        cells = (package.name, package.version, package.licence, package.wanting)
        yield f"| {' | '.join(cells)} |\n"


def main() -> None:
    """Write the whole page to standard output."""
    found = licences()
    sys.stdout.write(HEAD + "".join(lines(found)))
    unknown = [package.name for package in found if package.licence == UNKNOWN]
    if unknown:
        sys.stdout.write(f"\nWithout a licence in their metadata: {', '.join(unknown)}.\n")


if __name__ == "__main__":
    main()
