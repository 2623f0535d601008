"""An answer as paragraphs, list items and tables, for the documents that are made of it."""

import re
from dataclasses import dataclass
from itertools import groupby

from markdown_it.token import Token

from assistant.web.markdown import CLOSE, OPEN, parse

Runs = tuple[tuple[str, bool], ...]  # (text, whether it is bold)
_BOLD = re.compile(f"({OPEN}[^{OPEN}{CLOSE}]*{CLOSE})")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; in a list, `depth` lists deep, the first one of an item bears its mark."""

    runs: Runs
    mark: str = ""  # - or 1.
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells; the first row is the headings."""

    rows: tuple[tuple[Runs, ...], ...]


Block = Paragraph | Table


def blocks(text: str) -> list[Block]:
    """Read an answer's Markdown, as much of it as the page shows."""
    found: list[Block] = []
    rows: list[list[Runs]] = []
    mark, depth = "", 0
    for token in parse(text):
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                depth += 1
            case "bullet_list_close" | "ordered_list_close":
                depth -= 1
            case "list_item_open":
                mark = f"{token.info}." if token.info else "-"
            case "tr_open":
                rows.append([])
            case "inline" if rows:
                rows[-1].append(_runs(token))
            case "inline":
                found.append(Paragraph(_runs(token), mark, depth))
                mark = ""
            case "table_close":
                found.append(Table(tuple(tuple(row) for row in rows)))
                rows = []
    return found


def _runs(token: Token) -> Runs:
    text = "".join("\n" if "break" in c.type else c.content for c in token.children or ())
    parts = ((part.strip(OPEN + CLOSE), part[:1] == OPEN) for part in _BOLD.split(text) if part)
    return tuple(
        ("".join(text for text, _ in same), bold)
        for bold, same in groupby(parts, key=lambda part: part[1])
    )
