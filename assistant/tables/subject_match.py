"""Tell whether a sentence is about the zone or project that a question names."""

from dataclasses import dataclass

from corpus.article import Article
from corpus.places.names import PARKS
from corpus.zones import Zone, same_zone, zone_mentions

_PROJECTS = PARKS - {"工业园区"}  # a park is followed like a project
NAMED = 0.8  # share of a name's letters that must be said to call it named


@dataclass(frozen=True, slots=True)
class Subject:
    """A name; `zone` is the zone that the whole of it is, if it is one."""

    name: str
    zone: str = ""

    @classmethod
    def read(cls, name: str) -> "Subject":
        """Find out whether a name is a zone's alone."""
        name = name.removesuffix("项目").removesuffix("工程") or name
        zones = list(zone_mentions(name))
        whole = len(zones) == 1 and (zones[0].start, zones[0].end) == (0, len(name))
        return cls(name, zones[0].name if whole and zones[0].kind not in _PROJECTS else "")

    def is_named(self, text: str) -> bool:
        """Tell whether a text says the name, or nearly all of it."""
        if self.name in text:
            return True
        pairs = {self.name[i : i + 2] for i in range(len(self.name) - 1)}
        return sum(pair in text for pair in pairs) >= NAMED * len(pairs)

    def is_zone(self, zone: Zone) -> bool:
        """Tell whether a zone is the subject."""
        return same_zone(self.zone, zone.name)

    def is_in(self, article: Article) -> bool:
        """Tell whether an article is about the zone among others, or says the name as it is."""
        if self.zone:
            return any(same_zone(self.zone, zone) for zone in article.zones)
        return self.name in article.body
