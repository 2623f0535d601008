"""Answer a comparison: a table with a row for each subject, and which value is the larger."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest
from typing import TypeVar

from assistant.asking.comparison import Comparison
from assistant.asking.focus import find_focus
from assistant.citations import cite
from assistant.draft import Draft
from assistant.extract import resolved
from assistant.finding.ranking import Ranked
from assistant.question import Question
from assistant.schema import Citation, Derived, Span
from assistant.tables.cells import inert, label
from assistant.tables.order import Value, say_order
from corpus.dates import format_published
from corpus.figures import find_figures
from corpus.places.lexicon import places
from corpus.places.names import SUFFIX
from corpus.zones import find_zones

T = TypeVar("T")

MISSING = "资料里没有"
BEHIND = 1.5  # how far the sentence of a row may lie behind the best one's score
NAMED = 0.3  # share of what tells a subject from the others that its article must say
_SHORT = 6  # characters of a name whose first two tell it: 平定 of 平定经开区
_HEAD = 2  # words of the focus that head the column
MAX_CELL = 120  # characters of a sentence in a cell; of a longer one the answering clause is shown

_ALIKE = re.compile("[均都]|各自?[为有占达]")  # 甲、乙均为5亿元


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found for one subject; `sure` says that the confidence lets it be answered."""

    question: Question
    ranked: Sequence[Ranked]
    sure: bool


@dataclass(frozen=True, slots=True)
class _Row:
    subject: str
    chosen: Ranked | None
    question: Question


def write_table(comparison: Comparison, findings: Sequence[Finding]) -> Draft:
    """Write a row per subject, each with its citation; refuse where no row has a value."""
    subjects = [part.subject for part in comparison.parts]
    rows = [
        _Row(subject, _choose(n, subjects, finding), finding.question)
        for n, (subject, finding) in enumerate(zip(subjects, findings, strict=True))
    ]
    rows = _without_doubles(rows)
    citations = _citations(rows)
    if not citations:
        return Draft("", refused=True)
    lines = [
        f"| 对象 | {_heading([row.question for row in rows])} | 资料时间 | 出处 |",
        "|---|---|---|---|",
    ]
    lines += [_line(row, _citation_of(row, citations)) for row in rows]
    text, derived = "\n".join(lines), tuple[Derived, ...]()
    values = [_value(row, _citation_of(row, citations)) for row in rows]
    if comparison.order and all(values):
        said = say_order(comparison.order, [v for v in values if v])
        if said:
            text, derived = f"{text}\n\n{said.text}", (said.derived,)
    return Draft(text, citations, derived=derived)


def in_turn(lists: Sequence[Sequence[T]]) -> tuple[T, ...]:
    """Return the first of every list, then the second ones, each thing once."""
    rounds = chain.from_iterable(zip_longest(*lists))
    return tuple(dict.fromkeys(thing for thing in rounds if thing is not None))


def _choose(n: int, subjects: Sequence[str], finding: Finding) -> Ranked | None:
    """Return the best sentence that answers for the n-th subject and not for another one."""
    typed = finding.question.wants_value
    if not finding.sure or not finding.ranked:
        return None
    for candidate in finding.ranked:
        if finding.ranked[0].score - candidate.score > BEHIND:
            return None
        if (candidate.mark or not typed) and _is_about(n, subjects, candidate):
            return candidate
    return None


def _is_about(n: int, subjects: Sequence[str], candidate: Ranked) -> bool:
    """Tell whether the article names the subject, and the sentence no other one in its place."""
    article, sentence = candidate.evidence.article, candidate.evidence.text
    own = _telling(n, subjects)
    others = [_telling(i, subjects) for i in range(len(subjects)) if i != n]
    if _share(own, f"{article.title}\n{article.body}") < NAMED:
        return False
    if _share(own, sentence) > 0:
        return True
    is_place = bool(find_zones(subjects[n])) or subjects[n] in places().administrations
    before = sentence[: candidate.mark.start if candidate.mark else len(sentence)]
    if is_place and any(region in before for region in places().regions):
        return False  # 南通… in an article that speaks of 苏州, too
    return all(_share(other, sentence) < 1 for other in others)


