"""One spelling for each zone: kinds, places, aliases, and whether two names may mean one zone."""

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import takewhile

from corpus.places.aliases import aliases
from corpus.places.lexicon import GRADES, Token, is_single, places, segment
from corpus.places.unlisted import whole_start

# Spellings of each kind; a kind is what the canonical name ends in.
SPELLINGS = {
    "自贸区": ("自由贸易试验区", "自贸试验区", "自由贸易区", "自贸区"),
    "综改示范区": (
        "转型综合改革示范区", "转型综改示范区", "综合改革示范区", "综改示范区", "综改区",
    ),
    "高新区": (
        "高新技术产业开发区", "高新技术产业园区", "高新技术开发区", "高新产业开发区",
        "高技术产业开发区", "新技术产业开发区", "新技术开发区", "高新技术园区", "高新园区",
        "高新开发区", "高新区",
    ),
    "经开区": (
        "经济技术开发区", "经济开发区", "经济技术园区", "技术经济开发区", "经开区",
    ),
    "综保区": ("综合保税区", "综保区"),
    "保税港区": ("保税港区",),
    "保税区": ("保税区",),
    "产业集聚区": ("产业集聚区", "工业集聚区"),
    "合作区": ("边境经济合作区", "经济合作区", "合作区"),
    "产业园": ("产业园区", "产业园"),
    "工业园区": ("工业园区", "工业园"),
    "科技园": ("科技园区", "科技园"),
    "化工园区": ("化工园区", "化工园"),
    "新片区": ("新片区",),
    "自贸片区": ("自贸片区",),
    "片区": ("片区",),
    "科学城": ("科学城",),
    "新城": ("新城",),
    "示范区": ("国家自主创新示范区", "自主创新示范区", "国家自创区", "自创区", "示范区"),
    "开发区": ("开发区",),
    "新区": ("新区",),
    "园区": ("园区",),
}  # fmt: skip
PARKS = frozenset({"产业园", "工业园区", "科技园", "化工园区"})
KIND_OF = {spelling: kind for kind, spellings in SPELLINGS.items() for spelling in spellings}
SUFFIX = re.compile("|".join(sorted(KIND_OF, key=len, reverse=True)))
INNOVATION = frozenset({"国家自主创新示范区", "自主创新示范区", "国家自创区", "自创区"})
# A loose word and the kinds that it may stand for.
LOOSE = {
    "开发区": ("经开区", "高新区"),
    "园区": ("产业园", "工业园区", "科技园", "化工园区"),
    "示范区": ("综改示范区",),
    "片区": ("新片区", "自贸片区"),
}
_FREE_TRADE = re.compile(r"中国\s*[(（]([\u4e00-\u9fff]{2,4})[)）]")
_BRACKETS = str.maketrans("", "", "()（）“”")


@lru_cache(maxsize=8192)
def canonical_zone(name: str) -> str:
    """Bring one name to its canonical spelling: 山西风陵渡经济开发区 → 风陵渡经开区."""
    name = _without_alias("".join(name.split()))
    table = _alias_table()
    place, kind = split_zone(name)
    target = table.get(name) or table.get(_last_place(name)) if not kind else table.get(name)
    if kind and not target and split_zone(table.get(place, ""))[1] in (kind, *LOOSE.get(kind, ())):
        target = table.get(place)
    return target or name


def same_zone(first: str, second: str) -> bool:
    """Tell whether two names may mean one zone.

    A name without a zone's kind (风陵渡) or with 开发区 alone fits every development zone of the
    place; a longer place (太原中北) fits the shorter one that ends it (中北).
    """
    first, second = canonical_zone(first), canonical_zone(second)
    (place_1, kind_1), (place_2, kind_2) = split_zone(first), split_zone(second)
    if not place_1 or not place_2:
        return False
    shorter, longer = sorted((place_1, place_2), key=len)
    region = longer.removesuffix(shorter)
    if not longer.endswith(shorter) or (region and not _is_region(region)):
        return False
    return (
        kind_1 == kind_2
        or not kind_1
        or not kind_2
        or kind_1 in LOOSE.get(kind_2, ())
        or kind_2 in LOOSE.get(kind_1, ())
    )


@lru_cache(maxsize=8192)
def split_zone(name: str) -> tuple[str, str]:
    """Return the place and the kind of a canonical name; the kind is empty where there is none."""
    kind = max((kind for kind in SPELLINGS if name.endswith(kind)), key=len, default="")
    return name.removesuffix(kind), kind


