"""The projects of a zone: how much, how large, and how far they are."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from assistant.dossier.citing import Numbering
from assistant.dossier.course import read_event
from assistant.dossier.names import Pages
from assistant.dossier.own_projects import Named, named_projects
from assistant.dossier.schema import Event, Project, Value
from assistant.dossier.values import read_value
from assistant.finding.evidence import Evidence
from assistant.schema import Span
from assistant.tables import events as told
from assistant.tables.article_view import ArticleView
from assistant.tables.project_names import project_names
from assistant.tables.project_values import project_values, project_zone
from assistant.tables.subject_match import Subject
from assistant.tables.timeline import in_order
from assistant.tables.zone_attributes import ZoneAttribute, read_attribute
from assistant.tables.zone_values import ZoneValue, is_listed
from corpus.article import Article
from corpus.places.names import canonical_zone
from corpus.repeats import letters
from corpus.zones import Zone
from index.passages import sentence_spans

MIN_NAME = 4  # Chinese characters: PPP项目 is none
MAX_VALUES = 4  # of one thing
TWICE = 2  # mentions of a name of which no value is told: a phrase is said once
_NAMES = {"investment": "总投资", "land": "占地面积", "output": "产值"}
_SIGNED, _BEGUN = re.compile(r"签约|签订|签署"), re.compile(r"开工|动土|破土|动工|奠基")
_DONE = re.compile(
    r"竣工|完工|建成|投入使用|投用|启用|投产|投运|投入运营|达产|试投产|试运行|试生产|点火|并网|开园"
)
_STAGES = {"signed": _SIGNED, "begun": _BEGUN, "done": _DONE}
_HAN = re.compile(r"[\u4e00-\u9fff]")
# What may follow a project that the sentence is about; else it is about a part: …项目中心平台.
_GOES_ON = re.compile(
    r"[，。；：（、“”的]|[在位落于由是]|正|已|将|拟|计划|预计|今|去年|昨|近日|日前|自|从|于?\d|全面|顺利|成功|总投资|占地|签约|开工|建成|竣工|投产"
)
_PART = re.compile(r"[一二三四五六七八首]期|标段|首批|部分|首[个条栋台]|生产线")


@dataclass(frozen=True, slots=True)
class Found:
    """A project and what is told of it, before it is cited."""

    name: str
    where: Evidence
    names: list[tuple[Evidence, Span]] = field(default_factory=list)
    stages: list[tuple[str, Evidence, Span]] = field(default_factory=list)
    values: list[tuple[str, ZoneValue]] = field(default_factory=list)
    events: list[told.Event] = field(default_factory=list)


@cache
def _attributes() -> Mapping[str, ZoneAttribute]:
    read = ((key, read_attribute(name)) for key, name in _NAMES.items())
    return {key: attribute for key, attribute in read if attribute}


def find_projects(zone: str, articles: Sequence[Article], pages: Pages) -> list[Found]:
    """Return the projects whose zone is clear, those of which most is told first."""
    found: dict[str, Found] = {}
    for article in articles:
        for key, value in _values(article):
            if pages.get(value.zone.name) == zone and _is_clear(article, value):
                known = found.setdefault(_key(value.subject), Found(value.subject, value.evidence))
                known.values.append((key, value))
    for article in articles:
        own = _shortest({_key(n): (n, at) for n, at in _named(article, zone, pages, known=found)})
        for key, (name, where) in own.items():
            events = [e for e in _events(name, article) if _is_of(e, name, alone=len(own) == 1)]
            if events:
                found.setdefault(key, Found(name, where)).events.extend(events)
    for article in articles:
        _add_named(found, named_projects(zone, article, pages))
    return sorted(found.values(), key=lambda p: -len(p.values) - len(p.events))


def _add_named(found: dict[str, Found], named: Iterable[Named]) -> None:
    """Add the projects that are named, each to one whose name its own ends in or that it ends."""
    for project in named:
        key, where = _key(project.name), project.evidence
        known = next((k for k in found if k.endswith(key) or key.endswith(k)), key)
        one = found.setdefault(known, Found(project.name, where))
        one.names.append((where, project.span))
        if project.stage_span:
            one.stages.append((project.stage, where, project.stage_span))


def _values(article: Article) -> Iterator[tuple[str, ZoneValue]]:
    for key, attribute in _attributes().items():
        if attribute.anywhere.search(article.body):
            yield from ((key, value) for value in project_values(attribute, article))


def _key(name: str) -> str:
    return letters(re.sub(r"(?:建设|产业化)?(?:项目|工程)$", "", name))


def _named(
    article: Article, zone: str, pages: Pages, *, known: Mapping[str, Found]
) -> Iterator[tuple[str, Evidence]]:
    """Yield the names of the zone's projects in an article, those that are surely names."""
    body, read = article.body, ArticleView(article)
    text = letters(f"{article.title}\n{body}")
    for start, end in sentence_spans(body):
        for span in project_names(body, start, end):
            name = body[slice(*span)]
            is_told = _key(name) in known
            if any(z.start < span[0] < z.end for z in read.zones):
                continue  # 智能穿戴设备产业园 of 益健堂智能穿戴设备产业园
            if not is_told and (text.count(_key(name)) < TWICE or not _is_name(name, zone, pages)):
                continue
            placed = project_zone(read, span, (start, end))
            if is_told or (
                placed
                and pages.get(placed.name) == zone
                and start <= placed.start < end
                and not (_is_aside(article, placed) or is_listed(body, placed))
                and _GOES_ON.match(body, span[1])
            ):
                yield name, Evidence(article, start, end)


