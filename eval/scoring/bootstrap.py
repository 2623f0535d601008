"""95% intervals by the percentile bootstrap over questions (Efron 1979), seeded."""

from collections.abc import Callable, Sequence
from math import sqrt

import numpy as np
import numpy.typing as npt

SEED = 0
RESAMPLES = 1000
_BOUNDS = (2.5, 97.5)  # percent
_Z = 1.959964  # two-sided 95% of the normal distribution
_AT_ONCE = 4_000_000  # indices drawn together: 32 MB

Indices = npt.NDArray[np.int64]
Interval = tuple[float, float]


def interval(
    values: Sequence[float], *, seed: int = SEED, resamples: int = RESAMPLES
) -> Interval | None:
    """Return the interval of the mean, None of nothing."""
    if not values:
        return None
    if set(values) in ({0}, {1}):
        return wilson(values[0], len(values))
    return _resampled(np.asarray(values, dtype=np.float64), seed=seed, resamples=resamples)


def wilson(share: float, n: int) -> Interval:
    """Return the score interval of a share of `n` (Wilson 1927).

    For shares of 0 and 1, where every resample is the same and a bootstrap has no width.
    """
    square = _Z * _Z
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = _Z / (1 + square / n) * sqrt(share * (1 - share) / n + square / (4 * n * n))
    return max(0.0, middle - half), min(1.0, middle + half)


def _resampled(numbers: npt.NDArray[np.float64], *, seed: int, resamples: int) -> Interval:
    if np.all(numbers == numbers[0]):
        return float(numbers[0]), float(numbers[0])
    rng = np.random.default_rng(seed)
    rows = max(1, _AT_ONCE // len(numbers))
    means = np.concatenate(
        [
            numbers[
                rng.integers(len(numbers), size=(min(rows, resamples - done), len(numbers)))
            ].mean(axis=1)
            for done in range(0, resamples, rows)
        ]
    )
    return _bounds(means)


def paired(
    before: Sequence[float],
    after: Sequence[float],
    *,
    seed: int = SEED,
    resamples: int = RESAMPLES,
) -> Interval | None:
    """Return the interval of the mean of `after - before`, question by question."""
    differences = [b - a for a, b in zip(before, after, strict=True)]
    if not differences:
        return None
    return _resampled(np.asarray(differences, dtype=float), seed=seed, resamples=resamples)


def interval_of(
    statistic: Callable[[Indices], float | None],
    n: int,
    *,
    seed: int = SEED,
    resamples: int = RESAMPLES,
) -> Interval | None:
    """Return the interval of a statistic of the rows at given indices, shape (n,).

    Resamples in which it is undefined are left out; None where it is in all of them.
    """
    if not n:
        return None
    rng = np.random.default_rng(seed)
    drawn = (statistic(rng.integers(n, size=n)) for _ in range(resamples))
    values = [value for value in drawn if value is not None]
    return _bounds(np.asarray(values)) if values else None


def _bounds(values: npt.NDArray[np.float64]) -> Interval:
    low, high = np.percentile(values, _BOUNDS)
    return float(low), float(high)