def exact_names(names: Iterable[str]) -> dict[str, str]:
    """Map a loose name to the exact one beside it: 风陵渡开发区 → 风陵渡经开区."""
    found: dict[str, str] = {}
    known = dict.fromkeys(names)
    for name in known:
        place, kind = split_zone(name)
        exact = [place + other for other in LOOSE.get(kind, ()) if place + other in known]
        if len(exact) == 1:
            found[name] = exact[0]
    return found


def join_zone(stem: str, spelling: str) -> str:
    """Join what stands before a kind with the kind: (山西省阳泉市, 高新技术开发区) → 阳泉高新区."""
    place = canonical_place(stem, is_park=KIND_OF[spelling] in PARKS)
    return canonical_zone(place + spelling)


def aliases_in_text() -> tuple[str, ...]:
    """Return the aliases that carry no kind (光谷), the longest first."""
    bare = (alias for alias in _alias_table() if not split_zone(alias)[1])
    return tuple(sorted(bare, key=len, reverse=True))


@cache
def _alias_table() -> dict[str, str]:
    """Return the aliases in canonical spelling."""
    pairs = {_without_alias(alias): _without_alias(name) for alias, name in aliases().items()}
    return {alias: pairs.get(name, name) for alias, name in pairs.items() if alias != name}


def _without_alias(name: str) -> str:
    for _ in range(8):  # a place may end in what belongs to the kind only once it is shortened
        shorter = _shorten(name)
        if shorter == name:
            break
        name = shorter
    return name


def _shorten(name: str) -> str:
    matches = list(SUFFIX.finditer(name))
    if not matches or matches[-1].end() != len(name):
        return name
    stem, spelling = name[: matches[-1].start()], matches[-1][0]
    if spelling in INNOVATION:
        stem, spelling = f"{stem}自主创新", "示范区"
    kind = KIND_OF[spelling]
    return canonical_place(stem, is_park=kind in PARKS) + kind


def canonical_place(stem: str, *, is_park: bool = False) -> str:
    """Drop the administrations around a place: 河北省涿州市 → 涿州, 太原中北 → 中北.

    A park of an owner keeps them: 沈阳博通 and 济南博通 are two.
    """
    free_trade = _FREE_TRADE.fullmatch(stem)
    tokens = segment(free_trade[1] if free_trade else stem.translate(_BRACKETS))
    while tokens and (tokens[-1].text in GRADES or tokens[0].text == "中国"):
        if tokens[-1].text not in GRADES and _is_owner(tokens[1:]):
            break  # 中国商飞
        tokens = tokens[:-1] if tokens[-1].text in GRADES else tokens[1:]
    while len(tokens) > 1 and tokens[0].word_class == "place":
        unit = tokens[1].word_class == "unit"
        rest = tokens[2:] if unit else tokens[1:]
        known = places().administrations - places().common
        if not (unit or tokens[0].text in known) or "东盟" in tokens[1].text:
            break  # 广西中国—东盟青年
        if not _is_distinct(rest) or (is_park and rest[0].word_class != "place"):
            break
        tokens = rest
    kept = [token.text for i, token in enumerate(tokens) if not _is_bare_unit(tokens, i)]
    return "".join(kept) or stem


def _is_distinct(tokens: list[Token]) -> bool:
    """Tell whether words name a place by themselves: 中北, 百金堡, but not 现代农业."""
    if not tokens or tokens[0].word_class == "place":
        return bool(tokens)
    single = [*takewhile(is_single, tokens)]
    if single and len(single) < len(tokens) and tokens[len(single)].word_class == "place":
        return whole_start(tokens, len(single)) == 0  # 新桐城
    return len(single) >= 2 and any(token.word_class == "other" for token in single)


def _is_owner(tokens: list[Token]) -> bool:
    return bool(tokens) and tokens[0].word_class != "place" and _is_distinct(tokens)


def _is_bare_unit(tokens: list[Token], i: int) -> bool:
    """Tell whether a unit may go: that of a known place, or the last word."""
    if tokens[i].word_class != "unit" or not i or tokens[i - 1].text in KIND_OF:
        return False  # 新城区 is a district, 新城 a kind
    return tokens[i - 1].text in places().all or i == len(tokens) - 1


def _is_region(words: str) -> bool:
    return all(token.word_class in ("place", "unit") for token in segment(words))


def _last_place(name: str) -> str:
    """Return the last word of a name without a kind: 武汉光谷 → 光谷."""
    for size in range(len(name) - 1, 1, -1):
        if name[-size:] in _alias_table() and _is_region(name[:-size].replace("中国", "")):
            return name[-size:]
    return ""
