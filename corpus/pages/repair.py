"""Broken lines of a page dump, joined back into the paragraphs that were printed."""

import re
import unicodedata

from corpus.pages.marks import find_lead, is_caption

MAX_HEADING = 50
MAX_PARAGRAPH = 4000  # what runs on longer than this has no sentences to repair
MAX_WRAP = 60  # a longer line is a paragraph of its own, not a line of a narrow column

_COMMAS = re.compile(r"[,\uff0c、]")
_CLAUSES = re.compile(r"[,\uff0c]")
_FULL_STOP = re.compile(r"[。;\uff1b]")
_CLOSERS = "\"'”’」』)\uff09】]》"
_SENTENCE_ENDS = "。!?\uff01\uff1f…;\uff1b:\uff1a.~"
_CONTINUES = re.compile(r"[,\uff0c、。;\uff1b:\uff1a!?\uff01\uff1f”’」』)\uff09】》%]")
_ITEM = re.compile(
    r"(?:[(\uff08]?[一二三四五六七八九十\d]{1,3}[)\uff09、.\uff0e](?!\d)|[①-⑳●■◆◎□○★▲▼]|——)"
)
_INDENT = re.compile(r"[\u3000 \t]{2,}|\u3000|\t")
_PAIRS = ("“”", "\uff08\uff09", "()", "《》", "「」", "『』")


def normalise(text: str) -> str:
    r"""Return `text` in NFC with \n line ends and no white space at the ends of its lines.

    Not NFKC: a citation quotes what stands there, full-width forms included.
    """
    lines = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "\n".join(line.rstrip() for line in lines.split("\n"))


def is_closed(text: str) -> bool:
    """Tell whether a paragraph ends where a sentence ends."""
    return text.rstrip(_CLOSERS + " ")[-1:] in _SENTENCE_ENDS


def has_open_pair(text: str) -> bool:
    """Tell whether a quotation mark or bracket is opened and not closed."""
    return any(text.count(pair[0]) > text.count(pair[1]) for pair in _PAIRS)


def is_heading(text: str) -> bool:
    """Tell whether a line is short and unpunctuated enough to be a title or section heading."""
    if len(text) > MAX_HEADING or _FULL_STOP.search(text) or find_lead(text):
        return False
    if len(text) > MAX_HEADING // 2 and len(_CLAUSES.findall(text)) > 1 and text[-1] != "—":
        return False
    if text[-1] in "!?\uff01\uff1f":
        return len(text) <= MAX_HEADING // 2
    return text[-1] == "—" or not (
        is_closed(text) or _COMMAS.match(text[-1]) or has_open_pair(text)
    )


def is_uneven(text: str) -> bool:
    """Tell whether commas cut a short line into unequal parts, which headings seldom do."""
    parts = [len(part) for part in _COMMAS.split(text)]
    return len(parts) > 1 and max(parts) - min(parts) > 1


def continues(before: str, after: str) -> bool:
    """Tell whether the line `after` goes on with the sentence that `before` leaves open."""
    if _CONTINUES.match(after):
        return not is_closed(before) or after[0] in _CLOSERS
    if is_closed(before) or find_lead(after) or _ITEM.match(after):
        return False
    return not is_heading(after) or has_open_pair(before) or bool(_COMMAS.match(before[-1]))


def join(before: str, after: str) -> str:
    """Join two halves of a broken line; only words of Latin letters need a space between them."""
    latin = before[-1:].isascii() and before[-1:].isalpha() and after[:1].isascii()
    return f"{before} {after}" if latin and after[:1].isalpha() else before + after


def display_width(text: str) -> float:
    """Measure a text in ideographs: ASCII characters take half of one."""
    return len(text) - 0.5 * len(text.encode("ascii", "ignore"))


def unwrap(text: str) -> list[str]:
    """Split a text into its lines without the blank ones; lines of a narrow column are joined."""
    blocks = [
        [row for row in block.splitlines() if row.strip()] for block in re.split(r"\n\s*\n", text)
    ]
    if max(map(len, blocks), default=0) == 1:
        # A blank line after every line says nothing about paragraphs.
        blocks = [[row for rows in blocks for row in rows]]
    widths = [_column_width(rows) for rows in blocks]
    common = next((width for width in widths if width), None)
    common = common or _column_width([row for rows in blocks for row in rows])
    lines: list[str] = []
    for rows, own in zip(blocks, widths, strict=True):
        fits = common and all(display_width(row) <= common + 2 for row in rows)
        width = own or (common if fits else None)
        lines += _unwrap_block(rows, width) if width else [row.strip() for row in rows]
    return lines


def _column_width(rows: list[str]) -> float | None:
    """Return the width at which the rows were broken, None where each row is a paragraph."""
    if len(rows) < 3:
        return None
    width = max(map(display_width, rows))
    full = [row for row in rows[:-1] if _is_full(row, width)]
    ends = sum(not _is_full(row, width) and is_closed(row) for row in rows[:-1])
    # Lists of short items are often of one length too, but their items don't run over.
    broken = sum(not is_closed(row.strip()) for row in full)
    sentences = any(map(_FULL_STOP.search, rows))
    if (
        width <= MAX_WRAP
        and sentences
        and broken >= 2
        and len(full) >= 0.6 * (len(rows) - 1 - ends)
    ):
        return width
    return None


def _is_full(row: str, width: float) -> bool:
    return abs(display_width(row) - width) <= 2


def _unwrap_block(rows: list[str], width: float) -> list[str]:
    lines: list[str] = []
    full = False
    for row in rows:
        line = row.strip()
        starts = bool(_INDENT.match(row) or find_lead(line)) or is_caption(line)
        if full and not starts and len(lines[-1]) < MAX_PARAGRAPH:
            lines[-1] = join(lines[-1], line)
        else:
            lines.append(line)
        full = _is_full(row, width)
    return lines
