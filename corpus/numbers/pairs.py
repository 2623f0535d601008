"""Which figure belongs to which subject in 甲、乙分别为58项、51项."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from corpus.figures import Figure, find_figures
from corpus.numbers.units import same_unit


@dataclass(frozen=True, slots=True)
class Pair:
    """A subject at `sentence[start:end]`, and the figure that 分别 gives it."""

    subject: str
    start: int
    end: int
    figure: Figure


Span = tuple[int, int]

_RESPECTIVELY = re.compile("分别|依次|各自")
_STOP = re.compile("[。！？!?；;\n]")
_BREAK = re.compile(r"[，,：:（）()]")
# 和平区, 呼和浩特, 与会 and 普及 hold no conjunction.
_AND = "(?:以及|(?<![呼共祥])和(?![平谐田静县政顺布林睦])|与(?!会)|(?<![普涉以])及(?![其时格]))"
_COMMA = re.compile("、")
_SPLIT = re.compile(rf"、{_AND}?|{_AND}")
_JOINED = re.compile(rf"\s*(?:[、，,]{_AND}?|{_AND})\s*")
_LED = re.compile(r"\s*[向对为给在从于](?=..)")
_LEAD = re.compile(
    r"(?:其中|特别是|尤其是|近\d+年来?|此外|同时|目前|当前|今年以来|今年|去年|上半年|下半年|\d{4}年(?:以来)?|前?\d{1,2}个?月份?|[\s的])+"
)
_TAIL = re.compile(
    r"等?(?:[两二三四五六七八九十\d]{1,3}[个家地县市区省国者项][\u4e00-\u9fff]{0,4}|等地?)?"
    r"(?:同比|环比|年均|平均|均|则|都|又|也|将|已|共)*+\s*+$"
)
_VERB = re.compile(
    "赋权|下放|投入|投资|下达|安排|发放|发送|建设|建成|举办|开展|设立|捐赠|销售|出口|进口|拨付|增加|减少|增长|下降"
    "|达到|完成|实现|采购|签约|落地|引进|培育|新增|占|共"
)
_MAX_SUBJECT = 24
_CLAUSES_BACK = 3
_LIKE = 2  # characters that a question must share with a subject


def pairs(sentence: str) -> list[Pair]:
    """Return who has which figure; nothing where subjects and figures differ in number."""
    return [pair for group in pair_groups(sentence) for pair in group]


def pair_groups(sentence: str) -> list[list[Pair]]:
    """Return the pairs of each row of figures: 甲、乙分别为5亿元、3亿元，增长2%、1% has two."""
    if not _RESPECTIVELY.search(sentence):
        return []
    figures = find_figures(sentence)
    marks = list(_RESPECTIVELY.finditer(sentence))
    groups = []
    for n, mark in enumerate(marks):
        stop = _STOP.search(sentence, mark.end())
        end = stop.start() if stop else len(sentence)
        end = min(end, marks[n + 1].start()) if n + 1 < len(marks) else end
        start = max([0, *(m.end() for m in _STOP.finditer(sentence, 0, mark.start()))])
        start = max(start, marks[n - 1].end()) if n else start
        told = [f for f in figures if mark.end() <= f.start < end]
        for row in _rows(sentence, told):
            lists = (
                _listed_after(sentence, (mark.end(), told[0].start)),
                _listed_before(sentence, (start, mark.start()), figures),
            )
            spans = next((spans for items in lists if (spans := _split(items, len(row)))), [])
            group = [
                Pair(sentence[a:b], a, b, f) for (a, b), f in zip(spans, row, strict=bool(spans))
            ]
            groups.append(group)
    return [group for group in groups if group]


def named_pairs(text: str, group: Sequence[Pair]) -> list[Pair]:
    """Return the pairs whose subject `text` names, else the one that is most like it."""
    led = [pair for pair in group if len(pair.subject) > 1 and pair.subject[:_LIKE] in text]
    if led:
        return led
    sizes = [_common(text, pair.subject) for pair in group]
    best = max(sizes, default=0)
    return [group[sizes.index(best)]] if best >= _LIKE and sizes.count(best) == 1 else []


def _common(a: str, b: str) -> int:
    return SequenceMatcher(None, a, b).find_longest_match().size


def _rows(sentence: str, figures: Sequence[Figure]) -> list[list[Figure]]:
    """Return the runs of two figures or more that only 、 or 和 joins."""
    rows: list[list[Figure]] = []
    for figure in figures:
        last = rows[-1][-1] if rows else figure
        joined = _JOINED.fullmatch(sentence, last.end, figure.start)
        if joined and same_unit(last.unit, figure.unit):
            rows[-1].append(figure)
        else:
            rows.append([figure])
    return [row for row in rows if len(row) > 1]


@dataclass(frozen=True, slots=True)
class _List:
    """An enumeration `sentence[start:end]`, its ends trimmed to what it lists."""

    sentence: str
    start: int
    end: int


def _listed_after(sentence: str, region: Span) -> _List | None:
    """Return the list after 分别 that a preposition leads in: 分别向平定、盂县赋权."""
    led = _LED.match(sentence, *region)
    cuts = list(_SPLIT.finditer(sentence, led.end(), region[1])) if led else []
    if not led or not cuts:
        return None
    verb = _VERB.search(sentence, cuts[-1].end() + 2, region[1])
    return _List(sentence, led.end(), verb.start() if verb else region[1])


def _listed_before(sentence: str, region: Span, figures: Sequence[Figure]) -> _List | None:
    """Return the nearest list before 分别; None where a figure stands in it."""
    cuts = [region[0], *(m.end() for m in _BREAK.finditer(sentence, *region))]
    ends = [*(cut - 1 for cut in cuts[1:]), region[1]]
    for begin, end in list(zip(cuts, ends, strict=True))[::-1][:_CLAUSES_BACK]:
        first = _SPLIT.search(sentence, begin, end)
        if not first:
            continue
        if any(begin <= figure.start < end for figure in figures):
            return None
        lead = _LEAD.match(sentence, begin, first.start())
        start = lead.end() if lead else begin
        whose = sentence.rfind("的", start, first.start()) + 1
        return _List(sentence, max(start, whose), end)
    return None


def _split(items: _List | None, count: int) -> list[Span]:
    """Return the spans of `count` subjects, or nothing where the list holds another number."""
    if items is None:
        return []
    for pattern in (_SPLIT, _COMMA):
        spans, start = [], items.start
        for cut in pattern.finditer(items.sentence, items.start, items.end):
            spans.append((start, cut.start()))
            start = cut.end()
        if pattern is _COMMA and _SPLIT.search(items.sentence, start, items.end):
            return []  # 甲、乙和丙 are three
        spans.append((start, _end_of_last(items.sentence, start, items.end)))
        spans = [_trimmed(items.sentence, a, b) for a, b in spans]
        if len(spans) == count and all(0 < b - a <= _MAX_SUBJECT for a, b in spans):
            return spans
    return []


def _end_of_last(sentence: str, start: int, end: int) -> int:
    """Leave out what all subjects share: 的产值 of 甲和乙的产值, 两县 of 甲、乙两县."""
    whose = sentence.find("的", start + 1, end)
    end = whose if whose > 0 else end
    tail = _TAIL.search(sentence[start:end])
    return start + tail.start() if tail and tail.start() else end


def _trimmed(sentence: str, start: int, end: int) -> Span:
    text = sentence[start:end]
    return start + len(text) - len(text.lstrip()), start + len(text.rstrip())
