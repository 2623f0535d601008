"""Zones named in running text, in reading order."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from corpus.zone_context import grade_of, is_class, is_governed, is_no_zone, resolve
from corpus.zone_lexicon import places
from corpus.zone_names import (
    INNOVATION,
    KIND_OF,
    SUFFIX,
    aliases_in_text,
    canonical_zone,
    join_zone,
    split_zone,
)
from corpus.zone_stems import listed_before, stem_before

MAX_LEFT = 32  # characters before a kind in which its name may begin
_LISTED = frozenset({"自贸区", "高新区", "经开区", "综保区", "开发区"})
_INSIDE = frozenset({"产业园", "工业园区", "科技园", "化工园区"})
_NO_STREET = (
    r"(?![东南西北中一二三四五六七八九]?[路街站线桥镇乡村]|大道|大街|广场|软件|科技城|生物城|新城)"
)


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
    """
    end = 0
    found = [*_by_kind(text, about), *_by_nickname(text)]
    for zone in sorted(found, key=lambda zone: (zone.start, -zone.end)):
        if zone.start >= end:
            end = zone.end
            yield zone


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


def _by_kind(text: str, about: Sequence[str]) -> Iterator[Zone]:
    floor, previous = 0, ""
    host: Zone | None = None  # the zone just before: 高新区新材料产业园 is a park of its own
    for match in SUFFIX.finditer(text):
        kind = KIND_OF[match[0]]
        inside = host if host and host.end == floor else None
        first = max(floor, match.start() - MAX_LEFT)
        adjacent = floor > 0 and floor == match.start()  # 经济开发区|工业园: a park inside it
        floor = match.end()
        if is_no_zone(text, match):
            continue
        left = text[first : match.start()]
        stem = stem_before(left, kind, governed=is_governed(text, floor))
        in_free_trade_zone = previous == "自贸区" and stem.start <= 1
        previous = kind
        if kind == "片区" and not in_free_trade_zone:
            continue
        if stem.is_name:
            *listed, host = _with_listed(text, match, first, left[stem.start :])
            yield from (*listed, host)
        elif (
            inside
            and stem.words
            and not stem.is_graded
            and first + stem.start == inside.end
            and kind in _INSIDE
        ):
            name = canonical_zone(f"{inside.name}{stem.words}{kind}")
            yield _zone(name, inside.end, match.end())
        elif stem.is_bare and not adjacent and not is_class(text, match):
            name = resolve(stem.words, kind, about)
            if name:
                yield _zone(name, match.start() - len(stem.words), match.end())


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
