"""Expressions of time, and the year that they count from."""

import pytest

from corpus.timexes import absolute, find_timexes


def test_reading_order_and_exact_spans() -> None:
    text = (
        "今年1至9月增长；去年年底签约，今年5月下旬开工，"
        "11月10日走访，2026年四季度竣工，“十四五”以来"
    )
    found = find_timexes(text)
    assert [t.text for t in found] == [
        "今年1至9月",
        "去年年底",
        "今年5月下旬",
        "11月10日",
        "2026年四季度",
        "“十四五”以来",
    ]
    assert all(text[t.start : t.end] == t.text for t in found)


def test_a_quantity_is_no_time() -> None:
    assert find_timexes("总投资约5亿元，占地62亩，同比增长21.7%") == []


@pytest.mark.parametrize(
    ("timex", "published", "meant"),
    [
        ("去年年底", "2025-11", "2024年年底"),
        ("今年1至9月", "2025-11-14", "2025年1至9月"),
        ("明年上半年", "2023", "2024年上半年"),
        ("去年年底", "", None),
        ("2026年四季度", "2025-11", None),
    ],
)
def test_the_year_of_the_article(timex: str, published: str, meant: str | None) -> None:
    assert absolute(timex, published) == meant
