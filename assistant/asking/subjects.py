"""The subjects that a question names side by side: zones, projects, companies, places."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.places.lexicon import places
from corpus.times.timexes import find_timexes, parse
from corpus.zones import zone_mentions

MAX_SUBJECTS = 8  # each is searched for
_MAX_SUBJECT = 30  # characters
_MAX_TIME = 60  # … of a time in front
_MAX_LEAD = 14  # … of a clause in front that says where or when for all subjects
_AND = re.compile(r"、(?:和|与|跟|及|以及)?|以及|还有|(?<![呼共祥])和|与(?!会)|跟")
_PART = re.compile(r"[一二三四五六]期")
_HE = "平谐田静政顺布林睦"  # 和平区, 和谐
LEAD = re.compile(
    r"^(?:请问|请|帮我|我想知道|想知道|想问|同在|同是|同为|都在|从|在|(?:对比|比较|比一比|比一下|比)(?:一下)?)+"
)
_CLAUSE = re.compile(r"[，,：:——。；;]+")
_MARKUP = re.compile(r"[<>{}|=*'\"`\\$@#~^]")  # no part of a name
ASKING = re.compile(r"[谁哪几]|什么|多少|何时|何地|怎|如何")
_GROUP = re.compile(
    r"(?:这|那)?[两二三四五六七八九十\d]+(?:个|家|大)?(?:项目|园区|开发区|经开区|高新区|企业|公司|[县市省区地])$"
)
_ENDING = re.compile(
    r"(?:项目|工程|基地|产业园|园区|园|[经高]开区|高新区|开发区|新区|自治[区州县]|[^地社片矿库辖][区县市省]|(?<!个)片区|[镇乡村州]"
    r"|公司|集团|银行|大学|学院|医院|中心|管委会|法院|[一二三四五]期|[^出进]港|科技城|[^信]谷|[药电钢铝焦化纸]厂"
    r"|生产线|电站|平台|机场|小镇|综合体|股份|控股|实业|重工|药业|能源|电气|汽车|化工|新材料?|精工"
    r"|电子|半导体|光伏|(?<![产就行作工农企])业|[中美英法德韩泰]国)$"
)
# What may follow the last subject where nothing else parts it from what is asked.
_BEHIND = re.compile(
    r"的|分别|各自|在|于|从|被|获|有(?!限)|是|为|共|将|要|拟|已|预计|计划|规划|达产|建成|投产|投运|开工|签约|竣工|目前|累计|总|年"
    r"|投资|占地|用地|面积|建筑|产值|产能|入驻|引进|新增|实现|完成|外贸|进出口|出口|进口|GDP|生产总值|地区|经济"
    r"|财政|税|利润|净利|收入|营|员工|职工|人口|人数|就业|成立|设立|规模|资金|贷款|资产|负债|固定|工业|规上|同比"
    r"|增|下降|减|现|需|能|可"
)


@dataclass(frozen=True, slots=True)
class Listed:
    """Subjects, what a clause in front says of all of them, and what follows the last one."""

    subjects: tuple[str, ...]
    lead: str
    rest: str


def joints(text: str, start: int = 0, end: int | None = None) -> list[re.Match[str]]:
    """Return what joins one name to the next: 和 in 盂县和平定, none in 和平区."""
    found = _AND.finditer(text, start, len(text) if end is None else end)
    return [cut for cut in found if cut[0] != "和" or not _is_he(text, cut.end())]


def _is_he(text: str, at: int) -> bool:
    """Tell whether the 和 before `at` begins a word or a place's name."""
    place = any(text[at : at + n] in places().administrations for n in (2, 3))
    return text[at : at + 1] in tuple(_HE) and not place


def list_before(text: str, end: int, *, loose: bool = False) -> Listed | None:
    """Return the list in the first clause before `end` that names two subjects or more.

    Where the question is surely one that compares, a `loose` list that is a clause by itself may
    hold names that end in nothing that tells a name.
    """
    stops = list(_CLAUSE.finditer(text, 0, end))
    starts = [0, *(stop.end() for stop in stops)]
    for start, clause_end in zip(starts, [*(m.start() for m in stops), end], strict=True):
        behind = text[clause_end:end]
        found = _subjects(text, start, clause_end)
        if loose and not found:
            found = _names(text, start, clause_end)
        if found:
            subjects, after = found
            time, first = time_in_front(subjects[0])
            if any(time_in_front(s)[0] for s in subjects[1:]):
                time, first = "", subjects[0]  # 2021年的甲和2017年的乙
            lead = _lead_of(text[:start]) + time
            rest = re.sub("分别|各自的?", "", after + behind)
            if joints(rest):
                return None  # two attributes or two times: which goes with which?
            return Listed((first, *subjects[1:]), lead, rest)
    return None


