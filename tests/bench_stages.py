"""Measurements that are made one by one, each in a process of its own, and kept once made."""

import argparse
import json
import os
import platform
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from index.weights import MODEL_NAME
from tests.bench_building import Measured


def common_options(description: str | None) -> argparse.ArgumentParser:
    """Return a parser of what every run over growing sizes can be told."""
    parser = argparse.ArgumentParser(description=description)
    add = parser.add_argument
    add("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    add("--questions", type=int, default=200)
    add("--model", default=MODEL_NAME)
    add("--runtime", choices=("float32", "int8"), default="int8")
    add("--models", type=Path, default=Path("data/models"))
    add("--in-process", action="store_true", help="quicker; memory adds up")
    return parser


def kept(
    folder: Path,
    name: str,
    options: argparse.Namespace,
    measure: Callable[[argparse.Namespace, int], Measured],
    size: int,
) -> Measured:
    """Return a measurement, made in a fresh process unless it is there already.

    With `options.in_process` it is made here, which is quicker, and memory adds up.
    """
    path = folder / f"{name}.json"
    if not path.exists():
        say(f"{name}, {size:,} …")
        folder.mkdir(parents=True, exist_ok=True)
        if options.in_process:
            measured = measure(options, size)
        else:
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
                measured = alone.submit(measure, options, size).result()
        path.write_text(json.dumps(measured, indent=1), encoding="utf-8")
    known: Measured = json.loads(path.read_text(encoding="utf-8"))
    return known


def machine() -> str:
    """Return the cores and the Python that measured."""
    return f"{os.cpu_count()} cores, Python {platform.python_version()}"


def say(text: str) -> None:
    """Tell who waits how far it is."""
    sys.stderr.write(f"{text}\n")
