"""Whether a question goes on with what was talked about, or begins something of its own."""

import re
from functools import cache

from corpus.places.names import KIND_OF
from corpus.words import frequent_words, segment
from corpus.zones import find_zones

MAX_ELLIPTICAL = 12  # characters; an unknown word in a question as short is hardly a name
COMMON = 2000  # a word counted as often in jieba's dictionary ties no two questions together

_NAMES = frozenset({"nr", "ns", "nt", "nz", "nrt", "nrfg"})  # people, places, bodies, others
_OTHERS_WORDS = """
n vn an v vd vi vg a ad ag i l j t b s f d dg
c p r rr rz rg m mq q k h x y z zg o e u uj ul
uv ug ud uz g ng tg eng
"""
_OTHERS = frozenset(_OTHERS_WORDS.split())
# They point back; 这 and 那 may also stand with what the question itself names.
_PRONOUNS_WORDS = """
它 他 她 它们 他们 她们 其 该 此 此次 两者 前者 后者 上述
"""
_PRONOUNS = frozenset(_PRONOUNS_WORDS.split())
# It asks nothing by itself, or part of what was asked: 那盂县呢, 其中…, 和…比.
_PART = re.compile(r"呢[？?]?$|^其中|^(?:和|与|跟|同|对比|相比)[^，。？]*比")
_ATTRIBUTES_WORDS = """
哪个 哪家 哪位 如何 截至 上半年 下半年 季度 总投资 占地 占地面积 用地 建筑面积
投产 达产 竣工 完工 建成 开工 动工 签约 产值 年产值 税收 产能 年产 员工 职工
就业 入驻 落户 增长 同比 增幅 增速 平方米 亿元 万元 万亩 公里
"""
_ATTRIBUTES = frozenset(_ATTRIBUTES_WORDS.split())
_QUOTED = re.compile(r"[《“「](.+?)[》”」]")
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9-]+")
_GRAMMAR = re.compile(r"[有何哪这那几多中因个其为是在的之人]")  # 人因, 中有: no names
_SHORT = 2


def goes_on(question: str, said: str) -> bool:
    """Tell whether a question leans on what was `said` (earlier questions and answers).

    It does unless it names something of its own and has no word in common with them. A pronoun
    points back; a zone that was not spoken of makes a new topic of any whole question.
    """
    if _PART.search(question):
        return True
    zones = find_zones(question)
    if zones:
        return False
    if any(word in _PRONOUNS for word in segment(question)):
        return True
    return has_tie(question, said) or not own_names(question, said)


def has_tie(question: str, said: str) -> bool:
    """Tell whether a question shares a word with what was said that only one topic has."""
    return any(word in said and is_tie(word) for word in _words(question))


def own_names(question: str, said: str) -> list[str]:
    """Return the names in a question that were not `said`; a short one names only what we know."""
    marked = [*_QUOTED.findall(question), *_LATIN.findall(question)]
    short = len(question) <= MAX_ELLIPTICAL
    known = _dictionary() if short else None
    words = [w for w in _words(question) if is_name(w) and (known is None or w in known)]
    return [name for name in [*marked, *words] if name not in said]


def names_in(text: str) -> tuple[str, ...]:
    """Return the names in a text, in reading order."""
    found = [*_QUOTED.findall(text), *(word for word in _words(text) if is_name(word))]
    return tuple(dict.fromkeys(found))


def is_name(word: str) -> bool:
    """Tell whether a word names one person, place, body or thing; so does an unknown word."""
    if not re.match(r"[\u4e00-\u9fff]", word):
        return False
    tag = _dictionary().get(word)
    if tag is None:
        return not _GRAMMAR.search(word) if len(word) <= _SHORT else True
    return tag in _NAMES


def is_tie(word: str) -> bool:
    """Tell whether two questions that share a word speak of one thing: not 项目, 投资, 高新区."""
    if not re.match(r"[\u4e00-\u9fffA-Za-z]", word):
        return False  # 2023
    return not (word in _common() or word in KIND_OF or word in _ATTRIBUTES)


def _words(text: str) -> list[str]:
    return [word for word in segment(text) if len(word) > 1]


@cache
def _dictionary() -> dict[str, str]:
    return frequent_words(dict.fromkeys(_NAMES | _OTHERS, 0))


@cache
def _common() -> frozenset[str]:
    return frozenset(frequent_words(dict.fromkeys(_NAMES | _OTHERS, COMMON)))
