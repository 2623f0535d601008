"""Names of development zones: found by patterns and place names, brought to one spelling."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

MAX_LEFT = 24

# Spellings of each kind; a kind is what the canonical name ends in.
_SPELLINGS = {
    "自贸区": ("自由贸易试验区", "自贸试验区", "自由贸易区", "自贸区"),
    "综改示范区": (
        "转型综合改革示范区", "转型综改示范区", "综合改革示范区", "综改示范区", "综改区",
    ),
    "高新区": (
        "高新技术产业开发区", "高新技术产业园区", "高新技术开发区", "高新产业开发区",
        "新技术产业开发区", "新技术开发区", "高新区",
    ),
    "经开区": ("经济技术开发区", "经济开发区", "经开区"),
    "综保区": ("综合保税区", "综保区"),
    "保税港区": ("保税港区",),
    "保税区": ("保税区",),
    "产业集聚区": ("产业集聚区",),
    "合作区": ("经济合作区", "深度合作区", "合作区"),
    "产业园": ("产业园区", "产业园"),
    "工业园区": ("工业园区", "工业园"),
    "科技园": ("科技园区", "科技园"),
    "化工园区": ("化工园区",),
    "开发区": ("开发区",),
    "新区": ("新区",),
}  # fmt: skip
_KIND_OF = {spelling: kind for kind, spellings in _SPELLINGS.items() for spelling in spellings}
_SUFFIX = re.compile("|".join(sorted(map(re.escape, _KIND_OF), key=len, reverse=True)))
_PARKS = frozenset({"产业园", "工业园区", "科技园", "化工园区", "合作区"})
_LISTED = frozenset({"自贸区", "高新区", "经开区", "综保区", "开发区"})
_MIDWORD = re.compile(r"[块域别]")  # 新区块, 合作区域

_LISTS = ("、", "和", "与", "及")

_RUN = re.compile(r"[\u4e00-\u9fffA-Za-z]*\Z")
_FREE_TRADE = re.compile(r"中国\s*[(\uff08]([\u4e00-\u9fff]{2,4})[)\uff09]\Z")
_UNIT = re.compile(r"(?:特别行政区|自治区|自治州|自治县|地区|[省市县州盟旗区镇乡])")
_GRADE = re.compile(r"(?:国家级|省级|市级|国家|国际)+$")
# What else stands before a name: counts, officials, 第三届; 自 but not in 自贡 and 自流井.
_CUT_PATTERNS = (
    r"全[国省市区县]",
    r"[我本][国省市区县]",
    r"[一二三四五六七八九十两几多数首]+[个家座处大批类片]",
    r"补[强足]",
    r"之[城都]",
    r"自(?![贡流])",
    r"[市县区省]长",
    r"第.{1,3}[届次批期]",
    r"申[建请报]",
    r"做[大强优]",
)


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone mentioned at `text[start:end]`; `name` is canonical."""

    name: str
    start: int
    end: int


def _read_words(name: str) -> list[list[str]]:
    """Read a word list: one line of words for each group, comments start with a hash."""
    lines = Path(__file__).with_name(name).read_text("utf-8").splitlines()
    return [line.split() for line in lines if not line.startswith("#")]