def _telling(n: int, subjects: Sequence[str]) -> set[str]:
    """Return the bigrams that tell a subject from the others: 平定 of 平定经开区 and 盂县经开区."""
    others = {pair for i, s in enumerate(subjects) if i != n for pair in _pairs(s)}
    own, name = _pairs(subjects[n]), subjects[n][:2]
    return {name} if len(subjects[n]) <= _SHORT and name not in others else own - others


def _pairs(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)}


def _share(wanted: set[str], text: str) -> float:
    return sum(pair in text for pair in wanted) / len(wanted) if wanted else 1.0


def _without_doubles(rows: Sequence[_Row]) -> list[_Row]:
    """Leave one value to one subject: the one that is named last before it."""
    kept = []
    for row in rows:
        rivals = [r for r in rows if r.chosen and row.chosen and _same_place(r.chosen, row.chosen)]
        owner = max(rivals, key=_named_at, default=row)
        alike = row.chosen and _ALIKE.search(row.chosen.evidence.text)
        kept.append(row if alike or owner is row else _Row(row.subject, None, row.question))
    return kept


def _same_place(a: Ranked, b: Ranked) -> bool:
    return _place(a) == _place(b)


def _place(ranked: Ranked) -> tuple[str, tuple[Span, ...]]:
    return ranked.evidence.article.doc_id, _marks(ranked)


def _named_at(row: _Row) -> int:
    if row.chosen is None or row.chosen.mark is None:
        return -1
    return row.chosen.evidence.text.rfind(row.subject[:2], 0, row.chosen.mark.start)


def _marks(ranked: Ranked) -> tuple[Span, ...]:
    start = ranked.evidence.start
    if ranked.mark is None:
        return ((start, ranked.evidence.end),)
    return ((start + ranked.mark.start, start + ranked.mark.end),)


def _citations(rows: Sequence[_Row]) -> tuple[Citation, ...]:
    """Return one citation per sentence, in the order of the rows, with the marks of all of them."""
    by_place: dict[tuple[str, int], list[Ranked]] = {}
    for row in rows:
        if row.chosen:
            evidence = row.chosen.evidence
            by_place.setdefault((evidence.article.doc_id, evidence.start), []).append(row.chosen)
    return tuple(
        cite(same[0].evidence, n=n, marks=[mark for ranked in same for mark in _marks(ranked)])
        for n, same in enumerate(by_place.values(), start=1)
    )


def _citation_of(row: _Row, citations: Sequence[Citation]) -> Citation | None:
    if row.chosen is None:
        return None
    at = (row.chosen.evidence.article.doc_id, row.chosen.evidence.start)
    return next(c for c in citations if (c.doc_id, c.start) == at)


def _line(row: _Row, citation: Citation | None) -> str:
    if row.chosen is None or citation is None:
        return f"| {label(row.subject, '')} | {MISSING} |  |  |"
    name = label(row.subject, f"{citation.quote}\n{citation.title}")
    day = format_published(citation.published)
    return f"| {name} | {_cell(row, citation)} | {day} | [{citation.n}] |"


def _cell(row: _Row, citation: Citation) -> str:
    """Return the value in bold; of an answer in words the sentence around it, too."""
    ((start, end),) = _marks(row.chosen) if row.chosen else ((citation.start, citation.end),)
    said = citation.quote[start - citation.start : end - citation.start]
    meant = resolved(said, citation)
    bold = f"**{inert(said)}**" + (f"（{meant[0].value}）" if meant else "")
    if row.question.wants_value or len(citation.quote) > MAX_CELL:
        return bold
    before, after = citation.quote[: start - citation.start], citation.quote[end - citation.start :]
    return f"{inert(before)}{bold}{inert(after)}"


def _heading(questions: Sequence[Question]) -> str:
    """Return what is asked of every subject, where it is one thing without a number."""
    (said, *others) = dict.fromkeys(
        "".join(word for word in find_focus(q.text)[-_HEAD:] if not SUFFIX.fullmatch(word))
        for q in questions
    )
    clear = said and not others and not re.search(r"[\d|\[*]", said)
    return said if clear and not find_figures(said) else "内容"


def _value(row: _Row, citation: Citation | None) -> Value | None:
    if row.chosen is None or row.chosen.mark is None or citation is None:
        return None
    name = label(row.subject, f"{citation.quote}\n{citation.title}")
    mark = row.chosen.mark
    return Value(name, citation, (mark.start, mark.end))
