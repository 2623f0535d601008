"""The report's tables as data: HTML and Markdown show the same ones."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from eval.reporting.cells import (
    Cell,
    Group,
    Line,
    Table,
    change_cell,
    figure_cell,
)
from eval.reporting.differences import Changes
from eval.reporting.names import Named
from eval.summary import LABELS
from eval.tables import between, figure_text, type_name

_ANSWERS = {
    "回答": ("right", "contained", "short_contained", "exact", "f1", "figures_right"),
    "引文": ("citation_precision", "citation_recall", "grounded", "quoted"),
}
_SEARCH = {
    "找文章": (
        *(f"hit_{k}" for k in (1, 3, 5, 10)),
        *(f"{kind}.hit_{k}" for kind in ("single", "followup") for k in (1, 5)),
        *("recall_5", "recall_10", "rr_10", "ndcg_10"),
    ),
    "找依据句": tuple(name for name in LABELS if name.startswith("sentence_")),
}
_REFUSALS = {  # metric → the question-only baseline's that stands below it
    "refusal_right": "",
    "refusal_f1": "baseline_f1",
    "auroc": "baseline_auroc",
    "refusal_precision": "baseline_precision",
    "refusal_recall": "baseline_recall",
    "answerable_refused": "",
    "aurc": "baseline_aurc",
}
_BY_TYPE = (
    *("right", "contained", "figures_right", "citation_precision", "citation_recall"),
    *("grounded", "hit_1", "hit_5", "sentence_hit_5", "answerable_refused"),
)
_HEADLINES = (
    *(("right", ""), ("hit_1", ""), ("sentence_hit_5", ""), ("citation_precision", "")),
    ("refusal_f1", "baseline_f1"),
)
_NOTHING: dict[str, Any] = {"value": None, "n": 0}


def headlines(runs: Sequence[Named]) -> list[Line]:
    """Return the few figures that a reader wants first, one cell a run."""
    return [
        Line(LABELS[name], tuple(_headline(name, baseline, run) for run in runs))
        for name, baseline in _HEADLINES
        if _measured(name, runs)
    ]


def answer_table(runs: Sequence[Named], moved: Changes | None) -> Table:
    """Return the figures of answers and citations, whatever else was measured, and the times."""
    known = {*_REFUSALS, *_REFUSALS.values()}
    known |= {name for groups in (_ANSWERS, _SEARCH) for names in groups.values() for name in names}
    rest = tuple(name for name in LABELS if name not in known)
    times = Group("每题用时", tuple(_times(runs, moved)))
    groups = [*_groups({**_ANSWERS, "其他": rest}, runs, moved), times]
    return Table(_heads(runs, moved), tuple(group for group in groups if group.lines))


def search_table(runs: Sequence[Named], moved: Changes | None) -> Table:
    """Return the figures of the articles and gold sentences that were found."""
    return Table(_heads(runs, moved), _groups(_SEARCH, runs, moved))


def refusal_table(runs: Sequence[Named], moved: Changes | None) -> Table:
    """Return the refusals' figures, each with the question-only baseline's right below it."""
    lines = []
    for name, baseline in _REFUSALS.items():
        if _measured(name, runs):
            lines.append(_line(name, runs, moved=moved))
            if baseline:
                lines.append(_line(baseline, runs, moved=moved, baseline=True))
    return Table(_heads(runs, moved), (Group("", tuple(lines)),) if lines else ())


def type_table(runs: Sequence[Named]) -> Table:
    """Return the main figures by type; of several runs, one row each under the type's name."""
    types = list(dict.fromkeys(kind for run in runs for kind in run.run.summary["by_type"]))
    names = [
        name
        for name in _BY_TYPE
        if not (name == "contained" and _measured("right", runs))
        and any(
            figures.get(name, _NOTHING)["value"] is not None
            for run in runs
            for figures in run.run.summary["by_type"].values()
        )
    ]
    heads = ("类型", "题数", *(LABELS[name] for name in names))
    if len(runs) == 1:
        lines = tuple(_typed(kind, runs[0], names, label=type_name(kind)) for kind in types)
        return Table(heads, (Group("", lines),) if lines else ())
    groups = tuple(
        Group(type_name(kind), tuple(_typed(kind, run, names, label=run.letter) for run in runs))
        for kind in types
    )
    return Table(heads, groups)


def _groups(
    named: dict[str, tuple[str, ...]], runs: Sequence[Named], moved: Changes | None
) -> tuple[Group, ...]:
    groups = (
        Group(
            title, tuple(_line(name, runs, moved=moved) for name in names if _measured(name, runs))
        )
        for title, names in named.items()
    )
    return tuple(group for group in groups if group.lines)


def _heads(runs: Sequence[Named], moved: Changes | None) -> tuple[str, ...]:
    if len(runs) == 1:
        return "指标", "结果与 95% 区间"
    change = ("B − A 与 95% 区间",) if moved and moved.found else ()
    return ("指标", *(run.title for run in runs), *change)


def _figure(name: str, run: Named) -> dict[str, Any]:
    figure: dict[str, Any] = run.run.summary["overall"].get(name) or _NOTHING
    return figure


def _measured(name: str, runs: Iterable[Named]) -> bool:
    return any(_figure(name, run)["value"] is not None for run in runs)


def _line(
    name: str, runs: Sequence[Named], *, moved: Changes | None, baseline: bool = False
) -> Line:
    cells = [figure_cell(name, _figure(name, run)) for run in runs]
    if moved and moved.found:
        cells.append(change_cell(moved.found.get(name)))
    label = "只看问题、不读文章的基线" if baseline else LABELS.get(name, name)
    return Line(label, tuple(cells), minor=baseline)


def _headline(name: str, baseline: str, run: Named) -> Cell:
    """Return a figure with its interval, or with the baseline that it must be held against."""
    figure = _figure(name, run)
    if baseline:
        other = figure_text(baseline, _figure(baseline, run)["value"])
        return Cell(figure_text(name, figure["value"]), f"只看问题的基线 {other}")
    bounds = between(name, figure)
    return Cell(figure_text(name, figure["value"]), f"95% 区间 {bounds}" if bounds else "")


def _typed(kind: str, run: Named, names: Sequence[str], *, label: str) -> Line:
    figures = run.run.summary["by_type"].get(kind, {})
    count = sum(row.get("type", "") == kind for row in run.run.rows)
    cells = (figure_cell(name, figures.get(name) or _NOTHING) for name in names)
    return Line(label, (Cell(str(count)), *cells))


def _times(runs: Sequence[Named], moved: Changes | None) -> list[Line]:
    found = [run.run.summary.get("latency") or {} for run in runs]
    spare = (Cell("—"),) if moved and moved.found else ()
    return [
        Line(
            label,
            (
                *(_seconds(times, name) for times in found),
                *spare,
            ),
        )
        for name, label in (("median", "中位数"), ("p95", "95% 分位"), ("total", "合计"))
        if any(times.get("n") for times in found)
    ]


def _seconds(times: Mapping[str, Any], name: str) -> Cell:
    if not times.get("n"):
        return Cell("—")
    bounds = times.get(f"{name}_interval")
    return Cell(f"{times[name]:.2f} 秒", "{:.2f}–{:.2f}".format(*bounds) if bounds else "")
