"""`eval report`: what runs came to, as one HTML file and as Markdown."""

from collections.abc import Sequence
from pathlib import Path

from eval.questions import EvalError
from eval.reporting.charts import charts
from eval.reporting.entries import entries
from eval.reporting.html import page
from eval.reporting.markdown import markdown
from eval.reporting.names import named
from eval.run import Run


def write_report(runs: Sequence[Run], out: Path) -> list[Path]:
    """Write report.html, report.md and its plots into `out`; the first run is the older one."""
    if not runs:
        msg = "没有可写成报告的结果，请给出至少一个结果目录。"
        raise EvalError(msg)
    lettered = named(runs)
    drawn, asked = charts(lettered), entries(lettered)
    texts = {
        "report.html": page(lettered, drawn, asked),
        "report.md": markdown(lettered, drawn, asked),
        **{f"report-{chart.name}.svg": chart.svg for chart in drawn},
    }
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            # A run's text may hold halves of surrogate pairs, which no file can.
            (out / name).write_text(text, encoding="utf-8", errors="replace")
    except OSError as error:
        msg = f"报告不能写进 {out}（{error.strerror}），请换一个目录。"
        raise EvalError(msg) from error
    return [out / name for name in texts]
