"""Numbers in digits and in Chinese characters of any size, and their values."""

import re
from decimal import Decimal

_DIGITS = {d: n for n, ds in enumerate(("零〇", "一", "二两", "三", *"四五六七八九")) for d in ds}
_POWERS = {"十": 1, "百": 2, "千": 3, "万": 4, "亿": 8}
_ODD = {" ": "\u3000\xa0\u2002\u2003\u2009\u202f", "-": "−‐‑", "~": "〜∼"}
# Punctuation between clauses keeps its width, so that it never joins two numbers.
_PLAIN = {
    full: full - 0xFEE0 for full in range(0xFF01, 0xFF5F) if chr(full) not in "，；！？（）"
} | {ord(odd): plain for plain, odds in _ODD.items() for odd in odds}
# 1，250亿元 is one number: three digits between its comma and a unit.
_WIDE_COMMAS = re.compile(
    r"(?<![\d.,第A-Za-z])(?<!\d{3}，)\d{1,3}(?:[，,]\d{3})++"
    r"(?=(?:\.\d+)? ?[百千万亿元美欧港家户人名个项亩吨平公台套件%㎡])",
    re.ASCII,
)

SPACE = "[ ]?"
DIGIT_SIGNS = "零〇一二两三四五六七八九"
CHINESE = rf"[{DIGIT_SIGNS}十百千万亿]{{1,30}}"
CHINESE_DECIMAL = rf"{CHINESE}(?:点[零〇一二三四五六七八九]{{1,9}}[万亿]{{0,2}})?"
_BY_COMMAS = r"\d{1,3}(?:,\d{3})++(?![\d,])"  # 1,250
_BY_SPACES = (  # 1 250亿元, where a unit shows that it is one number
    r"(?<!\d )[1-9]\d{0,2}(?: \d{3})++(?! ?\d)(?= ?[万亿元美欧港家户人名个项亩吨平公%㎡])"
)
ARABIC = rf"(?<!\d)(?:{_BY_COMMAS}|{_BY_SPACES}|\d++)(?:\.\d++)?"
# 5亿, 3百万, 4个亿; the 千 of 千瓦 belongs to the unit.
POWER = "(?:万亿|个亿|十?[万亿]|[百千][万亿]|百|千(?![瓦米克伏]))"
MAX_DIGITS = 15  # more of them are codes, not counts


def plain_digits(text: str) -> str:
    """Return `text` with full-width digits, letters and signs made narrow; offsets stay."""
    return _WIDE_COMMAS.sub(lambda m: m[0].replace("，", ","), text.translate(_PLAIN))


def arabic_value(number: str, power: str | None = None) -> Decimal:
    """Return 1,250 or 3.5, times 10 to the power that 万, 千万 or 亿 stand for."""
    return Decimal(re.sub("[, ]", "", number)) * power_value(power)


def power_value(power: str | None) -> Decimal:
    """Return 10000 for 万; 1 for nothing."""
    return Decimal(10) ** sum(_POWERS.get(sign, 0) for sign in power or "")


def is_vague(number: str) -> bool:
    """Say whether there is no digit in it: 百 of 百家, 千万; 十 is a number."""
    return number != "十" and not set(number) & set(_DIGITS)


def parse_chinese(text: str) -> Decimal | None:
    """Return the value of 二十, 三点五亿 or 两万五; None for 二三, 三四十 and other non-numbers."""
    whole, _, fraction = text.partition("点")
    if not fraction:
        return _whole(whole)
    digits = fraction.rstrip("万亿")
    base = _whole(whole)
    if base is None or not digits or any(d not in _DIGITS for d in digits):
        return None
    tail = Decimal("0." + "".join(str(_DIGITS[d]) for d in digits))
    return (base + tail) * power_value(fraction[len(digits) :])


def _whole(text: str) -> Decimal | None:
    total = section = 0
    digit: int | None = None
    above, previous = 9, 0  # the last power of this section, and of the sign just before
    for sign in text:
        power = _POWERS.get(sign)
        if power is None:
            if digit or sign not in _DIGITS:
                return None
            digit = _DIGITS[sign]
            previous = previous if digit else 0
            continue
        if power < 4:
            if power >= above:
                return None
            section += (1 if digit is None else digit) * 10**power
            above = power
        else:
            total, section, above = _closed(total, section + (digit or 0), power), 0, 9
        digit, previous = None, power
    if digit and previous > 1:
        digit *= 10 ** (previous - 1)  # 两万五 is 25000
    return Decimal(total + section + (digit or 0))


def _closed(total: int, section: int, power: int) -> int:
    """Close a section at 万 or 亿: 一万三千亿 multiplies all that stands before it."""
    return total + (section or 1) * 10**4 if power == 4 else (total + section or 1) * 10**8
