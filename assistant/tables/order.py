"""Say which of several quoted values is the larger, where they can be compared at all."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from assistant.asking.comparison import Order
from assistant.finding.marking import clause_spans
from assistant.schema import Citation, Derived, Span
from assistant.tables.stages import stages
from corpus.dates import day_range
from corpus.figures import Figure, find_figures
from corpus.intervals import Interval, resolve
from corpus.numbers.units import same_unit
from corpus.times.timexes import absolute, find_timexes, is_vague

_LASTING = re.compile(
    r"投资|占地|用地|面积|亩|平方"
)  # of a project as a whole, whenever it is said
_WHOLE = re.compile(r"总投资|占地|用地|规划面积|总面积|建筑面积")
_AT_LEAST = re.compile(r"超|以上|不少于|不低于|至少|突破|逾|多|余|高于|大于|最少|最低")
_AT_MOST = re.compile(r"不足|以下|以内|不到|至多|最多|近|不超过|低于|小于|少于|不高于|最高")
NUMERAL = re.compile(r"\d[\d,，]*(?:\.\d+)?")
_REACHES = frozenset({"计划", "签约", "达产"})  # 达产后，年产值6亿元
_UNIT = re.compile(r"[\u4e00-\u9fff%²]{1,5}")


@dataclass(frozen=True, slots=True)
class Value:
    """A subject's value at `citation.quote[span]`; of a date `days` are those that it means."""

    subject: str
    citation: Citation
    span: Span
    days: Interval | None = None

    @property
    def text(self) -> str:
        """Return the value as it is quoted."""
        return self.citation.quote[self.span[0] : self.span[1]]

    @property
    def clauses(self) -> tuple[str, str]:
        """Return the clause before the one that holds it, and that one up to the value's end."""
        spans, quote = clause_spans(self.citation.quote), self.citation.quote
        here = next((n for n, (s, e) in enumerate(spans) if s <= self.span[0] < e), 0)
        before = quote[slice(*spans[here - 1])] if here else ""
        return before, quote[spans[here][0] : self.span[1]]

    @property
    def stages(self) -> frozenset[str]:
        """Return the stages that the value is said of."""
        before, own = self.clauses
        told = stages(own) - (set() if "投资" in own else {"完成"})
        return (told - {"总"}) | (stages(before) & _REACHES)


@dataclass(frozen=True, slots=True)
class Said:
    """The last line of an answer and what it derives."""

    text: str
    derived: Derived


def say_order(order: Order, values: Sequence[Value], *, timed: bool = False) -> Said | None:
    """Say which value comes first in `order`, or nothing where they are not of one kind.

    Where the question is `timed`, a value beside which no time stands is of the time asked about.
    """
    if order in ("earlier", "later"):
        return _by_time(values, late=order == "later")
    figures = [_figure_of(value) for value in values]
    known = [figure for figure in figures if figure]
    if len(known) < len(values) or not _comparable(values, known, timed=timed):
        return None
    if len({f.value for f in known}) == 1 and not any(f.qualifier for f in known):
        return _alike(values)
    ranked = sorted(zip(known, values, strict=True), key=lambda pair: -pair[0].value)
    if not apart(ranked[0][0], ranked[1][0]) or not apart(ranked[-2][0], ranked[-1][0]):
        return None
    if order == "difference":
        return _difference(ranked)
    figure, first = ranked[0] if order == "larger" else ranked[-1]
    word = "最" if len(values) > 2 else "较"
    word += "大" if order == "larger" else "小"
    rest = "、".join(v.text for f, v in ranked if f is not figure)
    rule = f"同一单位的数值相比：{first.subject}{first.text}，其余为{rest}"
    return Said(
        f"按上表的数值，**{first.subject}**{word}（推算：{'、'.join(v.text for _, v in ranked)}）"
        f"{markers_of(_numbers_of(values))}",
        Derived(first.subject, rule, _numbers_of(values)),
    )


def _difference(ranked: Sequence[tuple[Figure, Value]]) -> Said | None:
    (more, larger), (less, smaller) = ranked[0], ranked[-1]
    numeral = NUMERAL.search(larger.text)
    if not numeral:
        return None
    unit = find_figures(larger.text)[0].text[numeral.end() :]
    amount = written_like(more.value - less.value, more.value, numeral=numeral[0], unit=unit)
    if not amount:
        return None
    about = "约" if more.qualifier or less.qualifier else ""
    said = f"{about}{amount}"
    rule = f"{larger.subject}{larger.text}减去{smaller.subject}{smaller.text}"
    values = (larger, smaller)
    return Said(
        f"按上表的数值，**{larger.subject}**比{smaller.subject}多{said}"
        f"（推算：{larger.text}－{smaller.text}）{markers_of(_numbers_of(values))}",
        Derived(said, rule, _numbers_of(values)),
    )


