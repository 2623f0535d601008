"""The times that a question names, and the sentences that speak of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from corpus.intervals import NEVER, Dated, Interval, day_range_of, resolve
from corpus.times.timexes import absolute, find_timexes, is_vague


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
    return bool(said and asked) and not any(
        a.first <= b.last and b.first <= a.last for a in said for b in asked
    )


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
