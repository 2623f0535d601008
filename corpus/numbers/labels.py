"""What only looks like a quantity: names, ordinals, labels, and expressions of time."""

import re
from collections.abc import Callable

from corpus.numbers.amounts import CHINESE
from corpus.numbers.units import DURATIONS, SOFT_UNITS

_NAME_BEFORE = re.compile(
    rf"第 ?$|第(?:{CHINESE}|\d{{1,3}})[、和至到-]$|[._#*〔\[]$|[A-Za-z0-9][-+/]$"
    r"|公元前?$|几$|(?:民国|康熙|雍正|乾隆|嘉庆|道光|咸丰|同治|光绪|宣统|万历|洪武|永乐|昭和|令和|平成)$"
)
_COUNTED = re.compile(
    r"(?:举办|举行|开讲|开展|推出|发布|专报|视频|预告|活动|讲座|连续|印发|刊发|开设|已|共|分|分为)[了过]?$"
)
_AFTER_LETTER = frozenset(("元", "美元", "%", "个百分点", "人次", "小时", "分钟", "个月"))
_TERM = re.compile(r"(?:拘留|假|连续|公示期?|为期|历时|期限|时限|工期)(?:为|共|达)?$")
_ROUND = re.compile("[十百千万亿]|10+")
_LETTER = re.compile("[A-Za-z]$")
_YEAR = re.compile(r"(?:19|20)\d\d(?!\d)")
_SCREEN = re.compile(r"(?:480|720|1080|1440|2160)P")
_FLOOR_OF = re.compile(r"(?:号楼|[A-Z][座栋幢][)）]?|大厦)$")
_SECTION_OF = re.compile("(?:村|派驻|社区|屯|巡察|巡视)$")
_SCHOOL = re.compile("(?:小学|中学|初中|高中|年级|[一二三四五六])$")
_AROUND = re.compile("(?:为期|历时|连续|[近约超长逾])$")
_POINTS = ("要求", "意见", "建议", "希望", "体会")

_OVER_TIME = re.compile(
    r"(?:工作|学习|生活|历时|耗时|用时|长达|持续|跟踪|服务|经过|经营|建设|距今|跨越|时隔|[了有已达期]|经历"
    r"|任职|从事|从业|相伴|成立|运营|实施|等待|坚守|扎根|连续|合作|[花用])(?:近|最近)?$"
)
_SPENT = re.compile(r"的?(?:时间|历史|经验|努力|谈判|光景|征程|奋斗|工龄|教龄|党龄)|之久")
_PAST = re.compile(r"(?:过去的?|最近|最近的|(?<![提之以])前|(?<![\u4e00-\u9fff])头|今年头)$")
_LASTING = re.compile(
    r"(?:持续|为期|历时|历经|用时|耗时|花了?|用了|有期徒刑|拘役|缓刑|每隔|连续|时隔|相隔|提前|缩短|延长|至少|不足"
    r"|不到|只需|仅需|需要?|仅|满|达|在|日起|工期|不超过|最长|相当于)$"
)
_WITHIN = re.compile(r"内|以内|以上|以下|左右|多|时间|之内|半|有余")


# unit: a rule on (what stands before, number and unit, what follows) that makes a label of it.
_BY_UNIT: dict[str, Callable[[str, str, str], bool]] = {
    "届": lambda before, _, __: not _COUNTED.search(before),
    "期": lambda before, _, __: not _COUNTED.search(before),
    "日": lambda before, _, rest: not (_TERM.search(before) or re.match("[以之]?内", rest)),
    "点": lambda _, number, rest: not (number[0].isdigit() or rest.startswith(_POINTS)),
    "级": lambda _, number, __: "." not in number,  # magnitudes have decimals, grades have none
    "层": lambda before, _, __: bool(_FLOOR_OF.search(before)),
    "小时": lambda before, _, __: before.endswith(("×", "x", "X")),  # 7×24小时
    "处": lambda _, number, __: number.startswith("四处"),
    "周": lambda before, number, _: number.startswith("四周") and not _AROUND.search(before),
    "组": lambda before, _, __: bool(_SECTION_OF.search(before)),
    "班": lambda before, _, __: bool(_SCHOOL.search(before)),
    "所": lambda before, _, __: before.endswith(("税务", "派出")),
    "番": lambda before, _, __: not before.endswith("翻"),
    "P": lambda _, number, __: bool(_SCREEN.match(number)),
}


def is_name(before: str, number: str, unit: str, rest: str) -> bool:
    """Say whether `number` (with its unit) is an ordinal, a model, an address or another label."""
    digits = number.lstrip("-")
    rule = _BY_UNIT.get(unit)
    return bool(
        _NAME_BEFORE.search(before)
        or (before.endswith("数") and _ROUND.match(number))
        or (_LETTER.search(before) and digits[:1].isdigit() and unit not in _AFTER_LETTER)
        or (unit in SOFT_UNITS and _YEAR.match(digits))
        or (rule and rule(before, number, rest))
    )


def is_said_value(before: str, *, decimal: bool) -> bool:
    """Say whether a bare number is one: 指数为1.06, 报收于3280.46; not 代码为600872."""
    if decimal:
        return before.endswith(("为", "是", "达", "于", "报"))
    return before.endswith("为") and not before.endswith(("号为", "码为", "编为"))


def is_time(before: str, unit: str, rest: str) -> bool:
    """Say whether a duration says when, not how long: 近3年, 过去五年, 前5个月, 三年来."""
    if unit not in DURATIONS or unit in ("小时", "分钟"):
        return False
    if re.match("以?来", rest):
        return True
    if before.endswith("近"):
        return not (_OVER_TIME.search(before) or _SPENT.match(rest))
    return _PAST.search(before) is not None


def is_quantity_of_two(number: str, unit: str, before: str, rest: str) -> bool:
    """Say whether 二 counts, as in 夫妻二人; in 二次创业 and 二期 it does not, and 零 never."""
    if number != "二":
        return False
    if unit in DURATIONS:
        return _LASTING.search(before) is not None
    return unit in ("人", "%", "倍", "个百分点", "番") or (
        unit == "次" and rest in tuple("，。；、")
    )


def is_quantity_of_one(before: str, unit: str, rest: str, *, qualified: bool) -> bool:
    """Say whether 一 counts (增长一倍, 为期一周); 一家 and 一个 are articles."""
    if unit in ("倍", "个百分点", "番"):
        return True
    if unit in DURATIONS:
        return bool(qualified or _LASTING.search(before) or _WITHIN.match(rest))
    return unit == "%" and (qualified or not before.endswith(("这", "又", "另", "新")))
