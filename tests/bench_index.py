"""Measure the index at growing sizes and write the figures into docs/benchmarks.md.

Each size is measured in processes of its own, and kept, so that a run can be stopped and goes on.
"""

import argparse
import shutil
from collections.abc import Sequence
from pathlib import Path

from index.encoder import Encoder, load_encoder
from tests.bench_asking import measure_asking
from tests.bench_building import Measured, measure_building, measure_throughput
from tests.bench_encoders import RandomEncoder
from tests.bench_report import draw, index_section, write_section
from tests.bench_stages import common_options, kept, machine, say
from tests.invented import with_passages


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure what is not measured yet; write the section and its plot."""
    options = _options().parse_args(arguments)
    sizes = []
    for passages in options.sizes:
        folder = options.out / str(passages)
        measured = {
            "building": kept(folder, "building", options, _building, passages),
            "asking": kept(folder, "asking", options, _asking, passages),
        }
        sizes.append(measured)
    arms = kept(options.out, "throughput", options, _throughput, options.slice)
    plot = options.document.parent / "index-scale.png"
    draw(sizes, plot)
    text = index_section(sizes, arms, machine=machine(), plot=plot.name)
    write_section(options.document, text)
    say(f"{options.document}, {plot}")


def _options() -> argparse.ArgumentParser:
    parser = common_options(__doc__)
    parser.add_argument("--random-from", type=int, default=100_000, help="passages")
    parser.add_argument("--slice", type=int, default=1_000, help="passages of the throughput")
    parser.add_argument("--out", type=Path, default=Path("data/bench/index"))
    parser.add_argument("--document", type=Path, default=Path("docs/benchmarks.md"))
    return parser


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
    stories = list(with_passages(passages))
    return measure_asking(options.out / str(passages), stories, encoder, options.questions)


def _throughput(options: argparse.Namespace, passages: int) -> Measured:
    return measure_throughput(options.model, options.models, options.runtime, passages)


if __name__ == "__main__":
    main()
