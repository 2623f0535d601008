"""A small disk of its own that can be filled, for a child process to work on."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.index_fixtures import ROOT

_MOUNT = 'mount -t tmpfs -o size="$1" tmpfs "$2" && shift 2 && exec "$@"'
_INSIDE = ["unshare", "--map-root-user", "--mount", "sh", "-c", _MOUNT, "sh"]


def may_mount(folder: Path) -> bool:
    """Tell whether this machine lets a process have a disk of its own."""
    try:
        done = subprocess.run(
            [*_INSIDE, "64k", str(folder), "true"], capture_output=True, check=False
        )
    except FileNotFoundError:
        return False
    return done.returncode == 0


def on_a_small_disk(call: str, folder: Path, *, size: str) -> list[str]:
    """Run a function of tests.disk_tasks with a disk of `size` at `folder`; return its lines."""
    code = f"import sys; from tests.disk_tasks import {call}; {call}(sys.argv[1])"
    done = subprocess.run(
        [*_INSIDE, size, str(folder), sys.executable, "-c", code, str(folder)],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@contextmanager
def filled(folder: Path) -> Iterator[None]:
    """Leave no byte of the disk until the end of the block."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (1 << 16, 1 << 12, 1 << 8, 1):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError:
                continue
    yield
    filler.unlink()
