"""The report's plots, and those of single figures: Hit@k, and one figure by type."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from eval.reporting.axes import QUARTERS, Chart, mark_look, percent_axis
from eval.reporting.curves import latency, risk_coverage
from eval.reporting.names import Named, marks_said
from eval.reporting.svg import INK, LINE, draw, shown, text_width
from eval.tables import type_name

if TYPE_CHECKING:
    from matplotlib.axes import Axes

KS = (1, 3, 5, 10)
_BESIDE = 0.06  # equal points of two series stand side by side
_TYPE_FIGURES = (
    ("right", "答对或正确拒答"),
    ("contained", "回答含标准答案"),
    ("hit_1", "首篇命中"),
)


def charts(runs: Sequence[Named]) -> list[Chart]:
    """Draw what the runs have figures for."""
    drawn = (hit_at_k(runs), by_type(runs), risk_coverage(runs), latency(runs))
    return [chart for chart in drawn if chart]


def hit_at_k(runs: Sequence[Named]) -> Chart | None:
    """Draw the share of questions whose article, and gold sentence, is among the first k."""
    series = [
        (run, f"{run.letter} {label}".strip(), points, dashes)
        for run in runs
        for prefix, label, dashes in (("hit_", "文章", "-"), ("sentence_hit_", "依据句", "--"))
        if len(points := _hits(run, prefix)) > 1
    ]
    if not series:
        return None
    end = len(KS) - 0.9 + _BESIDE * len(series)

    def plot(axes: "Axes") -> None:
        for n, (run, _, points, dashes) in enumerate(series):
            low = [point[1] - point[2] for point in points]
            high = [point[3] - point[1] for point in points]
            axes.errorbar(
                [KS.index(point[0]) + _BESIDE * n for point in points],
                [point[1] for point in points],
                yerr=[low, high],
                linestyle=dashes,
                elinewidth=1,
                **mark_look(run),
            )
        ends = [points[-1][1] for _, _, points, _ in series]
        for (run, label, _, _), y in zip(series, _apart(ends, 7.5), strict=True):
            axes.text(end + 0.08, y, label, color=run.colour, va="center", clip_on=False)
        axes.set_xlim(-0.25, end)
        axes.set_xticks(range(len(KS)), [f"前{k}" for k in KS])
        percent_axis(axes)

    right = 14 + max(text_width(label) for _, label, _, _ in series)
    title = "找得到吗：前几个结果里有没有标准文章和依据句"
    caption = "实线是文章，虚线是依据句；竖线是 95% 区间。"
    return Chart("hit", title, caption, draw("hit", plot, label=title, margins=(44, right)))


def by_type(runs: Sequence[Named]) -> Chart | None:
    """Draw one figure a type, with its interval; the runs below each other."""
    name, label = next(
        (pair for pair in _TYPE_FIGURES if any(_typed(run, pair[0]) for run in runs)), ("", "")
    )
    types = list(dict.fromkeys(kind for run in runs for kind in _typed(run, name)))
    if not types:
        return None
    step = 0.22 if len(runs) > 1 else 0

    def plot(axes: "Axes") -> None:
        for n, run in enumerate(runs):
            figures = _typed(run, name)
            places = [types.index(kind) + step * (n - (len(runs) - 1) / 2) for kind in figures]
            values = [figure["value"] for figure in figures.values()]
            bounds = [_bounds(figure) for figure in figures.values()]
            errors = [
                [value - low for value, (low, _) in zip(values, bounds, strict=True)],
                [high - value for value, (_, high) in zip(values, bounds, strict=True)],
            ]
            axes.errorbar(
                values, places, xerr=errors, linestyle="none", elinewidth=1.4, **mark_look(run)
            )
        axes.set_ylim(len(types) - 0.5, -0.5)
        axes.set_yticks(range(len(types)), [shown(type_name(kind)) for kind in types])
        axes.tick_params(axis="y", labelcolor=INK)
        axes.set_xlim(-0.02, 1.02)
        axes.set_xticks(*QUARTERS)
        axes.grid(axis="x", color=LINE, linewidth=0.8)
        axes.grid(visible=False, axis="y")

    left = 12 + max(text_width(shown(type_name(kind))) for kind in types)
    height = max(200, 60 + len(types) * (26 + 10 * (len(runs) - 1)))
    title = f"哪类题做得好：各类型的“{label}”"
    caption = "横线是 95% 区间，越短越有把握。" + marks_said(runs)
    svg = draw("types", plot, label=title, height=height, margins=(left, 24))
    return Chart("types", title, caption, svg)


def _hits(run: Named, prefix: str) -> list[tuple[int, float, float, float]]:
    """Return (k, value, low, high) for the ks that were measured."""
    overall = run.run.summary["overall"]
    return [
        (k, value, *_bounds(overall[f"{prefix}{k}"]))
        for k in KS
        if (value := _value(overall, f"{prefix}{k}")) is not None
    ]


def _typed(run: Named, name: str) -> dict[str, dict[str, Any]]:
    return {
        kind: figures[name]
        for kind, figures in run.run.summary["by_type"].items()
        if _value(figures, name) is not None
    }


def _value(figures: dict[str, Any], name: str) -> float | None:
    value: float | None = figures.get(name, {}).get("value")
    return value


def _bounds(figure: dict[str, Any]) -> tuple[float, float]:
    """Return the interval, or the value itself where there is none."""
    value, low, high = figure["value"], figure.get("low"), figure.get("high")
    return min(value, value if low is None else low), max(value, value if high is None else high)


def _apart(values: Sequence[float], percent: float) -> list[float]:
    """Move labels at `values` apart, highest first, so that none covers another."""
    moved = list(values)
    above = 2.0
    for i in sorted(range(len(values)), key=lambda i: -values[i]):
        moved[i] = min(values[i], above - percent / 100)
        above = moved[i]
    return moved
