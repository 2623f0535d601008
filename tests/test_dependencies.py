"""Everything that the product imports is declared, and everything that is installed is pinned."""

import sys
import tomllib
from importlib import metadata

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from assistant.doctor.packages import OURS, requirements
from tests.test_tree import PRODUCT, ROOT, imported, sources

# What pip takes for a machine of another kind, by the extras of torch and uvicorn.
ELSEWHERE = ("nvidia-", "cuda-", "triton")


def test_what_the_product_imports_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"].items()
    optional = [text for name, texts in extras if name != "dev" for text in texts]
    wanted = project["dependencies"] + optional
    declared = {canonicalize_name(Requirement(text).name) for text in wanted}
    known = metadata.packages_distributions()
    undeclared = set()
    for name, tree in sources().items():
        for module, _ in imported(tree):
            top = module.partition(".")[0]
            if top not in sys.stdlib_module_names and top not in PRODUCT:
                holders = {canonicalize_name(holder) for holder in known.get(top, [top])}
                if not holders & declared:
                    undeclared.add(f"{name}: {top}")
    assert undeclared == set()


def test_what_is_installed_is_pinned() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = {canonicalize_name(line.partition("==")[0]) for line in lines if "==" in line}
    needed = {canonicalize_name(wanted.name) for _, wanted in requirements(OURS)}
    assert {name for name in needed - pinned if not name.startswith(ELSEWHERE)} == set()
