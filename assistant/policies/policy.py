"""Read a question on a policy: which one, and what is asked of it."""

import re
from dataclasses import dataclass
from typing import Literal

Facet = Literal[
    "name", "issuer", "number", "issued", "from", "until", "who", "support", "steps",
    "measures", "meaning",
]  # fmt: skip

MAX_LENGTH = 120  # characters; more is no question but a story

POLICY_NOUN = (
    r"政策|措施|举措|办法|条例|细则|规定|新规|新政|通知|意见|方案|计划|若干|清单|目录|决定|批复|法"
)
_POLICY = re.compile(
    r"政策|措施|举措|(?<!没)办法(?!院)|条例|细则|规定|新规|新政|通知|(?<!生)意见|方案|(?<!工)计划(?!投资|总投资|建)"
    r"|[\d一二三四五六七八九十百]+[条项](?!目|公|约)|[一二三四五六七八九十]大(?:举措|工程|任务|行动)"
    r"|补贴|补助|奖补|奖励|资助|奖金|扶持|优惠|免税|零关税|减免|惠企|惠民|资金兑现|最高[^，。？]{0,8}(?:支持|奖|补)"
    r"|改革|制度|机制|模式|试点|(?:服务|专项|\d年|[一二三四五]年)行动|白名单|(?:培育|惠民|提升|赋能|帮扶)工程"
)
TITLE = re.compile(r"[《<]([^《》<>]{2,70})[》>]")
_JOINED = re.compile(r"[\u4e00-\u9fff]{2,8}(?:[+＋][\u4e00-\u9fff]{2,8})+")
_ROUND_NAME = re.compile(
    r"^(?:请问|什么是|啥是|介绍一?下|关于|.{0,4}的)|(?:改革|制度|模式|机制|政策)?(?:(?:是|有|怎|如何|包括|到底|具体|指|中|的).*)?$"
)
_QUOTED = re.compile(r"[“\"「]([^“”\"「」]{2,24})[”\"」]")
# The policy of nobody: an award that somebody won, what somebody did in one case.
_NO_POLICY = re.compile(
    r"(?:获|获得|拿下|赢得|荣获)(?:了|过|的)?(?:哪些|什么|多少|几)(?:项|个)?奖|判决|被告"
    r"|(?:采取|做|想|部署)(?:了|出)?(?:什么|哪些)(?:样的)?(?:措施|举措|办法)"
    r"|(?:资助|发放|兑现|奖励|补贴|补助)了(?:多少|几)"
)
_APPLY = re.compile(r"申请|申报|享受|领取|办理|兑现|文号|施行|生效|执行|批复")

