"""Which articles are mainly about a zone, and which sentences are of no other one."""

import re
from collections.abc import Iterator

from assistant.dossier.names import Pages
from assistant.schema import Span
from assistant.tables.article_view import ArticleView
from assistant.tables.zone_values import is_listed
from corpus.article import Article
from corpus.places.names import PARKS, split_zone
from corpus.zones import Zone, zone_mentions
from index.passages import sentence_spans

OFTEN = 3  # mentions
BRIEF = 8  # sentences of an article that names its zone at once, and only once
_LOOSE = "开发区"
_SHARE = re.compile("其中$")  # of a wider place, which the article is about
_IN_PARK = re.compile(r"园区|园内|园里|产业园|该园|^[它其]")
_COLLECTIVE = re.compile(r"(?:[市县省州]|各)的?开发区")  # all of a city, none of them by name


def is_about(zone: str, article: Article, pages: Pages) -> bool:
    """Tell whether an article is mainly about a zone: told in its title, at once or often."""
    if not article.zones or pages.get(article.zones[0]) != zone:
        return False
    if article.zones[0] != zone and _COLLECTIVE.search(article.body):
        return False
    own = [z for z in _own(zone, article, pages) if not is_listed(article.body, z)]
    if any(pages.get(z.name) == zone for z in zone_mentions(article.title)):
        return any(not _SHARE.search(article.body, 0, z.start) for z in own)
    spans = sentence_spans(article.body)
    opens = any(z.start < spans[0][1] for z in own)
    return len(own) >= OFTEN or (opens and (len(own) > 1 or len(spans) <= BRIEF))


def is_about_alone(zone: str, article: Article, pages: Pages) -> bool:
    """Tell whether a zone is the only one that an article is about: it names no other."""
    named = [*ArticleView(article).zones, *zone_mentions(article.title)]
    return (
        is_about(zone, article, pages)
        and not _COLLECTIVE.search(f"{article.title}\n{article.body}")
        and not any(_is_other(zone, z, pages) for z in named)
    )


def own_sentences(zone: str, article: Article, pages: Pages) -> Iterator[Span]:
    """Yield the sentences that are of no other zone: all of an article about it, else its own.

    Where an article tells of all zones of a city, those alone that name the zone itself.
    """
    body, read = article.body, ArticleView(article)
    whole = is_about(zone, article, pages) and not _COLLECTIVE.search(
        f"{article.title}\n{article.body}"
    )
    is_park = split_zone(zone)[1] in PARKS
    for start, end in sentence_spans(body):
        named = read.zones_in(start, end)
        own = [z for z in named if pages.get(z.name) == zone and is_exact(zone, z, body)]
        own = [z for z in own if not is_listed(body, z)]
        is_its = whole and (not is_park or _IN_PARK.search(body[start:end]))
        if (is_its or own) and not any(_is_other(zone, z, pages) for z in named):
            yield start, end


def is_exact(zone: str, mention: Zone, body: str) -> bool:
    """Tell whether a mention is of the zone itself: 青岭市开发区 may be all of the city."""
    written = body[mention.start : mention.end]
    return split_zone(zone)[1] == _LOOSE or not (written == _LOOSE or _COLLECTIVE.search(written))


def _own(zone: str, article: Article, pages: Pages) -> list[Zone]:
    return [z for z in ArticleView(article).zones if pages.get(z.name) == zone]


def _is_other(zone: str, mention: Zone, pages: Pages) -> bool:
    """Tell whether a mention is of another zone; a park may lie in this one."""
    return mention.kind not in PARKS and pages.get(mention.name, mention.name) != zone
