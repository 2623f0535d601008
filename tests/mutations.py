"""Wrong claims, made from sentences of real articles by one change each."""

import itertools
import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from assistant.finding.evidence import Evidence
from corpus.article import Article
from corpus.figures import find_figures
from corpus.intervals import date_mentions
from corpus.numbers.pairs import pair_groups
from corpus.places.lexicon import places
from corpus.words import frequent_words, segment
from corpus.zones import same_zone, zone_mentions
from index.passages import sentence_spans

SHORTEST, LONGEST = 12, 130  # characters of a sentence that is changed
AROUND = 2  # sentences before and after that are offered too


@dataclass(frozen=True)
class Case:
    """A sentence that an LLM may write about `offered`, with its [n]."""

    kind: str
    claim: str
    offered: tuple[Evidence, ...]


@dataclass(frozen=True)
class Place:
    """A sentence of an article, what stands around it, and chance."""

    article: Article
    spans: tuple[tuple[int, int], ...]
    at: int
    chance: random.Random

    @property
    def text(self) -> str:
        start, end = self.spans[self.at]
        return self.article.body[start:end].rstrip("。；")

    @property
    def others(self) -> list[str]:
        """Return the other sentences."""
        body = self.article.body
        return [body[a:b] for n, (a, b) in enumerate(self.spans) if n != self.at]

    def case(self, kind: str, text: str, *, at: int | None = None, cited: str = "") -> Case:
        """Offer the sentence and its neighbours; cite the one at `at`."""
        at = self.at if at is None else at
        first = max(0, at - AROUND)
        spans = self.spans[first : at + AROUND + 1]
        offered = tuple(Evidence(self.article, a, b, score=0.9) for a, b in spans)
        return Case(kind, f"{text}{cited or f'[{at - first + 1}]'}。", offered)


Change = Callable[[Place], Iterator[str]]

_NUMBER = re.compile(r"(?<![\d.])\d+(?:\.\d+)?(?!\d)")
_SWAPS = {
    "another unit": (
        "亩:平方米 平方米:亩 公里:米 吨:公斤 美元:元 亿元:亿美元 万元:万美元 家:人 人:户 项:家"
        " 个工作日:个月 平方公里:公顷"
    ),
    "direction": "增长:下降 下降:增长 提高:降低 上升:下滑 降低:提高 减少:增加 增加:减少 增幅:降幅",
    "qualifier": (
        "超过:不足 不足:超过 不少于:不到 以上:以下 以下:以上 不低于:低于 不少于:少于 高于:低于"
    ),
    "percentage points": "个百分点:%",
    "stage": (
        "签约:投产 投产:签约 开工:竣工 竣工:开工 建成:签约 封顶:投产 动工:投用 达产:开工 投用:开工"
        " 计划投资:完成投资 完成投资:计划投资 预计:已 计划:已 拟:已 将:已 力争:已 已:计划"
    ),
    "stretch": (
        "前三季度:上半年 上半年:前三季度 1至9月:1至6月 1-6月:1-9月 前7月:前6月 前7个月:前6个月"
    ),
    "rank": (
        "第一:第三 第1:第3 第二:第五 第三:第一 首位:第三位 首个:第三个 前10:前5 前十:前五"
        " 居首:居第二"
    ),
}


def digit_swapped(place: Place) -> Iterator[str]:
    """Change one digit."""
    for number in _NUMBER.finditer(place.text):
        at = place.chance.randrange(number.start(), number.end())
        if place.text[at] != ".":
            other = place.chance.choice([d for d in "123456789" if d != place.text[at]])
            yield place.text[:at] + other + place.text[at + 1 :]


def digits_transposed(place: Place) -> Iterator[str]:
    """Exchange two neighbouring digits."""
    text = place.text
    for number in _NUMBER.finditer(text):
        for at in range(number.start(), number.end() - 1):
            a, b = text[at], text[at + 1]
            if a != b and "." not in (a, b) and not (at == number.start() and b == "0"):
                yield text[:at] + b + a + text[at + 2 :]


def magnitude(place: Place) -> Iterator[str]:
    """Write 万 for 亿 and 亿 for 万 behind a digit."""
    for sign in re.finditer(r"(?<=\d)[亿万](?!亿)", place.text):
        other = "万" if sign[0] == "亿" else "亿"
        yield place.text[: sign.start()] + other + place.text[sign.end() :]


