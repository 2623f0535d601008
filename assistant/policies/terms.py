"""Rules that find in a sentence whom a policy is for, what it gives, how to get it, what it is."""

import re
from collections.abc import Iterator

from assistant.finding.marking import clause_spans
from assistant.policies.facets import Said
from assistant.policies.policy import POLICY_NOUN, TITLE
from corpus.figures import find_figures

_LONG = 260  # characters; a longer sentence has lost its stops, and its clauses tell nothing

_TAKERS = (
    r"企业|家庭|人才|个人|机构|单位|人员|项目|职工|毕业生|居民|商品|户|者|园区|平台|团队|高校|院所"
)
_MAY = (
    r"[^，。；]{3,60}(?:都|均|也)?(?:可以?|有资格|方可|才能)"
    r"(?:提出|申请|申报|享受|领取|获得|办理|报名|入住|参加|参评)[^，。；]{0,20}"
)
_STOP = re.compile("[，。；：（(]|$")
_GIVEN = "(?:给予|予以|按|奖励|补助|补贴|资助|免征|减免|免除|发放)"
_WHO = (
    (r"(?:取得|持有|具有|具备|符合|凡)[^，。；]{2,40}的[^，。；]{1,16}，?(?:均|都)?可(?!能)", 2.5),
    (r"(?:主要)?(?:面向|适用对象[为是]?|适用范围[为是]?|对象[为是]|适用于)[^，。；：]{2,60}", 3.0),
    (r"[^。；]{4,90}适用(?:于)?(?:《[^》]*》|本[^，。；（(]{2,6}|该[^，。；（(]{2,6})", 3.0),
    (_MAY, 2.5),
    (r"(?:凡是?|符合|具备)[^，。；]{2,40}(?:的|条件)[^，。；]{0,30}", 2.0),
    (r"[^，。；：]{8,60}(?:等)? ?\d+ ?项商品", 2.0),
    (rf"(?:对|为(?!了)|针对|给予)[^，。；]{{2,50}}(?:{_TAKERS})[^。；]{{0,24}}?{_GIVEN}", 1.5),
)
_WHO_RULES = tuple((re.compile(pattern), plain) for pattern, plain in _WHO)


def who(sentence: str) -> Iterator[Said]:
    """Find who qualifies."""
    if len(sentence) > _LONG:
        return
    for pattern, plain in _WHO_RULES:
        for match in pattern.finditer(sentence):
            stop = _STOP.search(sentence, match.end())
            yield Said(match.start(), stop.start() if stop else match.end(), plain)


_GIVES = re.compile(
    r"给予|予以|给与|发放|免征|减免|免除|减征|享受|免费|贴息|提供|拿出|免予|豁免|免于|免办|下浮|奖补|无须|无需"
)
_PAYS = re.compile(r"奖励|补助|补贴|资助|支持|投入|配置资金|补偿|奖|设立")  # with a sum only
_GOOD = re.compile(
    r"奖励|补助|补贴|资助|资金|贴息|减免|优惠|免征|免费|奖补|免租|税|免予|豁免|免于|免办|支持|便利|空间|住房|公寓|无须|无需"
)
_PAST = re.compile(
    r"累计|已为|已有|已发放|已兑现|共计|上半年|截至|去年|占比|同比|增长|总投资|产值|罚|销售|营业|出让|注册资本"
)
_CASE = re.compile("有限公司|首[单家票]")  # what one company was given
_NAMED = re.compile(rf"{TITLE.pattern}|“[^”]{{2,12}}”(?:政策|制度)")


def support(sentence: str) -> Iterator[Said]:
    """Find what is given: a sum, a share, a tax that is waived."""
    if len(sentence) > _LONG:
        return
    bare = _NAMED.sub(lambda m: "〇" * len(m[0]), sentence)  # 《…奖励办法》 gives nothing
    for start, end in clause_spans(bare):
        clause = bare[start:end]
        gives = bool(_GIVES.search(clause))
        paid = any("元" in f.unit or f.unit == "%" for f in find_figures(clause))
        if paid and (gives or _PAYS.search(clause)):
            plain = 3.0
        elif gives and _GOOD.search(clause):
            plain = 1.5
        else:
            continue
        plain -= 2.5 if _PAST.search(clause) else 1.0 if _CASE.search(sentence) else 0.0
        if plain > 0 and end - start > 5:
            yield Said(start, end, plain)


_STEP = re.compile(
    r"提交|申请|申报|审核|备案|公示|拨付|兑现|认定|报名|登记|受理|推荐|确认|登录|填报|初审|复核|联审|核查"
    r"|评审|领取|窗口|平台|直兑"
)
_IN_TURN = re.compile(r"“(?P<steps>[^“”。]{4,60})”|第一步[^。；]*")
_NEEDS = re.compile(
    r"(?:只需|仅需|仅凭|凭)[^。；]{4,70}?(?:即可[^，。；]{0,12}|完成[^，。；]{0,8})"
)
_DONE = re.compile("共受理|已受理|目前|截至|更加便捷|累计")
_GO = re.compile(
    r"(?:登录|通过|到|前往)[^，。；]{2,40}(?:申请|申报|办理|提交|报名|登记|领取)[^，。；]{0,10}"
)


