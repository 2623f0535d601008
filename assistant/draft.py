"""What a writer hands over: claims with [n] and the citations behind them, before the frame."""

from dataclasses import dataclass

from assistant.schema import Citation, Derived

MAX_SHORT = 40  # characters of a short answer


@dataclass(frozen=True, slots=True)
class Draft:
    """The whole answer so far; `text` holds claims with [n] only (Markdown bold allowed)."""

    text: str
    citations: tuple[Citation, ...] = ()
    short_answer: str | None = None
    derived: tuple[Derived, ...] = ()
    notices: tuple[str, ...] = ()
    refused: bool = False
    trust: float = 1.0  # what a second opinion leaves of the confidence


@dataclass(frozen=True, slots=True)
class Written:
    """A draft with the number of articles that were looked at for it."""

    draft: Draft
    looked_at: int
