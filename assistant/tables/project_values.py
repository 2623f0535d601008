"""The values that articles give of projects: which project, in which zone, how much."""

import re
from collections.abc import Iterator

from assistant.finding.evidence import Evidence
from assistant.tables.article_view import ArticleView
from assistant.tables.project_names import BREAK, project_names
from assistant.tables.stages import stages
from assistant.tables.zone_attributes import Span, ZoneAttribute, canonical, free_part
from assistant.tables.zone_values import (
    ZoneValue,
    figures_of,
    is_asked,
    is_listed,
    period_of,
    without_noise,
)
from corpus.article import Article
from corpus.places.names import PARKS
from corpus.zones import Zone
from index.passages import sentence_spans

SENTENCES_BACK = 2
OFTEN = 3  # mentions

_JOINTS = "、和与及等"
_WHOSE = re.compile(r"(?:人民币)?的")
_SELF = re.compile(
    r"^(?:据[^，]{1,12}，|目前，|其中，)?(?:该|本|此|这个|整个)?(?:项目|产业园|园区|基地|工程)|^(?:计划|规划|预计)?总?投资|^(?:建成|达产|投产|全部)"
)
_SHARED = re.compile(
    r"分别|等[\d两三四五六七八九十]*个|\d+个|[两三四五六七八九十]个|一批|多个|公司(?=[^，]{0,6}投资)"
)
_PHASE = re.compile(r"（?[一二三四五六七八]期|第[一二三四五六七八]期")  # whose figure is it?
_PART = re.compile(r"[一二三四五六七八首]期|其中|部分|设备|建设期")


_AT = re.compile(r"(?:[落位建]在|位于|坐落于?|落户于?|入驻|进驻|在|地处|选址)$")
_OWNER = re.compile(r"(?:^|[，。；：、])(?P<owner>[^，。；：、在位落的]{2,8}的)$")
_STAGED = re.compile(
    r"(?:全部|完全|全面)?(?:达产|投产|建成|竣工|满产|投运)|预计|预期|计划|力争|有望|可|将|规划(?!总?(?:面积|用地))|协议|合同|签约|拟|每年"
)


def project_values(
    attribute: ZoneAttribute, article: Article, *, zoned: bool = True
) -> Iterator[ZoneValue]:
    """Yield the values of the attribute that the article gives of projects.

    Where they need not be `zoned`, a project of no zone that is clear counts as its own.
    """
    read, body = ArticleView(article), article.body
    for sentence, clause, figure, named in figures_of(attribute, body):
        at = sentence[0] + figure.start
        found = _project(body, sentence, min(at, named[0]), sentence[0] + figure.end)
        placed = found and _placed(read, found, sentence, zoned=zoned)
        if not placed or _PHASE.match(body, placed[0][1]):
            continue
        found, zone = placed
        start = max(sentence[0] + clause[0], found[1] if found[1] <= at else 0)
        words = without_noise(read, start, min(at, named[0]))
        words = re.sub(r"^.*(?:项目|产业园|园区|基地|工程|后)", "", words)
        compound = canonical(words + body[named[0] : named[1]])
        name = body[slice(*found)]
        if not is_asked(attribute, compound, extra="") or attribute.extra not in name:
            continue
        span = (at, sentence[0] + figure.end)
        reach = start if attribute.lasting else max(sentence[0], found[1] if found[1] <= at else 0)
        shown = (_shown_from(body, reach, min(at, named[0])), max(span[1], named[1]))
        yield ZoneValue(
            name,
            zone,
            Evidence(article, min(found[0], sentence[0]), sentence[1]),
            shown,
            span,
            figure,
            free_part(compound),
            stages(body[reach : span[1]]),
            period_of(read, sentence[0], shown[0]),
        )


def _placed(
    read: ArticleView, name: Span, sentence: Span, *, zoned: bool
) -> tuple[Span, Zone] | None:
    """Return a project's name and its zone; where it may have none, none that others lie in."""
    body, zone = read.article.body, project_zone(read, name, sentence)
    if zoned:
        return (name, zone) if zone else None
    if _AT.search(body, max(0, name[0] - 8), name[0]):
        return None
    name = _with_owner(body, name)
    return name, zone or Zone(body[slice(*name)], *name)


def _with_owner(body: str, name: Span) -> Span:
    """Return the name with whose it is: 特变电工的 in front of 高端装备制造产业园."""
    owner = _OWNER.search(body, max(0, name[0] - 12), name[0])
    return (owner.start("owner"), name[1]) if owner else name


def _shown_from(body: str, start: int, named: int) -> int:
    """Return where to begin what is shown of a value: at the words that tell its stage."""
    staged = [m.start() for m in _STAGED.finditer(body, start, named)]
    if not staged:
        return named
    clause = max(body.rfind(mark, start, staged[-1]) for mark in "，；：")
    return min(at for at in staged if at > clause)


def _project(body: str, sentence: Span, at: int, end: int) -> Span | None:
    """Return where the one project is named that the value at `at`, to `end`, is of."""
    whose = _WHOSE.match(body, end)
    if whose:  # 总投资5亿元的…项目
        return _named_behind(body, whose.end(), sentence[1])
    names = project_names(body, sentence[0], at)
    if not names:
        return _named_earlier(body, sentence[0], at)
    last = names[-1]
    between = body[last[1] : at]
    unclear = bool(_SHARED.search(between) or _PART.search(between))
    unclear |= between[:1] in tuple(_JOINTS) or body[last[0] - 1 : last[0]] in tuple(_JOINTS)
    return None if unclear else last


def _named_behind(body: str, start: int, end: int) -> Span | None:
    stop = BREAK.search(body, start)
    clause = min(end, stop.start() if stop else len(body))
    found = project_names(body, start, clause)
    listed = body[clause : clause + 1] == "、" or _SHARED.search(body[start:clause])
    return found[0] if len(found) == 1 and not listed else None


def _named_earlier(body: str, start: int, at: int) -> Span | None:
    """Return the one project of the sentences before, where this one says 该项目 or nothing."""
    opening = body[start:at]
    if not _SELF.search(opening) or _SHARED.search(opening) or _PART.search(opening):
        return None
    spans = [span for span in sentence_spans(body) if span[1] <= start][-SENTENCES_BACK:]
    for begin, end in reversed(spans):
        found = project_names(body, begin, end)
        if "\n" in body[end:start] or (found and _SHARED.search(body[begin:end])):
            return None
        if found:
            one = len({body[slice(*name)] for name in found}) == 1
            return found[-1] if one else None
    return None


def project_zone(read: ArticleView, name: Span, sentence: Span) -> Zone | None:
    """Return the zone of a project: the one named beside it, else the article's own."""
    start = min(name[0], sentence[0])
    begin = max([s for s, e in sentence_spans(read.article.body) if s <= start], default=0)
    own = read.article.body[slice(*name)]
    outside = [z for z in read.zones if not name[0] <= z.start < name[1] and z.name not in own]
    opening = sentence_spans(read.article.body)[:SENTENCES_BACK][-1][1]
    # The zone that the whole article is about; one of several in a list is none.
    own_right = [z for z in outside if not is_listed(read.article.body, z)]
    often = len(own_right) >= OFTEN or any(z.start < opening for z in own_right)
    alone = outside if often else []
    for zones in ([z for z in outside if begin <= z.start < sentence[1]], alone):
        wider = [zone for zone in zones if zone.kind not in PARKS] or zones
        if wider:
            return wider[0] if len({zone.name for zone in wider}) == 1 else None
    return None
