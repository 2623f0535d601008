"""The values that 分别 gives to zones: 青岭经开区和白河高新区分别获得赋权58项和51项."""

import re
from collections.abc import Iterator

from assistant.finding.evidence import Evidence
from assistant.tables.article_view import ArticleView
from assistant.tables.stages import stages
from assistant.tables.zone_attributes import ZoneAttribute, canonical
from assistant.tables.zone_values import MAX_SENTENCE, ZoneValue, is_asked, period_of
from corpus.article import Article
from corpus.numbers.pairs import Pair, pair_groups
from corpus.numbers.units import same_unit
from corpus.zones import Zone
from index.passages import sentence_spans

_VERBS = re.compile(r"分别|各自|获得|为|是|达到?|有|完成|实现|了|的|[，,、\s]|共|已|将|两区|两个")


def paired_values(attribute: ZoneAttribute, article: Article) -> Iterator[ZoneValue]:
    """Yield the values that a sentence gives to several zones in one go."""
    if attribute.is_rate:
        return
    read = ArticleView(article)
    for start, end in sentence_spans(article.body):
        sentence = article.body[start:end]
        if end - start > MAX_SENTENCE or "分别" not in sentence:
            continue
        for group in pair_groups(sentence):
            named = _named(attribute, sentence, group)
            zones = _zones(read, start, group) if named else []
            if len(zones) != len(group):
                continue
            for pair, zone in zip(group, zones, strict=True):
                span = (start + pair.figure.start, start + pair.figure.end)
                yield ZoneValue(
                    zone.name,
                    zone,
                    Evidence(article, start, end),
                    span,
                    span,
                    pair.figure,
                    named,
                    stages(sentence[: pair.figure.start]),
                    period_of(read, start, span[0]),
                )


def _named(attribute: ZoneAttribute, sentence: str, group: list[Pair]) -> str:
    """Return the attribute that stands between the zones and their figures, in one spelling."""
    units = [
        p.figure for p in group if not any(same_unit(p.figure.unit, u) for u in attribute.units)
    ]
    begin, end = max(p.end for p in group), group[0].figure.start
    if units or begin >= end:
        return ""
    words = _VERBS.sub("", sentence[begin:end])
    named = canonical(words)
    return named if attribute.said.search(words) and is_asked(attribute, named) else ""


def _zones(read: ArticleView, start: int, group: list[Pair]) -> list[Zone]:
    """Return the zone that each subject of the pairs is; fewer where one is none."""
    found = []
    for pair in group:
        own = [z for z in read.zones if z.start < start + pair.end and start + pair.start < z.end]
        found += own[:1]
    return found
