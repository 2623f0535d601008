"""The lines above an article, told apart: column label, kicker, title, subtitle."""

import re
from dataclasses import dataclass, field

MAX_COLUMN = 6
MAX_LINES = 5

_PLACE_OR_BODY = re.compile(r"[区市县省州镇乡村园港城厂司局院校行会团站]$")
_PUNCTUATION = re.compile(r"[^\w]")


@dataclass(frozen=True, slots=True)
class Header:
    """What stands above a body; `rest` are lines too many, which belong to the body."""

    title: str = ""
    kicker: str = ""
    subtitle: str = ""
    column: str = ""
    rest: list[str] = field(default_factory=list)


def read_header(lines: list[str]) -> Header:
    """Give each heading line above a body its part; the last line before a dashed one is the title.

    A column label is short and names no place or organisation; a kicker ends in a dash or stands
    above the title; a subtitle starts with a dash or stands below the title.
    """
    rest = lines[MAX_LINES:]
    lines = lines[:MAX_LINES]
    subtitles = [line for line in lines if _is_subtitle(line)]
    plain = [line for line in lines if not _is_subtitle(line)]
    columns: list[str] = []
    while len(plain) > 1 and (label := _find_column(plain)) is not None:
        columns.append(label)
        plain.remove(label)
    kicker, title, below = _arrange(plain)
    if not title and subtitles:
        title = subtitles.pop(0)
    return Header(title, kicker, " ".join(below + subtitles), " ".join(columns), rest)


def _is_subtitle(line: str) -> bool:
    return line.startswith(("——", "--", "──", "―"))


def _find_column(plain: list[str]) -> str | None:
    """Return the first line that looks like a column label, where another line can be the title."""
    for line in (plain[0], plain[-1]):
        short = len(line) <= MAX_COLUMN and not _PUNCTUATION.search(line)
        if short and not _PLACE_OR_BODY.search(line) and not any(map(str.isdigit, line)):
            return line
    return None


def _arrange(plain: list[str]) -> tuple[str, str, list[str]]:
    """Return kicker, title and what stands below the title."""
    if len(plain) < 2:
        return "", "".join(plain), []
    first, second, *below = plain
    dashed = [line for line in plain[:-1] if line.endswith(("—", ":", "\uff1a"))]
    if dashed:
        cut = plain.index(dashed[-1]) + 1
        return " ".join(plain[:cut]), plain[cut], plain[cut + 1 :]
    if len(first) <= len(second) + 2 or _PLACE_OR_BODY.search(first):
        return first, second, below
    return "", first, [second, *below]
