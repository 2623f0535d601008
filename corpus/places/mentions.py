"""Zones named in running text, in reading order."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from corpus.places.context import grade_of, is_class, is_governed, is_no_zone, resolve, seat_of
from corpus.places.lexicon import GRADES, places
from corpus.places.names import (
    INNOVATION,
    KIND_OF,
    PARKS,
    SUFFIX,
    aliases_in_text,
    canonical_zone,
    exact_names,
    join_zone,
    split_zone,
)
from corpus.places.parks import branch_after, is_one_purpose
from corpus.places.stems import Stem, listed_before, stem_before
from corpus.places.unlisted import counted_before

MAX_PARKS = 50  # parks that later words in a text may mean
OFTEN = 3  # mentions of the only park, after which 园区 alone means it anywhere
FAR = -1_000_000  # where a park that is one of a list is said to stand
NEAR, NEAR_FOR_ANY = 100, 250  # characters between a park and 产业园, 园区 alone that means it
MAX_LEFT = 32  # characters before a kind in which its name may begin
_LISTED = frozenset({"自贸区", "高新区", "经开区", "综保区", "开发区"})
_DISTRICTS = ("高新区", "经开区", "开发区", "新区")
_NO_STREET = (
    r"(?![东南西北中一二三四五六七八九]?[路街站线桥镇乡村]|大道|大街|广场|软件|科技城|生物城|新城)"
)


def is_of_unknown_zone(name: str) -> bool:
    """Tell whether a park is named by a zone that the text leaves open: 高新区融合创新产业园."""
    return name.startswith(_DISTRICTS)


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone mentioned at `text[start:end]`; `name`, place + kind, is canonical.

    `grade` is 国家级, 省级 or 市级 where the text says so beside the name, else empty.
    """

    name: str
    start: int
    end: int
    place: str = ""
    kind: str = ""
    grade: str = ""


def zone_mentions(text: str, *, about: Sequence[str] = ()) -> Iterator[Zone]:
    """Yield the zones that `text` names, in reading order.

    A bare 高新区 is the one of its kind in `about`, the zones that the article is about; where
    there is no such zone, or more than one, it is none. 全市开发区 and 国家级高新区 are none.
    A loose name is the exact one beside it in the text or in `about`: 廊坊开发区 → 廊坊经开区.
    """
    found = [*_Reader(text, about).mentions(), *_by_nickname(text)]
    exact = exact_names([*(zone.name for zone in found), *about])
    end = 0
    for zone in sorted(found, key=lambda zone: (zone.start, -zone.end)):
        if zone.start >= end:
            end = zone.end
            name = exact.get(zone.name)
            yield _zone(name, zone.start, zone.end, zone.grade) if name else zone


def _by_nickname(text: str) -> Iterator[Zone]:
    """Yield the zones that the alias file names without a kind, and the parks of 中关村."""
    for match in _nicknames().finditer(text):
        if match["district"] and match["district"] not in places().administrations:
            continue
        name = match[0] if match["district"] else canonical_zone(match[0])
        place, kind = split_zone(name)
        yield Zone(name, match.start(), match.end(), place, kind or "科技园")


@cache
def _nicknames() -> re.Pattern[str]:
    aliases = [re.escape(name) for name in aliases_in_text()] or ["(?!)"]
    branch = r"中关村(?P<district>[\u4e00-\u9fff]{2,3})园(?![区林艺])"
    return re.compile(rf"{branch}|(?:{'|'.join(aliases)}){_NO_STREET}")


