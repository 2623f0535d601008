"""What the measurements at growing sizes come to: tables for docs/scale.md, and their plot."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.dense import FEW
from tests.bench_encoders import RANDOM_NAME
from tests.bench_report import markdown_table
from tests.bench_scale_parts import (
    ANSWERING,
    ASKING,
    BUILDER,
    BUILDING,
    DISK,
    GRAPH,
    OPENING,
    UNCHANGED,
    Part,
    Scale,
    Size,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BEYOND = (10_000, 100_000, 1_000_000, 10_000_000)  # articles
GPU = 1_000  # passages a second; an estimate, docs/scale.md says on what it rests
LEFT_OUT = "–"
MARKS = "<!-- scale:begin -->", "<!-- scale:end -->"
STEPS = {"dense": "one by one", "graph": "Chroma's graph", "words": "BM25 over words",
         "bigrams": "BM25 over bigrams", "fusion": "fusion and times"}  # fmt: skip


_SECTION = """\
## The curve

![Seconds to build, milliseconds a question, memory and disk, by articles]({plot})

Dots are measured, dashed lines are the fitted curves beyond. The grey line marks where the index
goes over from comparing one by one to Chroma's graph ({few:,} passages).

### What libraries of that size take

Upright figures were measured; *figures in italics are extrapolated* (or, for the GPU, estimated).

{beyond}

### What was measured

Processor time first, the clock's behind it in brackets; questions: processor's median (95th
percentile); clock's median (95th percentile). {machine}; the encoder alone made {speed:.1f}
passages for each second of a processor.

{measured}

### The curves

Fitted by least squares of relative errors, so that small sizes count as much as large ones; `n`
is the number of articles. Most parts are a line, `a + b · n`: the start costs something, and each
article adds the same. The time that Chroma's graph takes is a power, straight on logarithmic paper.

{curves}"""


def scale_section(scale: Scale, *, machine: str, plot: str) -> str:
    """Return what docs/scale.md shows of the measurements."""
    return _SECTION.format(
        plot=plot,
        few=FEW,
        machine=machine,
        speed=scale.speed,
        beyond=beyond_table(scale),
        measured=measured_table(scale),
        curves=curves_table(scale),
    )


def measured_table(scale: Scale) -> str:
    """Return all that was measured; processor's time first, the clock's after it."""
    rows = [("", *(f"{n:,} articles" for n in scale.articles))]
    rows.append(("passages", *(f"{s['full']['passages']:,}" for s in scale.sizes)))
    rows.append(("vectors of the passages", *(_vectors(s["full"]) for s in scale.sizes)))
    rows += [_row(f"build: {p.name}, s", _told(scale, p)) for p in BUILDING]
    rows.append(_row("build: encoding, s", map(_encoded, scale.sizes)))
    for name, label in (("full", "**whole build**"), ("unchanged", "again, nothing changed")):
        rows.append(_row(f"{label}, s (clock)", (_both(s[name]) for s in scale.sizes)))
    rows.append(_row("memory of a build, at most, MB", _told(scale, BUILDER)))
    rows += [_row(f"disk: {p.name}, MB", _told(scale, p)) for p in DISK]
    opened = (size["asking"] for size in scale.sizes)
    told = (f"{_short(o['open_processor'])} ({_short(o['open_seconds'])})" for o in opened)
    rows.append(_row("opening the index, s (clock)", told))
    rows += [_row(f"memory: {p.name}, MB", _told(scale, p)) for p in (ANSWERING, GRAPH)]
    names = {"encoder": "encoder", **STEPS, "whole": "**whole**", "by zone": "whole, of one zone"}
    for step, label in names.items():
        rows.append(_row(f"question: {label}, ms", (_question(s, step) for s in scale.sizes)))
    return markdown_table(rows)


def beyond_table(scale: Scale) -> str:
    """Return what larger libraries take, in italics wherever it was not measured."""
    rows = [("articles", *(f"{n:,}" for n in BEYOND))]
    rows.append(_row("passages", (f"{n * scale.each:,.0f}" for n in BEYOND)))
    encoding = [(2, "2 cores"), (16, "16 cores")]
    for cores, label in encoding:
        hours = (scale.encoding(n, cores=cores) for n in BEYOND)
        rows.append(_row(f"encoding, {label}, hours", (_guess(h) for h in hours)))
    hours = (n * scale.each / GPU / 3600 for n in BEYOND)
    rows.append(_row("encoding, a GPU, hours (estimate)", (_guess(h) for h in hours)))
    rows.append(
        _row(
            "build beside encoding, hours of one core",
            _over(scale, scale.writing, lambda _: BUILDING),
        )
    )
    rows.append(_row("again, nothing changed, minutes", _of(scale, UNCHANGED, 60)))
    rows.append(_row("memory of a build, GB", _of(scale, BUILDER, 1024)))
    rows += [_row(f"disk: {part.name}, GB", _of(scale, part, 1024)) for part in DISK]
    held = _over(scale, lambda n: scale.memory(n) / 1024, scale.held)
    rows.append(_row("memory of an answering process, GB", held))
    rows.append(_row("opening, seconds", _of(scale, OPENING, 1)))
    rows += [_row(f"question: {part.name}, ms", _of(scale, part, 1)) for part in ASKING]
    rows.append(_row("question: **all steps**, ms", _over(scale, scale.question, scale.asked)))
    return markdown_table(rows)


def curves_table(scale: Scale) -> str:
    """Return the curves themselves; n is the number of articles."""
    rows = [("what", "unit", "curve")]
    units = {"s": (*BUILDING, UNCHANGED, OPENING), "MB": (BUILDER, ANSWERING, GRAPH, *DISK),
             "ms": ASKING}  # fmt: skip
    for unit, parts in units.items():
        rows += [(part.name, unit, str(scale.curve(part))) for part in parts]
    return markdown_table(rows)


def draw_curves(scale: Scale, path: Path) -> None:
    """Draw what was measured, and the curves through it, dashed beyond."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(12, 4.2), dpi=150, layout="constrained")
    building, asking, room = figure.subplots(1, 3)
    named = [(building, part, part.name) for part in BUILDING]
    named += [(asking, part, part.name) for part in ASKING]
    named += [(room, part, f"disk: {part.name}") for part in DISK]
    named += [(room, part, f"memory: {part.name}") for part in (ANSWERING, GRAPH)]
    for axes, part, name in named:
        _line(axes, scale, part, name)
    for axes in (building, asking, room):
        axes.set(xscale="log", yscale="log", xlabel="articles")
        axes.minorticks_off()
        axes.grid(color="0.92")
        axes.spines[["top", "right"]].set_visible(False)
        axes.legend(frameon=False, fontsize=7, loc="upper left")
    asking.axvline(scale.graph_from, color="0.7", linewidth=0.8)
    building.set(title="Building, without encoding", ylabel="processor seconds")
    asking.set(title="One question, median", ylabel="processor milliseconds")
    room.set(title="Disk, and memory of answering", ylabel="megabytes")
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path)


