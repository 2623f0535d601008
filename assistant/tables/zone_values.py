"""The values that articles give of zones: which zone, which attribute, how much, of what time."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from assistant.finding.evidence import Evidence
from assistant.finding.marking import clause_spans
from assistant.tables.article_view import ArticleView
from assistant.tables.stages import stages
from assistant.tables.zone_attributes import (
    Span,
    ZoneAttribute,
    canonical,
    free_part,
    name_before,
    name_behind,
)
from corpus.article import Article
from corpus.figures import Figure, find_figures
from corpus.intervals import Dated
from corpus.numbers.units import same_unit
from corpus.places.names import SUFFIX
from corpus.zones import Zone
from index.passages import sentence_spans

MAX_SENTENCE = 300  # characters; a longer one is a table without line breaks

# Whose figure it is where it stands between the zone and the figure: not the zone's.
OTHERS = re.compile(
    r"公司|集团|项目|工厂|[^工]厂(?!房)|生产线|学校|医院|街道|[乡镇]|(?<![在居列占为])全[市省国县州]|[^城都]市(?!场)|[^示]县|行业|基地|平台|楼|中心|大会|活动|大赛|基金"
    r"|银行|酒店|码头|机场|铁路|公路|广场|商场|分别|家庭|居民|学院|研究院|实验室|本市|我市|公寓|片区|社区|管区|部分|一期|二期|三期|首期"
)
# What makes the zone behind it a place and no subject.
_LOCATION = re.compile(
    r"位于|坐落|落户|地处|来自|在|入驻|走进|来到|进驻|选址|毗邻|邻近|距|与|从|向|比|给|由|对"
)
_NOISE = re.compile(
    r"拿到|获得|据[^，]{0,6}?[悉解绍示]|截至|截止|目前|如今|现在|现|累计|共计|合计|总计|全年|当年|同期|其中|当前|已经|已|将|可以|可|能够|能|预计|预期"
    r"|有望|力争|计划|完成|实现|达到|达|创造|贡献|形成|的|了|全区|园区|区内|全域|该区|辖区|仅|就|也|还|均|每年|年|共|是|总|为|拥有|累|内|里|度"
    r"|这里|这个|两区|新|多个?|约|每|[\s“”()（）、]"
)


_HEADED = re.compile(r"(?:^|(?<=[。；\s（(]))[一二三四五六七八九十]{1,2}、$")

# Where a question says these, the article must, too.
_TELLING = ("规上", "高新技术", "专精特新", "固定资产", "规划", "建成", "占地")


@dataclass(frozen=True, slots=True)
class ZoneValue:
    """A figure `article.body[span]` that an article gives of `subject`.

    `shown` begins with the name of the attribute, `named` is that name in one spelling; `period`
    is the stretch of time that the sentence gives, if any. `zone` tells of a project where it is.
    """

    subject: str
    zone: Zone
    evidence: Evidence
    shown: Span
    span: Span
    figure: Figure
    named: str
    stages: frozenset[str]
    period: Dated | None = None


def figures_of(attribute: ZoneAttribute, body: str) -> Iterator[tuple[Span, Span, Figure, Span]]:
    """Yield sentence, clause, figure and name of every value of the attribute in a body.

    The name and the sentence are offsets in the body, figure and clause in the sentence.
    """
    for start, end in sentence_spans(body):
        sentence = body[start:end]
        if end - start > MAX_SENTENCE or not attribute.anywhere.search(sentence):
            continue
        clauses = clause_spans(sentence)[::-1]
        for figure in (f for f in _figures(sentence) if _fits(attribute, f)):
            n = next(n for n, c in enumerate(clauses) if c[0] <= figure.start)
            clause, before = clauses[n], clauses[min(n + 1, len(clauses) - 1)]
            first = before[0] if attribute.is_rate else clause[0]  # 进出口5亿元，增长8%
            inner = (figure.start - first, figure.end - first)
            words = sentence[first : clause[1]]
            named = name_before(attribute, words, inner) or name_behind(attribute, words, inner)
            if named:
                at, clause = start + first, (min(clause[0], first + named[0]), clause[1])
                yield (start, end), clause, figure, (at + named[0], at + named[1])


@lru_cache(maxsize=4096)
def _figures(sentence: str) -> tuple[Figure, ...]:
    """Return the figures of a sentence, which is asked for several attributes in turn."""
    return tuple(find_figures(sentence))


def _fits(attribute: ZoneAttribute, figure: Figure) -> bool:
    return figure.upper is None and any(
        figure.unit == unit or (same_unit(figure.unit, unit) and figure.unit)
        for unit in attribute.units
    )


def zone_values(attribute: ZoneAttribute, article: Article) -> Iterator[ZoneValue]:
    """Yield the values of the attribute that the article gives of zones as a whole."""
    return (v for v in told_values(attribute, article) if is_asked(attribute, v.named))


def told_values(attribute: ZoneAttribute, article: Article) -> Iterator[ZoneValue]:
    """Yield the zones' values whatever else is said of the attribute: 新能源汽车产业产值."""
    read = ArticleView(article)
    for sentence, clause, figure, named in figures_of(attribute, article.body):
        at = sentence[0] + figure.start
        start = whole_sentence(article.body, sentence[0])
        zone = _owner(read, start, min(at, named[0]))
        if zone is None:
            continue
        words = _compound(read, zone, sentence[0] + clause[0], at, named)
        span = (at, sentence[0] + figure.end)
        shown = (min(span[0], named[0]), max(span[1], named[1]))
        yield ZoneValue(
            zone.name,
            zone,
            Evidence(article, start if zone.start < sentence[0] else sentence[0], sentence[1]),
            shown,
            span,
            figure,
            words,
            stages(article.body[sentence[0] + clause[0] : span[1]]),
            period_of(read, start, shown[0]),
        )


