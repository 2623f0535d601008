"""The bands of a PDF page: what stands above or below a line that crosses its columns."""

from statistics import median

from corpus.files.pdflines import GAP, Piece

AHEAD = 12  # rows that are looked at to tell whether columns begin

HANGING = "，。、；：！？”’）》」』"

Span = tuple[float, float]


def bands_of(pieces: list[Piece], *, big: float) -> list[list[Piece]]:
    """Cut a part of a page where a line crosses the space between the columns above or below.

    A lone line in type of the size `big` or more is a headline.
    """
    gutter = gutter_of(pieces)
    bands: list[list[Piece]] = []
    spans: list[Span] = []  # of the columns of the last band
    height = 0  # of the last band, in rows
    rows = rows_of(pieces)
    pitch = _pitch(pieces)
    for at, row in enumerate(rows):
        own = join_spans([span_of(piece) for piece in row], gutter)
        both = join_spans([*spans, *own], gutter)
        # Columns that one row alone shows may be the parts of a masthead.
        parted = len(both) > 1 and (height > 1 or len(both) >= len(spans))
        headline = len(row) == 1 and row[0].em > big
        plain = len(spans) == 1 and len(own) == 1
        below = len(spans) == 1 < len(own) and bands[-1][-1].em > big
        opens = len(spans) == 1 and _opens_columns(rows[at:], spans, gutter=gutter, pitch=pitch)
        if bands and not opens and (plain or (parted and not headline and not below)):
            bands[-1] += row
            spans, height = both, height + 1
        else:
            bands.append(list(row))
            spans, height = own, 1
    return bands


def _opens_columns(
    rows: list[list[Piece]], above: list[Span], *, gutter: float, pitch: float
) -> bool:
    """Tell whether columns begin here whose gutter is crossed by what stands above.

    The lines of the columns need not stand side by side: they may be set half a line lower.
    """
    spans: list[Span] = []
    last = 0.0  # the middle of the row before
    for at, row in enumerate(rows[:AHEAD]):
        joined = join_spans([*spans, *(span_of(piece) for piece in row)], gutter)
        middle = (row[0].top + row[0].bottom) / 2
        if at and len(joined) < len(spans):  # a line over the whole width ends the columns
            break
        if at and len(spans) == 1 < len(joined) and last - middle > 0.85 * pitch:
            return False  # it stands on the next line: a signature, say
        spans, last = joined, middle
    return len(join_spans([*above, *spans], gutter)) < len(spans)


def _pitch(pieces: list[Piece]) -> float:
    """Return the usual distance from a line to the next one below it."""
    ordered = sorted(pieces, key=lambda piece: -piece.top)
    drops = []
    for at, piece in enumerate(ordered):
        for other in ordered[at + 1 : at + AHEAD]:
            over = min(piece.right, other.right) > max(piece.left, other.left)
            if over and not piece.beside(other):
                drops.append(piece.top - other.top)
                break
    return median(drops) if drops else 0.0


def gutter_of(pieces: list[Piece]) -> float:
    """Return the least width of the white space between two columns."""
    return GAP * median(piece.em for piece in pieces)


def span_of(piece: Piece) -> Span:
    """Return where a piece begins and where its ink ends: its last mark is half white."""
    white = 0.5 * piece.em if piece.text[-1] in HANGING and len(piece.text) > 1 else 0.0
    return piece.left, piece.right - white


def join_spans(spans: list[Span], gutter: float) -> list[Span]:
    """Join the spans that are less than a gutter apart."""
    joined: list[Span] = []
    for left, right in sorted(spans):
        if joined and left - joined[-1][1] < gutter:
            joined[-1] = (joined[-1][0], max(joined[-1][1], right))
        else:
            joined.append((left, right))
    return joined


def rows_of(pieces: list[Piece]) -> list[list[Piece]]:
    """Gather the pieces that stand side by side, from the top down."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: -(piece.top + piece.bottom)):
        if rows and piece.beside(rows[-1][0]):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [sorted(row, key=lambda piece: piece.left) for row in rows]
