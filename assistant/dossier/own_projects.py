"""Projects of which an article about one zone alone says no more than their names or stages."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.dossier.about import is_about_alone
from assistant.dossier.names import Pages
from assistant.finding.evidence import Evidence
from assistant.schema import Span
from assistant.tables.article_view import ArticleView
from assistant.tables.project_names import project_names
from corpus.article import Article
from corpus.places.lexicon import places
from corpus.places.names import canonical_zone, split_zone
from corpus.repeats import letters
from corpus.words import segment
from index.passages import sentence_spans

MIN_NAME = 4  # Chinese characters: PPP项目 is none
_HAN = re.compile(r"[\u4e00-\u9fff]")
_YEARLY = re.compile(r"年产\d")  # 年产50万吨…项目 is a name, not a phrase
_PHASE = re.compile(r"[（(][一二三四五六]期[）)]")
_COMPANY = re.compile(r"[\u4e00-\u9fff（）()]{4,20}(?:公司|集团)")
_VERB = r"(?P<verb>签约|开工|动工|竣工|完工|建成|投产|投用|投运|达产|试生产|试运行|并网)"
_NOT_YET = r"(?!仪式|率|前|后|的|时|大会|活动|，?预计|，?计划)"
_STANDS = re.compile(
    rf"(?:[（(][^（）()]{{1,8}}[）)])?(?:目前|眼下|现在|现)?(?:已经|已|正式|全面|顺利|成功|进入|到了|了|处于)*{_VERB}{_NOT_YET}"
)
_EACH_STANDS = re.compile(rf"个(?:项目)?(?:已经|已|均已|都已){_VERB}[:：]")


@dataclass(frozen=True, slots=True)
class Named:
    """A project that an article names, and how far it is, where it stands so with no day."""

    name: str
    evidence: Evidence
    span: Span
    stage: str = ""
    stage_span: Span | None = None


def named_projects(zone: str, article: Article, pages: Pages) -> Iterator[Named]:
    """Yield the projects of the zone that its article names in its title, by 年产, or by stage."""
    if not is_about_alone(zone, article, pages):
        return
    body, title = article.body, article.title
    read = ArticleView(article)
    titled = [letters(title[slice(*n)]) for n in project_names(title, 0, len(title))]
    for start, end in sentence_spans(body):
        for span in _names(body, start, end):
            name = body[slice(*span)]
            if not _is_name(name, zone, pages) or any(
                span[0] < z.end <= span[1] for z in read.zones
            ):
                continue
            if _is_elsewhere(zone, body[start : span[0]]):
                continue
            stands = _stage(body, (start, end), span)
            in_title = any(letters(name).endswith(t) or t.endswith(letters(name)) for t in titled)
            if stands or in_title or _YEARLY.match(name):
                told = (stands["verb"], stands.span("verb")) if stands else ("", None)
                yield Named(name, Evidence(article, start, end), span, *told)


def _names(body: str, start: int, end: int) -> Iterator[Span]:
    """Yield the names of projects, each with its phase: …项目（一期）."""
    for first, last in project_names(body, start, end):
        phase = _PHASE.match(body, last)
        yield first, phase.end() if phase else last


def _is_name(name: str, zone: str, pages: Pages) -> bool:
    torn = re.search("[《》]", name) or name.count("“") != name.count("”")
    place = split_zone(zone)[0]
    is_zone = canonical_zone(name) in pages or name in zone or (len(place) > 2 and place in name)
    return len(_HAN.findall(name)) > MIN_NAME and not (is_zone or torn)


def _stage(body: str, sentence: Span, name: Span) -> re.Match[str] | None:
    """Return how far a project is, said right behind it or of all that a colon leads to."""
    each = _EACH_STANDS.search(body, sentence[0], name[0])
    return each or _STANDS.match(body, name[1], sentence[1])


def _is_elsewhere(zone: str, lead: str) -> bool:
    """Tell whether the words before a project name a place that is not the zone's own."""
    known, own = places().administrations, split_zone(zone)[0]
    words = (word.rstrip("省市县") for word in segment(_COMPANY.sub("", lead)))
    return any(word in known and word not in own for word in words)
