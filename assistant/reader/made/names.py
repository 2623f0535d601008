"""Who or what a clause speaks of: names of zones, projects, companies, bodies and events."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.reader.made.text import Clause, clauses_of
from assistant.reader.made.words import begins_with_verb, is_proper
from corpus.article import Article
from corpus.places.lexicon import places
from corpus.zones import Zone, article_about, zone_mentions

MAX_NAME = 26
NEVER = -9  # a sentence before all others
_THING = (
    "项目|工程|产业园区|产业园|科技园|工业园区|工业园|物流园|创业园|智创园|生态园|"
    "产业基地|基地|生产线|科技城|软件园|数字港|创新港"
    "|小镇|综合体|研究院|实验室|孵化器|加速器|产业集群|电站|风电场|大桥|高速公路|高速|"
    "铁路|地铁|机场|港区|码头"
)
_COMPANY = "股份有限公司|有限责任公司|有限公司|公司|集团|银行|合作社|医院|大学|学院|中学|协会"
_BODY = (
    "管委会|委员会|人民政府|政府|发改委|工信局|税务局|海关|法院|检察院|公安局|支队|大队|"
    "总队|分局|街道"
)

_EVENT = (
    "大会|论坛|博览会|峰会|大赛|推介会|招聘会|启动仪式|开工仪式|签约仪式|揭牌仪式|展览会|"
    "交易会|研讨会|座谈会|发布会|运动会|艺术节|文化节|音乐节|活动"
)

_ZONE = (
    "高新技术产业开发区|经济技术开发区|高新区|经开区|开发区|保税区|保税港区|自贸试验区|"
    "自由贸易试验区|自贸区|自贸港|自由贸易港|示范区|先行区|新区|新城|园区|合作区"
)

_PLACE = r"[^社地片景山矿库城辖灾街校院厂][区县市省]|自治[州县区]"
_END = re.compile(
    f"(?:(?P<thing>{_THING})|(?P<company>{_COMPANY})|(?P<body>{_BODY})|(?P<event>{_EVENT})"
    f"|(?P<zone>{_ZONE})|(?P<place>{_PLACE}))(?:[一二三四]期(?:工程|项目)?)?"
)
_NOT_IN_NAME = re.compile(
    "[的在由与和及对向从将是为了据到把被以等于有已该此这其使让给就都也还来去、：:“”‘’《》]|"
    "位于|走进|推进|打造|签约|加快|推动|落户|组织|开展|举行"
    "|举办|召开|支持|实现|引进|全力|完成|通过|根据|按照|围绕|作为|依托|坚持|聚焦|深入|"
    "积极|持续|进一步|着力|力争|确保|如果|经过|目前|一个|多个|首个|每个|各个"
    "|[0-9一二三四五六七八九十两几多数]+[个家项条座大类批]|我们|他们|记者|我[市区县省]|"
    "全[市区县省]|[某每各]|企业|相关|许多|不少|部分|一些|很多|所有|重大|重点|新建|签署|"
    "出席|宣布|参加|^主要|^目前|并|组成|表示|说|谁|哪"
)
_NAME_WORDS = re.compile(
    "有限|有色|华为|对外|以色列|和平|呼和浩特|中和|共和|和田|与会|到家|等级|在线|在建|"
    "了解|来宾|去年|为民|都市|成都|首都|新都|都匀|江都|地铁|于都|有机|于洪|由拳|是德"
    "|自由|将乐|从化|从江|对接|及时|其他|已有|使用|于家堡|到位|和顺|和县|和林|以及|大和|"
    "太和|和政|组织部|支持中心"
)
_BEFORE_NAME = re.compile(
    "[在的由与和及对向从将为据把被、：“]|位于|走进|来到|推进|建设|打造|签约|加快|推动|"
    "举行|投资|获悉|其中|走访|作为"
)
_ANAPHOR = re.compile(
    "^(?:该|本|此次|这个|此|这一|整个|上述|本次|本届)?(?P<head>项目|工程|产业园|园区|"
    "公司|集团|企业|基地|中心|大会|论坛|大赛|博览会|活动|高新区|经开区|开发区|新区|区|"
    "全区)"
    "(?=总|计划|预计|占地|投资|建成|拟|已|将|规划|位于|由|现|年|达产|投产|建设|主要|共|"
    "累计|实现|完成|全|建筑|用地|一期|二期|于|成立|注册|自|拥有|共有|内|从|在|以|为|是|"
    "设|目前|的?主题|上半年|今年)"
)
_OTHERS = re.compile(
    "全[市省区县国镇乡]|我国|我[省市区县]|当地|[镇村县市省区]|各|[两双]|记者|居民|群众|"
    "他|她|被告|[\u4e00-\u9fff]{1,2}某|停放|亿元|\\d+亿元?以上|公司股|同期|去年|有"
)
_HEADS = {
    "thing": "项目 工程 产业园 园区 基地 中心", "company": "公司 集团 企业",
    "event": "大会 论坛 大赛 博览会 活动", "zone": "高新区 经开区 开发区 新区 区 全区 园区",
}  # fmt: skip
_INHERITS = re.compile(
    "^(?:总投资|计划|预计|占地|建成后|投产后|达产后|项目建成|一期|二期|三期|规划|总建筑|"
    "总占地|建筑面积|总用地|用地|全部建成|建设|主要建设|拟|将|可|注册资本|年产|由|已|于|"
    "累计|共|实现|完成|达到|采用|设计|全长|工期|拥有|总面积|总规划|总"
    "|投资|引进|吸引|集聚|带动|形成|获得|入选|成立|位于|主营|包括|涉及|涵盖|设有|共有|"
    "新增|培育|建有|签约|开工)"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A clause, its subject's name and kind (empty where unknown), and what it says of it.

    What it says begins at `clause.text[skip]`; `own` tells whether the clause itself names its
    subject, which then stands at `clause.start`.
    """

    clause: Clause
    subject: str
    kind: str
    skip: int
    own: bool

    @property
    def rest(self) -> str:
        """Return what the clause says of its subject."""
        return self.clause.text[self.skip :]

    @property
    def inherited(self) -> bool:
        """Tell whether nothing in the clause itself names the subject, not even 该项目."""
        return bool(self.subject) and not self.skip


