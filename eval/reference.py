"""A run's verdicts without its texts: small enough to be kept in version control."""

import json
from pathlib import Path

from corpus.disk import why
from eval.questions import EvalError
from eval.run_folder import RESULTS, SETTINGS, SUMMARY, Run
from eval.summary import VERDICT_LABELS
from eval.verdicts import Row

KEPT = ("qid", "type", "gold", "followup", "answerable", "refused", "confidence", *VERDICT_LABELS)
SETTINGS_KEPT = ("set", "mode", "search", "as_of", "manifest", "versions")
DIGITS = 4


def keep_verdicts(run: Run, out: Path) -> list[Path]:
    """Write what `compare` needs of a run into `out`; latencies and texts stay behind."""
    if run.summary["interrupted"]:
        msg = f"{run.folder} 没有问完，请先再运行一次 eval run 问完再留作对照。"
        raise EvalError(msg)
    summary = {
        name: run.summary[name] for name in ("questions", "done", "interrupted", "types", "overall")
    }
    settings = {name: run.settings[name] for name in SETTINGS_KEPT if name in run.settings}
    rows = "".join(json.dumps(_short(row), ensure_ascii=False) + "\n" for row in run.rows)
    texts = {
        RESULTS: rows,
        SUMMARY: json.dumps(_rounded(summary), ensure_ascii=False, indent=1) + "\n",
        SETTINGS: json.dumps(settings, ensure_ascii=False, indent=1) + "\n",
    }
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            (out / name).write_text(text, encoding="utf-8")
    except OSError as error:
        msg = f"对照 {out} 不能写入（{why(error)}），请换一个文件夹。"
        raise EvalError(msg) from error
    return [out / name for name in texts]


def _short(row: Row) -> Row:
    return {name: row[name] for name in KEPT if row.get(name) is not None}


def _rounded(value: object) -> object:
    """Round the figures that people read; rows stay exact, for they are compared."""
    if isinstance(value, float):
        return round(value, DIGITS)
    if isinstance(value, dict):
        return {name: _rounded(item) for name, item in value.items()}
    return value
