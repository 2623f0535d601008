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
_ALMOST_ALL, _SPARE = 0.99, 1.3  # a few slow questions must not squash the curve of all others
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
            if guessed := run.run.summary.get("baseline_risk_coverage"):
                points = [guessed[i] for i in _thinned(len(guessed))]
                x, y = [x for x, _ in points], [y for _, y in points]
                axes.plot(x, y, color=QUIET, linewidth=1, linestyle=":")
            area = run.run.summary["overall"].get("aurc", {}).get("value")
            lines.append((run, "" if area is None else f"曲线下面积 {area:.3f}"))
        legend(axes, lines, top=0.97, x=0.03)
        axes.set_xlim(0, 1)
        axes.set_xticks(*QUARTERS)
        axes.set_xlabel("作答的题占多少（先答最有把握的）", color=QUIET)
        top = max(y for _, curve in series for x, y in curve if x >= _SURE or x == 1)
        percent_axis(axes, top=min(1.0, max(0.2, 1.5 * top)))

    title = "把握靠不靠得住：只答有把握的题时，答错多少"
    caption = "曲线越低越好。资料里没有答案的题，作答就算错。点线是只看问题措辞的基线。"
    return Chart("risk", title, caption, draw("risk", plot, label=title, margins=(44, 26)))


def latency(runs: Sequence[Named]) -> Chart | None:
    """Draw the share of questions answered within a time."""
    series = [(run, times) for run in runs if (times := _seconds(run))]
    if not series:
        return None
    end = max(min(times[-1], _SPARE * (percentile(times, _ALMOST_ALL) or 0.0))
              for _, times in series)  # fmt: skip

    def plot(axes: "Axes") -> None:
        from matplotlib.ticker import MaxNLocator

        for run, times in series:
            chosen = _thinned(len(times))
            axes.step(
                [0.0, *(times[i] for i in chosen)],
                [0.0, *((i + 1) / len(times) for i in chosen)],
                where="post",
                **line_look(run),
            )
        lines = [(run, "") for run, _ in series]
        legend(axes, lines, top=0.06 + 0.08 * len(lines), x=0.98)
        axes.set_xlim(left=0, right=max(1e-3, end))
        axes.xaxis.set_major_locator(MaxNLocator(5))
        axes.set_xlabel("用时（秒）", color=QUIET)
        percent_axis(axes)

    title = "要等多久：多少题在几秒之内答完"
    caption = f"曲线越靠左上越快。{_typical(series)}{_beyond(series, end)}"
    return Chart("latency", title, caption, draw("latency", plot, label=title, margins=(44, 26)))


def _typical(series: Sequence[tuple[Named, list[float]]]) -> str:
    said = []
    for run, times in series:
        median, late = (percentile(times, share) for share in (0.5, 0.95))
        said.append(f"{run.letter} 一半在 {median:.2f} 秒内，95% 在 {late:.2f} 秒内".strip())
    return "；".join(said) + "。"


def _beyond(series: Sequence[tuple[Named, list[float]]], end: float) -> str:
    """Say how many questions took longer than the axis shows, and the longest of them."""
    said = [
        f"{run.letter} 还有{len(slow)}题更慢，最慢 {slow[-1]:.2f} 秒".strip()
        for run, times in series
        if (slow := [seconds for seconds in times if seconds > end])
    ]
    return f"图只画到 {end:.2f} 秒：{'；'.join(said)}。" if said else ""


def _seconds(run: Named) -> list[float]:
    return sorted(row["seconds"] for row in run.run.rows if row.get("seconds") is not None)


def _thinned(n: int) -> list[int]:
    """Return at most _POINTS indices of 0…n-1, always with the last."""
    if n <= _POINTS:
        return list(range(n))
    return sorted({round(i * (n - 1) / (_POINTS - 1)) for i in range(_POINTS)})
