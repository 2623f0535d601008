"""Numbers with their units in running text: how they are written, and what each says."""

import re
from dataclasses import dataclass
from decimal import Decimal

from corpus.numbers.amounts import (
    ARABIC,
    CHINESE,
    CHINESE_DECIMAL,
    DIGIT_SIGNS,
    MAX_DIGITS,
    POWER,
    SPACE,
    arabic_value,
    is_vague,
    parse_chinese,
    power_value,
)
from corpus.numbers.labels import is_quantity_of_one, is_quantity_of_two, is_said_value
from corpus.numbers.units import UNITS, per_pattern, unit_pattern

_DASH = rf"{SPACE}[-–—~]{{1,2}}{SPACE}"
_TO = rf"(?:{_DASH}|{SPACE}[至到]{SPACE})"
_MORE = "(?:[余来]|多(?!于))"
_YEAR = r"(?:1[5-9]|20)\d\d"
_DATE = "|".join(
    (
        rf"(?<![近超逾]){_YEAR}{SPACE}(?:(?:{_TO}|[、/])(?:1[5-9]|20)?\d\d{SPACE})?年(?!历史|文明)",
        rf"\d\d年(?={SPACE}\d\d?{SPACE}月)",
        rf"\d\d?{SPACE}(?:(?:{_TO}|[、/])\d\d?{SPACE})?月(?:{SPACE}\d\d?{SPACE}日)?",
        rf"(?<!拘留)(?<!产假)\d\d?{SPACE}(?:(?:{_TO}|[、/])\d\d?{SPACE})?日(?!元|内(?![蒙江容])|以内)",
        rf"\d\d?{SPACE}[时点](?!要求|意见|建议|希望)(?:{SPACE}\d\d?{SPACE}分)?",
        r"\d\d?:\d\d(?::\d\d)?",
        r"[零〇一二三四五六七八九]{4}年|十[一二三四五]五(?![家户个])",
        r"[一二三四五六七八九十]{1,3}[时点](?:半|钟|左右|许|[一二三四五六七八九十]{1,3}分)",
    )
)
_FRACTION = (
    rf"(?P<den>{CHINESE}|\d+)分之(?P<num>{CHINESE_DECIMAL}|\d+(?:\.\d+)?)"
    r"|(?<=[\u4e00-\u9fff 约近超])(?P<above>[1-9])/(?P<below>[2-9]|1\d|20)(?![\d/.%年月日路号室])"
    r"|(?P<half>(?<!另)一半(?!一半))"
)
_AFTER = (
    r"(?:及|或|含|（含）|\(含\))?(?:以上|以下|左右|以内|之内|上下|之多(?!于)|不等|开外|有余)"
    r"|多(?=[的，,。、；;）)高长宽深远时来]|$)|余(?=[，,。；;、]|$)"
)
_RANGE_UNIT = "[%‰℃元米年天岁家人名倍个项亩吨次]|个百分点|美元|公里|平方米|个月|小时|分钟|公斤|毫米"
_HALF = "(?P<{}>(?<=[年天周时])半(?![年月天个小导径数]))?"
_DIGITS = (
    rf"(?:(?P<by>(?<=[从由自]))?+(?P<lowsign>(?<![A-Za-z0-9%)）])-)?(?P<low>{ARABIC}){SPACE}"
    rf"(?P<lowp>{POWER})?(?P<lowu>{_RANGE_UNIT})?(?(by){_DASH}|{_TO}))?"
    rf"(?P<sign>(?<![A-Za-z0-9%)）])-|零下|(?<![担肩抱背辜亏胜])负)?(?P<n>{ARABIC})(?P<m1>{_MORE})?{SPACE}(?P<p>{POWER})?"
    rf"(?:(?P<n2>\d+)(?P<p2>[百千]?万|[百千]))?(?P<m2>{_MORE})?{SPACE}"
    rf"(?(lowu)(?P<u2>(?P=lowu))|(?P<u>{unit_pattern(after_digits=True)})?)"
    rf"{_HALF.format('h')}(?P<per>{per_pattern()})?"
)
_SIGNS = (
    rf"(?:(?P<cl>{CHINESE})(?P<clu>{_RANGE_UNIT})?(?:[至到]|{_DASH}))?"
    rf"(?P<cn>{CHINESE_DECIMAL})(?!(?<=千)[瓦米克伏])(?P<m3>{_MORE})?(?P<p3>{POWER})?(?P<m4>{_MORE})?"
    rf"(?(clu)(?P<cu2>(?P=clu))|(?P<cu>{unit_pattern()}))"
    rf"(?P<tenth>(?<=成)[{DIGIT_SIGNS}])?{_HALF.format('ch')}(?P<cper>{per_pattern()})?"
)
_SUM = rf"(?P<sum>{CHINESE})(?:(?P<m5>{_MORE})(?P<p5>[万亿])|(?P<p6>个亿))(?=[，,。；;、）)的]|$)"
NUMBER = re.compile(
    rf"(?=[-负\d{DIGIT_SIGNS}十百千万亿])"  # all else is passed over quickly
    rf"(?:(?P<skip>{_DATE})|(?:{_FRACTION}|{_DIGITS}|{_SIGNS}|{_SUM})(?P<after>{_AFTER})?"
    rf"|[{DIGIT_SIGNS}十百千万亿]++)",
    re.ASCII,
)
_BEFORE_ONE = ("统", "唯", "单", "同", "合")  # 统一五个
_SIGNED = frozenset(("%", "℃", "元", "美元", "个百分点", "度"))


@dataclass(frozen=True, slots=True)
class Reading:
    """What a match says, before its surroundings are looked at."""

    value: Decimal
    unit: str
    start: int
    upper: Decimal | None = None
    more: str = ""
    per: str = ""


