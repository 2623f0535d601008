"""Which zones a question means: of a kind, a grade, a province or city."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.tables.overview import Overview
from assistant.tables.zone_values import ZoneValue
from corpus.article import Article
from corpus.places.lexicon import places
from corpus.places.names import PARKS
from corpus.zones import same_zone, zone_mentions

PARK_WORDS = ("园区", "产业园")
_NEAR = 6  # characters between a province and the name of a zone in it


@dataclass(frozen=True, slots=True)
class Scope:
    """The zones that are meant; `graded` are those that an article calls of the grade asked."""

    asked: Overview
    graded: frozenset[str]

    @classmethod
    def over(cls, asked: Overview, articles: Sequence[Article]) -> "Scope":
        """Read the zones' grades off the articles, where the question wants a grade."""
        graded: set[str] = set()
        for article in articles if asked.grade else ():
            if asked.grade in article.body or "国家" in article.body:
                graded |= {z.name for z in zone_mentions(article.body) if z.grade == asked.grade}
        return cls(asked, frozenset(graded))

    def holds(self, value: ZoneValue) -> bool:
        """Tell whether the zone of a value is one of those that are meant."""
        zone, asked = value.zone, self.asked
        if asked.zones:
            return any(same_zone(zone.name, name) for name in asked.zones)
        if not asked.of_projects and not is_kind(zone.kind, asked.kind):
            return False
        if asked.grade and zone.name not in self.graded:
            return False
        article = value.evidence.article
        return not asked.place or is_in(zone.place or zone.name, asked.place, article)


def is_kind(kind: str, asked: str) -> bool:
    """Tell whether a zone's kind is one that the question means: every one is a 开发区."""
    if asked in PARK_WORDS:
        return kind in PARKS or kind == "园区"
    if asked == "开发区":
        return (kind not in PARKS and kind != "园区") or kind == "工业园区"
    return kind == asked or (kind, asked) == ("自贸片区", "自贸区")


def is_in(name: str, place: str, article: Article) -> bool:
    """Tell whether an article puts a zone in a place: by its name, or as the one place named."""
    text = f"{article.title}\n{article.body}"
    if name.startswith(place):
        return True
    if re.search(rf"{place}省?[\u4e00-\u9fff]{{0,{_NEAR}}}?{re.escape(name[:2])}", text):
        return True
    provinces = places().provinces
    known = provinces if place in provinces else places().regions - provinces
    return {other for other in known if other in text} == {place}
