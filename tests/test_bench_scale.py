"""The measuring of libraries that grow, at sizes that take seconds, and the curves through it."""

import json
import math
import time
from pathlib import Path

import pytest

from tests.bench_clock import Clock
from tests.bench_curve import Curve, fit
from tests.bench_scale import main
from tests.bench_scale_parts import ASKING, BUILDING, DISK, GRAPH, NEAR, UNCHANGED, Scale
from tests.bench_scale_report import BEYOND, MARKS, beyond_table

SIZES = (1_000, 10_000, 100_000)


@pytest.mark.parametrize(
    "curve", [Curve("line", 3.0, 0.002), Curve("power", 0.5, 1.25), Curve("constant", 7.0, 0.0)]
)
def test_a_curve_finds_back_what_it_is_made_of(curve: Curve) -> None:
    found = fit({n: curve.at(n) for n in SIZES}, curve.form)
    assert found.at(10_000_000) == pytest.approx(curve.at(10_000_000))
    assert str(found) == str(curve)


def test_small_sizes_count_as_much_as_large_ones() -> None:
    curve = fit({1_000: 1.0, 10_000: 10.0, 100_000: 120.0}, "line")
    errors = [curve.at(n) / value - 1 for n, value in ((1_000, 1.0), (100_000, 120.0))]
    assert max(map(abs, errors)) < 0.2


def test_what_does_not_grow_is_not_drawn_falling() -> None:
    assert fit({1_000: 3.0, 10_000: 2.0, 100_000: 1.0}, "line").at(10_000_000) == 2.0
    assert fit({1_000: 3.0, 10_000: 2.0, 100_000: 1.0}, "power").at(10_000_000) == 2.0
    assert fit({1_000: 12.0, 10_000: 14.0, 100_000: 13.0}, "constant").at(5) == 13.0
    assert fit({1_000: 0.5, 10_000: 9.0, 100_000: 100.0}, "line").first >= 0
    assert fit({1_000: 7.0}, "line").at(10_000_000) == 7.0


def test_the_clock_tells_work_from_waiting() -> None:
    with Clock() as clock:
        start = time.perf_counter()
        time.sleep(0.2)
        between = time.perf_counter()
        worked = time.process_time()
        while time.process_time() < worked + 0.4:
            math.sqrt(2)
        end = time.perf_counter()
    assert clock.worked(start, between) < 0.2 < clock.worked(between, end)
    steps = clock.steps({"wait": between - start, "work": end - between}, start=start)
    assert sum(steps.values()) == pytest.approx(clock.worked(start, end))


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a run: a document, its plot, and what was measured."""
    folder = tmp_path_factory.mktemp("scale")
    begin, end = MARKS
    (folder / "scale.md").write_text(f"# Before\n\n{begin}\nold\n{end}\n\n# After\n")
    run(folder)
    return folder


def run(folder: Path) -> None:
    main([
        *("--sizes", "20", "40", "--random-from", "40", "--no-chroma-from", "40"),
        *("--slice", "2", "--questions", "3", "--model", "bigram-hash", "--in-process"),
        *("--out", str(folder / "kept"), "--document", str(folder / "scale.md")),
    ])  # fmt: skip


@pytest.mark.slow
def test_the_section_tells_measured_from_extrapolated(measured: Path) -> None:
    text = (measured / "scale.md").read_text(encoding="utf-8")
    begin, end = MARKS
    assert text.startswith(f"# Before\n\n{begin}\n## ")
    assert text.endswith(f"{end}\n\n# After\n")
    assert "old" not in text
    for part in (*BUILDING, *ASKING, *DISK, GRAPH):
        assert f"{part.name}," in text
    assert "| vectors of the passages | bigram-hash, numpy | stand-in |" in text
    assert (measured / "scale.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.slow
def test_what_is_measured_is_kept(measured: Path) -> None:
    kept = {path: path.read_bytes() for path in (measured / "kept").rglob("*.json")}
    run(measured)
    assert kept == {path: path.read_bytes() for path in (measured / "kept").rglob("*.json")}
    full, asked = (
        json.loads((measured / "kept" / "40" / f"{stage}.json").read_bytes())
        for stage in ("full", "asking")
    )
    assert (full["passages"], full["fresh"]) == (120, True)
    assert "graph" not in asked["milliseconds"]
    assert set(full["processor_steps"]) == set(full["steps"])


@pytest.mark.slow
def test_what_was_measured_is_upright_and_the_rest_in_italics(measured: Path) -> None:
    sizes = []
    for articles in (20, 40):
        stages = {
            path.stem: json.loads(path.read_bytes())
            for path in (measured / "kept" / str(articles)).glob("*.json")
        }
        stages["corpus"]["articles"] = articles * 500  # as if it had been 10,000
        sizes.append(stages)
    scale = Scale(sizes, {"passages": 100, "processor": 10})
    rows = {row.split(" | ")[0]: row.split(" | ")[1:] for row in beyond_table(scale).splitlines()}
    again = [cell.strip(" |").startswith("*") for cell in rows["| again, nothing changed, minutes"]]
    assert again == [False, True, True, True]
    assert len(again) == len(BEYOND)
    assert set(scale.values(UNCHANGED)) == {10_000, 20_000}
    assert set(scale.values(NEAR)) == {10_000}
