"""The value of each subject that is compared: whose it is, and whether it is what is asked."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.asking.focus import focus_match
from assistant.finding.marking import Mark, clause_spans, fits_units
from assistant.finding.ranking import Ranked
from assistant.question import Question
from assistant.tables.article_view import ArticleView
from assistant.tables.overview import asked_words
from assistant.tables.row_binding import BEHIND, REACH, bind
from assistant.tables.row_names import Name
from assistant.tables.zone_attributes import (
    ZoneAttribute,
    canonical,
    name_before,
    name_behind,
    names_another,
    read_attribute,
)
from assistant.tables.zone_values import is_asked, tells_of, without_noise
from corpus.figures import find_figures
from corpus.times.timexes import find_timexes, is_vague

Span = tuple[int, int]

LINKED, EXACT = 2.0, 1.0  # the attribute stands right at the value; nothing else is said of it
FOCUS = 0.6  # how clearly the words around a value must speak of what is asked
LAG = 0.4  # of a sentence's score behind the best one's
MARKED = 0.7  # the value is the one that was found already
ANOTHER_TIME = 2.0
LOOKED_AT = 30  # sentences, best first
LEAST = 1.5  # score of a value that is shown
TOLD, MAX_ITEM = 200, 12  # characters before a list that name what it lists, of an item of it
_VERB = re.compile(r"[增减占升降投产建达为是有]|[进出]口")
SURE_BIND = 2.0  # … where the confidence alone would not let the row be answered


@dataclass(frozen=True, slots=True)
class _Candidate:
    ranked: Ranked
    span: Span  # in the sentence
    bound: float
    linked: float
    score: float


def best_value(
    n: int, names: Sequence[Name], question: Question, ranked: Sequence[Ranked], *, sure: bool
) -> Ranked | None:
    """Return the sentence with the n-th subject's value marked, None where none is surely its own.

    Where the confidence is not `sure`, the subject and the attribute must stand beside the value.
    """
    attribute = read_attribute(asked_words(question.text.replace(names[n].text, "", 1), ""))
    found = [
        c
        for r in ranked[:LOOKED_AT]
        for c in _candidates(n, names, question, attribute, r, ranked[0])
    ]
    found = [c for c in found if _holds(c, sure=sure)]
    best = max(found, key=lambda c: c.score, default=None)
    if best is None:
        return None
    mark = best.ranked.mark
    if mark and best.span == (mark.start, mark.end):
        return replace(best.ranked, mark=replace(mark, also=()))
    return replace(best.ranked, mark=Mark(*best.span, near=0.0, focus=1.0))


def _holds(candidate: _Candidate, *, sure: bool) -> bool:
    if sure:
        told = candidate.bound and candidate.linked >= FOCUS * LINKED
        return bool(told or _is_marked(candidate)) and candidate.score >= LEAST
    return candidate.bound >= SURE_BIND and candidate.linked >= LINKED


def _is_marked(candidate: _Candidate) -> bool:
    mark = candidate.ranked.mark
    return mark is not None and candidate.span in mark.spans


def _candidates(
    n: int,
    names: Sequence[Name],
    question: Question,
    attribute: ZoneAttribute | None,
    ranked: Ranked,
    best: Ranked,
) -> Iterator[_Candidate]:
    evidence = ranked.evidence
    view, sentence = ArticleView(evidence.article), (evidence.start, evidence.end)
    for span in _values(question, evidence.text):
        value = (sentence[0] + span[0], sentence[0] + span[1])
        bound = bind(n, names, view, sentence, value, asked=question.focus)
        if question.wanted == "date":
            bound = _named_after(n, names, view, sentence, value[1]) or bound
        if bound is None:
            continue
        if question.wanted == "date":
            linked = _linked_date(question, evidence.text, span)
        else:
            linked = _linked(question, attribute, view, sentence, value)
        candidate = _Candidate(ranked, span, bound, linked, 0.0)
        score = bound + linked + LAG * (ranked.score - best.score)
        score += MARKED if _is_marked(candidate) else 0.0
        score -= ANOTHER_TIME if _is_untimely(question, view, sentence, value[0]) else 0.0
        yield replace(candidate, score=score)


def _values(question: Question, text: str) -> list[Span]:
    """Return where the values of the wanted kind stand in a sentence."""
    if question.wanted == "date":
        asked = {t.text for t in find_timexes(question.text)}
        times = [t for t in find_timexes(text) if t.text not in asked and not is_vague(t.text)]
        return [(t.start, t.end) for t in times]
    asked = {figure.text for figure in find_figures(question.text)}
    figures = [f for f in find_figures(text) if f.text not in asked]
    return [(f.start, f.end) for f in figures if fits_units(f, question.units)]


def _named_after(
    n: int, names: Sequence[Name], view: ArticleView, sentence: Span, at: int
) -> float:
    """Tell whether the subject alone is named, right behind a day: 7月30日，甲项目开工."""
    end = min(sentence[1], at + REACH)
    others = [name for i, name in enumerate(names) if i != n]
    zones = [z for z in view.zones_in(sentence[0], at) if not names[n].is_zone(z.name)]
    alone = not zones and all(name.last_in(view, sentence[0], end) < 0 for name in others)
    return BEHIND if alone and names[n].last_in(view, at, end) >= 0 else 0.0


def _linked(
    question: Question,
    attribute: ZoneAttribute | None,
    view: ArticleView,
    sentence: Span,
    value: Span,
) -> float:
    """Return how surely a figure is of the attribute, 0 where it is another one's."""
    body = view.article.body
    clauses = [(sentence[0] + a, sentence[0] + b) for a, b in clause_spans(body[slice(*sentence)])]
    here = next((i for i, (a, b) in enumerate(clauses) if a <= value[0] < b), 0)
    clause = clauses[here]
    if attribute is None:
        said, all_said = body[clause[0] : value[0]], body[slice(*clause)]
        near = max(focus_match(question.focus, said), 0.9 * focus_match(question.focus, all_said))
        return LINKED * near if near >= FOCUS else 0.0
    start = clauses[max(0, here - 1)][0] if attribute.is_rate else clause[0]
    words, inner = body[start : clause[1]], (value[0] - start, value[1] - start)
    before = name_before(attribute, words, inner)
    if before:
        compound = without_noise(view, start, start + before[0]) + words[slice(*before)]
        said = canonical(re.sub(r"^.*?(?:区|园|项目|港)", "", compound))
        exact = EXACT if is_asked(attribute, said) else 0.0
        return LINKED + exact if tells_of(attribute, said) else 0.0
    behind = name_behind(attribute, words, inner)
    if behind and tells_of(attribute, words[slice(*behind)]):
        return LINKED
    if behind or names_another(attribute, words, inner):
        return 0.0
    if _is_listed(attribute, view, clause[0], value[0]):
        return LINKED
    near = focus_match(question.focus, words) if attribute.anywhere.search(words) else 0.0
    wider = attribute.anywhere.search(body, sentence[0], value[0])
    return LINKED * near if near >= FOCUS else FOCUS * LINKED if wider else 0.0


