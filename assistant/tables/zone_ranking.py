"""Rank and add up values that can be compared: one attribute, one unit, one stage, one time."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from assistant.schema import Citation, Derived
from assistant.tables.order import NUMERAL, Said, apart, is_bound, markers_of, written_like
from assistant.tables.overview import Wish
from assistant.tables.zone_values import ZoneValue
from corpus.figures import find_figures
from corpus.zones import same_zone

Key = tuple[object, ...]

# Stages that are never mixed; the others that assistant.tables.stages knows tell totals from parts.
UNMIXED = frozenset({"计划", "签约", "开工", "建成", "达产", "分期", "每亩", "下降", "固定"})


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: whose value it is, as it is labelled, and where it is quoted."""

    label: str
    value: ZoneValue
    citation: Citation

    @property
    def said(self) -> str:
        """Return the value as it is quoted."""
        return self.value.figure.text


def stage_of(value: ZoneValue) -> frozenset[str]:
    """Return the stages of a value that are never mixed with others."""
    return value.stages & UNMIXED


def alike(values: Sequence[ZoneValue], *, lasting: bool) -> list[ZoneValue]:
    """Return the largest group of values that may be set against each other.

    Where the attribute is not `lasting` a value must say of what time it is.
    """
    groups: dict[Key, list[ZoneValue]] = {}
    for value in values:
        if lasting or value.period:
            groups.setdefault(_key(value, lasting=lasting), []).append(value)
    return max(groups.values(), key=len, default=[])


def _key(value: ZoneValue, *, lasting: bool) -> Key:
    period = value.period.interval if value.period and not lasting else None
    return (_plain(value.named), value.figure.unit, stage_of(value), period)


def _plain(named: str) -> str:
    """Take off what names the same: the verb of 入驻企业, the 总 of 总投资 stays."""
    return re.sub(r"^(?:入驻|入园|落户|集聚|聚集|汇聚|拥有|现有|已有|有|注册|了|各类)+", "", named)


def say_ranking(rows: Sequence[Row], wish: Wish, *, first: int, set_name: str) -> Said | None:
    """Say which rows lead, or None where two of them may as well stand the other way round."""
    rows = sorted(rows, key=lambda r: (r.value.figure.value, r.label), reverse=wish == "largest")
    leading = rows[: max(first, 1) + 1]
    for a, b in pairwise(leading):
        larger, smaller = (a, b) if wish == "largest" else (b, a)
        if not apart(larger.value.figure, smaller.value.figure):
            return None
    named = rows[:first]
    size = "大" if wish == "largest" else "小"
    who = "、".join(f"**{row.label}**" for row in named)
    head = (
        f"{who}最{size}" if first == 1 else f"由{size}到{'小' if size == '大' else '大'}依次是{who}"
    )
    amounts = "、".join(row.said for row in rows)
    text = (
        f"按上表写明的数值排序，{head}（推算：{amounts}）；没有写明的{set_name}不在其中"
        f"{markers_of(_numbers(rows))}"
    )
    rule = "同一单位、同一口径的数值排序：" + "、".join(f"{row.label}{row.said}" for row in rows)
    return Said(text, Derived("、".join(row.label for row in named), rule, _numbers(rows)))


def say_sum(rows: Sequence[Row], *, set_name: str) -> Said | None:
    """Add the values of the rows up, or None where one is a bound (超5亿元) or counts twice."""
    if any(is_bound(row.value.figure) for row in rows) or _overlap(rows):
        return None
    first = rows[0]
    core = find_figures(first.said)
    numeral = NUMERAL.search(first.said)
    if not numeral or len(core) != 1:
        return None
    total = sum((row.value.figure.value for row in rows), Decimal(0))
    unit = first.said[numeral.end() :].strip()
    amount = written_like(total, first.value.figure.value, numeral=numeral[0], unit=unit)
    if not amount:
        return None
    about = "约" if any(row.value.figure.qualifier for row in rows) else ""
    value = f"{about}{amount}"
    parts = "＋".join(row.said for row in rows)
    text = (
        f"按上表写明的数值，合计**{value}**（推算：{parts}）；没有写明的{set_name}不在其中"
        f"{markers_of(_numbers(rows))}"
    )
    rule = "同一单位、同一口径的数值相加：" + "、".join(f"{row.label}{row.said}" for row in rows)
    return Said(text, Derived(value, rule, _numbers(rows)))


def _overlap(rows: Sequence[Row]) -> bool:
    """Tell whether one row may be a part of another: two names of one zone or project."""
    names = [row.value.subject for row in rows]
    return any(
        a in b or b in a or same_zone(a, b) for i, a in enumerate(names) for b in names[i + 1 :]
    )


def _numbers(rows: Sequence[Row]) -> tuple[int, ...]:
    return tuple(sorted({row.citation.n for row in rows}))
