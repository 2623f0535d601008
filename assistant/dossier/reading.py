"""Read all that the articles say of one zone."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from assistant.dossier.about import is_about
from assistant.dossier.citing import Numbering
from assistant.dossier.course import read_event, zone_events
from assistant.dossier.figures import read_figures
from assistant.dossier.names import Pages, find_page, zone_pages
from assistant.dossier.policies import read_policies
from assistant.dossier.projects import find_projects, read_project
from assistant.dossier.quoted import read_quoted
from assistant.dossier.schema import ArticleLine, Dossier
from assistant.tables.timeline import in_order
from corpus.article import Article

KEPT = 64  # dossiers of one generation
MAX_READ = 120  # articles of a zone, those that are about it first, then the newest
MAX_PROJECTS = 60
MAX_EVENTS = 80


class Dossiers:
    """The dossiers of one generation's articles, each read when it is first asked for."""

    def __init__(self, articles: Mapping[str, Article]) -> None:
        self._articles = articles
        self._pages: Pages | None = None
        self._read = lru_cache(KEPT)(lambda zone: read_dossier(zone, articles, self.pages))

    @property
    def pages(self) -> Pages:
        """Return the zones that have a dossier."""
        if self._pages is None:
            self._pages = zone_pages(self._articles.values())
        return self._pages

    def read(self, zone: str) -> Dossier:
        """Return the dossier of the zone that a name means, or raise AssistantError."""
        return self._read(find_page(zone, self.pages))


def read_dossier(zone: str, articles: Mapping[str, Article], pages: Pages) -> Dossier:
    """Read what the articles say of a zone of `pages`; the same articles give the same page."""
    own = _own(zone, articles, pages)
    read = own[:MAX_READ]
    numbering = Numbering()
    found = find_projects(zone, read, pages)[:MAX_PROJECTS]
    projects = [project for p in found if (project := read_project(p, numbering))]
    policies = tuple(read_policies(zone, read, pages, numbering))
    figures = tuple(read_figures(zone, read, pages, numbering))
    told = [*zone_events(zone, read, pages), *(event for p in found for event in p.events)]
    events = [event for e in in_order(told) if (event := read_event(e, numbering))]
    dossier = Dossier(
        zone,
        tuple(projects),
        policies,
        figures,
        tuple(events[-MAX_EVENTS:]),
        articles=tuple(_line(zone, article, pages) for article in own),
    )
    return replace(dossier, quoted=tuple(read_quoted(dossier, read, pages, numbering)))


def _own(zone: str, articles: Mapping[str, Article], pages: Pages) -> Sequence[Article]:
    """Return the articles that name the zone, those about it first, then the newest."""
    found = [a for a in articles.values() if any(pages[name] == zone for name in a.zones)]
    found.sort(key=lambda a: (a.published, a.doc_id), reverse=True)
    return sorted(found, key=lambda a: not is_about(zone, a, pages))


def _line(zone: str, article: Article, pages: Pages) -> ArticleLine:
    return ArticleLine(
        article.doc_id,
        article.title,
        article.source,
        article.published,
        article.url,
        about=is_about(zone, article, pages),
    )
