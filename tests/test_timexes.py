"""Expressions of time, and the year that they count from."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.times.timexes import absolute, find_timexes, is_vague

WHOLE = (
    "去年同期", "上年同期", "今年以来", "年初以来", "开年以来", "2018年以来", "全年",
    "2022年全年", "年内", "前7个月", "今年前7月", "1—7月", "1-7月份", "1月至9月",
    "2020年至2024年", "2020—2025年", "2016年到2020年", "到2025年", "至2030年", "截至6月底",
    "截止2023年8月", "截至8月16日24时", "8月16日上午", "8月16日",
    "8月16日（周三）上午9:00至17:00", "7月31日至8月2日", "8月9日—11日", "5月3-5日",
    "8月16日8时至17日8时", "上世纪90年代", "20世纪80年代初", "90年代", "21世纪初", "过去五年",
    "近3年来", "近三年", "近半年", "近10天", "最近90天内", "五年来", "十多年来", "近年来",
    "近几年", "本周", "上周五", "下周三", "周一", "本月10日", "上月底", "上个月29日", "这个月",
    "当月", "次月", "前不久", "不久前", "连日来", "近日", "日前", "前几天", "最近一段时间",
    "截至目前", "目前", "当前", "现在", "如今", "眼下", "至今", "迄今为止", "截至发稿", "3年前",
    "三天前", "半个月前", "未来三年", "次日凌晨6时", "翌日", "当日14时许", "当晚", "今早",
    "昨天傍晚", "明天", "即日起", "同年10月", "次年3月", "2019年至今", "5月至今", "7月初至今",
    "8月16日开始至22日", "二〇二五年十一月十四日", "十一月十日", "二○二三年八月", "本月十日",
    "2023-08-16", "2023.8.16", "2023/8/16", "第三季度", "一、二季度", "前三季度", "二季度末",
    "2023年Q2", "上半年", "今年秋天", "今夏", "2022年冬", "暑期", "今年暑假", "今明两年",
    "“十三五”末", "十四五时期", "2023年底前", "9月底前", "2023年8月20日前", "2011年以前",
    "9月10日起", "2018年后", "1992年之后", "2020年前后", "2023年内",
)  # fmt: skip
NONE = (
    "总投资约5亿元，占地62亩，同比增长21.7%", "环比增长3%，年均增长5%，历年最高",
    "用时3年，30天内完成", "为期16日，连续5日", "历时3月有余", "一日不见，三日之后",
    "从业近20年", "90后创业者和00后员工",
    "24小时值守，5G基站，2.0版，1.5米", "一带一路、双一流", "人民路88号，1号楼，3号机组",
    "产假三十日，婚假十五日", "60岁以上年龄段，以前年度，日本年产量", "首次年会，三次月考",
    "第3月，3个月，满月", "同期增长，与同年级学生", "体现在三方面，出现在路口",
    "节假日前，工作日前", "农历八月十五", "每季度一次，三个季度", "建成后年产值3亿元",
    "2500年历史，上千年", "“1+11”，三期，第5号台风", "2023-2025", "前一个月", "上海前海新区",
    "50日，13月", "世纪公园，新世纪广场", "线上周边", "十四五岁", "8月龄牛，月子中心",
    "各年级、全年龄段", "2500年", "第二批", "2年后", "多年来",
)  # fmt: skip


def found(text: str) -> list[str]:
    return [timex.text for timex in find_timexes(text)]


def test_reading_order_and_exact_spans() -> None:
    text = (
        "今年1至9月增长；去年年底签约，今年5月下旬开工，"
        "11月10日走访，2026年四季度竣工，“十四五”以来"
    )
    timexes = find_timexes(text)
    assert [t.text for t in timexes] == [
        "今年1至9月",
        "去年年底",
        "今年5月下旬",
        "11月10日",
        "2026年四季度",
        "“十四五”以来",
    ]
    assert all(text[t.start : t.end] == t.text for t in timexes)


@pytest.mark.parametrize(
    "timex",
    WHOLE,
)
def test_one_whole_expression(timex: str) -> None:
    assert found(f"据介绍，{timex}，园区新增企业9家。") == [timex]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("本次大会从 8 月 16 日持续，", ["8 月 16 日"]),
        ("２０２３年８月启动", ["２０２３年８月"]),
        ("记者（8月3日）昨天（8月2日）到现场", ["8月3日", "昨天（8月2日）"]),
        ("超过去年全年", ["去年全年"]),
        ("今天早上4点出发", ["今天早上4点"]),
        ("2023年中国新能源大会", ["2023年"]),
        ("2022年度中建集团评选", ["2022年度"]),
        ("今年的末伏", ["今年"]),
        ("包头8月16日电", ["8月16日"]),
        ("改革后天下一新", []),
        ("从古到今，线下星期六不休", []),
        ("每年5月1日至9月30日实行，每周三休，每年夏天", []),
        ("3月、6月各一次，7、8月歇业", ["3月", "6月", "7、8月"]),
        ("2021年8月和10月", ["2021年8月", "10月"]),
    ],
)
def test_where_an_expression_begins_and_ends(text: str, expected: list[str]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    NONE,
)
def test_what_is_no_expression_of_time(text: str) -> None:
    assert found(text) == []


def test_a_long_run_of_digits_takes_linear_time() -> None:
    started = time.process_time()
    for unit in ("1", "1-", "2023年", "8月", "一", " ", "近"):
        find_timexes(unit * 20_000)
    assert time.process_time() - started < 6


@given(
    st.text(
        alphabet="今去年月日周初底至到1290一十近前来以后 -—（）“四五”季度上下半天当", max_size=40
    )
)
def test_spans_stand_in_order_and_never_overlap(text: str) -> None:
    end = 0
    for timex in find_timexes(text):
        assert timex.start >= end
        assert timex.end > timex.start
        assert text[timex.start : timex.end] == timex.text
        end = timex.end


@pytest.mark.parametrize(
    ("timex", "vague"),
    [
        ("近日", True),
        ("目前", True),
        ("今年以来", True),
        ("近年来", True),
        ("去年年底", False),
        ("项目", False),
    ],
)
def test_what_cannot_answer_when(timex: str, vague: bool) -> None:
    assert is_vague(timex) is vague


@pytest.mark.parametrize(
    ("timex", "published", "meant"),
    [
        ("去年年底", "2025-11", "2024年年底"),
        ("今年1至9月", "2025-11-14", "2025年1至9月"),
        ("明年上半年", "2023", "2024年上半年"),
        ("本年度", "2023", "2023年"),
        ("截至去年底", "2025-11", "截至2024年底"),
        ("去年6月至今年5月", "2025-11", "2024年6月至2025年5月"),
        ("上月底", "2025-01-14", "2024年12月底"),
        ("本月", "2025", None),
        ("去年年底", "", None),
        ("2026年四季度", "2025-11", None),
    ],
)
def test_the_year_of_the_article(timex: str, published: str, meant: str | None) -> None:
    assert absolute(timex, published) == meant
