"""Where an article names the subjects that are compared."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.tables.article_view import ArticleView
from corpus.places.lexicon import places
from corpus.places.names import PARKS, SUFFIX, split_zone
from corpus.zones import same_zone, zone_mentions

NAMED = 0.5  # share of what tells a name that a sentence says

_SHORT = 4  # characters of a zone's place
PHASE = re.compile(r"(?<!第)[一二三四五六]期")
_PLAIN = re.compile(
    rf"{SUFFIX.pattern}|有限(?:责任)?公司|公司|集团|项目|工程|基地|中心|平台|产业|{PHASE.pattern}|[的（）()“”·\s\d]|(?<=..)[省市县区]"
)
_LATIN = re.compile(r"[A-Za-z]{2,}")
_BODY = re.compile(
    r"海关|日报|晚报|大学|学院|市?委|政府|机场|银行|\s?\d{1,2}月\d{1,2}日|\s?电(?=\s|[（(])"
)


@dataclass(frozen=True, slots=True)
class Name:
    """A subject: the zone that it is, or what tells it from the other subjects."""

    text: str
    zone: str
    tells: frozenset[str]
    is_place: bool = False
    is_loose: bool = True  # 高新区 and 开发区 of its place are one, as no other subject is its like

    @property
    def is_area(self) -> bool:
        """Tell whether it holds companies and projects of others."""
        return self.is_place or (bool(self.zone) and split_zone(self.zone)[1] not in PARKS)

    @property
    def phase(self) -> str:
        """Return 一期 of 固废处理产业园一期."""
        found = PHASE.search(self.text)
        return found[0] if found else ""

    def last_in(self, view: ArticleView, start: int, end: int) -> int:
        """Return where the last mention in a stretch of the body ends, -1 where there is none."""
        body = view.article.body
        zones = view.zones_in(start, end)
        if self.zone:
            own = [zone.end for zone in zones if self.is_zone(zone.name)]
            own += [m.end() for m in self._spelt().finditer(body, start, end)]
            if own:
                return max(own)
            if self.is_area and split_zone(self.zone)[0] in places().regions:
                return -1  # 广西 is not 广西自贸区
        text = body[start:end]
        found = [(m.start(), m.end()) for t in self.tells for m in re.finditer(re.escape(t), text)]
        if self.is_area:
            inside = {i for z in zones for i in range(z.start - start, z.end - start)}
            found = [(a, b) for a, b in found if a not in inside and not _BODY.match(text, b)]
        if len({text[a:b] for a, b in found}) < NAMED * len(self.tells):
            return -1
        return start + max((b for _, b in found), default=-1 - start)

    def _spelt(self) -> re.Pattern[str]:
        """Return the pattern of 阳泉全市开发区."""
        place, kind = split_zone(self.zone)
        return re.compile(rf"{re.escape(place)}全[市县区省]{kind}")

    def is_zone(self, name: str) -> bool:
        """Tell whether it is the zone of that name."""
        same = same_zone(self.zone, name) if self.is_loose else self.zone == name
        return bool(self.zone) and same

    def is_in(self, text: str) -> bool:
        """Tell whether a text names it."""
        if any(self.is_zone(zone.name) for zone in zone_mentions(text)):
            return True
        return sum(tell in text for tell in self.tells) >= NAMED * max(1, len(self.tells))


def names_of(subjects: Sequence[str]) -> list[Name]:
    """Return the names of the subjects, each with what tells it from the others."""
    told, zones = [_tells(subject) for subject in subjects], [_zone(s) for s in subjects]
    names = []
    for n, subject in enumerate(subjects):
        others = frozenset().union(*(t for i, t in enumerate(told) if i != n))
        tells = (told[n] - others) or (_pairs(subject) - others) or told[n]
        alike = [z for i, z in enumerate(zones) if i != n and z and same_zone(z, zones[n])]
        is_place = bool(_place(subject))
        names.append(Name(subject, zones[n], tells, is_place, is_loose=not alike))
    return names


def _zone(subject: str) -> str:
    zones = list(zone_mentions(subject))
    whole = len(zones) == 1 and (zones[0].start, zones[0].end) == (0, len(subject))
    return zones[0].name if whole else ""


def _place(subject: str) -> str:
    """Return the short name of a place: 坪山 of 深圳坪山区; empty where it is none."""
    known = places().administrations
    bare = re.sub(r"(?<=..)[省市县区]$", "", subject)
    if bare in known:
        return bare
    return next((bare[n:] for n in (2, 3) if bare[:n] in known and bare[n:] in known), "")


def _tells(subject: str) -> frozenset[str]:
    stem = split_zone(_zone(subject))[0]
    if 1 < len(stem) <= _SHORT:
        return frozenset({stem})
    place = _place(subject)
    if place:
        return frozenset({place})
    return _pairs(subject) | frozenset(_LATIN.findall(subject))


def _pairs(subject: str) -> frozenset[str]:
    pieces = _PLAIN.split(subject)
    return frozenset(piece[i : i + 2] for piece in pieces for i in range(len(piece) - 1))
