"""A run's figures as tables for a terminal."""

from collections.abc import Mapping
from typing import Any

from eval.compare import Comparison
from eval.questions import TYPES
from eval.summary import LABELS, Figure

NONE = "—"
FRACTIONS = ("rr_10", "ndcg_10", "auroc", "aurc")  # no shares of questions
BY_TYPE = ("hit_1", "sentence_hit_1", "contained", "figures_right", "citation_recall", "right")


def summary_table(summary: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """Return (label, figure, interval, questions) rows; what nothing was measured by is left out.

    Takes what `eval.run.run` returns.
    """
    done, questions = summary["done"], summary["questions"]
    count = f"{done} / {questions}（中断）" if summary["interrupted"] else str(questions)
    overall: Mapping[str, Figure] = summary["overall"]
    table = [
        (label, shown(name, overall[name]), between(name, overall[name]), str(overall[name]["n"]))
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
        cells = (shown(of, figures[of]) for of in BY_TYPE)
        rows.append((type_name(name), count, *cells, f"{seconds:.2f} 秒"))
    return rows


def difference_table(comparison: Comparison) -> list[tuple[str, ...]]:
    """Return one row per figure of a comparison, below a row of headings."""
    rows: list[tuple[str, ...]] = [("指标", "之前", "之后", "差", "差的 95% 区间", "题数", "")]
    for d in comparison.differences:
        values = [figure_text(d.name, value) for value in (d.before, d.after)]
        low, high = (figure_text(d.name, bound, signed=True) for bound in d.bounds or (0.0, 0.0))
        moved = figure_text(d.name, d.after - d.before, signed=True)
        verdict = ("变好" if d.gain > 0 else "变差") if d.significant else ""
        rows.append((LABELS[d.name], *values, moved, f"{low} 至 {high}", str(d.n), verdict))
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


def shown(name: str, figure: Figure) -> str:
    """Return a figure as people read it."""
    return figure_text(name, figure["value"])


def between(name: str, figure: Figure) -> str:
    """Return the 95% interval of a figure, nothing where it has none."""
    bounds = [figure.get("low"), figure.get("high")]
    return "" if None in bounds else "–".join(figure_text(name, b).rstrip("%") for b in bounds)


def figure_text(name: str, value: float | None, *, signed: bool = False) -> str:
    """Write a figure as a percentage, or with three decimals where it is no share."""
    if value is None:
        return NONE
    fraction = name.endswith(FRACTIONS)
    text = f"{value:.3f}" if fraction else f"{100 * value:.1f}"
    if signed:
        sign = "" if not text.strip("-0.") else "+" if value > 0 else "−"
        return sign + text.removeprefix("-")
    return text if fraction else text + "%"
