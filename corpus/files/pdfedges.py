"""What stands at the edges of PDF pages: mastheads, page numbers, lines that every page repeats."""

import re
import unicodedata
from collections import Counter

from corpus.files.pdfbands import rows_of
from corpus.files.pdflines import Piece
from corpus.pages.furniture import Furniture, read_furniture

TOP_ROWS, BOTTOM_ROWS = 3, 2

_PAGE_NUMBER = re.compile(
    r"[-—–·\s]*(?:第\s*)?\d{1,4}\s*(?:页)?\s*(?:[/,，共]\s*(?:共\s*)?\d{1,4}\s*页?)?[-—–·\s]*"
)


# What a browser prints around a page: when it was printed, and the page's address.
_STAMP = re.compile(
    r"\d{1,4}/\d{1,2}/\d{1,4}[\s,\uff0c]*+(?:上午|下午)?\s*+\d{1,2}:\d{2}\s*+(?:[AP]M)?",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"(?:https?|file)://\S+")


def drop_running_lines(pages: dict[int, list[Piece]]) -> str:
    """Take page numbers and the lines of most pages out; returns the address among them."""
    edges = {number: _edge_pieces(pieces) for number, pieces in pages.items() if pieces}
    shapes = Counter(shape for found in edges.values() for shape in {_shape(p) for p in found})
    addresses = [p.text for found in edges.values() for p in found if _ADDRESS.fullmatch(p.text)]
    for number, found in edges.items():
        running = [
            piece
            for piece in found
            if any(mark.fullmatch(piece.text) for mark in (_PAGE_NUMBER, _STAMP, _ADDRESS))
            or shapes[_shape(piece)] > max(1, len(edges) // 2)
        ]
        kept = [piece for piece in pages[number] if piece not in running]
        pages[number] = kept or pages[number]
    return next((address for address in addresses if address.startswith("http")), "")


def _edge_pieces(pieces: list[Piece]) -> list[Piece]:
    """Return the pieces of the first and the last line of a page."""
    highest = max(pieces, key=lambda piece: piece.top)
    lowest = min(pieces, key=lambda piece: piece.bottom)
    return [piece for piece in pieces if piece.beside(highest) or piece.beside(lowest)]


def _shape(piece: Piece) -> str:
    """Return the text with its digits alike, so that page numbers don't tell lines apart."""
    return re.sub(r"\d+", "0", unicodedata.normalize("NFKC", piece.text))


def read_edges(pieces: list[Piece]) -> tuple[list[Piece], Furniture]:
    """Take the rows that are furniture out of the top and bottom of a page.

    Returns what is left, and the page, date and outlet that they name.
    """
    rows = rows_of(pieces)
    found = Furniture()
    taken: list[Piece] = []
    for row in [*rows[:TOP_ROWS], *rows[TOP_ROWS:][-BOTTOM_ROWS:]]:
        words = [piece.text for piece in row if not _PAGE_NUMBER.fullmatch(piece.text)]
        said = read_furniture("  ".join(words))
        if said and not said.weak:
            taken += row
            found = Furniture(
                found.page or said.page, found.date or said.date, found.outlet or said.outlet
            )
    kept = [piece for piece in pieces if piece not in taken]
    return (kept, found) if kept else (pieces, Furniture())