@cache
def _places() -> tuple[frozenset[str], frozenset[str]]:
    """Return the short names of provinces and cities, and those of all places."""
    provinces, cities, counties = map(frozenset, _read_words("places.txt"))
    return provinces | cities, provinces | cities | counties


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what matches up to the last word before a name, and what is too general a name."""
    before, general = _read_words("zone_words.txt")
    cut = "|".join((*before, *_CUT_PATTERNS))
    return re.compile(f".*(?:{cut})"), re.compile(f"(?:{'|'.join(general)})*")


def zone_mentions(text: str) -> Iterator[Zone]:
    """Yield the zones that `text` names, in reading order; a bare 高新区 or 全市开发区 is none."""
    floor = 0
    for match in _SUFFIX.finditer(text):
        kind = _KIND_OF[match[0]]
        if _MIDWORD.match(text, match.end()):
            continue
        first = max(floor, match.start() - MAX_LEFT)
        left = text[first : match.start()]
        floor = match.end()
        place, offset = _place_before(left, kind)
        if not place:
            continue
        if kind in _LISTED:
            for listed, start in _listed_before(left[:offset]):
                yield Zone(_canonical(listed, kind), first + start, first + start + len(listed))
        yield Zone(_canonical(place, kind), first + offset, match.end())


def find_zones(text: str) -> tuple[str, ...]:
    """Return the canonical names of the zones in `text`, the most often mentioned first."""
    counts = Counter(zone.name for zone in zone_mentions(text))
    for name in [name for name in counts if _split(name)[1] == "开发区"]:
        # The text says which kind it is elsewhere: 风陵渡开发区 beside 风陵渡经开区.
        exact = [_split(name)[0] + kind for kind in ("经开区", "高新区")]
        known = [other for other in exact if other in counts]
        if len(known) == 1:
            counts[known[0]] += counts.pop(name)
    return tuple(name for name, _ in counts.most_common())


def canonical_zone(name: str) -> str:
    """Bring one name to its canonical spelling: 山西风陵渡经济开发区 → 风陵渡经开区."""
    name = re.sub(r"\s+", "", name)
    matches = list(_SUFFIX.finditer(name))
    if not matches or matches[-1].end() != len(name):
        return name
    kind = _KIND_OF[matches[-1][0]]
    left = name[: matches[-1].start()]
    free_trade = _FREE_TRADE.search(left)
    return _canonical(free_trade[1] if free_trade else left, kind) if left else kind


def same_zone(first: str, second: str) -> bool:
    """Tell whether two names may mean one zone.

    A name without a zone's kind (风陵渡) or with 开发区 alone fits every development zone of the
    place; a longer place (太原中北) fits the shorter one that ends it (中北).
    """
    place_1, kind_1 = _split(canonical_zone(first))
    place_2, kind_2 = _split(canonical_zone(second))
    if not place_1 or not place_2:
        return False
    shorter, longer = sorted((place_1, place_2), key=len)
    region = longer.removesuffix(shorter)
    if not longer.endswith(shorter) or (region and region not in _places()[1]):
        return False
    general = {"", "开发区"}
    return kind_1 == kind_2 or bool({kind_1, kind_2} & general)


def _split(name: str) -> tuple[str, str]:
    kind = next((kind for kind in _SPELLINGS if name.endswith(kind)), "")
    return name.removesuffix(kind), kind


def _canonical(place: str, kind: str) -> str:
    """Join place and kind, without the administrations around the place."""
    place = _GRADE.sub("", place)
    for unit in reversed(list(_UNIT.finditer(place))):
        before, rest = place[: unit.start()], place[unit.end() :]
        if before not in _places()[1] and _known_place(place[: unit.end()], units=False):
            continue  # the 州 of 河北省涿州 is part of the name
        if not rest and len(before) >= 2:  # 郎溪县 → 郎溪, but 盂县 stays
            return _canonical(before, kind)
        if len(rest) >= 2 and before in _places()[1]:  # 安徽省郎溪 → 郎溪
            if not _is_general(rest):
                return _canonical(rest, kind)
            place = before + rest
            break
    return (place if kind in _PARKS else _without_region(place)) + kind


def _without_region(place: str) -> str:
    """Drop a province or city in front of another name: 太原中北 → 中北."""
    regions, _ = _places()
    for size in (4, 3, 2):
        rest = place[size:]
        if place[:size] in regions and len(rest) >= 2 and not _is_general(rest):
            return _without_region(rest)
    return place


def _place_before(left: str, kind: str) -> tuple[str, int]:
    """Return the part of `left` that names the zone and its offset; empty where nothing does."""
    free_trade = _FREE_TRADE.search(left)
    if free_trade and kind == "自贸区":
        return free_trade[1], free_trade.start()
    run = _RUN.search(left)
    if not run or run[0].endswith("级"):  # 国家级高新区 is a class, not a zone
        return "", 0
    words = _GRADE.sub("", run[0])
    cut = _patterns()[0].match(words)
    rest = words[cut.end() :] if cut else words
    known, place = _known_place(words), _trim(rest, kind)
    # One character before a known place is the end of another word: 了解|滨海.
    if len(place) <= len(known) + 1:
        place = known or place
    return place, run.start() + len(words) - len(place)


def _is_general(words: str) -> bool:
    return bool(_patterns()[1].fullmatch(words))


def _known_place(words: str, *, units: bool = True) -> str:
    """Return the known place that `words` end in, with its 市, 县 or 区; the longest one."""
    bare = words[:-1] if units and len(words) > 2 and words[-1] in "省市县区州镇" else words
    for end in dict.fromkeys((words, bare)):
        for size in (7, 6, 5, 4, 3, 2):
            if end[-size:] in _places()[1] and len(end) >= size:
                return words[len(end) - size :]
    return ""


def _trim(words: str, kind: str) -> str:
    """Start a name at the first place in it; without a place, what is too general names nothing."""
    _, places = _places()
    for start in range(len(words) - 1):
        for size in (5, 4, 3, 2):
            if words[start : start + size] in places and start + size <= len(words):
                return words[start:]
    if _is_general(words) or len(words) > (12 if kind in _PARKS else 6):
        return ""
    return words if len(words) >= 2 else ""


def _listed_before(before: str) -> Iterator[tuple[str, int]]:
    """Yield the places that share a kind (平定、盂县经开区), nearest first, with their offsets."""
    while before[-1:] in _LISTS and before:
        before = before[:-1]
        run = _RUN.search(before)
        place = _known_place(run[0]) if run else ""
        if not place or (len(place) > 2 and place[-1] in "市县区"):
            return  # 长清区、济南高新区: a district beside a zone
        before = before[: len(before) - len(place)]
        yield place, len(before)
