"""The grammar of Chinese expressions of time: leads, phrases, units, joins, tails.

An expression is [lead] point [join point] [tail]. A point is a phrase that counts from the day of
writing (近日, 近3年来), a date in figures (2025-11-14), or units from the largest to the smallest,
each of which can come first or follow the ones named with it. Patterns run over folded text.
"""

import re

from corpus.times.numerals import CN_DIGIT, COUNT, NUMBER

# Words for years → how many years from the year of writing.
YEAR_OFFSETS = {
    "今年": 0, "本年": 0, "这一年": 0, "去年": -1, "上年": -1, "上一年": -1, "前年": -2,
    "大前年": -3, "明年": 1, "来年": 1, "下一年": 1, "后年": 2,
}  # fmt: skip


def _any(*alternatives: str) -> str:
    return f"(?:{'|'.join(alternatives)})"


_S = " {0,2}"
_TO = rf"{_S}(?:-{{1,2}}|~|至|到){_S}"
_YYYY = rf"(?:(?:1[6-9]|20)\d\d(?!\d)|[一二]{CN_DIGIT}{{3}})"
_YY = rf"\d\d(?={_S}年{_S}\d\d?{_S}月)"
_MID = r"中(?=$|[\s,.。、;!)\"]|[前后将就时以已完竣开召至到])"  # not 2023年中国
_QUARTER = "[一二三四1-4]"
_SUN_TO_SAT = "[一二三四五六日天]"
_UP_TO = rf"(?:{NUMBER}(?:{_TO}|、))?"  # 3至5年: the larger counts
_COUNT = rf"(?:{_UP_TO}(?P<count>{COUNT})|(?P<count_>半)){_S}(?:[多余几]|(?<=十)来)?{_S}"
_NOT_LATER = "(?![年天日晚晨早后春夏秋冬])"  # 至今, but not 至今年

_OF_DAY = _any(
    "凌晨|清晨|早晨|早上|早间|上午|中午|正午|午后|午间|下午|傍晚|晚上|晚间|夜间|夜里|深夜|午夜",
    "[早晚夜](?!会|报|班|餐|高峰|宴|市|游|经济)",
)
_HOUR = _any(
    rf"{NUMBER}{_S}[时点](?![代间候评击赞燃亮位面对光])(?:{_S}{NUMBER}{_S}分(?!别)|半|整)?许?",
    r"\d{1,2}:\d\d(?::\d\d)?",
)
_TIME = _any(rf"{_OF_DAY}{_S}{_HOUR}?", _HOUR)

