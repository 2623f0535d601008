"""What stands before a kind of zone: a name (阳泉), a nickname (稀土), nothing, or other words."""

import re
from dataclasses import dataclass
from itertools import takewhile

from corpus.places.lexicon import GRADES, Token, is_single, places, segment
from corpus.places.names import PARKS
from corpus.places.parks import MAX_PARK_NAME, code_start, holding_start, name_part, owner_start
from corpus.places.unlisted import whole_start

MAX_TAIL, MAX_PARK_TAIL = 8, 16  # characters between a place and a kind
MAX_NAME = 6  # characters of a name without a known place

_RUN = re.compile(
    r"(?:[\u4e00-\u9fffA-Za-z\d·•‧]|中国[—－-]东盟|[(（“][\u4e00-\u9fffA-Za-z]{1,8}[)）”])*\Z"
)
_COUNTED = re.compile(r"[一二三四五六七八九十两几多数首]?[个家座批处]\Z")
_OPENING = re.compile(r"(?:[(（][^()（）]*[)）])+")
_PARKS = PARKS | {"合作区", "产业集聚区", "示范区"}
_ZONES = frozenset({"高新区", "经开区", "开发区"})
# Kinds that stand alone for the zone of the article; a park does only after _AT: 在产业园.
_ALONE = _ZONES | {"新区", "示范区", "自贸区", "综保区", "保税区", "合作区", "新片区", "自贸片区"}
_AT = ("在", "该", "从", "向", "对", "由", "和", "与", "入", "进", "到", "本", "于")
_MODIFIERS = (
    "企业", "项目", "公司", "集团", "职工", "人才", "相关", "有关", "其他", "所有", "现有",
)  # fmt: skip
_QUOTED = re.compile(r"[^，。；！？…]”\Z")
_PLANNED = frozenset(
    {"建设", "打造", "规划", "谋划", "创建", "新建", "建成", "建立", "发展", "布局", "一批"}
)
_NEEDS_PLACE = frozenset({"示范区", "园区", "新城", "片区", "合作区"})
_LANDFORMS = frozenset(
    "山岭峰崖岩坡坪坝沟谷原塬川河江溪泉湖潭塘港湾洲岛滩渡桥关口堡寨庄店铺屯营集镇"
)


@dataclass(frozen=True, slots=True)
class Stem:
    """What stands before a kind and its offset in the run: a name, a nickname (稀土) or nothing."""

    words: str = ""
    start: int = 0
    is_name: bool = False
    is_bare: bool = False
    is_loose: bool = False  # bare only where one park is named just before: 落户园区
    is_graded: bool = False  # 国家级经开区: a class of zones
    is_planned: bool = False  # 打造电商产业园: a plan


def stem_before(left: str, kind: str, *, governed: bool) -> Stem:
    """Find what names a zone at the end of `left`."""
    found = _RUN.search(left)
    run = name_part(found[0], kind) if found else ""
    if not run and _QUOTED.search(left):
        return Stem()  # “零碳”工业园
    offset = len(left) - len(run)
    opening = _OPENING.match(run)
    if opening:
        run, offset = run[opening.end() :], offset + opening.end()
    tokens = segment(run)
    cut = max((i for i, token in enumerate(tokens) if token.word_class == "cut"), default=-1)
    if tokens and tokens[-1].text == "中" and is_single(tokens[-1]):
        cut = len(tokens) - 1  # 侦办中高新区
    if cut + 1 == len(tokens):
        if cut > 0 and _may_end_name(tokens[:cut], tokens[cut].text):
            return Stem()
        bare = kind in _ALONE or governed or not run or run.endswith(_AT)
        loose = not bare and not run.endswith(_MODIFIERS)
        return Stem(start=offset + len(run), is_bare=bare, is_loose=loose)
    if kind in _PARKS and cut >= 0 and _COUNTED.match(tokens[cut].text):
        return Stem()  # 十多家稻米产业园
    owner = holding_start(tokens, cut) if kind in PARKS else -1
    if owner >= 0:
        start = tokens[owner].start
        return Stem(run[start:], offset + start, is_name=True)
    after = tokens[cut].text if cut >= 0 else ""
    return _read_phrase(tokens[cut + 1 :], run, offset, kind=kind, after=after)


def _may_end_name(before: list[Token], word: str) -> bool:
    """Tell whether 原 or 和 before a kind may end a name that no list has: 青龙原, 乌芦和."""
    if word in ("原", "里"):
        return before[-1].word_class in ("place", "other")
    name = [*takewhile(lambda token: token.word_class == "other", reversed(before))]
    ahead = before[: len(before) - len(name)]
    at_break = not ahead or ahead[-1].word_class in ("cut", "place", "unit")
    return word in ("和", "同") and 1 <= len(name) <= 2 and at_break


def _read_phrase(tokens: list[Token], run: str, offset: int, *, kind: str, after: str) -> Stem:
    """Decide whether the words between the last break, the word `after`, and a kind are a name."""
    last = max((i for i in range(len(tokens)) if _is_place(tokens, i, kind)), default=-1)
    if last < 0:
        return _proper(tokens, run, offset, kind=kind, planned=after in _PLANNED)
    first = _chain_start(tokens, last)
    if kind in PARKS and first:
        first = owner_start(tokens, first)
    elif kind not in _PARKS and kind != "园区" and tokens[first].word_class == "place":
        first = _chain_start(tokens, whole_start(tokens, first, after=after))
    tail = tokens[last + 1 :]
    if _is_any_park(tail, kind) or not _is_tail(tail, kind, tokens[last].text):
        return Stem()
    start = tokens[first].start
    return Stem(run[start:], offset + start, is_name=True)


