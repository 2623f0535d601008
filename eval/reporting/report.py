"""`eval report`: what runs came to, as one HTML file and as Markdown."""

from collections.abc import Sequence
from pathlib import Path

from corpus.disk import why
from eval.questions import EvalError
from eval.reporting.charts import charts
from eval.reporting.differences import changes
from eval.reporting.entries import entries
from eval.reporting.html import page
from eval.reporting.markdown import markdown
from eval.reporting.names import named
from eval.reporting.text import writable
from eval.run_folder import Run


def write_report(runs: Sequence[Run], out: Path) -> list[Path]:
    """Write report.html, report.md and its plots into `out`; the first run is the older one."""
    if not runs:
        msg = "没有可写成报告的结果，请给出至少一个结果目录。"
        raise EvalError(msg)
    for run in runs:
        if any("question" not in row or "answer" not in row for row in run.rows):
            msg = (
                f"{run.folder} 里只留了判分，没有题目和回答的文字，写不成报告，"
                "请改给 eval run 写出的文件夹。"
            )
            raise EvalError(msg)
    lettered = named(runs)
    moved, drawn, asked = changes(lettered), charts(lettered), entries(lettered)
    texts = {
        "report.html": page(lettered, moved, drawn=drawn, asked=asked),
        "report.md": markdown(lettered, moved, drawn=drawn, asked=asked),
        **{f"report-{chart.name}.svg": chart.svg for chart in drawn},
    }
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            (out / name).write_text(writable(text), encoding="utf-8")
    except OSError as error:
        msg = f"报告不能写进 {out}（{why(error)}），请换一个目录。"
        raise EvalError(msg) from error
    return [out / name for name in texts]
