"""What the articles know: their zones, the names in them, and which characters stand together."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.asking.script import is_traditional
from corpus.article import Article
from corpus.places.lexicon import places
from corpus.places.names import SPELLINGS, SUFFIX, split_zone
from corpus.words import frequent_words

REACH = 14  # characters of a name before what it ends in
MAX_QUOTED = 20
_COMMON = 3  # how often jieba has counted a word whose characters may stand together
_TAGS = "n vn an v vd a ad b l i j d r t m q c p f s z nr ns nt nz nrt"
ENDING = re.compile(
    r"项目|工程|基地|集团|公司|研究院|实验室|大学|学院|医院|银行|中心|平台|管委会|科技[城港]|[创数云科]谷|创新港"
    rf"|智创园|创业园|孵化器|[经高]开区|小镇|综合体|工厂|{SUFFIX.pattern}"
)
# Words that do not begin a name; what stands behind the last of them does.
_NOT_NAME = re.compile(
    r"[^\u4e00-\u9fffA-Za-z0-9·]+|[的在由和与及为了是将对等向被把从于]|其中|以及"
)
_NO_WORD = re.compile(r"[^\u4e00-\u9fffA-Za-z0-9·]|^\d+\D?$")
_QUOTED = re.compile(rf"[“「《]([^”」》\n]{{3,{MAX_QUOTED}}})[”」》]")
_RANK = re.compile(r"^(?:国家|[省市县区])?级|^[省市县区州镇乡村]")
_CUT = "\r"  # a name may have begun before this
# What many names have: it tells none from another.
GENERIC = re.compile(
    rf"[\x00-\x7f]|{SUFFIX.pattern}|(?:股份|责任)?有限(?:责任)?公司|(?:分|子)?公司|集团|项目|工程|基地|中心|平台|研究院|实验室"
    r"|大学|学院|医院|银行|管委会|管理委员会|委员会|人民|中国|[省市县区镇乡村州旗盟]"
)
_SPELT = ("高新区", "经开区", "综保区", "自贸区")
_PER_KIND = 3  # spellings of a kind that people type

Codes = NDArray[np.uint16]


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """The zones of the articles, those that most articles name first, and the names in them.

    `names` is one text with a line for every name, `pairs` where each two characters stand in it
    (sorted by the pair), `telling[i]` how many of its first i characters tell names apart, and
    `printed` and `seen` the pairs that stand in the articles, and in them or in a word.
    """

    zones: tuple[str, ...]
    names: Codes
    pairs: NDArray[np.uint32]
    at: NDArray[np.int32]
    telling: NDArray[np.int32]
    seen: NDArray[np.uint32]
    printed: NDArray[np.uint32]
    traditional: bool = False  # what the articles are written in

    def has_seen(self, text: str) -> NDArray[np.bool_]:
        """Return for every two neighbours of `text` whether they stand together anywhere."""
        return _among(self.seen, text)

    def has_printed(self, text: str) -> bool:
        """Tell whether every two neighbours of `text` stand together in an article."""
        return bool(_among(self.printed, text).all())

    def where(self, pair: str) -> NDArray[np.int32]:
        """Return where two characters stand side by side in `names`."""
        key = _pairs(codes(pair))[0]
        first, last = np.searchsorted(self.pairs, [key, key + np.uint32(1)])
        return self.at[first:last]


def know(articles: Iterable[Article]) -> Known:
    """Read the zones and names of the articles once; a second or so for 1,700 articles."""
    texts, names = [], dict[str, None]()
    counts: Counter[str] = Counter()
    for article in articles:
        counts.update(dict.fromkeys(article.zones, 1))
        texts.append(f"{article.title}\n{article.body}")
        names |= dict.fromkeys(_names_in(article))
    zones = tuple(zone for zone, _ in counts.most_common())
    names |= dict.fromkeys(spelling for zone in zones for spelling in _spellings(zone))
    joined = "\n" + "\n".join(names) + "\n"
    written = codes(joined)
    pairs = _pairs(written)
    order = np.argsort(pairs, kind="stable").astype(np.int32)
    text = "\n".join(texts)
    printed = np.unique(_pairs(codes(text)))
    words = _pairs(codes("\n".join([joined, *_words(), *places().all])))
    seen = np.unique(np.concatenate([printed, words]))
    old = is_traditional(text)
    return Known(zones, written, pairs[order], order, _telling(joined), seen, printed, old)


def nothing_known() -> Known:
    """Return what no articles know; nothing is mended by it."""
    places_, pairs = np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.uint32)
    return Known((), np.zeros(0, dtype=np.uint16), pairs, places_, places_, pairs, pairs)


def codes(text: str) -> Codes:
    """Return the characters as numbers; one outside the basic plane counts as two."""
    return np.frombuffer(text.encode("utf-16-le", "surrogatepass"), dtype="<u2")


def _among(pairs: NDArray[np.uint32], text: str) -> NDArray[np.bool_]:
    asked = _pairs(codes(text))
    if not pairs.size:
        return np.zeros(asked.size, dtype=np.bool_)
    found = np.searchsorted(pairs, asked).clip(max=pairs.size - 1)
    return np.asarray(pairs[found] == asked, np.bool_)


def _pairs(written: Codes) -> NDArray[np.uint32]:
    wide = written.astype(np.uint32)
    return (wide[:-1] << np.uint32(16)) | wide[1:]


def _telling(joined: str) -> NDArray[np.int32]:
    tells = np.ones(len(codes(joined)), dtype=np.int32)
    if len(tells) == len(joined):
        for generic in GENERIC.finditer(joined):
            tells[generic.start() : generic.end()] = 0
    return np.concatenate([np.zeros(1, dtype=np.int32), np.cumsum(tells, dtype=np.int32)])


def _names_in(article: Article) -> Iterator[str]:
    """Yield what may be names: in quotation marks, in the title, before 项目, 园, 公司."""
    text = article.body
    if not article.title_inferred:
        yield from (run for run in _NOT_NAME.split(article.title) if len(run) > 2)
    yield from (match[1] for match in _QUOTED.finditer(text) if not _NO_WORD.search(match[1]))
    for ending in ENDING.finditer(text):
        run = text[max(0, ending.start() - REACH) : ending.end()]
        name = _NOT_NAME.split(run)[-1]
        cut = _CUT if name == run and ending.start() > REACH else ""
        name = _RANK.sub("", name)
        if len(name) > 2:
            yield cut + name


def _spellings(zone: str) -> Iterator[str]:
    place, kind = split_zone(zone)
    yield zone
    if len(place) > 2:
        yield place
    if place and kind in _SPELT:
        yield from (place + spelling for spelling in SPELLINGS[kind][:_PER_KIND])


def _words() -> list[str]:
    return list(frequent_words(dict.fromkeys(_TAGS.split(), _COMMON)))
