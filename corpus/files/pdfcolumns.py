"""The reading order of a PDF page: bands from the top down, in each the columns from the left."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import mean, median

from corpus.files.pdfbands import (
    HANGING,
    bands_of,
    gutter_of,
    join_spans,
    rows_of,
    span_of,
)
from corpus.files.pdfheads import split_source_line
from corpus.files.pdflines import Piece
from corpus.pages.repair import join

MAX_CELL = 9  # characters; the lines of a narrow column are longer, the cells of a table shorter
ENDS = "。！？；：”』」"
_WORD = re.compile(r"(?:[!-~]+|.)[，。、；：！？”’）》」』％]*")  # what no line is broken in
MAX_CLAUSES = 0.25  # of the cells of a table
_CLAUSE = re.compile("[，。；、]")
MAX_DEPTH = 20
BIG = 1.2  # times the size of the body: a headline


@dataclass(frozen=True, slots=True)
class Line:
    """A line in reading order; `band` counts the parts of the page that are read one by one."""

    piece: Piece
    left: float  # of its column
    right: float
    band: int
    is_row: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines joined into a paragraph; `em` is its type size."""

    text: str
    em: float
    starts: bool  # it begins like a paragraph, not like the rest of one
    ends: bool  # its last line leaves room


def paragraphs_of(pieces: list[Piece]) -> list[Paragraph]:
    """Return the paragraphs of a page in reading order."""
    body = body_size(pieces)
    lines = [
        Line(line.piece, line.left, line.right, band, line.is_row)
        for band, part in enumerate(_flows(pieces, body))
        for line in part
    ]
    if not lines:
        return []
    groups = [[lines[0]]]
    for before, line in pairwise(lines):
        if _joins(before, line, body):
            groups[-1].append(line)
        else:
            groups.append([line])
    paragraphs = map(_paragraph, groups)
    return [replace(one, text=text) for one in paragraphs for text in split_source_line(one.text)]


def body_size(pieces: list[Piece]) -> float:
    """Return the type size in which most characters are set."""
    sizes: dict[float, int] = {}
    for piece in pieces:
        size = round(piece.em * 2) / 2
        sizes[size] = sizes.get(size, 0) + len(piece.text)
    return max(sizes, key=lambda size: sizes[size], default=10.0)


def _flows(pieces: list[Piece], body: float, depth: int = 0) -> Iterator[list[Line]]:
    """Yield the parts of a page that are read one after the other, each with its lines in order."""
    for band in bands_of(pieces, big=BIG * body):
        columns = _columns(band) if depth < MAX_DEPTH else [band]
        rows = rows_of(band)
        if len(columns) > 1 and len(rows) == 1:
            yield from ([line] for piece in rows[0] for line in _leaf([[piece]]))
        elif len(columns) > 1 and _is_table(columns):
            yield [_row_line(row, " | ") for row in rows]
        elif len(columns) == 1:
            yield _leaf(rows)
        else:
            parts = [list(_flows(column, body, depth + 1)) for column in columns]
            if all(len(part) == 1 for part in parts):  # plain columns: the text runs through them
                yield [line for part in parts for line in part[0]]
            else:
                for part in parts:
                    yield from part


def _columns(pieces: list[Piece]) -> list[list[Piece]]:
    """Cut where an empty strip a gutter wide runs from the top to the bottom."""
    spans = join_spans([span_of(piece) for piece in pieces], gutter_of(pieces))
    columns: list[list[Piece]] = [[] for _ in spans]
    lefts = [left for left, _ in spans]
    for piece in pieces:
        columns[bisect_right(lefts, piece.left) - 1].append(piece)
    return columns


def _is_table(columns: list[list[Piece]]) -> bool:
    """Tell whether columns are those of a table: short cells that stand side by side."""
    short = [column for column in columns if mean(len(piece.text) for piece in column) <= MAX_CELL]
    if len(short) < len(columns) - 1:
        return False
    cells = [piece.text for column in short for piece in column]
    if sum(map(bool, map(_CLAUSE.search, cells))) > MAX_CLAUSES * len(cells):
        return False  # the lines of narrow columns in large type
    first = columns[0]
    paired = [sum(_has_beside(piece, column) for piece in first) for column in columns[1:]]
    return min(paired) >= 0.5 * len(first) and min(map(len, columns)) > 1


def _has_beside(piece: Piece, column: list[Piece]) -> bool:
    return any(piece.beside(other) for other in column)


def _row_line(row: list[Piece], bar: str) -> Line:
    text = bar.join(piece.text for piece in row)
    left, right = row[0].left, max(piece.right for piece in row)
    bottom, top = min(piece.bottom for piece in row), max(piece.top for piece in row)
    piece = Piece(text, left, bottom, right, top, median(piece.em for piece in row))
    return Line(piece, left, right, 0, is_row=bar != " ")


def _leaf(rows: list[list[Piece]]) -> list[Line]:
    pieces = [row[0] if len(row) == 1 else _row_line(row, " ").piece for row in rows]
    left, right = min(piece.left for piece in pieces), max(map(_edge, pieces))
    # A headline may be wider than the text under it, which tells where the lines of text end.
    big = BIG * median(piece.em for piece in pieces)
    full = max(_edge(piece) for piece in pieces if piece.em < big)
    return [Line(piece, left, full if piece.em < big else right, 0) for piece in pieces]


def _edge(piece: Piece) -> float:
    """Return where a piece ends, without the punctuation that may hang over the column's edge."""
    return piece.right - piece.em if piece.text[-1] in HANGING else piece.right


def _joins(before: Line, line: Line, body: float) -> bool:
    """Tell whether a line goes on with the paragraph of the line before it."""
    if before.band != line.band or before.is_row or line.is_row:
        return False
    old, new = before.piece, line.piece
    if not 0.88 < new.em / old.em < 1.14:
        return False
    drop = old.bottom - new.top  # negative where the next column begins
    if drop > max(1.1 * new.em, 1.0):
        return False
    if old.em > BIG * body:
        return drop > -0.5 * new.em
    return _has_no_room(before, line) and not _is_indented(line)


def _is_full(line: Line) -> bool:
    return line.right - line.piece.right < 1.4 * line.piece.em


def _has_no_room(before: Line, line: Line) -> bool:
    """Tell whether a line is full, or too full for the first word of the next line."""
    if _is_full(before):
        return True
    if before.piece.text[-1] in ENDS:
        return False
    word = _WORD.match(line.piece.text)
    width = sum(0.5 if char.isascii() else 1.0 for char in word[0]) if word else 0.0
    return line.right - before.piece.right < (width + 0.4) * line.piece.em


def _is_indented(line: Line) -> bool:
    return line.piece.left - line.left > 1.2 * line.piece.em


def _paragraph(lines: list[Line]) -> Paragraph:
    text = lines[0].piece.text
    for before, line in pairwise(lines):
        # The halves of a headline are set on lines of their own where the first leaves room.
        new = line.piece.text
        text = join(text, new) if _has_no_room(before, line) else f"{text} {new}"
    ends = not _is_full(lines[-1]) or lines[-1].is_row
    return Paragraph(text, lines[0].piece.em, _is_indented(lines[0]), ends)
