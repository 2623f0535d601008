"""A publication date inferred from the text, or none."""

import datetime
import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.dates import day_range
from corpus.times.dateline import infer_published

BODY = "青岭经开区的一条生产线当天点火，园区负责人介绍了建设的经过。" * 4


@pytest.mark.parametrize(
    ("text", "published", "reason"),
    [
        (f"新华社青岭2023年8月2日电 {BODY}", "2023-08-02", "据文首电头“2023年8月2日电”推断"),
        (f"青岭网2023年7月28日讯（{BODY}）", "2023-07-28", "据文首电头“2023年7月28日讯”推断"),
        (
            f"中新网青岭8月2日电 {BODY}截至2023年8月1日，已有9家企业入驻。",
            "2023-08-02",
            "据文首电头“8月2日电”和文中“2023年8月1日”推断",
        ),
        (
            f"中新网青岭8月2日电 2023青岭新材料大会昨天开幕。{BODY}",
            "2023-08-02",
            "据文首电头“8月2日电”和文中“2023青岭新材料大会”推断",
        ),
        (
            f"{BODY}\n发布时间：2023-08-02 10:15\n{BODY}",
            "2023-08-02",
            "据文中“发布时间:2023-08-02”推断",
        ),
        (f"日期：2023年8月2日\n{BODY}", "2023-08-02", "据文中“日期:2023年8月2日”推断"),
        (f"青岭在线 2023-08-02 10:15\n{BODY}", "2023-08-02", "据文中“2023-08-02 10:15”推断"),
        (f"（2023-08-02）{BODY}", "2023-08-02", "据文中“2023-08-02”推断"),
        (
            f"{BODY}特此公告。\n青岭经开区管委会\n二〇二三年八月二日",
            "2023-08-02",
            "据文末落款“二〇二三年八月二日”推断",
        ),
        (
            f"{BODY}青岭市商务局2023年8月2日 责任编辑：",
            "2023-08-02",
            "据文末落款“2023年8月2日”推断",
        ),
        (
            f"8月16日，青岭经开区召开推进会。{BODY}自2023年8月10日起试行。",
            "2023-08",
            "据文首“8月16日”和文中“2023年8月10日”推断",
        ),
        (
            f"8月30日，青岭经开区召开推进会。{BODY}自2023年8月28日起试行。",
            "2023",
            "据文首“8月30日”和文中“2023年8月28日”推断",
        ),
        (
            f"发布时间：2023年13月1日\n新华社青岭2023年8月2日电 {BODY}",
            "2023-08-02",
            "据文首电头“2023年8月2日电”推断",
        ),
        (
            f"发布时间：二〇二三 年 八 月 二 日\n{BODY}",
            "2023-08-02",
            "据文中“发布时间:二〇二三 年 八 月 二 日”推断",
        ),
        (
            f"8月2日电 2023年8月1日，项目开工。{BODY}",
            "2023-08-02",
            "据文首电头“8月2日电”和文中“2023年8月1日”推断",
        ),
        (
            f"1月5日电 2023年1月3日，项目开工。{BODY}",
            "2023-01-05",
            "据文首电头“1月5日电”和文中“2023年1月3日”推断",
        ),
        (
            f"2023年世界半导体大会开幕。\n8月2日电 {BODY}",
            "2023-08-02",
            "据文首电头“8月2日电”和文中“2023年世界半导体大会”推断",
        ),
        (
            f"新华社青岭二〇二三 年 八 月 二 日电 {BODY}",
            "2023-08-02",
            "据文首电头“二〇二三 年 八 月 二 日电”推断",
        ),
        (
            f"12月5日电 二〇二三 年 十二 月 五 日，项目开工。{BODY}",
            "2023-12-05",
            "据文首电头“12月5日电”和文中“二〇二三 年 十二 月 五 日”推断",
        ),
        (
            f"9月1日电 2023年8月22日，项目开工。{BODY}",
            "2023-09-01",
            "据文首电头“9月1日电”和文中“2023年8月22日”推断",
        ),
        (
            f"{BODY}\n青岭市办公室\n二〇二三 年 八 月 二 日",
            "2023-08-02",
            "据文末落款“二〇二三 年 八 月 二 日”推断",
        ),
        (
            f"8月25日，青岭下雨。2023年8月24日，项目开工。{BODY}",
            "2023-08",
            "据文首“8月25日”和文中“2023年8月24日”推断",
        ),
        (f"2023年8月25日，青岭下雨。{BODY}", "2023-08", "据文首“2023年8月25日”推断"),
        (f"2023年8月12日，青岭下雨。{BODY}", "2023-08", "据文首“2023年8月12日”推断"),
        (f"2023年8月31日，青岭下雨。{BODY}", "2023", "据文首“2023年8月31日”推断"),
    ],
)
def test_what_the_text_gives_away(text: str, published: str, reason: str) -> None:
    assert infer_published(text) == (published, reason)


