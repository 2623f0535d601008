"""Approximate counts, 同期, lists of years, decades, and texts that must never raise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.intervals import Interval, date_mentions, resolve
from corpus.times.numerals import count, number

DAY = "2025-11-14"
Days = tuple[int, int]


def read(text: str, published: str = DAY) -> list[tuple[str, Days | None]]:
    mentions = date_mentions(text, published)
    return [(m.text, (m.interval.first, m.interval.last) if m.interval else None) for m in mentions]


def same_periods(text: str, published: str = DAY) -> list[Days | None]:
    return [days for words, days in read(text, published) if words.endswith("同期")]


@pytest.mark.parametrize(
    "text",
    [
        "许可有效期至9999-12-31，次日失效。",
        "许可有效期至9999年12月31日，次日失效。",
        "地块编号0701-08-02，当日挂牌。",
    ],
)
def test_no_year_that_no_article_can_mean(text: str) -> None:
    assert [days for _, days in read(text) if days] in ([], [(20251114, 20251114)])


@pytest.mark.parametrize("published", ["9999-12-31", "9999", "2099-12-31", "1900-01-01"])
def test_days_at_the_ends_of_the_calendar_never_raise(published: str) -> None:
    assert date_mentions("明天起，后年11月至次年3月，99年前，未来99年，去年同期。", published)


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("两三", 3),
        ("三五", 5),
        ("十五六", 16),
        ("二十五六", 26),
        ("三五十", 50),
        ("二十", 20),
        ("廿五", 25),
        ("12", 12),
        ("五三", -1),
        ("三三", -1),
        ("", -1),
    ],
)
def test_an_approximate_count_is_its_larger_number(words: str, value: int) -> None:
    assert count(words) == value


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("21世纪初", (20000101, 20091231)),
        ("上世纪末", (19900101, 19991231)),
        ("本世纪以来", (20000101, 20251114)),
        ("18世纪中叶", (17400101, 17691231)),
        ("半年前", (20250501, 20250531)),
        ("两月前", (20250901, 20250930)),
        ("三个月前", (20250801, 20250831)),
        ("三年前", (20220101, 20221231)),
        ("三周前", (20251024, 20251024)),
        ("三天前", (20251111, 20251111)),
        ("近半个月", (20251030, 20251114)),
        ("近一个半月", (20250929, 20251114)),
        ("近两个星期", (20251031, 20251114)),
        ("近三日", (20251111, 20251114)),
        ("近半天", (20251114, 20251114)),
        ("近两周", (20251031, 20251114)),
        ("未来两个季度", (20251114, 20260514)),
        ("今后三天", (20251114, 20251117)),
        ("近半年", (20250514, 20251114)),
        ("70年5月", (19700501, 19700531)),
        ("69年5月", (20690501, 20690531)),
        ("19世纪80年代", (18800101, 18891231)),
        ("十九世纪六七十年代", (18600101, 18791231)),
        ("新世纪20年代", (20200101, 20291231)),
        ("三季度初", (20250701, 20250731)),
        ("三季度末", (20250901, 20250930)),
        ("“十四五”末", (20250101, 20251231)),
        ("“十四五”初", (20210101, 20211231)),
        ("岁末", (20251201, 20251231)),
        ("2025年年中", (20250601, 20250731)),
        ("2025年初", (20250101, 20250131)),
    ],
)
def test_how_far_a_phrase_reaches(words: str, days: Days) -> None:
    assert read(words) == [(words, days)]


def test_a_month_that_does_not_exist_ends_no_stretch() -> None:
    assert read("8月1日至13月2日，") == [("8月1日", (20250801, 20250801))]


def test_an_approximate_count_is_no_numeral() -> None:
    assert [number(words) for words in ("两三", "七八", "十十", "二〇二五", "廿一")] == [
        -1, -1, -1, 2025, 21,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("timex", "first", "last"),
    [
        ("近两三年", 20221114, 20251114),
        ("近十五六年", 20091114, 20251114),
        ("近十来年", 20151114, 20251114),
        ("十来年来", 20151114, 20251114),
        ("近2、3个月", 20250814, 20251114),
        ("未来三五年", 20251114, 20301114),
        ("未来3至5年", 20251114, 20301114),
        ("今后三到五年", 20251114, 20301114),
        ("两三年前", 20220101, 20221231),
        ("三五天前", 20251109, 20251109),
        ("1990年代", 19900101, 19991231),
        ("2000年代初", 20000101, 20091231),
        ("二〇一〇年代", 20100101, 20191231),
        ("20世纪90年代", 19900101, 19991231),
        ("上世纪七八十年代", 19700101, 19891231),
        ("20世纪60、70年代", 19600101, 19791231),
        ("本世纪20年代", 20200101, 20291231),
    ],
)
def test_approximate_counts_and_decades(timex: str, first: int, last: int) -> None:
    (mention,) = date_mentions(f"据介绍，{timex}，园区新增企业9家。", DAY)
    assert (mention.text, mention.interval) == (timex, Interval(first, last))


@pytest.mark.parametrize(
    "text",
    ["近三三年", "一二年级和三四年级", "三五成群", "十五六岁", "判处有期徒刑3年6月", "三年六月"],
)
def test_what_only_looks_like_an_approximate_count(text: str) -> None:
    assert read(text) == []


def test_the_representatives_of_a_year_are_no_decade() -> None:
    assert resolve("1990年代表团参会", DAY) == Interval(19900101, 19901231)


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2023、2024年产值", [2023, 2024]),
        ("2024、2025两年产值", [2024, 2025]),
        ("2021、2022和2023年产值", [2021, 2022, 2023]),
        ("2019与2024年产值", [2019, 2024]),
        ("编号2023、2024的地块", []),
    ],
)
def test_listed_years(text: str, years: list[int]) -> None:
    assert [days for _, days in read(text)] == [(y * 10000 + 101, y * 10000 + 1231) for y in years]


def test_a_span_of_years_counted_out() -> None:
    assert read("2023至2025三年，") == [("2023至2025三年", (20230101, 20251231))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025年1-9月份，产值50亿元，比上年同期增长5%。", (20240101, 20240930)),
        ("今年前三季度，产值增长。外贸比去年同期多3家。", (20240101, 20240930)),
        ("今年上半年，产值是2019年同期的两倍。", (20190101, 20190630)),
        ("2024年1-6月，产值高于上年同期。", (20230101, 20230630)),
        ("2024年1-6月，产值高于去年同期。", (20230101, 20230630)),
        ("去年1-6月产值9亿元，今年同期12亿元。", (20250101, 20250630)),
        ("2025年1—2月，用电量比上年同期多。", (20240101, 20240229)),
        ("8月1日至16日，客流比去年同期多。", (20240801, 20240816)),
        ("去年12月至今年2月，供热量比上年同期多。", (20231201, 20240229)),
        ("截至9月底，存款比去年同期多。", (20240101, 20240930)),
        ("本月销量比去年同期高。", (20241101, 20241114)),
        ("今年，产值比去年同期高。", (20240101, 20241114)),
        # Nothing that it could be compared with was said just before.
        ("产值比去年同期高。", (20240101, 20241114)),
        ("青岭11月10日讯 产值比去年同期高。", (20240101, 20241114)),
        ("近三年来，产值比去年同期高。", (20240101, 20241114)),
        ("2021年投产的企业，产值比去年同期高。", (20240101, 20241114)),
        ("上半年增长。企业扩产。订单饱满。产值比去年同期高。", (20240101, 20241114)),
    ],
)
def test_the_same_period_of_another_year(text: str, expected: Days) -> None:
    assert same_periods(text) == [expected]


def test_the_same_period_without_a_publication_date() -> None:
    assert same_periods("2025年1-9月，产值比去年同期高。", "") == [(20240101, 20240930)]
    assert same_periods("2024年8月投产。上半年产值比去年同期高。", "") == [None]
    assert same_periods("产值比去年同期高。", "") == [None]


def test_the_rule_names_the_period_compared_with() -> None:
    *_, mention = date_mentions("2025年1-9月份，产值比上年同期增长5%。", DAY)
    assert mention.rule == "上年同期＝2024年1月1日至2024年9月30日（按上文“2025年1-9月份”）"


_WORDS = """
    近 最近 过去 未来 今后 截至 到 前 上 下 第 每 至 — - 、 和 ， 。 “ ” ( ) 两 三 五 十
    二十 半 几 多 来 余 2 3 16 31 99 1-9 2023 2024 9999 1600 2099 ０８ 二〇二五 年 月 日 号 天
    周 个月 季度 年代 世纪 旬 年度 两年 初 底 末 中 以来 来 之前 以后 起 内 期间 今年 去年
    上年 明年 同期 当日 次日 次年 同年 当月 本月 上月 全年 年内 冬 上半年 暑期 十四五
    9999-12-31 2024-02-29 一、二季度 星期日 周末 将 预计 今明两年 昨天( 讯 同 上世纪 21世纪
    目前 近日 近年来
"""
_PARTS = (" ", *_WORDS.split())


@given(
    st.lists(st.sampled_from(_PARTS), max_size=14).map("".join),
    st.sampled_from(["", "2025", "2025-11", "2024-02-29", "1900-01-01", "2099-12-31", "9999"]),
)
def test_whatever_is_put_together_gives_ordered_days_and_never_raises(
    text: str, published: str
) -> None:
    for mention in date_mentions(text, published):
        assert text[mention.start : mention.end] == mention.text
        if mention.interval:
            assert 0 <= mention.interval.first <= mention.interval.last
        else:
            assert mention.rule == ""
