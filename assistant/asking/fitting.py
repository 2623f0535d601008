"""How much of a mistyped name fits a known one, at every place where it may."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from assistant.asking.known import Codes, Known

ENOUGH, SURE, LONG = 2, 3, 5  # characters that tell a name
MANY, FEW = 8_000, 400  # places of two characters that are looked at, where a text is odd or not
_LINE = ord("\n")
_NOWHERE = np.zeros(0, dtype=np.int32)

# How a typed character stands among its neighbours: known beside both, not beside one, or neither.
Oddity = Literal["none", "beside", "alone"]
Positions = NDArray[np.int32]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """Places in the names, and how much of the question fits on either side of each."""

    at: Positions
    gap: int  # characters of the name between what fits before and after
    before: Positions
    after: Positions

    def told(self, telling: Positions) -> Positions:
        """Count the characters that fit and tell names apart."""
        first, behind = self.at, self.at + self.gap
        told = telling[first] - telling[first - self.before]
        return np.asarray(told + telling[behind + self.after] - telling[behind], np.int32)

    def ends(self, names: Codes) -> tuple[Flags, Flags]:
        """Tell where all of the name's end fits, and where all of the name does."""
        ends = names[self.at + self.gap + self.after] == _LINE
        return ends, ends & (names[self.at - self.before - 1] == _LINE)

    def replaces(self, known: Known, told: Positions, alike: Flags, oddity: Oddity) -> Flags:
        """Tell where enough fits for a character to be replaced; the less, the odder it is."""
        names, telling = known.names, known.telling
        total = self.before + self.after
        inside = (self.before > 1) & (self.after > 1)
        ends, whole = self.ends(names)
        if oddity == "none":
            return np.asarray(ends & alike & (self.before > 0) & (told >= LONG), np.bool_)
        alone = oddity == "alone"
        clear = told >= SURE
        named = clear | (whole & (told >= ENOUGH) & (total > SURE))
        heard = alike & (named | (whole & ((told >= ENOUGH) | ((told > 0) & (total > SURE)))))
        long = inside & (told >= LONG)
        generic = telling[self.at + 1] == telling[self.at]
        kind = whole & (told >= ENOUGH) & generic & (total > SURE) & (self.after > 0)
        good = ends & (heard | (named & alone) | long | kind)
        return np.asarray(good | (long & alone), np.bool_)

    def joins(self, names: Codes, told: Positions, *, at_start: bool) -> Flags:
        """Tell where enough fits for a character to be put in, or a doubled one to go.

        `at_start`: a doubled character begins the text or its clause.
        """
        ends, whole = self.ends(names)
        total, inside = self.before + self.after, (self.before > 0) & (self.after > 0)
        enough = (whole & (told >= ENOUGH) & (total > SURE)) | (told > SURE)
        return np.asarray(ends & enough & (inside | (whole & at_start)), np.bool_)


def candidates(left: str, right: str, gap: int, known: Known, *, most: int) -> Positions:
    """Return where in the names the mended character may stand, by the two characters beside it.

    Two that stand in more than `most` places tell no name.
    """
    behind = known.where(right[:2]) - gap if len(right) > 1 else _NOWHERE
    before = known.where(left[-2:]) + 2 if len(left) > 1 else _NOWHERE
    at = np.unique(
        np.concatenate([_NOWHERE, *(found for found in (behind, before) if found.size < most)])
    )
    return at[(at > 0) & (at < known.names.size - 1)]


def count_fitting(names: Codes, first: Positions, typed: Codes, *, step: int) -> Positions:
    """Count how many of `typed` stand in the names, one by one from each of `first` on."""
    fits = np.ones(first.size, dtype=np.bool_)
    count = np.zeros(first.size, dtype=np.int32)
    for n, code in enumerate(typed.tolist()):
        there = names[(first + step * n).clip(0, names.size - 1)]
        fits &= (there == code) & (there != _LINE)
        if not fits.any():
            break
        count += fits
    return count
