"""What must hold of every answer: exact quotations, and no figure without its sentence."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from corpus.figures import find_figures, same_figure
from eval.scoring.matching import normalised, plain

_NUMBER = re.compile(r"\d+(?:\.\d+)?[年月日]?")  # 11月 is another number than 11
_LIST_MARK = re.compile(r"^\s*\d{1,2}[.、)）]\s*(?!\d)")  # 1. of a numbered list
_CITED = re.compile(r"\[(\d+)\]")
# Words up to the numbers that they cite.
_CLAIM = re.compile(r".*?\[\d+\](?:[ 、，,]*\[\d+\])*[。；;，,]?|.+$")


def is_quoted(row: Mapping[str, Any], bodies: Mapping[str, str]) -> bool | None:
    """Tell whether every citation is the exact stretch of its article that it names.

    None where nothing is cited: there is no quotation to look up.
    """
    citations = row.get("citations")
    return all(_in_place(citation, bodies) for citation in citations) if citations else None


def _in_place(citation: Mapping[str, Any], bodies: Mapping[str, str]) -> bool:
    start, end, quote = citation["start"], citation["end"], citation["quote"]
    # A slice forgives negative and too large offsets; a place doesn't.
    whole = bool(quote) and start >= 0 and end == start + len(quote)
    return whole and bodies.get(citation["doc_id"], "")[start:end] == quote


def is_grounded(row: Mapping[str, Any]) -> bool | None:
    """Tell whether every number stands in a sentence cited right there, or is derived.

    None for an answer that has no citations at all (a peer's): nobody said where to look.
    """
    citations = row.get("citations")
    if citations is None:
        return None
    sources = {citation.get("n"): _source(citation) for citation in citations}
    derived = [value["value"] for value in row.get("derived") or ()]
    texts = [*row.get("answer", "").splitlines(), *_short(row)]
    claims = [claim for line in texts for claim in _CLAIM.findall(line)]
    return all(_holds(claim, [*derived, *_cited(claim, sources)]) for claim in claims)


def _source(citation: Mapping[str, Any]) -> str:
    """Return the quotation, and the title and the day (2025年 11月) that stand beside it."""
    parts = (citation.get("published") or "").split("-")
    day = " ".join(f"{part.lstrip('0')}{unit}" for part, unit in zip(parts, "年月日", strict=False))
    return "\n".join((citation.get("quote") or "", citation.get("title") or "", day))


def _short(row: Mapping[str, Any]) -> list[str]:
    """Return the short answer as a claim on every citation."""
    numbers = "".join(f"[{citation['n']}]" for citation in row.get("citations") or ())
    return [row["short_answer"] + numbers] if row.get("short_answer") else []


def _cited(claim: str, sources: Mapping[int, str]) -> list[str]:
    return [sources[n] for n in map(int, _CITED.findall(claim)) if n in sources]


def _holds(claim: str, sources: Sequence[str]) -> bool:
    """Compare quantities by value and unit, and every other number (2025年, 第3) as it is said."""
    said = normalised(plain(_LIST_MARK.sub("", claim)))
    texts = [normalised(source) for source in sources]
    figures, known = find_figures(said), [f for text in texts for f in find_figures(text)]
    if not all(any(same_figure(figure, other) for other in known) for figure in figures):
        return False
    rest = list(said)
    for figure in figures:
        rest[figure.start : figure.end] = " " * (figure.end - figure.start)
    numbers = {_bare(number) for text in texts for number in _NUMBER.findall(text)}
    return all(_bare(number) in numbers for number in _NUMBER.findall("".join(rest)))


def _bare(number: str) -> str:
    """Return 11月 and 第11 as two: a day of print bears out no rank."""
    return number.lstrip("0")
