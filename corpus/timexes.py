"""Expressions of time in running text, as they are written."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timex:
    """An expression of time at `text[start:end]`."""

    text: str
    start: int
    end: int


_S = r"[ \u3000]?"
_NUM = rf"\d{{1,2}}{_S}"
_TO = rf"(?:[-–—~至到、]{_S})"
_DIGITS = rf"(?:(?:19|20)\d\d|[一二][零〇一二三四五六七八九]{{3}}|\d\d(?=年{_NUM}月))"
_YEAR = rf"{_DIGITS}{_S}年?(?:{_TO}(?:19|20)\d\d{_S})?年(?:度)?"
_RELATIVE_YEAR = r"今年|去年|前年|明年|后年|本年度?|上年|当年|同年|次年|年内"
_MONTH = (
    rf"(?:{_NUM}(?:月份?)?{_TO})?{_NUM}月份?|本月|上月|当月|次月|下月"
    r"|[一二三四五六七八九十]{1,2}月份?"
)
_DAY = (
    rf"(?:{_NUM}日?{_TO})?{_NUM}[日号]|上旬|中旬|下旬|月底|月初|月中"
    r"|当日|当天|今天|今日|昨天|昨日|明天"
)
_PART = (
    r"[一二三四1-4]季度|前[一二三]季度|上半年|下半年|年底前?|年末|年初|年中|岁末|[春夏秋冬][季天]"
    r"|“?十[一二三四五]五”?(?:期间|时期|末)?"
)
_TAIL = r"(?:以来|之前|之后|以前|以后|前|后|起|底|末|初)?"
_TIMEX = re.compile(
    rf"(?:(?:{_YEAR}|{_RELATIVE_YEAR})的?{_S}(?:{_MONTH})?{_S}(?:{_DAY}|{_PART})?|(?:{_MONTH}){_S}(?:{_DAY}|{_PART})?"
    rf"|{_DAY}|{_PART}|近{_S}[\d一二两三四五六七八九十]+{_S}(?:年|个月|天)(?:来|间)?|近日|日前|目前|截至目前|近年来)"
    rf"{_TAIL}"
)


_YEARS = {"今年": 0, "本年": 0, "去年": -1, "上年": -1, "前年": -2, "明年": 1, "后年": 2}


def absolute(timex: str, published: str) -> str | None:
    """Return an expression that counts from the article's year with that year in its place.

    去年年底 of an article of 2025-11 is 2024年年底; None where nothing is to be resolved or the
    article's date is unknown.
    """
    for word, offset in _YEARS.items():
        if published and timex.startswith(word):
            rest = timex.removeprefix(word).removeprefix("度")
            return f"{int(published[:4]) + offset}年{rest}"
    return None


def find_timexes(text: str) -> list[Timex]:
    """Return the expressions of time of `text` in reading order."""
    return [Timex(m.group(), m.start(), m.end()) for m in _TIMEX.finditer(text)]
