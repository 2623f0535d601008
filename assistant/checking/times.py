"""Check the times of a claim against those of the sentences that it cites."""

import re
from collections.abc import Sequence

from assistant.checking.grounds import Ground, Item, items
from corpus.intervals import Interval, day_range_of
from corpus.times.timexes import is_vague

_FIGURE_LIKE = re.compile(r"\d(?:\.\d+)?[亿万]?(?:[元吨亩家个项%人户件台]|平方|美元|公里)")
_YEAR_BEFORE = frozenset(("上年同期", "去年同期", "上一年同期", "同期"))
_NOW = re.compile(r"(?:截[至止]|到)?(?:目前|现在|如今|当前|现今)(?:为止)?|近日|日前|近期|近来")


def times_missing(text: str, grounds: Sequence[Ground]) -> list[str]:
    """Return the times of the claim that none of the cited sentences says."""
    readings = [(_times(text, g.published), _times(g.text, g.published)) for g in grounds]
    if not readings:
        return [item.text for item in _times(text, "")]
    counted = bool(_FIGURE_LIKE.search(text))
    return [
        item.text
        for n, item in enumerate(readings[0][0])
        if not any(
            any(says(there, said[n], counted=counted) for there in source)
            for said, source in readings
        )
        and not _NOW.fullmatch(item.text)
        and not (item.text in _YEAR_BEFORE and any("同比" in g.text for g in grounds))
    ]


def times_exchanged(text: str, grounds: Sequence[Ground]) -> list[str]:
    """Return the times that only one said elsewhere would bear out, where another is left out."""
    published = grounds[0].published if grounds else ""
    left = [time for g in grounds for time in _times(g.text, g.published)]
    unmatched = []
    for time in _times(text, published):
        same = [
            t for t in left if t.text == time.text or (t.interval and t.interval == time.interval)
        ]
        if same:
            left.remove(same[0])
        else:
            unmatched.append(time)
    alone = [t.text for t in unmatched if not any(says(o, t, counted=False) for o in left)]
    dropped = [t for t in left if re.search(r"\d", t.text)]
    return [words for words in alone if dropped and not _NOW.fullmatch(words)]


def says(there: Item, claimed: Item, *, counted: bool) -> bool:
    """Say whether a time of the source bears out one of the claim.

    A year or month around a day will do; around a longer stretch only where no figure is of it.
    """
    if there.text == claimed.text:
        return True
    if {claimed.text, there.text} <= _YEAR_BEFORE:
        return True
    if claimed.place != there.place or not _clock(claimed.text) <= _clock(there.text):
        return False
    a, b = there.interval, claimed.interval
    if a is None or b is None:
        return there.text.endswith(claimed.text) and a is b
    if a == b:
        return True
    return _is_around(b, a) and (a.first == a.last or is_vague(there.text) or not counted)


def _clock(text: str) -> set[int]:
    return {int(number) for number in re.findall(r"\d+(?=[时点分:：])|(?<=[:：])\d+", text)}


def _is_around(wide: Interval, narrow: Interval) -> bool:
    """Say whether one is a month or a year that holds the other stretch."""
    calendar = (day_range_of(wide.first // 10000), day_range_of(wide.first // 100))
    return (
        (wide.first, wide.last) in calendar
        and wide.first <= narrow.first
        and narrow.last <= wide.last
    )


def _times(text: str, published: str) -> list[Item]:
    return [item for item in items(text, published) if item.is_time]
