"""Tables as data, and how their cells write a figure, its interval and its change."""

from dataclasses import dataclass

from eval.compare import Difference
from eval.summary import Figure
from eval.tables import between, figure_text


@dataclass(frozen=True, slots=True)
class Cell:
    """What one cell says, and below it in small print."""

    text: str
    note: str = ""
    tone: str = ""  # "better", "worse" or nothing


@dataclass(frozen=True, slots=True)
class Line:
    """One row; `minor` ones belong to the row above."""

    label: str
    cells: tuple[Cell, ...]
    minor: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under a common title (empty: none)."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Headings (the first stands over the labels) and groups of rows."""

    heads: tuple[str, ...]
    groups: tuple[Group, ...]


def figure_cell(name: str, figure: Figure) -> Cell:
    """Return a figure with its interval and the questions behind it in small print."""
    if figure["value"] is None:
        return Cell("—")
    note = f"{between(name, figure)}，{figure['n']}题"
    return Cell(figure_text(name, figure["value"]), note.lstrip("，"))


def change_cell(found: Difference | None) -> Cell:
    """Return by how much a figure moved, and whether that is more than chance."""
    if not found or not found.bounds:
        return Cell("—")
    name = found.name
    low, high = (figure_text(name, bound, signed=True) for bound in found.bounds)
    value = figure_text(name, found.after - found.before, signed=True)
    if not (found.changed and (value + low + high).strip("+−0.")):
        return Cell(value, "没有变化")
    if not found.significant:
        return Cell(value, f"{low} 至 {high}，分不出高下")
    tone, said = ("better", "变好") if found.gain > 0 else ("worse", "变差")
    return Cell(value, f"{low} 至 {high}，{said}", tone)
