"""Figures of many rows at once, as functions of which rows: for the whole and for resamples."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from eval.scoring.bootstrap import Indices
from eval.scoring.refusals import area_under, auroc, refusal_scores, risk_coverage
from eval.verdicts import Row

Statistic = Callable[[Indices], float | None]


@dataclass(frozen=True, slots=True)
class Score:
    """A statistic of the rows at given indices; `behind` is how many of all rows it is about."""

    of: Statistic
    behind: int
    is_share: bool = False  # … it is a share of


def is_judged(row: Row) -> bool:
    """Tell whether it is known what should have been done, and whether it was refused.

    A peer that never refuses has answered everything.
    """
    return row["answerable"] is not None and row.get("refused") is not None


def refusal_functions(rows: Sequence[Row]) -> dict[str, Score]:
    """Return how well refusing fits; `rows` are judged ones."""
    refused = np.array([row["refused"] for row in rows], dtype=bool)
    truth = np.array([not row["answerable"] for row in rows], dtype=bool)
    answerable = ~truth

    def score(name: str) -> Statistic:
        """Of questions that all have an answer, no refusal could have been right."""
        return lambda at: (
            getattr(refusal_scores(refused[at], truth[at]), name) if truth.any() else None
        )

    def refused_among(at: Indices) -> float | None:
        chosen = at[answerable[at]]
        return float(refused[chosen].mean()) if len(chosen) else None

    return {
        "refusal_precision": Score(score("precision"), int(refused.sum()), is_share=True),
        "refusal_recall": Score(score("recall"), int(truth.sum()), is_share=True),
        "refusal_f1": Score(score("f1"), len(rows)),
        "answerable_refused": Score(refused_among, int(answerable.sum()), is_share=True),
    }


def confidence_functions(rows: Sequence[Row]) -> dict[str, Score]:
    """Return what the confidence alone is worth, at every threshold; `rows` have one."""
    doubt = np.array([1 - row["confidence"] for row in rows], dtype=float)
    truth = np.array([not row["answerable"] for row in rows], dtype=bool)
    wrong = [is_wrong(row) for row in rows]
    told = np.array([verdict is not None for verdict in wrong], dtype=bool)
    mistaken = np.array([bool(verdict) for verdict in wrong], dtype=bool)

    def risk(at: Indices) -> float | None:
        chosen = at[told[at]]
        return area_under(risk_coverage(1 - doubt[chosen], mistaken[chosen]))

    return {
        "auroc": Score(lambda at: auroc(doubt[at], truth[at]), len(rows)),
        "aurc": Score(risk, int(told.sum())),
    }


def is_wrong(row: Row) -> bool | None:
    """Tell whether answering was, or would have been, wrong; None where nobody can tell.

    A question that was refused counts as one that would have been answered wrongly (`contained`
    is False): no system gains by never saying what it thinks. What can be told depends on the gold
    alone, lest a refusal be counted where an answer would not be.
    """
    if row["answerable"] is False:
        return True
    return None if row["contained"] is None else not row["contained"]


def risk_curve(rows: Sequence[Row]) -> list[tuple[float, float]]:
    """Return (coverage, risk) points, from the most confident answer on."""
    judged = [row for row in filter(is_judged, rows) if row.get("confidence") is not None]
    sure = [row for row in judged if is_wrong(row) is not None]
    return risk_coverage([r["confidence"] for r in sure], [bool(is_wrong(r)) for r in sure])
