"""What a question asks for, read off its wording."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from assistant.focus import find_focus
from assistant.times import AskedTime, asked_times, without_times
from corpus.figures import find_figures
from corpus.zones import find_zones

Wanted = Literal["figure", "date", "person", "body", "place", "list", "text"]

_DATE = re.compile(
    r"什么时候|什么时间|何时|哪一?年|哪一?天|哪个?月|几月|几号(?!楼|线|院)|几点(?!要求|意见|建议)|啥时候"
    r"|(?:时间|日期|期限)(?:是|为|分别)|(?:时间|日期)[?？]?$"
)
_COUNT = re.compile(r"多少|(?<![哪这近前])几(?=[\u4e00-\u9fff])(?!乎|何)|多(?=[大高长重宽深远])")
_PERSON = re.compile(r"谁|哪位|哪些人|什么人|姓名")
_BODY = re.compile(
    r"哪[一两三几些]?[家个所]?(?:公司|企业|集团|单位|机构|部门|银行|组织|大学|高校|局|平台)"
    r"|哪家|什么(?:公司|企业|单位|机构|部门|组织)"
)
_PLACE = re.compile(
    r"哪里|哪儿|在哪|何地|什么地方|哪个?(?:省|市|县|区|国家|城市|地方|镇|园区)|地点|位于"
)
_LIST = re.compile(r"哪[些几]|哪[两三四五六七八九十\d]+|都?有什么|分别|包括什么|列出")

# What a noun that stands for a value is counted in, where the question names no unit.
_NOUN_UNITS: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = (
    (
        re.compile(
            r"率|占比|比例|比重|增幅|增速|涨幅|跌幅|[占增减]比|股比|增长|下降|百分|萎缩|缩水|上升|提高|提升"
        ),
        ("%",),
    ),
    (re.compile(r"面积|占地|用地"), ("平方米", "亩", "平方公里", "公顷")),
    (re.compile(r"投资|金额|资金|产值|收入|利润|税|价|费|钱|规模|额|GDP|增加值"), ("元",)),
    (re.compile(r"人数|员工|职工|就业"), ("人", "名")),
)
_STATED = re.compile(r"[是为](?:什么)?[?？]?$|^(?!.*(?:[谁哪怎吗呢]|什么|为何|几)).*$", re.DOTALL)
_LEFT_OUT = re.compile(r"(?:的)?呢[？?\s]*$")
_ASKS = re.compile(r"什么|多少|何时|[哪几谁吗]|怎么|怎样|如何|为何|是否|多[大高长重宽深远久]")
_FILLER = re.compile(
    r"请问|请告诉我|我想知道|多少|什么时候|什么时间|什么|何时|哪一?年|哪[些几家个位里儿]?|几(?!乎)|怎么样|怎么"
    r"|怎样|如何|为什么|为何|谁|吗|呢|是否|是不是|有没有|可以|能够|分别|各自|是|的|了|吧|啊|一共|总共|对应"
    r"|[，。？！、；：“”‘’《》（）,.?!;:()\s\"']"
)


@dataclass(frozen=True, slots=True)
class Question:
    """A question, what it wants, and the words that carry it.

    `units` are the base units of corpus.figures that an answer may have; empty where any will do.
    `context` carries what an elliptical question leans on.
    """

    text: str
    wanted: Wanted
    units: tuple[str, ...] = ()
    content: str = ""
    context: str = ""
    focus: tuple[str, ...] = ()
    times: tuple[AskedTime, ...] = ()
    zones: tuple[str, ...] = ()


def read_question(text: str, *, context: str = "", as_of: date | None = None) -> Question:
    """Read off what is wanted; the earlier question is context and wants nothing itself.

    今年 is the year of `as_of`; without it only times that give their year are understood.
    """
    asks = _asking_part(text, context)
    wanted = _wanted(asks)
    times = asked_times(text, as_of) or asked_times(context, as_of)
    return Question(
        text,
        wanted,
        units=_units(asks) if wanted == "figure" else (),
        content=content(without_times(text, times)),
        context=content(without_times(context, times)) if context else "",
        focus=find_focus(asks),
        times=times,
        zones=find_zones(text) or find_zones(context),
    )


def _asking_part(text: str, context: str) -> str:
    """Return what says what is wanted: of 其中新能源汽车的呢？ the question that it leans on.

    占地面积呢？ names a value and is asked as 占地面积是多少.
    """
    if not _LEFT_OUT.search(text) or _ASKS.search(text):
        return text
    named = _LEFT_OUT.sub("", text)
    if _value_noun(named) or not context:
        return f"{named}是多少" if _value_noun(named) else text
    return next(part for part in reversed(re.split(r"[？?]\s*", context)) if part)


def content(text: str) -> str:
    """Return the words of a question that say what it is about."""
    return _FILLER.sub(" ", text).strip() or text


def _wanted(text: str) -> Wanted:
    if _DATE.search(text):
        return "date"
    if _COUNT.search(text):
        return "figure"
    if _STATED.search(text) and _value_noun(text):
        return "figure"
    for wanted, pattern in _BY_WORDING.items():
        if pattern.search(text):
            return wanted
    return "text"


_BY_WORDING: dict[Wanted, re.Pattern[str]] = {
    "list": _LIST,
    "person": _PERSON,
    "body": _BODY,
    "place": _PLACE,
}


def _value_noun(text: str) -> tuple[str, ...]:
    """Return the units of the value noun that stands last before the end, 总投资额是什么 → 元."""
    tail = re.sub(r"(?:是|为|有)?(?:多少|几|多大|多高|什么)?[?？\s]*$", "", text)[-4:]
    for pattern, units in _NOUN_UNITS:
        if pattern.search(tail):
            return units
    return ()


def _units(text: str) -> tuple[str, ...]:
    """Return the unit that follows the question word, or the ones that its noun is counted in."""
    counted = find_figures(_COUNT.sub("5", text, count=1))
    asked = _COUNT.search(text)
    if asked and asked[0] != "多":  # no unit stands behind 多大
        for figure in counted:
            if figure.start <= asked.start() < figure.end and figure.unit:
                return (figure.unit,)
    nouns = _value_noun(text)
    if nouns or not asked:
        return nouns
    before = text[max(0, asked.start() - 4) : asked.end() + 4]
    return next((units for pattern, units in _NOUN_UNITS if pattern.search(before)), ())
