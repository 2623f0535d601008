"""Read a comparison: what a question asks of each of the subjects that it names."""

import re
from dataclasses import dataclass
from typing import Literal

from assistant.asking.focus import find_focus
from assistant.asking.known import GENERIC
from assistant.asking.subjects import (
    ASKING,
    LEAD,
    MAX_SUBJECTS,
    Listed,
    head_of,
    list_before,
    time_in_front,
)

Order = Literal["larger", "smaller", "earlier", "later", "difference"]

MAX_LENGTH = 200  # characters; more is no question but a story
_EACH = re.compile(r"分别(?:都|又)?|各自(?!的)|各(?=[是为有被获占需投达在建多几用拿])")
_SORTS = (
    r"(?:个|家|座|项|条|处|地|边|一个|一家|一项)?(?:公司|企业|项目|园区|开发区|经开区|城市|地方)?"
)
_WHICH = re.compile(
    rf"(?:到底)?(?:哪{_SORTS}|谁)的?(?P<what>[^，。？?]{{0,16}}?)(?:更|较|最|比较)?"
    r"(?:(?P<size>[大多高快长贵强小少低慢短早晚])(?:一?[些点]|得多|了)?|(?:更?[早先]|最先)(?P<event>[\u4e00-\u9fff]{2,5}))"
    r"[？?。\s]*$"
)
_THAN = re.compile(
    r"^(?P<one>.+?)比(?P<other>.+?)(?P<size>[多少高低大小快慢长短早晚])(?:了|出|过)?"
    r"(?P<asked>多少|几)(?P<unit>[\u4e00-\u9fff]{0,4})[？?。\s]*$"
)
_GAP = re.compile(
    r"[，,]?(?:之间)?(?:的?差距|相差|(?:分别|各)?差)(?:了|是|有)?(?P<asked>多少|几|多大)(?P<unit>[\u4e00-\u9fff]{0,4})[？?。\s]*$"
)
_SIZES = "大多高快长贵强小少低慢短早晚"
_OR = re.compile(
    rf"^(?:是|到底)?(?P<one>[^，。]+?)更?(?P<size>[{_SIZES}])[，,]?还是(?P<other>[^，。？?]+?)更?(?P=size)?[？?。\s]*$"
)
_SIDES = ("one", "other")
_WHICH_FIRST = re.compile(
    rf"^(?P<asked>(?:哪|谁)[^，。：:]{{2,14}}?[{_SIZES}])[，,：:]\s*(?P<list>.+?)[？?。\s]*$"
)
_COMPARED = re.compile(r"(?:相比|比起来|比较)(?=[，,])")
_PHASES = re.compile(
    r"(?P<stem>[^，。、和与跟及]{4,24}?)(?P<first>[一二三四五]期)(?P<and>、|和|与|跟|及|比)(?=[一二三四五六]期)"
)
_CONTRAST = re.compile(
    r"^(?:请|帮我)*(?:对比|比较|比一[比下])|(?:的对比|相比如何|对比如何|比一[比下]|比较一下)[？?。\s]*$"
)
_TWO_TIMES = re.compile(r"[年月日][和、与]\d")
_POINTING = re.compile(r"(?<=[\u4e00-\u9fff])的?[那这](?:[个家座]|一[个家座])的?")  # 太原那个产业园
_STOP = re.compile(r"[？?，,；;。\s]+")
_THEN = re.compile(r"^(?:那么?|而)|呢$")
_VALUE = re.compile(r"(?:多少|几)[\u4e00-\u9fff]?|什么时候|何时|哪[年天月]")
_ORDERS: dict[str, Order] = {
    **dict.fromkeys("大多高快长贵强", "larger"),
    **dict.fromkeys("小少低慢短", "smaller"),
    "早": "earlier",
    "晚": "later",
}


@dataclass(frozen=True, slots=True)
class Part:
    """One subject, and what is asked of it alone."""

    subject: str
    question: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """The parts of a question that compares; `order` is what it wants to be told of the values."""

    parts: tuple[Part, ...]
    order: Order | None = None


def read_comparison(text: str) -> Comparison | None:
    """Return the parts of a question that compares named subjects, or None where it doesn't."""
    if len(text) > MAX_LENGTH:
        return None
    text = _in_order(text)
    return _which(text) or _gap(text) or _than(text) or _each(text) or _asked_in_turn(text)


def _in_order(text: str) -> str:
    """Put the subjects in front, in full: 哪个大，甲还是乙 → 甲和乙，哪个大; 甲一期和甲二期."""
    text = _COMPARED.sub("", text)
    phases = _PHASES.search(text)
    if phases and len(GENERIC.sub("", phases["stem"])) > 1:
        stem = LEAD.sub("", phases["stem"])
        text = f"{text[: phases.end()]}{stem}{text[phases.end() :]}"
    first = _WHICH_FIRST.match(text)
    if first:
        return f"{first['list'].replace('还是', '和')}，{first['asked']}？"
    either = _OR.match(text)
    one, other = (head_of(LEAD.sub("", either[name])) if either else None for name in _SIDES)
    if either and one and other and one[1].strip("的"):
        return f"{one[0]}和{other[0]}，哪个{one[1].strip('的')}{either['size']}？"
    return text


