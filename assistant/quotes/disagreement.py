"""Two stories that give different values for the same thing: both are shown, newest first."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from assistant.citations import cite
from assistant.draft import MAX_SHORT, Draft
from assistant.finding.marking import Mark, clause_spans
from assistant.finding.ranking import Ranked
from assistant.framing.about import Subject, read_subject, sentences_of
from assistant.framing.attributes import ATTRIBUTES
from assistant.question import Question
from assistant.quotes.quoting import marks_of, said_at, with_bold
from assistant.quotes.years import derived_years
from assistant.schema import Derived
from assistant.tables.article_view import ArticleView
from corpus.dates import format_published
from corpus.figures import Figure, find_figures, same_figure
from corpus.intervals import Interval
from corpus.numbers.units import same_unit
from corpus.places.names import split_zone
from corpus.repeats import Repeats

LOOKED_AT = 12  # sentences, best first
MAX_BETWEEN = 120  # characters from the name of a project to its value
HEADING = "两篇报道说法不一："

_LASTING = ("总投资", "占地面积", "规划面积", "建筑面积")  # of the whole, whenever it is said
_LASTING_DAYS = ("开工时间", "竣工时间", "投产时间")
# Words that make two values speak of two things; each kind must be the same in both.
_KINDS = (
    r"计划|规划|预计|拟|力争|目标|有望|将(?!军)|争取|确保",
    r"签约|签订|协议|合同",
    r"完成|累计|到位|已|实际",
    r"新增|增加|扩建|追加|改造|技改",
    r"每年|年均|每亩|亩均|人均|平均|日均|每|均",
    r"固定资产|设备|土建|外资|注册|流动|启动",
    r"净|毛|规上|规模以上",
    r"工业|农业|服务业|制造业",
    r"地上|地下|室内",
    r"开工|动工|奠基",
    r"竣工|完工|建成|封顶",
    r"投产|投运|达产|投用|投入使用",
    r"试运行|试生产|试运营|主体|全面|整体|全部",
)
_KIND = tuple(re.compile(words) for words in _KINDS)
_PART = re.compile(
    r"其中|分别|另外|以及|之一|各|等\d|(?:\d|[两二三四五六七八九十])+个(?:重大|重点)?项目"
)
_BOUND = re.compile(
    r"超|以上|不少|不低|至少|突破|逾|多|余|大于|不足|以下|以内|不到|至多|近|左右|上下"
)
_OTHERS = re.compile(r"项目|基地|公司|集团|工程|产业园|中心|片区|街道|小镇")
_OTHER_PROJECT = re.compile(r"[\u4e00-\u9fff]{3}(?<!该)(?:项目|产业园|基地|工程)|[和及与、]")
_PHASE = re.compile(
    r"[一二三四五六七八九]期|首期|[一二三]批|区块[一二三四五]|[A-Za-z一二三四\d]+(?:标段|地块|号楼|[区线])"
)
_POINTS_BACK = re.compile(r"^(?:那么?|它的?|其|该项目的?)")
_DIGITS = re.compile(r"[1-9]\d*")


@dataclass(frozen=True, slots=True)
class _Told:
    """A value as an article tells it: of what attribute, of which kinds, and of what time."""

    attribute: str
    kinds: frozenset[str]
    times: frozenset[Interval]
    figure: Figure | None = None
    day: Interval | None = None


def disagreements(
    question: Question, ranked: Sequence[Ranked], repeats: Repeats
) -> tuple[Ranked, ...]:
    """Return the best sentence and one of another story that contradicts it, newest first.

    Empty where nothing surely contradicts it: both must tell the same attribute of the same
    subject, of the same time and stage, and name the day on which they were printed.
    """
    subject = _subject(question)
    if subject is None or not ranked or not question.wants_value:
        return ()
    best = ranked[0]
    told = _told(question, subject, best)
    for other in ranked[1:LOOKED_AT] if told else ():
        if not _is_reprint(best, other, repeats):
            against = _told(question, subject, other)
            if told and against and _contradict(told, against):
                return _newest_first(best, other)
    return ()


def _subject(question: Question) -> Subject | None:
    """Return what is asked about; a follow-up leans on the project of the question before it."""
    words, own = question.context.split(), _POINTS_BACK.sub("", question.text)
    for n in range(len(words), 0, -1):  # the last words are what was asked then: 芯片产业园 开工
        subject = read_subject(f"{' '.join(words[:n])}{own}", question.zones)
        if subject and subject.key:
            return subject
    return read_subject(f"{question.context}{question.text}", question.zones)


def write_disagreement(pair: Sequence[Ranked]) -> Draft:
    """Quote both sentences under one line, each with its day and its citation."""
    citations = tuple(cite(r.evidence, n=n, marks=marks_of(r)) for n, r in enumerate(pair, start=1))
    lines = [f"{format_published(c.published)}：{with_bold(c)} [{c.n}]" for c in citations]
    values = "、".join(said_at(c, span) for c in citations for span in c.marks)
    short = f"说法不一：{values}"
    numbers = tuple(c.n for c in citations)
    derived = [Derived("两篇", "引用的报道的篇数", numbers)]
    derived += [years for c in citations for years in derived_years(c)]
    return Draft(
        "\n\n".join((HEADING, *lines)),
        citations,
        short if len(short) <= MAX_SHORT else None,
        tuple(derived),
    )


def _span(ranked: Ranked) -> tuple[int, int]:
    return (ranked.mark.start, ranked.mark.end) if ranked.mark else (0, 0)


def _before(ranked: Ranked) -> str:
    return ranked.evidence.text[: _span(ranked)[0]]


def _newest_first(a: Ranked, b: Ranked) -> tuple[Ranked, ...]:
    return tuple(sorted((a, b), key=lambda r: r.evidence.article.published, reverse=True))


def _is_reprint(a: Ranked, b: Ranked, repeats: Repeats) -> bool:
    one, other = a.evidence.article.doc_id, b.evidence.article.doc_id
    return one == other or other in repeats.get(one, ())


def _told(question: Question, subject: Subject, ranked: Ranked) -> _Told | None:
    """Read a value with what it is told of; None where any of it is unclear."""
    mark, evidence = ranked.mark, ranked.evidence
    if mark is None or mark.also or not evidence.article.published:
        return None
    clauses = clause_spans(evidence.text)
    start, end = next((span for span in clauses if span[0] <= mark.start < span[1]), clauses[0])
    clause = evidence.text[start:end]
    if _PART.search(_before(ranked) + clause):
        return None
    if question.wanted == "date":
        told = _told_day(ranked, clause)
    else:
        told = _told_figure(ranked, mark, clause, start)
    return told if told and _is_of(subject, ranked) else None


def _told_figure(ranked: Ranked, mark: Mark, clause: str, start: int) -> _Told | None:
    """Read the one figure that is marked and the attribute right before it."""
    before = clause[: mark.start - start]
    named = [a for a in ATTRIBUTES if _ends_in(a.words, before)]
    figures = [
        f for f in find_figures(ranked.evidence.text) if f.start < mark.end and mark.start < f.end
    ]
    if len(named) != 1 or len(figures) != 1 or figures[0].unit not in named[0].units:
        return None
    lasting = named[0].label in _LASTING
    times = frozenset[Interval]() if lasting else _times(ranked)
    vague = _BOUND.search(figures[0].qualifier) or figures[0].upper is not None
    if vague or not (lasting or times):
        return None
    return _Told(named[0].label, _kinds(clause, _before(ranked)), times, figure=figures[0])


def _told_day(ranked: Ranked, clause: str) -> _Told | None:
    events = [a.label for a in ATTRIBUTES if a.label in _LASTING_DAYS and a.words.search(clause)]
    start = ranked.evidence.start + (ranked.mark.start if ranked.mark else 0)
    article = ranked.evidence.article
    said = (d for d in ArticleView(article).times if d.start == start)
    day = next((d.interval for d in said), None)
    if len(events) != 1 or day is None:
        return None
    return _Told(events[0], _kinds(clause, _before(ranked)), frozenset(), day=day)


def _ends_in(words: re.Pattern[str], before: str) -> bool:
    """Tell whether the words stand right before a value: 总投资约."""
    last = next(reversed(list(words.finditer(before))), None)
    return last is not None and bool(
        re.fullmatch(r"[约为达是共计：:\s]{0,4}", before[last.end() :])
    )


def _is_of(subject: Subject, ranked: Ranked) -> bool:
    """Tell whether the sentence speaks of the subject, and of nothing else before the value."""
    evidence, end = ranked.evidence, ranked.evidence.start + _span(ranked)[0]
    told = [at for text, at in sentences_of(subject, evidence.article) if text == evidence.text]
    if not told:
        return False
    if subject.is_area and subject.own:
        return not _OTHERS.search(
            evidence.text[told[0] : _span(ranked)[1]].replace(subject.own, "")
        )
    body, name = evidence.article.body, split_zone(subject.own)[0] if subject.own else subject.key
    named = body.rfind(name, 0, end)
    between = body[named + len(name) : end]
    return 0 <= named >= end - MAX_BETWEEN and not _OTHER_PROJECT.search(between)


def _times(ranked: Ranked) -> frozenset[Interval]:
    """Return the days of which the sentence speaks."""
    article, start, end = ranked.evidence.article, ranked.evidence.start, ranked.evidence.end
    said = ArticleView(article).times
    return frozenset(d.interval for d in said if d.interval and start <= d.start < end)


def _kinds(clause: str, before: str) -> frozenset[str]:
    """Return of which stage and kind a clause speaks, and the parts named in the sentence."""
    kinds = (kind.pattern for kind in _KIND if kind.search(clause))
    return frozenset((*kinds, *_PHASE.findall(before), *_PHASE.findall(clause)))


def _contradict(a: _Told, b: _Told) -> bool:
    if (a.attribute, a.kinds, a.times) != (b.attribute, b.kinds, b.times):
        return False
    if a.day and b.day:
        return a.day.last < b.day.first or b.day.last < a.day.first
    if not a.figure or not b.figure or not same_unit(a.figure.unit, b.figure.unit):
        return False
    same = same_figure(a.figure, b.figure)
    return not (same or _rounds(a.figure, b.figure) or _rounds(b.figure, a.figure))


def _rounds(fine: Figure, coarse: Figure) -> bool:
    """Tell whether one value is the other one rounded: 11.56亿元 and 约12亿元."""
    digits = len(_digits(coarse.value))
    first = fine.value.adjusted()
    step = Decimal(1).scaleb(first - digits + 1)
    up = (fine.value / step).quantize(Decimal(1), ROUND_HALF_UP) * step
    down = (fine.value / step).to_integral_value("ROUND_FLOOR") * step
    return coarse.value in (up, down)


def _digits(value: Decimal) -> str:
    found = _DIGITS.search(f"{value.normalize():f}".replace(".", ""))
    return found[0].rstrip("0") if found else "0"
