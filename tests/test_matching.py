import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.scoring.matching import (
    answer_contained,
    contains,
    figures_right,
    normalised,
    plain,
    same_place,
)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("**约5亿元** [1]", "约5亿元"),
        ("总投资5亿元 [1][2]。占地62亩 [12]。", "总投资5亿元。占地62亩。"),
        ("| 甲区 | **58项** | [1] |", "| 甲区 | 58项 | |"),
        ("[注] 5 * 3", "[注] 5 * 3"),
    ],
)
def test_plain(answer: str, said: str) -> None:
    assert plain(answer) == said


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("１，２５０ 亿元", "1250亿元"),
        ("883,158,515 股", "883158515股"),
        ("44,499.48万元", "44499.48万元"),
        ("2022,200家", "2022,200家"),
        ("1,2345", "1,2345"),
        ("20 世纪\u300040\n年代", "20世纪40年代"),
        ("15 16", "15 16"),
        ("1. 5亿元", "1. 5亿元"),
        ("13.7万㎡", "13.7万m2"),
        ("①5亿元", "1 5亿元"),
        ("DVB-Ｔ", "dvb-t"),
        ("", ""),
    ],
)
def test_normalised(text: str, folded: str) -> None:
    assert normalised(text) == folded


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("项目总投资约5亿元。", "5亿元"),
        ("总投资 5 亿元", "5亿元"),
        ("总投资５亿元", "5亿元"),
        ("年产1，200吨", "1200吨"),
        ("年产1200吨", "1,200吨"),
        ("共15,200家", "15200"),
        ("容量6360千伏安", "6360"),
        ("用电4亿千瓦时", "4亿"),
        ("1. 5亿元", "5亿元"),
        ("①5亿元", "5亿元"),
        ("增长15.", "15"),
        ("共15,其中", "15"),
        ("约10亿元", "10亿元。"),
        ("共八台变压器", "八台"),
        ("由张三一直负责", "张三"),
        ("在三亚举行", "三亚"),
        ("dvb兼容", "DVB"),
        ("占地150亩,其中15亩", "15"),
    ],
)
def test_contains(text: str, wanted: str) -> None:
    assert contains(text, wanted)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("共150家", "15"),
        ("增长1.5倍", "15"),
        ("增长1.5%", "1"),
        ("增长1.5%", "5%"),
        ("投资15亿元", "5亿元"),
        ("投资1.5亿元", "5亿元"),
        ("投资1,250亿元", "250亿元"),
        ("投资2,500亿元", "2"),
        ("2022 15", "202215"),
        ("投资5万亿元", "5万"),
        ("共十八台", "八台"),
        ("共十五家", "十"),
        ("投资十五亿元", "五亿元"),
        ("任何文字", "。"),
        ("任何文字", ""),
        ("", "5亿元"),
    ],
)
def test_does_not_contain(text: str, wanted: str) -> None:
    assert not contains(text, wanted)


@given(number=st.integers(0, 10**6), longer=st.integers(0, 10**6))
def test_a_number_is_contained_in_no_other(number: int, longer: int) -> None:
    assert contains(f"共{longer:,}家", f"{number}家") == (number == longer)


def test_answer_contained_wants_every_group_and_any_string_of_it() -> None:
    groups = [["8台", "八台"], ["6360千伏安"]]
    assert answer_contained("移交八台,共6360千伏安", groups)
    assert not answer_contained("移交8台", groups)
    assert not answer_contained("移交18台,共6360千伏安", groups)
    assert not answer_contained("什么都有", [])
    assert not answer_contained("什么都有", [[]])
    assert not answer_contained("", groups)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("项目总投资约5亿元。", "项目总投资约5亿元。"),
        ("项目总投资约 5 亿元，占地６２亩。", "项目总投资约5亿元,占地62亩。"),  # spaces and widths
        ("去年动工的二期项目总投资约5亿元，占地62亩。", "总投资约5亿元"),  # cut elsewhere
        ("总投资约5亿元", "去年动工的二期项目总投资约5亿元，占地62亩。"),
        # A run of 7 of the shorter text's 10 characters.
        ("甲乙丙丁戊己庚子丑寅", "甲乙丙丁戊己庚卯辰巳午"),
    ],
)
def test_same_place(text: str, sentence: str) -> None:
    assert same_place(text, sentence)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("项目总投资约5亿元。", "园区招商签约32家企业。"),
        ("甲乙丙丁戊己子丑寅卯", "甲乙丙丁戊己辰巳午未申"),  # a run of 6 of 10
        ("甲乙丙丁子戊己庚辛丑", "甲乙丙丁寅戊己庚辛卯"),  # 8 of 10, but in two runs
        ("", "项目总投资约5亿元。"),
        ("项目总投资约5亿元。", " "),
    ],
)
def test_not_the_same_place(text: str, sentence: str) -> None:
    assert not same_place(text, sentence)
    assert not same_place(sentence, text)


@pytest.mark.parametrize(
    ("said", "groups"),
    [
        ("约5亿元", [["5亿元"]]),
        ("总投资50000万元。", [["5亿元"]]),
        ("五亿元", [["5亿元", "5亿"]]),
        ("占地62亩，投资5亿元", [["5亿元"], ["62亩"]]),
        ("3至5年", [["3至5年"]]),
        ("增长5.2%", [["5.2%"], ["显著提高"]]),  # the second group has no figure to be judged by
        ("120人", [["没有具体数字", "120人"]]),
        ("5亿元", [["5亿"]]),  # a gold figure without its unit
    ],
)
def test_figures_right(said: str, groups: list[list[str]]) -> None:
    assert figures_right(said, groups) is True


@pytest.mark.parametrize(
    ("said", "groups"),
    [
        ("约6亿元", [["5亿元"]]),
        ("5亿美元", [["5亿元"]]),
        ("5亿", [["5亿元"]]),  # the unit is part of what was asked
        ("62亩", [["62平方米"]]),
        ("5亿元", [["5亿元"], ["62亩"]]),
        ("5年", [["3至5年"]]),
        ("", [["5亿元"]]),
        ("很多", [["5亿元"]]),
    ],
)
def test_figures_wrong(said: str, groups: list[list[str]]) -> None:
    assert figures_right(said, groups) is False


@pytest.mark.parametrize("groups", [[], [["太原市"]], [["2022年11月"]], [["第三次"], []]])
def test_gold_without_a_figure_says_nothing_of_figures(groups: list[list[str]]) -> None:
    assert figures_right("5亿元", groups) is None
