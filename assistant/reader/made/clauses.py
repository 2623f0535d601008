"""Reasons, purposes, means and conditions as answers."""

import re
from collections.abc import Iterator

from assistant.reader.made.facts import Fact, fact_at, filled
from assistant.reader.made.names import Line
from assistant.reader.made.words import begins_with_verb

MAX_ANSWER = 40  # characters
_WHY = re.compile("^(?:由于|因为|鉴于|受)(?P<why>.{3,36}?)(?:影响|的影响)?$")
_GOAL = re.compile(
    "^(?P<goal>为(?:了|进一步|更好地?|切实|深入|有效|确保|推动|加快|全面|提升|解决|贯彻|"
    "加强|持续|促进|保障|方便|优化|落实|帮助|满足|丰富|规范|做好|营造).{3,36})$"
)
_MEANS = re.compile("^(?P<means>(?:通过|借助|依托|利用|采用|采取|凭借).{3,36})$")
_COND_IN = re.compile(
    "^对(?P<cond>[^，]{4,30}?)(?P<give>(?:，)?(?:给予|予以|按照?|奖励|补助|补贴).{3,30})$"
)
_COND = re.compile(
    "^对(?P<cond>.{5,36}?的?(?:企业|项目|单位|个人|人才|机构|平台|团队|园区|商户|家庭|毕业生|园))$"
)
_GIVE = re.compile("^(?:给予|予以|按|可|最高|一次性|奖励|补助|补贴|免|分别给予)")
_NO_SUBJECT = re.compile("^(?:他|她|我|你|其|该|这|此|记者|近日|日前)")
_BROKEN = re.compile("[；：、]|.*[“（][^”）]*$")
_WHY_ASKED = "为什么<s><x>|<s>为什么<x>|<s>为何<x>|<s><x>的原因是什么|<s>怎么会<x>|<s><x>是因为什么"
_GOAL_ASKED = (
    "<s>为什么<x>|<s><x>的目的是什么|<s><x>是为了什么|为什么<s><x>|<s>为何要<x>|<s><x>图什么"
)

_MEANS_ASKED = (
    "<s>怎么<x>|<s>通过什么方式<x>|<s>靠什么<x>|<s>是怎样<x>的|<s>如何<x>|<s>用什么办法<x>"
)

_FOR_WHOM = (
    "什么样的企业可以<x>|谁能申请<x>|对哪些对象<x>|哪些情况可以<x>|对谁<x>|满足什么条件才<x>"
)
_KINDS = (
    (_WHY, "why", _WHY_ASKED), (_GOAL, "why", _GOAL_ASKED), (_MEANS, "how", _MEANS_ASKED),
)  # fmt: skip


def clause_facts(lines: list[Line]) -> Iterator[Fact]:
    """Yield what a clause gives as the reason, means or condition of the next."""
    for line, following in zip(lines, [*lines, None][1:], strict=True):
        if (found := _COND_IN.match(line.clause.text)) and re.search(r"\d|奖|补", found["give"]):
            yield _policy(line, found.span("cond"), found["give"])
        if following and following.clause.sentence == line.clause.sentence:
            yield from _reasons(line, following)
            yield from _conditions(line, following)


def _reasons(line: Line, following: Line) -> Iterator[Fact]:
    text, main = line.clause.text, following.clause.text
    if not 5 <= len(main) <= 30 or _NO_SUBJECT.match(main) or len(text) > MAX_ANSWER:
        return
    rest = following.rest if following.own else main
    who = main[: len(main) - len(rest)] or ("{s}" if line.subject else "")
    if not who or not begins_with_verb(rest) or _BROKEN.match(text):
        return
    for pattern, kind, templates in _KINDS:
        if found := pattern.match(text):
            yield fact_at(line, kind, found.span(1), main, filled(templates, s=who, x=rest))
            return


def _conditions(line: Line, following: Line) -> Iterator[Fact]:
    found = _COND.match(line.clause.text)
    rest = following.clause.text
    if found and _GIVE.match(rest) and len(rest) <= 34:
        yield _policy(line, found.span("cond"), rest)


def _policy(line: Line, span: tuple[int, int], rest: str) -> Fact:
    return fact_at(line, "policy", span, rest, filled(_FOR_WHOM, x=rest.lstrip("，")))
