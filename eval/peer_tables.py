"""The runs of several systems as one table a set, and as a section of a Markdown file."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from corpus.disk import why, write_whole
from eval.questions import EvalError
from eval.run_folder import SUMMARY, Run, read_run
from eval.side_by_side import NOTES
from eval.summary import LABELS, Figure
from eval.tables import NONE, shown

BEGIN, END = "<!-- peers:begin -->", "<!-- peers:end -->"
SHOWN = {
    "hit_1": "Hit@1",
    "single.hit_1": "Hit@1, single turn",
    "followup.hit_1": "Hit@1, follow-ups",
    "hit_5": "Hit@5",
    "recall_10": "Recall@10",
    "rr_10": "MRR@10",
    "ndcg_10": "nDCG@10",
    "sentence_hit_1": "gold sentence in the first passage",
    "sentence_hit_5": "gold sentence in the first five",
    "contained": "answer holds the gold answer",
    "exact": "exact match (CMRC 2018)",
    "f1": "character F1 (CMRC 2018)",
    "figures_right": "figures right, value and unit",
    "citation_precision": "citation precision",
    "citation_recall": "citation recall",
    "auroc": "refusal AUROC",
    "baseline_auroc": "refusal AUROC of the question alone",
    "right": "right: holds the answer, or refused where no article has it",
}
_INTRODUCTION = """\
Every system searches the same articles, and those that use an embedding model use the same one. In
percent, with 95% bootstrap intervals over questions. The peers write no answer: what they give out
is the best text that they found, whole, so “holds the gold answer” is to be read beside the length
of an answer and character F1; in the same way a whole article as one passage holds any of its
sentences. They never refuse, and take follow-ups as they are asked. Seconds are those of a
question on a built index."""


def comparison_table(summaries: Mapping[str, Mapping[str, Any]]) -> list[tuple[str, ...]]:
    """Return a row per figure and a column per system, for a terminal."""
    overall = [summary["overall"] for summary in summaries.values()]
    rows = [
        (LABELS[name], *(shown(name, figures[name]) for figures in overall))
        for name in _told(overall)
    ]
    seconds = (_seconds(summary) for summary in summaries.values())
    return [("", *summaries), *rows, ("每题用时（秒，中位数）", *seconds)]


def peer_tables(runs: Sequence[Run]) -> str:
    """Return one Markdown table of a set's runs: a row per figure, a column per system."""
    overall = [run.summary["overall"] for run in runs]
    head = ("", *map(_name, runs), "questions")
    rows = [
        (SHOWN[name], *(_cell(figures[name]) for figures in overall), _behind(name, overall))
        for name in _told(overall)
    ]
    lengths = ("characters of an answer, median", *map(_length, runs), "")
    seconds = ("seconds a question, median", *(_seconds(run.summary) for run in runs), "")
    return "\n".join(map(_line, (head, ("---",) * len(head), *rows, lengths, seconds))) + "\n"


def peers_section(root: Path) -> str:
    """Return what `root`/SET/SYSTEM holds as Markdown: what was measured, and a table a set."""
    sets = {folder.name: _runs(folder) for folder in sorted(root.glob("*/"))}
    sets = {name: runs for name, runs in sets.items() if runs}
    if not sets:
        msg = f"{root} 里没有对照评测的结果，请先运行 zone-assistant eval peers。"
        raise EvalError(msg)
    notes = {run.folder.name: _note(run) for runs in sets.values() for run in runs}
    listed = "\n".join(f"- {name}: {note}" for name, note in notes.items())
    parts = [f"### {name}\n\n{_size(runs)}\n\n{peer_tables(runs)}" for name, runs in sets.items()]
    return "\n".join(["## Peers\n", _INTRODUCTION + "\n", listed + "\n", *parts])


def write_section(document: Path, text: str) -> None:
    """Put `text` between the markers of a Markdown file, at its end where it has none yet."""
    try:
        before = document.read_text(encoding="utf-8")
    except OSError as error:
        msg = f"读不到 {document}（{why(error)}），请检查路径。"
        raise EvalError(msg) from error
    if BEGIN not in before and END not in before:
        before = f"{before.rstrip()}\n\n{BEGIN}\n{END}\n"
    head, _, rest = before.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not end or before.count(BEGIN) + before.count(END) != 2:
        msg = f"{document} 里的 {BEGIN} 和 {END} 不成一对，请改成各有一处、先后不颠倒。"
        raise EvalError(msg)
    write_whole(document, f"{head}{BEGIN}\n{text.strip()}\n{END}{tail}")


def _runs(folder: Path) -> list[Run]:
    """Read a set's runs: the peers first, then what is compared with them."""
    found = {path.parent.name: path.parent for path in folder.glob(f"*/{SUMMARY}")}
    order = [*(name for name in NOTES if name in found), *sorted(found.keys() - NOTES.keys())]
    return [read_run(found[name]) for name in order]


def _told(overall: Sequence[Mapping[str, Figure]]) -> list[str]:
    """Return the figures that some system has; turns apart only where there are follow-ups."""
    return [
        name
        for name in SHOWN
        if any(figures[name]["value"] is not None for figures in overall)
        and (name != "single.hit_1" or overall[0]["followup.hit_1"]["n"])
    ]


def _cell(figure: Figure) -> str:
    if figure["value"] is None:
        return NONE
    value, low, high = (100 * figure[name] for name in ("value", "low", "high"))
    return f"{value:.1f} ({low:.1f}–{high:.1f})"


def _behind(name: str, overall: Sequence[Mapping[str, Figure]]) -> str:
    return str(max(figures[name]["n"] for figures in overall))


def _name(run: Run) -> str:
    done, questions = run.summary["done"], run.summary["questions"]
    return run.folder.name + (f" ({done} of {questions})" if run.summary["interrupted"] else "")


def _length(run: Run) -> str:
    lengths = [len(row["answer"]) for row in run.rows if row["answer"] and not row.get("refused")]
    return f"{median(lengths):.0f}" if lengths else NONE


def _seconds(summary: Mapping[str, Any]) -> str:
    seconds = summary["latency"]["median"]
    if seconds is None:
        return NONE
    return f"{seconds:.3f}" if seconds >= 0.001 else "<0.001"


def _note(run: Run) -> str:
    if run.folder.name not in NOTES:
        return str(run.settings.get("note") or "this project")
    versions: Mapping[str, str] = run.settings.get("versions") or {}
    packages = ", ".join(f"{package} {number}" for package, number in versions.items())
    return NOTES[run.folder.name] + (f" ({packages})" if packages else "")


def _size(runs: Sequence[Run]) -> str:
    counts = [run.settings.get("articles") for run in runs if run.folder.name in NOTES]
    articles = next(filter(None, counts), 0)
    unanswerable = sum(row["answerable"] is False for row in runs[0].rows)
    asked = f"{runs[0].summary['questions']} questions ({unanswerable} unanswerable)"
    return f"{asked}, {articles:,} articles." if articles else f"{asked}."


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
