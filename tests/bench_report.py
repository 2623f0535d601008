"""What the measurements of an index come to: tables for docs/benchmarks.md, and a plot."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.bench_encoders import RANDOM_NAME

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BEGIN, END = "<!-- index:begin -->", "<!-- index:end -->"
STEPS = {
    "encoder": "encoder, one question",
    "dense": "dense: the best 100, one by one",
    "graph": "(Chroma's graph, for comparison)",
    "words": "BM25 over words",
    "bigrams": "BM25 over bigrams",
    "fusion": "fusion and times",
    "whole": "**whole, encoder included**",
    "by zone": "whole, of one zone",
    "by source": "whole, of one paper",
    "by time": "whole, of one year",
}
_INTRODUCTION = """\
## The index at scale

Invented articles about invented zones (`tests/invented.py`), three passages each, every twentieth
article a reprint; {machine}. On a busy machine the processor's time tells more than the clock's.
Sizes whose vectors are `random-384` have random directions of the model's 384 dimensions in place
of passages' vectors, while each question is still encoded by the model, so that time and memory of
asking are the real ones and only the encoding of passages is left out.

```sh
make bench
```"""
_ROOM = """\
### Memory and disk

Megabytes of the process that answers, model included; private is what no other process shares."""
Size = Mapping[str, Any]


def index_section(sizes: Sequence[Size], throughput: Size, *, machine: str, plot: str) -> str:
    """Return the section on building and asking, sizes in ascending order."""
    questions = sizes[-1]["asking"]["questions"]
    parts = (
        _INTRODUCTION.format(machine=machine),
        f"![Milliseconds a question, memory, disk and seconds to build, by size]({plot})",
        f"### Asking\n\nMilliseconds, median (95th percentile); {questions} questions.",
        _asking(sizes),
        _ROOM,
        _room(sizes),
        "### Building",
        _building(sizes),
        _arms(throughput),
    )
    return "\n\n".join(parts)


def write_section(document: Path, text: str, *, marks: tuple[str, str] = (BEGIN, END)) -> None:
    """Put the section between its marks, at the end where there are none yet."""
    before, (begin, end) = document.read_text(encoding="utf-8"), marks
    if begin not in before:
        before = f"{before.rstrip()}\n\n{begin}\n{end}\n"
    head, _, rest = before.partition(begin)
    _, found, tail = rest.partition(end)
    assert found, f"{document} lacks {end}"
    document.write_text(f"{head}{begin}\n{text.strip()}\n{end}{tail}", encoding="utf-8")


def draw(sizes: Sequence[Size], path: Path) -> None:
    """Draw what grows with the number of passages."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10, 3.4), dpi=150, layout="constrained")
    asking, memory, building = figure.subplots(1, 3)
    at = [size["building"]["passages"] for size in sizes]
    for step in ("whole", "by zone", "encoder", "dense", "words"):
        medians = [size["asking"]["milliseconds"][step]["median"] for size in sizes]
        asking.plot(at, medians, marker="o", label=step)
    _label(asking, at, "One question, median", "milliseconds")
    memory.plot(at, [s["asking"]["memory"]["resident"] for s in sizes], marker="o", label="memory")
    memory.plot(at, [sum(s["asking"]["disk"].values()) for s in sizes], marker="s", label="disk")
    _label(memory, at, "Memory and disk", "megabytes")
    for name, label in (("full", "full"), ("changed", "1% changed"), ("unchanged", "no change")):
        building.plot(
            at, [size["building"][name]["seconds"] for size in sizes], marker="o", label=label
        )
    _label(building, at, "Building", "seconds")
    asking.set_ylim(bottom=0)
    memory.set_ylim(bottom=0)
    building.set_yscale("log")
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path)


def _label(axes: "Axes", at: Sequence[int], title: str, unit: str) -> None:
    axes.set_title(title)
    axes.set_xlabel("passages")
    axes.set_ylabel(unit)
    axes.set_xscale("log")
    axes.set_xticks(at, [f"{passages:,}" for passages in at], minor=False)
    axes.minorticks_off()
    axes.legend(frameon=False)
    axes.spines[["top", "right"]].set_visible(False)


