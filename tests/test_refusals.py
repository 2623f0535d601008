import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.scoring.refusals import (
    Refusal,
    area_under,
    auroc,
    best_threshold,
    refusal_scores,
    risk_coverage,
)

# Few different scores, so that ties come up.
SCORED = st.lists(st.tuples(st.sampled_from([0, 0.2, 0.5, 0.9, 1]), st.booleans()), max_size=12)


def test_refusal_scores() -> None:
    # refused: 3, two of them rightly; unanswerable: 4.
    refused = [True] * 3 + [False] * 7
    unanswerable = [True, True, False, True, True] + [False] * 5
    assert refusal_scores(refused, unanswerable) == Refusal(
        3, 4, precision=2 / 3, recall=2 / 4, f1=4 / 7
    )


def test_refusal_scores_where_something_is_undefined() -> None:
    assert refusal_scores([], []) == Refusal(0, 0, None, None, None)
    assert refusal_scores([False], [False]) == Refusal(0, 0, None, None, None)
    assert refusal_scores([False], [True]) == Refusal(0, 1, None, 0, 0)
    assert refusal_scores([True], [False]) == Refusal(1, 0, 0, None, 0)


def test_auroc_by_its_pairs() -> None:
    # Positives 0.9, 0.5, 0.2; negatives 0.5, 0.1. Of the six pairs 0.9 wins both, 0.5 ties one and
    # wins one, 0.2 loses one and wins one: 2 + 1.5 + 1 of 6.
    scores = [0.9, 0.5, 0.2, 0.5, 0.1]
    assert auroc(scores, [True, True, True, False, False]) == 4.5 / 6
    assert auroc([1, 2, 3], [False, False, True]) == 1
    assert auroc([1, 2, 3], [True, False, False]) == 0
    assert auroc([7, 7, 7, 7], [True, False, True, False]) == 1 / 2


def test_auroc_needs_both_classes() -> None:
    assert auroc([], []) is None
    assert auroc([0.5, 0.1], [True, True]) is None
    assert auroc([0.5, 0.1], [False, False]) is None


@given(SCORED)
def test_auroc_counts_pairs(scored: list[tuple[float, bool]]) -> None:
    pairs = [(p, n) for p, truth in scored for n, other in scored if truth and not other]
    wins = [1 if p > n else 0.5 if p == n else 0 for p, n in pairs]
    area = auroc([score for score, _ in scored], [truth for _, truth in scored])
    assert area == (pytest.approx(sum(wins) / len(wins)) if wins else None)


def f1_from(threshold: float | None, scores: list[float], truth: list[bool]) -> float | None:
    return threshold and refusal_scores([score >= threshold for score in scores], truth).f1


def test_best_threshold() -> None:
    # From 0.9: 1 of 1 refused rightly, F1 = 2/(1+2); from 0.6: 1 of 2, 2/(2+2); from 0.4: 2 of 3,
    # 4/(3+2); from 0.1: 2 of 4, 4/(4+2).
    assert best_threshold([0.9, 0.6, 0.4, 0.1], [True, False, True, False]) == 0.4
    # No threshold parts equal scores: refusing both of 0.9 gives 2/(2+1).
    assert best_threshold([0.9, 0.9, 0.1], [True, False, False]) == 0.9
    assert best_threshold([0.1, 0.9], [True, False]) == 0.1
    assert best_threshold([0.1, 0.9], [False, False]) is None
    assert best_threshold([], []) is None


@given(SCORED)
def test_no_threshold_is_better(scored: list[tuple[float, bool]]) -> None:
    scores, truth = [score + 1 for score, _ in scored], [truth for _, truth in scored]
    best = best_threshold(scores, truth)
    if not any(truth):
        assert best is None
        return
    tried = [refusal_scores([s >= threshold for s in scores], truth).f1 for threshold in scores]
    assert f1_from(best, scores, truth) == max(f1 for f1 in tried if f1 is not None)


def test_risk_coverage() -> None:
    # Most confident first: right, wrong, right, wrong.
    confidences, wrong = [0.4, 0.9, 0.6, 0.1], [False, False, True, True]
    assert risk_coverage(confidences, wrong) == [
        (1 / 4, 0),
        (2 / 4, 1 / 2),
        (3 / 4, 1 / 3),
        (1, 2 / 4),
    ]
    assert risk_coverage([], []) == []


def test_equal_confidences_are_answered_together() -> None:
    curve = [(2 / 4, 1 / 2), (1, 1 / 4)]
    assert risk_coverage([0.9, 0.9, 0.2, 0.2], [True, False, False, False]) == curve
    assert risk_coverage([0.9, 0.2, 0.9, 0.2], [False, False, True, False]) == curve
    assert risk_coverage([0.3] * 3, [True, False, False]) == [(1, 1 / 3)]


def test_area_under() -> None:
    # (0 + 1/2 + 1/3 + 1/2) / 4: every point stands for a quarter.
    curve = [(1 / 4, 0.0), (2 / 4, 1 / 2), (3 / 4, 1 / 3), (1.0, 2 / 4)]
    assert area_under(curve) == pytest.approx((1 / 2 + 1 / 3 + 1 / 2) / 4)
    assert area_under([(2 / 4, 1 / 2), (1, 1 / 4)]) == 1 / 2 * 1 / 2 + 1 / 2 * 1 / 4
    assert area_under([(1, 0.3)]) == 0.3
    assert area_under([]) is None


@given(SCORED)
def test_no_order_has_a_smaller_area_than_the_right_one(scored: list[tuple[float, bool]]) -> None:
    wrong = [verdict for _, verdict in scored]
    area = area_under(risk_coverage([score for score, _ in scored], wrong))
    best = area_under(risk_coverage([-place for place in range(len(wrong))], sorted(wrong)))
    if area is None or best is None:
        assert not scored
    else:
        assert best <= area + 1e-12 <= 1 + 1e-9
