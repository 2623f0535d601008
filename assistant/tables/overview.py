"""Read a question over all zones, or all projects of a zone, that it does not name one by one."""

import re
from dataclasses import dataclass
from typing import Literal

from assistant.asking.comparison import read_comparison
from assistant.question import content
from assistant.tables.zone_attributes import ZoneAttribute, read_attribute
from corpus.places.lexicon import places
from corpus.places.names import KIND_OF, SUFFIX
from corpus.times.timexes import find_timexes
from corpus.zones import zone_mentions

Wish = Literal["largest", "smallest", "sum"]

MAX_LENGTH = 60  # characters; a longer question has conditions that a table would drop
MAX_EXTRA = 8  # characters that say more of an attribute: 新能源汽车产业
MAX_FIRST = 10

_KIND = r"高新区|经开区|综保区|自贸区|开发区|新区|园区|产业园"
_SORT = rf"(?:国家级|省级|市级)?(?:{_KIND})"
_MEMBERS = r"[个家座]?(?:重点|大|主要|不同)?"
_KINDS = re.compile(_KIND)
_NUMBER = r"[一二三四五六七八九十几些两\d]{0,3}"
_SET = re.compile(
    rf"(?:各{_MEMBERS}(?:地|市|省|县)?的?|哪{_NUMBER}{_MEMBERS}|(?:所有|全部|每){_MEMBERS}的?"
    rf"|(?:前|最[大多高小少低]的){_NUMBER}{_MEMBERS}|全[国省市]的?)(?:{_SORT})(?!块)"
    rf"|{_SORT}(?=(?:里面?|中|当中|之中)|[^，。]{{0,14}}(?:最|排名|排行|各自|分别|合计|一共|总共|加起来))"
)
_PROJECTS = re.compile(
    r"(?:各|哪[几些\d]?|所有|全部|每)(?:[个家]|大|重点|重大|主要|产业|招商|签约|新开工)*项目"
    r"|最[大多高小少低]的(?:[前一二两三四五六七八九十几\d]*个?)?(?:重点|重大)?项目"
    r"|(?:有|的)(?:哪些|什么)(?:重点|重大|主要|产业)?项目"
    r"|(?:的|里|内)(?:重点|重大)?项目(?=[^，。]{0,8}(?:最|各|分别|一共|总共|合计|排名))"
)
_ORDER = re.compile(r"最(?P<size>[大多高小少低])的?|排名|排行|(?=前[二两三四五六七八九十\d])")
_FIRST = re.compile(r"前(?P<n>[二两三四五六七八九十]|\d{1,2})(?!年|季|天|个?月)[名位家]?")
_SUM = re.compile(r"一共|总共|合计|共计|加起来|总计|总和|共(?=有|投|引)")
_ASKS = re.compile(r"多少|几[家户个亩]|多大|多高|各自|分别|各(?=[投占有是为])|怎么样|情况")
_HOW_MUCH = re.compile(
    r"多大|多高|多长|[是为有]?多少(?:亿?元|[家户个亩人]|平方公里|平方米)?|几[家户个亩]"
)
_GRADE = re.compile(r"国家级|省级|市级")
_NUMERALS = {numeral: n for n, numeral in enumerate("一二三四五六七八九十", start=1)} | {"两": 2}
_EMPTY = re.compile(
    r"各自|各(?!类|种)|获得|里面?|当中|之中|中(?!心|小|国)|都|在|有(?!限)|以及|及|和|与|名字|列表|列出|请|帮我|一下|排序|按|[从由]高到低|[从由]大到小"
    r"|情况|对比|比较|统计|汇总|全国|我国|国内|目前|现在|它们|他们|哪|多|第一"
)


@dataclass(frozen=True, slots=True)
class Overview:
    """A set of zones, or of the projects of a zone or place, and what is asked of each.

    `place` is a province or city, `grade` 国家级, 省级 or 市级, `kind` 高新区 … or 开发区 for all;
    of projects, `zones` are those that they must be in. `first` says how many are wanted.
    """

    attribute: ZoneAttribute
    of_projects: bool = False
    kind: str = "开发区"
    grade: str = ""
    place: str = ""
    zones: tuple[str, ...] = ()
    wish: Wish | None = None
    first: int = 1

    @property
    def is_of_parks(self) -> bool:
        """Tell whether parks are meant, which are projects, too."""
        return self.kind in ("产业园", "园区") and self.attribute.of_projects


def read_overview(text: str) -> Overview | None:
    """Return what a question asks of every zone or project of a set, or None where it doesn't."""
    text = _with_short_kinds(re.sub(r"[？?。！!\s]+$", "", text))
    projects = _PROJECTS.search(text)
    found = projects or _SET.search(text)
    if not found or len(text) > MAX_LENGTH or read_comparison(text):
        return None
    rest = text[: found.start()] + "，" + text[found.end() :]
    zones = tuple(dict.fromkeys(zone.name for zone in zone_mentions(rest)))
    place = "" if zones else _place(text[: found.start()])
    wish, first = _wish(text)
    attribute = read_attribute(asked_words(rest, place))
    is_asked = bool(wish or _ASKS.search(rest) or (attribute and rest.endswith(attribute.name)))
    if attribute is None or len(attribute.extra) > MAX_EXTRA or not is_asked:
        return None
    of_some = attribute.of_projects and bool(zones or place)
    if not (of_some if projects else not zones):
        return None
    kind = _KINDS.search(found[0])
    return Overview(
        attribute,
        of_projects=bool(projects),
        kind=kind[0] if kind and not projects else "",
        grade=grade[0] if (grade := _GRADE.search(text)) else "",
        place=place,
        zones=zones,
        wish=wish,
        first=first,
    )


def _with_short_kinds(text: str) -> str:
    """Write 经济技术开发区 as 经开区, so that one pattern reads every kind."""
    return SUFFIX.sub(lambda m: KIND_OF[m[0]] if len(m[0]) > 3 else m[0], text)


def _place(before: str) -> str:
    """Return the province or city that stands in front of the set: 山西 of 山西省各开发区."""
    known = places().provinces | places().regions
    found = [
        before[i : i + n]
        for n in (4, 3, 2)
        for i in range(len(before))
        if before[i : i + n] in known
    ]
    return found[0] if found else ""


def _wish(text: str) -> tuple[Wish | None, int]:
    if _SUM.search(text):
        return "sum", 1
    order = _ORDER.search(text)
    if not order:
        return None, 1
    wish: Wish = "smallest" if order["size"] in tuple("小少低慢") else "largest"
    first = _FIRST.search(text)
    if not first:
        return wish, 1 if order["size"] else MAX_FIRST
    n = _NUMERALS.get(first["n"]) or int(first["n"])
    return wish, min(n, MAX_FIRST)


def asked_words(rest: str, place: str) -> str:
    """Return the words that name the attribute and what else is said of it."""
    for zone in sorted(zone_mentions(rest), key=lambda z: -z.start):
        rest = rest[: zone.start] + " " + rest[zone.end :]
    for timex in sorted(find_timexes(rest), key=lambda t: -t.start):
        rest = rest[: timex.start] + " " + rest[timex.end :]
    rest = re.sub(rf"{place}[省市]?", " ", rest, count=1) if place else rest
    rest = _FIRST.sub(" ", _SUM.sub(" ", _ORDER.sub(" ", _GRADE.sub(" ", rest))))
    words = _EMPTY.sub(" ", content(_HOW_MUCH.sub(" ", rest)))
    return "".join(words.split())