def year_changed(place: Place) -> Iterator[str]:
    """Write another year, or a wrong one for 今年 and 去年."""
    for year in re.finditer(r"(?<!\d)20[12]\d(?=年)", place.text):
        other = int(year[0]) + place.chance.choice((-2, -1, 1, 2))
        yield place.text[: year.start()] + str(other) + place.text[year.end() :]
    written = place.article.published[:4]
    for word, by in (("今年", 1), ("今年", -1), ("去年", 0), ("去年", -2)):
        if word in place.text and written:
            yield place.text.replace(word, f"{int(written) + by}年", 1)


def month_changed(place: Place) -> Iterator[str]:
    """Write another month."""
    for month in re.finditer(r"(?<![\d.])\d{1,2}(?=月)", place.text):
        other = place.chance.choice([m for m in range(1, 13) if m != int(month[0])])
        yield place.text[: month.start()] + str(other) + place.text[month.end() :]


def zone_changed(place: Place) -> Iterator[str]:
    """Name another zone: one of the same article, or one from far away."""
    named = [z.name for z in zone_mentions(place.article.body)]
    for zone in zone_mentions(place.text):
        others = [z for z in (*dict.fromkeys(named), "风陵渡经开区", "苏州工业园区", "天津高新区")
                  if not same_zone(z, zone.name)]  # fmt: skip
        other = place.chance.choice(others)
        yield place.text[: zone.start] + other + place.text[zone.end :]


def pairs_exchanged(place: Place) -> Iterator[str]:
    """Exchange two figures of a 分别 row, or give one subject the other's figure."""
    text = place.text
    for group in pair_groups(text):
        for a, b in itertools.pairwise(group):
            one, two = a.figure, b.figure
            if one.text != two.text:
                middle = text[one.end : two.start]
                yield text[: one.start] + two.text + middle + one.text + text[two.end :]
                yield f"{a.subject}为{two.text}"
                yield f"{b.subject}为{one.text}"


def figure_from_elsewhere(place: Place) -> Iterator[str]:
    """Put in a figure of the same unit from another sentence."""
    elsewhere = [f for other in place.others for f in find_figures(other)]
    here = find_figures(place.text)
    for figure in here:
        fits = [f for f in elsewhere if f.unit == figure.unit
                and all(f.value != own.value for own in here)]  # fmt: skip
        if fits:
            other = place.chance.choice(fits)
            yield place.text[: figure.start] + other.text + place.text[figure.end :]


def figures_exchanged(place: Place) -> Iterator[str]:
    """Exchange two figures of one unit in a sentence."""
    text, figures = place.text, find_figures(place.text)
    for one, two in itertools.pairwise(figures):
        alike = one.unit == two.unit and (one.value, one.upper) != (two.value, two.upper)
        if alike and not re.fullmatch("[、和与及]", text[one.end : two.start]):
            a, b = text[one.core_start : one.core_end], text[two.core_start : two.core_end]
            rest = text[one.core_end : two.core_start]
            yield text[: one.core_start] + b + rest + a + text[two.core_end :]


def dates_exchanged(place: Place) -> Iterator[str]:
    """Exchange two times of a sentence that stand with two figures."""
    text = place.text
    times = [t for t in date_mentions(text, place.article.published) if re.search(r"\d", t.text)]
    figures = find_figures(text)
    for one, two in itertools.pairwise(times):
        between = any(one.end <= f.start < two.start for f in figures)
        behind = any(two.end <= f.start for f in figures)
        if one.text != two.text and one.interval != two.interval and between and behind:
            middle = text[one.end : two.start]
            yield text[: one.start] + two.text + middle + one.text + text[two.end :]


_PROJECT = re.compile(
    r"(?:^|(?<=[，。；、：\n和是]))[\u4e00-\u9fffA-Za-z]{3,14}?(?:项目|公司|集团|产业园|基地|中心)"
)


def subject_exchanged(place: Place) -> Iterator[str]:
    """Name another project or company of the same article."""
    body = place.article.body
    names = [n for n in dict.fromkeys(m[0] for m in _PROJECT.finditer(body)) if _is_name(n)]
    for match in filter(lambda m: _is_name(m[0]), _PROJECT.finditer(place.text)):
        others = [n for n in names if n[-2:] == match[0][-2:]
                  and n not in place.text and not set(match[0]) <= set(n)
                and not set(n) <= set(match[0])
                  and n[:-2] not in match[0]]  # fmt: skip
        if others and re.search(r"\d", place.text):
            other = place.chance.choice(others)
            yield place.text[: match.start()] + other + place.text[match.end() :]


