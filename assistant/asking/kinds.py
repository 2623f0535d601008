"""What kind of answer a question wants, by its wording."""

import re
from typing import Literal

Wanted = Literal[
    "figure", "date", "person", "body", "place",
    "yes_no", "definition", "why", "how", "list", "summary", "text",
]  # fmt: skip

VALUES: frozenset[Wanted] = frozenset({"figure", "date"})
# One thing to be named; every other kind is answered in sentences.
NAMED: frozenset[Wanted] = VALUES | {"person", "body", "place"}

COUNT = re.compile(
    r"多久|多[长少]时间|多少|(?<![哪这近前十百千万亿第])几(?=[\u4e00-\u9fff])(?!乎|何|内亚)|多(?=[大高长重宽深远快])"
)
_END = r"(?:的|了|呢|啊|呀)?[？?。！!\s]*$"
_DATE = re.compile(
    r"什么(?:时候|时间|日期|时期|年代)|何时|哪一?年(?!级)|哪一?天|哪一?日|哪个?月|几月|几号(?!楼|线|院|馆|厅|门)"
    r"|几点(?!要求|意见|建议|措施)|(?:时间|日期|期限)(?:是|为|分别)|(?<!多长)(?<!多少)(?:时间|日期)[?？]?$|何年|何月|何日"
)
_WHY = re.compile(
    r"(?<![作称成认分改变更命定])为什么(?!时)|为何|何以|缘何|因何|(?:什么|何种)原因|原因(?:是|有|为|何在)|怎么会"
)
_HOW = re.compile(
    r"靠什么|凭借什么|(?:通过|采取|采用|以|用|按)(?:了)?(?:什么|哪种|何种)(?:样的)?\w{0,4}(?:方式|方法|办法|途径|渠道|手段|模式|流程)"
    rf"|(?:怎么|怎样|如何)(?!样|了)(?!{_END})|怎么(?:个)?[做办]法|走什么(?:流程|程序)|什么流程|什么(?:手续|步骤)"
)
_STATE = re.compile(
    rf"(?:怎么样|怎样|如何){_END}|(?<!造成)(?<!导致)(?<!出现)(?<!发生)什么(?:情况|样子?|状况|来头|阶段|程度|地步)的?{_END}"
    rf"|到哪(?:一步|里)?了?{_END}|哪一?步了?{_END}"
    rf"|情况{_END}|概况|简介|概述|来龙去脉|(?:介绍|总结|概括|梳理|说说|讲讲|谈谈|聊聊|了解)一?下"
    r"|^(?:请|帮我|给我|麻烦|[你您])*(?:简[单要]地?|大致)?(?:介绍|总结|概括|梳理|说说|讲讲|谈谈|聊聊)"
)
_DEFINITION = re.compile(
    r"^(?:请问|那么?)?(?:什么|何)(?:是|叫做?|为|谓)(?!了)[^的]*$|(?:定义|含义|意思)(?:是|为)?[？?\s]*$"
    rf"|(?:是|指|叫)(?:的是|个|一种|一个)?什么(?:意思|东西|概念|含义|玩意儿?){_END}"
    rf"|指的?是?什么{_END}|是(?:个|件)?怎么(?:一)?回事{_END}"
)
_WHAT_IS = re.compile(rf"(?P<subject>[^，。？?]*?)(?:到底|究竟)?是(?:个|一种)?什么{_END}")
# What is asked of something, not what something is: 主导产业是什么.
_ATTRIBUTE = re.compile(
    r"的[^“”《》]{1,8}$|(?:产业|名称?|主题|目标|内容|作用|用途|目的|方式|条件|标准|特点|优势|结果|职务|职业|产品|业务|方向"
    r"|范围|对象|要求|依据|成果|口号|定位|重点|身份|关系|理由|任务|影响|地位|活动|问题|措施|项目|材料|形式|题目|主业|机构|单位|部门|认为|视为|[时位处商]|(?<![东西南北地])方)$"
)
_PERSON = re.compile(r"谁|哪位|哪一?个人|哪些人|什么人|何人|姓名|姓什么")
_QUALIFIED = re.compile(r"谁(?:都)?(?:能|可以|可|有资格|够格)(?:申请|申报|享受|领|拿|报名|参加)")
_BODY = re.compile(
    r"哪[一两三几些]?[家个所]?(?:公司|企业|集团|单位|机构|部门|银行|组织|大学|高校|局|平台|开发商|医院|学校|团队|厂)"
    r"|哪一?家|(?:什么|何)(?:公司|企业|单位|机构|部门|组织)"
    r"|(?:投资|建设|承建|施工|运营|设计|承办|主办|牵头|中标|开发)(?:方|商|单位|主体|企业|公司)(?:是|为|叫|[？?]|$)"
)
_BUILDER = re.compile(
    r"谁(?=[主承协][办建]|牵头|运营|施工|管(?:理|的)?[？?]?$)|[由归](?:谁)(?=[投建承开运施出主管])|[跟和与同]谁(?:联合|合作|共同|一起)|(?:投资|建设|承建|施工|运营|开发|设计|承办|主办)(?:方|商|单位|主体)(?:都?是(?:谁|什么)|有谁|叫什么|[？?]|$)"
)
_PLACE = re.compile(
    r"哪里|在哪|何地|何处|什么地方"
    r"|哪一?个?(?:省|市|县|区|国家?|城市|地方|地区|镇|乡|村|园区|开发区|[高经]新?开?区|街道|新区|州|街|路|片区)(?!域性)"
    r"|(?:地点|地址|位置|选址)(?:是|在|为|于|[？?]|$)|(?:位于|坐落于|落户于?|[建设]在)(?:哪|什么|何|[？?]|$)"
)
_LIST = re.compile(
    r"哪[些几]|哪[两三四五六七八九十\d]+|都?有什么|分别|包括什么|列出|列举|有何|[要需备交带]什么(?:条件|材料|资料|证件)"
)
_YES_NO = re.compile(
    r"是不是|是否|有没有|能不能|可不可以|会不会|要不要|算不算|对不对|在不在|有无|能否|可否|会否"
    r"|[吗么嘛](?:[？?。\s]*$)|(?<!有)没有?[呢啊]?[？?。\s]*$|([\u4e00-\u9fff])不\1"
)
_ASKED = re.compile(
    r"(?<![任如为几])何|是[？?]|什么|[谁哪几]|多少|怎么|怎样|如何|为何|多[大高长重宽深远久快]"
)
_CLEAR: tuple[tuple[Wanted, re.Pattern[str]], ...] = (
    ("why", _WHY),
    ("date", _DATE),
    ("figure", COUNT),
)
_BY_WORDING: tuple[tuple[Wanted, re.Pattern[str]], ...] = (
    ("list", _LIST),
    ("list", _QUALIFIED),
    ("body", _BUILDER),
    ("person", _PERSON),
    ("body", _BODY),
    ("place", _PLACE),
    ("how", _HOW),
    ("summary", _STATE),
)


def kind_of(text: str, *, states_value: bool) -> Wanted:
    """Return what a question wants; `states_value` tells that it ends in a value's name."""
    clear = next((kind for kind, pattern in _CLEAR if pattern.search(text)), None)
    if clear:
        return clear
    if _YES_NO.search(text) and not _ASKED.search(text):
        return "yes_no"
    if states_value:
        return "figure"
    if _defines(text):
        return "definition"
    return next((kind for kind, pattern in _BY_WORDING if pattern.search(text)), "text")


def _defines(text: str) -> bool:
    """Tell whether it asks what something is: 标准地是什么, but not 它的主导产业是什么."""
    if re.search("[谁哪]", text):
        return False
    if _DEFINITION.search(text):
        return True
    what = _WHAT_IS.search(text)
    return bool(what and what["subject"].strip() and not _ATTRIBUTE.search(what["subject"]))
