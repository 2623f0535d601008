"""Attributes that zones and projects are compared by, as questions and articles name them."""

import re
from dataclasses import dataclass

Span = tuple[int, int]

# What may stand between the name of an attribute and its figure.
_LINK = re.compile(
    r"(?:[总额值量]|总额|总值|总量|规模|总数|数量|人民币|\s|预计|将|可|已|共|合计|累计|就|大?约|已经|可以|能够|有望|计划|力争|达到?|完成"
    r"|实现|突破|超过?|近|为|是|有|:|：|增至|升至|站上|高达|了|逾)*"
)
_RATE = re.compile(
    r"(?:[总额值量]|总额|总值)?(?:[^，。；、\d]{0,10}?[\d.,]+[^，。；、\d]{1,6}[，,、]?)?"
    r"(?:同比|比上年|比去年同期|实际|名义)*"
    r"(?:增长|增速|增幅|上升|提高|提升)(?:率|了|达到?|约|为|超过?|至|近|逾)*"
)
_ASKS_RATE = re.compile(r"增长(?!极)|增速|增幅|涨幅")

# Words in front of an attribute that make no other attribute of it; they are told apart all the
# same where amounts are set against each other.
_FREE = re.compile(r"规模以上|规上|工业|外贸|货物|全社会|入驻|入园|注册|在园|各类|类")
_SPELLINGS = (
    ("规模以上", "规上"),
    ("国家级高新技术", "高新技术"),
    ("国家高新技术", "高新技术"),
    ("一般公共预算收入", "财政收入"),
    ("总产值", "产值"),
    ("年产值", "产值"),
    ("建成区面积", "建成面积"),
)
_HOLDS = r"入驻|入园|落户|集聚|聚集|汇聚|引进|引育|拥有|吸引|培育|现有|已有|有|注册|培育出|共有"
_HELD = re.compile(rf"(?:{_HOLDS}|提供|带动|新增|创造|赋权|下放|承接)(?:了|各类|近|超|约)*$")
_COMES = re.compile(r"(?:入驻|落户|集聚|进驻|入园)")
_KINDS = (
    r"(?:规模以上工业|规上工业|规模以上|规上|国家级高新技术|国家高新技术|高新技术|科技型中小|专精特新“?小巨人”?"
    r"|“?专精特新”?(?:中小)?|各类|上市|外资|瞪羚|世界500强|市场|外贸|工业|生物医药|在园|入园|入驻)"
)


@dataclass(frozen=True, slots=True)
class _Family:
    """`asked` and `said` name the attribute, `behind` what may name it behind its figure."""

    asked: str
    said: str
    units: tuple[str, ...]
    of_projects: bool = False
    lasting: bool = False  # true of a zone or project whenever it is said
    behind: str = ""


_FAMILIES = (
    _Family(r"产值", r"(?:工业)?(?:总|年)?产值", ("元",), of_projects=True),
    _Family(r"营业收入|营收|总收入", r"营业(?:总)?收入|营收|技工贸总收入|总收入", ("元",)),
    _Family(r"外资", r"(?:实际)?(?:使用|利用|到位)外资", ("元", "美元")),
    _Family(
        r"投资|投入",
        r"总投资额?|计划投资|投资总额|投资额|固定资产投资|工业投资|投资",
        ("元",),
        of_projects=True,
        lasting=True,
    ),
    _Family(
        r"面积|占地|用地",
        r"(?:规划|占地|总|用地|管辖|辖区|建成区|核心区|规划用地|规划总|总占地|总规划|区域)面积"
        r"|占地|总?用地|总?规划用地|面积",
        ("平方米", "亩", "平方公里"),
        of_projects=True,
        lasting=True,
    ),
    _Family(r"生产总值|GDP", r"(?:地区)?生产总值|GDP", ("元",)),
    _Family(r"进出口", r"(?:外贸|货物)*进出口(?:贸易)?(?:总[额值]|额|值)?", ("元",)),
    _Family(r"出口", r"出口(?:总[额值]|额|值|交货值)?", ("元",)),
    _Family(r"财政收入|公共预算", r"一般公共预算收入|(?:地方)?财政收入", ("元",)),
    _Family(r"税", r"税收(?:收入|总收入)?|纳税额?", ("元",), of_projects=True),
    _Family(r"增加值", r"(?:规模以上|规上)?(?:工业)?增加值", ("元",)),
    _Family(r"人口", r"(?:常住|总|户籍)?人口", ("人", "名"), lasting=True),
    _Family(
        r"就业|岗位|员工|从业人员",
        r"就业岗位|就业|岗位|从业人员|员工",
        ("人", "名", "个"),
        of_projects=True,
        lasting=True,
        behind=r"^的?(?:就业岗位|就业|岗位|员工)",
    ),
    _Family(
        r"赋权|事项",
        r"(?:被?赋权|下放|承接)(?:了)?(?:县级|省级|市级)?(?:管理)?(?:事项|权限)?|(?:县级|省级|市级)?(?:赋权)?事项",
        ("项",),
        lasting=True,
        behind=r"^(?:县级|省级|市级)?(?:经济管理)?(?:事项|权限)",
    ),
    _Family(
        r"企业",
        rf"(?:{_HOLDS})(?:了|各类)*{_KINDS}?企业|{_KINDS}?企业(?:总?数量?|户数)?占?",
        ("家", "户"),
        lasting=True,
        behind=rf"^(?:以上|多)?的?{_KINDS}?(?:生产|生产型|科技|产业)?企业",
    ),
)


