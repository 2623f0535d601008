"""The tree and the README agree, and the code keeps to its budgets. Imports nothing heavy."""

import ast
import fnmatch
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PRODUCT = ("corpus", "index", "eval", "assistant")
MAX_LINES, MAX_FUNCTION, MAX_PARAMETERS = 250, 40, 6
# Folders that the README names as wholes: their files need no line of their own.
WHOLE = ("tests/", "docs/")
# Each of these is known in one place only; eval/peers.py measures against some of them.
KNOWN_IN = {
    "chromadb": "index/chroma.py",
    "bm25s": "index/lexical.py",
    "datasketch": "corpus/repeats.py",
    "jieba": "corpus/words.py",
    "openai": "assistant/llm.py",
    "llama_index.llms": "assistant/llm.py",
    "onnx": "index/onnx_graph.py",
    "onnxruntime": "index/int8.py",
    "gradio": "assistant/web/",
    "mcp": "assistant/api/",
    "prometheus_client": "assistant/operations/metrics.py",
    "pymilvus": "index/milvus.py",
    "fsspec": "index/store.py",
    "s3fs": "index/store.py",
    "botocore": "index/store.py",
    "ray": "index/spread/process.py",
    "peft": "assistant/reader/training/adapters.py",
}
PEERS = "eval/peers.py"


def tree_lines(readme: str) -> list[tuple[int, str, str]]:
    """Return (depth, name, phrase) for every line of the block that starts with the root."""
    (block,) = (part for part in readme.split("```") if part.startswith("\nzone-assistant/\n"))
    rows = []
    for line in block.split("\n")[2:-1]:
        indent = len(line) - len(line.lstrip())
        name, _, phrase = line.strip().partition(" ")
        assert indent % 2 == 0, line
        rows.append((indent // 2, name, phrase.strip()))
    return rows


def tree_paths(readme: str) -> dict[str, str]:
    """Return the phrase of every path in the README's tree; folders end in a slash."""
    paths: dict[str, str] = {}
    folders: list[str] = []
    for depth, name, phrase in tree_lines(readme):
        assert 1 <= depth <= len(folders) + 1, name
        del folders[depth - 1 :]
        path = "".join(folders) + name
        assert path not in paths, path
        paths[path] = phrase
        if name.endswith("/"):
            folders.append(name)
    return paths


def files() -> list[str]:
    """Return what is tracked, and what is new and not ignored; without git, what is there."""
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True)
    except (FileNotFoundError, subprocess.CalledProcessError):
        folders = [ROOT / folder for folder in PRODUCT]
        found = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
        names = [path.relative_to(ROOT).as_posix() for path in found]
        return sorted(name for name in names if "__pycache__" not in name)
    return sorted(name for name in listed.stdout.splitlines() if (ROOT / name).is_file())


def is_listed(file: str, paths: dict[str, str]) -> bool:
    exact = file in paths or any(
        fnmatch.fnmatchcase(file, path) and file.count("/") == path.count("/")
        for path in paths
        if "*" in path
    )
    return exact or any(file.startswith(folder) and folder in paths for folder in WHOLE)


def sources() -> dict[str, ast.Module]:
    """Return the product's parsed Python files by path."""
    names = [name for name in files() if name.endswith(".py") and name.startswith(PRODUCT)]
    assert len(names) > 30
    return {name: ast.parse((ROOT / name).read_text(encoding="utf-8")) for name in names}


def imported(tree: ast.AST) -> Iterator[tuple[str, bool]]:
    """Yield every module that is imported, and whether by a plain `import`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, True) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module, False


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def is_command(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Tell whether a function is a command, whose parameters are the options that people give."""
    decorators = [call.func for call in node.decorator_list if isinstance(call, ast.Call)]
    return any(isinstance(d, ast.Attribute) and d.attr == "command" for d in decorators)


SAMPLE = """# t
```
other
```
```
zone-assistant/
  Makefile  the commands
  corpus/  reading
    page.py  a page into articles
    articles/  samples
      *.md  two briefs
  tests/  tests
```
"""


def test_the_readme_is_parsed() -> None:
    paths = tree_paths(SAMPLE)
    assert paths == {
        "Makefile": "the commands",
        "corpus/": "reading",
        "corpus/page.py": "a page into articles",
        "corpus/articles/": "samples",
        "corpus/articles/*.md": "two briefs",
        "tests/": "tests",
    }
    listed = ["Makefile", "corpus/page.py", "corpus/articles/a.md", "tests/a/b.py"]
    assert all(is_listed(file, paths) for file in listed)
    missing = ["corpus/new.py", "corpus/articles/a.py", "corpus/articles/x/a.md", "docs/a.png"]
    assert not any(is_listed(file, paths) for file in missing)


@pytest.mark.parametrize("name", ["README.md"])
def test_the_readme_shows_the_tree_as_it_is(name: str) -> None:
    paths = tree_paths((ROOT / name).read_text(encoding="utf-8"))
    present = files()
    assert [
        file for file in present if not file.endswith("/__init__.py") and not is_listed(file, paths)
    ] == [], f"these files have no line in {name}"
    assert [path for path in paths if not list(ROOT.glob(path))] == [], f"{name} invents these"
    assert [path for path, phrase in paths.items() if not phrase] == []
    gone = [p for p in paths if not p.endswith("/") and not fnmatch.filter(present, p)]
    assert gone == [], f"{name} names what git does not hold"


@pytest.mark.parametrize("package", [f"{name}/__init__.py" for name in PRODUCT])
def test_packages_do_nothing_when_imported(package: str) -> None:
    assert (ROOT / package).read_bytes() == b""


def test_files_are_short() -> None:
    names = [name for name in files() if name.startswith(PRODUCT)]
    code = [name for name in names if name.endswith((".py", ".js"))]
    lines = {name: len((ROOT / name).read_text(encoding="utf-8").splitlines()) for name in code}
    assert {name: count for name, count in lines.items() if count > MAX_LINES} == {}


def test_functions_are_short_and_take_few_parameters() -> None:
    long, many = [], []
    for name, tree in sources().items():
        for node in functions(tree):
            where = f"{name}:{node.lineno} {node.name}"
            given = node.args
            plain = [a.arg for a in given.posonlyargs + given.args if a.arg not in ("self", "cls")]
            if (node.end_lineno or 0) - node.lineno + 1 > MAX_FUNCTION:
                long.append(where)
            if len(plain) + len(given.kwonlyargs) > MAX_PARAMETERS and not is_command(node):
                many.append(where)
    assert long == []
    assert many == []


def test_each_backend_is_known_in_one_place() -> None:
    places: dict[str, set[str]] = {library: set() for library in KNOWN_IN}
    for name, tree in sources().items():
        for module, _ in imported(tree):
            for library, place in KNOWN_IN.items():
                if module == library or module.startswith(f"{library}."):
                    allowed = name.startswith(place) or name == PEERS
                    assert allowed, f"{name} imports {library}; only {place} may"
                    places[library].add(name)
    assert all(places.values()), "a library that nothing imports guards nothing"


def test_errors_are_caught_by_name_and_the_builtin_eval_stays_visible() -> None:
    for name, tree in sources().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ExceptHandler):
                caught = ast.unparse(node.type) if node.type else ""
                assert caught not in ("", "Exception", "BaseException"), f"{name}:{node.lineno}"
        assert ("eval", True) not in imported(tree), f"{name} hides the builtin"


def test_nothing_is_printed() -> None:
    for name, tree in sources().items():
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
        prints = [c.lineno for c in calls if isinstance(c.func, ast.Name) and c.func.id == "print"]
        assert prints == [], name