def _gap(text: str) -> Comparison | None:
    """Read 甲和乙的投资相差多少."""
    cue = _GAP.search(text)
    listed = list_before(text, cue.start()) if cue else None
    if not cue or not listed or len(listed.rest.strip("的，")) < 2:
        return None
    asked = "多少" if cue["asked"] == "多大" else cue["asked"]
    return _comparison(listed, f"{listed.rest.strip('，')}是{asked}{cue['unit']}？", "difference")


def _which(text: str) -> Comparison | None:
    """Read 甲和乙，哪个投资大."""
    cue = _WHICH.search(text)
    listed = list_before(text, cue.start(), loose=True) if cue else None
    if not cue or not listed:
        return None
    what = cue["what"] + (cue["event"] or "")
    about = _joined(listed.rest, what)
    if len(about.strip("的，")) < 2:
        return None  # 甲和乙哪个大: of what?
    order: Order = _ORDERS[cue["size"]] if cue["size"] else "earlier"
    return _comparison(listed, f"{about}{_asking(order)}", order)


def _than(text: str) -> Comparison | None:
    """Read 甲的投资比乙多多少."""
    cue = _THAN.search(text)
    if not cue:
        return None
    one, other = (head_of(LEAD.sub("", cue[name])) for name in _SIDES)
    if not one or not other:
        return None
    lead, first = time_in_front(one[0])
    about = (other[1] if len(other[1]) > len(one[1]) else one[1]).strip("，")
    if len(about.strip("的")) < 2:
        return None
    late = cue["size"] in "早晚"
    asked = "是什么时候" if late else f"{cue['asked']}{cue['unit']}"
    return _comparison(Listed((first, other[0]), lead, ""), f"{about}{asked}", "difference")


def _each(text: str) -> Comparison | None:
    """Read 甲和乙分别…, 甲和乙各… and 对比甲和乙的…."""
    if _WHICH.search(text):
        return None
    for cue in _EACH.finditer(text):
        listed = list_before(text, cue.start(), loose=True)
        if listed:
            asked = f"{listed.rest}{text[cue.end() :]}"
            clear = len(asked.strip("？?。的，")) > 3 and not _TWO_TIMES.search(asked)
            return _comparison(listed, asked) if clear else None
    if _CONTRAST.search(text) and not ASKING.search(text):
        whole = re.sub(r"(?:的?对比|相比如何|比一[比下]|比较一下)?[？?。\s]*$", "", text)
        listed = list_before(whole, len(whole))
        if listed and len(listed.rest.strip("的，")) > 1:
            return _comparison(listed, f"{listed.rest}是多少？")
    return None


def _comparison(listed: Listed, asked: str, order: Order | None = None) -> Comparison:
    subjects = [_POINTING.sub("", subject) for subject in listed.subjects]
    parts = tuple(Part(s, f"{listed.lead}{s}{asked.lstrip('，')}") for s in subjects)
    return Comparison(parts, order)


def order_of(asked: str) -> Order | None:
    """Return what 哪个多 wants to be told of the values, None where it asks for no order."""
    sizes = [char for char in asked if char in _ORDERS]
    return _ORDERS[sizes[-1]] if sizes else None


def _asking(order: Order) -> str:
    return "是什么时候？" if order in ("earlier", "later") else "是多少？"


def _joined(rest: str, what: str) -> str:
    """Say once what stands both behind the list and behind 哪个."""
    rest = rest.rstrip("，, ")
    if what and what in rest:
        return rest
    return f"{rest}，{what}".rstrip("，") if rest.strip("的") else what


def _asked_in_turn(text: str) -> Comparison | None:
    """Read 甲投资多少？乙投资多少？ and 甲投资多少，乙呢."""
    first, *others = [part for part in _STOP.split(text) if part] or [""]
    start = head_of(LEAD.sub("", first))
    if not 0 < len(others) < MAX_SUBJECTS or not start or not _VALUE.search(first) or not start[1]:
        return None
    parts = [Part(start[0], f"{first}？")]
    for other in others:
        own = head_of(_THEN.sub("", other))
        if own and not own[1]:
            asked = first.replace(start[0], own[0], 1)
        elif own and _alike(first, other):
            asked = re.sub("又(?=[是有])", "", other)
        else:
            return None
        parts.append(Part(own[0], f"{asked}？"))
    subjects = {part.subject for part in parts}
    return Comparison(tuple(parts)) if len(subjects) == len(parts) else None


def _alike(one: str, other: str) -> bool:
    """Tell whether two questions ask for the same: 多少天 twice, or the same attribute."""
    values = [_VALUE.findall(question) for question in (one, other)]
    shared = set(find_focus(one)) & set(find_focus(other))
    return all(values) and bool(shared or (values[0] == values[1] and len(values[0][0]) > 2))
