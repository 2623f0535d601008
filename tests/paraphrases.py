"""True claims, made from sentences of real articles by one change of wording each."""

import random
import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from corpus.article import Article
from corpus.figures import find_figures
from corpus.intervals import date_mentions
from corpus.times.timexes import absolute
from corpus.zones import zone_mentions
from tests.mutations import Case, Place, places_of

Rewording = Callable[[Place], Iterator[str]]

_DIGITS = "零一二三四五六七八九"
_SYNONYMS = (
    "达到:达 目前:现在 截至目前:到目前为止 占地面积:占地 同比增长:较上年同期增长 "
    "推动:促进 共有:一共有 位于:地处 总投资:投资总额 预计:预期 拥有:有 包括:包含 超过:超 累计:总计 "
    "约:大约 开工:动工 引进:引入 成立:设立 举行:举办 提供:给予 其中:当中 同时:与此同时 表示:说 "
    "介绍:说 下降:减少 实现:取得 打造:建设 推出:出台 公布:发布 投产:投入生产 竣工:完工 "
    "力争:争取 近日:日前 增长:增加 提升:提高 全部:都 如今:现在 加快:加速 帮助:助力 举办:召开"
)


def as_it_is(place: Place) -> Iterator[str]:
    """Copy the sentence."""
    yield place.text


def synonyms(place: Place) -> Iterator[str]:
    """Use another word for the same."""
    for pair in _SYNONYMS.split():
        one, other = pair.split(":")
        at = place.text.find(one)
        if at >= 0 and place.text[at - 1 : at] not in tuple("合特节"):
            yield place.text[:at] + other + place.text[at + len(one) :]


def order(place: Place) -> Iterator[str]:
    """Put the time behind the subject, or a half of the sentence behind the other."""
    text = place.text
    halves = text.split("；")
    if len(halves) == 2:
        yield f"{halves[1]}；{halves[0]}"
    times = date_mentions(text, place.article.published)
    if times and times[0].start == 0 and text[times[0].end : times[0].end + 1] == "，":
        rest = text[times[0].end + 1 :]
        zone = next(iter(zone_mentions(rest)), None)
        if zone and zone.start == 0:
            yield f"{zone.name}{times[0].text}{rest[zone.end :]}"
    clauses = text.split("，")
    if len(clauses) == 3 and all(re.match("占地|总投资|用地", c) for c in clauses[1:]):
        yield f"{clauses[0]}，{clauses[2]}，{clauses[1]}"


def exact_units(place: Place) -> Iterator[str]:
    """Write 1.2亿元 as 12000万元 and the other way round."""
    text = place.text
    for m in re.finditer(
        r"(?<![\d.,至—-])(\d+(?:\.\d+)?)(亿|万)(?=(?:元|美元|吨|平方米|人))", text
    ):
        value = Decimal(m[1]) * (10000 if m[2] == "亿" else Decimal("0.0001"))
        if m[2] == "亿" or Decimal(m[1]) >= 1000:
            other = "万" if m[2] == "亿" else "亿"
            yield f"{text[: m.start()]}{value.normalize():f}{other}{text[m.end() :]}"


def chinese_numbers(place: Place) -> Iterator[str]:
    """Write 58项 as 五十八项, and 三家 as 3家."""
    text = place.text
    for m in re.finditer(r"(?<![\d.,至—、-])(\d{1,2})(?=[个项家名人座条位]\w)", text):
        yield text[: m.start()] + _spelled(int(m[1])) + text[m.end() :]
    for m in re.finditer(
        r"(?<![十百千第\d零一二三四五六七八九])([三四五六七八九])(?=(?:家|个|项|名)\w)", text
    ):
        if any(f.core_start == m.start() for f in find_figures(text)):
            yield text[: m.start()] + str(_DIGITS.index(m[1])) + text[m.end() :]


def _spelled(number: int) -> str:
    if number < 10:
        return "两" if number == 2 else _DIGITS[number]
    tens, ones = divmod(number, 10)
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")


def percent_words(place: Place) -> Iterator[str]:
    """Write 20% as 两成 and 21.7% as 百分之二十一点七."""
    text = place.text
    for m in re.finditer(r"(?<![\d.至—-])(\d{1,2})(?:\.(\d{1,2}))?%", text):
        number = int(m[1])
        if number and number % 10 == 0 and not m[2]:
            yield f"{text[: m.start()]}{_spelled(number // 10)}成{text[m.end() :]}"
        tail = "点" + "".join(_DIGITS[int(d)] for d in m[2]) if m[2] else ""
        whole = "二" if number == 2 else "零" if number == 0 else _spelled(number)
        yield f"{text[: m.start()]}百分之{whole}{tail}{text[m.end() :]}"


