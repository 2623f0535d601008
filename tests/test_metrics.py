import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.metrics import (
    Refusal,
    answer_contained,
    contains,
    hit_at,
    mean,
    normalised,
    percentile,
    recall_at,
    reciprocal_rank,
    refusal_scores,
)

FOUND = ["a", "b", "c", "d"]


def test_mean() -> None:
    assert mean([1, 0, 0.5]) == 0.5
    assert mean([True, False, False, False]) == 1 / 4
    assert mean([]) is None


def test_percentile_is_linear_between_neighbours() -> None:
    assert percentile([4, 1, 3, 2], 0.5) == 2.5
    assert percentile([3, 1, 2], 0.5) == 2
    # 0.95 × (5 - 1) = 3.8: from the 4th value four fifths of the way to the 5th.
    assert percentile([10, 20, 30, 40, 50], 0.95) == pytest.approx(48)
    assert percentile([7], 0.95) == 7
    assert percentile([1, 9], 1) == 9
    assert percentile([], 0.5) is None


def test_hit_at() -> None:
    assert hit_at(1, FOUND, ["a"])
    assert not hit_at(1, FOUND, ["b"])
    assert hit_at(2, FOUND, ["x", "b"])
    assert not hit_at(5, [], ["a"])
    assert not hit_at(5, FOUND, [])


def test_recall_at() -> None:
    assert recall_at(2, FOUND, ["a", "b", "x"]) == 2 / 3
    assert recall_at(1, FOUND, ["b"]) == 0
    assert recall_at(10, FOUND, ["d", "d"]) == 1
    assert recall_at(10, [], ["a"]) == 0
    assert recall_at(10, FOUND, []) is None


def test_reciprocal_rank() -> None:
    assert reciprocal_rank(FOUND, ["c", "d"]) == 1 / 3
    assert reciprocal_rank(FOUND, ["a"]) == 1
    assert reciprocal_rank(FOUND, ["d"], at=3) == 0
    assert reciprocal_rank([str(n) for n in range(11)], ["10"]) == 0
    assert reciprocal_rank([], ["a"]) == 0
    assert reciprocal_rank(FOUND, []) == 0


@pytest.mark.parametrize(
    ("text", "plain"),
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
def test_normalised(text: str, plain: str) -> None:
    assert normalised(text) == plain


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


def test_refusal_scores() -> None:
    # refused: 3, two of them rightly; unanswerable: 4.
    outcomes = [(True, True)] * 2 + [(True, False)] + [(False, True)] * 2 + [(False, False)] * 5
    assert refusal_scores(outcomes) == Refusal(3, 4, precision=2 / 3, recall=2 / 4, f1=4 / 7)


def test_refusal_scores_where_something_is_undefined() -> None:
    assert refusal_scores([]) == Refusal(0, 0, None, None, None)
    assert refusal_scores([(False, False)]) == Refusal(0, 0, None, None, None)
    assert refusal_scores([(False, True)]) == Refusal(0, 1, None, 0, 0)
    assert refusal_scores([(True, False)]) == Refusal(1, 0, 0, None, 0)
