"""Read a question for a course of events (…的进展, …经历了哪些阶段), and answer it by date."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.citations import cite_each
from assistant.draft import Draft, Written
from assistant.finding.marking import clause_spans
from assistant.finding.ranking import Ranked
from assistant.question import Question
from assistant.quotes.quoting import plain_quote
from assistant.schema import Citation, Derived
from assistant.tables.events import Event, events_of
from assistant.tables.periods import written
from assistant.tables.subject_match import Subject
from corpus.article import Article
from corpus.repeats import letters
from corpus.times.timexes import find_timexes

MAX_LENGTH, MAX_SUBJECT = 50, 30  # characters of a question, of what it is about
MAX_EVENTS = 10
MIN_RECENT = 2  # … of what is new: one is no course of events
MAX_ARTICLES = 60  # that are read beside those found
YEAR = 10000  # as yyyymmdd
SAME = 0.5  # share of bigrams that two reports of one event have in common

_COURSE = re.compile(
    r"(?:都|已经|目前)?(?:经历|经过|走过)了?(?:哪[些几]|什么|几个)(?:重要|主要|大)?(?:阶段|节点|历程|过程|时期)"
    r"|(?:(?:的|有哪些|有什么|有啥|有|最近|最新|目前|近期|新)*)(?:(?:建设|发展|推进|实施|工作|工程|施工|项目)?(?:进展|进度|动态|历程|大事记|时间线|时间轴|来龙去脉|始末|沿革)"
    r"|(?:建设|发展)过程)(?:情况)?(?:是|怎么样|如何|怎样|是怎样的|是什么|有哪些|有什么|到哪了|到哪一步了?|了|吗)*"
    r"|(?:现在|目前|如今)?(?:进展|建设?|推进|建)(?:到|得)(?:哪一步|什么程度|哪儿|哪里|哪|怎么样|如何)了?"
    r"|(?:最近|近期|近来)(?:有|都有)?(?:什么|哪些|啥)(?:新)?(?:动态|消息|新闻|动作|变化|进展|大事|动向|举措)"
)
_SINCE = re.compile(r"以来|至今|起(?=的|[，,])")
_RECENT = re.compile(r"最近|近期|近来|最新")
_NO_NAME = re.compile(
    r"[哪谁]|什么|为何|如何|怎|总结|结合|分别|第[一二三\d]|^[这那它其该]|[和及与，]$|[获取]得$"
)
_LEAD = re.compile(
    r"^(?:请问|请|帮我|梳理|介绍|说说|讲讲|列出|总结|盘点|回顾|一下|我想知道|想了解|关于)+"
)
_TAIL = re.compile(
    r"(?:的|从[^，。]{0,10}到[^，。]{0,10}|，|、|最近|目前|现在|近期|最新|都|已经|建设)+$"
)

_Told = tuple[Event, set[str]]  # with the bigrams of its sentence


@dataclass(frozen=True, slots=True)
class Timeline:
    """What a question wants to be told the course of; `recent` leaves out what is long past."""

    subject: str
    recent: bool = False
    open_ended: bool = False  # 去年以来


def read_timeline(text: str) -> Timeline | None:
    """Return the subject of a question that asks for a course of events, or None."""
    text = re.sub(r"[？?。！!\s]+$", "", text)
    asked = _COURSE.search(text)
    if len(text) > MAX_LENGTH or not asked or text[asked.end() :]:
        return None
    subject = _TAIL.sub("", _LEAD.sub("", text[: asked.start()]))
    for timex in find_timexes(subject):
        subject = subject.replace(timex.text, "")
    subject = subject.strip("的，、 ")
    if not 1 < len(subject) <= MAX_SUBJECT or _NO_NAME.search(subject):
        return None
    return Timeline(subject, bool(_RECENT.search(text)), bool(_SINCE.search(text)))


def write_timeline(
    asked: Timeline,
    question: Question,
    ranked: Sequence[Ranked],
    articles: Mapping[str, Article],
) -> Written | None:
    """List the events, oldest first, each with its day and its quoted sentence.

    None where none is told of the zone or project itself.
    """
    subject = Subject.read(asked.subject)
    looked_at = _articles(subject, ranked, articles)
    found = [event for article in looked_at for event in events_of(subject, article)]
    newest = max((e.interval.first for e in found if not e.is_plan), default=0)
    since = newest - YEAR if asked.recent else 0
    found = [e for e in found if _is_timely(asked, question, e) and e.interval.first >= since]
    events = in_order(found)
    if len(events) < (MIN_RECENT if asked.recent else 1):
        return None
    shown = events[-MAX_EVENTS:]
    citations = cite_each([(event.evidence, event.mark) for event in shown])
    lines, derived = [], []
    for event, citation in zip(shown, citations, strict=True):
        kind = "（报道）" if event.is_report else "（计划）" if event.is_plan else ""
        day = f"{written(event.interval)}{kind}"
        lines.append(f"{day}：{_quoted(citation)} [{citation.n}]")
        derived += _derived(event, citation)
    notices: tuple[str, ...] = ()
    if len(events) > len(shown):
        notices = (f"只列了最近的{len(shown)}件，更早的{len(events) - len(shown)}件没有列出。",)
    once = tuple({citation.n: citation for citation in citations}.values())
    draft = Draft("\n\n".join(lines), once, derived=tuple(derived), notices=notices)
    return Written(draft, len(looked_at))


def in_order(events: Iterable[Event]) -> list[Event]:
    """Return the events, oldest first, each told once and in the clauses that tell of it alone."""
    found = _each_in_its_clauses(list(_once(sorted(events, key=_days))))
    return sorted(found, key=_days)


def _articles(
    subject: Subject, ranked: Sequence[Ranked], articles: Mapping[str, Article]
) -> list[Article]:
    """Return the articles that were found and the newest others that name the subject."""
    found = {r.evidence.article.doc_id: r.evidence.article for r in ranked}
    others = (a for id_, a in articles.items() if id_ not in found and subject.is_in(a))
    newest = sorted(others, key=lambda a: a.published, reverse=True)[:MAX_ARTICLES]
    return [*found.values(), *newest]


def _days(event: Event) -> tuple[int, int]:
    return event.interval.first, event.interval.last


def _is_timely(asked: Timeline, question: Question, event: Event) -> bool:
    return not question.times or any(
        t.interval.first <= event.interval.last
        and (asked.open_ended or event.interval.first <= t.interval.last)
        for t in question.times
    )


def _each_in_its_clauses(events: Sequence[Event]) -> list[Event]:
    """Return the events, those of one sentence each with the clauses that tell of it alone.

    A year beside a month of it tells nothing more, nor does a second day of one clause.
    """
    groups: dict[tuple[str, int], list[Event]] = {}
    for event in events:
        place = (event.evidence.article.doc_id, event.evidence.start)
        groups.setdefault(place, []).append(event)
    return [event for group in groups.values() for event in _cut(group)]


def _cut(group: Sequence[Event]) -> Iterator[Event]:
    told = [e for e in group if not any(_holds(e, other) for other in group)]
    told = sorted(told, key=lambda e: e.mark)
    if len(told) == 1:
        yield told[0]
        return
    evidence = told[0].evidence
    clauses = clause_spans(evidence.text)
    start = evidence.start
    for n, event in enumerate(told):
        last = max(event.mark[1], event.at + len(event.verb))
        ends = (evidence.start + e for _, e in clauses if evidence.start + e >= last)
        end = evidence.end if n == len(told) - 1 else next(ends, evidence.end)
        if event.mark[0] < start:
            continue
        yield replace(event, evidence=replace(evidence, start=start, end=end))
        start = min(end + 1, evidence.end - 1)


def _holds(event: Event, other: Event) -> bool:
    a, b = event.interval, other.interval
    return a != b and a.first <= b.first and b.last <= a.last


def _once(events: Sequence[Event]) -> Iterator[Event]:
    """Leave out what is told again: on the same days, or in nearly the same words."""
    kept: list[_Told] = []
    for event in events:
        told = (event, _pairs(event.evidence.text))
        if not any(_is_same(told, other) for other in kept):
            kept.append(told)
            yield event


def _is_same(one: _Told, another: _Told) -> bool:
    (event, pairs), (other, told) = one, another
    same_days = event.interval == other.interval
    one_sentence = event.evidence == other.evidence
    alike = len(pairs & told) >= SAME * min(len(pairs), len(told)) and not one_sentence
    return alike or (same_days and (one_sentence or event.verb == other.verb))


def _pairs(text: str) -> set[str]:
    said = letters(text)
    return {said[i : i + 2] for i in range(len(said) - 1)}


def _quoted(citation: Citation) -> str:
    return " ".join(plain_quote(citation.quote).split())


def _derived(event: Event, citation: Citation) -> list[Derived]:
    """Say how a day was counted that the sentence does not give in full."""
    meant = written(event.interval)
    if meant in citation.quote:
        return []
    return [Derived(meant, event.rule, (citation.n,))]
