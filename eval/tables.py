"""A run's figures as tables for a terminal."""

from collections.abc import Mapping
from typing import Any

from eval.compare import Comparison
from eval.summary import LABELS, Figure

NONE = "—"
TYPES = {
    "figure": "数字",
    "fact": "事实",
    "list": "列举",
    "compare": "比较",
    "relative_time": "相对时间",
    "followup": "追问",
    "policy": "政策",
    "why_how": "原因与做法",
    "summary": "综述",
    "near_miss": "近似而无答案",
    "unanswerable": "没有答案",
    "": "未分类",
}
BY_TYPE = ("hit_1", "sentence_hit_1", "contained", "figures_right", "citation_recall", "right")


def summary_table(summary: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """Return (label, figure, interval, questions) rows; what nothing was measured by is left out.

    Takes what `eval.run.run` returns.
    """
    done, questions = summary["done"], summary["questions"]
    count = f"{done} / {questions}（中断）" if summary["interrupted"] else str(questions)
    overall: Mapping[str, Figure] = summary["overall"]
    table = [
        (label, percent(overall[name]), between(overall[name]), str(overall[name]["n"]))
        for name, label in LABELS.items()
        if overall[name]["value"] is not None
    ]
    latency = summary["latency"]
    times = (("median", "中位数"), ("p95", "95% 分位"))
    timing = [
        (
            f"每题用时（{label}）",
            f"{latency[name]:.2f} 秒",
            "{:.2f}–{:.2f} 秒".format(*latency[f"{name}_interval"]),
            str(latency["n"]),
        )
        for name, label in times
        if latency["n"]
    ]
    return [("问题数", count, "", ""), *table, *timing]


def type_table(summary: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """Return one row per question type, below a row of headings."""
    labels = (LABELS[name] for name in BY_TYPE)
    rows: list[tuple[str, ...]] = [("类型", "题数", *labels, "用时中位数")]
    for name, figures in summary["by_type"].items():
        count, seconds = str(summary["types"][name]), summary["latency_by_type"][name]["median"]
        shown = (percent(figures[of]) for of in BY_TYPE)
        rows.append((type_name(name), count, *shown, f"{seconds:.2f} 秒"))
    return rows


def difference_table(comparison: Comparison) -> list[tuple[str, ...]]:
    """Return one row per figure of a comparison, below a row of headings."""
    rows: list[tuple[str, ...]] = [("指标", "之前", "之后", "差", "差的 95% 区间", "题数", "")]
    for d in comparison.differences:
        low, high = d.bounds or (0.0, 0.0)
        shown = (f"{100 * d.before:.1f}%", f"{100 * d.after:.1f}%", points(d.after - d.before))
        between = f"{points(low)} 至 {points(high)}"
        verdict = ("变好" if d.gain > 0 else "变差") if d.significant else ""
        rows.append((LABELS[d.name], *shown, between, str(d.n), verdict))
    return rows


def flip_table(comparison: Comparison, *, limit: int) -> list[tuple[str, ...]]:
    """Return the questions whose verdict changed, those that got worse first."""
    rows: list[tuple[str, ...]] = [("变化", "指标", "题号", "类型", "问题")]
    flips = sorted(comparison.flips, key=lambda flip: flip.after)
    for flip in flips[:limit]:
        verdict = "错 → 对" if flip.after else "对 → 错"
        rows.append((verdict, LABELS[flip.name], flip.qid, type_name(flip.type), flip.question))
    if len(flips) > limit:
        rows.append(("…", f"另有 {len(flips) - limit} 条", "", "", ""))
    return rows


def type_name(name: str) -> str:
    """Return what people call a type of question; others' types keep their own name."""
    return TYPES.get(name, name)


def points(difference: float) -> str:
    """Return a difference of shares in points, with its sign."""
    return f"{100 * difference:+.1f}"


def percent(figure: Figure) -> str:
    """Return a share as people read it."""
    return NONE if figure["value"] is None else f"{100 * figure['value']:.1f}%"


def between(figure: Figure) -> str:
    """Return the 95% interval of a share."""
    if figure["low"] is None:
        return NONE
    return f"{100 * figure['low']:.1f}–{100 * figure['high']:.1f}%"
