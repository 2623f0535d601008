"""Persons, bodies and places as answers."""

import re
from collections.abc import Iterator
from dataclasses import replace

from assistant.reader.made.facts import Fact, fact_at, filled
from assistant.reader.made.names import Line, name_at_front
from assistant.reader.made.words import is_common_word

_TITLE = (
    "党委书记|党工委书记|党组书记|区委书记|市委书记|县委书记|省委书记|副书记|书记|"
    "常务副主任|副主任|主任|董事长|副董事长|总经理|副总经理|总裁|副总裁|执行董事|副局长|"
    "局长"
    "|副厅长|厅长|副市长|市长|副区长|区长|副县长|县长|副院长|院长|副校长|校长|会长|"
    "副会长|秘书长|负责人|总工程师|首席执行官|首席科学家|创始人|联合创始人|首席技术官"
    "|司长|副司长|所长|副所长|处长|科长|支队长|大队长|教授|研究员|店长|厂长|经理|总监|"
    "董事|部长|副部长|站长|镇长|主席|副主席|村支书|总监制|代表|行长|副行长|队长|理事长"
)
_SURNAME = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高梁郑罗宋谢唐韩曹许邓萧冯曾程蔡彭潘袁于董余苏叶"
    "吕魏蒋田杜丁沈姜范江傅钟卢汪戴崔任陆廖姚方金邱夏谭韦贾邹石熊孟秦阎薛侯雷白龙段郝孔邵"
    "史毛常万顾赖武康贺严尹钱施牛洪龚汤陶黎温莫易樊乔文安殷颜庄章鲁倪庞邢俞翟蓝聂齐向葛柴"
    "伍覃骆关焦柳欧祝纪尚毕耿芦左季管符辛苗詹曲欧靳祁路涂兰甘裴梅童翁霍游阮尤岳柯牟滕谷舒"
    "卜成饶宁凌盛查单冉鲍华包屈房喻解蒲卫简时连车项闵邬吉党阳司费蒙席晏隋古强穆姬宫景米麦"
    "谈柏瞿艾沙鄢桂阚司"
)
_SAYS = (
    "说|表示|介绍|告诉|认为|指出|强调|透露|坦言|宣布|主持|出席|参加|带领|率|致辞|讲话|"
    "讲解|解释|感慨|称|分析|回忆|在接受|在会上|在致辞|向记者|一行|，|。|、|；|等"
)

_PERSON = re.compile(
    f"(?P<org>[\u4e00-\u9fffA-Za-z（）·“”、]{{3,34}}?(?P<title>{_TITLE}))(?P<name>[{_SURNAME}][\u4e00-\u9fff]{{1,2}})(?={_SAYS})"
)
_BY = re.compile(
    r"由(?P<who>[\u4e00-\u9fffA-Za-z0-9（）()·、“”]{3,40}?)(?P<verb>(?:联合|共同|全资|"
    "独家|负责|牵头|具体|全额)*(?:投资建设|投资|建设|承建|建造|主办|承办|运营|打造|组织|"
    "牵头|负责|印发|发起|研发|开发|制定|编制|设立|出资|捐赠|设计|指导|成立|创办|实施|"
    "生产|管理|施工|发布))(?![\u4e00-\u9fff]{0,14}(?:公司|集团|[局委院厅]|中心|协会|联合会))"
)
_AT = re.compile(
    "(?P<verb>位于|坐落于|坐落在|选址于|选址在|选址|地处|总部设在|落户于|落户在|"
    r"落户)(?P<place>[\u4e00-\u9fffA-Za-z0-9·（）“”]{2,30}?)(?=的|$|，)"
)
_HELD = re.compile(
    r"在(?P<place>[\u4e00-\u9fffA-Za-z0-9·（）“”]{2,24}?)(?P<verb>正式|隆重|成功|顺利|"
    "盛大|圆满|如期)?(?P<event>举行|举办|召开|开幕|启动|揭牌|开工|签约|成立|亮相|挂牌|"
    "启幕|落户|开业)"
)
_NO_PLACE = re.compile(
    "^(?:此|会|活动|当|这|其|现场|即|今年|该|推动|建设|我|全|加快|近|日前|20|"
    "[一二三四五六七八九十])|的|举行|召开|[了着过]|\\d月|下$|中$|上$|期间|时$|后$|前$|"
    "基础"
)
_WHO_VERB = re.compile(
    "^(?:投资|承建|主办|承办|研发|获得|荣获|入选|获评|签约|捐赠|建设|打造|发布|推出|开展|"
    "举办|组织|成立|启动|联合|率先|成功|正式|计划|宣布|建成|引进|与|收购|中标|制定|出台|"
    "印发)"
)
_ORG_ENDS = re.compile(
    "由|在|，|据|对|向|让|听取|邀请|[和与](?=[^和与]*$)|来自|作为|记者|其中|了|拜会|[一二]行到"
)
_MORE = re.compile(
    f"、[{_SURNAME}][\u4e00-\u9fff]{{1,2}}(?:[、，]|等|出席|参加|$)"
)  # more than one
_NO_BODY = re.compile("的|于|此|该|人员$|[理缘自]$|^(?:政府|市场|企业)$")
_IS_WHO = (
    "<org>是谁|谁是<org>|<org>叫什么名字|<org>是哪位|<of>的<title>是谁|<org>姓甚名谁|"
    "<org>|<of><title>叫啥|担任<org>的是谁"
    "|<of>现在的<title>是哪一位"
)
_DONE_BY = (
    "<s>由<who><verb>|<s>是由<who><verb>的|<s>由<body><verb>|<who><verb><s>|"
    "<s>由哪里<verb>|<s>的<verb>方是谁|<s>是谁<verb>的"
)
_DONE_BY_WITH = (
    "<s>由<who><verb><x>|<s>由<body><verb><x>|<s>是谁<verb><x>|<s>由什么单位<verb><x>|"
    "<s>由<who>来<verb><x>|<s>由哪里<verb><x>"
)
_WHERE = (
    "{s}在哪里|{s}位于哪里|{s}坐落在什么地方|{s}的地址在哪|{s}在哪儿|{s}具体位置在哪里|"
    "{s}选址在哪里|{s}建在什么地方|{s}位于哪个地方"
)
_HELD_WHERE = (
    "<s>在哪里<e>|<s>在哪<e>的|<s><e>地点是哪里|<s>在什么地方<e>|<s>是在哪儿<e>的|"
    "<s>于何地<e>|<s>的<e>地点"
)
_WHO = {"company": "哪家公司", "body": "哪个单位", "zone": "哪个园区", "thing": "哪个项目"}