_FIGURES = (
    r"(?P<iso_year>(?:1[6-9]|20)\d\d)(?P<_sign>[-/.])(?P<iso_month>\d\d?)(?P=_sign)(?P<iso_day>\d\d?)(?![\d%])"
    rf"(?:[T ]?{_HOUR})?"
)
_NOW = _any(
    "目前(?:为止)?|当前|现在(?!时)|现?如今|眼下|当下|现今|时下(?!载)|现阶段|发稿[时前]|(?<=截至)发稿|迄今(?:为止)?",
    f"至今(?:为止)?{_NOT_LATER}",
    f"(?<=[年月日旬初底末季期天][至到])今{_NOT_LATER}",
)
_RECENT = _any(
    "近日(?!本)|日前|近期|近来|连日来?|前不久|不久前|[前近这]几[天日]|前[些段](?:时间|天)",
    r"[近这][段些](?:时间|天|日子)来?",
    r"最近(?:一段时间|几天|几日)?(?![几的\d两二三四五六七八九十半距地处])",
)
_RECENT_YEARS = _any("(?:最近|近|这|过去的?)[几些数]年(?:以?来)?|近年来?(?![均产])|[几数]年来")
_AGO = _any(
    rf"(?:{_UP_TO}(?P<ago>{COUNT})(?:(?<=十)来)?|(?P<ago_>半)){_S}(?P<ago_unit>年|个月|天|周)[以之]?前"
    r"(?!后|往|[\d一二三四五六七八九十]个)",
    "(?P<a_month>[一两])月前(?!后)",
)
_BACK = (
    rf"(?P<way>最?近|过去的?|未来的?|今后的?){_S}{_COUNT}"
    "(?P<unit>年|个?季度|个半?月|个?星期|周(?!年)|天|日)[多半]?(?:时间)?(?:(?P<since>以?来)|间|里|以?内)?"
)
_SO_FAR = rf"{_COUNT}(?P<unit>年|个月|天)[多半]?(?P<since>以来|来(?![自到华访往源]))"
_DECADE = (
    rf"(?:(?P<decade>(?:1[6-9]|20)\d0|[一二]{CN_DIGIT}{{2}}〇)"
    "|(?P<century>(?:上个?|本|新|19|2[01]|十九|二十一?)世纪)?"
    rf"(?P<decade_from>[2-9]0(?=\D)|[二三四五六七八九]十?)?(?(decade_from)(?:{_TO}|、)?)"
    "(?P<decade_>[2-9]0|[二三四五六七八九]十))年代(?![表理销办购码工替言])[初末中后前]?期?"
)
_CENTURY = "(?P<century>上个?|本|新|1[5-9]|2[01])世纪(?P<century_part>初|末|中叶|(?=以来))"
_WEEK = (
    rf"(?P<week>[上本这下])一?(?:个?星期|周)"
    rf"(?:(?:(?P<weekday>{_SUN_TO_SAT})|(?P<weekend>末))(?!来|体)|(?![边围期转长]))"
)
_WEEKDAY = rf"(?:周|星期)(?P<weekday>{_SUN_TO_SAT})(?=$|[\s,。、(晚凌上下早中至-])"

PHRASES = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("figures", _FIGURES),
        ("now", _NOW),
        ("recent", _RECENT),
        ("recent_years", _RECENT_YEARS),
        ("ago", _AGO),
        ("stretch", _BACK),
        ("stretch", _SO_FAR),
        ("decade", _DECADE),
        ("century", _CENTURY),
        ("week", _WEEK),
        ("week", _WEEKDAY),
    )
)

