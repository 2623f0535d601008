"""Change the code of four parts in small ways, one at a time; see whether their tests notice.

    python tests/mutants.py [--part NAME …] [--most N] [--seed N] [--show]

mutmut makes the mutants and runs them, under data/mutants/NAME; of a part that has more than
`--most`, a sample is taken. What has been decided is kept: run it again to go on after a stop.
Survivors are tried again once the tests have changed; delete data/mutants to begin anew.
"""

import argparse
import hashlib
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path

from mutmut.configuration import reset_config
from mutmut.mutation.file_mutation import mutate_file_contents
from mutmut.utils.format_utils import get_mutant_name, mangled_name_from_mutant_name
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).parent.parent
MUTMUT = str(Path(sys.executable).with_name("mutmut"))
LINKED = ("corpus", "index", "eval", "assistant", "tests", "pyproject.toml")
# Tests that time the code, or load the model, would fail or last where the machine is busy. Those
# of properties are left out as well: a mutant is killed by an example that people can read.
LEFT_OUT = "linear_time or takes_a_second or real_model or quickly"


@dataclass(frozen=True)
class Part:
    """Files that are changed, and the tests that belong to them."""

    files: tuple[str, ...]
    tests: tuple[str, ...]
    left_out: str = ""

    def paths(self) -> list[Path]:
        """Return the files, in order."""
        return sorted(path for name in self.files for path in ROOT.glob(name))

    def test_paths(self) -> list[Path]:
        """Return the test files, in order."""
        return sorted(path for name in self.tests for path in ROOT.glob(f"tests/test_{name}.py"))


PARTS = {
    "figures": Part(("corpus/figures.py", "corpus/numbers/*.py"), ("figures*", "pairs")),
    "dates": Part(
        ("corpus/dates.py", "corpus/intervals.py", "corpus/times/*.py"),
        ("date*", "intervals", "times_mended", "timexes", "years"),
    ),
    "citations": Part(
        ("assistant/citations.py", "assistant/quotes/quoting.py", "index/passages.py"),
        ("citation*", "passages"),
    ),
    "generations": Part(
        ("index/generations.py", "index/history.py", "index/manifest.py", "index/versions.py"),
        ("generation*", "manifest", "versions"),
        # What opens Chroma takes seconds.
        left_out=" or damaged_manifest or nowhere or second_writer or reader_goes_on"
        " or build_to_build or a_first_build or built_over or the_program_makes",
    ),
}
# A mutant has 5 times as long as its tests take, and 30 seconds, for the machine may be busy.
OPTIONS = """\
timeout_constant = 6
timeout_multiplier = 5
on_dependency_change = ignore
use_git_change_detection = false
"""
KILLED, SURVIVED = {1, 3}, {0, 5, 33}  # pytest's exit codes; 33: no test reaches it
TIMED_OUT = {-24, 24, 36, 152, 255}


