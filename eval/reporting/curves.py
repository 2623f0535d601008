"""The plots of many questions at once: risk–coverage and latency."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from eval.metrics import percentile
from eval.reporting.axes import QUARTERS, Chart, legend, line_look, percent_axis
from eval.reporting.names import Named
from eval.reporting.svg import QUIET, draw

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_POINTS = 200  # of a curve; more can't be seen
_SURE = 0.05  # below this coverage a few questions make any risk


def risk_coverage(runs: Sequence[Named]) -> Chart | None:
    """Draw the share of wrong answers where only the most confident ones are given."""
    series = [(run, curve) for run in runs if (curve := run.run.summary.get("risk_coverage"))]
    if not series:
        return None

    def plot(axes: "Axes") -> None:
        lines = []
        for run, curve in series:
            points = [curve[i] for i in _thinned(len(curve))]
            axes.plot([x for x, _ in points], [y for _, y in points], **line_look(run))
            area = run.run.summary["overall"].get("aurc", {}).get("value")
            lines.append((run, "" if area is None else f"曲线下面积 {area:.3f}"))
        legend(axes, lines, top=0.97, x=0.03)
        axes.set_xlim(0, 1)
        axes.set_xticks(*QUARTERS)
        axes.set_xlabel("作答的题占多少（先答最有把握的）", color=QUIET)
        top = max(y for _, curve in series for x, y in curve if x >= _SURE or x == 1)
        percent_axis(axes, top=min(1.0, max(0.2, 1.5 * top)))

    title = "把握靠不靠得住：只答有把握的题时，答错多少"
    caption = "曲线越低越好。资料里没有答案的题，作答就算错。"
    return Chart("risk", title, caption, draw("risk", plot, label=title, margins=(44, 26)))


def latency(runs: Sequence[Named]) -> Chart | None:
    """Draw the share of questions answered within a time."""
    series = [(run, times) for run in runs if (times := _seconds(run))]
    if not series:
        return None

    def plot(axes: "Axes") -> None:
        lines = []
        for run, times in series:
            chosen = _thinned(len(times))
            axes.step(
                [0.0, *(times[i] for i in chosen)],
                [0.0, *((i + 1) / len(times) for i in chosen)],
                where="post",
                **line_look(run),
            )
            median, late = (percentile(times, share) or 0.0 for share in (0.5, 0.95))
            lines.append((run, f"一半在 {median:.2f} 秒内，95% 在 {late:.2f} 秒内"))
        legend(axes, lines, top=0.06 + 0.08 * len(lines), x=0.98)
        axes.set_xlim(left=0, right=max(1e-3, *(times[-1] for _, times in series)))
        axes.set_xlabel("用时（秒）", color=QUIET)
        percent_axis(axes)

    title = "要等多久：多少题在几秒之内答完"
    caption = "曲线越靠左上越快。"
    return Chart("latency", title, caption, draw("latency", plot, label=title, margins=(44, 26)))


def _seconds(run: Named) -> list[float]:
    return sorted(row["seconds"] for row in run.run.rows if row.get("seconds") is not None)


def _thinned(n: int) -> list[int]:
    """Return at most _POINTS indices of 0…n-1, always with the last."""
    if n <= _POINTS:
        return list(range(n))
    return sorted({round(i * (n - 1) / (_POINTS - 1)) for i in range(_POINTS)})