def place_exchanged(place: Place) -> Iterator[str]:
    """Name another city, county or country of the same article."""
    known = places().administrations
    named = [word for word in _words(place.article.body) if word in known and len(word) > 1]
    for word in dict.fromkeys(w for w in segment(place.text) if w in known and len(w) > 1):
        others = [n for n in dict.fromkeys(named) if n not in place.text and word not in n]
        if others and re.search(r"\d", place.text):
            yield place.text.replace(word, place.chance.choice(others), 1)


@cache
def _words(text: str) -> tuple[str, ...]:
    return tuple(segment(text))


@cache
def _verbs() -> frozenset[str]:
    return frozenset(frequent_words({"v": 1, "d": 1, "c": 1, "p": 1}))


def _is_name(name: str) -> bool:
    """Leave out 这家公司 and 部分项目."""
    return (
        len(name) > 4
        and segment(name)[0] not in _verbs()
        and not re.search(
            r"[这该因其某任到着由待]|部分|重点|[的了在有为将把被向对等]|\d(?:个|家|项)", name
        )
    )


def _swap(pairs: str) -> Change:
    table = dict(pair.split(":") for pair in pairs.split())
    pattern = re.compile(
        "(?<!不)" + "|(?<!不)".join(sorted(map(re.escape, table), key=len, reverse=True))
    )
    if any(unit in table for unit in ("亩", "公里")):
        pattern = re.compile(rf"(?<=[\d万])(?:{pattern.pattern})(?![\u4e00-\u9fff]*工)")

    def change(place: Place) -> Iterator[str]:
        for match in pattern.finditer(place.text):
            yield place.text[: match.start()] + table[match[0]] + place.text[match.end() :]

    return change


CHANGES: dict[str, Change] = {
    "digit swapped": digit_swapped,
    "digits transposed": digits_transposed,
    "亿 and 万": magnitude,
    "year": year_changed,
    "month": month_changed,
    "zone": zone_changed,
    "分别 exchanged": pairs_exchanged,
    "figure from another sentence": figure_from_elsewhere,
    "figures of a sentence exchanged": figures_exchanged,
    "times of a sentence exchanged": dates_exchanged,
    "subject exchanged": subject_exchanged,
    "place exchanged": place_exchanged,
} | {kind: _swap(pairs) for kind, pairs in _SWAPS.items()}


def places_of(articles: Sequence[Article], seed: int) -> Iterator[Place]:
    """Yield the sentences that say something countable or dated."""
    for article in articles:
        spans = sentence_spans(article.body)
        for at, (start, end) in enumerate(spans):
            text = article.body[start:end]
            if SHORTEST <= end - start <= LONGEST and re.search(r"\d|[第首]|签约|投产", text):
                yield Place(article, spans, at, random.Random(f"{seed} {article.doc_id} {at}"))


def wrong_cases(articles: Sequence[Article], *, per_kind: int, seed: int = 0) -> list[Case]:
    """Return at most `per_kind` wrong claims of each kind, spread over the articles."""
    places = list(places_of(articles, seed))
    found: dict[str, list[Case]] = {}
    for place in places:
        for kind, change in CHANGES.items():
            found.setdefault(kind, []).extend(
                place.case(kind, text) for text in change(place) if text != place.text
            )
        found.setdefault("citation invented", []).append(
            place.case("citation invented", place.text, cited="[9]")
        )
        found.setdefault("citation moved", []).extend(_moved(place))
    chance = random.Random(seed)
    return [
        case for cases in found.values() for case in chance.sample(cases, min(per_kind, len(cases)))
    ]


def _moved(place: Place) -> Iterator[Case]:
    """Cite a sentence that lacks a figure of the claim."""
    figures = {(f.value, f.unit) for f in find_figures(place.text)}
    for at in range(len(place.spans)):
        start, end = place.spans[at]
        there = {(f.value, f.unit) for f in find_figures(place.article.body[start:end])}
        if at != place.at and figures - there:
            yield place.case("citation moved", place.text, at=at)