_LISTED = f"{_S}[、和与及]{_S}"
_PLAN = r'"?(?P<plan>十[一二三四五六])五(?![年岁名个人条六七八万千])"?'
_YEAR = _any(
    rf"(?:(?P<year_from>{_YYYY}){_TO})?(?P<year>{_YYYY}|{_YY})"
    rf"(?:{_S}|(?<=[、和与及至到~-]\d{{4}})[两三四五])年(?:度(?!假))?(?!的?历史)",
    rf"(?P<year_>{_YYYY})(?=(?:{_LISTED}{_YYYY}){{1,9}}{_S}[两三四五]?年)",  # 2023、2024年
    "(?P<year_word>(?:今年|去年|大前年|前年|明年|来年|后年(?![产均纳])|本年|上一?年|下一年|这一年|当年|同年|次年|翌年"
    "|全年)(?:度(?!假))?(?![级龄])|年内|[今去明](?=[春夏秋冬](?![日天季奥瓜])))",
    "(?P<both_years>今明两?年)",
)
_YEAR_EDGE = (
    rf"(?<![的 ])年?(?P<year_edge>初(?![步期心级中见衷具])|底(?!层)|末(?![伏班端])|尾|终|{_MID})"
)
_BARE_YEAR_EDGE = _any(
    rf"年(?P<year_edge>[初底末终]|{_MID})", "(?P<year_edge_>岁[末尾])", "(?P<new_year>开年)"
)
_YEAR_PART = _any(
    "(?P<half>[上下前后])半年",
    rf"(?:(?P<quarter_from>{_QUARTER})(?:{_TO}|、))?(?P<quarter>第{_S}{_QUARTER}{_S}个?|{_QUARTER})"
    rf"{_S}季度(?P<quarter_edge>[初末](?![步期端]))?",
    "[前头首](?P<quarters>[两二三23])个?季度",
    rf"(?:[前首]|头(?=..?个)){_S}(?P<months>{NUMBER}){_S}个?{_S}月(?!份)",
    "(?P<holiday>暑假|暑期)",
)
_YEAR_PART_ONLY = _any(
    "(?P<season>[春夏秋冬])(?:季|天|日)?(?![节运招学瓜奥令晚游城耕暖])",
    r"(?P<same>同期)|Q(?P<quarter>[1-4])(?!\d)|全年|年内",
)
_MONTH = _any(
    rf"(?:(?P<month_from>{NUMBER}){_S}(?:(?:月份?)?{_TO}|、))?(?P<month>{NUMBER}){_S}月(?:份(?!额))?"
    "(?![龄嫂亮饼球子均薪令])",
    "(?P<month_word>[本当同次这上下]月|[上下这]个月)",
    "(?P<january>元月份?)",
)
_MONTH_PART = _any(
    "(?P<ten_days>中上旬|上中旬|中下旬|[上中下]旬)",
    "(?P<half_month>[上下])半月",
    rf"(?P<month_edge>初(?![步期])|底|末|{_MID})",
)
_BARE_MONTH_PART = _any("(?P<ten_days>[上中下]旬)", rf"月(?P<month_edge>初|底|末|{_MID})")
_DAY = rf"(?:(?P<day_from>{NUMBER}){_S}(?:[日号]?{_TO}|、))?(?P<day>{NUMBER}){_S}[日号](?![均元])"
_DAY_WORD = _any(
    "(?P<day_word>[今昨明前后](?=[天日晚晨早夜])|[当同次翌](?=[天日晚])|即(?=日起))"
    "(?:天(?![然使气下性培])|日(?!头条|本|常|报|之星|喀|圆)|[晚晨早夜](?!会|报|班|餐))"
    "(?:一大早|一早|早(?![上晨间]))?",
    "(?P<day_word_>同)一天",
)
_OF_WEEK = _any(
    rf"\((?:[本上下这]?周|星期){_SUN_TO_SAT}\)",
    rf"[ ,]?(?:周|星期){_SUN_TO_SAT}(?=$|\W|[早上下晚])",
)

# Name, pattern, what it may follow; START: it can come first.
START = "start"
UNITS = tuple(
    (name, re.compile(pattern), frozenset(follows.split()))
    for name, pattern, follows in (
        ("plan", _PLAN, START),
        ("year", _YEAR, START),
        ("part", _YEAR_EDGE, "year plan"),
        ("part", _BARE_YEAR_EDGE, START),
        ("part", _YEAR_PART, "start year"),
        ("part", _YEAR_PART_ONLY, "year"),
        ("month", _MONTH, "start year"),
        ("ten_days", _MONTH_PART, "month"),
        ("ten_days", _BARE_MONTH_PART, START),
        ("day", _DAY, "start month"),
        ("day", _DAY_WORD, START),
        ("weekday", _OF_WEEK, "day"),
        ("clock", rf"{_TIME}(?:{_TO}{_TIME})?", "day weekday"),
    )
)
GAP = re.compile(" {0,2}的? {0,2}")

# 到2025年 is an expression by itself, 推迟到2025年 isn't.
_PLANNED = "力争|计划|预计|目标|争取|确保|提出|明确|规划"
LEAD = re.compile(rf"(?:截[至止]到?|(?:(?<![\u4e00-\u9fff])|(?<={_PLANNED}))(?:到(?!达)|至)){_S}")
JOIN = re.compile(rf"{_TO}|(?:开始|起),?{_S}[至到]{_S}")
TAIL = re.compile(
    r"(?P<since>以来|来(?=,))"
    r"|(?P<before>[之以]前|前(?![往来后夕期沿列海门置述进景端瞻提几两半不者\d一二三四五六七八九十]))"
    r"|(?P<after>[以之]后|后(?![续期备方面台来者市代果勤半])"
    r"|起(?![草步源点来伏诉飞航重运到于因初底])|始(?![终建发于]))"
    r"|期间|时期|年?间|以?内(?![部外容陆地需蒙涵因控])|左右|前后|前夕"
)
