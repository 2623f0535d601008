"""Which figure 分别 gives to whom."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.numbers.pairs import named_pairs, pair_groups, pairs

PAIRED = [
    ("分别向北溪、南岭经开区赋权县级事项58项、51项。", [("北溪", "58项"), ("南岭经开区", "51项")]),
    ("东川区和西岭区分别获赋权58项和51项。", [("东川区", "58项"), ("西岭区", "51项")]),
    ("甲区、乙市和丙县分别增长1%、2%和3%。", [("甲区", "1%"), ("乙市", "2%"), ("丙县", "3%")]),
    ("甲园区和乙园区的产值分别为5亿元、3亿元。", [("甲园区", "5亿元"), ("乙园区", "3亿元")]),
    ("甲区、乙区、丙区依次为5家、4家、3家", [("甲区", "5家"), ("乙区", "4家"), ("丙区", "3家")]),
    ("2023年，北溪县、南岭县两县分别引进58个、51个", [("北溪县", "58个"), ("南岭县", "51个")]),
    ("经济和信息化局、商务局分别办58件、51件", [("经济和信息化局", "58件"), ("商务局", "51件")]),
    ("和平区、东丽区分别有5所、3所", [("和平区", "5所"), ("东丽区", "3所")]),
    ("营业收入、利润分别约5.2亿元、0.3亿元", [("营业收入", "约5.2亿元"), ("利润", "0.3亿元")]),
    ("分别在甲、乙、丙县建设5座、3座、2座", [("甲", "5座"), ("乙", "3座"), ("丙县", "2座")]),
    ("甲市、乙市投产后，年产能分别达5万吨、3万吨", [("甲市", "5万吨"), ("乙市投产后", "3万吨")]),
    ("分别向北溪、共青城下放58项、51项", [("北溪", "58项"), ("共青城", "51项")]),
    ("其中北溪县、南岭县分别引进58个、51个", [("北溪县", "58个"), ("南岭县", "51个")]),
    ("分别给甲县、乙县58项、51项，增长2%。", [("甲县", "58项"), ("乙县", "51项")]),
    ("全省的开放的甲区、乙区分别引进5个、3个", [("甲区", "5个"), ("乙区", "3个")]),
    ("甲区、乙区分别引进5个、3个的项目", [("甲区", "5个"), ("乙区", "3个")]),
    ("甲区和乙区的企业的产值分别为5亿元、3亿元", [("甲区", "5亿元"), ("乙区", "3亿元")]),
    ("甲、乙的产值分别为5亿元、3亿元", [("甲", "5亿元"), ("乙", "3亿元")]),
    ("省直、四市分别安排5项、3项", [("省直", "5项"), ("四市", "3项")]),
    ("今年好。甲县、乙县分别增长1%、2%。丙县3%、4%。", [("甲县", "1%"), ("乙县", "2%")]),
    ("甲" * 24 + "、乙县分别增长1%、2%", [("甲" * 24, "1%"), ("乙县", "2%")]),
    ("甲厂和乙厂分别高出12.5、9.4个百分点", [("甲厂", "12.5"), ("乙厂", "9.4个百分点")]),
]  # fmt: skip

REFUSED = [
    "甲、乙和丙分别为58项、51项。",
    "甲、乙分别为58项、51项和49项。",
    "甲、乙和丙、丁分别为58项、51项。",
    "项目分别为58项、51项。",
    "企业5家、个人3名分别获奖10万元、5万元。",
    "5家企业、3名个人分别获奖10万元、5万元。",
    "甲" * 25 + "、乙县分别增长1%、2%",
    "甲、乙分别投入5亿元用于道路、3亿元用于桥梁。",
    "甲、乙分别为5亿元、30亩。",
    "甲、乙的增长情况见附表。分别为5%、3%。",
    "甲、乙共58项、51项。",
    "分别是5年的2倍、3倍。",
    "",
]


@pytest.mark.parametrize(("sentence", "expected"), PAIRED)
def test_pairs_subjects_and_figures(sentence: str, expected: list[tuple[str, str]]) -> None:
    found = pairs(sentence)
    assert [(pair.subject, pair.figure.text) for pair in found] == expected
    assert [sentence[pair.start : pair.end] for pair in found] == [who for who, _ in expected]


@pytest.mark.parametrize("sentence", REFUSED)
def test_refuses_where_they_do_not_match(sentence: str) -> None:
    assert pairs(sentence) == []


def test_every_row_of_figures_has_its_pairs() -> None:
    groups = pair_groups("甲园区和乙园区分别完成5亿元、3亿元，增长2%、1%。")
    assert [[(pair.subject, pair.figure.text) for pair in group] for group in groups] == [
        [("甲园区", "5亿元"), ("乙园区", "3亿元")],
        [("甲园区", "2%"), ("乙园区", "1%")],
    ]


def test_each_respectively_has_its_own_subjects() -> None:
    found = pairs(
        "东川县、南岭县分别建成5座、3座，北溪镇、西岭镇分别建成2座、1座，甲、乙分别8座、9座。"
    )
    assert [(pair.subject, str(pair.figure.value)) for pair in found] == [
        ("东川县", "5"), ("南岭县", "3"), ("北溪镇", "2"), ("西岭镇", "1"),
        ("甲", "8"), ("乙", "9"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("question", "figures"),
    [
        ("东川经开区有多少项？", ["58项"]),
        ("西岭获赋权多少项？", ["51项"]),
        ("东川和西岭各多少项？", ["58项", "51项"]),
        ("南岭多少项？", []),
        ("高新区多少项？", ["51项"]),
        ("开区新区", []),
    ],
)
def test_names_the_pair_that_is_asked_for(question: str, figures: list[str]) -> None:
    (group,) = pair_groups("东川经开区和西岭高新区分别获赋权58项和51项。")
    assert [pair.figure.text for pair in named_pairs(question, group)] == figures


def test_what_names_a_pair() -> None:
    (short,) = pair_groups("甲、乙分别引进5家、3家。")
    assert named_pairs("甲引进多少家", short) == []
    (two,) = pair_groups("东川、西岭分别引进5家、3家。")
    assert named_pairs("东川和西岭引进多少家", two) == two
    (like,) = pair_groups("东川园区、西岭高新区分别引进5家、3家。")
    assert named_pairs("园区引进多少家", like) == like[:1]
    assert named_pairs("园区引进多少家", []) == []


@given(st.text(alphabet="甲乙丙和与及、，,；。分别依次的向在为两县5亿元3%8项 \n", max_size=60))
def test_subjects_are_cut_out_of_the_sentence(sentence: str) -> None:
    for group in pair_groups(sentence):
        assert len(group) > 1
        for pair in group:
            assert sentence[pair.start : pair.end] == pair.subject != ""
            assert sentence[pair.figure.start : pair.figure.end] == pair.figure.text
