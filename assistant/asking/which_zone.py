"""Which zone a bare 高新区 means, where the articles know several."""

import re
from collections.abc import Iterator, Sequence

from assistant.asking.comparison import Comparison, Part
from corpus.places.context import is_class
from corpus.places.lexicon import places
from corpus.places.names import KIND_OF, LOOSE, SUFFIX, split_zone
from corpus.times.timexes import find_timexes
from corpus.zones import zone_mentions

MAX_CHOICES = 6
# Kinds that people leave without a place; a bare 产业园 or 示范区 is rarely a zone of its own.
_ASKED_BARE = frozenset({"高新区", "经开区", "开发区", "综保区", "自贸区", "新区"})
# A number, a list or a superlative asks of the class: 有多少个高新区, 哪个经开区最大.
_CLASS = re.compile(
    r"(?:[哪几各每另]|哪[些几个家一]+|多少[个家]?|[一二两三四五六七八九十\d]+[个家]|所有|全部|其他|任何|什么是|[国省市]级|全[国省市]"
    r"|我国|中国|国家|不同|这些|那些|[这那该本]个?)(?:的)?$"
)
_LEAD = re.compile(
    r"[，,。；;：:？?！!、\s]|请问|想问|问一?下|(?:介绍|说说|讲讲|了解|查)(?:一下)?|[我你您]们?|咱们?|想|要|这边|那边|现在|目前"
    r"|落户|入驻|进驻|位于|企业|公司|[在是到由对去的]"
)
# A project or a company of the zone is what is asked about: 高新区内的锂电项目.
_SUBJECT = re.compile(
    r"[内里]?的?(?!.{0,3}(?:多少|哪|几))[^，。？?多哪几谁]{2,12}(?:项目|公司|集团|产业园|基地|工厂|医院|学校|小镇)(?!有?(?:多少|哪|几))"
)
_CLASS_BEHIND = re.compile(
    r"(?:分别|都|们|之间|名单|一共有(?:多少|几)[个家]|总数|(?:有|共|总共|一共有?)(?:多少|几)[个家](?=[？?。]?$)"
    r"|是什么|是啥|和|与|、|有哪些[？?。]?$)"
)


def which_zones(text: str, zones: Sequence[str]) -> tuple[str, ...]:
    """Return the zones that a bare kind in a question may mean, best first; none where it is clear.

    `zones` are canonical names, the likeliest first: those of the articles that were found, then
    the others of the index. A place in the question, a zone with its name, a project of the zone
    or the class as such (各高新区) leaves nothing to choose.
    """
    if any(zone_mentions(text)) or _names_place(text):
        return ()
    match = next(_bare_kinds(text), None)
    if match is None:
        return ()
    before, behind = text[: match.start()], text[match.end() :]
    if (
        not _is_bare(before)
        or _SUBJECT.match(behind)
        or _CLASS.search(before)
        or _CLASS_BEHIND.match(behind)
        or is_class(text, match)
    ):
        return ()
    choices = _of_kind(KIND_OF[match[0]], zones)
    return choices if len(choices) > 1 else ()


def _bare_kinds(text: str) -> Iterator[re.Match[str]]:
    return (match for match in SUFFIX.finditer(text) if KIND_OF[match[0]] in _ASKED_BARE)


def ask_back(text: str, choices: Sequence[str]) -> str:
    """Ask which zone is meant: 您问的是哪个高新区？资料里有：甲高新区、乙高新区。."""
    match = next(_bare_kinds(text))
    return f"您问的是哪个{KIND_OF[match[0]]}？资料里有：{'、'.join(choices)}。"


def per_zone(text: str, choices: Sequence[str]) -> Comparison:
    """Return the question asked of every choice, to be answered as a table."""
    return Comparison(tuple(Part(zone, with_zone(text, zone)) for zone in choices))


def with_zone(text: str, zone: str) -> str:
    """Return the question asked of one zone: 高新区有多少家企业 → 白河高新区有多少家企业."""
    match = next(_bare_kinds(text))
    return f"{text[: match.start()]}{zone}{text[match.end() :]}"


def _is_bare(before: str) -> bool:
    """Tell whether nothing but a time and words that lead stands before the kind."""
    for timex in find_timexes(before):
        before = before.replace(timex.text, "")
    return not _LEAD.sub("", before)


def _names_place(text: str) -> bool:
    known = places().administrations - places().common
    return any(text[i : i + n] in known for i in range(len(text)) for n in (2, 3))


def _of_kind(kind: str, zones: Sequence[str]) -> tuple[str, ...]:
    kinds = (kind, *LOOSE.get(kind, ())) if kind == "开发区" else (kind,)
    found = [z for z in zones if split_zone(z)[1] in kinds and len(split_zone(z)[0]) > 1]
    return tuple(found[:MAX_CHOICES])
