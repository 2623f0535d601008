from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.metrics import (
    hit_at,
    mean,
    ndcg_at,
    percentile,
    ranks_of,
    recall_at,
    reciprocal_rank,
)


def test_mean() -> None:
    assert mean([1, 0, 0.5]) == 0.5
    assert mean([True, False, False, False]) == 1 / 4
    assert mean([]) is None


def test_percentile_is_linear_between_neighbours() -> None:
    assert percentile([4, 1, 3, 2], 0.5) == 2.5
    assert percentile([3, 1, 2], 0.5) == 2
    # 0.95 × (5 - 1) = 3.8: from the 4th value four fifths of the way to the 5th.
    assert percentile([10, 20, 30, 40, 50], 0.95) == pytest.approx(48)
    assert percentile([7], 0.95) == 7
    assert percentile([1, 9], 1) == 9
    assert percentile([1, 9], 0) == 1
    assert percentile([], 0.5) is None


def test_ranks_are_of_the_first_that_holds_each_gold_item_once() -> None:
    assert ranks_of("abca", "ca", holds=str.__eq__) == [3, 1]
    assert ranks_of("abc", "xx", holds=str.__eq__) == [None]
    assert ranks_of("", "a", holds=str.__eq__) == [None]
    assert ranks_of("abc", "", holds=str.__eq__) == []
    # One passage may hold several sentences.
    assert ranks_of(["x", "ab", "b"], ["a", "b"], holds=str.__contains__) == [2, 2]


def test_hit_at() -> None:
    assert hit_at(1, [1]) is True
    assert hit_at(1, [2]) is False
    assert hit_at(2, [None, 2]) is True
    assert hit_at(10, [11, None]) is False
    assert hit_at(5, []) is None


def test_recall_at() -> None:
    assert recall_at(2, [1, 2, None]) == 2 / 3
    assert recall_at(1, [2]) == 0
    assert recall_at(5, [5, 6]) == 1 / 2
    assert recall_at(10, []) is None


def test_reciprocal_rank() -> None:
    assert reciprocal_rank([4, 3, None]) == 1 / 3
    assert reciprocal_rank([1]) == 1
    assert reciprocal_rank([4], at=3) == 0
    assert reciprocal_rank([10]) == 1 / 10
    assert reciprocal_rank([11]) == 0
    assert reciprocal_rank([None]) == 0
    assert reciprocal_rank([]) is None


def test_ndcg_at() -> None:
    assert ndcg_at(10, [1]) == 1
    # Discounts: rank 1 is 1, rank 3 is 1 / log2(4) = 1/2, rank 7 is 1 / log2(8) = 1/3.
    assert ndcg_at(10, [3]) == 1 / 2
    assert ndcg_at(10, [7]) == pytest.approx(1 / 3)
    # Two gold items: the ideal is 1 + 1 / log2(3).
    assert ndcg_at(10, [1, 3]) == pytest.approx(1.5 / (1 + 1 / log2(3)))
    assert ndcg_at(10, [3, 1]) == ndcg_at(10, [1, 3])
    assert ndcg_at(10, [1, None]) == pytest.approx(1 / (1 + 1 / log2(3)))
    assert ndcg_at(10, [1, 2]) == 1
    assert ndcg_at(10, [None]) == 0
    assert ndcg_at(10, []) is None


def test_ndcg_counts_nothing_below_k_and_no_ideal_beyond_it() -> None:
    assert ndcg_at(2, [3]) == 0
    # Three gold items, room for two: both places filled is ideal.
    assert ndcg_at(2, [1, 2, 3]) == 1
    assert ndcg_at(2, [2, None, None]) == pytest.approx((1 / log2(3)) / (1 + 1 / log2(3)))


def test_ndcg_of_gold_that_shares_a_passage_is_at_most_1() -> None:
    assert ndcg_at(10, [1, 1]) == 1
    # Both in the third passage: 1/2 + 1/2 of 1 + 1 / log2(3).
    assert ndcg_at(10, [3, 3]) == pytest.approx(1 / (1 + 1 / log2(3)))


@given(ranks=st.lists(st.none() | st.integers(1, 15), min_size=1, max_size=8), k=st.integers(1, 12))
def test_what_ranks_promise_together(ranks: list[int | None], k: int) -> None:
    hit, recall, gain = hit_at(k, ranks), recall_at(k, ranks), ndcg_at(k, ranks)
    first = reciprocal_rank(ranks, at=k)
    assert recall is not None
    assert gain is not None
    assert first is not None
    assert hit == (recall > 0) == (gain > 0) == (first > 0)
    assert 0 <= gain <= 1
    assert recall <= (recall_at(k + 1, ranks) or 0)
    assert first == 0 or first >= 1 / k