def written_like(amount: Decimal, value: Decimal, *, numeral: str, unit: str) -> str | None:
    """Write an amount in the unit in which `value` is written; None where that is not exact."""
    number = Decimal(re.sub("[,，]", "", numeral))
    if not number or not _UNIT.fullmatch(unit):
        return None
    said = amount / (value / number)
    return f"{said.normalize():f}{unit}" if said == said.quantize(Decimal("0.0001")) else None


def _alike(values: Sequence[Value]) -> Said:
    rule = "、".join(f"{value.subject}{value.text}" for value in values)
    text = f"按上表，**相同**（推算：{rule}）{markers_of(_numbers_of(values))}"
    return Said(text, Derived("相同", rule, _numbers_of(values)))


def _by_time(values: Sequence[Value], *, late: bool) -> Said | None:
    stretches = [v.days or resolve(v.text, v.citation.published) for v in values]
    known = [s for s in stretches if s]
    if len(known) < len(values):
        return None
    if len(set(known)) == 1 and known[0].first == known[0].last:
        return _alike(values)
    pairs = sorted(zip(known, values, strict=True), key=lambda pair: (pair[0].first, pair[0].last))
    if any(a.last >= b.first for (a, _), (b, _) in pairwise(pairs)):
        return None
    if len({_is_to_come(value) for value in values}) > 1:
        return None
    first = pairs[-1 if late else 0][1]
    word = ("最" if len(values) > 2 else "较") + ("晚" if late else "早")
    rule = "按时间先后：" + "、".join(f"{v.subject}{v.text}" for _, v in pairs)
    said = "、".join(v.text for _, v in pairs)
    return Said(
        f"按上表的时间，**{first.subject}**{word}（推算：{said}）{markers_of(_numbers_of(values))}",
        Derived(first.subject, rule, _numbers_of(values)),
    )


def _is_to_come(value: Value) -> bool:
    """Tell whether a day was still to come when the article was printed."""
    printed = day_range(value.citation.published)
    if value.days and printed and not printed[0] <= value.days.first <= printed[1]:
        return value.days.first > printed[1]
    return "计划" in value.stages


def _figure_of(value: Value) -> Figure | None:
    """Return the one figure of a value, or None where it has no unit or is a range."""
    found = find_figures(value.text)
    return found[0] if len(found) == 1 and found[0].upper is None and found[0].unit else None


def _comparable(values: Sequence[Value], figures: Sequence[Figure], *, timed: bool) -> bool:
    """Ask for one unit, one stage and one time."""
    if not all(same_unit(figures[0].unit, figure.unit) for figure in figures):
        return False
    times = (
        {_times(v) for v in values} if not timed else {t for v in values if (t := _said_times(v))}
    )
    return len({v.stages for v in values}) == 1 and len(times) <= 1


def _times(value: Value) -> tuple[str, ...]:
    """Return the times that the clauses speak of, else the year of print where it matters."""
    times = _said_times(value)
    if _WHOLE.search(value.clauses[1]):
        return ()
    if times or _LASTING.search("".join(value.clauses)):
        return times
    return (value.citation.published[:4],)


def _said_times(value: Value) -> tuple[str, ...]:
    day, text = value.citation.published, "，".join(value.clauses)
    return tuple(
        sorted(
            {absolute(t.text, day) or t.text for t in find_timexes(text) if not is_vague(t.text)}
        )
    )


def is_bound(figure: Figure) -> bool:
    """Tell whether a figure is a bound only: 超5亿元, 不足3亿元."""
    return bool(_AT_LEAST.search(figure.qualifier) or _AT_MOST.search(figure.qualifier))


def apart(more: Figure, less: Figure) -> bool:
    """Tell whether one is surely larger: 超5亿元 may be more than 6亿元."""
    if more.value == less.value:
        return False
    return not _AT_LEAST.search(less.qualifier) and not _AT_MOST.search(more.qualifier)


def _numbers_of(values: Sequence[Value]) -> tuple[int, ...]:
    """Return the numbers of the citations behind the values, each once."""
    return tuple(dict.fromkeys(value.citation.n for value in values))


def markers_of(numbers: Sequence[int]) -> str:
    """Return [n] for every citation, in their order."""
    return " " + "".join(f"[{n}]" for n in sorted(numbers))
