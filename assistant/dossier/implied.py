"""Values of a zone that the tables of zones do not read: 区内企业5家, 27个重点项目."""

import re
from collections.abc import Iterator

from assistant.dossier.about import is_about_alone, is_exact
from assistant.dossier.names import Pages
from assistant.finding.evidence import Evidence
from assistant.schema import Span
from assistant.tables.article_view import ArticleView
from assistant.tables.stages import stages
from assistant.tables.zone_attributes import ZoneAttribute, canonical
from assistant.tables.zone_values import (
    MAX_SENTENCE,
    OTHERS,
    ZoneValue,
    figures_of,
    is_listed,
    period_of,
    without_noise,
)
from corpus.article import Article
from corpus.figures import Figure, find_figures
from corpus.zones import Zone
from index.passages import sentence_spans

_WITHIN = re.compile(r"区内|园内|该区(?!域)|辖区内")
_NAME = r"(?:国家级?|省、?市级?|省级?|市级?)?(?:重点|重大|在建|在库)(?:产业|工业|建设)?项目"
_NAMED_BEFORE = re.compile(rf"{_NAME}(?:一共?|总共?)?")
_NAMED_BEHIND = re.compile(_NAME)
_ASIDE = re.compile(r"[在向给对距从与和跟由]$")


def values_within(
    attribute: ZoneAttribute, zone: str, article: Article, pages: Pages
) -> Iterator[ZoneValue]:
    """Yield the values of 区内, in an article that is about this zone alone."""
    if attribute.is_rate or not _WITHIN.search(article.body):
        return
    if not is_about_alone(zone, article, pages):
        return
    body, read = article.body, ArticleView(article)
    whose = next((z for z in read.zones if pages.get(z.name) == zone), None)
    for (start, end), _, figure, name in figures_of(attribute, body):
        at = start + figure.start
        within = list(_WITHIN.finditer(body, start, min(at, name[0])))
        if whose is None or not within or read.zones_in(start, end):
            continue
        behind = within[-1].end()
        if re.search("[，；：]", body[behind:at]) or OTHERS.search(body, behind, min(at, name[0])):
            continue
        words = without_noise(read, behind, min(at, name[0])) + body[slice(*name)]
        yield _value(whose, Evidence(article, start, end), figure, name=name, named=words)


def project_counts(zone: str, article: Article, pages: Pages) -> Iterator[ZoneValue]:
    """Yield how many projects a zone has: 青岭经开区27个重点项目, 青岭经开区在库项目16个."""
    body, read = article.body, ArticleView(article)
    if "项目" not in body:
        return
    for start, end in sentence_spans(body):
        if end - start > MAX_SENTENCE:
            continue
        own = [z for z in read.zones_in(start, end) if pages.get(z.name) == zone]
        own = [z for z in own if is_exact(zone, z, body) and not is_listed(body, z)]
        own = [z for z in own if not _ASIDE.search(body, start, z.start)]
        for figure in find_figures(body[start:end]) if own else ():
            at, behind = start + figure.start, start + figure.end
            before = [z for z in own if z.end <= at]
            name = _project_name(read, before[-1].end, at, behind) if before else None
            if figure.unit == "个" and figure.upper is None and name:
                words = body[slice(*name)]
                yield _value(
                    before[-1], Evidence(article, start, end), figure, name=name, named=words
                )


def _project_name(read: ArticleView, start: int, at: int, behind: int) -> Span | None:
    """Return where the projects are named that a figure counts, right before or behind it."""
    said = without_noise(read, start, at)
    if not said:
        found = _NAMED_BEHIND.match(read.article.body, behind)
        return found.span() if found else None
    if not _NAMED_BEFORE.fullmatch(said):
        return None
    named = _NAMED_BEHIND.search(read.article.body, start, at)
    return (named.start(), at) if named else None


def _value(zone: Zone, evidence: Evidence, figure: Figure, *, name: Span, named: str) -> ZoneValue:
    start, body = evidence.start, evidence.article.body
    span = (start + figure.start, start + figure.end)
    shown = (min(span[0], name[0]), max(span[1], name[1]))
    inside = evidence.start <= zone.start < evidence.end
    return ZoneValue(
        zone.name if inside else "",
        zone,
        evidence,
        shown,
        span,
        figure,
        canonical(named),
        stages(body[start : span[1]]),
        period_of(ArticleView(evidence.article), start, shown[0]),
    )