def _is_place(tokens: list[Token], i: int, kind: str) -> bool:
    """Tell whether a word is a place; 光明, 富民 are only beside another or before 经开区."""
    if "东盟" in tokens[i].text and kind not in PARKS:
        return False  # 中国—东盟自贸区
    if tokens[i].word_class != "place" or tokens[i].text not in places().common:
        return tokens[i].word_class == "place"
    if i + 1 < len(tokens) and tokens[i + 1].word_class == "other":
        return True  # 和平湾
    beside = [token.word_class for token in (*tokens[i + 1 : i + 2], *tokens[max(0, i - 1) : i])]
    if i and tokens[i - 1].text == "中国":
        return True
    alone = i == len(tokens) - 1 and kind in (*_ZONES, "新区")
    return alone or "unit" in beside or "place" in beside


def _chain_start(tokens: list[Token], last: int) -> int:
    """Return where the places before a kind begin: at 恒力 in 恒力（大连）产业园."""
    first = last
    while first and tokens[first - 1].word_class in ("place", "unit", "bracket"):
        first -= 1
    if tokens[first].word_class == "bracket":
        begin = tokens[first].start
        while first and tokens[first - 1].word_class in ("other", "general"):
            if begin - tokens[first - 1].start > 6 or tokens[first].text == "中国":
                break
            first -= 1
    return first


def _is_any_park(tail: list[Token], kind: str) -> bool:
    """Tell whether a park is any of a place: 浙江地区创意产业园, 滨海示范园区."""
    words = [token.text for token in tail]
    if kind == "园区" and words == ["示范"]:
        return True
    return kind in (*PARKS, "园区") and "地区" in words


def _is_tail(tail: list[Token], kind: str, place: str) -> bool:
    """Tell whether words may stand between a place and a kind."""
    words = [token for token in tail if token.word_class not in ("unit", "bracket")]
    length = sum(len(token.text) for token in words)
    if any(token.text.endswith("级") for token in words):
        # 岳阳国家级经开区 is one zone, 湖南国家级经开区 a class.
        return len(words) == 1 == len(tail) and place not in places().provinces
    if words and words[-1].text in ("一", "某"):
        return False
    if kind in _ZONES and not words and tail and tail[0].text in ("省", "自治区"):
        return False  # 山东省高新区 is a class
    if kind in ("园区", "产业园", "科技园") and [token.word_class for token in tail] == ["unit"]:
        return tail[0].text not in "区市县"  # 南山区园区: the parks of a district
    if kind in ("新城", "片区", "新片区", "新区", "科学城"):
        return length <= 4
    return length <= (MAX_PARK_TAIL if kind in _PARKS else MAX_TAIL)


def _proper(tokens: list[Token], run: str, offset: int, *, kind: str, planned: bool) -> Stem:
    """Read a name without a known place: it begins with two unknown characters or more.

    What is planned (建设硅砂产业园) needs three.
    """
    first = next((i for i, token in enumerate(tokens) if token.word_class == "other"), -1)
    if first < 0:
        return _nickname(tokens, run, offset, kind=kind, planned=planned)
    last = first
    while first and is_single(tokens[first - 1]) and not tokens[first - 1].text.isdigit():
        first -= 1
    while last < len(tokens) and is_single(tokens[last]):
        last += 1
    unknown = last - first
    if kind in _ZONES and unknown == 1 and first and tokens[first].text in _LANDFORMS:
        first, unknown = first - 1, 3  # 青石|岭
    if first and tokens[first - 1].text == "中国":  # 中国商飞大飞机示范产业园
        first -= 1
    start = tokens[first].start
    length = len(run) - start
    if (
        unknown < 2 + planned
        or kind in _NEEDS_PLACE
        or length > (MAX_PARK_NAME if kind in _PARKS else MAX_NAME)
    ):
        return Stem()
    return Stem(run[start:], offset + start, is_name=True)


def _nickname(tokens: list[Token], run: str, offset: int, *, kind: str, planned: bool) -> Stem:
    """Read words that are all known: 稀土高新区 may mean one zone, 国家级高新区 is a class."""
    start = tokens[0].start
    code = code_start(run[start:]) if kind in PARKS and not planned else -1
    if code >= 0:
        start += code
        return Stem(run[start:], offset + start, is_name=True)
    graded = any(token.text in GRADES or token.text == "级" for token in tokens)
    bare = (kind in _ZONES or kind in _PARKS) and not graded
    words = run[start:]
    return Stem(words, offset + start, is_bare=bare, is_graded=graded, is_planned=planned)


def listed_before(before: str) -> list[tuple[str, int]]:
    """Return the places that share a kind (平定、盂县经开区) with their offsets, in order."""
    found: list[tuple[str, int]] = []
    while before.endswith(("、", "和", "与", "及")):
        before = before[:-1]
        run = _RUN.search(before)
        tokens = segment(run[0]) if run else []
        if not tokens or tokens[-1].text not in places().administrations:
            break  # 长清区、济南高新区: a district beside a zone
        if len(tokens) > 1 and tokens[-2].word_class not in ("cut", "place", "unit"):
            break
        before = before[: -len(tokens[-1].text)]
        found.append((tokens[-1].text, len(before)))
    return found[::-1]