class Trial:
    """The mutants of one part and what became of them."""

    def __init__(self, name: str, *, most: int, seed: int) -> None:
        self.name, self.part = name, PARTS[name]
        self.folder = ROOT / "data" / "mutants" / name
        self._prepare()
        self.hashes: dict[str, Mapping[str, str]] = {}  # of the functions of each file
        everything = self._everything()
        self.total = len(everything)
        # By hash, so that a larger sample holds the smaller one and other mutants change neither.
        everything.sort(key=lambda name: hashlib.sha256(f"{seed} {name}".encode()).digest())
        self.mutants = sorted(everything[:most])

    def _prepare(self) -> None:
        """Lay out a tree for mutmut, which changes a copy of it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for name in LINKED:
            link = self.folder / name
            link.unlink(missing_ok=True)
            link.symlink_to(ROOT / name)
        lists = {
            "source_paths": ("corpus", "index", "eval", "assistant"),
            "only_mutate": self._names(self.part.paths()),
            "pytest_add_cli_args": (
                "-m", "not slow and not hypothesis", "-p", "no:cacheprovider",
                "-k", f"not ({LEFT_OUT}{self.part.left_out})",
            ),
            "pytest_add_cli_args_test_selection": self._names(self.part.test_paths()),
        }  # fmt: skip
        lines = [f"{key} =\n  " + "\n  ".join(values) for key, values in lists.items()]
        (self.folder / "setup.cfg").write_text("\n".join(["[mutmut]", *lines, OPTIONS]))

    def _names(self, paths: Sequence[Path]) -> tuple[str, ...]:
        return tuple(path.relative_to(ROOT).as_posix() for path in paths)

    def _everything(self) -> list[str]:
        """Return the names of all mutants, in the order of the files."""
        names = []
        reset_config()
        with chdir(self.folder):
            for path in self._names(self.part.paths()):
                made = mutate_file_contents(path, Path(path).read_text(encoding="utf-8"))
                names += [get_mutant_name(Path(path), name) for name in made.mutant_names]
                self.hashes[path] = made.hash_by_function_name
        return names

    def codes(self) -> dict[str, int | None]:
        """Return the exit code that each mutant of the sample ended with, None where not yet."""
        known: dict[str, int | None] = {}
        for path, now in self.hashes.items():
            meta = self.folder / "mutants" / f"{path}.meta"
            if meta.exists():
                row = json.loads(meta.read_text(encoding="utf-8"))
                for name, code in row["exit_code_by_key"].items():
                    function = mangled_name_from_mutant_name(name).rpartition(".")[2]
                    if row["hash_by_function_name"].get(function) == now.get(function):
                        known[name] = code
        return {name: known.get(name) for name in self.mutants}

    def run(self) -> None:
        """Try what has not been decided, and the survivors of earlier tests."""
        stamp, now = self.folder / "tests.sha256", self._digest_of_tests()
        same = stamp.exists() and stamp.read_text() == now
        waiting = [
            name
            for name, code in self.codes().items()
            if code not in KILLED | TIMED_OUT and not (same and code in SURVIVED)
        ]
        if waiting:
            Console().print(f"{self.name}: {len(waiting)} mutants to try")
            run = [MUTMUT, "run", "--max-children", "1"]
            subprocess.run([*run, *waiting], cwd=self.folder, check=True)
            stamp.write_text(now)

    def _digest_of_tests(self) -> str:
        texts = (path.read_bytes() for path in self.part.test_paths())
        return hashlib.sha256(b"".join(texts)).hexdigest()

    def row(self) -> list[str]:
        """Return the part's line of the table."""
        codes = Counter(self.codes().values())
        killed, late = (sum(codes[c] for c in kind) for kind in (KILLED, TIMED_OUT))
        survived, tried = sum(codes[c] for c in SURVIVED), len(self.mutants)
        left = tried - killed - late - survived
        share = f"{(killed + late) / tried:.1%}" if not left else f"{left} undecided"
        counts = (self.total, tried, killed, late, survived)
        return [self.name, *map(str, counts), share]

    def survivors(self) -> Iterator[str]:
        """Yield what each survivor changes, as mutmut shows it."""
        for name, code in self.codes().items():
            if code in SURVIVED:
                show = [MUTMUT, "show", name]
                shown = subprocess.run(show, cwd=self.folder, check=True, stdout=subprocess.PIPE)
                yield shown.stdout.decode()


def main() -> None:
    """Run the parts that are asked for and print the table, or show the survivors."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--part", action="append", choices=PARTS, help="of several, one each")
    parser.add_argument("--most", type=int, default=250, help="mutants of a part")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", action="store_true", help="only print what survivors change")
    wanted = parser.parse_args()
    trials = [Trial(n, most=wanted.most, seed=wanted.seed) for n in wanted.part or PARTS]
    table = Table("part", "mutants", "tried", "killed", "timed out", "survived", "killed, %")
    for trial in trials:
        if wanted.show:
            Console().print(*trial.survivors(), sep="\n", markup=False)
            continue
        trial.run()
        table.add_row(*trial.row())
    if table.row_count:
        Console().print(table)


if __name__ == "__main__":
    main()