def following(m: re.Match[str]) -> str:
    """Return what follows the unit."""
    return m.string[m.end() - len(m["after"] or "") : m.end() + 8]


def _digits(m: re.Match[str], before: str, *, qualified: bool) -> Reading | None:
    """Read 5亿元, 10—15亿元 or 3亿5000万元; None where a bare number is only a label."""
    unit = m["u"] or m["u2"] or ""
    if any(len(number.split(".")[0]) > MAX_DIGITS for number in (m["n"], m["low"] or "")):
        return None
    if not unit and before[-1:] in "￥¥$" and before:
        unit = "美元" if before[-1] == "$" else "元"
    more = m["m1"] or m["m2"] or ("多" if "多" in unit else "")
    if not (unit or m["p"]) and (more or not _said_bare(m, before, qualified=qualified)):
        return None
    value = arabic_value(m["n"], m["p"])
    if m["n2"]:
        value += arabic_value(m["n2"], m["p2"])
    if m["h"] or "半" in unit:
        value += Decimal("0.5")
    signed = UNITS.get(unit, (unit,))[0] in _SIGNED
    low = arabic_value(m["low"], m["lowp"] or m["p"]) if m["low"] else None
    value = -value if m["sign"] and signed else value
    low = -low if low is not None and m["lowsign"] and signed else low
    sign = m["lowsign"] or (not m["low"] and m["sign"]) or ""
    start = m.start() + (0 if signed else len(sign))
    if low is None or low >= value:  # 5-3家 is no range
        start = start if low is None else m.start("n")
        return Reading(value, unit, start, None, more, m["per"] or "")
    return Reading(low, unit, start, value, more, m["per"] or "")


def _said_bare(m: re.Match[str], before: str, *, qualified: bool) -> bool:
    """Say whether a number without unit is a value: 指数为1.06, 约23; not 代码为600872."""
    number = m["n"]
    if re.match(r"[^\W的]|[+\-:/]", m.string[m.end() : m.end() + 1]) or m["low"]:
        return False
    if "." not in number and (len(number) > 5 or re.fullmatch(f"{_YEAR}|0.*", number)):
        return False
    return qualified or is_said_value(before, decimal="." in number)


def _signs(m: re.Match[str], before: str, *, qualified: bool) -> Reading | None:
    """Read 二十家 or 三至五年; None where the numeral is part of a word: 统一, 千家万户, 万亩."""
    number, unit, start = m["cn"], m["cu"] or m["cu2"], m.start()
    if len(number) > 1 and number[0] == "一" and not m["cl"] and before.endswith(_BEFORE_ONE):
        start, number = start + 1, number[1:]
    if _is_word(m, number, before, qualified=qualified):
        return None
    value, low = parse_chinese(number), _low_end(m["cl"], number) if m["cl"] else None
    if value is None or (m["cl"] and (low is None or low >= value)):
        return None
    if m["tenth"]:
        value += (parse_chinese(m["tenth"]) or 0) / Decimal(10)
    if m["ch"] or "半" in unit:
        value += Decimal("0.5")
    value *= power_value(m["p3"])
    more = m["m3"] or m["m4"] or ("多" if "多" in unit else "")
    if low is None:
        return Reading(value, unit, start, None, more, m["cper"] or "")
    return Reading(low * power_value(m["p3"]), unit, start, value, more, m["cper"] or "")


def _low_end(low: str, high: str) -> Decimal | None:
    """Return the lower end, which shares the 亿 of the upper one in 十至十五亿."""
    shared = re.search("[百千万亿]+$", high)
    value = parse_chinese(low)
    if value is None or shared is None or set(low) & set("百千万亿"):
        return value
    return value * power_value(shared[0])


def _is_word(m: re.Match[str], number: str, before: str, *, qualified: bool) -> bool:
    """Say whether a numeral and its unit are part of a word: 一家, 二次创业, 三元锂, 千家."""
    unit = m["cu"] or m["cu2"]
    base = UNITS[unit][0]
    if number == "一" and not (m["m3"] or m["p3"] or m["cl"] or m["ch"] or "半" in unit):
        return not is_quantity_of_one(before, base, following(m), qualified=qualified)
    if number in "零〇二":
        return not is_quantity_of_two(number, base, before, following(m)[:1])
    if number in DIGIT_SIGNS and unit == "元" and not m["p3"]:
        return True
    told = qualified or m["after"] or (len(number) > 1 and base == "元")
    return is_vague(number) and not told


def _share(m: re.Match[str]) -> Decimal | None:
    """Return 百分之三点五, 四分之一, 1/4 and 一半 in per cent."""
    if m["half"]:
        return Decimal(50)
    if m["above"]:
        top, bottom = Decimal(m["above"]), Decimal(m["below"])
        return top * 100 / bottom if top < bottom else None
    num, den = (Decimal(p) if p.isascii() else parse_chinese(p) for p in (m["num"], m["den"]))
    return num * 100 / den if num is not None and den else None


def reading(m: re.Match[str], before: str, *, qualified: bool) -> Reading | None:
    """Return what a match of NUMBER says, or None where it is only a label or part of a word."""
    if m["n"]:
        return _digits(m, before, qualified=qualified)
    if m["cn"]:
        return _signs(m, before, qualified=qualified)
    if m["sum"]:
        value = parse_chinese(m["sum"])
        if value is None or (is_vague(m["sum"]) and not qualified):
            return None
        power = power_value(m["p5"] or m["p6"])
        return Reading(value * power, "", m.start(), None, m["m5"] or "")
    share = _share(m)
    return None if share is None else Reading(share, "%", m.start())
