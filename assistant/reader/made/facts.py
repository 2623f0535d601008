"""What can be asked of an article: a place in its body, and the ways to ask for it."""

from dataclasses import dataclass

from assistant.reader.made.names import Line

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Fact:
    """An answer at `body[start:end]` and skeletons of the questions that it answers.

    In a skeleton {s} is the subject and {t} the time; `asked` is the same for two facts that the
    same question would ask for; `attribute` is a key of `made_attributes.ATTRIBUTES`, the title of
    a person, the event of a date, or empty.
    """

    kind: str
    start: int
    end: int
    subject: str
    subject_kind: str
    time: str
    asked: str
    forms: tuple[str, ...]
    attribute: str = ""


def fact_at(line: Line, kind: str, span: Span, asked: str, forms: tuple[str, ...]) -> Fact:
    """Make a fact of a line's subject; `span` counts from the start of its clause."""
    start = line.clause.start
    return Fact(
        kind=kind,
        start=start + span[0],
        end=start + span[1],
        subject=line.subject,
        subject_kind=line.kind,
        time=line.clause.said,
        asked=asked,
        forms=forms,
    )


def filled(templates: str, **words: str) -> tuple[str, ...]:
    """Return the alternatives that | parts, each <name> replaced by its word."""
    for name, word in words.items():
        templates = templates.replace(f"<{name}>", word.replace("|", ""))
    return tuple(templates.split("|"))
