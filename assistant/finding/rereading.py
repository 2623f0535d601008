"""Read the best sentences in their surroundings, and rank them by what the reader finds there."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from assistant.finding.evidence import Evidence
from assistant.finding.marking import Mark, fits_units
from assistant.finding.ranking import Ranked
from assistant.finding.signals import UNREAD
from assistant.question import Question
from assistant.reader.reader import Found, Reads
from assistant.reader.windows import Window, head_of_article, window_around
from corpus.article import Article
from corpus.figures import find_figures
from corpus.intervals import date_mentions
from corpus.numbers.pairs import named_pairs, pair_groups
from corpus.times.timexes import find_timexes
from index.passages import Span, sentence_spans

SENTENCES = 8  # that are read
BEFORE, AFTER = 90, 50  # characters of neighbours that are read with a sentence
WEIGHT = 0.15  # of the reader's logit beside the score from words
PART = 4.0  # what a sentence loses whose value is of a part, where the whole is asked

_BY_SENTENCE = frozenset({"why", "how", "list", "summary"})  # no one span answers these

_OF_WHICH = re.compile(
    r"(?:其中[，：]?(?P<name>[\u4e00-\u9fff]{2})|(?:^|；)(?P<kind>民营|国有|外资|外商|私营|民间)(?:企业|投资))[^；。]*$"
)
_MARKS = "，。、；：！？ \n"
_BESIDE = re.compile(r"[的为是达约]{0,2}")

Place = tuple[str, int]  # a doc_id and where its sentence begins


def reread(question: Question, text: str, ranked: Sequence[Ranked], reader: Reads) -> list[Ranked]:
    """Return the sentences, best first, with what the reader found in those that it read.

    `text` is the question as it stands alone.
    """
    windows = _windows([sentence.evidence for sentence in ranked[:SENTENCES]])
    read = reader.read(text, [(window, spans) for _, window, spans in windows])
    found: dict[Place, Found] = {}
    for (article, _, spans), answers in zip(windows, read, strict=True):
        for span, answer in zip(spans, answers, strict=True):
            place = (article.doc_id, span[0])
            if answer and (place not in found or answer.score > found[place].score):
                found[place] = answer
    weighed = [_weighed(question, sentence, found) for sentence in ranked]
    return sorted(weighed, key=lambda sentence: -sentence.score)


def _windows(
    evidence: Iterable[Evidence],
) -> list[tuple[Article, Window, tuple[Span, ...]]]:
    """Return a window for every sentence that no better sentence's window holds already."""
    windows: list[tuple[Article, Window, tuple[Span, ...]]] = []
    for sentence in evidence:
        article = sentence.article
        place = (sentence.start, sentence.end)
        if any(a.doc_id == article.doc_id and place in spans for a, _, spans in windows):
            continue
        spans = sentence_spans(article.body)
        head = head_of_article(article.title, article.published)
        window = window_around(
            article.body, spans, spans.index(place), head=head, before=BEFORE, after=AFTER
        )
        held = tuple(s for s in spans if window.start <= s[0] and s[1] <= window.end)
        windows.append((article, window, held))
    return windows


def _weighed(question: Question, sentence: Ranked, found: Mapping[Place, Found]) -> Ranked:
    """Add what the reader found to a sentence: to its score, and as the part that answers."""
    evidence = sentence.evidence
    answer = found.get((evidence.article.doc_id, evidence.start))
    score = sentence.score + WEIGHT * (answer.score if answer else UNREAD)
    if answer is None:
        return replace(sentence, score=score)
    mark = _mark(question, sentence, (answer.start - evidence.start, answer.end - evidence.start))
    score -= PART if mark and _is_part(question, evidence.text[: mark.start]) else 0.0
    return replace(sentence, score=score, mark=mark, found=answer)


def _is_part(question: Question, before: str) -> bool:
    """Tell whether 其中 and a name that the question lacks stand before a value: 其中服务业占…."""
    part = _OF_WHICH.search(before)
    return bool(
        question.wants_value and part and (part["name"] or part["kind"]) not in question.text
    )


def _mark(question: Question, sentence: Ranked, read: Span) -> Mark | None:
    """Return what the reader marked; a figure or date that is wanted must be of its kind.

    Parts that 分别 pairs with their subjects stay as they are.
    """
    mark, text = sentence.mark, sentence.evidence.text
    near, focus = (mark.near, mark.focus) if mark else (0.0, 0.0)
    if mark and (mark.also or _is_paired(question, text)):
        return mark
    if question.wanted in _BY_SENTENCE:
        return mark
    if not question.wants_value:
        return Mark(*_trimmed(text, read), near, focus)
    values = _values(question, text)
    timely = _beside_time(question, sentence.evidence, values)
    typed = timely or [span for span in values if span[0] < read[1] and read[0] < span[1]]
    if not typed or (mark and (mark.start, mark.end) in typed):
        return mark
    return Mark(*typed[0], near, focus)


def _is_paired(question: Question, text: str) -> bool:
    """Tell whether 分别 gives the subject that is asked about its value: 甲、乙分别58项、51项."""
    return any(named_pairs(question.text, group) for group in pair_groups(text))


def _beside_time(question: Question, evidence: Evidence, values: Sequence[Span]) -> list[Span]:
    """Return the value right behind the time that is asked about: 1亿元 in 从去年的1亿元增加到3."""
    asked = [time.interval for time in question.times]
    if not asked or question.wanted != "figure" or len(values) < 2:
        return []
    text = evidence.text
    return [
        span
        for mention in date_mentions(text, evidence.article.published)
        if mention.interval and any(mention.interval == interval for interval in asked)
        for span in values
        if _BESIDE.fullmatch(text[mention.end : span[0]])
    ][:1]


def _values(question: Question, text: str) -> list[Span]:
    """Return the values in a sentence that are of the kind that is wanted."""
    if question.wanted == "date":
        return [(timex.start, timex.end) for timex in find_timexes(text)]
    return [
        (figure.start, figure.end)
        for figure in find_figures(text)
        if fits_units(figure, question.units)
    ]


def _trimmed(text: str, span: Span) -> Span:
    """Leave out punctuation at the ends of a span; at least one character stays."""
    start, end = span
    while start < end - 1 and text[start] in _MARKS:
        start += 1
    while end - 1 > start and text[end - 1] in _MARKS:
        end -= 1
    return start, end