def _lead_of(front: str) -> str:
    """Return the clause in front where it says when or where, and nothing of several things."""
    clauses = [c for c in _CLAUSE.split(front) if c]
    said = _GROUP.sub("", LEAD.sub("", clauses[-1])) if clauses else ""
    return f"{said}，" if 1 < len(said) <= _MAX_LEAD and not joints(said) else ""


def _items(text: str, start: int, end: int) -> list[tuple[int, int]]:
    cuts = joints(text, start, end)
    begins = [start, *(cut.end() for cut in cuts)]
    return list(zip(begins, [*(cut.start() for cut in cuts), end], strict=True))


def _names(text: str, start: int, end: int) -> tuple[tuple[str, ...], str] | None:
    """Return a clause's items where one of them is surely a subject and all could be names."""
    start += len(lead[0]) if (lead := LEAD.match(text[start:end])) else 0
    items = [text[a:b] for a, b in _items(text, start, end)]
    names = tuple(dict.fromkeys(item.removesuffix("，") for item in items))
    could_be = all(
        1 < len(n) <= _MAX_SUBJECT and not ASKING.search(n) and not _PART.fullmatch(n)
        for n in names
    )
    listed = 1 < len(names) == len(items) <= MAX_SUBJECTS
    return (names, "") if listed and could_be and any(map(_is_subject, names)) else None


def _subjects(text: str, start: int, end: int) -> tuple[tuple[str, ...], str] | None:
    """Return the subjects listed in a clause and what follows the last of them."""
    start += len(lead[0]) if (lead := LEAD.match(text[start:end])) else 0
    spans = _items(text, start, end)
    if len(spans) > MAX_SUBJECTS:
        return None
    for last in range(len(spans) - 1, 0, -1):
        head = head_of(text[spans[last][0] : end])
        items = [text[a:b] for a, b in spans[:last]]
        if not head or not all(items):
            continue
        # 甲的投资和乙的投资: what both end with is asked of both
        items = [_without_shared(item, head[1]) for item in items]
        names = _zone_names(text, spans[: last + 1], items, head[0])
        if len(set(names)) < len(names):
            names = (*items, head[0])  # 阳泉高新区 and 阳泉市开发区, of which it may be a part
        if all(_is_subject(name) for name in names) and len(set(names)) == len(names):
            return names, head[1]
    return None


def _zone_names(
    text: str, spans: list[tuple[int, int]], items: list[str], last: str
) -> tuple[str, ...]:
    """Complete 平定 of 平定和盂县经开区; leave names as they are where no zone is shared."""
    shared = {text[z.start : z.end]: z.name for z in zone_mentions(text) if z.start >= spans[0][0]}
    ends_in_zone = shared.get(last)
    named = [shared.get(item, item) if ends_in_zone else item for item in items]
    if last.endswith("项目") and not all(map(_is_subject, named)):
        named = [n if _is_subject(n) else f"{n}项目" if _at_place(n) else n for n in named]
    return (*named, ends_in_zone or last)


def _at_place(item: str) -> bool:
    """Tell whether a name without its noun begins with a place: 平定的半导体."""
    return any(item[:n] in places().administrations for n in (2, 3)) and len(item) > 4


def _without_shared(item: str, rest: str) -> str:
    shared = rest.rstrip("，")
    return item.removesuffix(shared) if len(shared) > 1 else item


def head_of(text: str) -> tuple[str, str] | None:
    """Cut a subject from what is said of it: 广西 | 2023年外贸; the longest subject that fits."""
    for end in range(min(len(text), _MAX_SUBJECT), 1, -1):
        name, rest = text[:end], text[end:]
        if rest and not (_BEHIND.match(rest) or time_in_front(rest)[0] or _GROUP.fullmatch(rest)):
            continue
        if _is_subject(time_in_front(name)[1]):
            return name, _GROUP.sub("", rest)
    return None


def time_in_front(text: str) -> tuple[str, str]:
    """Cut 2023年上半年 off the front."""
    first = next(parse(text[:_MAX_TIME]), None)
    end = first.end if first and first.start == 0 else 0
    return text[:end], text[end:].removeprefix("的") if end else text


def _is_subject(name: str) -> bool:
    """Tell whether a text names a zone, a project, a company or a place, and nothing else."""
    if not 1 < len(name) <= _MAX_SUBJECT or name.startswith("的"):
        return False
    if ASKING.search(name) or _MARKUP.search(name):
        return False
    return any(_ends_right(name))


def _ends_right(name: str) -> Iterator[bool]:
    bare = time_in_front(name)[1]
    if find_timexes(bare):
        return  # 阳泉市开发区1至9月规上工业
    ending = _ENDING.search(bare)
    yield bool(ending and ending.start() > 0)  # 二期 alone is no name
    yield bare in places().administrations
    known = places().administrations
    yield any(bare[:n] in places().provinces and bare[n:] in known for n in (2, 3))
    yield any(zone.end == len(bare) for zone in zone_mentions(bare))
