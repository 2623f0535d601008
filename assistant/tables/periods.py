"""Stretches of time as people write them: 2023年上半年, 2023年前7个月."""

from corpus.intervals import Interval, describe

_HALVES = {(101, 630): "上半年", (701, 1231): "下半年"}
_QUARTERS = {(101, 331): "一", (401, 630): "二", (701, 930): "三", (1001, 1231): "四"}


def written(interval: Interval) -> str:
    """Write an interval in Chinese, halves and quarters of a year as such."""
    year, days = interval.first // 10000, (interval.first % 10000, interval.last % 10000)
    if interval.last // 10000 == year:
        if days in _HALVES:
            return f"{year}年{_HALVES[days]}"
        if days in _QUARTERS:
            return f"{year}年第{_QUARTERS[days]}季度"
    return describe(interval)
