"""What the rows of a run add up to, as JSON and as a table for people."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from eval.metrics import mean, percentile, refusal_scores

Row = dict[str, Any]
Figure = dict[str, Any]  # {"value": float or None, "n": questions behind it}
Figures = dict[str, Any]
_ARTICLES = {"hit_1": "hit_1", "hit_5": "hit_5", "recall_10": "recall_10", "mrr_10": "rr_10"}


def summarise(
    rows: Iterable[Row], *, questions: int, settings: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Add up judged rows; `questions` is how many there should be."""
    done = list(rows)
    return {
        "questions": questions,
        "done": len(done),
        "interrupted": len(done) < questions,
        "settings": dict(settings or {}),
        "overall": _figures(done),
        "by_type": _by_type(done, _figures),
    }


def article_summary(rows: Iterable[Row]) -> dict[str, Any]:
    """Add up rows of a search alone."""
    done = list(rows)
    return {
        "questions": len(done),
        "done": len(done),
        "interrupted": False,
        "overall": _search_figures(done),
        "by_type": _by_type(done, _search_figures),
    }


def _by_type(rows: Sequence[Row], figures: Callable[[Sequence[Row]], Figures]) -> Figures:
    types = dict.fromkeys(row["type"] for row in rows)
    return {name: figures([row for row in rows if row["type"] == name]) for name in types}


def _search_figures(rows: Sequence[Row]) -> Figures:
    answerable = [row for row in rows if row["answerable"]]
    kinds = {
        "single": [row for row in answerable if not row["followup"]],
        "followup": [row for row in answerable if row["followup"]],
        "all": answerable,
    }
    times = [row["seconds"] for row in rows]
    return {
        "n": len(rows),
        "answerable": len(answerable),
        "unanswerable": sum(row["answerable"] is False for row in rows),
        "articles": {
            kind: {name: _share(chosen, column) for name, column in _ARTICLES.items()}
            for kind, chosen in kinds.items()
        },
        "seconds": {
            "median": percentile(times, 0.5),
            "p95": percentile(times, 0.95),
            "total": sum(times),
            "n": len(times),
        },
    }


def _figures(rows: Sequence[Row]) -> Figures:
    judged = [row for row in rows if row["answerable"] is not None]
    refusal = refusal_scores((row["refused"], not row["answerable"]) for row in judged)
    answerable = [row for row in judged if row["answerable"]]
    return _search_figures(rows) | {
        "contained": _share(rows, "contained"),
        "short_contained": _share(rows, "short_contained"),
        "refusal": {
            "precision": {"value": refusal.precision, "n": refusal.refused},
            "recall": {"value": refusal.recall, "n": refusal.unanswerable},
            "f1": {"value": refusal.f1, "n": len(judged)},
        },
        "answerable_refused": _share(answerable, "refused"),
    }


def _share(rows: Iterable[Row], column: str) -> Figure:
    """Average a column of verdicts over the rows that have one."""
    values = [row[column] for row in rows if row[column] is not None]
    return {"value": mean(values), "n": len(values)}


_KINDS = {"single": "单轮", "followup": "追问", "all": "全部"}
_ARTICLE_LABELS = {
    "hit_1": "首篇命中",
    "hit_5": "前五命中",
    "recall_10": "前十召回",
    "mrr_10": "平均倒数排名",
}
_ANSWER_LABELS = {"contained": "回答含标准答案", "short_contained": "短答案含标准答案"}
_REFUSAL_LABELS = {"precision": "拒答准确率", "recall": "拒答召回率", "f1": "拒答 F1"}


def summary_table(summary: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Return (label, figure, questions behind it) rows; what nothing was measured by is left out.

    Takes what `eval.run.run` and `run_retrieval` return.
    """
    overall = summary["overall"]
    done, questions = summary["done"], summary["questions"]
    count = f"{done} / {questions}（中断）" if summary["interrupted"] else str(questions)
    figures: list[tuple[str, Figure]] = [
        (f"{label}（{kind_label}）", overall["articles"][kind][name])
        for kind, kind_label in _KINDS.items()
        for name, label in _ARTICLE_LABELS.items()
    ]
    figures += [(label, overall[name]) for name, label in _ANSWER_LABELS.items() if name in overall]
    if "refusal" in overall:
        figures += [(label, overall["refusal"][name]) for name, label in _REFUSAL_LABELS.items()]
        figures.append(("可答而拒答", overall["answerable_refused"]))
    table = [(label, _shown(figure), str(figure["n"])) for label, figure in figures]
    seconds = overall["seconds"]
    timing = [
        (f"每题用时（{label}）", f"{seconds[name]:.2f} 秒", str(seconds["n"]))
        for name, label in (("median", "中位数"), ("p95", "95% 分位"))
        if seconds["n"]
    ]
    return [("问题数", count, ""), *(row for row in table if row[2] != "0"), *timing]


def type_table(summary: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """Return one row per question type, below a row of headings."""
    heads = ("类型", "题数", "首篇命中", "前五命中", "回答含标准答案", "拒答召回率", "可答而拒答")
    nothing: Figure = {"value": None, "n": 0}
    rows: list[tuple[str, ...]] = [heads]
    for name, figures in summary["by_type"].items():
        articles = figures["articles"]["all"]
        shown = (
            articles["hit_1"],
            articles["hit_5"],
            figures.get("contained", nothing),
            figures.get("refusal", {}).get("recall", nothing),
            figures.get("answerable_refused", nothing),
        )
        rows.append((name or "（未分类）", str(figures["n"]), *map(_shown, shown)))
    return rows


def _shown(figure: Figure) -> str:
    return "—" if figure["value"] is None else f"{100 * figure['value']:.1f}%"
