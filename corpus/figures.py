"""Numbers with units, as values that can be compared."""

import re
from dataclasses import dataclass
from decimal import Decimal

from corpus.units import UNITS, per_pattern, same_unit, unit_pattern


@dataclass(frozen=True, slots=True)
class Figure:
    """A quantity at `text[start:end]`: 约5亿元 is value 500000000, unit 元, qualifier 约.

    `core_start` and `core_end` leave the qualifier out (5亿元); a range (3至5年) has its lower end
    as `value` and its upper end as `upper`.
    """

    text: str
    start: int
    end: int
    value: Decimal
    unit: str
    qualifier: str = ""
    core_start: int = 0
    core_end: int = 0
    upper: Decimal | None = None


_DIGITS = {d: n for n, ds in enumerate(("零〇", "一", "二两", "三", *"四五六七八九")) for d in ds}
_POWERS = {"十": 1, "百": 2, "千": 3, "万": 4, "亿": 8}
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．％～－＋", "0123456789.%~-+")
_FULL_COMMA = re.compile(r"(?<=[０-９])[，,](?=[０-９]{3}(?![０-９]))")

_SP = r"[ \u3000\xa0]?"
_TO = rf"{_SP}[-–—~至到]{_SP}"
_ARABIC = r"(?:\d{1,3}(?:,\d{3})+(?![\d,])|\d+)(?:\.\d+)?"
_CHINESE = r"[零〇一二两三四五六七八九十百千万亿]{1,20}"
_POWER = r"(?:万亿|[十百千]?[万亿]|百|千(?![瓦米克伏]))"
_DATE = (
    rf"(?:1[5-9]|20)\d\d{_SP}(?:[-–—~至到、/]{_SP}(?:1[5-9]|20)?\d\d{_SP})?年"
    rf"|\d\d年(?={_SP}\d\d?{_SP}月)"
    rf"|\d\d?{_SP}(?:[-–—~至到、]{_SP}\d\d?{_SP})?(?:月|日(?!元))"
    rf"|\d\d?{_SP}[时点](?:{_SP}\d\d?{_SP}分)?|\d\d?:\d\d"
    r"|[零〇一二三四五六七八九]{4}年|十[一二三四五]五(?![家户个])"
)
_NUMBER = re.compile(
    rf"(?P<skip>{_DATE})"
    rf"|(?P<den>{_CHINESE}|\d+)分之(?P<num>{_CHINESE}(?:点{_CHINESE})?|\d+(?:\.\d+)?)(?P<q0>以上|左右|多)?"
    rf"|(?:(?P<low>{_ARABIC}){_SP}(?P<lowp>{_POWER})?{_TO})?(?P<n>{_ARABIC})(?P<m1>余|多|来)?{_SP}"
    rf"(?P<p>{_POWER})?(?:(?P<n2>\d+)(?P<p2>[百千万]))?(?P<m2>余|多|来)?{_SP}(?P<u>{unit_pattern()})?"
    rf"(?P<per>{per_pattern()})?(?P<q>以上|以下|左右|以内|上下|之多|不等|多(?=[的，,。、])|余(?=[，,。]))?"
    rf"|(?P<cn>{_CHINESE}(?:点[零一二三四五六七八九]+[万亿]*)?)(?!(?<=千)[瓦米克伏])(?P<m3>余|多|来)?(?P<p3>{_POWER})?"
    rf"(?P<cu>{unit_pattern()})(?P<cq>以上|以下|左右|以内|之多|多(?=[的，,。、]))?"
    rf"|{_CHINESE}",
    re.ASCII,
)
_QUALIFIER_BEFORE = re.compile(
    r"(?:大约|(?<![签合节条预特制契履公集相邀违])约为?|(?<![附最邻])(?:接近|将近|近)|超过了?|超出|超|突破|不少于"
    r"|不低于|不高于|不超过|不足|不到|至少|最多|(?<!业)逾|(?<![以之地])上)[ \u3000]?$"
)
_NAME_BEFORE = re.compile(r"第 ?$|[._#×〔]$|[A-Za-z0-9][-+/]$")
_QUOTED_NAME = re.compile(r"[“‘「《](?=[^“”‘’「」《》]{1,8}[”’」》])")


def parse_chinese(text: str) -> Decimal | None:
    """Return the value of 二十, 三点五亿 or 两百; None for 二三, 三四十 and other non-numbers."""
    whole, _, fraction = text.partition("点")
    if fraction:
        digits = fraction.rstrip("万亿")
        base = parse_chinese(whole)
        if base is None or not digits or any(d not in _DIGITS for d in digits):
            return None
        tail = Decimal("0." + "".join(str(_DIGITS[d]) for d in digits))
        return (base + tail) * Decimal(10) ** sum(_POWERS[p] for p in fraction[len(digits) :])
    total = section = 0
    digit: int | None = None
    for sign in whole:
        if sign in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[sign]
        elif _POWERS[sign] < 4:
            section += (digit or 1) * 10 ** _POWERS[sign]
            digit = None
        elif sign == "万":
            total, section, digit = total + (section + (digit or 0) or 1) * 10_000, 0, None
        else:
            total, section, digit = (total + section + (digit or 0) or 1) * 10**8, 0, None
    return Decimal(total + section + (digit or 0))


