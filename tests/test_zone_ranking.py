"""Which zone leads, and what values add up to: only from figures of one kind."""

from assistant.tables.overview_table import MAX_ROWS, NOT_RANKED
from tests.overview_fixtures import PROJECTS, ZONES, article, cells, overview


def test_the_largest_of_those_that_say_so() -> None:
    table = overview("哪个开发区规划面积最大？", *ZONES)
    assert table
    assert "**红石经开区**最大" in table.draft.text
    assert "没有写明的开发区不在其中" in table.draft.text
    assert [row[0] for row in cells(table)] == ["红石经开区", "青岭经开区", "白河高新区"]
    (derived,) = table.draft.derived
    assert derived.value == "红石经开区"
    assert derived.citations == (1, 2, 3)


def test_the_smallest_and_the_first_two() -> None:
    smallest = overview("规划面积最小的开发区是哪个？", *ZONES)
    first = overview("规划面积最大的前两个开发区是哪几个？", *ZONES)
    assert smallest
    assert "**白河高新区**最小" in smallest.draft.text
    assert first
    assert "依次是**红石经开区**、**青岭经开区**" in first.draft.text


def test_a_half_year_is_not_ranked_with_a_whole_one() -> None:
    table = overview("哪个开发区工业总产值最高？", *ZONES)
    assert table
    assert "**白河高新区**最大" in table.draft.text  # 红石's 260亿元 is of the year before
    assert "260亿元" not in table.draft.text


def test_bounds_that_may_stand_either_way_are_not_ranked() -> None:
    library = (
        article("a", "青岭经开区规划面积超10平方公里。"),
        article("b", "白河高新区规划面积为12平方公里。"),
    )
    table = overview("哪个开发区规划面积最大？", *library)
    assert table
    assert NOT_RANKED in table.draft.notices
    assert "最大" not in table.draft.text


def test_one_zone_is_no_ranking() -> None:
    table = overview("哪个开发区规划面积最大？", ZONES[0])
    assert [row[0] for row in cells(table)] == ["青岭经开区"]
    assert table
    assert NOT_RANKED in table.draft.notices


def test_more_rows_than_are_shown_leave_no_citation_behind() -> None:
    places = [
        "云水",
        "明川",
        "东桥",
        "梅渡",
        "平川",
        "石湾",
        "林泉",
        "柳溪",
        "松岗",
        "竹山",
        "青岭",
        "白河",
    ]
    library = [
        article(f"z{n}", f"{place}高新区规划面积为{n}平方公里。")
        for n, place in enumerate(places, start=1)
    ]
    table = overview("规划面积最大的前三个高新区是哪几个？", *library)  # checks every [n]
    assert table
    assert len(cells(table)) == MAX_ROWS
    assert "依次是**白河高新区**、**青岭高新区**、**竹山高新区**" in table.draft.text


def test_a_larger_value_of_another_kind_forbids_the_ranking() -> None:
    library = (
        article("a", "青岭经开区获得省级事项58项，市级事项3735项。"),
        article("b", "县级事项方面，白河高新区和红石经开区分别获得赋权58项和51项。"),
    )
    table = overview("哪个开发区赋权事项最多？", *library)
    assert table
    assert "3735项" in table.draft.text
    assert NOT_RANKED in table.draft.notices


def test_parks_are_ranked_as_the_projects_that_they_are() -> None:
    library = (
        article("a", "青岭芯片产业园坐落在河东，总投资5亿元，占地62亩。"),
        article("b", "白河纸业产业园总投资20亿元。远山公司落在云顶化工产业园，总投资90亿元。"),
    )
    table = overview("哪个产业园总投资最大？", *library)
    assert [row[:2] for row in cells(table)] == [
        ["白河纸业产业园", "总投资**20亿元**"],
        ["青岭芯片产业园", "总投资**5亿元**"],
    ]


def test_a_sum_of_one_stage() -> None:
    table = overview("青岭经开区的项目一共投资多少？", *PROJECTS)
    assert table
    assert "合计**38亿元**（推算：30亿元＋8亿元）" in table.draft.text
    assert table.draft.derived[-1].value == "38亿元"


def test_what_counts_twice_or_is_a_bound_is_not_added() -> None:
    part = article("p", "青岭经开区的远山电池材料项目二期，总投资6亿元。")
    bound = article("q", "晨光铝业加工项目位于青岭经开区，总投资超5亿元。")
    table = overview("青岭经开区的项目一共投资多少？", *PROJECTS, part)
    assert table is None or "6亿元" not in table.draft.text
    assert overview("青岭经开区的项目一共投资多少？", *PROJECTS, bound) is None


def test_rates_are_never_added() -> None:
    library = (
        article("a", "今年上半年，青岭经开区进出口总额增长12%。"),
        article("b", "今年上半年，白河高新区进出口总额增长8%。"),
    )
    assert overview("各开发区进出口总额增长合计多少？", *library) is None
    ranked = overview("哪个开发区进出口总额增长最多？", *library)
    assert ranked
    assert "**青岭经开区**最大" in ranked.draft.text
