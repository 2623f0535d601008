"""What a cited sentence says, taken apart: words, times, zones, and what stands around it."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from assistant.finding.evidence import Evidence
from corpus.article import Article
from corpus.figures import find_figures
from corpus.intervals import Interval, date_mentions
from corpus.numbers.units import COUNT_WORDS
from corpus.places.mentions import Zone
from corpus.places.names import PARKS
from corpus.times.grammar import YEAR_OFFSETS
from corpus.words import frequent_words, segment
from corpus.zones import zone_mentions
from index.passages import sentence_spans

MAX_BEFORE = 2000  # characters in which the zone that was named last is looked for

_KEPT = re.compile(r"[^，；：！？（）]+")  # clauses keep the width of what parts them
_YEAR_SAID = re.compile(rf"(?:{'|'.join(YEAR_OFFSETS)})\s*[(（]\s*(\d{{4}}年)\s*[)）]")
# Parts of speech in jieba's dictionary → how often a word must be counted to be no name of a thing.
_COMMON = {"v": 200, "d": 1, "c": 1, "p": 1, "r": 1, "u": 1, "y": 1, "a": 300, "ad": 1, "zg": 1}
# They turn a sentence round, or say which of two things is meant.
_TELLING_WORDS = """
进口 出口 允许 禁止 取消 暂停 停止 流入 流出 盈利 亏损 收购 出售 同比 环比 高于 低于 转让 接受
支持 反对 增加 减少 增长 下降 上升 流转 出让 撤销 解除
"""
_TELLING = frozenset(_TELLING_WORDS.split())
# What a writer adds without saying anything.
_LIGHT_WORDS = """
情况 方面 部分 内容 资料 报道 文章 消息 数据 显示 总额 总量 总数 金额 数量 规模 面积 时间 日期
地点 期间 人数 比例 幅度 水平 地区 当地 方式 结果 目标 计划 目前 现在 同期 日前 近日 工程 项目
投入 整体 全部 大约 当中 合计 总计 一共 较上年 上年 地处 两地 两者 双方 上述 三地
各自 建设 打造 预期
"""
_LIGHT = frozenset(_LIGHT_WORDS.split())
_TAGS = "n nr ns nt nz v vn a an b i l j s t m f d"
_EDGE = re.compile("^[的了是为在到从与和及等将已也都较]|[的了是为在到从与和及等将已也都较]$")


@dataclass(frozen=True, slots=True)
class Item:
    """A word, time (with its days) or zone at `text[start:end]`; `place` is the zone's own place.

    A time has "time" there, or "compared" where it only is what another one is compared with.
    """

    text: str
    start: int
    end: int
    interval: Interval | None = None
    zone: str = ""
    place: str = ""

    @property
    def is_word(self) -> bool:
        """Say whether it is neither a time nor a zone."""
        return not self.zone and not self.is_time

    @property
    def is_time(self) -> bool:
        """Say whether it is an expression of time."""
        return self.place in ("time", "compared")


@dataclass(frozen=True, slots=True)
class Ground:
    """A cited sentence, the sentence before it, what stands over it, and its article's date.

    `zones` are those that may be meant without being named in the sentence.
    """

    text: str
    before: str = ""
    title: str = ""
    source: str = ""
    zones: tuple[str, ...] = ()
    published: str = ""

    @property
    def around(self) -> str:
        """Return what tells whom the sentence speaks of."""
        return " ".join((self.before, self.title, *self.zones))


def folded(text: str) -> str:
    """Return the text in one width, with 今年(2025年) as the year alone."""
    plain = _KEPT.sub(lambda m: unicodedata.normalize("NFKC", m[0]), text)
    return _YEAR_SAID.sub(r"\1", plain)


def ground_of(evidence: Evidence) -> Ground:
    """Return what a cited sentence says, and what around it tells whom it speaks of."""
    article = evidence.article
    earlier = [span for span in sentence_spans(article.body) if span[0] < evidence.start]
    start, end = earlier[-1] if earlier else (0, 0)
    before = article.body[start : min(end, evidence.start)]
    title = " ".join(filter(None, (article.kicker, article.title, article.subtitle)))
    return Ground(
        folded(evidence.text),
        folded(before),
        folded(title),
        folded(article.source),
        _zones_meant(article, evidence.start),
        article.published,
    )


@lru_cache(maxsize=2048)
def _zones_meant(article: Article, start: int) -> tuple[str, ...]:
    """Return the zone of each kind that was named last before a sentence, else the article's."""
    last: dict[bool, str] = {}
    about = article.zones[:1]
    titled = " ".join((article.kicker, article.title, article.subtitle))
    for text in (titled, article.body[max(0, start - MAX_BEFORE) : start]):
        for zone in zone_mentions(text, about=about):
            last[zone.kind in PARKS] = zone.name
    return tuple(dict.fromkeys(last.values())) or about