def name_at_front(text: str) -> tuple[str, str]:
    """Return the longest name with which `text` begins and its kind, or two empty strings."""
    best, kind = "", ""
    for match in _END.finditer(text[: MAX_NAME + 4]):
        name = text[: match.end()]
        if len(name) <= match.end() - match.start() or len(name) > MAX_NAME:
            continue
        if not re.match(r"[\u4e00-\u9fffA-Za-z（]", name):
            break
        if _NOT_IN_NAME.search(_NAME_WORDS.sub("文文", name)):
            break
        if name.count("（") + name.count("(") != name.count("）") + name.count(")"):
            continue
        best, kind = name, match.lastgroup or ""
    after = text[len(best) : len(best) + 1]
    if not best or after in ("内", "域", "员", "家", "史", "级", "、") or not _is_name(best, kind):
        return "", ""
    return best, kind


def _is_name(name: str, kind: str) -> bool:
    half = len(name) // 2
    if len(name) > 9 and name[: half - 2] in name[3:]:  # a headline runs into the text
        return False
    if re.search(
        "[上下]半年|年度|[前今去明昨]年|[首第][一二三四五六七八九十]?[批轮]|之[前后]|"
        "\\d+(?:日|月|点)",
        name,
    ):
        return False
    if kind == "place":
        return name in places().all or name[2:] in places().all or name[3:] in places().all
    return not begins_with_verb(name) and is_proper(name)


def names_inside(text: str) -> Iterator[tuple[str, str]]:
    """Yield names with their kinds; a word that ends before them stands there: 在, 的, 由, “."""
    for match in _BEFORE_NAME.finditer(text):
        name, kind = name_at_front(text[match.end() :])
        if name:
            yield name, kind


