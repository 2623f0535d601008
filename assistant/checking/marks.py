"""Check the stages, directions, ranks, plans and denials of a claim."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.checking.grounds import Ground, clause_of, clauses, shared
from corpus.numbers.amounts import parse_chinese

STAGES = {
    "签约": r"签约|签署|签订|签下|签定",
    "开工": r"开工|动工|奠基|破土|开建|始建|启动建设|开始建设",
    "成立": r"成立|创立|创办|组建|设立|创建|始建于|建于",
    "封顶": r"封顶",
    "竣工": r"竣工|建成|完工|落成|建好|已建(?!议)",
    "投产": r"投产|投入生产|投运|投用|投入使用|投入运营|投入运行|量产|运营|启用|试生产",
    "达产": r"达产|满产",
    "落地": r"落地|落户|入驻",
    "增长": r"增长|上升|提高|提升|增加(?!值)|上涨|扩大|攀升|增速|增幅|升至|增至|新增|多(?=\d)",
    "下降": r"下降|降低|减少|下滑|下跌|缩减|回落|降幅|跌幅|降至|减至|减幅|缩短|少了?(?=\d)",
}  # fmt: skip
PLANNED = re.compile(
    r"计划|拟(?!合|态)|预[计期]|(?<!已)将(?![军领近])|力争|争取|有望|(?<!任务)目标|规划(?!局|馆|展|建设|用地|面积|区)|即将|确保|打算|要(?:达到|培育|引进)"
)
AHEAD = re.compile(rf"{PLANNED.pattern}|到20\d\d年(?!\d)")  # says so in a source only
DONE = re.compile(r"已(?!知)|完成|了(?=\d)")
ALREADY = re.compile(r"已(?!知)|了(?=\d)")
NEGATED = re.compile(
    r"不(?=[得准再予用要能会可含包属是为])(?!仅|断|是.{0,6}而是|要?紧|得不|能超|得超|得少|得低|得高|能低|能少)"
    r"|(?<!批而)未(?!来|央)|没有|没(?=[被有])|尚无|无法|无需|无须|不必|免于|禁止|严禁|停止|暂停|取消|拒绝|并非|不再"
)
OVER = re.compile(r"(?<!不)(?<!不[能得应])超过|(?<!不)高于|不低于|不少于|突破")
UNDER = re.compile(r"不足|不到|不[能得应]?超过?|(?<!不)[低少]于|不高于")
NUMERAL = "[一二三四五六七八九十百]{1,3}|\\d{1,3}"
_RANK = re.compile(
    rf"第 ?({NUMERAL})(?![\d个]*(?:季度|产业|部分|方面|步|届|届)|[、和至到]第)"
    rf"|(首位|居首|榜首|首个|首家|首次|首批|首条|首台|首例|首创|首笔|唯一)"
    rf"|前 ?({NUMERAL})(?![\d]*(?:季度|个?月|年|天|次|期|项|款|、))"
)


@dataclass(frozen=True, slots=True)
class Mark:
    """A stage, a direction or a rank at `text[start:end]`."""

    kind: str
    key: str
    start: int
    end: int


def marks_of(text: str) -> Iterator[Mark]:
    """Yield the stages, directions and ranks that a text names."""
    for key, pattern in STAGES.items():
        for match in re.finditer(pattern, text):
            kind = "direction" if key in ("增长", "下降") else "stage"
            yield Mark(kind, key, match.start(), match.end())
    yield from ranks_of(text)


def ranks_of(text: str) -> Iterator[Mark]:
    """Yield 第一, 首位 and 前10 as ranks."""
    for match in _RANK.finditer(text):
        number = match[1] or match[3] or "1"
        value = int(number) if number.isdigit() else parse_chinese(number)
        kind = "top" if match[3] else "rank"
        yield Mark(kind, str(value), match.start(), match.end())


def marks_missing(text: str, grounds: Sequence[Ground]) -> list[str]:
    """Return the stages, directions and ranks of the claim that no cited sentence names."""
    known = {(m.kind, m.key) for g in grounds for m in marks_of(g.text)}
    return [
        text[mark.start : mark.end]
        for mark in marks_of(text)
        if (mark.kind, mark.key) not in known
        and not any(text[mark.start : mark.end] in g.text for g in grounds)
    ]


def marks_exchanged(text: str, grounds: Sequence[Ground]) -> list[str]:
    """Return the stages, directions and ranks said too often where another one is left out."""
    said = Counter((m.kind, m.key) for m in marks_of(text))
    there = Counter((m.kind, m.key) for g in grounds for m in marks_of(g.text))
    dropped = {kind for kind, _ in there - said}
    return [key for kind, key in said - there if kind in dropped]


def clauses_turned(text: str, grounds: Sequence[Ground]) -> list[str]:
    """Return the clauses that deny what the source says, or take a plan for what is done."""
    sources = [g.text[a:b] for g in grounds for a, b in clauses(g.text)]
    turned = []
    for start, end in clauses(text):
        clause = text[start:end]
        best = max(sources, key=lambda source: shared(clause, source), default="")
        if _is_turned(clause, best):
            turned.append(clause)
    whole = " ".join(ground.text for ground in grounds)  # with clauses of one character
    return turned + [
        match[0]
        for pattern, there in ((PLANNED, AHEAD), (DONE, DONE))
        if (match := pattern.search(text)) and not there.search(whole)
    ]


def _is_turned(clause: str, best: str) -> bool:
    """Say whether one denies, plans or limits from above what the other does not."""
    if bool(NEGATED.search(clause)) != bool(NEGATED.search(best)):
        return True
    if {_is_planned(clause), _is_planned(best)} == {True, False}:
        return True
    return opposed(clause, best, OVER, UNDER)


def opposed(a: str, b: str, one: re.Pattern[str], other: re.Pattern[str]) -> bool:
    """Say whether of two opposites the one text has the one and the other text the other."""
    sides = [(bool(one.search(side)), bool(other.search(side))) for side in (a, b)]
    return sides in ([(True, False), (False, True)], [(False, True), (True, False)])


def _is_planned(clause: str) -> bool | None:
    planned = bool(PLANNED.search(clause))
    if planned and ALREADY.search(clause):
        return None
    return planned or (False if DONE.search(clause) else None)


def same_plan(text: str, f: tuple[int, int], quote: str, q: tuple[int, int]) -> bool:
    """Say whether 计划, 预计 and 已, 完成 stand with both or with none."""
    mine, theirs = _clause(text, f), _clause(quote, q)
    planned, meant = bool(PLANNED.search(mine)), bool(PLANNED.search(theirs))
    if planned and not meant:
        return bool(AHEAD.search(_clause(quote, q, stops="；。！？")))
    if meant and not planned and not DONE.search(theirs):
        whole = _clause(text, f, stops="；。！？")
        return bool(PLANNED.search(whole)) and not DONE.search(mine)
    return not (DONE.search(mine) and not DONE.search(quote))


def _clause(text: str, place: tuple[int, int], stops: str = "，；。：！？") -> str:
    start, end = clause_of(text, *place, stops=stops)
    return text[start:end]