def full_dates(place: Place) -> Iterator[str]:
    """Give 今年, 去年 and 11月10日 their year."""
    text, published = place.text, place.article.published
    for time in date_mentions(text, published):
        meant = absolute(time.text, published)
        if meant:
            yield text[: time.start] + meant + text[time.end :]
            if time.text.startswith("今年"):
                year = f"今年({meant[:4]}年)"
                yield text[: time.start] + year + text[time.start + 2 :]
        elif time.interval and re.fullmatch(r"\d+月(\d+日)?", time.text):
            year = str(time.interval.first)[:4] + "年"
            yield text[: time.start] + year + text[time.start :]


def clauses_dropped(place: Place) -> Iterator[str]:
    """Leave out the last clauses, or a half of the sentence."""
    text = place.text
    halves = text.split("；")
    if len(halves) > 1:
        yield from (half for half in halves if len(half) > 8)
    clauses = halves[0].split("，")
    if len(clauses) > 2 and not re.search("“[^”]*$", "，".join(clauses[:-1])):
        yield "，".join(clauses[:-1])
    if len(clauses) > 2 and re.fullmatch("据(?:了解|介绍|悉)|此外|同时|目前", clauses[0]):
        yield "，".join(clauses[1:])


def lists_shortened(place: Place) -> Iterator[str]:
    """Leave out one of three things or more that 、 joins."""
    text = place.text
    if re.search("分别|依次|各自", text):
        return
    for m in re.finditer(r"(?:[\u4e00-\u9fff]{2,6}、){2,}[\u4e00-\u9fff]{2,6}", text):
        items = m[0].split("、")
        kept = "、".join([*items[:1], *items[2:]])
        if not re.search("[一二三四五六七八九十两\\d](?:个|大|项|家|类|种)", text):
            yield text[: m.start()] + kept + text[m.end() :]


def reported(place: Place) -> Iterator[str]:
    """Say which paper reports it."""
    source = place.article.source.removeprefix("摘编自").strip("《》")
    yield f"据《{source or '资料'}》报道，{place.text}"
    title = place.article.title
    if title and not re.search(r"\d|[“”]", title) and not date_mentions(title, ""):
        yield f"据报道《{place.article.title}》，{place.text}"


def thousands(place: Place) -> Iterator[str]:
    """Write 12000 as 12,000."""
    text = place.text
    for m in re.finditer(
        r"(?<![\d.,])([1-9]\d{0,2})(\d{3})(?=万|亿|元|家|个|项|亩|人|吨|户|台)", text
    ):
        yield f"{text[: m.start()]}{m[1]},{m[2]}{text[m.end() :]}"


def zone_names(place: Place) -> Iterator[str]:
    """Use the short name of a zone for the full one, and the full for the short."""
    text = place.text
    for zone in zone_mentions(text):
        written = text[zone.start : zone.end]
        full = zone.name.replace("经开区", "经济技术开发区").replace("高新区", "高新技术产业开发区")
        for other in {zone.name, full} - {written}:
            if not re.search("[、和与]$|^[、和与]", text[: zone.start]):
                yield text[: zone.start] + other + text[zone.end :]


REWORDINGS: dict[str, Rewording] = {
    "as it is": as_it_is,
    "synonyms": synonyms,
    "order": order,
    "亿元 as 万元": exact_units,
    "Chinese numbers": chinese_numbers,
    "percent words": percent_words,
    "full dates": full_dates,
    "clauses dropped": clauses_dropped,
    "lists shortened": lists_shortened,
    "据《…》报道": reported,
    "thousands": thousands,
    "zone names": zone_names,
}


def true_cases(articles: Sequence[Article], *, per_kind: int, seed: int = 0) -> list[Case]:
    """Return at most `per_kind` true claims of each kind, spread over the articles."""
    found: dict[str, list[Case]] = {kind: [] for kind in REWORDINGS}
    for place in places_of(articles, seed):
        for kind, rewording in REWORDINGS.items():
            found[kind] += [place.case(kind, text) for text in dict.fromkeys(rewording(place))]
    chance = random.Random(seed)
    return [
        case for cases in found.values() for case in chance.sample(cases, min(per_kind, len(cases)))
    ]
