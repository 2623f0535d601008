"""Feed broken files to the readers for some minutes; see that none of them crashes or runs away.

    python tests/fuzz_readers.py --minutes 10 [--seed N] [--keep FOLDER]

The files are read by read_articles in a child process, twenty of a type at once; what a batch
shows is looked for in its files. Anything but articles or CorpusError, more than 10 seconds or
more than 500 MB is a finding, and its file is kept. The exit code counts the findings.
"""

import argparse
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests.fuzz_samples import mutate, samples  # noqa: E402  (after the path is set)

MAX_SECONDS = 10.0
MAX_MEGABYTES = 500
BATCH = 20  # files of one type in a folder, read at once
LIFE = 50  # batches a child reads before a fresh one takes over


@dataclass
class Totals:
    """What has been seen so far, by file type."""

    files: Counter[str] = field(default_factory=Counter)
    articles: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    seconds: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    slowest: tuple[float, str] = (0.0, "")  # of a file, where a batch took longer than it may
    peak: float = 0.0  # megabytes, of the reading process with its own child
    findings: list[str] = field(default_factory=list)


class Child:
    """A process that reads files one by one and says what came out."""

    def __init__(self) -> None:
        self.left = LIFE
        command = [sys.executable, "-W", "error", str(ROOT / "tests" / "fuzz_child.py")]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            cwd=ROOT, text=True,
        )  # fmt: skip

    def read(self, path: Path) -> dict[str, Any]:
        """Return the child's reply, or why there is none."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.left -= 1
        try:
            self.process.stdin.write(f"{path}\n")
            self.process.stdin.flush()
            line = self.process.stdout.readline()
            reply: dict[str, Any] = json.loads(line)
        except (OSError, ValueError):
            rest = line + (self.process.stdout.read() or "")
            return {"crash": f"code {self.process.wait()}: {rest[-2000:]}"}
        return reply

    def end(self) -> None:
        """Let the child go."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(timeout=30)
        self.process.stdout.close()


def fuzz(*, minutes: float, seed: int, keep: Path) -> Totals:
    """Read mutated files until the time is up."""
    totals = Totals()
    ends = time.monotonic() + 60 * minutes
    child = Child()
    for number, (suffix, contents) in enumerate(batches(seed)):
        if time.monotonic() >= ends:
            break
        with tempfile.TemporaryDirectory() as folder:
            paths = [Path(folder, f"{seed}-{number}-{at}{suffix}") for at in range(len(contents))]
            for path, content in zip(paths, contents, strict=True):
                path.write_bytes(content)
            seconds, wrong, child = look_at(Path(folder), child, totals)
            totals.files[suffix] += len(paths)
            totals.seconds[suffix] += seconds
            for path in paths if wrong else []:  # which of them was it?
                seconds, wrong, child = look_at(path, child, Totals())
                totals.slowest = max(totals.slowest, (seconds, suffix))
                if wrong:
                    keep.mkdir(parents=True, exist_ok=True)
                    shutil.copy(path, keep)
                    totals.findings.append(f"{keep / path.name}: {wrong}")
    child.end()
    return totals


def batches(seed: int) -> Iterator[tuple[str, list[bytes]]]:
    """Yield suffixes and broken files for ever."""
    rng = random.Random(seed)
    good = samples()
    while True:
        for suffix, files in good.items():
            yield suffix, [mutate(rng.choice(files), suffix, good, rng) for _ in range(BATCH)]


def look_at(path: Path, child: Child, totals: Totals) -> tuple[float, str, Child]:
    """Read a file or folder; returns the seconds, what is wrong, and the child to go on with."""
    started = time.monotonic()
    reply = child.read(path)
    seconds = time.monotonic() - started
    if "crash" in reply or child.left == 0:
        child.end()
        child = Child()
    if "crash" in reply:
        return seconds, reply["crash"], child
    suffix = reply["suffix"]
    totals.articles[suffix] += reply["articles"]
    totals.refused[suffix] += reply["refused"]
    totals.peak = max(totals.peak, reply["megabytes"])
    if seconds > MAX_SECONDS:
        return seconds, f"{seconds:.1f} s", child
    if reply["megabytes"] > MAX_MEGABYTES:
        return seconds, f"{reply['megabytes']:.0f} MB", child
    return seconds, "", child


def report(totals: Totals) -> str:
    """Write the totals as a table."""
    rows = [f"{'type':8}{'files':>8}{'articles':>10}{'refused':>9}{'files/s':>9}"]
    for suffix, files in totals.files.items():
        speed = files / (totals.seconds[suffix] or 1)
        articles, refused = totals.articles[suffix], totals.refused[suffix]
        rows.append(f"{suffix:8}{files:>8}{articles:>10}{refused:>9}{speed:>9.1f}")
    rows.append(f"slowest file of a slow batch {totals.slowest[0]:.2f} s {totals.slowest[1]}")
    rows.append(f"peak memory {totals.peak:.0f} MB, findings {len(totals.findings)}")
    return "\n".join(rows + totals.findings)


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--keep", type=Path, default=ROOT / "data" / "fuzz")
    given = parser.parse_args()
    totals = fuzz(minutes=given.minutes, seed=given.seed, keep=given.keep)
    print(report(totals))  # noqa: T201  its product
    sys.exit(min(len(totals.findings), 100))


if __name__ == "__main__":
    main()