def _owner(read: ArticleView, start: int, at: int) -> Zone | None:
    """Return the zone that is the subject where the value stands, or None where that is unclear."""
    body = read.article.body
    named = read.zones_in(start, at) if SUFFIX.search(body, start, at) else []
    if not named:
        return None
    zone = named[-1]
    clause = max(body.rfind(mark, start, zone.start) for mark in "，：；。,") + 1
    is_place_only = _LOCATION.search(body, max(start, clause), zone.start)
    if is_place_only or OTHERS.search(body, zone.end, at) or is_listed(body, zone):
        return None
    return zone


def is_listed(body: str, zone: Zone) -> bool:
    """Tell whether the zone is one of several, whose figure may be of all."""
    numbered = _HEADED.search(body, max(0, zone.start - 4), zone.start)  # 二、齐河高新区
    before = "" if numbered else body[zone.start - 1 : zone.start]
    return before in ("、", "和", "与", "及") or body[zone.end : zone.end + 1] in (
        "、",
        "和",
        "与",
        "及",
        "等",
    )


def _compound(read: ArticleView, zone: Zone, clause: int, at: int, named: Span) -> str:
    """Return what the clause calls the value, without zone, time and verbs: 规上工业产值."""
    body = read.article.body
    start = max(clause, zone.end if clause <= zone.start else clause)
    before = without_noise(read, start, min(at, named[0]))
    return canonical(before + body[named[0] : named[1]])


def without_noise(read: ArticleView, start: int, end: int) -> str:
    """Return a stretch without times and the words that name nothing."""
    words = ""
    for time in read.times_in(start, end):
        words += read.article.body[start : time.start]
        start = time.end
    return _NOISE.sub("", words + read.article.body[start:end])


def is_asked(attribute: ZoneAttribute, words: str, *, extra: str | None = None) -> bool:
    """Tell whether nothing else is named than what is asked, and all of that.

    `extra` is what must be said of the attribute besides; where None, what the question says.
    """
    extra = attribute.extra if extra is None else extra
    rest = free_part(words)
    known = attribute.said.search(rest)
    rest = rest[: known.start()] if known else rest
    return tells_of(attribute, words, extra=extra) and rest.strip() == free_part(extra)


def tells_of(attribute: ZoneAttribute, words: str, *, extra: str | None = None) -> bool:
    """Tell whether the words that make another attribute of it are said: 高新技术企业."""
    asked = canonical((attribute.extra if extra is None else extra) + attribute.name)
    return all(word in words for word in _TELLING if word in asked)


def period_of(read: ArticleView, start: int, at: int) -> Dated | None:
    """Return the last time named before the value, in its sentence."""
    times = read.times_in(start, at)
    return times[-1] if times else None


def whole_sentence(body: str, start: int) -> int:
    """Return where the sentence began that a semicolon cut: its subject stands there."""
    spans = sentence_spans(body)
    n = bisect_left(spans, (start, 0))
    while n and body[spans[n - 1][1] - 1] in "；;" and start - spans[n - 1][0] < MAX_SENTENCE:
        n -= 1
    return spans[n][0]
