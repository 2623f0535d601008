"""Questions that may follow an answer, made from what the articles near it tell."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Literal

from assistant.finding.looking import Sources
from assistant.framing.about import Subject, asked_of, read_subject, sentences_of
from assistant.framing.attributes import Attribute, asked_attributes, attributes_of
from assistant.framing.nearby import is_told
from assistant.framing.phrasing import MAX_CHARS, phrase, phrase_fact
from assistant.reader.made.questions import facts_of
from assistant.schema import Answer, Citation
from corpus.article import Article
from corpus.places.names import split_zone
from corpus.times.timexes import find_timexes
from corpus.zones import article_about, find_zones, same_zone, zone_mentions
from index.passages import sentence_spans

HITS = 20  # passages in whose articles is looked
MAX_ARTICLES = 6  # that are read for one subject
MAX_SENTENCE = 200  # characters; what is longer is a table or a page without stops
_COMPANY = re.compile(r"(?<!^)(?:有限公司|集团|银行|大学|医院)$")
_LISTED = re.compile(r"等\s*(?:\d+|[一二两三四五六七八九十]+)[个项家]")  # 甲园等3个项目
_LOOSE = re.compile("^项目|增速")  # of some project, of some indicator
_WHOLE = re.compile("进展|动态|介绍")

Place = tuple[str, int, int]  # doc_id, start, end


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question, whom it is about, and what it asks for.

    That is an attribute, a place in an article, or all that there is of the subject: what it is,
    or how it goes on.
    """

    question: str
    subject: Subject
    wants: Attribute | Place | Literal["introduction", "course"]


@dataclass(frozen=True, slots=True)
class Near:
    """The articles near an answer, those that it cites first, and what is shown of them."""

    articles: Sequence[Article]
    shown: Sequence[Citation]
    asked: Sequence[Attribute] = field(default=())

    def is_shown(self, article: Article, start: int, end: int) -> bool:
        """Tell whether a citation shows some of a stretch."""
        return any(
            c.doc_id == article.doc_id and c.start < end and start < c.end for c in self.shown
        )


def candidates(answer: Answer, sources: Sources) -> Iterator[Candidate]:
    """Yield what may follow: other facts of the subject and of its zone, the same of others."""
    question = answer.standalone_question
    own = subject_of(question)
    cited = list(dict.fromkeys(citation.doc_id for citation in answer.citations))
    hits = sources.search.search(question, k=HITS)
    ids = dict.fromkeys([*cited, *(hit.passage.doc_id for hit in hits)])
    found = [sources.articles[id_] for id_ in ids if id_ in sources.articles]
    near = Near(found, answer.citations, asked_attributes(question))
    subjects = [own] if own else []
    if not (answer.refused and own):
        subjects += [s for s in _zones_of(found[: len(cited) or 1]) if not _is_same(own, s)]
    rows = [make(s, near) for s in subjects[:2] for make in (_facts, _made)]
    if own:
        rows.insert(2, _other_zones(question, own, near))
    if not _WHOLE.search(question):
        rows += [_whole(subject) for subject in subjects[:2]]
    made = (candidate for row in zip_longest(*rows) for candidate in row if candidate)
    yield from (candidate for candidate in made if len(candidate.question) <= MAX_CHARS)


def subject_of(question: str) -> Subject | None:
    """Return the zone, project or company that a question is about."""
    head, zones = asked_of(question), find_zones(question)
    if head and question.startswith(head[0]) and _COMPANY.search(head[0]):
        return Subject(head[0], zones, key=head[0])
    return read_subject(question, zones)


def _is_same(own: Subject | None, zone: Subject) -> bool:
    return own is not None and (same_zone(own.own, zone.own) or own.name == zone.name)


def _zones_of(articles: Sequence[Article]) -> Iterator[Subject]:
    """Yield the zones that articles are about."""
    for article in articles:
        for zone in article_about(article.title, article.body, article.zones[:1])[:1]:
            if len(split_zone(zone)[0]) > 1:
                yield Subject(zone, (zone,), own=zone)


def _facts(subject: Subject, near: Near) -> Iterator[Candidate]:
    """Yield the questions for the attributes that sentences tell of a subject."""
    read = 0
    for article in near.articles:
        sentences = list(sentences_of(subject, article))
        read += bool(sentences)
        for sentence, start in sentences:
            at = article.body.index(sentence)
            if len(sentence) > MAX_SENTENCE or near.is_shown(article, at, at + len(sentence)):
                continue
            if not subject.is_area and _LISTED.search(sentence):
                continue
            for attribute, word in attributes_of(sentence):
                told = word >= start and is_told(subject, attribute, sentence[start:word], sentence)
                question = phrase(subject, attribute, sentence) if told else ""
                if question and attribute not in near.asked:
                    yield Candidate(question, subject, attribute)
        if read == MAX_ARTICLES:
            return


def _made(subject: Subject, near: Near) -> Iterator[Candidate]:
    """Yield the questions that sentences which name the subject answer, each in its own words."""
    for article in near.articles[:MAX_ARTICLES]:
        if subject.own and not any(same_zone(subject.own, zone) for zone in article.zones):
            continue
        spans = sentence_spans(article.body)
        for fact in facts_of(article):
            start, end = next((a, b) for a, b in spans if a <= fact.start < b)
            named = subject.covers(fact.subject) and fact.subject in article.body[start:end]
            question = phrase_fact(fact) if named else ""
            if question and not near.is_shown(article, start, end):
                yield Candidate(question, subject, (article.doc_id, fact.start, fact.end))


def _other_zones(question: str, own: Subject, near: Near) -> Iterator[Candidate]:
    """Yield the question asked of other zones of which a sentence tells the same."""
    named = list(zone_mentions(question))
    asked = [a for a in near.asked if a.of_zone and not _LOOSE.search(a.of_zone)]
    if len(named) != 1 or not own.own or not own.is_area or not asked:
        return
    before, behind = question[: named[0].start], question[named[0].end :]
    for article in near.articles:
        for start, end in sentence_spans(article.body):
            sentence = article.body[start:end]
            told = attributes_of(sentence) if len(sentence) <= MAX_SENTENCE else ()
            for attribute, at in told:
                zones = list(zone_mentions(sentence[:at])) if attribute in asked else []
                for zone in zones[-1:]:
                    other = Subject(zone.name, (zone.name,), own=zone.name)
                    told_of_it = is_told(other, attribute, sentence[zone.start : at], sentence)
                    if told_of_it and other.is_area and not same_zone(zone.name, own.own):
                        swapped = f"{before}{zone.name}{behind}"
                        yield Candidate(_without_other_times(swapped, sentence), other, attribute)


def _without_other_times(question: str, sentence: str) -> str:
    """Drop the times of which a sentence doesn't tell."""
    for time in find_timexes(question):
        if time.text not in sentence:
            question = question.replace(time.text, "")
    return question


def _whole(subject: Subject) -> Iterator[Candidate]:
    """Yield the questions for what a zone is and how a zone or a project goes on."""
    if subject.is_area:
        yield Candidate(f"介绍一下{subject.name}", subject, "introduction")
    news = "动态" if subject.is_area else "进展"
    yield Candidate(f"{subject.name}最近有什么{news}？", subject, "course")
