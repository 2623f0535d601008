"""A dossier: what the articles say of one zone, every value with the place that says it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from assistant.schema import Citation


@dataclass(frozen=True, slots=True)
class Value:
    """A value as it is quoted, between the words of its clause that say what it is.

    `period` is the time that the sentence gives for it, as it is said; where that is relative,
    `meant` is what it comes to and `rule` says how it was counted.
    """

    text: str
    citation: Citation
    before: str = ""
    after: str = ""
    period: str = ""
    meant: str = ""
    rule: str = ""
    planned: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """What was done on a day; the citation's quote tells it and its marks are the day's words.

    `said` are these words, `day` what they mean: the words themselves where they say it in full,
    else `rule` says how it was counted.
    """

    said: str
    day: str
    first: int  # yyyymmdd
    verb: str
    citation: Citation
    rule: str = ""
    planned: bool = False
    reported: bool = False  # the day is that of print


@dataclass(frozen=True, slots=True)
class Project:
    """A project; two values of one thing are what two articles say of it, the newest first.

    `standing` is the sentence that tells its stage without a day.
    """

    name: str
    citation: Citation
    stage: str = ""
    standing: Citation | None = None
    investment: tuple[Value, ...] = ()
    land: tuple[Value, ...] = ()
    output: tuple[Value, ...] = ()
    signed: tuple[Event, ...] = ()
    begun: tuple[Event, ...] = ()
    done: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy of the zone or for it, and what its sentence says of it."""

    title: str
    citation: Citation
    issuer: Value | None = None
    number: Value | None = None
    issued: Value | None = None
    in_force: Value | None = None


@dataclass(frozen=True, slots=True)
class FigureByYear:
    """A figure of the zone; `year` is what it is of, where the sentence says so."""

    attribute: str
    value: Value
    year: int | None = None


@dataclass(frozen=True, slots=True)
class QuotedArticle:
    """An article's sentences that hold figures or days and are cited nowhere else on the page."""

    doc_id: str
    title: str
    source: str
    published: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class ArticleLine:
    """An article that names the zone; `about` where it is mainly about it."""

    doc_id: str
    title: str
    source: str
    published: str
    url: str
    about: bool


@dataclass(frozen=True, slots=True)
class Dossier:
    """All of it; citations are numbered through the page, one number for a sentence."""

    zone: str
    projects: tuple[Project, ...] = ()
    policies: tuple[Policy, ...] = ()
    figures: tuple[FigureByYear, ...] = ()
    events: tuple[Event, ...] = ()
    quoted: tuple[QuotedArticle, ...] = ()
    articles: tuple[ArticleLine, ...] = ()

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Return one citation for each number, with the marks of all that cite it."""
        found: dict[int, Citation] = {}
        for citation in self._all():
            known = found.setdefault(citation.n, citation)
            marks = tuple(sorted({*known.marks, *citation.marks}))
            found[citation.n] = replace(known, marks=marks)
        return tuple(found[n] for n in sorted(found))

    def _all(self) -> Iterator[Citation]:
        for project in self.projects:
            yield project.citation
            if project.standing:
                yield project.standing
            for values in (project.investment, project.land, project.output):
                yield from (value.citation for value in values)
            for events in (project.signed, project.begun, project.done):
                yield from (event.citation for event in events)
        for policy in self.policies:
            yield policy.citation
            facts = (policy.issuer, policy.number, policy.issued, policy.in_force)
            yield from (fact.citation for fact in facts if fact)
        yield from (figure.value.citation for figure in self.figures)
        yield from (event.citation for event in self.events)
        for article in self.quoted:
            yield from article.citations
