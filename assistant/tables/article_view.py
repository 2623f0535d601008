"""An article with the zones and times that its body names, read once."""

from dataclasses import dataclass
from functools import lru_cache

from corpus.article import Article
from corpus.intervals import Dated, date_mentions
from corpus.zones import Zone, article_about, zone_mentions

CACHED = 2048  # articles; reading one takes some ten milliseconds


@dataclass(frozen=True, slots=True)
class ArticleView:
    """What an article names and where; read when it is first asked for."""

    article: Article

    @property
    def zones(self) -> tuple[Zone, ...]:
        """Return the zones that the body names, in reading order."""
        return _zones(self.article)

    @property
    def times(self) -> tuple[Dated, ...]:
        """Return the times that the body names, in reading order."""
        return _times(self.article)

    def zones_in(self, start: int, end: int) -> list[Zone]:
        """Return the zones named in a stretch of the body."""
        return [zone for zone in self.zones if start <= zone.start and zone.end <= end]

    def times_in(self, start: int, end: int) -> list[Dated]:
        """Return the times named in a stretch of the body."""
        return [time for time in self.times if start <= time.start and time.end <= end]


@lru_cache(maxsize=CACHED)
def _zones(article: Article) -> tuple[Zone, ...]:
    about = article_about(article.title, article.body, article.zones)
    return tuple(zone_mentions(article.body, about=about))


@lru_cache(maxsize=CACHED)
def _times(article: Article) -> tuple[Dated, ...]:
    return tuple(date_mentions(article.body, article.published))