def _asking(sizes: Sequence[Size]) -> str:
    rows = [("", *map(_size, sizes))]
    for step, name in STEPS.items():
        told = [size["asking"]["milliseconds"][step] for size in sizes]
        rows.append((name, *(f"{t['median']:.1f} ({t['p95']:.1f})" for t in told)))
    wholes = [size["asking"]["milliseconds"]["whole"]["processor"] for size in sizes]
    rows.append(("whole, time of one processor", *(f"{whole:.1f}" for whole in wholes)))
    firsts = [size["asking"]["first"]["median"] for size in sizes]
    rows.append(("the first question after opening", *(f"{first:.0f}" for first in firsts)))
    rows.append(("opening, seconds", *(f"{s['asking']['open_seconds']:.1f}" for s in sizes)))
    return markdown_table(rows)


def _room(sizes: Sequence[Size]) -> str:
    rows = [("", *map(_size, sizes))]
    for name, kind in (
        ("memory", "memory"),
        ("of these before the index is opened", "memory_before"),
    ):
        told = [size["asking"][kind] for size in sizes]
        rows.append((name, *(f"{t['resident']:,.0f}, private {t['private']:,.0f}" for t in told)))
    rows += [
        (f"disk: {part}", *(f"{size['asking']['disk'][part]:,.1f}" for size in sizes))
        for part in sizes[0]["asking"]["disk"]
    ]
    totals = [f"{sum(size['asking']['disk'].values()):,.0f}" for size in sizes]
    return markdown_table([*rows, ("disk, all", *totals)])


def _building(sizes: Sequence[Size]) -> str:
    built = [size["building"] for size in sizes]
    full = [b["full"]["seconds"] for b in built]
    inside = [
        b["full"]["steps"]["encode"] / seconds for b, seconds in zip(built, full, strict=True)
    ]
    rows = [
        ("", *map(_size, sizes)),
        ("vectors", *(_vectors(b) for b in built)),
        ("full, seconds", *(f"{seconds:,.1f}" for seconds in full)),
        ("of these in the encoder", *(f"{share:.1%}" for share in inside)),
    ]
    others = [step for step in built[0]["full"]["steps"] if step != "encode"]
    for step in others:
        told = [f"{b['full']['steps'][step]:,.1f}" for b in built]
        rows.append((f"in `{step}`, seconds", *told))
    for name, label in (
        ("unchanged", "nothing changed"),
        ("changed", "1% of the articles changed"),
    ):
        told = [f"{b[name]['seconds']:,.1f}{_share(b, name)}" for b in built]
        rows.append((f"again, {label}, seconds (of the full build)", *told))
    for name, label in (("full", "full"), ("unchanged", "nothing changed"), ("changed", "1%")):
        worked = [f"{b[name]['processor']:,.1f}" for b in built]
        rows.append((f"processor seconds, {label}", *worked))
    rows.append(("memory at most, megabytes", *(f"{b['peak_megabytes']:,.0f}" for b in built)))
    return markdown_table(rows)


def _arms(throughput: Size) -> str:
    spent, passages = throughput["arms"], throughput["passages"]
    names = {
        "bare": "bare `SentenceTransformer.encode`, float32",
        "encoder": f"the encoder of the index alone, {throughput['runtime']}",
        "ours": f"building the index, {throughput['runtime']}, everything included",
        "plain": "LlamaIndex + Chroma with their defaults, the same model, float32",
    }
    rows = [("one run each, in turn", "passages a second", "of the bare", "by processor time")]
    for arm, name in names.items():
        faster, lighter = (spent["bare"][of] / spent[arm][of] for of in ("seconds", "processor"))
        speed = passages / spent[arm]["seconds"]
        rows.append((name, f"{speed:.1f}", f"{faster:.2f}", f"{lighter:.2f}"))
    return f"{passages:,} passages, the same texts for all.\n\n{markdown_table(rows)}"


def _share(building: Size, name: str) -> str:
    """Tell which part of a full build something takes; without encoding that says nothing."""
    if building["encoder"] == RANDOM_NAME:
        return ""
    return f" (1/{building['full']['seconds'] / building[name]['seconds']:,.0f})"


def _vectors(building: Size) -> str:
    name = building["encoder"]
    return RANDOM_NAME if name == RANDOM_NAME else f"{name}, {building['runtime']}"


def _size(size: Size) -> str:
    building = size["building"]
    return f"{building['passages']:,} passages, {building['articles']:,} articles"


def markdown_table(rows: Sequence[Sequence[str]]) -> str:
    """Return rows as Markdown, the first one as the head."""
    lines = [rows[0], ("---",) * len(rows[0]), *rows[1:]]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
