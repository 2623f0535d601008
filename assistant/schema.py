"""What a question turns into: an answer, its citations, and the frame around them."""

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

REFUSAL = "资料里没有找到答案。"

Mode = Literal["extractive", "generative"]
Span = tuple[int, int]


class AssistantError(Exception):
    """Raised when a question cannot be answered; the message is for people, in Chinese."""


class NotThereError(AssistantError):
    """Raised where what is asked for is gone, or never was."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier exchange of the conversation."""

    question: str
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Filters:
    """What an answer may be drawn from; empty means everything."""

    zones: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    published: tuple[int, int] | None = None  # yyyymmdd, both ends included

    def __bool__(self) -> bool:
        """Tell whether anything is left out."""
        return bool(self.zones or self.sources or self.published)


EVERYTHING = Filters()


@dataclass(frozen=True, slots=True)
class Facets:
    """What articles can be filtered by: names with how many articles bear them, most first."""

    zones: tuple[tuple[str, int], ...] = ()
    sources: tuple[tuple[str, int], ...] = ()
    first: str = ""  # day of publication, as precise as it is known
    last: str = ""


@dataclass(frozen=True, slots=True)
class Reprint:
    """The same story in another paper."""

    doc_id: str
    source: str
    published: str


@dataclass(frozen=True, slots=True)
class Citation:
    """A place in an article: `article.body[start:end] == quote`, and `marks` lie inside it."""

    n: int
    doc_id: str
    title: str
    source: str
    published: str
    url: str
    start: int
    end: int
    quote: str
    marks: tuple[Span, ...] = ()
    also: tuple[Reprint, ...] = ()
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Found:
    """A passage that a search found: `article.body[start:end] == text`."""

    doc_id: str
    title: str
    source: str
    published: str
    url: str
    start: int
    end: int
    text: str
    score: float


@dataclass(frozen=True, slots=True)
class Derived:
    """A value that no sentence says and a rule computes, with the citations it comes from."""

    value: str
    rule: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """What the program itself says around an answer; never part of the answer."""

    understood: str | None = None
    as_of: str | None = None
    looked_at: int = 0
    nearby: tuple[str, ...] = ()
    newest: str | None = None  # of all articles, where the question asks for something later


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: claims with [n] in `answer`, and what they stand on."""

    question: str
    standalone_question: str
    answer: str
    short_answer: str | None = None
    refused: bool = False
    mode: Mode = "extractive"
    frame: Frame = field(default_factory=Frame)
    citations: tuple[Citation, ...] = ()
    derived: tuple[Derived, ...] = ()
    confidence: float = 0.0
    seconds: float = 0.0
    notices: tuple[str, ...] = ()
    retrieved: tuple[str, ...] = ()  # doc_ids, best first
    weighed: tuple[tuple[str, str], ...] = ()  # (doc_id, sentence), best first

    def to_json(self) -> dict[str, Any]:
        """Return the contract's JSON object; what else was found travels beside it."""
        row = asdict(self)
        if self.frame.newest is None:
            del row["frame"]["newest"]
        del row["notices"], row["retrieved"], row["weighed"]
        return row
