"""Rules that find in a sentence who issued a policy, its number, and when it holds."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.policies.policy import POLICY_NOUN, TITLE
from corpus.times.timexes import find_timexes, is_vague


@dataclass(frozen=True, slots=True)
class Said:
    """The part `sentence[start:end]` that says a facet, and how plainly: 3 outright, 1 hardly."""

    start: int
    end: int
    plain: float


_ISSUE = r"(?:印发|出台|发布|公布|颁布|下发|制定|推出|修订|表决通过|审议通过|发文|制发|转发)"
_MANNER = (
    r"(?:近日|日前|近期|昨日|昨天|今日|今天|当天|前不久|正式|联合|共同|率先|已经?|又|再次|对外"
    r"|新|牵头|先后|研究|组织|起草|陆续|，)*"
)
_LEADING = re.compile(
    r"^(?:[^，]*?(?:获悉|消息|报道|了解到|介绍|电)[，,]?|根据|按照|依据|据悉|为此|其中|此次|由|经[^，]{2,12}(?:批复|同意|批准)"
    r"|近日|日前|近期|最近|前不久|昨日|今日|今天|当天|去年|今年|同时|随后|目前|此前|日|，|,|\s)+"
)
_BODY_END = re.compile(
    r"(?:部|委|委员会|局|厅|办|办公室|院|政府|部门|署|总局|省|市|区|县|州|镇|中心|集团|公司|海关|大学|官方|管委会|会议|会|法院|检察院"
    r"|总工会|协会|单位|企业|银行|街道|开发区|高新区|新区|片区|示范区|[0-9]+家|党委|工委|党工委)(?:[（(][^）)]{0,8}[）)])?$"
)
_NO_BODY = re.compile(
    r"^(?:配合|协助|协同|结合|围绕|落实|贯彻|该|我|本|此|这|其|各|双方|会议|我们|多个|多地|先后|意见|方案|办法)"
)


def issuers(sentence: str) -> Iterator[Said]:
    """Find who issued it."""
    for match in re.finditer(rf"{_MANNER}{_ISSUE}(?:了|的|实施)?", sentence):
        start = max(sentence.rfind(stop, 0, match.start()) for stop in "，。；：:》”,)）\n ") + 1
        yield from _body(sentence, start, match.start())
    for match in re.finditer(
        rf"由(?P<who>[^，。；《]{{2,50}}?)(?:向[^，。；]{{2,20}}?)?{_MANNER}(?:联合)?{_ISSUE}",
        sentence,
    ):
        for said in _body(sentence, match.start("who"), match.end("who")):
            yield Said(said.start, said.end, said.plain + 0.5)
    for title in TITLE.finditer(sentence):  # 《广东省生态环境厅关于…的通知》
        own = re.match(r"(?P<who>[^《》<>]{3,40}?)关于", title[1])
        if own and _BODY_END.search(own["who"]):
            start = title.start(1)
            yield Said(start, start + own.end("who"), 2)


def _body(sentence: str, start: int, end: int) -> Iterator[Said]:
    """Trim days and lead-ins off what stands before 印发, and see whether a body is left."""
    text = sentence[start:end]
    cut = 0
    for time in find_timexes(text):
        cut = time.end if time.start <= cut + 1 else cut
    lead = _LEADING.match(text[cut:])
    cut += lead.end() if lead else 0
    who = re.sub(r"[，,\s]+$", "", text[cut:])
    who = re.sub(rf"{_MANNER}$", "", who)
    days = [time for time in find_timexes(who) if time.end == len(who)]
    who = who[: days[0].start] if days else who  # 国家发改委8月16日发布
    if len(who) > 1 and not _NO_BODY.match(who) and _BODY_END.search(who):
        yield Said(start + cut, start + cut + len(who), 2.5)


_NUMBER = re.compile(
    r"(?P<say>[\u4e00-\u9fff]{1,8}?)[〔\[（(【]\s*(?:19|20)\d\d\s*[〕\]）)】]\s*第?\s*\d+\s*号"
)
_LEANS_ON = re.compile(r"(?:按照?|根据|依据|执行|参照|修改|废止)[^。；]{0,60}(?:》[（(]?)?$")
_BEFORE_NUMBER = re.compile(rf"^.*(?:{POLICY_NOUN}|的)")


def document_numbers(sentence: str) -> Iterator[Said]:
    """Find its document number, 〔2023〕12号 with what stands before it."""
    for match in _NUMBER.finditer(sentence):
        before = sentence[: match.start()].rstrip("（( ")
        if _LEANS_ON.search(before[-90:]):
            continue  # the number of another policy that is named on the way
        lead = _BEFORE_NUMBER.match(match["say"])
        start = match.start() + (lead.end() if lead else 0)
        loose = (
            1.0 if before.endswith("》") or not sentence[: match.start()].endswith("（") else 0.0
        )
        yield Said(start, match.end(), 2.0 + loose)


_IN_FORCE = re.compile(
    r"(?:零时|0时)?(?:起|开始|正式|全面|以来|，|就|将|将在.{2,6}范围内)*(?:施行|实施|执行|生效|实行|试行|落地实施)"
)
_LATER = re.compile(
    r"[^。；]{2,36}?(?:正式|率先|落地|全面|开始)(?:在[^，。；]{2,14})?(?:落地)?(?:实施|施行|执行|生效)"
)
_AT_ONCE = re.compile(
    r"(?:自|从)?(?:即日|公布之日|发布之日|印发之日|下发之日|本文件?印发之日)起?(?:正式|开始)?(?:施行|实施|执行|生效)?"
)


def in_force(sentence: str) -> Iterator[Said]:
    """Find from when it holds."""
    for match in _AT_ONCE.finditer(sentence):
        yield Said(*match.span(), 3)
    for time in find_timexes(sentence):
        verb = _IN_FORCE.match(sentence, time.end)
        if verb:
            lead = re.search(r"(?:将)?[自从于]?$", sentence[: time.start])
            start = lead.start() if lead else time.start
            plain = 1.0 if is_vague(time.text) else 2.0 if "以来" in verb[0] else 3.0
            yield Said(start, verb.end(), plain)
        elif re.match("起(?!来|草)", sentence[time.end :]) and re.search(
            "[自从]$", sentence[: time.start]
        ):
            yield Said(time.start - 1, time.end + 1, 2.5)
        elif "日" in time.text and (verb := _LATER.match(sentence, time.end)):
            yield Said(time.start, verb.end(), 2)


_REPORTED = re.compile(r"[，,]?[^，。；《]{0,14}(?:记者|获悉|消息|讯|电)")  # the day of the report


def issued(sentence: str) -> Iterator[Said]:
    """Find the day on which it was issued."""
    for time in find_timexes(sentence):
        if is_vague(time.text) or not re.search("[年月]", time.text):
            continue
        if _IN_FORCE.match(sentence, time.end) or _REPORTED.match(sentence, time.end):
            continue
        verb = re.compile(rf"[^。；]{{0,60}}?{_ISSUE}").match(sentence, time.end)
        other = [t for t in find_timexes(sentence) if t.start > time.start]
        if verb and not any(t.start < verb.end() and not is_vague(t.text) for t in other):
            near = verb.end() - time.end < 25
            yield Said(time.start, time.end, 2.5 if near else 2.0)


_UNTIL = re.compile(
    r"(?:有效期|试点期限?|执行期限?|实施期限?|政策期限|期限)(?:为|至|到|限|截至|截止到?|是|暂定)*[\d一二三四五六七八九十两]+[^，。；、]{0,12}"
    r"|(?:有效|执行|实施|延续|延长|持续|施行|截止|活动)(?:期限?)?(?:至|到|为|于)(?=[\d一二三四五六七八九十两本今明年]{1,6}[年月日天])[^，。；]{2,18}"
    r"|至[^，。；、]{2,14}(?:止|截止|结束|有效|失效)|为期[\d一二三四五六七八九十两]+[年个天][^，。；、]{0,4}"
    r"|(?:自|从|即)[^，。；]{1,14}(?:起|日)至[^，。；、]{3,14}[日月年底止]"
)


def until(sentence: str) -> Iterator[Said]:
    """Find until when it holds, or for how long."""
    for match in _UNTIL.finditer(sentence):
        yield Said(*match.span(), 3 if "期" in match[0] or "至" in match[0] else 2)
