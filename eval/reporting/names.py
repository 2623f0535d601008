"""What the runs of one report are called, and in which colour and mark they are drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle
from string import ascii_uppercase
from typing import Any

from eval.run_folder import Run

_COLOURS = ("#1d4ed8", "#b45309", "#0f766e", "#7c3aed", "#be185d", "#4d7c0f")
_MARKS = ("o", "s", "^", "D", "v", "P")
_MARK_NAMES = ("圆点", "方块", "三角", "菱形", "倒三角", "十字")
_DASHES = ("-", (0, (4, 2)), (0, (1, 1.5)), (0, (6, 2, 1, 2)), (0, (8, 2)), (0, (2, 2)))
_BEFORE, _AFTER = "#6b7686", "#1d4ed8"


@dataclass(frozen=True, slots=True)
class Named:
    """A run with its letter (empty where it is the only one), colour, mark and dashes."""

    run: Run
    letter: str
    colour: str
    mark: str = "o"
    dashes: Any = "-"
    filled: bool = True

    @property
    def title(self) -> str:
        """Return the letter and the folder's name."""
        return f"{self.letter} {self.run.folder.name}".strip()


def named(runs: Sequence[Run]) -> tuple[Named, ...]:
    """Letter the runs; of two, the first is 'before', drawn hollow and grey."""
    if len(runs) == 1:
        return (Named(runs[0], "", _AFTER),)
    if len(runs) == 2:
        before = Named(runs[0], "A", _BEFORE, dashes=_DASHES[1], filled=False)
        return before, Named(runs[1], "B", _AFTER)
    looks = zip(_COLOURS, _MARKS, _DASHES, strict=True)
    return tuple(
        Named(run, _letter(n), *look)
        for n, (run, look) in enumerate(zip(runs, cycle(looks), strict=False))
    )


def marks_said(runs: Sequence[Named]) -> str:
    """Say which mark is whose, for whoever doesn't tell the colours apart."""
    if len(runs) == 1:
        return ""
    if len(runs) == 2:
        return "空心是 A，实心是 B。"
    marks = (f"{_MARK_NAMES[_MARKS.index(run.mark)]}是 {run.letter}" for run in runs)
    return "，".join(marks) + "。"


def _letter(n: int) -> str:
    return ascii_uppercase[n] if n < len(ascii_uppercase) else f"R{n + 1}"
