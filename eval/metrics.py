"""The formulas, pure: what is undefined (nothing to divide by) is None, never 0 or 1.

A ranking is judged by `ranks`: for each gold item the 1-based rank of the first retrieved thing
that is or holds it, None where none does. Articles and sentences are judged by the same formulas.
"""

from collections.abc import Callable, Iterable, Sequence
from math import log2
from typing import TypeVar

Ranks = Sequence[int | None]
Found = TypeVar("Found")
Gold = TypeVar("Gold")


def mean(values: Iterable[float]) -> float | None:
    """Return the arithmetic mean, None of nothing."""
    numbers = list(values)
    return sum(numbers) / len(numbers) if numbers else None


def percentile(values: Iterable[float], share: float) -> float | None:
    """Return the value below which `share` (0 to 1) lies, linear between neighbours."""
    numbers = sorted(values)
    if not numbers:
        return None
    below, rest = divmod(share * (len(numbers) - 1), 1)
    low = numbers[int(below)]
    return low + rest * (numbers[min(int(below) + 1, len(numbers) - 1)] - low)


def ranks_of(
    retrieved: Sequence[Found], gold: Iterable[Gold], *, holds: Callable[[Found, Gold], bool]
) -> list[int | None]:
    """Return the rank of the first of `retrieved` that `holds` each of `gold`, each once."""
    return [
        next((rank for rank, found in enumerate(retrieved, start=1) if holds(found, item)), None)
        for item in dict.fromkeys(gold)
    ]


def hit_at(k: int, ranks: Ranks) -> bool | None:
    """Tell whether a gold item is among the first `k`."""
    return any(rank is not None and rank <= k for rank in ranks) if ranks else None


def recall_at(k: int, ranks: Ranks) -> float | None:
    """Return the share of the gold items among the first `k`."""
    return mean(rank is not None and rank <= k for rank in ranks)


def reciprocal_rank(ranks: Ranks, *, at: int = 10) -> float | None:
    """Return 1 / the rank of the first gold item among the first `at`, 0 where none is."""
    if not ranks:
        return None
    return max((1 / rank for rank in ranks if rank is not None and rank <= at), default=0.0)


def ndcg_at(k: int, ranks: Ranks) -> float | None:
    """Return nDCG with a gain of 1 a gold item, at most 1.

    Järvelin and Kekäläinen 2002, log2 discount. One passage may hold several gold sentences at the
    same rank, which would beat the ideal of one a rank: hence the cap.
    """
    if not ranks:
        return None
    gained = sum(1 / log2(rank + 1) for rank in ranks if rank is not None and rank <= k)
    ideal = sum(1 / log2(rank + 1) for rank in range(1, min(len(ranks), k) + 1))
    return min(1.0, gained / ideal)
