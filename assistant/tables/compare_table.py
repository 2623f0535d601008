"""Answer a comparison: a table with a row for each subject, and which value is the larger."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest
from typing import TypeVar
from unicodedata import normalize

from assistant.asking.comparison import Comparison
from assistant.asking.focus import find_focus
from assistant.citations import cite
from assistant.draft import Draft
from assistant.extract import resolved
from assistant.finding.ranking import Ranked
from assistant.question import Question
from assistant.quotes.brackets import balanced
from assistant.schema import Citation, Derived, Span
from assistant.tables.about_subject import is_about
from assistant.tables.article_view import ArticleView
from assistant.tables.cells import inert, label
from assistant.tables.order import Value, say_order
from assistant.tables.overview import asked_words
from assistant.tables.periods import written
from assistant.tables.row_names import names_of
from assistant.tables.row_values import best_value
from corpus.dates import format_published
from corpus.figures import find_figures
from corpus.intervals import Dated
from corpus.places.names import SUFFIX
from corpus.times.timexes import find_timexes

T = TypeVar("T")

MISSING = "资料里没有"
NOT_ALIKE = "表里的数值在时间、单位、阶段（如计划、签约）或精确程度上不一致，不作比较。"
BEHIND = 1.5  # how far the sentence of a row may lie behind the best one's score
_COUNTED = re.compile(
    r"(?:多少|几)(?:公顷|万?平方米|平方公里|[万亿]?元|[家户项个人名亩])?(?=[\u4e00-\u9fff]{2}|[？?。]|$)"
)
_NO_HEAD = re.compile(r"^(?:被|获得?|有)+")
_MAX_HEAD = 8  # characters
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
        _Row(subject, _choose(n, subjects, findings), findings[n].question)
        for n, subject in enumerate(subjects)
    ]
    rows = _without_doubles(rows)
    citations = _citations(rows)
    if not citations:
        return Draft("", refused=True)
    lines = [
        f"| 对象 | {_heading(rows)} | 资料时间 | 出处 |",
        "|---|---|---|---|",
    ]
    lines += [_line(row, _citation_of(row, citations)) for row in rows]
    text = "\n".join(lines)
    derived = [meant for row in rows for meant in _meant(row, _citation_of(row, citations))]
    values = [_value(row, _citation_of(row, citations)) for row in rows]
    if not comparison.order or not all(values):
        return Draft(text, citations, derived=tuple(derived))
    timed = bool(find_timexes(rows[0].question.text))
    said = say_order(comparison.order, [v for v in values if v], timed=timed)
    if said is None:
        return Draft(text, citations, derived=tuple(derived), notices=(NOT_ALIKE,))
    return Draft(f"{text}\n\n{said.text}", citations, derived=(*derived, said.derived))


def in_turn(lists: Sequence[Sequence[T]]) -> tuple[T, ...]:
    """Return the first of every list, then the second ones, each thing once."""
    rounds = chain.from_iterable(zip_longest(*lists))
    return tuple(dict.fromkeys(thing for thing in rounds if thing is not None))


def _choose(n: int, subjects: Sequence[str], findings: Sequence[Finding]) -> Ranked | None:
    """Return the sentence that answers for the n-th subject and not for another one."""
    own = findings[n]
    if own.question.wants_value:
        names = names_of(subjects)
        found = best_value(n, names, own.question, own.ranked, sure=own.sure)
        others = [r for i, f in enumerate(findings) if i != n for r in f.ranked]
        return found or best_value(n, names, own.question, others, sure=False)
    for candidate in own.ranked if own.sure else ():
        if own.ranked[0].score - candidate.score > BEHIND:
            return None
        if is_about(n, subjects, candidate):
            return candidate
    return None


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
    begin, end = balanced(ranked.evidence.text, (ranked.mark.start, ranked.mark.end))
    return ((start + begin, start + end),)


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
    meant = _meant(row, citation)
    bold = f"**{inert(said)}**" + (f"（{meant[0].value}）" if meant else "")
    if row.question.wants_value or len(citation.quote) > MAX_CELL:
        return bold
    before, after = citation.quote[: start - citation.start], citation.quote[end - citation.start :]
    return f"{inert(before)}{bold}{inert(after)}"


def _meant(row: _Row, citation: Citation | None) -> tuple[Derived, ...]:
    """Return the day that a date means which the sentence does not give in full: 9月, 去年."""
    if row.chosen is None or row.chosen.mark is None or citation is None:
        return ()
    said = row.chosen.evidence.text[row.chosen.mark.start : row.chosen.mark.end]
    time = _dated(row)
    if time is None or time.interval is None or not time.rule:
        return resolved(said, citation)
    meant = written(time.interval)
    return () if meant in said else (Derived(meant, time.rule, (citation.n,)),)


def _dated(row: _Row) -> Dated | None:
    """Return the time that is marked, as its article means it."""
    if row.chosen is None or row.chosen.mark is None or row.question.wanted != "date":
        return None
    at = row.chosen.evidence.start + row.chosen.mark.start
    times = ArticleView(row.chosen.evidence.article).times
    return next((time for time in times if time.start == at), None)


def _heading(rows: Sequence[_Row]) -> str:
    """Return what is asked of every subject, where it is one thing without a number."""
    asked = (_COUNTED.sub("", row.question.text.replace(row.subject, "", 1)) for row in rows)
    wanted = {_NO_HEAD.sub("", asked_words(text, "")) for text in asked}
    focus = {
        "".join(word for word in find_focus(text)[-_HEAD:] if not SUFFIX.fullmatch(word))
        for text in (row.question.text for row in rows)
    }
    heads = (next(iter(said)) for said in (wanted, focus) if len(said) == 1)
    fits = (said for said in heads if 1 < len(said) <= _MAX_HEAD and _is_plain(said))
    return next(fits, "内容")


def _is_plain(text: str) -> bool:
    """Tell whether a text holds no number, which no sentence would vouch for, and no markup."""
    return not re.search(r"[\d|\[*]", normalize("NFKC", text)) and not find_figures(text)


def _value(row: _Row, citation: Citation | None) -> Value | None:
    if row.chosen is None or row.chosen.mark is None or citation is None:
        return None
    name = label(row.subject, f"{citation.quote}\n{citation.title}")
    mark = row.chosen.mark
    time = _dated(row)
    return Value(name, citation, (mark.start, mark.end), time.interval if time else None)
