"""Read the best sentences in their surroundings, and rank them by what the reader finds there."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from assistant.asking.focus import focus_match
from assistant.finding.evidence import Evidence
from assistant.finding.marking import Mark, fits_units
from assistant.finding.ranking import Ranked
from assistant.finding.signals import UNREAD
from assistant.finding.wording import plainly, with_noun
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
FIRST = 2  # … before the others
SETTLED = 3.0  # the logit of an answer in the first ones that makes reading the others needless
BEFORE, AFTER = 90, 50  # characters of neighbours that are read with a sentence
WEIGHT = 0.15  # of the reader's logit beside the score from words
PART = 4.0  # what a sentence loses whose value is of a part, where the whole is asked

_BY_SENTENCE = frozenset({"why", "how", "list", "summary"})  # no one span answers these

_OF_WHICH = re.compile(
    r"(?:其中[，：]?(?P<name>[\u4e00-\u9fff]{2})|(?:^|；)(?P<kind>民营|国有|外资|外商|私营|民间)(?:企业|投资))[^；。]*$"
)
_MARKS = "，。、；：！？ \n"
_BESIDE = re.compile(r"[的为是达约]{0,2}")
_STOP = re.compile(r"[，。；：、]")

Place = tuple[str, int]  # a doc_id and where its sentence begins
_Read = tuple[Article, Window, tuple[Span, ...]]  # what is read, and the sentences in it


def reread(question: Question, text: str, ranked: Sequence[Ranked], reader: Reads) -> list[Ranked]:
    """Return the sentences, best first, with what the reader found in those that it read.

    `text` is the question as it stands alone. Where one thing is asked and the first sentences
    settle it, the others are not read.
    """
    evidence = [sentence.evidence for sentence in ranked[:SENTENCES]]
    windows = _windows(evidence)
    first = len(_windows(evidence[:FIRST])) if question.wants_one_thing else len(windows)
    asked = plainly(question, text)
    found = _found(asked, windows[:first], reader)
    if all(answer.score < SETTLED for answer in found.values()):
        found = _better(found, _found(asked, windows[first:], reader))
    weighed = [_weighed(question, sentence, found) for sentence in ranked]
    return sorted(weighed, key=lambda sentence: -sentence.score)


def read_sentences(
    question: Question, text: str, evidence: Iterable[Evidence], reader: Reads
) -> dict[Place, Found]:
    """Return what the reader finds in sentences, each read in its surroundings."""
    return _found(plainly(question, text), _windows(evidence), reader)


def _found(asked: str, windows: Sequence[_Read], reader: Reads) -> dict[Place, Found]:
    """Return the best that the reader found in each sentence of the windows."""
    if not windows:
        return {}
    read = reader.read(asked, [(window, spans) for _, window, spans in windows])
    found: dict[Place, Found] = {}
    for (article, _, spans), answers in zip(windows, read, strict=True):
        own = {
            (article.doc_id, span[0]): answer
            for span, answer in zip(spans, answers, strict=True)
            if answer
        }
        found = _better(found, own)
    return found


def _better(found: Mapping[Place, Found], other: Mapping[Place, Found]) -> dict[Place, Found]:
    """Return both; a sentence that two windows hold counts by its better find."""
    shared = {
        place: max(found[place], answer, key=lambda answer: answer.score)
        for place, answer in other.items()
        if place in found
    }
    return {**found, **other, **shared}


def _windows(evidence: Iterable[Evidence]) -> list[_Read]:
    """Return a window for every sentence that no better sentence's window holds already."""
    windows: list[_Read] = []
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
        return Mark(*with_noun(question.text, text, _trimmed(text, read)), near, focus)
    values = _values(question, text)
    timely = _beside_time(question, sentence.evidence, values)
    typed = timely or [span for span in values if span[0] < read[1] and read[0] < span[1]]
    named = _named_behind(question, text, typed)
    if not typed or (not named and mark and (mark.start, mark.end) in typed):
        return mark
    return Mark(*(named or typed)[0], near, focus)


def _named_behind(question: Question, text: str, values: Sequence[Span]) -> list[Span]:
    """Return the one of several values that the asked words follow: 9名二等奖、15名三等奖."""
    if len(values) < 2:
        return []
    ends = [*(start for start, _ in values[1:]), len(text)]
    behind = [
        focus_match(question.focus, _STOP.split(text[value[1] : end])[0])
        for value, end in zip(values, ends, strict=True)
    ]
    best = max(behind)
    return [values[behind.index(best)]] if behind.count(best) == 1 else []


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
        if mention.end <= span[0] and _BESIDE.fullmatch(text[mention.end : span[0]])
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
