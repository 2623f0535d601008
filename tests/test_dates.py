"""Publication dates: written forms, ranges, and dates that don't exist."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.article import CorpusError
from corpus.dates import date_in_name, day_range, format_published, parse_published


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("2025", "2025"),
        ("2025年", "2025"),
        ("2025年11月", "2025-11"),
        ("2025.11", "2025-11"),
        ("202511", "2025-11"),
        ("2025/1/4", "2025-01-04"),
        ("20251114", "2025-11-14"),
        ("2025-11-14T08:30:00+08:00", "2025-11-14"),
        ("2025-11-14 08:30", "2025-11-14"),
        ("2025年11月14日 星期五", "2025-11-14"),
        ("\uff12\uff10\uff12\uff15年11月", "2025-11"),
        (" 2024-02-29 ", "2024-02-29"),
        ("", ""),
        ("二〇二五年十一月十四日", "2025-11-14"),
        ("二○二五年八月", "2025-08"),
        ("二零二五年", "2025"),
        ("2025.11.14", "2025-11-14"),
        ("2025年11月14日 08:15", "2025-11-14"),
        ("2025年11月14日08时15分", "2025-11-14"),
        ("2025年11月14日（星期五）", "2025-11-14"),
        ("发布时间：2023-08-02 10:15", "2023-08-02"),
        ("日期: 2023/8/2", "2023-08-02"),
        ("Wed, 02 Aug 2023 10:15:00 +0800", "2023-08-02"),
        ("Wed, 02 Aug 2023 22:15:00 GMT", "2023-08-03"),  # China's day
        ("2023-08-02T23:30:00Z", "2023-08-03"),
        ("2023-08-02T10:15:30.123+0800", "2023-08-02"),
        ("20230802T223000Z", "2023-08-03"),
        ("2023-08-02 22:30:00.123456789 +00", "2023-08-03"),
        ("1690906500", "2023-08-02"),  # 1 August, 16:15 in Greenwich
        ("1690906500123", "2023-08-02"),
        ("2023 年 8 月 2 日 10:15", "2023-08-02"),
        ("2023 - 08 - 02", "2023-08-02"),
        ("2023 年 8 月", "2023-08"),
    ],
)
def test_written_dates(raw: str, expected: str) -> None:
    assert parse_published(raw) == expected


@pytest.mark.parametrize(
    ("raw", "wrong"),
    [
        ("2025-02-30", "不存在"),
        ("2025-11-31", "不存在"),
        ("2025-13", "不存在"),
        ("2025-00-10", "不存在"),
        ("昨天", "读不懂"),
        ("11/14/2025", "读不懂"),  # or is it the 11th of another month?
        ("2025-11-14-3", "读不懂"),
        ("12345", "读不懂"),
        ("20发布23-08-02", "读不懂"),
        ("二〇二五年十三", "读不懂"),
        ("0025", "年份不在"),
        ("3025", "年份不在"),
        ("2095-01", "年份不在"),
        ("9999999999", "年份不在"),
    ],
)
def test_dates_that_cannot_be_read(raw: str, wrong: str) -> None:
    with pytest.raises(CorpusError, match=f"“{raw}”.*{wrong}"):
        parse_published(raw)


@pytest.mark.parametrize("day", ["2025-02-30", "3025-01-01", "11/14/2025"])
def test_a_message_quotes_forty_characters(day: str) -> None:
    raw = f"{day} {'10:15 ' * 10}"
    with pytest.raises(CorpusError, match=f"^日期“{raw[:40]}”"):
        parse_published(raw)


def test_the_year_after_this_one_may_be_printed_ahead() -> None:
    this = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=8))).year
    assert parse_published(f"{this + 1}年") == str(this + 1)
    with pytest.raises(CorpusError) as caught:
        parse_published(f"{this + 2}年")
    assert str(caught.value) == (
        f"日期“{this + 2}年”的年份不在1900至{this + 1}之间，请核对后重新填写。"
    )


@given(st.text(alphabet="0123456789-/.年月日二〇五十一T: +Z发布时间", max_size=24))
def test_any_words_give_a_date_or_an_error_for_people(raw: str) -> None:
    try:
        published = parse_published(raw)
    except CorpusError as error:
        published, message = "", str(error)
    else:
        message = ""
    assert not published or day_range(published)
    assert not message or message.endswith("。")


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        ("2025", (20250101, 20251231)),
        ("2025-11", (20251101, 20251130)),
        ("2024-02", (20240201, 20240229)),
        ("2025-11-14", (20251114, 20251114)),
        ("1900", (19000101, 19001231)),
        ("2099-12", (20991201, 20991231)),
        ("1899", None),
        ("2100", None),
        ("", None),
        ("2025-13", None),
        ("去年", None),
        ("0025", None),
        ("9999-12-31", None),
    ],
)
def test_day_range(published: str, expected: tuple[int, int] | None) -> None:
    assert day_range(published) == expected


def test_format_published() -> None:
    assert format_published("2025") == "2025年"
    assert format_published("2025-11") == "2025年11月"
    assert format_published("2025-01-04") == "2025年1月4日"
    assert format_published("") == "日期不详"


def test_date_in_a_file_name() -> None:
    assert date_in_name("chenzhou-2025-11") == "2025-11"
    assert date_in_name("2025_11_4 头版") == "2025-11-04"
    assert date_in_name("report-2025") == ""
    assert date_in_name("2025-13-01") == ""
    assert date_in_name("编号12025-11") == ""
    assert date_in_name("20230802头版") == "2023-08-02"
    assert date_in_name("1202308021") == ""
