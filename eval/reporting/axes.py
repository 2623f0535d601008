"""What the plots have in common: how a run looks, a legend without a box, an axis of shares."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from eval.reporting.names import Named

if TYPE_CHECKING:
    from matplotlib.axes import Axes

QUARTERS = ([0, 0.25, 0.5, 0.75, 1], ["0", "25%", "50%", "75%", "100%"])


@dataclass(frozen=True, slots=True)
class Chart:
    """A plot with what it shows (`title`) and how to read it (`caption`)."""

    name: str
    title: str
    caption: str
    svg: str


def mark_look(run: Named) -> dict[str, Any]:
    """Return how a run's points are drawn."""
    face = run.colour if run.filled else "#ffffff"
    marker = {"marker": run.mark, "markersize": 6.5, "markerfacecolor": face}
    return {"color": run.colour, "linewidth": 2, "zorder": 3, "markeredgewidth": 1.8} | marker


def line_look(run: Named) -> dict[str, Any]:
    """Return how a run's curve is drawn."""
    return {"color": run.colour, "linewidth": 2, "zorder": 3, "linestyle": run.dashes}


def legend(axes: "Axes", lines: Sequence[tuple[Named, str]], *, top: float, x: float) -> None:
    """Write one line of text a run into an empty corner (in parts of the axes)."""
    for n, (run, text) in enumerate(lines):
        axes.text(
            x,
            top - 0.08 * n,
            f"{run.letter} {text}".strip(),
            color=run.colour,
            ha="left" if x < 0.5 else "right",
            va="top",
            transform=axes.transAxes,
        )


def percent_axis(axes: "Axes", *, top: float = 1.0) -> None:
    """Make the upright axis one of shares, from nothing to `top`."""
    from matplotlib.ticker import MaxNLocator, PercentFormatter

    axes.set_ylim(0, top * 1.02)
    axes.yaxis.set_major_locator(MaxNLocator(5))
    axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