_ASKS = r"(?:什么|哪[些个几]?|多少|谁|几)"
_WHEN = r"(?:什么时候|什么时间|啥时候|何时|哪一?[年天日]|几月|几号|哪个月|什么日期)"
_SAYS = r"(?:印发|出台|发布|公布|颁布|下发|推出|制定|通过|批准|审议|提出|发出|发的|发文|联合发)"
_NUMBER = r"[\d一二三四五六七八九十两]+"
_RULES: tuple[tuple[Facet, re.Pattern[str]], ...] = (
    ("name", re.compile(r"叫什么(?:名|$|[？?])|(?:名称|全称|名字)(?:是|叫)?")),
    (
        "issuer",
        re.compile(
            rf"(?:谁|哪[一几些]?[个家]?(?:部门|单位|机关|机构|政府|委员会|[厅局委市省县区])"
            rf"|什么(?:部门|单位|机构|机关)).{{0,6}}{_SAYS}"
            rf"|{_SAYS}(?:了|的)?(?:该|它|这.)?(?:单位|部门|机关|机构)|发文(?:机关|单位|部门)"
            r"|(?:是|由)(?:谁|哪[些几]?个?(?:部门|单位))(?:印发|出台|发布|制定|推出|定|发)"
        ),
    ),
    ("number", re.compile(r"文号|发文字号|[几多]少?号文|文件号|什么字号|第几号令?")),
    (
        "issued",
        re.compile(
            rf"{_WHEN}[^，。？?]{{0,4}}{_SAYS}|{_SAYS}(?:的)?(?:时间|日期)|{_WHEN}(?:发|出)的?[？?]?$"
        ),
    ),
    (
        "from",
        re.compile(
            rf"{_WHEN}[^，。？?]{{0,6}}(?:施行|实施|执行|生效|实行|落地|起效|可以用|能用)"
            r"|(?:施行|实施|执行|生效|实行)(?:的)?(?:时间|日期|日)"
            rf"|从{_WHEN}|{_WHEN}(?:开始|起)[？?]?$"
        ),
    ),
    (
        "until",
        re.compile(
            rf"有效期|[到至截]{_WHEN}|{_WHEN}[^，。？?]{{0,4}}(?:截止|结束|到期|失效|为止)|截止(?:时间|日期|日)"
            r"|(?:执行|持续|有效|实施|试点)(?:多久|多长时间|几年|期限)|期限"
        ),
    ),
    (
        "who",
        re.compile(
            r"谁(?:都|才)?(?:能|可|有资格|够格|适用|符合)|适用(?:于)?(?:对象|范围|谁|哪些|什么)"
            r"|(?:哪些|什么|哪类|什么样的|怎样的)(?:企业|人|单位|群体|对象|家庭|项目|机构|公司|人才|职工|居民|学生|商品|个人)"
            r"[^，。？?]{0,6}(?:能|可|符合|适用|享受|有资格|申请|申报|领)"
            r"|(?:申请|申报|享受|准入|认定|办理|领取)(?:的)?(?:条件|对象|资格|门槛)"
            r"|(?:需要?|要|得)(?:满足|符合|具备)(?:什么|哪些)|给谁"
            r"|(?:针对|面向|支持|扶持|补贴|奖励)的?(?:是)?(?:谁|哪些人|哪些企业|哪类|什么人|什么企业|对象)"
        ),
    ),
    (
        "support",
        re.compile(
            rf"(?:有|给|给予|享受|得到|拿到|获得|领到|提供)(?:了)?{_ASKS}(?:样的)?[^，。？?]{{0,6}}"
            r"(?:奖|补|支持(?!措施|政策)|资助|优惠(?!政策)|扶持(?!政策)|减免|好处|待遇)"
            r"|(?:奖励|奖补|补贴|补助|资助|支持|扶持|减免|优惠|奖金|奖|补|拿|领|给)[^，。？?]{0,8}(?:多少|几万|几个?亿)"
            r"|(?:多少|哪些|什么)(?:的)?[^，。？?时方条项]{0,6}(?:奖励|奖补|补贴|补助|资助|支持(?!单位|措施|政策)|扶持(?!政策)|减免|优惠(?!政策))"
            r"|(?:奖励|补贴|补助|资助|奖补|支持|扶持)(?:金额|标准|力度|额度)|最高[^，。？?]{0,10}多少|免(?:征)?(?:什么|哪些)税"
        ),
    ),
    (
        "steps",
        re.compile(
            r"(?:怎么|怎样|如何)(?:才能)?(?:去|来)?(?:申[请报领]|办|领|拿到?|兑现|报名|报销|提交|登记|认定|走)"
            r"|流程|步骤|手续|程序(?!员)|办理(?:方式|渠道|地点|材料)|(?:在|去|到)哪[里儿]?(?:申|办|领|报|提交)"
            r"|(?:要|需要?|提交|准备)(?:哪些|什么)(?:材料|资料|证明|手续)"
        ),
    ),
    (
        "measures",
        re.compile(
            r"(?:哪些|哪几|什么|几)(?:个|项|条|大|类)?(?:主要|具体|新|重点|创新|支持|改革|政策)?的?"
            r"(?:方面|举措|措施|条款|任务|工程|要点|亮点|做法|规定)"
            rf"|哪{_NUMBER}[大项条个](?:[^，。？?]{{0,4}}(?:方面|举措|措施|任务|工程|行动))"
            rf"|(?:举措|措施|新政|{_NUMBER}[条项])[^，。？?]{{0,4}}(?:有|包括|是|讲)(?:了)?(?:哪些|什么(?!时))"
            r"|(?:多少|几)[条项](?!目|约)|(?:哪[些几]|几)个?方面|(?:包括|涵盖)(?:了)?(?:哪些|什么)"
        ),
    ),
    (
        "meaning",
        re.compile(
            r"什么意思|指(?:的)?(?:是)?(?:什么|啥)|含义|定义|怎么理解|^(?:请问)?(?:什么|啥)(?:是|叫)"
        ),
    ),
)
_WHOLE = re.compile(
    r"是(?:个|一个|一种|一项)?(?:什么|啥)(?:样的)?(?:政策|制度|改革|模式|机制|东西|计划|行动)?(?:的|呢)?[？?。\s]*$"
    r"|(?:有哪些|有什么|哪些|什么|主要|具体)内容|介绍一?下|介绍介绍|讲一?讲|说一?说|解读|怎么回事"
    r"|[讲说]了?(?:些)?什么|规定了?(?:什么|哪些)|(?:^|请)(?:介绍|解读|说明)"
)
# What is asked of something else than the policy itself: 目标是什么.
_OTHER = re.compile(
    r"(?:目标|目的|效果|成效|结果|原因|进展|影响|意义|背景|情况|主题|口号|面积|投资|产值|收入|特色|方式|时间)"
    r"[^，。？?]{0,3}(?:是|有|如何|怎么样|怎样)|(?:目标|目的|意义|背景)[？?]?$|为什么|为何"
)
_ASKING = re.compile(
    rf"{_WHEN}|请问|请|介绍一?下|是?什么意思|什么|哪些|哪几?个?|多少|谁|怎么样?|怎样|如何|吗|呢|啊|可以|有没有"
    r"|能(?=申|享|拿|领|得|办|获|用|从|免|住)|我?想知道|想问一?下|施行|实施|执行|生效|开始|文号|有效期|多久|几年|期限"
    r"|印发|出台|发布|公布|颁布|下发|推出|制定|申请|申报|享受|流程|部门|单位|机关|方面|内容|包括|举措|措施|奖励|补贴|补助|支持|优惠|政策|最高"
    r"|[，。？！、；：“”‘’《》（）,.?!;:()\s\"'+＋]|有|的|是|了|和|与|对|在|由|从|按|为"
)
_ASKED = re.compile(r"什么|[谁哪几]|多少|怎么|怎样|如何|何时")


