"""Whether a question that was tried is answered, and with something that was not shown yet."""

import re
from collections.abc import Sequence

from assistant.framing.about import NAMED, Subject
from assistant.framing.attributes import Attribute, attributes_of
from assistant.framing.candidates import Candidate
from assistant.schema import Answer, Citation, Span
from corpus.figures import find_figures
from corpus.zones import same_zone, zone_mentions

MIN_SENTENCES = 2  # in an answer that tells all of a subject
_MARKS = re.compile(r"\[\d+\]|[*\s]")
_IN_FRONT = re.compile(r"^[^，。]{0,12}，")
_BODY = re.compile("[党纪工管法税]|税务|公安")  # 某经开区党工委 is no zone
_EVENT = re.compile(r"\d{4}年")


def is_answered(candidate: Candidate, tried: Answer, *, shown: Answer, said: str = "") -> bool:
    """Tell whether an answer gives what was asked for, in other sentences than those shown.

    `said` are the earlier answers of the conversation.
    """
    if tried.refused or not tried.citations:
        return False
    wants, first = candidate.wants, tried.citations[0]
    new = [c for c in tried.citations if not any(_meet(c, old) for old in shown.citations)]
    if wants == "course":
        lines = tried.answer.split("\n\n")
        return len(new) >= MIN_SENTENCES and all(_EVENT.match(line) for line in lines)
    if wants == "introduction":
        opened = [c for c in tried.citations if _opens_with(c.quote, candidate.subject)]
        return len(opened) >= MIN_SENTENCES and bool(new)
    if first not in new or _is_said(tried.short_answer, shown.answer + said):
        return False
    if isinstance(wants, Attribute):
        told = _names(f"{first.title}\n{first.quote}", candidate.subject)
        return told and _gives(wants, tried.short_answer, first.quote)
    doc_id, start, end = wants
    return first.doc_id == doc_id and any(a < end and start < b for a, b in spans_of(first))


def spans_of(citation: Citation) -> Sequence[Span]:
    """Return what a citation marks, the whole of it where it marks nothing."""
    return citation.marks or ((citation.start, citation.end),)


def _meet(one: Citation, other: Citation) -> bool:
    return one.doc_id == other.doc_id and one.start < other.end and other.start < one.end


def _is_said(value: str | None, answers: str) -> bool:
    return bool(value) and _MARKS.sub("", value or "") in _MARKS.sub("", answers)


def _names(text: str, subject: Subject) -> bool:
    if subject.own and any(same_zone(zone.name, subject.own) for zone in zone_mentions(text)):
        return True
    return subject.share(text) >= NAMED


def _opens_with(quote: str, subject: Subject) -> bool:
    """Tell whether a sentence is about a zone itself: 甲经开区现有…, not 甲经开区管委会…."""
    for text in (quote, _IN_FRONT.sub("", quote)):
        zone = next(zone_mentions(text), None)
        if zone and zone.start == 0 and not _BODY.match(text, zone.end):
            return same_zone(zone.name, subject.own or subject.name)
    return False


def _gives(attribute: Attribute, value: str | None, quote: str) -> bool:
    """Tell whether a quote tells an attribute, and the short answer is a value of it."""
    if attribute not in [told for told, _ in attributes_of(quote)]:
        return False
    if attribute.units == ("文字",):
        return True
    if attribute.units == ("日期",):
        return bool(re.search(r"\d", value or ""))
    return any(figure.unit in attribute.units for figure in find_figures(value or ""))