def _times(number: str, power: str | None) -> Decimal:
    return Decimal(number.replace(",", "")) * Decimal(10) ** sum(_POWERS[p] for p in power or "")


def _is_bare_name(m: re.Match[str], before: str, *, qualified: bool) -> bool:
    """Say whether an Arabic number without unit, or right after a letter, is only a label."""
    if before[-1:].isascii() and before[-1:].isalpha() and m["u"] not in ("元", "%"):
        return True
    if m["u"] or m["p"]:
        return False
    # A bare number counts only where it is said to be a value: 指数为1.0, 约23。
    said = (qualified or before.endswith("为")) and not (m["m1"] or m["m2"])
    return not said or re.match(r"[\w+\-:/]", m.string[m.end() : m.end() + 1]) is not None


def _arabic(m: re.Match[str]) -> tuple[Decimal, Decimal | None]:
    value = _times(m["n"], m["p"])
    if m["n2"]:
        value += _times(m["n2"], m["p2"])
    return (_times(m["low"], m["lowp"] or m["p"]), value) if m["low"] else (value, None)


def _chinese(m: re.Match[str], number: str, *, qualified: bool) -> Decimal | None:
    """Return the value, or None where the numeral is part of a word: 统一, 千家万户, 万亩."""
    if number in ("一", "二", "零", "〇") or (len(number) == 1 and m["cu"] == "元"):
        return None
    loose = not set(number) & set(_DIGITS) and number != "十"
    if loose and not qualified and not (len(number) > 1 and UNITS[m["cu"]][0] == "元"):
        return None
    value = parse_chinese(number)
    return None if value is None else value * _times("1", m["p3"])


def _share(m: re.Match[str]) -> Decimal | None:
    """Return 百分之三点五 and 四分之一 in per cent."""
    top, bottom = (Decimal(p) if p.isascii() else parse_chinese(p) for p in (m["num"], m["den"]))
    return top * 100 / bottom if top is not None and bottom else None


def _read(m: re.Match[str], text: str, names: set[int]) -> Figure | None:
    """Turn one match into a figure, or None where it is a name, an ordinal or part of a word."""
    plain, core = m.string, m.start()
    before = plain[max(0, core - 8) : core]
    if _NAME_BEFORE.search(before):
        return None
    lead = _QUALIFIER_BEFORE.search(before)
    mid = m["m1"] or m["m2"] or m["m3"] or ""
    number, upper, value = m["cn"] or "", None, None
    if m["den"]:
        value, unit = _share(m), "%"
    elif m["cu"]:
        if core in names or before.endswith(("数", "几")):
            return None
        if len(number) > 1 and number[0] == "一" and number[1] in _DIGITS:
            core, number, lead = core + 1, number[1:], None  # 统一五个
        value, unit = _chinese(m, number, qualified=bool(lead or mid)), m["cu"]
    elif not _is_bare_name(m, before, qualified=bool(lead)):
        (value, upper), unit = _arabic(m), m["u"] or ""
    if value is None or ((lead and lead[0] == "近") and unit == "年"):  # 近3年来 is a date
        return None
    base, scale = UNITS.get(unit, (unit, Decimal(1)))
    after = m["q"] or m["cq"] or m["q0"] or ""
    start, end = core - len(lead[0]) if lead else core, m.end()
    return Figure(
        text=text[start:end],
        start=start,
        end=end,
        value=value * scale,
        unit=base + (m["per"] or ""),
        qualifier=(lead[0].strip() if lead else "") or mid or after,
        core_start=core,
        core_end=end - len(after),
        upper=None if upper is None else upper * scale,
    )


def find_figures(text: str) -> list[Figure]:
    """Return the quantities of `text` in reading order; years and dates are not quantities."""
    plain = _FULL_COMMA.sub(",", text).translate(_FULL_WIDTH)
    names = {m.end() for m in _QUOTED_NAME.finditer(plain)}
    matches = (m for m in _NUMBER.finditer(plain) if m["n"] or m["cu"] or m["den"])
    found = (_read(m, text, names) for m in matches)
    return [figure for figure in found if figure]


def same_figure(a: Figure, b: Figure) -> bool:
    """Compare value, upper end and unit: 5亿元 is 50000万元; a figure without unit fits any."""
    return a.value == b.value and a.upper == b.upper and same_unit(a.unit, b.unit)
