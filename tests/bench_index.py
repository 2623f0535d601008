"""Measure the index at growing sizes and write the figures into docs/benchmarks.md.

Each size is measured in processes of its own, and kept, so that a run can be stopped and goes on.
"""

import argparse
import json
import os
import platform
import shutil
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from index.encoder import Encoder, load_encoder
from tests.bench_asking import measure_asking
from tests.bench_building import Measured, measure_building, measure_throughput
from tests.bench_encoders import RandomEncoder
from tests.bench_report import draw, index_section, write_section

MODEL = "multilingual-e5-small"


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure what is not measured yet; write the section and its plot."""
    options = _options().parse_args(arguments)
    sizes = []
    for passages in options.sizes:
        folder = options.out / str(passages)
        measured = {
            "building": _kept(folder, "building", options, _building, passages),
            "asking": _kept(folder, "asking", options, _asking, passages),
        }
        sizes.append(measured)
    arms = _kept(options.out, "throughput", options, _throughput, options.slice)
    plot = options.document.parent / "index-scale.png"
    draw(sizes, plot)
    text = index_section(sizes, arms, machine=_machine(), plot=plot.name)
    write_section(options.document, text)
    _say(f"{options.document}, {plot}")


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--random-from", type=int, default=100_000, help="passages")
    parser.add_argument("--slice", type=int, default=1_000, help="passages of the throughput")
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--model", default=MODEL)
    parser.add_argument("--runtime", choices=("float32", "int8"), default="int8")
    parser.add_argument("--models", type=Path, default=Path("data/models"))
    parser.add_argument("--out", type=Path, default=Path("data/bench/index"))
    parser.add_argument("--document", type=Path, default=Path("docs/benchmarks.md"))
    parser.add_argument("--in-process", action="store_true", help="quicker; memory adds up")
    return parser


def _kept(
    folder: Path,
    name: str,
    options: argparse.Namespace,
    measure: Callable[[argparse.Namespace, int], Measured],
    passages: int,
) -> Measured:
    """Return a measurement, made in a fresh process unless it is there already."""
    path = folder / f"{name}.json"
    if not path.exists():
        _say(f"{name}, {passages:,} passages …")
        folder.mkdir(parents=True, exist_ok=True)
        if options.in_process:
            measured = measure(options, passages)
        else:
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
                measured = alone.submit(measure, options, passages).result()
        path.write_text(json.dumps(measured, indent=1), encoding="utf-8")
    kept: Measured = json.loads(path.read_text(encoding="utf-8"))
    return kept


def _building(options: argparse.Namespace, passages: int) -> Measured:
    folder = options.out / str(passages)
    if (folder / "corpus").exists():  # a run that was stopped in the middle measures nothing
        shutil.rmtree(folder)
    if passages >= options.random_from:
        return measure_building(folder, passages, RandomEncoder())
    encoder = load_encoder(options.model, options.models, runtime=options.runtime)
    return measure_building(folder, passages, encoder)


def _asking(options: argparse.Namespace, passages: int) -> Measured:
    encoder: Encoder = load_encoder(options.model, options.models, runtime=options.runtime)
    if passages >= options.random_from:
        encoder = RandomEncoder(encoder)
    return measure_asking(options.out / str(passages), passages, encoder, options.questions)


def _throughput(options: argparse.Namespace, passages: int) -> Measured:
    return measure_throughput(options.model, options.models, options.runtime, passages)


def _machine() -> str:
    return f"{os.cpu_count()} cores, Python {platform.python_version()}"


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


if __name__ == "__main__":
    main()
