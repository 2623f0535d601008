"""Numbers with units, as values that can be compared."""

import re
from dataclasses import dataclass
from decimal import Decimal

from corpus.numbers.amounts import MAX_DIGITS, POWER, arabic_value, is_vague, plain_digits
from corpus.numbers.labels import is_name, is_time
from corpus.numbers.quantities import NUMBER, following, reading
from corpus.numbers.units import UNITS, per_unit, same_unit


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


_BEFORE = re.compile(
    r"(?:大约|(?<![签合节条预特制契履公集相邀违])约为?|(?<![附最邻就靠临相亲贴])(?:接近|将近|近)|超过了?"
    r"|超出|(?<!反)超|突破了?|不少于|不低于|不高于|不[能得应]?超过|不足|(?<![想找看做得])不到|至少|至多|最多|最少"
    r"|最高|最低|高于|低于|大于|小于|少于|多于|逾) ?(?:人民币)?$"
)
_BEFORE_VAGUE = re.compile(r"(?<![以之地迈登站踏跨冲加])上$|(?<![经通度超])过$|(?<![打爆])破$")
_JOINT = re.compile("[、和与及]")
_SHARED = re.compile(
    rf"(?P<power>{POWER})?(?P<unit>个百分点|%|℃|元|美元|平方米|公里|吨|亩|米|倍|毫米)$"
)
_QUOTED = re.compile(r"[“‘「《](?=[^“”‘’「」《》]{1,8}[”’」》])")


def _read(m: re.Match[str], text: str, quoted: set[int]) -> Figure | None:
    """Turn one match into a figure, or None where it is a name, an ordinal or part of a word."""
    plain = m.string
    before = plain[max(0, m.start() - 12) : m.start()]
    lead = _BEFORE.search(before)
    if not lead and is_vague(m["cn"] or m["sum"] or "一"):
        lead = _BEFORE_VAGUE.search(before)
    after = m["after"] or ""
    said = reading(m, before, qualified=bool(lead or m["m3"]))
    if said is None or (m["cn"] and m.start() in quoted):
        return None
    start, unit = said.start, said.unit
    if start > m.start() and m["cn"]:
        lead = None
    base, scale = UNITS.get(unit, (unit, Decimal(1)))
    rest, number = following(m), plain[start : m.end()]
    if is_name(before, number, base, rest):
        return None
    if not said.more and is_time(before, base, rest):
        return None
    first = start - len(lead[0]) if lead else start
    bound = lead[0].replace("人民币", "").strip() if lead else ""
    return Figure(
        text=text[first : m.end()],
        start=first,
        end=m.end(),
        value=said.value * scale,
        unit=base + per_unit(said.per),
        qualifier=bound or said.more or re.sub(r"^(?:及|或|含|（含）|\(含\))", "", after),
        core_start=start,
        core_end=m.end() - len(after),
        upper=None if said.upper is None else said.upper * scale,
    )


def find_figures(text: str) -> list[Figure]:
    """Return the quantities of `text` in reading order; years and dates are not quantities."""
    plain = plain_digits(text)
    quoted = {m.end() for m in _QUOTED.finditer(plain)}
    matches = (m for m in NUMBER.finditer(plain) if m.lastgroup and not m["skip"])
    found: list[Figure] = []
    unit = ""  # as written last
    for m in reversed(list(matches)):  # 3.3、4.6个百分点: the later one has the unit
        figure = _sharing(m, found[-1], unit, text) if found else None
        if figure is None:
            figure = _read(m, text, quoted)
            unit = text[figure.core_start : figure.core_end] if figure else unit
        if figure:
            found.append(figure)
    return found[::-1]


def _sharing(m: re.Match[str], following: Figure, written: str, text: str) -> Figure | None:
    """Give a number with decimals the unit (and 亿) of the figure that 、 or 和 joins to it."""
    if not m["n"] or m["low"] or m["u"] not in (None, "个") or not (m["p"] or "." in m["n"]):
        return None
    shared = _SHARED.search(written)
    if not shared or not _JOINT.fullmatch(m.string, m.end(), following.start):
        return None
    before = m.string[max(0, m.start() - 12) : m.start()]
    if len(m["n"]) > MAX_DIGITS or is_name(before, m["n"], "", ""):
        return None
    lead = _BEFORE.search(before)
    start = m.start() - len(lead[0]) if lead else m.start()
    _, scale = UNITS[shared["unit"]]
    return Figure(
        text=text[start : m.end()],
        start=start,
        end=m.end(),
        value=arabic_value(m["n"], m["p"] or shared["power"]) * scale,
        unit=following.unit,
        qualifier=lead[0].strip() if lead else "",
        core_start=m.start(),
        core_end=m.end(),
    )


def same_figure(a: Figure, b: Figure) -> bool:
    """Compare value, upper end and unit: 5亿元 is 50000万元; a figure without unit fits any."""
    return a.value == b.value and a.upper == b.upper and same_unit(a.unit, b.unit)