def steps(sentence: str) -> Iterator[Said]:
    """Find how it is applied for; of an old and a new procedure the one that stands last."""
    if len(sentence) > _LONG:
        return
    in_turn = [
        m
        for m in _IN_TURN.finditer(sentence)
        if not m["steps"] or (len(_STEP.findall(m["steps"])) > 1 and "、" in m["steps"])
    ]
    if in_turn:
        last = in_turn[-1]
        yield Said(*(last.span("steps") if last["steps"] else last.span()), 5)
    for match in _NEEDS.finditer(sentence):
        yield Said(*match.span(), 3)
    for match in _GO.finditer(sentence):
        yield Said(*match.span(), 2.5)
    found = list(_STEP.finditer(sentence))
    kinds = {m[0] for m in found}
    if len(kinds) > 1 and not in_turn and not _DONE.search(sentence):
        spans = clause_spans(sentence)
        clauses = [c for c in spans if any(c[0] <= m.start() < c[1] for m in found)]
        yield Said(clauses[0][0], clauses[-1][1], 1.0 + 0.5 * min(len(kinds), 3))


_MEANS = re.compile(
    r"(?:是指|指的是|即指|意思是|所谓)[^。；]{4,200}"
    r"|[是系](?:一种|一部|一项|一个|全国首|保障|推动|促进|通过|以|[^，。；]{2,16}的)[^。；]{2,120}?"
    rf"(?:法规|{POLICY_NOUN}|制度|行动|模式|机制|内容|做法|规章|文件)(?=[，。；]|$)"
)
_AIM = re.compile(r"(?:旨在|目的是|以期)[^。；]{4,140}")


def meanings(sentence: str) -> Iterator[Said]:
    """Find what it is, or at least what it is for."""
    for match in _MEANS.finditer(sentence):
        yield Said(*match.span(), 3.0 if re.search("指|意思", match[0][:5]) else 2.0)
    for match in _AIM.finditer(sentence):
        yield Said(*match.span(), 1.0)


_LIST = re.compile(r"(?:[^，。；：、:》]{2,44}、)+[^。；：、:》]{2,60}")
_BODIES = re.compile("部门|印发|发布|记者|介绍")  # a list of who issued it
_LEAD = re.compile(
    r"^(?:[^、]*?[\d一二三四五六七八九十]+[条项]（|[^、]*?(?:包括|围绕|(?<!立)从|分属|涵盖"
    r"|(?:提出|部署|推出)(?!的)|聚焦|分为|针对|主要有)|的通知)?"
    r"(?:了|主要|还|在|从|围绕|聚焦|，)*(?=[^，。；：、]{2,44}、)"
)
_CUE = re.compile(
    r"包括|围绕|从|分属|涵盖|提出|部署|聚焦|推出|实施|分为|针对|明确|具体|共(?=\d+章)|涉及|开展|通过"
)
COUNTED = re.compile(
    r"(?P<n>\d+|[一二三四五六七八九十两]+)(?:个|项|条|大|章|方面)(?:重点|具体|主要|政策|配套|支持|改革|产业载体)*"
    r"(?:方面|举措|措施|工程|任务|行动|部分|条|政策|内容|计划|战略|[一二三四五六七八九十\d]+条)*"
)
_OF_POLICY = re.compile("举措|措施|方面|条|工程|任务|章|部分")


def measures(sentence: str) -> Iterator[Said]:
    """Find the aspects or measures that are listed, and how many they are."""
    counted = [m for m in COUNTED.finditer(sentence) if _OF_POLICY.search(m[0])]
    for match in _LIST.finditer(sentence):
        start, end = match.span()
        if _BODIES.search(match[0].split("、")[-1]) or match[0].count("“") != match[0].count("”"):
            continue
        cue = bool(_CUE.search(sentence[max(0, start - 12) : end]))
        rest = sentence.find("，", start + match[0].rindex("、"), end)
        if rest > 0 and not any(rest < c.start() < end for c in counted):
            end = rest
        items = len(re.findall("[、，]", sentence[start:end])) + 1
        near = any(start - 14 < c.start() < end + 20 for c in counted)
        lead = _LEAD.match(sentence[start:end])
        start += lead.end() if lead else 0
        plain = 0.2 * min(items, 5) + 0.8 * cue + 1.2 * near
        yield Said(start, end, plain if items > 2 else plain - 1.2)
    for one in counted:
        after = re.compile(r"[：:](?P<list>[^。]{12,})").match(sentence, one.end())
        if after:  # 分属五个方面：体制机制改革要深化，…
            yield Said(*after.span("list"), 2.4)
        elif _CUE.search(sentence):
            last = max((c.end() for c in counted if 0 <= c.start() - one.end() < 6), default=0)
            yield Said(one.start(), max(one.end(), last), 1.2 + 0.1 * (last > 0))
