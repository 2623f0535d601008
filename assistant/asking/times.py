"""The times that a question names, and the sentences that speak of them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from corpus.dates import day_range
from corpus.intervals import NEVER, Dated, Interval, day_range_of, resolve
from corpus.times.timexes import absolute, find_timexes, is_vague

_BEGUN = (
    "签约|签订|签署|开工|动工|奠基|封顶|竣工|建成|完工|投产|投运|投用|启用|投入使用|运营|开业|开园|揭牌|挂牌|获批|批复|设立|成立"
    "|启动|落户|落地|引进|入驻|上线|发布|出台|印发|中标|达产"
)


@dataclass(frozen=True, slots=True)
class AskedTime:
    """A time as the question says it (去年前三季度), and the days that it means."""

    words: str
    interval: Interval

    @property
    def token(self) -> str:
        """Return the one word that stands for it."""
        return _token(self.interval.first, self.interval.last)


def asked_times(text: str, as_of: date | None) -> tuple[AskedTime, ...]:
    """Return the times of a question that name their year; 今年 is the year of `as_of`.

    A month alone (8月) may be of any year: it stays with the words of the question.
    """
    times = []
    for timex in find_timexes(text):
        interval = _interval(timex.text, as_of)
        if interval and interval.first and interval.last < NEVER:
            times.append(AskedTime(timex.text, interval))
    return tuple(times)


def _interval(timex: str, as_of: date | None) -> Interval | None:
    """Return the days of a time that names its year, else None; 今年以来 is the whole year."""
    today = as_of.isoformat() if as_of else ""
    if not (today and absolute(timex, today)):
        return resolve(timex, "")
    interval = resolve(timex, today)
    if interval and is_vague(timex):
        year = day_range_of(interval.first // 10000)
        return Interval(*year) if year else None
    return interval


def without_times(text: str, times: Sequence[AskedTime]) -> str:
    """Take the words of the times out of a question."""
    for time in times:
        text = text.replace(time.words, " ")
    return text


def time_tokens(mentions: Sequence[Dated], *, start: int, end: int) -> str:
    """Return the tokens of what `text[start:end]` speaks of, and of the month and year around."""
    tokens: dict[str, None] = {}
    for mention in mentions:
        if mention.interval and start <= mention.start < end:
            tokens |= dict.fromkeys(_around(mention.interval))
    return " ".join(tokens)


def is_contrary(
    times: Sequence[AskedTime], mentions: Sequence[Dated], *, start: int, end: int
) -> bool:
    """Tell whether `text[start:end]` speaks of other times only than those asked about."""
    said = [m.interval for m in mentions if m.interval and start <= m.start < end]
    asked = [time.interval for time in times]
    return bool(said and asked) and not any(_meet(a, b) for a in said for b in asked)


def no_time_fits(times: Sequence[AskedTime], mentions: Sequence[Dated], published: str) -> bool:
    """Tell whether a dated article speaks of none of the times asked about, nor is of their years.

    A sentence of it that names no time can then be of none of them.
    """
    day = day_range(published)
    if not day or not times:
        return False
    year = Interval(*day_range_of(day[0] // 10000) or day)
    said = [year, *(m.interval for m in mentions if m.interval)]
    return not any(_meet(time.interval, interval) for time in times for interval in said)


def asks_of_a_time(question: str, times: Sequence[AskedTime]) -> bool:
    """Tell whether a question says of which time its answer must be: 2023年的产值是多少.

    In 2023年开工的项目总投资多少 the time tells which project is meant.
    """
    tells_which = (rf"{re.escape(time.words)}[^，。；？?]{{0,10}}(?:{_BEGUN})的" for time in times)
    return any(time.words in question for time in times) and not any(
        re.search(pattern, question) for pattern in tells_which
    )


def _meet(a: Interval, b: Interval) -> bool:
    return a.first <= b.last and b.first <= a.last


def _around(interval: Interval) -> list[str]:
    tokens = [_token(interval.first, interval.last)]
    for unit in (10000, 100):
        if interval.first and interval.first // unit == interval.last // unit:
            around = day_range_of(interval.first // unit)
            tokens += [_token(*around)] if around else []
    return tokens


def _token(first: int, last: int) -> str:
    """Write an interval as a word that the tokenizers leave whole."""
    return f"t{first}x{last}"