@lru_cache(maxsize=8192)
def zones_in(text: str) -> tuple[Zone, ...]:
    """Return the zones that a text names."""
    return tuple(zone_mentions(text))


def _role(text: str, start: int, words: str) -> str:
    """Tell a time that something is compared with (比去年同期) from one that it is of."""
    return (
        "compared" if words.endswith("同期") or text[start - 1 : start] in tuple("比较") else "time"
    )


def without_zones(text: str) -> str:
    """Return a text with a blank for every zone."""
    for zone in reversed(zones_in(text)):
        text = text[: zone.start] + " " + text[zone.end :]
    return text


@lru_cache(maxsize=8192)
def items(text: str, published: str) -> tuple[Item, ...]:
    """Return the times, zones and telling words of a text, in reading order."""
    found = [
        Item(t.text, t.start, t.end, t.interval, place=_role(text, t.start, t.text))
        for t in date_mentions(text, published)
    ]
    rest = list(text)
    found += [Item(text[z.start : z.end], z.start, z.end, None, z.name, z.place)
              for z in zones_in(text)]  # fmt: skip
    for start, end in [(i.start, i.end) for i in found] + [
        (f.core_start, f.core_end) for f in find_figures(text)
    ]:
        rest[start:end] = " " * (end - start)
    return tuple(sorted([*found, *_words("".join(rest))], key=lambda item: item.start))


def _words(text: str) -> Iterator[Item]:
    at = 0
    for word in segment(text):
        if is_telling(word):
            yield Item(word, at, at + len(word))
        at += len(word)


def is_telling(word: str) -> bool:
    """Say whether a word names something, so that another one in its place says something else."""
    if word in _TELLING:
        return True
    if re.fullmatch("一[^期]", word) and word[1] in COUNT_WORDS:
        return False
    if len(word) < 2 or not re.search(r"[\u4e00-\u9fffA-Za-z]", word):
        return False
    if word not in _dictionary() and _EDGE.search(word):
        return False  # 率到: two words in one
    return word not in _LIGHT and word not in _common_words()


def is_thing(word: str) -> bool:
    """Say whether a telling word is no deed: 厂房, but not 投资."""
    return _dictionary().get(word) not in ("v", "vn")


@cache
def _dictionary() -> Mapping[str, str]:
    """Return the words with their parts of speech."""
    return frequent_words(dict.fromkeys(_TAGS.split(), 1))


@cache
def _common_words() -> frozenset[str]:
    return frozenset(frequent_words(_COMMON))


def stands_in(word: str, text: str) -> bool:
    """Say whether a word stands in a text, in one piece or each two of its characters."""
    return word in text or (
        len(word) > 2 and all(word[i : i + 2] in text for i in range(len(word) - 1))
    )


def clause_of(text: str, start: int, end: int, *, stops: str = "，；。：！？") -> tuple[int, int]:
    """Return the clause around `text[start:end]`."""
    first = max((text.rfind(stop, 0, start) for stop in stops), default=-1) + 1
    ends: Sequence[int] = [n for n in (text.find(stop, end) for stop in stops) if n >= 0]
    return first, min(ends, default=len(text))


def clauses(text: str) -> list[tuple[int, int]]:
    """Return where each clause stands."""
    found = []
    at = 0
    while at < len(text):
        _, end = clause_of(text, at, at)
        if end - at > 1:
            found.append((at, end))
        at = end + 1
    return found


def shared(a: str, b: str) -> int:
    """Count the pairs of characters that two texts share."""
    return len(character_pairs(a) & character_pairs(b))


def character_pairs(text: str) -> set[str]:
    """Return the pairs of characters that stand side by side."""
    return {text[i : i + 2] for i in range(len(text) - 1)}
