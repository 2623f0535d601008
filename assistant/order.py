"""Say which of several quoted values is the larger, where they can be compared at all."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from assistant.comparison import Order
from assistant.marking import clause_spans
from assistant.schema import Citation, Derived, Span
from corpus.figures import Figure, find_figures
from corpus.intervals import resolve
from corpus.numbers.units import same_unit
from corpus.times.timexes import absolute, find_timexes

# What a figure is said of: amounts of different stages are never set against each other.
_STAGES = {
    "计划": r"计划|规划|预计|预期|预估|拟|力争|目标|有望",
    "签约": r"签约|签订|签署|协议",
    "开工": r"开工|动工|在建|奠基",
    "建成": r"竣工|建成|投产|投运|投用",
    "达产": r"达产|满产|满负荷",
    "完成": r"完成|累计|到位",
    "下降": r"下降|减少|萎缩|下滑|降低|回落",
    "分期": r"[一二三四]期|首期",
    "总": r"总投资|投资总额|总额",
    "固定": r"固定资产",
    "每年": r"每年|年产|年均|年度|年(?:发电|营业|销售)",
    "每亩": r"每亩|亩均|人均|均",
}
_LASTING = re.compile(
    r"投资|占地|用地|面积|亩|平方"
)  # of a project as a whole, whenever it is said
_AT_LEAST = re.compile(r"超|以上|不少于|不低于|至少|突破|逾|多|余|高于|大于|最少|最低")
_AT_MOST = re.compile(r"不足|以下|以内|不到|至多|最多|近|不超过|低于|小于|少于|不高于|最高")
_NUMERAL = re.compile(r"\d[\d,，]*(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Value:
    """A subject's value at `citation.quote[span]`."""

    subject: str
    citation: Citation
    span: Span

    @property
    def text(self) -> str:
        """Return the value as it is quoted."""
        return self.citation.quote[self.span[0] : self.span[1]]

    @property
    def clauses(self) -> str:
        """Return the clause that holds it, and the one before."""
        spans = clause_spans(self.citation.quote)
        here = next((n for n, (s, e) in enumerate(spans) if s <= self.span[0] < e), 0)
        return self.citation.quote[spans[max(0, here - 1)][0] : spans[here][1]]


@dataclass(frozen=True, slots=True)
class Said:
    """The last line of an answer and what it derives."""

    text: str
    derived: Derived


def say_order(order: Order, values: Sequence[Value]) -> Said | None:
    """Say which value comes first in `order`, or nothing where they are not of one kind."""
    if order in ("earlier", "later"):
        return _by_time(values, late=order == "later")
    figures = [_figure(value) for value in values]
    known = [figure for figure in figures if figure]
    if len(known) < len(values) or not _comparable(values, known):
        return None
    ranked = sorted(zip(known, values, strict=True), key=lambda pair: -pair[0].value)
    if not _apart(ranked[0][0], ranked[1][0]) or not _apart(ranked[-2][0], ranked[-1][0]):
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
        f"{_markers(values)}",
        Derived(first.subject, rule, _numbers(values)),
    )


def _difference(ranked: Sequence[tuple[Figure, Value]]) -> Said | None:
    (more, larger), (less, smaller) = ranked[0], ranked[-1]
    written = _NUMERAL.search(larger.text)
    if not written:
        return None
    number = Decimal(re.sub("[,，]", "", written[0]))
    unit = find_figures(larger.text)[0].text[written.end() :] if number else ""
    if not number or not re.fullmatch(r"[\u4e00-\u9fff%²]{1,5}", unit):
        return None
    apart = (more.value - less.value) / (more.value / number)
    if apart != apart.quantize(Decimal("0.0001")):
        return None
    about = "约" if more.qualifier or less.qualifier else ""
    said = f"{about}{apart.normalize():f}{unit}"
    rule = f"{larger.subject}{larger.text}减去{smaller.subject}{smaller.text}"
    values = (larger, smaller)
    return Said(
        f"按上表的数值，**{larger.subject}**比{smaller.subject}多{said}"
        f"（推算：{larger.text}－{smaller.text}）{_markers(values)}",
        Derived(said, rule, _numbers(values)),
    )


def _by_time(values: Sequence[Value], *, late: bool) -> Said | None:
    stretches = [resolve(value.text, value.citation.published) for value in values]
    known = [s for s in stretches if s]
    if len(known) < len(values):
        return None
    pairs = sorted(zip(known, values, strict=True), key=lambda pair: (pair[0].first, pair[0].last))
    if any(a.last >= b.first for (a, _), (b, _) in pairwise(pairs)):
        return None
    if len({_stages(value) & {"计划"} for value in values}) > 1:
        return None
    first = pairs[-1 if late else 0][1]
    word = ("最" if len(values) > 2 else "较") + ("晚" if late else "早")
    rule = "按时间先后：" + "、".join(f"{v.subject}{v.text}" for _, v in pairs)
    said = "、".join(v.text for _, v in pairs)
    return Said(
        f"按上表的时间，**{first.subject}**{word}（推算：{said}）{_markers(values)}",
        Derived(first.subject, rule, _numbers(values)),
    )


def _figure(value: Value) -> Figure | None:
    found = find_figures(value.text)
    return found[0] if len(found) == 1 and found[0].upper is None and found[0].unit else None


def _comparable(values: Sequence[Value], figures: Sequence[Figure]) -> bool:
    """Ask for one unit, one stage and one time."""
    if not all(same_unit(figures[0].unit, figure.unit) for figure in figures):
        return False
    return len({_stages(v) for v in values}) == 1 and len({_times(v) for v in values}) == 1


def _stages(value: Value) -> frozenset[str]:
    text = value.clauses
    return frozenset(stage for stage, words in _STAGES.items() if re.search(words, text))


def _times(value: Value) -> tuple[str, ...]:
    """Return the times that the clauses speak of, else the year of print where it matters."""
    day = value.citation.published
    times = [absolute(t.text, day) or t.text for t in find_timexes(value.clauses)]
    if times or _LASTING.search(value.clauses):
        return tuple(sorted(set(times)))
    return (day[:4],)


def _apart(more: Figure, less: Figure) -> bool:
    """Tell whether one is surely larger: 超5亿元 may be more than 6亿元."""
    if more.value == less.value:
        return False
    return not _AT_LEAST.search(less.qualifier) and not _AT_MOST.search(more.qualifier)


def _numbers(values: Sequence[Value]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(value.citation.n for value in values))


def _markers(values: Sequence[Value]) -> str:
    return " " + "".join(f"[{n}]" for n in sorted(_numbers(values)))