@dataclass(frozen=True, slots=True)
class PolicyQuestion:
    """A question on a policy; `whole` asks for all that is said of it.

    `name` is the policy as the question says it, without its quotation marks, or empty; `about` is
    the question without the words that ask; `also` is a part of
    it that asks for something else, or empty.
    """

    text: str
    name: str
    facets: tuple[Facet, ...]
    whole: bool
    about: str
    also: str = ""


def read_policy(text: str) -> PolicyQuestion | None:
    """Return what a question asks of a policy, or None where it asks of something else."""
    if len(text) > MAX_LENGTH:
        return None
    bare = TITLE.sub("《》", text)  # a title may hold any of these words: 《…奖励办法》
    named = _name(text)
    if _NO_POLICY.search(bare) and not named:
        return None
    if not named and not _POLICY.search(bare) and not _APPLY.search(bare):
        return None
    facets = tuple(facet for facet, pattern in _RULES if pattern.search(bare))
    whole = not facets and bool(_WHOLE.search(bare))
    if not facets and (not whole or _OTHER.search(bare) or not (named or _POLICY.search(bare))):
        return None
    parts = [part for part in re.split("[？?]", bare) if _ASKED.search(part)]
    other = [part for part in parts if not any(pattern.search(part) for _, pattern in _RULES)]
    also = other[0] if other and not whole else ""
    return PolicyQuestion(text, named, facets, whole, _ASKING.sub(" ", text).strip(), also)


def _name(text: str) -> str:
    """Return the name in 《》, joined by +, or in “” before 改革, 政策, …."""
    title = TITLE.search(text)
    if title and (re.search(POLICY_NOUN, title[1]) or _POLICY.search(TITLE.sub("", text))):
        return title[1]
    joined = _JOINED.search(re.sub("[“”]", "", text))
    if joined:
        return _ROUND_NAME.sub("", joined[0])
    quoted = _QUOTED.search(text)
    return quoted[1] if quoted and _POLICY.search(text) else ""
