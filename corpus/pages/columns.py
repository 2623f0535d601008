"""Columns that a page dump prints side by side, with bars between them, put one after another."""

import re
from collections import Counter
from statistics import median

from corpus.pages.marks import narrow
from corpus.pages.repair import display_width

BARS = "│|┃｜‖║┆┊"
COLUMN_RULE = "栏间竖线"
MAX_BARS = 10  # no page has so many columns

_BAR = re.compile(f"[{BARS}]")
_STOP = re.compile(r"[。!?！？;；]")
_FIGURE = re.compile(r"[约近超+\-↑↓]?\d[\d,.]*[%‰]?[^\d\s。,]{0,6}|[-—–/]+")
_RULED = re.compile(rf"[\s\-=:─━═—┼╋╪┬┴├┤┌┐└┘+{BARS}]*")


def is_figure(cell: str) -> bool:
    """Tell whether a cell of a table holds a figure with its unit, or the dash for none."""
    return bool(_FIGURE.fullmatch(narrow(cell.strip())))


def is_ruled(row: str) -> bool:
    """Tell whether a row is drawn, not written: |---|---|; a blank one is too."""
    return bool(_RULED.fullmatch(row))


def split_columns(text: str) -> tuple[list[str], str]:
    """Return the columns of a text in reading order, and the bars that were taken out.

    A table keeps its bars. What stands above and below a block of columns is a part of its own.
    """
    if not _BAR.search(text):
        return [text], ""
    rows = text.split("\n")
    parts: list[str] = []
    bars: list[str] = []
    above = 0
    for start, end in _blocks(rows):
        block = rows[start:end]
        columns = _read_columns(block)
        if columns is None:
            continue
        parts += ["\n".join(rows[above:start]), *columns]
        bars += _BAR.findall("\n".join(block))
        above = end
    parts.append("\n".join(rows[above:]))
    return [part for part in parts if part.strip()], "".join(bars)


def _blocks(rows: list[str]) -> list[tuple[int, int]]:
    """Find the runs of barred rows; a row that fits into the first column may lack its bar."""
    blocks: list[tuple[int, int]] = []
    start: int | None = None
    end = 0
    edge = 0.0  # where the first column ends
    for number, row in enumerate(rows):
        bar = _BAR.search(row)
        if bar:
            if start is None:
                start, edge = number, 0.0
            edge = max(edge, display_width(row[: bar.start()]))
            end = number + 1
        elif start is not None and row.strip() and display_width(row) > edge + 1:
            blocks.append((start, _tail(rows, end, number, edge)))
            start = None
    if start is not None:
        blocks.append((start, _tail(rows, end, len(rows), edge)))
    return blocks


def _tail(rows: list[str], end: int, stop: int, edge: float) -> int:
    """Take in the last rows of a first column that is longer than the others."""
    first = _BAR.split(rows[end - 1])[0].strip()
    if not first or _STOP.search(first[-1]) or display_width(first) < edge - 3:
        return end
    while end < stop and rows[end].strip():
        end += 1
        if display_width(rows[end - 1]) < edge - 3:
            break
    return end


def _read_columns(block: list[str]) -> list[str] | None:
    """Return the columns of a block of rows, None where it is a table or plain text."""
    counts = Counter(len(_BAR.findall(row)) for row in block if not is_ruled(row))
    counts.pop(0, None)
    if counts.total() < 2 or max(counts) > MAX_BARS:
        return None
    bars = max(counts, key=lambda count: (counts[count], count))
    edges = _edges(block, bars)
    columns: list[list[str]] = [[] for _ in range(bars + 1)]
    for row in block:
        for column, cell in zip(columns, _cells(row, edges), strict=True):
            column.append(cell)
    if not _is_prose(block, columns):
        return None
    return [_dedent(column) for column in columns]


def _edges(block: list[str], bars: int) -> list[float]:
    """Return where the bars of the block stand, in ideographs from the left."""
    places = [
        [display_width(row[: bar.start()]) for bar in _BAR.finditer(row)]
        for row in block
        if len(_BAR.findall(row)) == bars
    ]
    return [median(place) for place in zip(*places, strict=True)]


def _cells(row: str, edges: list[float]) -> list[str]:
    cells = [""] * (len(edges) + 1)
    if is_ruled(row):
        cells[0] = _BAR.sub("", row)
        return cells
    found = list(_BAR.finditer(row))
    if not found:
        indent = display_width(row[: len(row) - len(row.lstrip())])
        cells[sum(indent >= edge for edge in edges)] = row
        return cells
    column = done = 0
    for number, bar in enumerate(found):
        spare = len(found) - number - 1  # bars that still want an edge of their own
        place = display_width(row[: bar.start()])
        last = max(column, len(edges) - 1 - spare)
        nearest = (
            min(range(column, last + 1), key=lambda edge: abs(edges[edge] - place), default=None)
            if column < len(edges)
            else None
        )
        if len(found) == len(edges):
            nearest = number
        cells[column] += row[done : bar.start()]
        done = bar.end()
        column = column if nearest is None else nearest + 1
    cells[column] += row[done:]
    return cells


def _is_prose(block: list[str], columns: list[list[str]]) -> bool:
    """Tell columns of running text from a table: sentences run over from row to row."""
    if any("-" in row and _BAR.search(row) and is_ruled(row) for row in block):
        return False
    texts = [[cell.strip() for cell in column if cell.strip()] for column in columns]
    texts = [cells for cells in texts if cells]
    prose = [cells for cells in texts if any(map(_STOP.search, cells)) and _is_long(cells)]
    others = [cell for cells in texts if cells not in prose for cell in cells]
    figures = sum(map(is_figure, others))
    if len(texts) < 2 or figures > 0.3 * max(len(others), 1):
        return False
    return len(prose) > 1 or bool(prose and len(prose[0]) >= 4 and _runs_over(prose[0]))


def _is_long(cells: list[str]) -> bool:
    return sum(map(len, cells)) >= 12


def _runs_over(cells: list[str]) -> bool:
    """Tell whether most cells are broken in mid-sentence at one width."""
    widths = [display_width(cell) for cell in cells]
    full = [width >= max(widths) - 2 for width in widths[:-1]]
    return sum(full) >= 0.6 * len(full)


def _dedent(column: list[str]) -> str:
    """Take off the blanks that every row of a column begins with."""
    texts = [cell for cell in column if cell.strip()]
    indent = min((len(cell) - len(cell.lstrip(" ")) for cell in texts), default=0)
    return "\n".join(cell[indent:].rstrip() for cell in column)
