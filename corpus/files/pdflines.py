"""The characters of a PDF page, gathered into pieces of lines with their boxes."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, pairwise
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pypdfium2 import PdfTextPage

GAP = 0.7  # in ems; what stands farther apart belongs to two columns
_HYPHENS = "\x02\ufffe"  # how pdfium marks a hyphen at the end of a line


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a line; points from the lower left corner of the page, `em` its type size."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    em: float

    def beside(self, other: "Piece") -> bool:
        """Tell whether both stand on one line."""
        shared = min(self.top, other.top) - max(self.bottom, other.bottom)
        return shared > 0.5 * min(self.top - self.bottom, other.top - other.bottom)


@dataclass(slots=True)
class _Char:
    text: str
    left: float
    bottom: float
    right: float
    top: float


def pieces_of(page: "PdfTextPage") -> list[Piece]:
    """Return the pieces of a page, joined where they touch, from the top down."""
    run: list[_Char] = []
    found: list[Piece] = []
    for char in _chars(page):
        if run and not _follows(run, char):
            found += _piece(run)
            run = []
        run.append(char)
    return _merge([*found, *_piece(run)])


def garbled_share(text: str) -> float:
    """Return the share of characters that stand for nothing: a font without a character map."""
    shown = [char for char in text if not char.isspace()]
    odd = sum(
        char == "\ufffd" or unicodedata.category(char) in ("Co", "Cn", "Cc") for char in shown
    )
    return odd / len(shown) if shown else 0.0


def _chars(page: "PdfTextPage") -> Iterator[_Char]:
    from ctypes import byref

    import pypdfium2.raw as pdfium

    box = pdfium.FS_RECTF()
    for index in range(pdfium.FPDFText_CountChars(page)):
        code = pdfium.FPDFText_GetUnicode(page, index)
        if pdfium.FPDFText_IsGenerated(page, index) or not code or 0xD800 <= code <= 0xDFFF:
            continue
        if not pdfium.FPDFText_GetLooseCharBox(page, index, byref(box)):
            continue
        text = "-" if chr(code) in _HYPHENS else _plain(chr(code))
        yield _Char(text, box.left, box.bottom, box.right, box.top)


def _plain(char: str) -> str:
    """Turn a radical, which many PDF writers put for the character it is part of, into that."""
    return unicodedata.normalize("NFKC", char) if "\u2e80" <= char <= "\u2fdf" else char


def _height(char: _Char) -> float:
    return max(char.top - char.bottom, 0.1)


def _follows(run: list[_Char], char: _Char) -> bool:
    """Tell whether a character goes on with the run: on its line, at most GAP farther right."""
    last = run[-1]
    size = max(_height(last), _height(char))
    shared = min(last.top, char.top) - max(last.bottom, char.bottom)
    if shared < 0.4 * min(_height(last), _height(char)) or size > 1.8 * _height(run[0]) + 1:
        return False
    return -0.6 * size <= char.left - last.right <= GAP * size


def _piece(run: list[_Char]) -> list[Piece]:
    """Build a piece; the blanks around it have no say in where it begins and ends."""
    inked = [char for char in run if not char.text.isspace()]
    if not inked:
        return []
    first, last = run.index(inked[0]), len(run) - run[::-1].index(inked[-1])
    text = _spaced(run[first:last])
    wide = [char.right - char.left for char in inked if char.text >= "\u2e80"]
    heights = [_height(char) for char in inked]
    em = median(wide) if len(wide) > 1 else median(heights)
    left, right = min(char.left for char in inked), max(char.right for char in inked)
    bottom, top = median(char.bottom for char in inked), median(char.top for char in inked)
    return [Piece(text, left, bottom, right, top, max(em, 0.5))]


def _spaced(run: list[_Char]) -> str:
    """Join characters; a gap between Latin words is a space even where none is written."""
    parts = [run[0].text]
    for before, char in pairwise(run):
        latin = before.text.isascii() and char.text.isascii() and before.text.isalnum()
        if latin and char.text.isalnum() and char.left - before.right > 0.2 * _height(char):
            parts.append(" ")
        parts.append(char.text)
    return "".join(parts)


def _merge(pieces: list[Piece]) -> list[Piece]:
    """Join pieces that touch on one line but were written apart, digits by digits, say."""
    lines: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: (-piece.top, piece.left)):
        line = next((line for line in reversed(lines[-40:]) if line[0].beside(piece)), None)
        lines.append([piece]) if line is None else line.append(piece)
    merged = (_merge_line(sorted(line, key=lambda piece: piece.left)) for line in lines)
    return list(chain.from_iterable(merged))


def _merge_line(line: list[Piece]) -> list[Piece]:
    merged = line[:1]
    for piece in line[1:]:
        last = merged[-1]
        touching = -0.5 <= (piece.left - last.right) / max(last.em, piece.em) <= GAP
        if touching and 0.6 < piece.em / last.em < 1.7 and last.beside(piece):
            longer = max(last, piece, key=lambda part: len(part.text))
            text = last.text + piece.text
            merged[-1] = Piece(text, last.left, longer.bottom, piece.right, longer.top, longer.em)
        else:
            merged.append(piece)
    return merged
