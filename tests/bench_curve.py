"""Curves through what was measured at growing sizes, for reading off what larger ones take."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

LEAST = 1e-9  # what nothing counts as, where errors are relative
Form = Literal["constant", "line", "power"]


@dataclass(frozen=True, slots=True)
class Curve:
    """What something takes of `n` articles: `first + second · n`, or `first · n^second`."""

    form: Form
    first: float
    second: float

    def at(self, n: float) -> float:
        """Return the height at `n`."""
        if self.form == "power":
            return float(self.first * n**self.second)
        return self.first + self.second * n

    def __str__(self) -> str:
        """Write the curve as a formula of n."""
        if not self.second:
            return f"{self.first:.3g}"
        if self.form == "power":
            return f"{self.first:.3g} · n^{self.second:.2f}"
        return f"{self.first:.3g} + {self.second:.3g} · n"


def fit(values: Mapping[int, float], form: Form) -> Curve:
    """Fit by least squares of relative errors, so that small sizes count as much as large ones.

    Nothing falls below zero, nor where there is more of it: what does is taken as constant.
    """
    sizes = np.array(list(values), dtype=float)
    told = np.maximum(list(values.values()), LEAST)
    constant = Curve("constant", float(np.median(told)), 0.0)
    if form == "constant" or len(values) == 1:
        return constant
    if form == "power":
        power, log = np.polyfit(np.log(sizes), np.log(told), 1)
        return Curve(form, float(np.exp(log)), float(power)) if power > 0 else constant
    rows = np.column_stack([1 / told, sizes / told])
    (first, second), *_ = np.linalg.lstsq(rows, np.ones_like(told), rcond=None)
    if second < 0:
        return constant
    if first < 0:
        column = rows[:, 1]
        return Curve(form, 0.0, float(column.sum() / (column @ column)))
    return Curve(form, float(first), float(second))
