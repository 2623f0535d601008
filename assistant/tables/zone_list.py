"""Answer 阳泉有哪些开发区？: the zones that the articles name, each with a sentence that does."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assistant.citations import cite_each
from assistant.draft import Draft, Written
from assistant.finding.evidence import Evidence
from assistant.quotes.quoting import plain_quote
from assistant.tables.article_view import ArticleView
from assistant.tables.zone_scope import is_in, is_kind
from corpus.article import Article
from corpus.places.lexicon import places
from corpus.places.names import KIND_OF, LOOSE, SUFFIX
from corpus.zones import Zone, same_zone
from index.passages import sentence_spans

MAX_ZONES = 20  # that are shown
MAX_SENTENCE = 200  # characters of one that is cited
_ASKED = re.compile(
    rf"^(?:请问|请|帮我|列出|列举|资料里|文章里|一共|全国|我国|国内)*(?P<place>[\u4e00-\u9fff]{{0,6}}?)(?:一共|总共|都|共)?"
    rf"(?:有|提到了?|涉及)(?:哪[些几]个?|什么|多少个|几个)(?P<kind>{SUFFIX.pattern})[？?。\s]*$"
)


@dataclass(frozen=True, slots=True)
class ZoneList:
    """Which zones are to be named: of a kind, in a province or city."""

    kind: str
    place: str = ""


def read_zone_list(text: str) -> ZoneList | None:
    """Return which zones a question wants named, or None where it asks for something else."""
    asked = _ASKED.match(text)
    if not asked:
        return None
    place = re.sub(r"(?<=..)[省市县]$", "", asked["place"])
    if place and place not in places().provinces | places().regions:
        return None
    return ZoneList(KIND_OF[asked["kind"]], place)


def write_zone_list(asked: ZoneList, articles: Mapping[str, Article]) -> Written | None:
    """List the zones, those that most articles are about first; None where there is none."""
    named: dict[str, list[tuple[Evidence, Zone]]] = {}
    for article in _newest_first(articles.values()):
        for zone, evidence in _named(asked, article):
            known = next((name for name in named if same_zone(name, zone.name)), zone.name)
            named.setdefault(known, []).append((evidence, zone))
    if not named:
        return None
    chosen = sorted(named.values(), key=len, reverse=True)
    told = [min(found, key=lambda f: f[1].kind in LOOSE) for found in chosen[:MAX_ZONES]]
    citations = cite_each([(evidence, (z.start, z.end)) for evidence, z in told])
    lines = [
        f"- **{plain_quote(_label(evidence.article, z))}** [{citation.n}]"
        for (evidence, z), citation in zip(told, citations, strict=True)
    ]
    more = len(chosen) - len(told)
    notices: tuple[str, ...] = ()
    if more > 0:
        notices = (f"只列了资料里最常提到的{len(told)}个，另有{more}个没有列出。",)
    notices += (f"只列了文章写明在{asked.place}的。",) if asked.place else ()
    once = tuple({citation.n: citation for citation in citations}.values())
    looked_at = len({e.article.doc_id for found in chosen for e, _ in found})
    return Written(Draft("\n".join(lines), once, notices=notices), looked_at)


def _label(article: Article, zone: Zone) -> str:
    """Return the zone as it is printed, in full where 北京、天津自贸区 leaves the kind out."""
    printed = article.body[zone.start : zone.end]
    return printed if SUFFIX.search(printed) else zone.name


def _newest_first(articles: Iterable[Article]) -> list[Article]:
    return sorted(articles, key=lambda article: article.published, reverse=True)


def _named(asked: ZoneList, article: Article) -> list[tuple[Zone, Evidence]]:
    """Return the zones of the kind and place that an article names in full, each once."""
    if not article.zones or not SUFFIX.search(article.body):
        return []
    found: dict[str, tuple[Zone, Evidence]] = {}
    spans = sentence_spans(article.body)
    for zone in ArticleView(article).zones:
        in_full = article.body.startswith(zone.place[:2], zone.start) and zone.place
        if zone.name in found or not in_full or not is_kind(zone.kind, asked.kind):
            continue
        if asked.place and not is_in(zone.place, asked.place, article):
            continue
        span = next(((s, e) for s, e in spans if s <= zone.start < e), None)
        if span and span[1] - span[0] <= MAX_SENTENCE:
            found[zone.name] = (zone, Evidence(article, *span))
    return list(found.values())