@pytest.mark.parametrize(
    "text",
    [
        "",
        BODY,
        f"8月16日，青岭经开区召开推进会。{BODY}",  # of which year?
        f"中新网青岭8月2日电 {BODY}2021年2月公司成立，2022年增长5%。",
        f"中新网青岭8月2日电 {BODY}2022年8月1日投产，2023年8月1日扩建。",
        f"据青岭发布2022年5月19日消息，{BODY}",  # another's dateline
        f"2024年1月1日起，青岭实行新规。{BODY}",
        f"2021年8月10日，甲公司成立。{BODY}2022年5月19日，公司迁址。",
        f"中新网青岭7月26日电 2022年度审计情况新闻发布会举行。{BODY}",
        f"{BODY}股权登记日为2022年5月19日。",
        f"{BODY}活动时间：2023年8月6日 17:00-20:30，地点在广场，欢迎报名参加活动的市民和企业。",
        f"新华社青岭2023年2月30日电 {BODY}",
        f"2023年2月30日，青岭下雨。{BODY}",
        f"{'青岭下雨，' * 60}新华社青岭2023年8月2日电 {BODY}",
        f"8月16日，青岭召开推进会。{BODY}2023年3月1日，项目开工。",
        f"8月2日电 {'青岭下雨，' * 60}2023年世界半导体大会开幕。",
        f"据8月2日电，2023年8月1日，项目开工。{BODY}",
        f"{'青岭下雨，' * 30}\n8月16日，2023年8月12日开工的项目投产。",
        f"{'青岭下雨，' * 15}\n2023年8月12日，项目开工。",
        f"停水时间：2023-08-17 22:00至2023-08-18 08:00，请市民提前储水。{BODY}",
        f"时间：2023年8月6日\n地点：市民广场\n{BODY}",
    ],
)
def test_no_date_is_better_than_a_wrong_one(text: str) -> None:
    assert infer_published(text) == ("", "")


@given(st.text(alphabet="2023年8月16日电讯消息发布时间：（）-二〇三八 \n，。局", max_size=60))
def test_any_text_gives_a_real_date_with_its_reason_or_nothing(text: str) -> None:
    published, reason = infer_published(text)
    assert bool(published) == bool(reason)
    assert not published or day_range(published)


@pytest.mark.shared
def test_inferred_dates_are_those_of_the_articles() -> None:
    shared = os.environ.get("ZONE_ASSISTANT_SHARED")
    if not shared:
        pytest.skip("set ZONE_ASSISTANT_SHARED to the folder with the development material")
    path = Path(shared) / "sets" / "zone_news_corpus" / "corpus.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    right = wrong = 0
    for row in rows:
        published, _ = infer_published(row["text"])
        if row.get("date") and published:
            fits = _fits(published, row["date"])
            right, wrong = right + fits, wrong + (not fits)
    assert right >= 50
    assert right >= 0.95 * (right + wrong)


def _fits(published: str, given_date: str) -> bool:
    if len(published) < 10:
        return given_date.startswith(published)
    day = datetime.date.fromisoformat
    return abs((day(published) - day(given_date)).days) <= 2
