"""What stands at the edges of PDF pages: mastheads, page numbers, lines that every page repeats."""

import re
import unicodedata
from collections import Counter

from corpus.marks import masthead_date
from corpus.pdflines import Piece

_PAGE_NUMBER = re.compile(
    r"[-—–·\s]*(?:第\s*)?\d{1,4}\s*(?:页)?\s*(?:[/,，共]\s*(?:共\s*)?\d{1,4}\s*页?)?[-—–·\s]*"
)


# What a browser prints around a page: when it was printed, and the page's address.
_STAMP = re.compile(
    r"\d{1,4}/\d{1,2}/\d{1,4}\s*[,\uff0c]?\s*(?:上午|下午)?\s*\d{1,2}:\d{2}\s*(?:[AP]M)?",
    re.IGNORECASE,
)
_OUTLET = re.compile(r"[\u4e00-\u9fff]{2,10}(?:报|时报|周刊)")
_LABEL = re.compile(r"第?\s*([A-Z]?\s*\d{1,3})\s*版")
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
            or (shapes[_shape(piece)] > max(1, len(edges) // 2) and not masthead_date(piece.text))
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


def read_masthead(pieces: list[Piece]) -> tuple[list[Piece], str, str]:
    """Take the paper's name and the page's label from beside the date; returns what is left."""
    dates = [piece for piece in pieces if masthead_date(piece.text)]
    beside = [piece for piece in pieces if dates and piece.beside(dates[0])]
    outlets = [piece for piece in beside if _OUTLET.fullmatch(piece.text)]
    labels = [piece for piece in beside if _LABEL.fullmatch(piece.text)]
    label = _LABEL.fullmatch(labels[0].text) if labels else None
    kept = [piece for piece in pieces if piece not in (*outlets[:1], *labels[:1])]
    return kept, outlets[0].text if outlets else "", label[1] if label else ""