def event_facts(lines: list[Line]) -> Iterator[Fact]:
    """Yield the persons, bodies and places that clauses tell."""
    for line in lines:
        yield from _persons(line)
        yield from _bodies(line)
        yield from _places(line)
        yield from _held(line)
        yield from _who(line)


def _persons(line: Line) -> Iterator[Fact]:
    for match in _PERSON.finditer(line.clause.text + "，"):
        title, name = match["title"], match["name"]
        org = _ORG_ENDS.split(match["org"])[-1]
        if "、" in org and not re.search(f"(?:{_TITLE}|委员|成员)、", org):
            org = org.split("、")[-1]
        if is_common_word(name) or is_common_word(name[:2]):
            continue
        if len(org) - len(title) < 3 or re.match("各|发布人|每|多|部分|[的、” ）]", org):
            continue
        if ("“" in org and "”" not in org) or _MORE.match(line.clause.text, match.end()):
            continue
        of = org[: -len(title)]
        forms = filled(_IS_WHO, org=org, of=of, title=title)
        fact = fact_at(line, "person", match.span("name"), org, forms)
        yield replace(fact, subject=of, subject_kind="body", time="", attribute=title)


def _bodies(line: Line) -> Iterator[Fact]:
    text = line.clause.text
    for match in _BY.finditer(text):
        left, right = text[line.skip : match.start()], text[match.end() :]
        verb, who = match["verb"], match["who"]
        if _NO_BODY.search(who) or text[match.start() - 1 : match.start()] in ("理", "缘", "自"):
            continue
        if line.inherited and (line.kind in ("company", "body") or not left):
            continue
        if len(left) + len(line.subject) < 3 or len(left) + len(right) > 30:
            continue
        if "由" in left or verb[-2:] in right:
            continue
        asked = "哪些单位" if re.search("[、和]", who) else "谁"
        body = "哪家公司" if re.search("公司|集团|企业|股份", who) else "哪个单位"
        templates = _DONE_BY_WITH if right else _DONE_BY
        forms = filled(templates, s="{s}" + left, who=asked, body=body, verb=verb, x=right)
        yield fact_at(line, "body", match.span("who"), verb, forms)


def _places(line: Line) -> Iterator[Fact]:
    text = line.clause.text
    for match in _AT.finditer(text):
        subject, behind = line.subject, text[match.end() :]
        if behind.startswith("的") and (name := name_at_front(behind[1:])[0]):
            subject = name
        elif match.start() > line.skip or behind or not subject:
            continue
        if _NO_PLACE.search(match["place"]) or subject in match["place"]:
            continue
        fact = fact_at(line, "place", match.span("place"), "位于", filled(_WHERE))
        yield replace(fact, subject=subject, subject_kind="thing", time="")


def _held(line: Line) -> Iterator[Fact]:
    """Ask where something was held or opened."""
    text = line.clause.text
    for match in _HELD.finditer(text):
        front = text[line.skip : match.start()]
        if _NO_PLACE.search(match["place"]) or match.end() < len(text):
            continue
        if len(front) + len(line.subject) < 4 or len(front) > 22 or re.search("在|将$", front):
            continue
        forms = filled(_HELD_WHERE, s="{t}{s}" + front, e=match["event"])
        yield fact_at(line, "place", match.span("place"), match["event"], forms)


def _who(line: Line) -> Iterator[Fact]:
    """Ask who did what the rest of a clause tells."""
    rest, kind = line.rest, line.kind
    if not line.own or kind not in _WHO or not line.clause.text.startswith(line.subject):
        return
    if re.match("..的|成立于|.{0,4}[建研制生].的", rest) or not 8 <= len(rest) <= 30:
        return
    if not _WHO_VERB.match(rest):
        return
    someone = "谁" if kind in ("company", "body") else _WHO[kind]
    templates = "{t}<who><x>|{t}是<who><x>|{t}<x>的是<who>|{t}<someone><x>"
    forms = filled(templates, who=_WHO[kind], x=rest, someone=someone)
    fact = fact_at(line, "who", (0, len(line.subject)), rest[:8], forms)
    yield replace(fact, subject="", subject_kind="")