def lines_of(article: Article) -> list[Line]:
    """Return the clauses of an article with their subjects."""
    about = article_about(article.title, article.body, article.zones[:1])
    zones = {zone.start: zone for zone in zone_mentions(article.body, about=about)}
    reader = _Reader(zones, about)
    return [reader.read(clause) for clause in clauses_of(article)]


class _Reader:
    """Goes through an article and remembers of what it spoke last."""

    def __init__(self, zones: Mapping[int, Zone], about: Sequence[str]) -> None:
        self.zones = zones
        self.known: dict[str, tuple[str, str]] = {}  # head noun → name, kind
        self.topic, self.sentence = ("", ""), NEVER  # name, kind; the sentence that names it
        if about:
            self._remember(about[0], "zone")

    def read(self, clause: Clause) -> Line:
        """Find the subject of the next clause."""
        name, kind = name_at_front(clause.text)
        zone = self.zones.get(clause.start)
        if zone and zone.end - zone.start >= max(len(name), 1):
            name, kind = clause.text[: zone.end - zone.start], "zone"
        if clause.text[len(name) :].startswith("“"):  # 示范区“丝路电商”基地: a part of it
            name, kind = "", ""
        shown = zone.name if zone and kind == "zone" and len(name) < 5 else name
        used = len(name)
        if name:
            self._remember(shown, kind)
        else:
            shown, kind, used = self._meant(clause)
        if shown:
            self.topic, self.sentence = (shown, kind), clause.sentence
        else:
            self._pass(clause)
        return Line(clause, shown, kind, used, own=bool(name))

    def _remember(self, name: str, kind: str) -> None:
        heads = "园区 产业园" if kind == "zone" and name.endswith("园") else _HEADS.get(kind, "")
        self.known |= dict.fromkeys(heads.split(), (name, kind))

    def _meant(self, clause: Clause) -> tuple[str, str, int]:
        """Return what 该项目 or a clause without a subject goes on about, and what names it."""
        if back := _ANAPHOR.match(clause.text):
            name, kind = self.known.get(back["head"], ("", ""))
            return name, kind, back.end() if name else 0
        if _OTHERS.match(clause.text):
            self.topic, self.sentence = ("", ""), NEVER
        elif clause.sentence - self.sentence <= 2 and _inherits(clause, self.sentence):
            return *self.topic, 0
        return "", "", 0

    def _pass(self, clause: Clause) -> None:
        """Remember the names inside a clause that has no subject of its own."""
        for inner, kind in names_inside(clause.text):
            if kind in ("thing", "company"):
                self._remember(inner, kind)
                self.topic, self.sentence = (inner, kind), clause.sentence


def _inherits(clause: Clause, topic_sentence: int) -> bool:
    """Tell whether a clause without a subject goes on about the one before."""
    return bool(_INHERITS.match(clause.text)) or (
        not clause.first
        and clause.sentence == topic_sentence
        and (len(clause.text) < 24 or begins_with_verb(clause.text))
    )


_SHORTER = (
    ("高新技术产业开发区", "高新区"), ("经济技术开发区", "经开区"),
    ("自由贸易试验区", "自贸试验区"),
    ("自由贸易港", "自贸港"), ("综合保税区", "综保区"), ("股份有限公司", ""), ("有限责任公司", ""),
    ("有限公司", ""), ("科技有限公司", ""), ("产业园项目", "产业园"), ("项目", ""), ("工程", ""),
)  # fmt: skip


def shorter_names(name: str) -> list[str]:
    """Return what people call a thing for short: 无锡高新区, 佐能精工."""
    found = []
    for long, short in _SHORTER:
        cut = name.replace(long, short)
        if cut != name and len(cut) >= 4:
            found.append(re.sub(r"[（(][^（）()]*[）)]", "", cut) if len(cut) > 8 else cut)
    return [short for short in found if len(short) >= 4]
