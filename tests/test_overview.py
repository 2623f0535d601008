"""Questions over all zones or projects: what they ask, and the table that answers."""

import pytest

from assistant.tables.overview import read_overview
from tests.overview_fixtures import PROJECTS, ZONES, article, cells, overview


@pytest.mark.parametrize(
    ("question", "attribute", "kind", "wish", "first"),
    [
        ("各开发区投资多少？", "投资", "开发区", None, 1),
        ("各家高新区的工业总产值是多少？", "工业总产值", "高新区", None, 1),
        ("哪个开发区入驻企业最多？", "入驻企业", "开发区", "largest", 1),
        ("产值最高的前三个开发区是哪几个？", "产值", "开发区", "largest", 3),
        ("各开发区的税收排名", "税收", "开发区", "largest", 10),
        ("占地面积最小的产业园是哪个？", "占地面积", "产业园", "smallest", 1),
        ("所有经济技术开发区固定资产投资合计多少？", "固定资产投资", "经开区", "sum", 1),
        ("各综保区进出口总值增长多少？", "进出口总值增长", "综保区", None, 1),
    ],
)
def test_a_set_of_zones_and_what_is_asked_of_each(
    question: str, attribute: str, kind: str, wish: str | None, first: int
) -> None:
    asked = read_overview(question)
    assert asked
    assert (asked.attribute.name, asked.kind) == (attribute, kind)
    assert (asked.wish, asked.first, asked.of_projects) == (wish, first, False)


def test_place_grade_and_what_else_is_said_of_the_attribute() -> None:
    placed = read_overview("山西的开发区里哪个投资最多？")
    graded = read_overview("各国家级经开区面积多大？")
    special = read_overview("各经开区新能源汽车产业产值多少")
    assert placed
    assert placed.place == "山西"
    assert graded
    assert (graded.grade, graded.kind) == ("国家级", "经开区")
    assert special
    assert special.attribute.extra == "新能源汽车产业"


def test_projects_of_a_zone_or_a_place() -> None:
    zone = read_overview("涿州高新区各项目一共投资多少？")
    place = read_overview("上海有哪些项目，总投资各是多少？")
    assert zone
    assert zone.of_projects
    assert zone.zones == ("涿州高新区",)
    assert zone.wish == "sum"
    assert place
    assert place.of_projects
    assert place.place == "上海"


@pytest.mark.parametrize(
    "question",
    [
        "湖北通过国家遴选的7个化工园区都是哪些？",
        "做钻针的佐能精工在哪个高新区？",
        "太原半导体生态科技港总投资多少？",
        "平定和盂县经开区各被赋权多少县级事项？",
        "哪些高新区入选了国家级名单？",
        "武汉经开区上半年的技术合同成交额占了多少亿元？",
    ],
)
def test_other_questions_are_left_alone(question: str) -> None:
    assert read_overview(question) is None


def test_a_row_for_every_zone() -> None:
    table = overview("各开发区规划面积多大？", *ZONES)
    assert cells(table) == [
        ["青岭经开区", "规划面积为**12平方公里**", "2025年8月10日"],
        ["白河高新区", "规划面积为**9平方公里**", "2025年8月10日"],
        ["红石经开区", "规划面积为**20平方公里**", "2025年7月1日"],
    ]
    assert table
    assert table.looked_at == 3


def test_periods_stand_in_the_row_and_are_resolved() -> None:
    table = overview("各开发区工业总产值多少？", *ZONES)
    assert [row[2] for row in cells(table)] == [
        "今年上半年（2025年上半年）", "今年上半年（2025年上半年）", "去年（2024年）",
    ]  # fmt: skip
    assert table
    assert {d.value for d in table.draft.derived} == {"2025年上半年", "2024年"}


def test_a_kind_a_time_and_a_qualifier_leave_others_out() -> None:
    assert [row[0] for row in cells(overview("各经开区规划面积多大", *ZONES))] == [
        "青岭经开区", "红石经开区",
    ]  # fmt: skip
    halves = overview("各开发区今年上半年规上工业总产值多少？", *ZONES)
    assert [row[0] for row in cells(halves)] == ["青岭经开区", "白河高新区"]
    assert overview("各开发区电子信息产业产值多少？", *ZONES) is None


def test_projects_are_shown_with_their_zone_and_plans_are_kept_apart() -> None:
    table = overview("各开发区投资多少？", *PROJECTS)
    assert [row[:3] for row in cells(table)] == [
        ["青岭经开区", "远山电池材料项目", "总投资**30亿元**"],
        ["青岭经开区", "蓝湖纸业包装项目", "总投资**8亿元**"],
        ["白河高新区", "云顶芯片封测基地", "总投资**15亿元**"],
    ]
    assert table
    assert table.draft.notices


def test_a_figure_of_others_is_no_figure_of_the_zone() -> None:
    library = (
        article("x", "位于青岭经开区的远山公司，去年工业总产值达9亿元。"),
        article("y", "白河高新区的云顶集团去年工业总产值达7亿元。"),
        article("z", "红石经开区新能源产业去年产值达6亿元。"),
    )
    assert overview("各开发区工业总产值多少？", *library) is None


def test_respectively() -> None:
    library = (article("r", "县级事项方面，青岭经开区和白河高新区分别获得赋权58项和51项。"),)
    assert cells(overview("各开发区被赋权多少项？", *library)) == [
        ["青岭经开区", "**58项**", "2025年8月10日"],
        ["白河高新区", "**51项**", "2025年8月10日"],
    ]


def test_one_project_printed_twice_has_one_row() -> None:
    again = article("d2", "记者获悉，远山电池材料项目位于青岭经开区，总投资30亿元。", "2025-08-01")
    labels = [row[1] for row in cells(overview("各开发区投资多少？", *PROJECTS, again))]
    assert labels.count("远山电池材料项目") == 1


def test_a_phase_and_a_zone_named_in_passing_make_no_row() -> None:
    library = (
        *PROJECTS[:1],
        article("s", "青岭经开区的蓝湖纸业包装项目四期现场一片繁忙。项目总投资8亿元。"),
        article(
            "t", "全市以滨海地区、白河高新区、红石经开区等为重点。云顶芯片封测基地总投资15亿元。"
        ),
    )
    assert overview("各开发区投资多少？", *library) is None


def test_many_articles_are_searched() -> None:
    notices = [article(f"n{n}", f"第{n}号公告：停水。") for n in range(3001)]
    table = overview("各开发区规划面积多大？", *ZONES, *notices)
    assert [row[0] for row in cells(table)] == ["青岭经开区", "白河高新区", "红石经开区"]
