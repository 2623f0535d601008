"""What a question asks for, read off its wording."""

import re
from dataclasses import dataclass
from datetime import date

from assistant.asking.colloquial import written
from assistant.asking.focus import find_focus
from assistant.asking.kinds import COUNT, NAMED, VALUES, Wanted, kind_of
from assistant.asking.times import AskedTime, asked_times, without_times
from corpus.figures import find_figures
from corpus.zones import find_zones

# What a noun that stands for a value is counted in, where the question names no unit.
_NOUN_UNITS: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = (
    (
        re.compile(
            r"率|占比|比例|比重|增幅|增速|涨幅|跌幅|降幅|[占增减]比|股比|增长(?!到|至)|下降(?!到|至)|百分|萎缩|缩水|上升|提高(?!到)|提升"
            r"|同比|环比|[涨跌](?!到|至|停)|(?<!投)[升降]了"
        ),
        ("%",),
    ),
    (re.compile(r"补助|补贴|奖补|奖励"), ("元", "%")),
    (re.compile(r"面积|占地|用地"), ("平方米", "亩")),
    (
        re.compile(
            r"投资(?!方|者|人|商|主体|机构)|投入|亏损|盈利|金额|资金|产值|收入|营收|利润|税|价|费|钱|规模|额|GDP|增加值|资本|元"
        ),
        ("元", "美元", "港元"),
    ),
    (re.compile(r"人数|员工|职工|就业|用工"), ("人", "名")),
)
_LASTS = ("天", "个月", "年", "小时", "分钟", "日", "个工作日", "周", "秒")
_LASTING = re.compile(r"(?:期限?|周期|时间|时长|寿命)[是有要]?多长")
_LENGTH = re.compile(
    r"多远|(?:路|速|桥|线|隧道|管网?|河|渠|廊|轨道?|长度|全[线长])[是有要]?(?:一共|总共)?(?:有)?多长"
)
_NUMBER_OF = re.compile(r"数量?(?:[是为](?:什么)?)?[？?]?$")
_STATED = re.compile(
    r"[是为](?:什么)?[?？]?$|^(?!.*(?:[谁哪怎吗呢]|什么|为何|如何|几)).*$", re.DOTALL
)
_LEFT_OUT = re.compile(r"(?:的)?呢[？?\s]*$")
# What 负责人呢？ asks by its own last word, whatever the question before it asked.
_OWN_ASKING = (
    (re.compile(r"(?:时间|日期)$"), "是什么时候"),
    (re.compile(r"(?:负责人|法人|主任|书记|董事长|经理|投资方|建设单位|施工单位)$"), "是谁"),
    (re.compile(r"(?:入驻|规上|注册|上市)的?(?:工业)?企业$"), "有多少家"),
    (re.compile(r"企业(?:户|总)?数量?$"), "是多少家"),
)
_ASKS = re.compile(
    r"什么|多少|何时|[哪几谁吗]|怎么|怎样|如何|为何|是否|是不是|有没有|多[大高长重宽深远久]"
)
_FILLER = re.compile(
    r"请问|请告诉我|我想知道|多少|什么时候|什么时间|为什么|什么|何时|哪一?年|哪[些几家个位里儿]?|几(?!乎)|怎么样|怎么"
    r"|怎样|如何|为何|谁|吗|呢|是否|是不是|有没有|可以|能够|分别|各自|是|的|了|吧|啊|一共|总共|对应|多久"
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

    @property
    def wants_value(self) -> bool:
        """Tell whether a figure or a date answers."""
        return self.wanted in VALUES

    @property
    def wants_one_thing(self) -> bool:
        """Tell whether one name or value answers, so that a short answer can be given."""
        return self.wanted in NAMED


def read_question(text: str, *, context: str = "", as_of: date | None = None) -> Question:
    """Read off what is wanted; the earlier question is context and wants nothing itself.

    今年 is the year of `as_of`; without it only times that give their year are understood.
    """
    asks = written(_asking_part(text, context))
    wanted = kind_of(asks, states_value=_states_value(asks))
    times = asked_times(text, as_of) or asked_times(context, as_of)
    return Question(
        text,
        wanted,
        units=_units(asks) if wanted == "figure" else (),
        content=content(written(without_times(text, times))),
        context=content(written(without_times(context, times))) if context else "",
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
    own = next((asks for words, asks in _OWN_ASKING if words.search(named)), "")
    if own:
        return f"{named}{own}"
    if _value_noun(named) or not context:
        return f"{named}是多少" if _value_noun(named) else text
    return next((part for part in reversed(re.split(r"[？?]\s*", context)) if part), text)


def content(text: str) -> str:
    """Return the words of a question that say what it is about."""
    return _FILLER.sub(" ", text).strip() or text


def _states_value(text: str) -> bool:
    """Tell whether a text ends in a value's name: 中标金额是什么, 企业数量."""
    named = bool(_value_noun(text)) or bool(_NUMBER_OF.search(text))
    return named and bool(_STATED.search(text))


def _value_noun(text: str) -> tuple[str, ...]:
    """Return the units of the value noun that stands last before the end, 总投资额是什么 → 元."""
    tail = re.sub(r"(?:是|为|有)?(?:多少|几|多大|多高|什么)?[?？\s]*$", "", text)[-4:]
    for pattern, units in _NOUN_UNITS:
        if pattern.search(tail):
            return units
    return ()


def _units(text: str) -> tuple[str, ...]:
    """Return the unit that follows the question word, or the ones that its noun is counted in."""
    asked = COUNT.search(text)
    if asked and (asked[0] in ("多久", "多长时间", "多少时间") or _LASTING.search(text)):
        return _LASTS
    if _LENGTH.search(text):
        return ("米",)
    if asked and asked[0] != "多":  # no unit stands behind 多大
        for figure in find_figures(COUNT.sub("5", text, count=1)):
            if figure.start <= asked.start() < figure.end and figure.unit:
                return (figure.unit,)
    nouns = _value_noun(text)
    if nouns or not asked:
        return nouns
    before = text[max(0, asked.start() - 4) : asked.end() + 4]
    return next((units for pattern, units in _NOUN_UNITS if pattern.search(before)), ())
