"""The time a question names is the time that an article means, however each of them says it."""

from datetime import date

import pytest

from assistant.asking.times import (
    asked_times,
    asks_of_a_time,
    is_contrary,
    no_time_fits,
    time_tokens,
)
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


@pytest.mark.parametrize(
    ("asked", "published", "nothing_fits"),
    [
        ("2023年", "2025-11", True),
        ("2023年", "2023", False),  # the article is of that year
        ("2024年上半年", "2025-11", False),  # it says: 去年
        ("2026年", "2025-11", False),  # … 明年
        ("2023年", "", False),  # nobody knows of when it is
        ("后年", "2024-02-01", True),
    ],
)
def test_an_article_of_other_years(asked: str, published: str, nothing_fits: bool) -> None:
    times = asked_times(f"{asked}工业增加值增长多少？", ASKED_ON)
    body = "开发区去年增长5%，明年6月前后还要建两座厂房。"
    assert no_time_fits(times, date_mentions(body, published), published) is nothing_fits


def test_without_a_time_asked_every_article_fits() -> None:
    assert not no_time_fits((), date_mentions("今年增长5%。", "2025"), "2025")


@pytest.mark.parametrize(
    ("question", "of_a_time"),
    [
        ("云溪高新区2023年的工业产值是多少？", True),
        ("2023年云溪高新区开工的项目有多少个？", False),
        ("2023年开工的储能电池项目总投资多少？", False),
        ("云溪高新区今年上半年进出口额是多少？", True),
        ("2023年签约，现在产值多少的项目？", True),
        ("云溪高新区的工业产值是多少？", False),
    ],
)
def test_a_time_says_of_when_or_which(question: str, of_a_time: bool) -> None:
    assert asks_of_a_time(question, asked_times(question, ASKED_ON)) is of_a_time


def test_a_time_of_the_question_before_says_nothing_of_this_one() -> None:
    times = asked_times("2023年总投资多少？", ASKED_ON)
    assert not asks_of_a_time("占地多少亩？", times)
