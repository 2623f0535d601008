"""What a sentence tells of a project or a zone: total investment, floor area, jobs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.figures import Figure, find_figures
from corpus.times.timexes import Timex, find_timexes, is_vague

_AREAS = ("平方米", "亩", "平方公里", "公顷")
_MONEY = ("元", "美元")
_DATE = ("日期",)
_WORDS = ("文字",)  # the words themselves hold the value
_REACH = 12  # characters between a word and its value
_STOP = re.compile(r"[，,；;。！？!?\n]")
_NUMBER = r"\d[\d.]*万?[余多]?"
_HAS = r"(?:入驻|集聚|聚集|汇聚|拥有|现有|共有|落户|引进|新增|注册|培育|入园|规上|规模以上)"
_DOES = r"(?:签约|引进|落地|开工|在建|实施|招引|储备|谋划|新建|推进|投产|在谈)"

_INDICATORS = "投资|产值|增加值|进出口|出口|税收|收入|GDP|生产总值|成交额"


@dataclass(frozen=True, slots=True)
class Attribute:
    """A kind of fact: its label, the words that show it, and the units of its values.

    `of_zone` is the label where the fact is told of a zone, `of_project` whether it is ever told
    of a project. `asked` are the words by which a question asks for it.
    """

    label: str
    words: re.Pattern[str]
    units: tuple[str, ...]
    of_zone: str
    asked: re.Pattern[str]
    of_project: bool = True


def _row(
    label: str,
    words: str,
    units: tuple[str, ...],
    *,
    of_zone: str,
    asked: str = "(?!)",
    of_project: bool = True,
) -> Attribute:
    return Attribute(label, re.compile(words), units, of_zone, re.compile(asked), of_project)


_INVESTED = r"总投资|投资(?:额|总额|规模|了?多少|是多少)|造价|总投入"
ATTRIBUTES = (
    _row("总投资", r"总投资|投资总?额|计划投资|项目投资(?!建)", _MONEY,
         of_zone="项目投资", asked=_INVESTED),
    _row("占地面积", r"占地(?:面积)?|(?:总|规划)?用地(?:面积)?", _AREAS,
         of_zone="项目用地", asked=r"占地|用地(?!价)|有多大|多少亩"),
    _row("规划面积", r"(?:规划|核准|管辖|总)面积", _AREAS,
         of_zone="规划面积", asked=r"(?:规划|总)面积|有多大|占地|平方公里"),
    _row("建筑面积", r"建筑面积", _AREAS, of_zone="项目建筑面积", asked="建筑面积"),
    _row("年产值", r"产值", ("元",), of_zone="产值", asked="产值"),
    _row("营业收入", r"营业?总?收入|营收", ("元",), of_zone="营业收入", asked="营业收入|营收"),
    _row("产能", rf"(?:年产(?!值)|产能)[^，。；\d]{{0,8}}{_NUMBER}", _WORDS,
         of_zone="项目产能", asked=r"产能|年产(?!值)|产量"),
    _row("开工时间", r"开工|动工|奠基|启动建设", _DATE,
         of_zone="项目进度", asked=r"(?:什么时候|何时|哪[年天]).{0,6}(?:开工|动工)|开工时间"),
    _row("竣工时间", r"竣工|完工|建成|封顶", _DATE, of_zone="项目进度",
         asked=r"(?:什么时候|何时|哪[年天]).{0,6}(?:竣工|完工|建成|封顶|建好)|竣工时间"),
    _row("投产时间", r"投产|投运|达产|投入使用|投用", _DATE, of_zone="项目进度",
         asked=r"(?:什么时候|何时|哪[年天]).{0,6}(?:投产|投运|达产|投入使用)|投产时间"),
    _row("企业数量",
         rf"{_HAS}[^，。；]{{0,12}}?(?:企业|市场主体)[^，。；\d]{{0,5}}{_NUMBER}[家户]"
         rf"|{_HAS}[^，。；\d]{{0,5}}{_NUMBER}[家户][^，。；参]{{0,12}}企业(?!参)", _WORDS,
         of_zone="企业数量",
         asked=r"(?:有|入驻|入园|聚集)(?:了|着)?(?:多少|几)[家户]企业|企业有多少"),
    _row("项目数量",
         rf"{_DOES}[^，。；]{{0,8}}?项目[^，。；\d]{{0,4}}{_NUMBER}[个项]"
         rf"|{_DOES}[^，。；\d]{{0,4}}{_NUMBER}个[^，。；]{{0,10}}项目"
         rf"|{_NUMBER}个[^，。；]{{0,10}}项目[^，。；]{{0,4}}{_DOES}", _WORDS,
         of_zone="项目数量", asked=r"(?:多少|几)个.{0,4}项目", of_project=False),
    _row("就业", r"就业|岗位|用工|员工|职工|从业人员", ("人", "名", "个"),
         of_zone="就业和用工", asked=r"就业|岗位|员工|职工|用工|工人"),
    _row("税收", r"税收|纳税|缴税|税额", ("元",), of_zone="税收", asked="税收|纳税|缴税|多少税"),
    _row("生产总值", r"生产总值|GDP", ("元",),
         of_zone="生产总值", asked="生产总值|GDP", of_project=False),
    _row("进出口", r"进出口|外贸|出口", _MONEY, of_zone="进出口", asked="进出口|外贸|出口额"),
    _row("增速",
         rf"(?:{_INDICATORS})[^。；]{{0,24}}?(?:(?:同比|年均)(?:分别)?(?:增长|上升|提高|增加)|增长|增速)",
         ("%",), of_zone="部分指标的增速", asked="增长|增速|增幅|同比", of_project=False),
    _row("奖励和补贴", r"奖励|补贴|补助|资助", ("元",), of_zone="奖励和补贴",
         asked="奖励|补贴|补助", of_project=False),
    _row("建设单位", r"由[^，。]{4,24}(?:公司|集团)[^，。]{0,6}(?:投资|建设|开发|承建)",
         _WORDS, of_zone="", asked="谁|哪家|单位"),
    _row("主导产业",
         r"(?:以|聚焦|围绕|形成|构建|确定)[^。；]{4,40}(?:主导|支柱)产业"
         r"|(?:主导|支柱)产业[^，。]{0,4}(?:为|是|有|包括|涵盖)", _WORDS,
         of_zone="主导产业", asked="产业", of_project=False),
    _row("政策文件",
         r"(?:出台|印发|发布|制定|实施|推出|修订)[^，。；]{0,20}"
         r"《[^》]{4,40}(?:办法|措施|意见|方案|条例|规定|细则|政策)》", _WORDS,
         of_zone="政策文件", asked="政策|办法|措施", of_project=False),
    _row("荣誉和称号", r"(?:获评|入选|被评为|被认定为|荣获)[^，。]{4,}", _WORDS,
         of_zone="荣誉和称号", asked="荣誉|称号|入选"),
)  # fmt: skip


def attributes_of(sentence: str) -> Iterator[tuple[Attribute, int]]:
    """Yield the attributes of which a sentence holds a value, and where their words stand."""
    figures: list[Figure] | None = None
    times: list[Timex] | None = None
    for attribute in ATTRIBUTES:
        for word in attribute.words.finditer(sentence):
            if attribute.units == _DATE:
                times = _exact(sentence) if times is None else times
                found = any(_dates(sentence, word, time) for time in times)
            elif attribute.units == _WORDS:
                found = True
            else:
                figures = find_figures(sentence) if figures is None else figures
                found = any(_values(sentence, word, figure, attribute) for figure in figures)
            if found:
                yield attribute, word.start()
                break


def asked_attributes(question: str) -> tuple[Attribute, ...]:
    """Return the attributes that a question may be asking for."""
    return tuple(attribute for attribute in ATTRIBUTES if attribute.asked.search(question))


def _exact(sentence: str) -> list[Timex]:
    return [time for time in find_timexes(sentence) if not is_vague(time.text)]


def _dates(sentence: str, word: re.Match[str], time: Timex) -> bool:
    """Tell whether a date says when: 6月竣工, 竣工时间为6月."""
    if time.end <= word.start():
        between = sentence[time.end : word.start()]
        return len(between) <= _REACH and not _STOP.search(between)
    between = sentence[word.end() : time.start]
    return bool(re.fullmatch(r"(?:时间|日期)?(?:预计)?[是为：:于在]?", between))


def _values(sentence: str, word: re.Match[str], figure: Figure, attribute: Attribute) -> bool:
    """Tell whether a figure stands behind the word, or in front of a word for people."""
    if figure.unit not in attribute.units:
        return False
    if figure.start >= word.end():
        between = sentence[word.end() : figure.start]
        return len(between) <= _REACH and not re.search(r"[，,；;。\d%]", between)
    between = sentence[figure.end : word.start()]
    counts = "人" in attribute.units and figure.unit != "个"
    return counts and len(between) <= 2 and not _STOP.search(between)
