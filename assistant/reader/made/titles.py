"""Names as answers: themes, titles, documents, schemes, ranks and definitions."""

import re
from collections.abc import Iterator

from assistant.reader.made.facts import Fact, fact_at, filled
from assistant.reader.made.names import Line

_IS = re.compile(
    "^是(?P<what>(?:一[家个座款种项条所]|我国|全国|国内|省内|全省|全市|国家级?|世界|全球|"
    "集|目前|中国|由).{4,38})$"
)
_MEANT = re.compile(
    "^[“”]?(?P<term>[\u4e00-\u9fffA-Za-z0-9]{2,14})[“”]?(?:是指|指的是|即指|"
    "就是指)(?P<what>.{4,40})$"
)
_TOPIC = re.compile("(?:主题[为是：]|以)“(?P<what>[^“”]{2,30})”(?:为主题)?")
_NAMED = re.compile("(?:取名|名为|命名为|名叫|叫做?)“(?P<what>[^“”]{2,20})”")
_AWARD = re.compile(
    "(?P<verb>荣获|获评|被评为|被授予|入选|获得|被认定为|被列为|获批|获颁|跻身|"
    "列入)(?:了|为|全国|国家|首批|第[一二三四五六七八九十]批|\\d{4}年度?|"
    "[\u4e00-\u9fff]{2,8}颁发的)*(?P<what>“[^“”]{2,30}”[\u4e00-\u9fff]{0,6})"
)
_PAPER = re.compile(
    "(?P<verb>印发|发布|出台|制定|签署|签订|公布|下发|颁布|推出|编制)了?(?P<what>《[^《》]{3,40}》)"
)
_SCHEME = re.compile(
    "(?P<verb>推出|打造|创新|实施|开展|启动|建立|探索|首创|上线|构建|推行|组建|成立|创建|"
    "举办|举行|提出)了?(?P<what>“[^“”]{2,20}”)(?P<noun>模式|机制|服务|行动|平台|活动|"
    "体系|工程|品牌|计划|制度|专班|系统|项目|试点|队伍|工作法|论坛|理念|目标|战略|思路|"
    "政策|格局|服务队|工作站|专项行动|主题活动|大赛|比赛)"
)
_RANK = re.compile(
    "(?P<verb>位居|位列|排名|排在|列|居|跃居|稳居)(?P<of>全国|全省|全市|全区|全球|世界|"
    "湖北省|江苏省|[\u4e00-\u9fff]{2,4})(?P<what>第[一二三四五六七八九十\\d]+(?:位|名)?|"
    "首位|榜首)"
)
_WHAT_IS = (
    "{s}是什么|{s}是个什么样的<kind>|{s}是做什么的|介绍一下{s}|什么是{s}|{s}是干什么的|{s}什么来头"
)

_MEANING = "<x>是什么意思|<x>是指什么|什么是<x>|<x>指的是什么|怎么理解<x>|<x>啥意思"
_THEME = "{s}主题是什么|{s}以什么为主题|{s}的主题|{s}今年的主题是啥|{s}定的什么主题|{s}主题叫什么"
_CALLED = "{s}叫什么名字|{s}名字是什么|{s}取了什么名|{s}叫什么|{s}名称是什么|{s}起了个什么名字"
_AWARDED = (
    "{t}{s}<v>了什么|{t}{s}<v>什么称号|{t}{s}得了什么荣誉|{t}{s}<v>的是什么|"
    "{t}{s}拿到了什么称号|{t}{s}<v>什么名单"
    "|{t}{s}获得过什么奖"
)
_WHICH_PAPER = (
    "{t}{s}<a><v>了什么文件<b>|{t}{s}<a><v>的文件叫什么|{t}{s}<a><v>了哪份文件<b>|"
    "{t}{s}<a><v>的是什么|{t}{s}<a><v>了啥文件<b>"
    "|{t}{s}<a><v>了一份什么东西"
)
_WHICH_SCHEME = (
    "{t}{s}<a><v>了什么<n>|{t}{s}<a><v>的<n>叫什么|{t}{s}<a><v>了哪个<n>|"
    "{t}{s}<a><v>了啥<n>|{t}{s}<a><v>了一个什么样的<n>"
)
_WHICH_RANK = (
    "{t}{s}<a>排<of>第几|{t}{s}<a>在<of>排名第几|{t}{s}<a><v><of>第几|{t}{s}<a><of>排名|"
    "{t}{s}<a>在<of>排第几位|{t}{s}<a>在<of>是第几名"
)


def title_facts(lines: list[Line]) -> Iterator[Fact]:
    """Yield what clauses call things."""
    for line in lines:
        yield from _definitions(line)
        yield from _names(line)
        if line.subject:
            yield from _papers(line)
            yield from _schemes(line)
        yield from _ranks(line)


def _definitions(line: Line) -> Iterator[Fact]:
    text, skip = line.clause.text, line.skip
    if line.subject and (found := _IS.match(line.rest)):
        span = (skip + found.start("what"), skip + found.end("what"))
        kind = {"company": "公司", "thing": "项目"}.get(line.kind, "地方")
        yield fact_at(line, "definition", span, "是什么", filled(_WHAT_IS, kind=kind))
    if (found := _MEANT.match(text)) and not re.match("[这那其此该它他]", text):
        forms = filled(_MEANING, x=found["term"])
        yield fact_at(line, "definition", found.span("what"), found["term"], forms)


def _names(line: Line) -> Iterator[Fact]:
    text, skip = line.clause.text, line.skip
    if not line.subject:
        return
    if (found := _TOPIC.search(text)) and "主题" in found[0]:
        yield fact_at(line, "title", found.span("what"), "主题", filled(_THEME))
    if found := _NAMED.search(text):
        yield fact_at(line, "title", found.span("what"), "名字", filled(_CALLED))
    if (found := _AWARD.search(text, skip)) and found.start() - skip < 8:
        forms = filled(_AWARDED, v=found["verb"])
        yield fact_at(line, "title", found.span("what"), found["verb"], forms)


def _papers(line: Line) -> Iterator[Fact]:
    text, skip = line.clause.text, line.skip
    for match in _PAPER.finditer(text, skip):
        left, right = text[skip : match.start()], text[match.end() :]
        if len(left) + len(right) < 20:
            forms = filled(_WHICH_PAPER, a=left, b=right, v=match["verb"])
            yield fact_at(line, "title", match.span("what"), match["verb"], forms)


def _schemes(line: Line) -> Iterator[Fact]:
    text, skip = line.clause.text, line.skip
    for match in _SCHEME.finditer(text, skip):
        left = text[skip : match.start()]
        if len(left) < 24 and match.end() == len(text):
            forms = filled(_WHICH_SCHEME, a=left, v=match["verb"], n=match["noun"])
            yield fact_at(line, "title", match.span("what"), match["verb"] + match["noun"], forms)


def _ranks(line: Line) -> Iterator[Fact]:
    text, skip = line.clause.text, line.skip
    for match in _RANK.finditer(text, skip):
        left, of = text[skip : match.start()], match["of"]
        if match.end() < len(text) or len(left) >= 24 or left.endswith(("的", "、")):
            continue
        if len(left) + len(line.subject) > 4:
            forms = filled(_WHICH_RANK, a=left, of=of, v=match["verb"])
            yield fact_at(line, "count", match.span("what"), left + of, forms)
