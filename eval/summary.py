"""What the rows of a run add up to: every figure with its questions and 95% interval."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from eval.metrics import mean, percentile
from eval.scoring.baseline import question_only
from eval.scoring.bootstrap import Interval, interval, interval_of, wilson
from eval.scoring.refusals import best_threshold
from eval.scoring.scores import (
    Score,
    confidence_functions,
    is_judged,
    refusal_functions,
    risk_curve,
)
from eval.verdicts import Row

__all__ = ["LABELS", "LOWER_IS_BETTER", "Figure", "Figures", "Row", "figures", "summarise"]

Figure = dict[str, Any]  # {"value", "n", "low", "high"}
Figures = dict[str, Figure]

# Verdicts of a row, averaged, and what people call them; tables keep this order.
VERDICT_LABELS = {
    "right": "答对或正确拒答",
    "hit_1": "首篇命中",
    "hit_3": "前三篇命中",
    "hit_5": "前五篇命中",
    "hit_10": "前十篇命中",
    "recall_5": "前五篇召回",
    "recall_10": "前十篇召回",
    "rr_10": "文章 MRR@10",
    "ndcg_10": "文章 nDCG@10",
    "sentence_hit_1": "首句命中",
    "sentence_hit_3": "前三句命中",
    "sentence_hit_5": "前五句命中",
    "sentence_hit_10": "前十句命中",
    "sentence_recall_10": "前十句召回",
    "sentence_rr_10": "句子 MRR@10",
    "sentence_ndcg_10": "句子 nDCG@10",
    "contained": "回答含标准答案",
    "short_contained": "短答案含标准答案",
    "exact": "完全匹配（CMRC）",
    "f1": "字符 F1（CMRC）",
    "figures_right": "数值与单位正确",
    "citation_precision": "引文准确率",
    "citation_recall": "引文召回率",
    "grounded": "数字都在所引原句中",
    "quoted": "引文与原文逐字一致",
    "refusal_right": "该答则答、该拒则拒",
}
# Figures of many rows at once.
SCORE_LABELS = {
    "single.hit_1": "首篇命中（单轮）",
    "single.hit_5": "前五篇命中（单轮）",
    "followup.hit_1": "首篇命中（追问）",
    "followup.hit_5": "前五篇命中（追问）",
    "refusal_precision": "拒答准确率",
    "refusal_recall": "拒答召回率",
    "refusal_f1": "拒答 F1",
    "baseline_precision": "只看问题的基线：拒答准确率（最佳门槛）",
    "baseline_recall": "只看问题的基线：拒答召回率（最佳门槛）",
    "baseline_f1": "只看问题的基线：拒答 F1（最佳门槛）",
    "auroc": "拒答 AUROC",
    "baseline_auroc": "只看问题的基线：拒答 AUROC",
    "aurc": "风险–覆盖曲线下面积（越低越好）",
    "baseline_aurc": "只看问题的基线：风险–覆盖曲线下面积",
    "answerable_refused": "可答而拒答（越低越好）",
}
LABELS = VERDICT_LABELS | SCORE_LABELS
LOWER_IS_BETTER = frozenset({"aurc", "answerable_refused"})


def summarise(
    rows: Iterable[Row], *, questions: int, settings: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Add up what was asked so far of `questions` questions."""
    done = list(rows)
    guesses = _guesses(done)
    types = Counter(row["type"] for row in done)
    return {
        "questions": questions,
        "done": len(done),
        "interrupted": len(done) < questions,
        "settings": dict(settings or {}),
        "overall": figures(done, guesses),
        "by_type": {
            name: figures([row for row in done if row["type"] == name], guesses) for name in types
        },
        "types": dict(types),
        # An LLM was to write these and the sentences were quoted instead.
        "fell_back": sum(
            bool(row.get("notices")) and row.get("mode") == "extractive" for row in done
        ),
        "risk_coverage": [list(point) for point in risk_curve(done)],
        "baseline_risk_coverage": [
            list(point)
            for point in risk_curve(baseline_rows(list(filter(is_judged, done)), guesses))
        ],
        "latency": latency(done),
        "latency_by_type": {
            name: latency([row for row in done if row["type"] == name]) for name in types
        },
    }