class _Reader:
    """Reads the kinds of a text from left to right and keeps what it has named so far."""

    def __init__(self, text: str, about: Sequence[str]) -> None:
        self.text, self.about = text, about
        self.floor = 0  # end of the kind before
        self.previous = ""  # that kind
        self.host: Zone | None = None  # the zone before: 高新区新材料产业园 is a park of its own
        self.district = -1  # where a bare kind that means no known zone begins
        self.parks: dict[str, int] = {}  # names of parks and where each was last named
        self.counts: Counter[str] = Counter()

    def mentions(self) -> Iterator[Zone]:
        """Yield the zones that are named with a kind."""
        for match in SUFFIX.finditer(self.text):
            if is_no_zone(self.text, match):
                continue
            for zone in self._read(match):
                if zone.kind in PARKS:
                    self._remember(zone)
                yield zone

    def _remember(self, park: Zone) -> None:
        """Keep the parks that were named last, so that reading stays linear in the text."""
        self.counts[park.name] += 1
        self.parks.pop(park.name, None)
        self.parks[park.name] = FAR if self._is_listed(park) else park.end
        if len(self.parks) > MAX_PARKS:
            del self.parks[next(iter(self.parks))]

    def _parks_near(self, start: int, kind: str) -> list[str]:
        """Return the parks that a bare kind at `start` may mean, the nearest ones alone."""
        for reach in (NEAR, NEAR_FOR_ANY if kind == "园区" else 0):
            near = [name for name, end in self.parks.items() if start - end < reach]
            if near:
                return near
        often = len(self.counts) == 1 and self.counts.total() >= OFTEN
        return [*self.counts] if often else []

    def _is_listed(self, zone: Zone) -> bool:
        """Tell whether a park is one of several: 东河产业园、西河产业园和其他."""
        before, after = self.text[zone.start - 1 : zone.start], self.text[zone.end : zone.end + 1]
        return before == "、" or after in ("、", "和", "与", "及", "等")

    def _read(self, match: re.Match[str]) -> Iterator[Zone]:
        """Yield the zones whose names end in one kind."""
        kind, before = KIND_OF[match[0]], self.floor
        first = max(before, match.start() - MAX_LEFT)
        left = self.text[first : match.start()]
        stem = stem_before(left, kind, governed=is_governed(self.text, match.end()))
        in_free_trade_zone = self.previous == "自贸区" and stem.start <= 1
        district, self.district = self.district, -1
        self.floor, self.previous = match.end(), kind
        if kind == "片区" and not in_free_trade_zone:
            return
        begin = first + stem.start
        is_park = kind in PARKS or kind == "园区"
        follows = bool(stem.words) and begin == before and is_park and not stem.is_graded
        branch = branch_after(self.text, match.end()) if kind in PARKS else ""
        counted = counted_before(left) if kind in _LISTED and not stem.is_name else []
        if counted:
            *listed, self.host = _counted(counted, match, first, stem.words)
            yield from (*listed, self.host)
        elif branch and stem.words and not stem.is_name:
            yield _branch(match, stem.words, branch)
        elif stem.is_name:
            *listed, self.host = _with_listed(self.text, match, first, left[stem.start :])
            yield from (*listed, self.host)
        elif follows and self.host and self.host.end == before:
            yield _zone(canonical_zone(stem.words + kind), begin, match.end())
        elif follows and district >= 0 and not is_class(self.text, match):
            yield _zone(canonical_zone(self.text[district : match.end()]), district, match.end())
        elif (stem.is_bare or stem.is_loose) and not 0 < before == match.start():
            yield from self._bare(match, stem, kind)

    def _bare(self, match: re.Match[str], stem: Stem, kind: str) -> Iterator[Zone]:
        """Yield the zone that a kind means without a name of its own: 高新区, 园区, 稀土高新区."""
        begin, text = match.start() - len(stem.words), self.text
        if is_class(text, match):
            return
        has_seat = kind in _LISTED and not stem.words
        seat = self._shared_place(begin) or seat_of(text, begin, match.end()) if has_seat else ""
        name = join_zone(seat, kind) if seat else self._meant(match, stem, kind)
        if name:
            self.host = _zone(name, begin, match.end())
            yield self.host
        elif not stem.words and kind in _DISTRICTS:
            self.district = begin

    def _shared_place(self, start: int) -> str:
        """Return the city of the zone just before: 盂县 in 盂县经开区、高新区."""
        host = self.host
        if not host or self.text[host.end : start] not in ("、", "和", "与", "及"):
            return ""
        is_of_city = host.kind in _LISTED or host.kind == "片区"
        return host.place if is_of_city and host.place in places().administrations else ""

    def _meant(self, match: re.Match[str], stem: Stem, kind: str) -> str:
        """Return the zone of the article, or the park named before, that a kind means."""
        words, start = stem.words, match.start()
        if stem.is_loose:
            return resolve("", kind, self._parks_near(start, kind))
        if not (words and stem.is_planned):
            name = resolve(words, kind, self.about) or resolve(words, kind, [*self.parks])
            if name:
                return name
        before = self.text[max(0, start - len(words) - 12) : start - len(words)]
        after = self.text[match.end() : match.end() + 24]
        if kind in PARKS and is_one_purpose(words, before, after):
            return canonical_zone(words + kind)
        return ""


def _branch(match: re.Match[str], words: str, branch: str) -> Zone:
    """Return one branch of a park that several places have: 人力资源产业园虹桥园."""
    grade = next((grade for grade in GRADES[:3] if words.startswith(grade)), "")
    words, kind = words.removeprefix(grade), KIND_OF[match[0]]
    name = f"{words}{kind}{branch}"
    return Zone(name, match.start() - len(words), match.end() + len(branch), name, kind, grade)


def _counted(
    names: list[tuple[str, int]], match: re.Match[str], first: int, grade: str
) -> Iterator[Zone]:
    """Yield the zones of a list that counts them: 乌岭、桐溪两个高新区."""
    grade = grade if grade in GRADES[:3] else ""
    for i, (name, offset) in enumerate(names, start=1):
        end = match.end() if i == len(names) else first + offset + len(name)
        yield _zone(join_zone(name, KIND_OF[match[0]]), first + offset, end, grade)


def _with_listed(text: str, match: re.Match[str], first: int, stem: str) -> Iterator[Zone]:
    """Yield the named zone, after the places that share its kind: 平定、盂县经开区."""
    kind, start = KIND_OF[match[0]], match.start() - len(stem)
    if kind in _LISTED:
        for place, offset in listed_before(text[first:start]):
            end = first + offset + len(place)
            yield _zone(join_zone(place, kind), first + offset, end)
    words = f"{stem}自主创新" if match[0] in INNOVATION else stem
    grade = grade_of(text, start, match.end(), stem=stem, kind=kind)
    yield _zone(join_zone(words, kind), start, match.end(), grade)


def _zone(name: str, start: int, end: int, grade: str = "") -> Zone:
    place, kind = split_zone(name)
    return Zone(name, start, end, place, kind, grade)
