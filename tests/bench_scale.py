"""Measure build and query at 10³, 10⁴ and 10⁵ articles, fit the curve, and draw it beyond.

Each stage is measured in a process of its own, and kept, so that a run can be stopped and goes on.
"""

import argparse
import shutil
import time
from collections.abc import Sequence
from pathlib import Path

from index.encoder import Encoder, load_encoder
from index.table import PassageTable
from tests.bench_asking import measure_asking
from tests.bench_building import Measured, build, write_corpus
from tests.bench_encoders import RandomEncoder
from tests.bench_report import write_section
from tests.bench_scale_parts import Scale
from tests.bench_scale_report import MARKS, draw_curves, scale_section
from tests.bench_stages import common_options, kept, machine, say
from tests.invented import invented

ROUNDS = 5
TOLD = 60.0  # seconds between two words on how far a stage is


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure what is not measured yet; write the table and its plot."""
    options = _options().parse_args(arguments)
    sizes = [_measured(options, articles) for articles in options.sizes]
    scale = Scale(sizes, kept(options.out, "throughput", options, _throughput, options.slice))
    plot = options.document.with_suffix(".png")
    draw_curves(scale, plot)
    text = scale_section(scale, machine=machine(), plot=plot.name)
    write_section(options.document, text, marks=MARKS)
    say(f"{options.document}, {plot}")


def _options() -> argparse.ArgumentParser:
    parser = common_options(__doc__)
    parser.add_argument("--random-from", type=int, default=100_000, help="articles")
    parser.add_argument("--no-chroma-from", type=int, default=10**9, help="articles; saves hours")
    parser.add_argument("--slice", type=int, default=20, help="articles of the throughput")
    parser.add_argument("--out", type=Path, default=Path("data/bench/scale"))
    parser.add_argument("--document", type=Path, default=Path("docs/scale.md"))
    return parser


def _measured(options: argparse.Namespace, articles: int) -> Measured:
    """Return what one size takes, stage by stage."""
    folder = options.out / str(articles)
    stages = {
        "corpus": _corpus,
        "full": _full,
        "unchanged": _again,
        "asking": _asking,
    }
    return {
        name: kept(folder, name, options, measure, articles) for name, measure in stages.items()
    }


def _corpus(options: argparse.Namespace, articles: int) -> Measured:
    folder = options.out / str(articles)
    write_corpus(folder, (invented(n).article for n in range(articles)))
    size = sum(path.stat().st_size for path in (folder / "corpus").iterdir())
    return {"articles": articles, "megabytes": size / 2**20}


def _full(options: argparse.Namespace, articles: int) -> Measured:
    folder = options.out / str(articles)
    shutil.rmtree(folder / "index", ignore_errors=True)  # of a run that was stopped
    return _again(options, articles)


def _again(options: argparse.Namespace, articles: int) -> Measured:
    encoder = _encoder(options, articles)
    chroma = articles < options.no_chroma_from
    folder = options.out / str(articles)
    built = build(folder, encoder, on_progress=_Told(), chroma=chroma)
    return built | {"encoder": encoder.name, "runtime": encoder.runtime}


def _asking(options: argparse.Namespace, articles: int) -> Measured:
    encoder: Encoder = load_encoder(options.model, options.models, runtime=options.runtime)
    if articles >= options.random_from:
        encoder = RandomEncoder(encoder)
    stories = [invented(n) for n in range(articles)]
    return measure_asking(options.out / str(articles), stories, encoder, options.questions)


def _throughput(options: argparse.Namespace, articles: int) -> Measured:
    """Time the encoder alone, whose speed does not depend on how many there are.

    The best of some rounds counts: what else runs on the machine only makes it slower.
    """
    encoder = load_encoder(options.model, options.models, runtime=options.runtime)
    table = PassageTable.cut([invented(n).article for n in range(articles)])
    texts = [passage.searched_text for passage in table.passages]
    encoder.encode_passages(texts[:1])
    spent = []
    for _ in range(ROUNDS):
        start, worked = time.perf_counter(), time.process_time()
        encoder.encode_passages(texts)
        spent.append((time.process_time() - worked, time.perf_counter() - start))
    processor, seconds = min(spent)
    return {"passages": len(texts), "seconds": seconds, "processor": processor}


def _encoder(options: argparse.Namespace, articles: int) -> Encoder:
    if articles >= options.random_from:
        return RandomEncoder()
    return load_encoder(options.model, options.models, runtime=options.runtime)


class _Told:
    """Says how far a build is, now and then."""

    def __init__(self) -> None:
        self._next = time.monotonic() + TOLD

    def __call__(self, step: str, done: int, total: int) -> None:
        if time.monotonic() >= self._next:
            say(f"  {step} {done:,}/{total:,}")
            self._next = time.monotonic() + TOLD


if __name__ == "__main__":
    main()
