"""What expressions of time mean: alone, in context, without a date, and over any text."""

import json
import os
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.intervals import NEVER, Interval, date_mentions, describe, resolve

DAY = "2025-11-14"


@pytest.mark.parametrize(
    ("timex", "first", "last"),
    [
        ("今年", 20250101, 20251231),
        ("本年度", 20250101, 20251231),
        ("年内", 20250101, 20251231),
        ("全年", 20250101, 20251231),
        ("去年", 20240101, 20241231),
        ("前年", 20230101, 20231231),
        ("明年", 20260101, 20261231),
        ("后年", 20270101, 20271231),
        ("今明两年", 20250101, 20261231),
        ("2022年", 20220101, 20221231),
        ("2022年全年", 20220101, 20221231),
        ("二〇二五年十一月", 20251101, 20251130),
        ("２０２４年２月", 20240201, 20240229),
        ("23年8月", 20230801, 20230831),
        ("今年以来", 20250101, 20251114),
        ("年初以来", 20250101, 20251114),
        ("2021年3月以来", 20210301, 20251114),
        ("“十四五”以来", 20210101, 20251114),
        ("今年1至9月", 20250101, 20250930),
        ("1—9月", 20250101, 20250930),
        ("1-9月份", 20250101, 20250930),
        ("前9个月", 20250101, 20250930),
        ("前三季度", 20250101, 20250930),
        ("2024年前三季度", 20240101, 20240930),
        ("上半年", 20250101, 20250630),
        ("去年下半年", 20240701, 20241231),
        ("一季度", 20250101, 20250331),
        ("第三季度", 20250701, 20250930),
        ("2026年四季度", 20261001, 20261231),
        ("一、二季度", 20250101, 20250630),
        ("三季度末", 20250901, 20250930),
        ("2023年Q2", 20230401, 20230630),
        ("11月10日", 20251110, 20251110),
        ("8月", 20250801, 20250831),
        ("十一月十日", 20251110, 20251110),
        ("5月下旬", 20250521, 20250531),
        ("今年5月上旬", 20250501, 20250510),
        ("9月中旬", 20250911, 20250920),
        ("7月初", 20250701, 20250710),
        ("8月底", 20250821, 20250831),
        ("6月末", 20250621, 20250630),
        ("年初", 20250101, 20250131),
        ("年中", 20250601, 20250731),
        ("年底", 20251201, 20251231),
        ("岁末", 20251201, 20251231),
        ("去年年底", 20241201, 20241231),
        ("上世纪90年代", 19900101, 19991231),
        ("20世纪80年代初", 19800101, 19891231),
        ("21世纪以来", 20000101, 20251114),
        ("2024年春", 20240301, 20240531),
        ("今夏", 20250601, 20250831),
        ("去年秋天", 20240901, 20241130),
        ("2024年冬", 20241201, 20250228),
        ("暑期", 20250701, 20250831),
        ("本月", 20251101, 20251130),
        ("上月", 20251001, 20251031),
        ("上个月29日", 20251029, 20251029),
        ("本月十日", 20251110, 20251110),
        ("元月", 20250101, 20250131),
        ("本周", 20251110, 20251116),
        ("上周", 20251103, 20251109),
        ("上周三", 20251105, 20251105),
        ("本周末", 20251115, 20251116),
        ("周一", 20251110, 20251110),
        ("星期日", 20251109, 20251109),
        ("今天", 20251114, 20251114),
        ("昨晚", 20251113, 20251113),
        ("明天", 20251115, 20251115),
        ("当日", 20251114, 20251114),
        ("即日起", 20251114, NEVER),
        ("近日", 20251015, 20251114),
        ("连日来", 20251015, 20251114),
        ("不久前", 20251015, 20251114),
        ("目前", 20251114, 20251114),
        ("截至目前", 20251114, 20251114),
        ("如今", 20251114, 20251114),
        ("近年来", 20201114, 20251114),
        ("近几年", 20201114, 20251114),
        ("近3年来", 20221114, 20251114),
        ("近三年", 20221114, 20251114),
        ("近5个月", 20250614, 20251114),
        ("近10天", 20251104, 20251114),
        ("近半年", 20250514, 20251114),
        ("过去五年", 20201114, 20251114),
        ("三年来", 20221114, 20251114),
        ("未来三年", 20251114, 20281114),
        ("三年前", 20220101, 20221231),
        ("3天前", 20251111, 20251111),
        ("“十四五”时期", 20210101, 20251231),
        ("十三五", 20160101, 20201231),
        ("“十五五”", 20260101, 20301231),
        ("“十四五”末", 20250101, 20251231),
        ("年底前", 20251114, 20251231),
        ("2026年底前", 20251114, 20261231),
        ("2011年以前", 0, 20111231),
        ("截至6月底", 20250621, 20250630),
        ("到2030年", 20300101, 20301231),
        ("2026年1月1日起", 20260101, NEVER),
        ("2018年后", 20180101, NEVER),
        ("2020年至2024年", 20200101, 20241231),
        ("2020—2024年", 20200101, 20241231),
        ("7月31日至8月2日", 20250731, 20250802),
        ("8月16日上午9时至11时", 20250816, 20250816),
        ("11月至次年3月", 20251101, 20260331),
        ("2024年11月至3月", 20241101, 20250331),
        ("2019年至今", 20190101, 20251114),
        ("8月16日开始至22日", 20250816, 20250822),
        ("去年同期", 20240101, 20241114),
        ("2025-11-10 08:30", 20251110, 20251110),
        ("2025.11.1", 20251101, 20251101),
        ("12月", 20251201, 20251231),  # near: announced
        ("2024年2月29日", 20240229, 20240229),
    ],
)
def test_one_expression(timex: str, first: int, last: int) -> None:
    assert resolve(timex, DAY) == Interval(first, last)


