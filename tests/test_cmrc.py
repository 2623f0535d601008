"""Worked by hand, step by step as cmrc2018_evaluate.py goes.

Its `mixed_segmentation(text, rm_punc=True)` lowers and strips the text, drops the characters of its
list, and cuts the rest into single Chinese characters (\\u4e00-\\u9fa5) and runs of other
characters, which NLTK's `word_tokenize` cuts further. F1 is that of the longest common run of
these units; exact match compares the texts without the listed characters (`remove_punctuation`).
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.scoring.cmrc import character_f1, exact_match, segments


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("约5亿元。", ["约", "5", "亿", "元"]),
        ("1,250.5亿元", ["1,250.5", "亿", "元"]),
        ("增长1.5%", ["增", "长", "1.5", "%"]),
        ("DVB-T标准", ["dvbt", "标", "准"]),  # - is on the list: what stood around it closes up
        ("A、B两区", ["ab", "两", "区"]),
        ("5G 基站 30℃", ["5g", "基", "站", "30℃"]),
        ("iPhone Pro手机", ["iphone", "pro", "手", "机"]),
        ("（二）《规划》：“甲”", ["二", "规", "划", "甲"]),
        ("甲,乙", ["甲", ",", "乙"]),  # the list has ， and not the plain comma
        ("(甲)", ["(", "甲", ")"]),
        ("等等……", ["等", "等", "……"]),  # …… is one entry of the list, and no character is two
        ("是5.", ["是", "5", "."]),
        ("二〇二三", ["二", "〇", "二", "三"]),
        (" 。", []),
    ],
)
def test_segments(text: str, units: list[str]) -> None:
    assert segments(text) == units


@pytest.mark.parametrize(
    ("said", "answers", "right"),
    [
        ("约5亿元。", ["约5亿元"], True),
        ("约5亿元", ["5亿元"], False),
        ("5亿元", ["6亿元", "5亿元"], True),
        ("《规划》（草案）", ["规划草案"], True),
        ("dvb-t", ["DVBT"], True),
        (" 太原 ", ["太原"], True),
        ("太 原", ["太原"], False),  # white space inside stays
        ("1,250家", ["1250家"], False),
        ("等等……", ["等等"], False),
        ("", ["5亿元"], False),
    ],
)
def test_exact_match(said: str, answers: list[str], right: bool) -> None:
    assert exact_match(said, answers) is right


def test_f1_counts_the_longest_run_that_both_share() -> None:
    # said 约 5 亿 元 (4), answer 5 亿 元 (3); the run 5亿元 is 3: P = 3/4, R = 3/3.
    assert character_f1("约5亿元", ["5亿元"]) == pytest.approx(2 * 0.75 * 1 / 1.75)
    # said 太 原 市 中 北 高 新 区 (8), answer 中 北 高 新 技 术 区 (7); the run is 中北高新, 4,
    # though 5 characters are shared in order: P = 4/8, R = 4/7.
    assert character_f1("太原市中北高新区", ["中北高新技术区"]) == pytest.approx(8 / 15)
    # said 丙 甲 丁 (3), answer 丙 甲 甲 丁 (4): 丙甲 or 甲丁, never both: P = 2/3, R = 2/4.
    assert character_f1("丙甲丁", ["丙甲甲丁"]) == pytest.approx(4 / 7)
    # said 5 元 (2), answer 5 亿 元 (3); the longest run is one unit: P = 1/2, R = 1/3.
    assert character_f1("5元", ["5亿元"]) == pytest.approx(2 / 5)


def test_f1_of_mixed_text() -> None:
    # said 建 成 5g 基 站 1,250 个 (7), answer 5g 基 站 1250 个 (5): the thousands separator makes
    # another word, so the run is 5g基站, 3: P = 3/7, R = 3/5.
    assert character_f1("建成5G基站1,250个", ["5g基站1250个"]) == pytest.approx(6 / 12)
    # said 15 亿 元 (3), answer 5 亿 元 (3): numbers are words, so 亿元 alone: P = R = 2/3.
    assert character_f1("15亿元", ["5亿元"]) == pytest.approx(2 / 3)
    # 1.5 and % are two units: said 1.5 % (2), answer 1.5 个 百 分 点 (5), run 1.
    assert character_f1("1.5%", ["1.5个百分点"]) == pytest.approx(2 / 7)


def test_f1_is_the_best_over_the_answers() -> None:
    assert character_f1("约5亿元", ["六十二亩", "约5亿元人民币", "5亿元"]) == pytest.approx(6 / 7)
    assert character_f1("约5亿元。", ["5亿元", "约5亿元"]) == 1
    assert character_f1("甲乙", ["丙丁"]) == 0
    assert character_f1("", ["丙丁"]) == 0
    assert character_f1("。", ["。"]) == 0  # nothing is left to share


def test_without_answers_there_is_nothing_to_judge_by() -> None:
    assert exact_match("5亿元", []) is None
    assert character_f1("5亿元", []) is None


@given(
    said=st.text(alphabet="甲乙丙5.,%a 。", max_size=12), answer=st.text("甲乙5.a。", max_size=9)
)
def test_f1_is_a_share_and_1_where_all_is_shared(said: str, answer: str) -> None:
    f1 = character_f1(said, [answer])
    assert f1 is not None
    assert 0 <= f1 <= 1
    assert f1 == character_f1(answer, [said])
    assert (f1 == 1) == (segments(said) == segments(answer) != [])
