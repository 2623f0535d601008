"""Dated events: what a zone itself did or saw, and how its projects went on."""

import re
from collections.abc import Iterator, Sequence

from assistant.dossier.citing import Numbering, bears_out
from assistant.dossier.names import Pages
from assistant.dossier.schema import Event
from assistant.dossier.values import read_period
from assistant.finding.marking import clause_spans
from assistant.tables import events as told
from assistant.tables.article_view import ArticleView
from assistant.tables.cells import inert
from assistant.tables.periods import written
from assistant.tables.subject_match import Subject
from corpus.article import Article

_LIGHT = frozenset({"走访", "调研", "考察", "开展", "公示", "入驻", "完成"})
_GATHERINGS = frozenset({"举行", "举办", "召开", "开幕", "闭幕", "发布", "公布", "上线", "启动"})
_WEIGHTY = re.compile(r"项目|产业|企业|投资|签约|开工|政策|方案|规划|改革|创新|大会|博览会|论坛")
_FOUNDED = frozenset({"成立", "设立"})
_OBJECT = re.compile(r"了?[^于以至后时之并和及等，。；：、！\s“”（）(),]")  # 成立慰问组
_DAY = re.compile(r"\d|[今去昨前当本上]|[近日]日|日前")  # 月末 may be a name


def zone_events(zone: str, articles: Sequence[Article], pages: Pages) -> Iterator[told.Event]:
    """Yield what the articles tell of the zone itself."""
    subject = Subject(zone, zone)
    for article in articles:
        read = ArticleView(article)
        for event in told.events_of(subject, article):
            before = read.zones_in(event.evidence.start, event.at)
            if before and pages.get(before[-1].name) == zone and _is_weighty(event):
                yield event


def _is_weighty(event: told.Event) -> bool:
    """Tell whether an event is worth a line: no visit, no day that is told by a word alone."""
    body = event.evidence.article.body
    light = event.verb in _LIGHT or (
        event.verb in _GATHERINGS and not _WEIGHTY.search(event.evidence.text)
    )
    of_another = event.verb in _FOUNDED and _OBJECT.match(body, event.at + len(event.verb))
    return not light and not of_another and bool(_DAY.search(body[slice(*event.mark)]))


def read_event(event: told.Event, numbering: Numbering) -> Event | None:
    """Return an event with its citation, None where its sentence does not bear the day out."""
    article = event.evidence.article
    if not event.is_report and not bears_out(
        [event.evidence], _claim(event, written(event.interval))
    ):
        return None
    times = ArticleView(article).times_in(*event.mark)
    time = next((t for t in times if t.interval == event.interval), None)
    said, meant, rule = read_period(time, article.published)
    if time is None:  # 近日: the day of print
        said, meant, rule = article.body[slice(*event.mark)], written(event.interval), event.rule
    return Event(
        inert(said),
        meant or inert(said),
        event.interval.first,
        event.verb,
        numbering.cite(event.evidence, event.mark),
        rule=rule,
        planned=event.is_plan,
        reported=event.is_report,
    )


def _claim(event: told.Event, day: str) -> str:
    """Return the clauses from the day to the verb, with the day as it is shown."""
    body, (start, end) = event.evidence.article.body, event.mark
    spans = [
        (event.evidence.start + a, event.evidence.start + b)
        for a, b in clause_spans(event.evidence.text)
    ]
    first = max((a for a, _ in spans if a <= min(start, event.at)), default=event.evidence.start)
    last = min((b for _, b in spans if b > max(end - 1, event.at)), default=event.evidence.end)
    return f"{body[first:start]}{day}{body[end:last]}"