def _is_listed(attribute: ZoneAttribute, view: ArticleView, start: int, at: int) -> bool:
    """Tell whether a figure follows a name alone, of what was told before: 儋州592.3亿元."""
    body = view.article.body
    before = body[start:at]
    told = attribute.anywhere.search(f"{view.article.title}{body[max(0, start - TOLD) : start]}")
    return bool(told) and len(before) < MAX_ITEM and not _VERB.search(before)


def _linked_date(question: Question, text: str, span: Span) -> float:
    """Return how clearly the words at a time tell of what is asked: 9月建成投产, 成立于1994年."""
    clauses = clause_spans(text)
    clause = next(((a, b) for a, b in clauses if a <= span[0] < b), (0, len(text)))
    others = [t for t in find_timexes(text) if (t.start, t.end) != span]
    end = min([clause[1], *(t.start for t in others if t.start >= span[1])])
    start = max([clause[0], *(t.end for t in others if t.end <= span[0])])
    near = max(
        focus_match(question.focus, text[span[1] : end]),
        0.9 * focus_match(question.focus, text[start : span[0]]),
    )
    return LINKED * near if near >= FOCUS else 0.0


def _is_untimely(question: Question, view: ArticleView, sentence: Span, at: int) -> bool:
    """Tell whether the last time before a value is none of those that the question names."""
    times = [time.interval for time in view.times_in(sentence[0], at) if time.interval]
    asked = [time.interval for time in question.times]
    if not times or not asked or question.wanted == "date":
        return False
    return not any(a.first <= times[-1].last and times[-1].first <= a.last for a in asked)
