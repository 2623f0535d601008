"""The characters of a PDF page, gathered into pieces of lines with their boxes."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, pairwise
from math import hypot
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pypdfium2 import PdfTextPage

GAP = 0.7  # in ems; what stands farther apart belongs to two columns
MIN_SPACE = 0.15  # in ems; how much wider than the usual gap of a line a space is
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
    size: float  # of the type
    spaced: bool  # the PDF shows a space before it


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

    box, matrix, spaced = pdfium.FS_RECTF(), pdfium.FS_MATRIX(), False
    sized, size = (0.0, 0.0), 0.1
    for index in range(pdfium.FPDFText_CountChars(page)):
        code = pdfium.FPDFText_GetUnicode(page, index)
        if pdfium.FPDFText_IsGenerated(page, index):
            spaced = code == ord(" ")
            continue
        if not code or 0xD800 <= code <= 0xDFFF:
            continue
        if not pdfium.FPDFText_GetLooseCharBox(page, index, byref(box)):
            continue
        text = "-" if chr(code) in _HYPHENS else _plain(chr(code))
        if (box.bottom, box.top) != sized:  # asked for once a line, where the boxes are alike
            sized = (box.bottom, box.top)
            scaled = pdfium.FPDFText_GetMatrix(page, index, byref(matrix))
            scale = hypot(matrix.c, matrix.d) if scaled else 1.0
            size = pdfium.FPDFText_GetFontSize(page, index) * scale
            # A font whose glyphs are drawings has the boxes of their ink: flat ones for 一.
            size = max(size if size > 0 else box.top - box.bottom, 0.1)
        yield _Char(text, box.left, box.bottom, box.right, box.top, size, spaced)
        spaced = False


def _plain(char: str) -> str:
    """Turn a radical, which many PDF writers put for the character it is part of, into that."""
    return unicodedata.normalize("NFKC", char) if "\u2e80" <= char <= "\u2fdf" else char


def _height(char: _Char) -> float:
    return max(char.top - char.bottom, 0.1)


def _follows(run: list[_Char], char: _Char) -> bool:
    """Tell whether a character goes on with the run: on its line, at most GAP farther right."""
    last = run[-1]
    size = max(last.size, char.size)
    shared = min(last.top, char.top) - max(last.bottom, char.bottom)
    if shared < 0.4 * min(_height(last), _height(char)) or size > 1.8 * run[0].size + 1:
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
    # Boxes of unlike width are those of the ink; alike, they tell a condensed face.
    alike = len(wide) > 1 and max(wide) - min(wide) < 0.05 * max(wide)
    em = median(wide) if alike else median(char.size for char in inked)
    left, right = min(char.left for char in inked), max(char.right for char in inked)
    bottom, top = median(char.bottom for char in inked), median(char.top for char in inked)
    return [Piece(text, left, bottom, right, top, max(em, 0.5))]


def _spaced(run: list[_Char]) -> str:
    """Join characters; a visible gap between words is a space even where none is written."""
    parts = [run[0].text]
    usual = _usual_gaps(run) if any(char.spaced for char in run) else {}
    for before, char in pairwise(run):
        gap, apart = char.left - before.right, False
        if before.text.isascii() and char.text.isascii():
            word = before.text.isalnum() and char.text.isalnum()
            apart = word and gap > 0.2 * _height(char)
        elif char.spaced:  # Han and digits may always stand apart, and justified lines are wide
            blank = before.text.isspace() or char.text.isspace()
            least = usual.get(_kind(before, char))
            apart = not blank and least is not None and gap > least + MIN_SPACE * char.size
        parts.append(f" {char.text}" if apart else char.text)
    return "".join(parts)


def _usual_gaps(run: list[_Char]) -> dict[str, float]:
    """Return the usual gaps of a line: between Han characters, and between these and Latin."""
    gaps: dict[str, list[float]] = {"han": [], "mixed": []}
    for before, char in pairwise(run):
        gaps.setdefault(_kind(before, char), []).append(char.left - before.right)
    usual = {"mixed": median(gaps["mixed"])} if len(gaps["mixed"]) > 2 else {}
    # Boxes of mere ink make some gaps look wider than they are, never narrower.
    return usual | ({"han": sorted(gaps["han"])[len(gaps["han"]) // 4]} if gaps["han"] else {})


def _kind(before: _Char, char: _Char) -> str:
    latin = before.text.isascii() + char.text.isascii()
    wide = [one.text for one in (before, char) if not one.text.isascii()]
    # Punctuation has its own white space.
    return ("han", "mixed", "latin")[latin] if all(map(str.isalnum, wide)) else "punctuation"


def _merge(pieces: list[Piece]) -> list[Piece]:
    """Join pieces that touch on one line but were written apart, digits by digits, say."""
    lines: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: (-piece.top, piece.left)):
        # The lines of two columns may overlap, so that only pieces that touch are of one line.
        near = [line for line in lines[-40:] if any(_touch(piece, other) for other in line)]
        lines = [line for line in lines if not any(line is one for one in near)] if near else lines
        lines.append([piece, *chain.from_iterable(near)])
    merged = (_merge_line(sorted(line, key=lambda piece: piece.left)) for line in lines)
    return list(chain.from_iterable(merged))


def _touch(piece: Piece, other: Piece) -> bool:
    first, second = (piece, other) if piece.left <= other.left else (other, piece)
    gap = (second.left - first.right) / max(piece.em, other.em)
    return -0.5 <= gap <= GAP and piece.beside(other)


def _merge_line(line: list[Piece]) -> list[Piece]:
    merged = line[:1]
    for piece in line[1:]:
        last = merged[-1]
        if _touch(last, piece) and 0.6 < piece.em / last.em < 1.7:
            longer = max(last, piece, key=lambda part: len(part.text))
            text = last.text + piece.text
            merged[-1] = Piece(text, last.left, longer.bottom, piece.right, longer.top, longer.em)
        else:
            merged.append(piece)
    return merged
