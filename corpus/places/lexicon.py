"""Words in and around the names of zones, and the cheapest way to cut a run of text into them."""

import re
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from pathlib import Path
from typing import Literal

from corpus.words import frequent_words

Class = Literal["place", "unit", "grade", "cut", "general", "bracket", "other"]

MAX_WORD = 10
GRADES = ("国家级", "省级", "市级", "区级", "县级", "国家")
UNITS = (
    "特别行政区", "自治区", "自治州", "自治县", "自治旗", "地区", "新市镇", "街道",
    "省", "市", "县", "区", "州", "盟", "旗", "镇", "乡", "村",
)  # fmt: skip
_WORD_ENDINGS = "地都电能"  # 智地, 广电: no break after one character that is no word
# 鹿原, 桐和: what ends a name though it is a word; 和 does so after one character only.
_NAME_ENDINGS = {"原": 2, "和": 1, "同": 1, "里": 1, "镇": 1, "州": 1}
_NAME_BEGINNINGS = frozenset("上下")
_PREPOSITIONS = frozenset("在向对从由和与及到于赴往")
# The units 州 and 盟 are those of these places alone: 大安州 is not the city 大安.
_UNIT_OF_FEW = {"州", "盟"}
_WITH_UNIT = re.compile(
    "(?:延边|恩施|湘西|阿坝|甘孜|凉山|黔西南|黔东南|黔南|楚雄|红河|文山|西双版纳|大理|德宏|怒江|迪庆|临夏"
    "|甘南|海北|黄南|海南|果洛|玉树|海西|昌吉|博尔塔拉|巴音郭楞|克孜勒苏|伊犁)州|(?:兴安|锡林郭勒|阿拉善)盟"
)
_NUMERALS = "一二三四五六七八九十两几多数首"
_MEASURES = "个家座处大批类片项宗块"
# A whole word costs about as much as any other, an unknown character twice that; 更新|和 is a
# little cheaper than 更|新和, a place.
_OTHER = 2.0
# jieba's parts of speech: verbs, adverbs, numerals, times, pronouns, conjunctions, prepositions,
# directions, measures; nouns, verbal nouns, adjectives, abbreviations.
_PREDICATES = frozenset({"v", "d", "m", "t", "r", "c", "p", "f", "ad", "q"})
_NOUNS = frozenset({"n", "vn", "a", "an", "b", "j"})
# Villages: 五里岗, 三道湾 (no count), 石家坡, 上湖.
_VILLAGE = re.compile(
    "[一二三四五六七八九十百千万][里道岔星元塔角家]"
    "[岗湾港岛湖洲山河江溪庄堡寨岭坪坝桥沟塘店屯营铺渡坡墩镇]"
    "|[^大国农人自专住回在全搬管]家[庄坡屯沟湾岗塘店堡寨坪窑营埠桥坝]"
    "|[上下前后][湖塘坪坝洋埠沟渡湾岗岭墩溪]"
)


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a run: its class and its offset in the run."""

    text: str
    word_class: Class
    start: int


@dataclass(frozen=True, slots=True)
class Places:
    """Short names of places; regions are provinces and cities, `common` are everyday words too."""

    provinces: frozenset[str]
    regions: frozenset[str]
    administrations: frozenset[str]
    common: frozenset[str]
    all: frozenset[str]


def _read_words(name: str) -> list[list[str]]:
    """Read a word list: one line of words for each group, comments start with a hash."""
    lines = Path(__file__).with_name(name).read_text("utf-8").splitlines()
    return [line.split() for line in lines if not line.startswith("#")]


@cache
def places() -> Places:
    """Return the places of China that we know."""
    provinces, cities, counties, areas, common = map(frozenset, _read_words("places.txt"))
    regions = provinces | cities
    administrations = regions | counties | common
    return Places(provinces, regions, administrations, common, administrations | areas)


@cache
def _lexicon() -> dict[str, tuple[Class, float]]:
    """Return the class and the cost of every known word; places win where two classes claim one."""
    before, general, _ = _read_words("zone_words.txt")
    frequent = frequent_words(dict.fromkeys(_PREDICATES, 120) | dict.fromkeys(_NOUNS, 200))
    verbs = [word for word, tag in frequent.items() if tag in _PREDICATES and len(word) == 2]
    nouns = [word for word, tag in frequent.items() if tag in _NOUNS and len(word) <= 4]
    counted = [number + measure for number in _NUMERALS for measure in _MEASURES]
    found: dict[str, tuple[Class, float]] = {}
    for words, word_class, cost, single in (
        (nouns, "general", 0.95, 1.6),
        (verbs, "cut", 0.95, 1.3),
        ([*before, *counted], "cut", 0.95, 1.3),
        (general, "general", 0.95, 1.6),
        (UNITS, "unit", 1.2, 1.2),
        (GRADES, "grade", 0.9, 0.9),
        (places().all, "place", 1.0, 1.0),
    ):
        found |= {word: (word_class, cost if len(word) > 1 else single) for word in words}  # type: ignore[misc]
    return found


@cache
def words_before_places() -> frozenset[str]:
    """Return the words of one character that do not begin the name of a place: 访, 任, 仅."""
    return frozenset(_read_words("zone_words.txt")[2])


def segment(run: str) -> list[Token]:
    """Cut `run` into words of the lexicon; of equal ways the one with the longer last word."""
    lexicon = _lexicon()
    best: list[tuple[float, int, Class]] = [(0.0, 0, "cut")]
    for end in range(1, len(run) + 1):
        options: list[tuple[float, int, Class]] = [_single(run, end, best)]
        for start in range(max(0, end - MAX_WORD), end):
            known = lexicon.get(run[start:end]) or _village(run[start:end])
            if known:
                options.append((best[start][0] + known[1], start, known[0]))
        best.append(min(options, key=lambda option: option[:2]))
    tokens: list[Token] = []
    end = len(run)
    while end:
        _, start, word_class = best[end]
        tokens.append(Token(run[start:end], word_class, start))
        end = start
    return _name_unknown_places(tokens[::-1])


def _village(word: str) -> tuple[Class, float] | None:
    return ("place", 1.2) if _VILLAGE.fullmatch(word) else None


def is_single(token: Token) -> bool:
    """Tell whether a token may be a part of an unknown name: one character, 大创智, 马江."""
    return len(token.text) == 1 and token.word_class in ("other", "general")


def _single(run: str, end: int, best: list[tuple[float, int, Class]]) -> tuple[float, int, Class]:
    """Return the option of an unknown character; Latin letters run on for nothing."""
    char = run[end - 1]
    if char in "()（）“”":
        return best[end - 1][0], end - 1, "bracket"
    if not char.isascii():
        return best[end - 1][0] + _OTHER, end - 1, "other"
    runs_on = end > 1 and run[end - 2].isascii() and run[end - 2].isalnum()
    return best[end - 1][0] + (0.0 if runs_on else 1.0), end - 1, "general"


def _is_administration(tokens: list[Token]) -> bool:
    """Tell whether the last word is a place with its unit: 耒阳市, 盂县."""
    return bool(tokens) and (
        tokens[-1].word_class == "unit"
        or (tokens[-1].word_class == "place" and tokens[-1].text.endswith(("市", "县", "区")))
    )


def _is_part_of_name(place: Token, unit: Token) -> bool:
    """Tell whether a place has no such unit: 大安州."""
    return unit.text in _UNIT_OF_FEW and not _WITH_UNIT.fullmatch(place.text + unit.text)


def _is_in_name(before: list[Token], word: Token, *, is_last: bool) -> bool:
    """Tell whether a known word is a part of an unknown name: 原 in 白鹿原, 上 in 在上临湖."""
    if word.text in _WORD_ENDINGS and before and is_single(before[-1]):
        return True
    if word.text in _NAME_BEGINNINGS:
        ahead_of_name = not before or before[-1].word_class in ("place", "unit")
        return not is_last and (ahead_of_name or before[-1].text in _PREPOSITIONS)
    name = [*takewhile(is_single, reversed(before))] if is_last else []
    if not 1 <= len(name) <= _NAME_ENDINGS.get(word.text, 0) or name[-1].text.isascii():
        return False
    if word.word_class == "unit" and name[0].word_class != "other":
        return False  # 老镇
    ahead = before[: -len(name)]
    return not ahead or ahead[-1].word_class in ("cut", "place", "unit")


def _name_unknown_places(tokens: list[Token]) -> list[Token]:
    """Join 寒|亭|镇 to a place; a unit that follows no place ends what stands before a name."""
    done: list[Token] = []
    for cut in tokens:
        before = done[-1] if done else None
        joins = _is_in_name(done, cut, is_last=cut is tokens[-1])
        token = Token(cut.text, "other", cut.start) if joins else cut
        if before and before.word_class == "place" and _is_part_of_name(before, token):
            done[-1] = Token(before.text + token.text, "place", before.start)
            continue
        if token.word_class != "unit" or (before and before.word_class == "place"):
            done.append(token)
            continue
        if before and is_single(before) and _is_administration(done[:-1]):
            done[-1] = Token(before.text, "place", before.start)  # 耒阳市|大|市
            done.append(token)
            continue
        unknown: list[Token] = []
        while done and done[-1].word_class == "other" and len(unknown) < 4:
            unknown.insert(0, done.pop())
        if len(unknown) in (2, 3):
            name = "".join(part.text for part in unknown)
            place = Token(name, "place", unknown[0].start)
            if _is_part_of_name(place, token):
                done.append(Token(name + token.text, "place", place.start))
            else:
                done += [place, token]
        else:
            done += [*unknown, Token(token.text, "cut", token.start)]
    return done
