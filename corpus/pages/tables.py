"""Tables of figures in a text, whose rows stay together as lines of one block."""

import re

from corpus.pages.columns import BARS, is_figure, is_ruled
from corpus.pages.furniture import read_furniture
from corpus.pages.marks import narrow

MAX_CELL = 24
MAX_ROW = 400

_GAP = re.compile(rf"\s*[{BARS}]\s*|\t+|\s{{2,}}|\u3000+")
_BLANK = re.compile(rf"[\s{BARS}]")
_PROSE = re.compile(r"[。!?;]|[,、]$")


def split_tables(text: str) -> list[tuple[bool, str]]:
    """Cut a text into tables (true, rows as lines) and what stands between them (false)."""
    rows = text.split("\n")
    parts: list[tuple[bool, str]] = []
    done = number = 0
    while number < len(rows):
        head = number
        while head < len(rows) and _is_rule(rows[head]):
            head += 1
        end = _table_end(rows, head) if head < len(rows) else head
        if end > head:
            start = number if set(rows[number]) & set(BARS) else head
            parts.append((False, "\n".join(rows[done:start])))
            lines = [row.strip() for row in rows[start:end] if row.strip()]
            parts.append((True, "\n".join(lines)))
            done = number = end
        else:
            number = head + 1
    parts.append((False, "\n".join(rows[done:])))
    return [part for part in parts if part[1].strip()]


def _table_end(rows: list[str], start: int) -> int:
    """Return where the table that starts at a row ends; `start` itself where none does."""
    first = _cells(rows[start])
    if not first:
        return start
    size = len(first)
    good, end, count, figures = start, start + 1, 1, int(_has_figures(first))
    number = end
    while number < len(rows) and number - end <= 1:
        row = rows[number]
        number += 1
        if _is_rule(row):
            end = number
            good = end if good > start else start
            continue
        cells = _cells(row)
        if cells and abs(len(cells) - size) <= 1:
            end, count, figures = number, count + 1, figures + _has_figures(cells)
        elif row.strip():
            break
        if 2 * figures >= count > 1:
            good = end
        if 2 * figures < count - 2:  # two rows of headings at most
            break
    return good


def _is_rule(row: str) -> bool:
    return len(row) > 2 and is_ruled(row)


def _cells(row: str) -> list[str]:
    """Cut a row of a table into its cells; empty where the row is no such row."""
    text = row.strip()
    if not text or len(text) > MAX_ROW or not _BLANK.search(text):
        return []
    line = narrow(text)
    cells = [cell for cell in _GAP.split(line) if cell.strip()]
    if len(cells) < 2:
        words = line.split(" ")
        tight = len(words) > 2 and sum(map(is_figure, words)) > 1
        cells = words if tight else []
    if any(len(cell) > MAX_CELL or _PROSE.search(cell) for cell in cells):
        return []
    return [] if cells and read_furniture(text) else cells


def _has_figures(cells: list[str]) -> bool:
    return any(map(is_figure, cells[1:]))
