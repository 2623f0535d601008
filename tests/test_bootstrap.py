from collections.abc import Callable
from math import sqrt

import numpy as np
import numpy.typing as npt
import pytest

from eval.scoring.bootstrap import Indices, interval, interval_of, paired, wilson

Statistic = Callable[[Indices], float | None]
COIN = [1.0] * 50 + [0.0] * 50


def mean_of(values: npt.NDArray[np.float64]) -> Statistic:
    return lambda at: float(values[at].mean())


def test_of_nothing_there_is_no_interval() -> None:
    assert interval([]) is None
    assert paired([], []) is None
    assert interval_of(lambda _: 1.0, 0) is None


def test_values_that_are_all_alike_have_no_width() -> None:
    assert interval([0.1] * 7) == (0.1, 0.1)
    assert paired([0.2, 0.4], [0.2, 0.4]) == (0, 0)


def test_shares_of_all_and_of_none_have_a_width() -> None:
    # Wilson: n / (n + z²) with z² = 3.8415.
    assert interval([True] * 60) == pytest.approx((60 / 63.8415, 1), abs=1e-5)
    assert interval([0, 0]) == pytest.approx((0, 3.8415 / 5.8415), abs=1e-5)
    # 8 of 10: (0.8 + 0.192) / 1.384 ± 1.96 / 1.384 × sqrt(0.016 + 0.0096)
    assert wilson(0.8, 10) == pytest.approx((0.4902, 0.9433), abs=1e-4)


def test_a_coin_has_about_its_normal_interval() -> None:
    # 1.96 × sqrt(0.5 × 0.5 / 100) = 0.098
    bounds = interval(COIN)
    assert bounds == pytest.approx((0.5 - 0.098, 0.5 + 0.098), abs=0.02)
    # Four times as many questions: half the width.
    assert interval(COIN * 4) == pytest.approx((0.5 - 0.049, 0.5 + 0.049), abs=0.01)


def test_a_rare_success_is_not_taken_below_0() -> None:
    # 2 of 100: the normal interval would start at 0.02 - 0.027; the binomial's 2.5th and 97.5th
    # percentiles are 0 and 5 of 100.
    assert interval([1.0] * 2 + [0.0] * 98) == pytest.approx((0, 0.05), abs=0.011)


def test_an_interval_covers_the_true_mean_about_95_times_in_100() -> None:
    rng = np.random.default_rng(3)
    covered = 0
    for draw in range(200):
        bounds = interval(list(rng.random(60)), seed=draw, resamples=400)
        assert bounds is not None
        covered += bounds[0] <= 0.5 <= bounds[1]
    # 95% of 200 is 190; a binomial's standard deviation is 3.1.
    assert 180 <= covered <= 199


def test_the_seed_decides() -> None:
    assert interval(COIN, seed=1) == interval(COIN, seed=1)
    values = list(np.random.default_rng(0).random(40))
    assert interval(values, seed=1) != interval(values, seed=2)
    statistic = mean_of(np.asarray(values))
    assert interval_of(statistic, 40, seed=1) == interval_of(statistic, 40, seed=1)
    assert interval_of(statistic, 40, seed=1) != interval_of(statistic, 40, seed=2)


def test_many_values_are_drawn_in_parts_and_all_resamples_are() -> None:
    # 5,000,000 indices do not fit in one part of 4,000,000.
    values = np.random.default_rng(0).random(5_000)
    bounds = interval(list(values), resamples=1000)
    half = 1.96 * float(values.std()) / sqrt(5_000)
    mean = float(values.mean())
    assert bounds == pytest.approx((mean - half, mean + half), abs=half / 5)


def test_pairs_that_go_together_are_told_apart_where_apart_they_are_not() -> None:
    rng = np.random.default_rng(1)
    before = rng.random(100)
    after = before + 0.05 + rng.normal(0, 0.02, 100)
    bounds = paired(list(before), list(after))
    assert bounds is not None
    assert 0.04 < bounds[0] < 0.05 < bounds[1] < 0.06
    one, other = interval(list(before)), interval(list(after))
    assert one is not None
    assert other is not None
    assert bounds[1] - bounds[0] < (one[1] - one[0]) / 5
    assert other[0] < one[1]  # the two intervals overlap


def test_a_loss_is_below_0_and_pairs_must_match() -> None:
    # 10 of 40 lost, none won: -1/4, and 1.96 × sqrt(1/4 × 3/4 / 40) = 0.134.
    bounds = paired([1.0] * 40, [0.0] * 10 + [1.0] * 30)
    assert bounds == pytest.approx((-0.25 - 0.134, -0.25 + 0.134), abs=0.03)
    with pytest.raises(ValueError, match="shorter"):
        paired([1.0, 0.0], [1.0])


def test_interval_of_a_mean_is_the_interval_of_the_mean() -> None:
    bounds = interval_of(mean_of(np.asarray(COIN)), len(COIN))
    assert bounds == pytest.approx((0.5 - 0.098, 0.5 + 0.098), abs=0.02)


def test_resamples_without_a_value_are_left_out() -> None:
    flags = np.array([True] + [False] * 9)

    def share_of_first(at: Indices) -> float | None:
        """Undefined in the (9/10)^10 = 35% of resamples that lack the only True."""
        chosen = flags[at]
        return 1.0 if chosen.any() else None

    assert interval_of(share_of_first, 10) == (1, 1)
    assert interval_of(lambda _: None, 10) is None
