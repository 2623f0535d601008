"""What people ask in vain, grouped by zone and by what is asked."""

import json
from datetime import date
from pathlib import Path

import pytest

from eval.feedback.gaps import NO_ZONE, Gap, gap_table, gaps
from eval.feedback.store import Feedback
from eval.feedback.wordings import group, is_same, wording
from tests.feedback_fixtures import DAY, answered, refused

PARK = "青岭半导体生态科技港"


@pytest.fixture
def store(tmp_path: Path) -> Feedback:
    return Feedback(tmp_path / "feedback.sqlite")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("平定经开区有多少员工？", "平定开发区一共有多少名员工呢"),
        ("平定经开区员工多少人", "请问平定经济技术开发区的员工数量"),
        ("平定经开区入驻企业有多少家", "平定经开区有多少家企业入驻？"),  # 2 of 4 pairs
        ("平定经开区税收是多少", "ＰＤ平定经开区税收是多少？".removeprefix("ＰＤ")),
        (f"{PARK}有多少员工？", "半导体生态科技港的员工有多少"),  # 青岭 said or not
        (f"{PARK}ＧＤＰ多少", f"{PARK}gdp是多少？"),
        ("开发区？", "开发区"),
    ],
)
def test_the_same_in_nearly_the_same_words(first: str, second: str) -> None:
    assert is_same(wording(first), wording(second))
    assert is_same(wording(second), wording(first))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (f"{PARK}有多少员工？", f"{PARK}总投资多少？"),  # 9 of 14 pairs are the name's
        (f"{PARK}一期总投资多少", f"{PARK}二期总投资多少"),
        (f"{PARK}二期总投资多少", f"{PARK}总投资多少"),
        (f"{PARK}2024年税收多少", f"{PARK}2023年税收多少"),
        (f"{PARK}去年税收多少", f"{PARK}税收多少"),
        ("平定经开区有哪些企业", "平定经开区有哪些上市企业"),  # 1 of 3 pairs
        ("平定经开区有多少项目", "平定经开区有多少人才"),  # 项 and 人 are no units here
        ("云溪", "南河"),
    ],
)
def test_another_thing_in_similar_words(first: str, second: str) -> None:
    assert not is_same(wording(first), wording(second))
    assert not is_same(wording(second), wording(first))


def test_a_follow_up_asks_what_it_adds() -> None:
    staff = wording(f"{PARK}总投资多少，有多少员工？", "有多少员工？")
    assert is_same(staff, wording(f"{PARK}有多少员工？"))
    assert not is_same(staff, wording(f"{PARK}总投资多少？"))
    assert not is_same(staff, wording(f"{PARK}总投资多少，税收多少？", "税收多少？"))


def test_questions_are_held_against_the_first_of_a_group() -> None:
    asked = ["投资多少", "员工有多少", "多少员工？", "总投资多少", "税收呢"]
    assert group([wording(question) for question in asked]) == [[0, 3], [1, 2], [4]]
    assert group([]) == []


def test_gaps_are_counted_by_zone_and_by_what_is_asked(store: Feedback) -> None:
    asked = [
        ("平定经开区有多少员工？", 5),
        ("南河高新区税收多少", 9),
        ("平定经济技术开发区员工多少人", 7),
        ("平定开发区员工多少人", 6),  # loose, and 平定经开区 is asked about too
        ("平定经济技术开发区员工多少人", 4),
        ("平定经开区的电话", 8),
        ("平定、盂县经开区哪个税收多", 3),
        (f"{PARK}税收多少", 2),
        (f"{PARK}税收是多少？", 1),
    ]
    for question, day in asked:
        store.record(refused(question), day=date(2026, 3, day))
    wrong = answered("南河高新区的税收", "6亿元 [1]", short="6亿元")
    store.record(wrong, day=date(2026, 3, 2), verdict="wrong")
    store.record(wrong, day=DAY, verdict="right")
    store.record(wrong, day=DAY)

    staff = Gap(
        zones=("平定经开区",),
        example="平定经济技术开发区员工多少人",
        count=4,
        refused=4,
        wrong=0,
        last="2026-03-07",
        wordings=(
            "平定经济技术开发区员工多少人",
            "平定经开区有多少员工？",
            "平定开发区员工多少人",
        ),
        nearby=(),
        entries=(5, 3, 1, 4),
    )
    found = gaps(store)
    assert found[0] == staff
    assert [(gap.zones, gap.example, gap.count, gap.last[-2:]) for gap in found[1:]] == [
        (("平定经开区",), "平定经开区的电话", 1, "08"),
        ((), f"{PARK}税收是多少？", 2, "02"),
        (("南河高新区",), "南河高新区的税收", 2, "09"),
        (("平定经开区", "盂县经开区"), "平定、盂县经开区哪个税收多", 1, "03"),
    ]
    assert [(gap.refused, gap.wrong) for gap in found if gap.zones == ("南河高新区",)] == [(1, 1)]
    assert json.loads(json.dumps(staff.to_json()))["wordings"] == list(staff.wordings)


def test_a_gap_tells_what_the_articles_have_instead(store: Feedback) -> None:
    for nearby in (("总投资", "占地"), ("占地", "竣工时间")):
        store.record(refused("云溪高新区税收", nearby=nearby), day=DAY)
    (gap,) = gaps(store)
    assert (gap.nearby, gap.entries) == (("总投资", "占地", "竣工时间"), (1, 2))


def test_the_latest_comes_first_where_all_were_asked_as_often(store: Feedback) -> None:
    for question, day in (("云溪高新区税收", 1), ("云溪高新区电话", 3), ("云溪高新区出口", 2)):
        store.record(refused(question), day=date(2026, 3, day))
    assert [gap.example[-2:] for gap in gaps(store)] == ["电话", "出口", "税收"]
    assert [gap.example[-2:] for gap in gaps(store, since=date(2026, 3, 2))] == ["电话", "出口"]
    assert gaps(store, since=date(2026, 3, 4)) == []


def test_a_follow_up_belongs_to_the_zone_that_it_leans_on(store: Feedback) -> None:
    said = refused("有多少员工？", standalone="云溪高新区税收多少，有多少员工？")
    store.record(said, history=[("云溪高新区税收多少？", "3亿元")])
    store.record(refused("云溪高新区税收多少？"))
    assert [(gap.zones, gap.count) for gap in gaps(store)] == [(("云溪高新区",), 1)] * 2


def test_the_table_names_a_zone_once(store: Feedback) -> None:
    for question in ("云溪高新区税收", "云溪高新区电话", "云溪高新区电话", "今天星期几"):
        store.record(refused(question), day=DAY)
    assert gap_table(gaps(store)) == [
        ("开发区", "问的是（例）", "次数", "拒答", "判错", "最近一次"),
        ("云溪高新区", "云溪高新区电话", "2", "2", "0", "2026-03-09"),
        ("", "云溪高新区税收", "1", "1", "0", "2026-03-09"),
        (NO_ZONE, "今天星期几", "1", "1", "0", "2026-03-09"),
    ]
    assert gap_table([]) == [("开发区", "问的是（例）", "次数", "拒答", "判错", "最近一次")]