@dataclass(frozen=True, slots=True)
class ZoneAttribute:
    """What is asked: its words, units, and the words in front that an article must have, too."""

    name: str
    said: re.Pattern[str]  # anchored at the end
    anywhere: re.Pattern[str]
    behind: re.Pattern[str] | None
    units: tuple[str, ...]
    extra: str = ""  # what else the question says of it: 新能源汽车产业
    of_projects: bool = False
    lasting: bool = False
    is_rate: bool = False


def read_attribute(words: str) -> ZoneAttribute | None:
    """Find the attribute that the words of a question name (规上工业总产值, 入驻企业)."""
    for family in _FAMILIES:
        if not re.search(family.asked, words):
            continue
        rate = _ASKS_RATE.search(words)
        plain = _ASKS_RATE.sub("", words)
        named = list(re.finditer(rf"{family.said}|{family.asked}", plain))
        begin, end = named[-1].span()
        rest = plain[:begin] + plain[end:]
        rest = re.sub(r"\W|[的额量数值率有家户项目被]|总数|规模|数量", "", rest)
        return ZoneAttribute(
            plain[begin:end] + (rate[0] if rate else ""),
            re.compile(rf"(?:{family.said})$"),
            re.compile(rf"{family.said}|{family.behind.removeprefix('^') or family.said}"),
            re.compile(family.behind) if family.behind else None,
            ("%",) if rate else family.units,
            extra=canonical(rest),
            of_projects=family.of_projects and not rate,
            lasting=family.lasting and not rate,
            is_rate=bool(rate),
        )
    return None


def canonical(words: str) -> str:
    """Write the same attribute in the same way: 规模以上工业总产值 is 规上工业产值."""
    for written, meant in _SPELLINGS:
        words = words.replace(written, meant)
    return words


def free_part(words: str) -> str:
    """Return the words without those that make no other attribute."""
    return _FREE.sub("", words)


def name_before(attribute: ZoneAttribute, clause: str, figure: Span) -> Span | None:
    """Return where the clause names the attribute, right before the figure and linked to it."""
    link = _RATE if attribute.is_rate else _LINK
    before = clause[: figure[0]]
    for end in range(len(before), 1, -1):
        if link.fullmatch(before[end:]) and (named := attribute.said.search(before[:end])):
            return named.start(), end
    return None


def name_behind(attribute: ZoneAttribute, clause: str, figure: Span) -> Span | None:
    """Return where words right behind the figure name the attribute: 集聚了800家企业."""
    if not attribute.behind or attribute.is_rate:
        return None
    named = attribute.behind.match(clause[figure[1] :])
    if not named:
        return None
    end = figure[1] + named.end()
    held = _HELD.search(clause[: figure[0]]) or _COMES.match(clause[end:])
    return (figure[1], end) if held else None


def names_another(attribute: ZoneAttribute, clause: str, figure: Span) -> bool:
    """Tell whether another attribute is named right before the figure: 出口, asked for 进出口."""
    before = clause[: figure[0]]
    ends = [end for end in range(len(before), 1, -1) if _LINK.fullmatch(before[end:])]
    return any(
        re.search(rf"(?:{family.said})$", before[:end])
        for family in _FAMILIES
        for end in ends
        if not attribute.said.search(before[:end])
    )