def latency(rows: Sequence[Row]) -> dict[str, Any]:
    """Return seconds a question: median and 95th percentile with their intervals, and in all."""
    times = [row["seconds"] for row in rows]
    seconds = np.asarray(times, dtype=float)
    quantiles = {"median": 0.5, "p95": 0.95}

    def bounds(share: float) -> list[float] | None:
        found = interval_of(lambda at: float(np.quantile(seconds[at], share)), len(times))
        return list(found) if found else None

    return {
        **{name: percentile(times, share) for name, share in quantiles.items()},
        **{f"{name}_interval": bounds(share) for name, share in quantiles.items()},
        "total": sum(times),
        "n": len(times),
    }


def figures(rows: Sequence[Row], guesses: Mapping[str, float]) -> Figures:
    """Return every figure of `rows`; `guesses` are the question-only baseline's by qid."""
    found = {name: _mean_of(rows, name) for name in VERDICT_LABELS}
    for kind, followup in (("single", False), ("followup", True)):
        chosen = [row for row in rows if row["followup"] is followup]
        found |= {f"{kind}.{name}": _mean_of(chosen, name) for name in ("hit_1", "hit_5")}
    judged = list(filter(is_judged, rows))
    sure = [row for row in judged if row.get("confidence") is not None]
    return (
        found
        | _figures_of(refusal_functions(judged), n=len(judged))
        | _figures_of(confidence_functions(sure), n=len(sure))
        | _baseline(judged, guesses)
    )


def _figure(value: float | None, n: int, bounds: Interval | None) -> Figure:
    low, high = bounds if bounds and value is not None else (None, None)
    return {"value": value, "n": n, "low": low, "high": high}


def _mean_of(rows: Iterable[Row], name: str) -> Figure:
    """Average a column of verdicts over the rows that have one."""
    values = [float(row[name]) for row in rows if row.get(name) is not None]
    return _figure(mean(values), len(values), interval(values))


def _figures_of(scores: Mapping[str, Score], *, n: int) -> Figures:
    found: Figures = {}
    for name, score in scores.items():
        whole = score.of(np.arange(n)) if n else None
        bounds = None if whole is None else interval_of(score.of, n)
        if bounds in ((0.0, 0.0), (1.0, 1.0)) and score.is_share:
            bounds = wilson(bounds[0], score.behind)
        found[name] = _figure(whole, score.behind, bounds)
    return found


def _guesses(rows: Sequence[Row]) -> dict[str, float]:
    """Return by qid how likely its wording alone makes a question unanswerable."""
    known = [row for row in rows if row["answerable"] is not None]
    scores = question_only([row["question"] for row in known], [not r["answerable"] for r in known])
    return {row["qid"]: score for row, score in zip(known, scores or (), strict=False)}


def _baseline(rows: Sequence[Row], guesses: Mapping[str, float]) -> Figures:
    """Judge the guesses as a system's confidence, refusing from the best threshold on."""
    guessed = baseline_rows(rows, guesses)
    scores = refusal_functions(guessed) | confidence_functions(guessed)
    del scores["answerable_refused"]
    found = _figures_of(scores, n=len(guessed))
    return {f"baseline_{name.removeprefix('refusal_')}": figure for name, figure in found.items()}


def baseline_rows(rows: Sequence[Row], guesses: Mapping[str, float]) -> list[Row]:
    """Return the judged rows as the question-only baseline would have refused them."""
    guessed = [row for row in rows if row["qid"] in guesses]
    scores = [guesses[row["qid"]] for row in guessed]
    threshold = best_threshold(scores, [not row["answerable"] for row in guessed])
    return [
        row | {"confidence": 1 - score, "refused": threshold is not None and score >= threshold}
        for row, score in zip(guessed, scores, strict=True)
    ]
