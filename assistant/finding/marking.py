"""Find the part of a sentence that answers: the right figure, the date, the clause."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from assistant.asking.focus import focus_match
from assistant.question import Question
from corpus.figures import Figure, find_figures
from corpus.numbers.pairs import named_pairs, pair_groups
from corpus.numbers.units import same_unit
from corpus.times.timexes import find_timexes, is_vague

Span = tuple[int, int]
Cover = Callable[[str], float]  # text → share of the question's bigrams that it holds
CoverAt = Callable[[int, int], float]  # the same of a stretch of the sentence
Said = Callable[[int, int], str]

VAGUELY = 0.5  # what 近日 is worth as a date
LEAST_BARE = 100  # 1.2亿 may be money, a plot ratio of 2.0 is none
AWAY = 0.5  # what words are worth that stand in the clause before a value

_CLAUSE_END = re.compile(r"[，；：。！？!?;\n]|[,:](?!\d)")


@dataclass(frozen=True, slots=True)
class Mark:
    """The answering part `sentence[start:end]`, and how well its surroundings fit (0–1)."""

    start: int
    end: int
    near: float  # share of the question's bigrams there
    focus: float  # how far they speak of the question's focus
    also: tuple[Span, ...] = ()  # further parts, where the question names several subjects

    @property
    def spans(self) -> tuple[Span, ...]:
        """Return all parts that answer."""
        return ((self.start, self.end), *self.also)


def find_mark(
    question: Question, sentence: str, cover: Cover, *, said: Said | None = None
) -> Mark | None:
    """Return the part that answers, or None where the sentence holds no value of that kind.

    `said` gives a stretch of the sentence for `cover`, where more is known of it than its words.
    """
    if said is None:

        def said(start: int, end: int) -> str:
            return sentence[start:end]

    @cache  # all values of a clause ask for the same stretches
    def cover_at(start: int, end: int) -> float:
        return cover(said(start, end))

    return _find(question, sentence, cover_at)


def _find(question: Question, sentence: str, cover: CoverAt) -> Mark | None:
    if question.wanted == "figure":
        return _figure_mark(question, sentence, cover)
    if question.wanted == "date":
        asked = {t.text for t in find_timexes(question.text)}
        times = [t for t in find_timexes(sentence) if t.text not in asked]
        exact = [(t.start, t.end) for t in times if not is_vague(t.text)]
        mark = _best(question, exact or [(t.start, t.end) for t in times], sentence, cover)
        if exact or mark is None:
            return mark
        return replace(mark, focus=VAGUELY * mark.focus) if mark.focus >= VAGUELY else None
    return _best(question, clause_spans(sentence), sentence, cover)


def fits_units(figure: Figure, units: Sequence[str]) -> bool:
    """Tell whether a figure may be counted in one of the units; a small bare number is not."""
    if not units:
        return True
    if not figure.unit and figure.value < LEAST_BARE:
        return False
    return any(same_unit(figure.unit, unit) for unit in units)


def clause_spans(sentence: str) -> list[Span]:
    """Return the clauses between commas, colons and stops, without them."""
    spans, start = [], 0
    for match in _CLAUSE_END.finditer(sentence):
        if match.start() > start:
            spans.append((start, match.start()))
        start = match.end()
    if start < len(sentence):
        spans.append((start, len(sentence)))
    return spans or [(0, len(sentence))]


def _figure_mark(question: Question, sentence: str, cover: CoverAt) -> Mark | None:
    asked = {figure.text for figure in find_figures(question.text)}
    figures = [
        figure
        for figure in find_figures(sentence)
        if figure.text not in asked and fits_units(figure, question.units)
    ]
    paired = [(figure.start, figure.end) for figure in _paired(question.text, sentence, figures)]
    if paired:
        first = _best(question, paired[:1], sentence, cover)
        return first and replace(first, also=tuple(paired[1:]))
    return _best(question, [(f.start, f.end) for f in figures], sentence, cover)


def _best(question: Question, spans: Sequence[Span], sentence: str, cover: CoverAt) -> Mark | None:
    """Return the span whose surroundings say most of the question."""
    clauses = clause_spans(sentence)

    def mark(n: int) -> Mark:
        span = spans[n]
        here = next((i for i, (s, e) in enumerate(clauses) if s <= span[0] < e), 0)
        start, end = clauses[here]
        before = clauses[here - 1][0] if here else start
        following = spans[n + 1][0] if n + 1 < len(spans) else len(sentence)
        # What stands before a value usually names it; what follows a date happened then.
        leading, clause, wider = (
            sentence[start : span[1]],
            sentence[start:end],
            sentence[before:end],
        )
        near = 0.5 * cover(start, span[1]) + 0.3 * cover(start, end) + 0.2 * cover(before, end)
        if question.wanted == "date":
            focus = max(
                focus_match(
                    question.focus, sentence[max(start, _end_of(spans, n - 1)) : following]
                ),
                AWAY * focus_match(question.focus, wider),
            )
        else:
            focus = max(
                focus_match(question.focus, leading),
                0.9 * focus_match(question.focus, clause),
                AWAY * focus_match(question.focus, wider),
            )
        return Mark(*span, near, focus)

    return max(map(mark, range(len(spans))), key=lambda m: m.near + m.focus, default=None)


def _end_of(spans: Sequence[Span], n: int) -> int:
    return spans[n][1] if n >= 0 else 0


def _paired(question: str, sentence: str, figures: Sequence[Figure]) -> list[Figure]:
    """Return the figures that 分别 pairs with the subjects asked about: 甲、乙分别58项、51项."""
    for group in pair_groups(sentence):
        named = [pair.figure for pair in named_pairs(question, group)]
        if named and all(figure in figures for figure in named):
            return named
    return []
