from typing import Any

import pytest

from eval.compare import Comparison, Difference, Flip
from eval.summary import LABELS
from eval.tables import (
    between,
    difference_table,
    figure_text,
    flip_table,
    shown,
    summary_table,
    type_name,
    type_table,
)

NOTHING = {"value": None, "n": 0, "low": None, "high": None}


def figure(value: float, n: int, low: float, high: float) -> dict[str, Any]:
    return {"value": value, "n": n, "low": low, "high": high}


FIGURES = dict.fromkeys(LABELS, NOTHING) | {
    "right": figure(0.5, 6, 0.1666, 0.8333),
    "hit_1": figure(1 / 3, 3, 0, 1),
    "refusal_recall": figure(1, 2, 1, 1),
}
TIMES = {
    "median": 0.034,
    "p95": 8.756,
    "median_interval": (0.02, 0.051),
    "p95_interval": (4, 8.8),
    "total": 25,
    "n": 6,
}
SUMMARY = {
    "questions": 8,
    "done": 6,
    "interrupted": True,
    "overall": FIGURES,
    "by_type": {"figure": FIGURES, "": dict.fromkeys(LABELS, NOTHING)},
    "types": {"figure": 5, "": 1},
    "latency": TIMES,
    "latency_by_type": {"figure": TIMES, "": TIMES},
}


def test_shares_are_percentages_and_others_have_three_decimals() -> None:
    assert shown("right", figure(1 / 3, 3, 0, 1)) == "33.3%"
    assert shown("sentence_rr_10", figure(1 / 3, 3, 0, 1)) == "0.333"
    assert shown("right", NOTHING) == "—"
    assert between("right", figure(1 / 3, 3, 0.05, 0.6667)) == "5.0–66.7"
    assert between("auroc", figure(1 / 3, 3, 0.05, 0.6667)) == "0.050–0.667"
    assert between("right", NOTHING) == ""
    assert figure_text("right", -0.0512, signed=True) == "−5.1"
    assert figure_text("right", 0.1, signed=True) == "+10.0"
    assert figure_text("right", -0.0001, signed=True) == "0.0"


def test_summary_table_leaves_out_what_nothing_was_measured_by() -> None:
    assert summary_table(SUMMARY) == [
        ("问题数", "6 / 8（中断）", "", ""),
        ("答对或正确拒答", "50.0%", "16.7–83.3", "6"),
        ("首篇命中", "33.3%", "0.0–100.0", "3"),
        ("拒答召回率", "100.0%", "100.0–100.0", "2"),
        ("每题用时（中位数）", "0.03 秒", "0.02–0.05 秒", "6"),
        ("每题用时（95% 分位）", "8.76 秒", "4.00–8.80 秒", "6"),
    ]
    whole = SUMMARY | {"done": 8, "interrupted": False}
    assert summary_table(whole)[0] == ("问题数", "8", "", "")
    untimed = SUMMARY | {"latency": {"median": None, "p95": None, "total": 0, "n": 0}}
    assert summary_table(untimed)[-1][0] == "拒答召回率"


def test_type_table() -> None:
    head, first, second = type_table(SUMMARY)
    assert head[:3] == ("类型", "题数", "首篇命中")
    assert head[-2:] == ("答对或正确拒答", "用时中位数")
    assert first == ("数字", "5", "33.3%", "—", "—", "—", "—", "50.0%", "0.03 秒")
    assert second == ("未分类", "1", "—", "—", "—", "—", "—", "—", "0.03 秒")


def test_types_of_others_keep_their_name() -> None:
    assert type_name("near_miss") == "近似而无答案"
    assert type_name("event_summary") == "event_summary"


def test_difference_table_tells_gains_from_losses() -> None:
    differences = (
        Difference("right", 0.5, 0.6, 40, 12, (0.02, 0.18)),
        Difference("hit_1", 0.9, 0.8, 40, 12, (-0.21, -0.01)),
        Difference("aurc", 0.3, 0.2, 40, 12, (-0.15, -0.05)),  # the lower the better
        Difference("contained", 0.5, 0.52, 40, 12, (-0.1, 0.14)),
    )
    head, *rows = difference_table(Comparison(40, 0, 0, differences, (), ()))
    assert head[:4] == ("指标", "之前", "之后", "差")
    assert rows[0] == ("答对或正确拒答", "50.0%", "60.0%", "+10.0", "+2.0 至 +18.0", "40", "变好")
    assert [row[-1] for row in rows] == ["变好", "变差", "变好", ""]


@pytest.mark.parametrize(("limit", "rows"), [(5, 3), (2, 3), (1, 2)])
def test_flip_table_shows_losses_first_and_says_what_it_leaves_out(limit: int, rows: int) -> None:
    flips = (
        Flip("q1", "甲区投资多少？", "figure", "right", after=True),
        Flip("q2", "乙区投资多少？", "figure", "right", after=False),
        Flip("q3", "丙区投资多少？", "list", "grounded", after=False),
    )
    _, *found = flip_table(Comparison(9, 0, 0, (), flips, ()), limit=limit)
    assert len(found) == rows
    assert found[0] == ("对 → 错", "答对或正确拒答", "q2", "数字", "乙区投资多少？")
    if limit == 5:
        assert [row[2] for row in found] == ["q2", "q3", "q1"]
        assert found[2][0] == "错 → 对"
    else:
        assert found[-1][:2] == ("…", f"另有 {3 - limit} 条")