def _is_clear(article: Article, value: ZoneValue) -> bool:
    """Tell whether a value's project has a name of its own and lies in the zone."""
    return len(_HAN.findall(_key(value.subject))) >= MIN_NAME and not _is_aside(article, value.zone)


def _is_aside(article: Article, zone: Zone) -> bool:
    """Tell whether a zone is no place of the project: 向洋浦经开区供水."""
    return article.body[zone.start - 1 : zone.start] in tuple("向给对距从与和跟由")


def _is_name(name: str, zone: str, pages: Pages) -> bool:
    """Tell whether it may be a project's name: no zone's own, no title cut in two."""
    torn = re.search("[《》]", name) or name.count("“") != name.count("”")
    return canonical_zone(name) not in pages and name not in zone and not torn


def _shortest(names: dict[str, tuple[str, Evidence]]) -> dict[str, tuple[str, Evidence]]:
    """Leave out a name that ends in another one: 东风旗下猛士科技园."""
    return {
        key: told
        for key, told in names.items()
        if not any(key != other and key.endswith(other) for other in names)
    }


def _events(name: str, article: Article) -> Iterator[told.Event]:
    events = told.events_of(Subject.read(name), article)
    return (e for e in events if any(p.fullmatch(e.verb) for p in _STAGES.values()))


def _is_of(event: told.Event, name: str, *, alone: bool) -> bool:
    """Tell whether an event is the project's as a whole: its sentence names no other one.

    One that names none is its own where the project is `alone` in the article.
    """
    evidence = event.evidence
    body, key = evidence.article.body, _key(name)
    others = [body[slice(*n)] for n in project_names(body, evidence.start, evidence.end)]
    if _PART.search(evidence.text.replace(name, "")):
        return False
    if not others:
        return alone
    return all(key in letters(other) or _key(other) in key for other in others)


def read_project(found: Found, numbering: Numbering) -> Project | None:
    """Return a project with its citations, None where nothing is left that is borne out."""
    values = {key: tuple(_shown(found, key, numbering)) for key in _NAMES}
    events = {key: tuple(_dated(found, stage, numbering)) for key, stage in _STAGES.items()}
    every = [*(v.citation for vs in values.values() for v in vs)]
    every += [event.citation for es in events.values() for event in es]
    every += [numbering.cite(where, name) for where, name in found.names[:1]]
    if not every:
        return None
    stage, standing = _stage(events), None
    if not stage and found.stages:
        stage, where, at = max(found.stages, key=lambda s: s[1].article.published)
        standing = numbering.cite(where, at)
    return Project(
        found.name,
        every[0],
        stage,
        standing,
        investment=values["investment"],
        land=values["land"],
        output=values["output"],
        signed=events["signed"],
        begun=events["begun"],
        done=events["done"],
    )


def _shown(found: Found, key: str, numbering: Numbering) -> Iterator[Value]:
    """Yield the values of one thing, the newest first; what is told again is told once."""
    values = [value for k, value in found.values if k == key]
    seen: list[Span] = []
    amounts = set()
    for value in sorted(values, key=lambda v: v.evidence.article.published, reverse=True):
        amount = (value.figure.value, value.figure.unit, value.stages & {"计划", "达产"})
        if amount in amounts or len(seen) == MAX_VALUES:
            continue
        shown = read_value(value, numbering, whole=False)
        if shown:
            seen.append(value.span)
            amounts.add(amount)
            yield shown


def _dated(found: Found, stage: re.Pattern[str], numbering: Numbering) -> Iterator[Event]:
    events = [event for event in found.events if stage.fullmatch(event.verb)]
    read = (read_event(event, numbering) for event in in_order(events))
    yield from (event for event in read if event)


def _stage(events: Mapping[str, Sequence[Event]]) -> str:
    """Return how far a project was when it was last told of."""
    done = [event for told in events.values() for event in told if not event.planned]
    return done[-1].verb if done else ""
