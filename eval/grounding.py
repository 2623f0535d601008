"""What must hold of every answer: exact quotations, and no figure without its sentence."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from corpus.figures import Figure, find_figures, same_figure
from eval.matching import plain

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
    """Tell whether every figure stands in a sentence cited right there, or is derived.

    None for an answer that has no citations at all (a peer's): nobody said where to look.
    """
    citations = row.get("citations")
    if citations is None:
        return None
    quotes = {citation["n"]: citation.get("quote", "") for citation in citations}
    derived = [find_figures(value["value"]) for value in row.get("derived") or ()]
    known = [figure for figures in derived for figure in figures]
    texts = [*row.get("answer", "").splitlines(), *_short(row)]
    return all(_holds(claim, quotes, known) for line in texts for claim in _CLAIM.findall(line))


def _short(row: Mapping[str, Any]) -> list[str]:
    """Return the short answer as a claim on every citation."""
    numbers = "".join(f"[{citation['n']}]" for citation in row.get("citations") or ())
    return [row["short_answer"] + numbers] if row.get("short_answer") else []


def _holds(claim: str, quotes: Mapping[int, str], derived: Sequence[Figure]) -> bool:
    cited = [quotes[n] for n in map(int, _CITED.findall(claim)) if n in quotes]
    known = [*derived, *(figure for quote in cited for figure in find_figures(quote))]
    return all(
        any(same_figure(figure, other) for other in known) for figure in find_figures(plain(claim))
    )
