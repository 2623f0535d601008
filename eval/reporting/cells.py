"""Tables as data, and how their cells write a figure, its interval and its change."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from eval.compare import Difference

_FRACTIONS = ("rr_10", "ndcg_10", "auroc", "aurc")  # no shares of questions


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


def figure_text(name: str, value: float | None, *, signed: bool = False) -> str:
    """Write a figure as a percentage, or with three decimals where it is no share."""
    if value is None:
        return "—"
    fraction = name.endswith(_FRACTIONS)
    text = f"{value:.3f}" if fraction else f"{100 * value:.1f}"
    if signed:
        sign = "" if not text.strip("-0.") else "+" if value > 0 else "−"
        return sign + text.removeprefix("-")
    return text if fraction else text + "%"


def figure_cell(name: str, figure: Mapping[str, Any]) -> Cell:
    """Return a figure with its interval and the questions behind it in small print."""
    if figure["value"] is None:
        return Cell("—")
    note = f"{interval_text(name, figure)}，{figure['n']}题"
    return Cell(figure_text(name, figure["value"]), note.lstrip("，"))


def interval_text(name: str, figure: Mapping[str, Any]) -> str:
    """Write a figure's interval, nothing where it has none."""
    bounds = [figure.get("low"), figure.get("high")]
    return "" if None in bounds else "–".join(figure_text(name, b).rstrip("%") for b in bounds)


def change_cell(found: Difference | None) -> Cell:
    """Return by how much a figure moved, and whether that is more than chance."""
    if not found or not found.bounds:
        return Cell("—")
    name = found.name
    low, high = (figure_text(name, bound, signed=True) for bound in found.bounds)
    value = figure_text(name, found.after - found.before, signed=True)
    if not found.changed:
        return Cell(value, "没有变化")
    if not found.significant:
        return Cell(value, f"{low} 至 {high}，分不出高下")
    tone, said = ("better", "变好") if found.gain > 0 else ("worse", "变差")
    return Cell(value, f"{low} 至 {high}，{said}", tone)