def _line(axes: "Axes", scale: Scale, part: Part, name: str) -> None:
    curve, last = scale.curve(part), scale.articles[-1]
    within = np.geomspace(scale.articles[0], last, 40)
    beyond = np.geomspace(last, BEYOND[-1], 40)
    (line,) = axes.plot(within, [curve.at(n) for n in within], linewidth=1.2, label=name)
    colour, known = line.get_color(), scale.values(part)
    axes.plot(beyond, [curve.at(n) for n in beyond], "--", linewidth=1.2, color=colour)
    axes.plot(list(known), list(known.values()), "o", markersize=4, color=colour)


def _row(name: str, cells: Iterable[str]) -> tuple[str, ...]:
    return name, *cells


def _told(scale: Scale, part: Part) -> Iterator[str]:
    """Tell what was measured of a part at each size."""
    known = scale.values(part)
    return (_short(known[n]) if n in known else LEFT_OUT for n in scale.articles)


def _of(scale: Scale, part: Part, unit: float) -> Iterator[str]:
    """Tell of a part at each size, in italics wherever it was not measured."""
    return _over(scale, lambda n: scale.at(part, n) / unit, lambda _: (part,))


def _over(
    scale: Scale, total: Callable[[int], float], parts: Callable[[int], Sequence[Part]]
) -> Iterator[str]:
    for n in BEYOND:
        known = all(n in scale.values(part) for part in parts(n))
        yield _short(total(n)) if known else _guess(total(n))


def _guess(value: float) -> str:
    return f"*{_short(value)}*"


def _short(value: float) -> str:
    """Write two digits that count, or all that stand before the point."""
    if value >= 10:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 1 else f"{value:.2g}"


def _both(spent: Size) -> str:
    return f"{_short(spent['processor'])} ({_short(spent['seconds'])})"


def _encoded(size: Size) -> str:
    return _short(size["full"]["processor_steps"]["encode"])


def _question(size: Size, step: str) -> str:
    told = size["asking"]["milliseconds"].get(step)
    if told is None:
        return LEFT_OUT
    worked = f"{told['processor']:.1f} ({told['processor_p95']:.1f})"
    return f"{worked}; {told['median']:.0f} ({told['p95']:.0f})"


def _vectors(built: Size) -> str:
    name = built["encoder"]
    return "stand-in" if name == RANDOM_NAME else f"{name}, {built['runtime']}"
