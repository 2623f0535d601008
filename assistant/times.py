"""The times that a question names, and the sentences that speak of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from corpus.intervals import NEVER, Dated, Interval, day_range_of, resolve
from corpus.times.timexes import absolute, find_timexes


@dataclass(frozen=True, slots=True)
class AskedTime:
    """A time as the question says it (去年前三季度), and the one token that stands for it."""

    words: str
    token: str


def asked_times(text: str, as_of: date | None) -> tuple[AskedTime, ...]:
    """Return the times of a question that name their year; 今年 is the year of `as_of`.

    A month alone (8月) may be of any year: it stays with the words of the question.
    """
    times = []
    for timex in find_timexes(text):
        words = absolute(timex.text, as_of.isoformat()) if as_of else None
        interval = resolve(words or timex.text, "")
        if interval and interval.first and interval.last < NEVER:
            times.append(AskedTime(timex.text, _token(interval.first, interval.last)))
    return tuple(times)


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


def is_timely(times: Sequence[AskedTime], tokens: str) -> bool:
    """Tell whether a text with its `time_tokens` speaks of one of the times, if there are any."""
    return not times or any(time.token in tokens for time in times)


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