@pytest.mark.parametrize(
    ("timex", "published", "first", "last"),
    [
        ("今年以来", "2025-11", 20250101, 20251130),
        ("近日", "2025-11", 20251002, 20251130),
        ("目前", "2025-11", 20251101, 20251130),
        ("去年", "2025", 20240101, 20241231),
        ("11月", "2025-02-03", 20241101, 20241130),
        ("四季度", "2025-02-03", 20241001, 20241231),
        ("20日", "2025-03", 20250320, 20250320),
        ("31日", "2025-11-14", 20251031, 20251031),
        ("25日", "2025-03-03", 20250225, 20250225),
        ("近1年", "2024-02-29", 20230228, 20240229),
    ],
)
def test_other_days_of_writing(timex: str, published: str, first: int, last: int) -> None:
    assert resolve(timex, published) == Interval(first, last)


@pytest.mark.parametrize(
    "timex", ["次日", "次年3月", "2025年2月30日", "同期", "用时3年", "", "你好"]
)
def test_what_cannot_be_resolved(timex: str) -> None:
    assert resolve(timex, DAY) is None


@pytest.mark.parametrize(
    "timex",
    [
        "今年",
        "8月",
        "16日",
        "本月",
        "近日",
        "目前",
        "上半年",
        "近3年来",
        "去年同期",
        "2021年以来",
        "当日",
        "周一",
        "年底前",
        "90年代",
    ],
)
def test_unresolved_without_a_publication_date(timex: str) -> None:
    mention = date_mentions(f"{timex}，园区开工。", "")[0]
    assert mention.interval is None or mention.interval.first == 0
    assert mention.rule == ""


@pytest.mark.parametrize("timex", ["2022年8月", "“十三五”", "20世纪90年代", "2023年前三季度"])
def test_absolute_expressions_need_no_date(timex: str) -> None:
    assert resolve(timex, "") == resolve(timex, DAY) != None  # noqa: E711


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (20250101, 20251231, "2025年"),
        (20240201, 20240229, "2024年2月"),
        (20251114, 20251114, "2025年11月14日"),
        (20250101, 20250930, "2025年1月1日至2025年9月30日"),
        (20250101, NEVER, "2025年1月1日起"),
        (0, 20231231, "2023年12月31日以前"),
    ],
)
def test_an_interval_in_words(first: int, last: int, words: str) -> None:
    assert describe(Interval(first, last)) == words


_TEXT = st.text(
    alphabet="今去年月日周初底末至到129０〇一十近前来以后次同当 -—（）“四五”季度上下半天。，",
    max_size=50,
)
_PUBLISHED = st.sampled_from(["", "2025", "2025-11", "2024-02-29", "1900-01-01"])


@given(_TEXT | st.text(max_size=30), _PUBLISHED)
def test_any_text_gives_ordered_spans_and_ordered_days(text: str, published: str) -> None:
    end = 0
    for mention in date_mentions(text, published):
        assert mention.start >= end
        assert text[mention.start : mention.end] == mention.text
        end = mention.end
        if mention.interval:
            assert mention.interval.first <= mention.interval.last


@pytest.mark.parametrize(
    "unit", ["1", "2023年", "8月1日，", "1日", "近", "次年", "8月至", "，至", "2023、"]
)
def test_linear_time_on_long_runs(unit: str) -> None:
    started = time.process_time()
    date_mentions(unit * 2000, DAY)
    assert time.process_time() - started < 4  # seconds; some 0.3 here, minutes if quadratic


@pytest.mark.shared
def test_the_articles_are_read_quickly_and_hardly_anything_stays_open() -> None:
    shared = os.environ.get("ZONE_ASSISTANT_SHARED")
    if not shared:
        pytest.skip("set ZONE_ASSISTANT_SHARED to the folder with the development material")
    path = Path(shared) / "sets" / "zone_news_corpus" / "corpus.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()[:300]]
    started = time.process_time()
    read = [date_mentions(row["text"], row.get("date", "")) for row in rows]
    assert len(rows) / (time.process_time() - started) > 100  # articles a second; some 700 here
    dated = [m for row, found in zip(rows, read, strict=True) if row.get("date") for m in found]
    assert sum(m.interval is None for m in dated) <= 0.01 * len(dated)
