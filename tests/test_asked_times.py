"""The time a question names is the time that an article means, however each of them says it."""

from datetime import date

import pytest

from assistant.asking.times import asked_times, is_contrary, time_tokens
from corpus.intervals import date_mentions

ASKED_ON = date(2025, 11, 20)


@pytest.mark.parametrize(
    ("asked", "said", "published"),
    [
        ("2025年前三季度", "今年1至9月", "2025-11"),
        ("2025年前三季度", "今年1-9月份", "2025-11"),
        ("2025年前三季度", "今年前9个月", "2025-10-20"),
        ("2025年前三个季度", "前三季度", "2025-11"),
        ("今年前三季度", "今年1至9月", "2025-11"),
        ("二〇二五年前三季度", "1～9月", "2025-11"),
        ("2025年1月至9月", "今年前三季度", "2025-11"),
        ("2025年上半年", "今年1至6月", "2025-07"),
        ("今年上半年", "上半年", "2025-07-20"),
        ("2025年下半年", "今年下半年", "2025-07"),
        ("2025年一季度", "今年1至3月", "2025-04"),
        ("2025年二季度", "4至6月", "2025-07"),
        ("2025年第三季度", "三季度", "2025-10"),
        ("2025年1至10月", "今年前10个月", "2025-11"),
        ("2025年10月底", "截至10月末", "2025-11"),
        ("2025年9月", "上月", "2025-10"),
        ("本月", "11月", "2025-11-15"),
        ("2025年11月14日", "昨日", "2025-11-15"),
        ("去年", "2024年", "2025-03"),
        ("2024年全年", "去年", "2025-11"),
        ("2023年前三季度", "去年1至9月", "2024-01"),
        ("2026年四季度", "明年四季度", "2025-11"),
    ],
)
def test_both_mean_the_same_days(asked: str, said: str, published: str) -> None:
    (time,) = asked_times(f"{asked}工业增加值增长多少？", ASKED_ON)
    sentence = f"{said}，开发区工业增加值增长5%。"
    mentions = date_mentions(sentence, published)
    assert time.interval == mentions[0].interval
    end = len(sentence)
    assert time.token in time_tokens(mentions, start=0, end=end).split()
    assert not is_contrary([time], mentions, start=0, end=end)


@pytest.mark.parametrize(
    ("asked", "said", "published"),
    [
        ("2025年前三季度", "去年1至9月", "2025-11"),
        ("2025年前三季度", "今年1至9月", "2024-11"),
        ("2024年上半年", "今年1至6月", "2025-07"),
        ("2025年一季度", "二季度", "2025-07"),
    ],
)
def test_other_days_are_contrary(asked: str, said: str, published: str) -> None:
    times = asked_times(f"{asked}工业增加值增长多少？", ASKED_ON)
    sentence = f"{said}，开发区工业增加值增长5%。"
    assert is_contrary(times, date_mentions(sentence, published), start=0, end=len(sentence))
