"""How far a figure grew, where the clause before tells what it is the figure of."""

import re
from dataclasses import replace

from assistant.reader.made.facts import Fact, fact_at, filled
from assistant.reader.made.names import Line
from corpus.figures import Figure

_GROWTH = re.compile(
    "^(?P<how>(?:同比|环比|年均|平均|较(?:上年|去年)同期|比(?:上年|去年)同期?|比上年|"
    "比去年|较上年|较去年|较年初|同期)?(?:名义|实际)?(?:增长|增加|上升|提高|提升|上涨|"
    "下降|减少|回落|下跌|降低|缩减|增幅|增速))(?:率)?(?:了|为|达到?|高达|超过?|近|约)*$"
)
_REACHED = re.compile(
    "(?:已|将|也|均|共|累计|合计|总计|预计)*(?:达到?了?|为|是|约|超过?了?|突破了?|"
    "实现了?|有|占)*(?:人民币)?[：:]?$"
)
_VERB_FIRST = re.compile(
    "^(?:累计|共|已|共计|预计|总计|可|将|全部|实际|新增|合计|已经|又|再|年|每年|"
    "全年)*(?:实现|完成|达到|达|取得|获得|拥有|引进|吸引|签约|新增|投资|提供|带动|建成|"
    "建设|占)"
)
_NO_CORE = re.compile("^(?:他们|我们|其|较|比)|增长|下降|其中|同比|[了由与]$")
_FORMS = (
    "{t}{s}<core><how>多少|{t}{s}<core><bare>了多少|{t}{s}的<core><how>多少|{t}{s}<core><how><unit>"
    "|{t}{s}<core>的<a>是多少|{t}{s}<core><b>多少|{t}{s}<core><c>|{s}{t}<core><how>多少"
    "|{s}<core>{t}<how>多少|{t}{s}<core><how>"
)


def growth_of(line: Line, figure: Figure) -> str:
    """Return 同比增长 where a clause says nothing else of its figure."""
    if figure.unit not in ("%", "个百分点", "倍"):
        return ""
    match = _GROWTH.match(line.clause.text[: figure.start])
    return match["how"] if match else ""


def core_of(line: Line, figure: Figure) -> str:
    """Return what a clause gives a figure of: 工业投资 of 完成工业投资12亿元."""
    left = line.clause.text[line.skip : figure.start]
    left = _REACHED.sub("", _VERB_FIRST.sub("", left)).strip("的")
    whole = re.fullmatch(r"[\u4e00-\u9fffA-Za-z“”（）、]{3,16}", left)
    return left if whole and not _NO_CORE.search(left) else ""


def growth_fact(before: Line, line: Line, figure: Figure, *, core: str) -> Fact:
    """Ask how far `core`, of which the clause before told the amount, has grown."""
    how = growth_of(line, figure)
    bare = re.sub("^(?:同比|环比|较.*?同期|比.*?同期)", "", how)
    up = re.search("增|升|提|涨", how)
    a, b, c = ("增幅", "增速", "涨了多少") if up else ("降幅", "下降幅度", "降了多少")
    unit = "百分之多少" if figure.unit == "%" else "多少"
    forms = filled(_FORMS, core=core, how=how, bare=bare, unit=unit, a=a, b=b, c=c)
    fact = fact_at(line, "growth", (figure.start, figure.end), core + bare[:2], forms)
    time = line.clause.said or before.clause.said
    return replace(fact, subject=before.subject, subject_kind=before.kind, time=time)
