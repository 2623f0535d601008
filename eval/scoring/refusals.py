"""How well refusing fits what cannot be answered, and how far a confidence can be trusted."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Flags = Sequence[bool] | npt.NDArray[np.bool_]
Scores = Sequence[float] | npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Precision, recall and F1 of refusing; `refused` and `unanswerable` are counts."""

    refused: int
    unanswerable: int
    precision: float | None
    recall: float | None
    f1: float | None


def refusal_scores(refused: Flags, unanswerable: Flags) -> Refusal:
    """Score what was refused; refusing is the positive class."""
    said, truth = np.asarray(refused, dtype=bool), np.asarray(unanswerable, dtype=bool)
    both, n_said, n_truth = int((said & truth).sum()), int(said.sum()), int(truth.sum())
    return Refusal(
        n_said,
        n_truth,
        precision=both / n_said if n_said else None,
        recall=both / n_truth if n_truth else None,
        # 2TP / (2TP + FP + FN): the harmonic mean, defined also where one of the two is not.
        f1=2 * both / (n_said + n_truth) if n_said + n_truth else None,
    )


def best_threshold(scores: Scores, positive: Flags) -> float | None:
    """Return the score from which on refusing has the best F1: the most that scores can reach."""
    values, truth = np.asarray(scores, dtype=np.float64), np.asarray(positive, dtype=bool)
    if not truth.any():
        return None
    order = np.argsort(-values, kind="stable")
    both, refused = np.cumsum(truth[order]), np.arange(1, len(values) + 1)
    # A threshold never falls between equal scores.
    ends = np.append(np.diff(values[order]) != 0, [True])
    f1 = np.where(ends, 2 * both / (refused + int(truth.sum())), -1.0)
    return float(values[order][int(f1.argmax())])


def auroc(scores: Scores, positive: Flags) -> float | None:
    """Return the chance that a positive scores above a negative, ties counting half.

    Mann–Whitney's U over all pairs; None where one of the classes is empty.
    """
    values, truth = np.asarray(scores, dtype=np.float64), np.asarray(positive, dtype=bool)
    n_positive, n_negative = int(truth.sum()), int((~truth).sum())
    if not n_positive or not n_negative:
        return None
    _, places, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    middle = ends - (counts - 1) / 2  # the mean rank of equal values
    u = float(middle[places][truth].sum()) - n_positive * (n_positive + 1) / 2
    return u / (n_positive * n_negative)


def risk_coverage(confidences: Scores, wrong: Flags) -> list[tuple[float, float]]:
    """Return (coverage, risk) for every threshold, from the most confident answer on.

    Coverage is the share of questions answered, risk the share of these that are wrong (Geifman
    and El-Yaniv 2017). Equal confidences are answered together.
    """
    n = len(confidences)
    if not n:
        return []
    values, errors = np.asarray(confidences, dtype=np.float64), np.asarray(wrong, dtype=np.float64)
    order = np.argsort(-values, kind="stable")
    risk = np.cumsum(errors[order]) / np.arange(1, n + 1)
    last = [*(np.flatnonzero(np.diff(values[order]))), n - 1]  # where the confidence changes
    return [((place + 1) / n, float(risk[place])) for place in map(int, last)]


def area_under(curve: Sequence[tuple[float, float]]) -> float | None:
    """Return the mean risk over all coverages: each point's risk holds back to the one before."""
    if not curve:
        return None
    before = [0.0, *(coverage for coverage, _ in curve)]
    return sum((c - b) * risk for b, (c, risk) in zip(before, curve, strict=False))
