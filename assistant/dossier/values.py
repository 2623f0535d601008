"""Values as the page shows them: the words around a figure, its time, whether it is a plan."""

import re

from assistant.dossier.citing import Numbering, bears_out
from assistant.dossier.schema import Value
from assistant.tables.article_view import ArticleView
from assistant.tables.cells import inert
from assistant.tables.periods import written
from assistant.tables.zone_values import ZoneValue
from corpus.dates import day_range
from corpus.figures import find_figures
from corpus.intervals import Dated, describe
from corpus.times.timexes import absolute, is_vague

_BREAKS = "，：；。,！？\n"
_LEAD = re.compile(r"^(?:[的了、其中和与及]|由此|里面|，|,)+")
_PLANNED = frozenset({"计划"})


def _words_before(value: ZoneValue) -> str:
    """Return the words that say what a figure is: behind the zone, times and other figures."""
    body, (first, _), at = value.evidence.article.body, value.shown, value.span[0]
    start = max(value.evidence.start, *(body.rfind(mark, 0, first) + 1 for mark in _BREAKS))
    if start <= value.zone.start and value.zone.end <= first:
        start = value.zone.end
    if "分别" in body[start:at]:
        return value.named
    times = ArticleView(value.evidence.article).times_in(start, first)
    start = max([start, *(time.end for time in times)])
    others = [start + figure.end for figure in find_figures(body[start:first])]
    start = body.find("、", others[-1], first) + 1 or start if others else start
    return _LEAD.sub("", inert(body[start:at]))


def read_value(value: ZoneValue, numbering: Numbering, *, whole: bool = True) -> Value | None:
    """Return a value with its citation, None where its sentence does not bear it out.

    Not `whole`, only the words that name it stand before it.
    """
    body, (at, end) = value.evidence.article.body, value.span
    before = _words_before(value) if whole else inert(body[value.shown[0] : at])
    after = inert(body[end : value.shown[1]])
    period, meant, rule = read_period(value.period, value.evidence.article.published)
    claim = f"{before}{value.figure.text}{after}"
    # The figure in a name (年产5000吨…项目) is none of what stands behind it.
    parts = (value.subject, claim) if find_figures(value.subject) else (value.subject + claim,)
    if not bears_out([value.evidence], period, *parts):
        # A later figure of a sentence, with a name of its own: what stands between is left out.
        if not (whole and _is_later(value) and bears_out([value.evidence], claim)):
            return None
        period, meant, rule = "", "", ""
    citation = numbering.cite(value.evidence, value.span)
    return Value(
        body[at:end], citation, before, after, period, meant, rule, planned=is_planned(value)
    )


def _is_later(value: ZoneValue) -> bool:
    """Tell whether a figure stands behind one of its kind: 169户企业, “四上”企业30户."""
    between = value.evidence.article.body[value.zone.end : value.shown[0]]
    vague = value.period is None or is_vague(value.period.text)
    alike = any(figure.unit == value.figure.unit for figure in find_figures(between))
    return vague and alike and value.zone.start >= value.evidence.start


def read_period(time: Dated | None, published: str) -> tuple[str, str, str]:
    """Return a time as it is said, and where that is relative what it comes to and why.

    It is written as in answers: 今年5月下旬 is 2025年5月下旬.
    """
    if time is None:
        return "", "", ""
    if not time.rule or time.interval is None:
        return inert(time.text), "", ""
    meant = absolute(time.text, published)
    if meant is None:
        return inert(time.text), written(time.interval), time.rule
    return inert(time.text), meant, time.rule.replace(describe(time.interval), meant)


def is_planned(value: ZoneValue) -> bool:
    """Tell whether a value was still to come when it was written."""
    known = day_range(value.evidence.article.published)
    time = value.period.interval if value.period else None
    ahead = bool(known and time and time.last > known[1])
    return ahead or bool(value.stages & _PLANNED)
