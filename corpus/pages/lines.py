"""The lines of a page, each with the part that it plays."""

import re
from dataclasses import dataclass
from typing import Literal

from corpus.pages.bylines import is_byline, is_signed, split_byline
from corpus.pages.furniture import is_separator, join_page_numbers, read_furniture
from corpus.pages.marks import Direction, Jump, is_caption, is_pointer, split_jumps
from corpus.pages.repair import MAX_PARAGRAPH, continues, is_heading, is_uneven, join

JUMP_LINE = "转版提示"
FURNITURE = "版面信息"
MASTHEAD = "报头日期"
SEPARATOR = "分隔线"
POINTER = "导读提示"

# No title and no section heading ends in one of these words.
_GOES_ON = ("的", "和", "与", "把", "被", "将", "从", "及", "或", "由", "并", "让", "使")
# After these the line goes on with a name: ……(记者
_NAME_WANTED = re.compile(
    r"[(\uff08。][^()\uff08\uff09。]{0,20}(?:记者|通讯员|实习生|作者)[:\uff1a]?$"
)

Kind = Literal["heading", "body", "table", "caption", "byline", "jump", "break", "dropped"]


@dataclass(frozen=True, slots=True)
class Dropped:
    """A piece of the input that belongs to no article, and why."""

    text: str
    reason: str


@dataclass(slots=True)
class Line:
    """One line and its part; a break has no text and ends an article where a heading follows."""

    kind: Kind
    text: str = ""
    reason: str = ""  # of what is dropped
    page: str = ""  # that a jump line or a line of furniture names
    direction: Direction = "either"
    date: str = ""  # that a masthead says, as written
    outlet: str = ""  # that a masthead says


def classify(texts: list[str], *, first: bool = True) -> list[Line]:
    """Give each line its part; jump lines become lines of their own."""
    lines: list[Line] = []
    for text in join_page_numbers(texts):
        for piece in split_jumps(text):
            if isinstance(piece, Jump):
                lines.append(
                    Line("jump", piece.text, JUMP_LINE, piece.page, direction=piece.direction)
                )
            else:
                lines.append(_classify_one(piece.strip(), is_first=first and not lines))
    return lines


def _classify_one(text: str, *, is_first: bool) -> Line:
    furniture = read_furniture(text)
    if furniture:
        reason = MASTHEAD if furniture.date else FURNITURE
        kind: Kind = "heading" if furniture.weak else "dropped"
        return Line(
            kind, text, reason, furniture.page, date=furniture.date, outlet=furniture.outlet
        )
    if is_separator(text):
        return Line("dropped", text, SEPARATOR)
    if is_caption(text):
        return Line("caption", text)
    if is_byline(text) and (not is_first or is_signed(text) or " " in text.strip()):
        return Line("byline", text)
    if is_pointer(text):
        return Line("dropped", text, POINTER)
    return Line("heading" if is_heading(text) else "body", text)


def drop_mastheads(lines: list[Line]) -> None:
    """Drop the paper's name beside other furniture; elsewhere it stays a heading."""
    for step in (1, -1):
        before = Line("break")
        for line in lines[::step]:
            if line.kind == "heading" and line.outlet and before.kind == "dropped":
                line.kind = "dropped"
            before = line


def join_broken(lines: list[Line]) -> list[Line]:
    """Join the halves of a sentence; captions and dropped pieces between them step behind it."""
    joined: list[Line] = []
    texts: list[Line] = []  # the headings, bylines, tables and paragraphs of `joined`
    interrupted = False
    for line in lines:
        if line.kind in ("caption", "dropped", "break"):
            joined.append(line)
            interrupted = interrupted or line.kind == "caption"
            continue
        if texts and _goes_on(texts, line, interrupted=interrupted):
            last = texts[-1]
            last.kind, last.text = "body", join(last.text, line.text)
        else:
            joined.append(line)
            texts.append(line)
        interrupted = False
    return joined


def _goes_on(texts: list[Line], line: Line, *, interrupted: bool) -> bool:
    last = texts[-1]
    if last.kind not in ("body", "heading") or line.kind not in ("body", "heading", "byline"):
        return False
    if len(last.text) > MAX_PARAGRAPH or split_byline(last.text)[1]:
        return False
    if _NAME_WANTED.search(last.text[-30:]):
        return True
    if line.kind == "byline":
        return False
    if last.kind == "body":
        return continues(last.text, line.text)
    return (
        line.kind == "body"
        and _is_broken(texts, interrupted=interrupted)
        and continues(last.text, line.text)
    )


def _is_broken(texts: list[Line], *, interrupted: bool) -> bool:
    """Tell whether a short line inside an article is the beginning of a broken sentence."""
    last = texts[-1]
    depth = next((size for size in (2, 3) if _is_inside(texts[-size : -size + 1])), 0)
    if depth and last.text.endswith(_GOES_ON):
        return True
    loose = "," in last.text or "\uff0c" in last.text
    return depth == 2 and loose and (interrupted or is_uneven(last.text))


def _is_inside(texts: list[Line]) -> bool:
    """Tell whether a paragraph before a line leaves its article open."""
    return bool(texts) and texts[0].kind == "body" and not split_byline(texts[0].text)[1]
