import random
from typing import Any

import pytest

from eval.metrics import mean
from eval.summary import LABELS, LOWER_IS_BETTER, VERDICT_LABELS, summarise
from eval.verdicts import Row


def row(qid: str, kind: str, answerable: bool | None, **other: Any) -> Row:
    return {
        "qid": qid,
        "question": f"{qid}是什么？",
        "type": kind,
        "answerable": answerable,
        "followup": False,
        "refused": False,
        "confidence": None,
        "seconds": 1.0,
        "contained": None,
    } | other


# Most confident first; the confidences of q3 and q4 are alike.
ROWS = [
    row("q1", "figure", True, hit_1=True, contained=True, f1=1.0, confidence=0.9, seconds=1),
    row("q2", "figure", True, hit_1=False, contained=False, f1=0.5, confidence=0.8, seconds=2),
    row("q3", "list", True, hit_1=True, contained=True, f1=0.75, confidence=0.6, seconds=3),
    row("q4", "near_miss", False, confidence=0.6, seconds=4),
    row(
        "q5",
        "list",
        True,
        hit_1=False,
        contained=False,
        f1=0.0,
        confidence=0.3,
        refused=True,
        seconds=5,
        followup=True,
    ),
    row("q6", "near_miss", False, confidence=0.2, refused=True, seconds=6),
    row("q7", "near_miss", False, confidence=0.1, refused=True, seconds=7),
    row("q8", "", None, confidence=0.7, refused=True, seconds=16),  # nobody has judged it
]


@pytest.fixture(scope="module")
def summary() -> dict[str, Any]:
    return summarise(ROWS, questions=8, settings={"mode": "extractive"})


def values(figures: dict[str, Any], *names: str) -> dict[str, tuple[float | None, int]]:
    return {name: (figures[name]["value"], figures[name]["n"]) for name in names}


def test_it_adds_up_to_what_hand_work_says(summary: dict[str, Any]) -> None:
    overall = summary["overall"]
    names = ("hit_1", "contained", "f1", "single.hit_1", "followup.hit_1", "sentence_hit_1")
    assert values(overall, *names) == {
        "hit_1": (2 / 4, 4),
        "contained": (2 / 4, 4),
        "f1": (2.25 / 4, 4),
        "single.hit_1": (pytest.approx(2 / 3), 3),
        "followup.hit_1": (0, 1),
        "sentence_hit_1": (None, 0),
    }
    # Refused and judged: q5, q6, q7, of which q6 and q7 rightly; unanswerable: q4, q6, q7.
    judged = ("refusal_precision", "refusal_recall", "refusal_f1", "answerable_refused")
    assert values(overall, *judged) == {
        "refusal_precision": (2 / 3, 3),
        "refusal_recall": (2 / 3, 3),
        "refusal_f1": (4 / 6, 7),
        "answerable_refused": (1 / 4, 4),
    }
    # 12 pairs of an unanswerable (0.6, 0.2, 0.1) and an answerable one (0.9, 0.8, 0.6, 0.3):
    # 0.6 is below two and ties one: 2.5; the others are below all: 4 and 4.
    # Risk by coverage of 7: q1 0/1, q2 1/2, q3 and q4 2/4, q5 3/5, q6 4/6, q7 5/7.
    area = (0 + 1 / 2 + 2 * 2 / 4 + 3 / 5 + 4 / 6 + 5 / 7) / 7
    assert values(overall, "auroc", "aurc") == {
        "auroc": (10.5 / 12, 7),
        "aurc": (pytest.approx(area), 7),
    }
    assert values(overall, "baseline_auroc", "baseline_f1") == {
        "baseline_auroc": (None, 0),
        "baseline_f1": (None, 0),
    }


def test_the_curve_is_that_of_the_area(summary: dict[str, Any]) -> None:
    curve = summary["risk_coverage"]
    risks = [0, 1 / 2, 2 / 4, 3 / 5, 4 / 6, 5 / 7]
    coverages = [1 / 7, 2 / 7, 4 / 7, 5 / 7, 6 / 7, 1]
    assert curve == [pytest.approx(point) for point in zip(coverages, risks, strict=True)]
    assert summarise([], questions=0)["risk_coverage"] == []


def test_an_answer_that_no_gold_can_judge_is_in_no_risk_and_nor_is_its_refusal(
    summary: dict[str, Any],
) -> None:
    for refused in (False, True):
        bare = row("q9", "why", True, confidence=0.95, refused=refused)
        unjudged = row("q10", "why", None, confidence=0.05, refused=refused)
        after = summarise([*ROWS, bare, unjudged], questions=10)
        assert values(after["overall"], "aurc") == values(summary["overall"], "aurc")
        assert after["risk_coverage"] == summary["risk_coverage"]
        assert after["overall"]["answerable_refused"]["value"] == (1 + refused) / 5


def test_every_figure_has_its_label_and_an_interval_around_it(
    summary: dict[str, Any],
) -> None:
    for figures in (summary["overall"], *summary["by_type"].values()):
        assert set(figures) == set(LABELS)
        for name, figure in figures.items():
            assert set(figure) == {"value", "n", "low", "high"}
            if figure["value"] is None:
                assert figure["low"] is figure["high"] is None, name
            else:
                assert 0 <= figure["low"] <= figure["value"] <= figure["high"] <= 1, name
    assert summary["overall"]["hit_1"]["low"] < 0.5 < summary["overall"]["hit_1"]["high"]
    assert set(VERDICT_LABELS) | LOWER_IS_BETTER <= set(LABELS)
    assert len(set(LABELS.values())) == len(LABELS)


def test_by_type(summary: dict[str, Any]) -> None:
    assert summary["types"] == {"figure": 2, "list": 2, "near_miss": 3, "": 1}
    assert list(summary["by_type"]) == ["figure", "list", "near_miss", ""]
    by_type = summary["by_type"]
    assert values(by_type["figure"], "contained", "f1", "answerable_refused", "refusal_recall") == {
        "contained": (1 / 2, 2),
        "f1": (0.75, 2),
        "answerable_refused": (0, 2),
        "refusal_recall": (None, 0),
    }
    # One class has no AUROC; q4, q6 and q7 are wrong at any threshold.
    assert values(by_type["near_miss"], "refusal_recall", "auroc", "aurc", "hit_1") == {
        "refusal_recall": (2 / 3, 3),
        "auroc": (None, 3),
        "aurc": (1, 3),
        "hit_1": (None, 0),
    }
    assert {figure["value"] for figure in by_type[""].values()} == {None}


def test_what_is_said_of_the_run_itself(summary: dict[str, Any]) -> None:
    # 1 2 3 4 5 6 7 16: the median is 4.5; 0.95 × 7 = 6.65, 65% of the way from 7 to 16.
    latency = summary["latency"]
    assert (latency["median"], latency["p95"]) == (4.5, pytest.approx(12.85))
    assert (latency["total"], latency["n"]) == (44, 8)
    low, high = latency["median_interval"]
    assert 1 <= low < 4.5 < high <= 16
    by_type = summary["latency_by_type"]
    assert sum(times["n"] for times in by_type.values()) == 8
    assert sum(times["total"] for times in by_type.values()) == 44
    assert (summary["questions"], summary["done"], summary["interrupted"]) == (8, 8, False)
    assert summary["settings"] == {"mode": "extractive"}
    part = summarise(ROWS[:3], questions=8)
    assert (part["questions"], part["done"], part["interrupted"]) == (8, 3, True)


def test_of_nothing_nothing_is_said() -> None:
    summary = summarise([], questions=3)
    nothing = {"median": None, "p95": None, "median_interval": None, "p95_interval": None}
    assert summary["latency"] == nothing | {"total": 0, "n": 0}
    assert {figure["value"] for figure in summary["overall"].values()} == {None}
    assert (summary["done"], summary["interrupted"], summary["by_type"]) == (0, True, {})


def test_peers_that_never_refuse_are_not_judged_by_it() -> None:
    bare = {"type": "figure", "answerable": True, "followup": False, "seconds": 1.0}
    bare |= {"confidence": 0.5}
    said = [
        bare | {"qid": "q1", "question": "谁？", "hit_1": True, "contained": True},
        bare | {"qid": "q2", "question": "几？", "hit_1": False, "contained": None},
        bare | {"qid": "q3", "question": "何时？", "answerable": False, "contained": None},
    ]
    summary = summarise(said, questions=3)
    assert (summary["interrupted"], summary["risk_coverage"]) == (False, [])
    overall = summary["overall"]
    assert {name for name, figure in overall.items() if figure["value"] is not None} == {
        "hit_1",
        "single.hit_1",
        "contained",
    }
    assert values(overall, "hit_1", "refusal_f1") == {"hit_1": (1 / 2, 2), "refusal_f1": (None, 0)}


def test_the_baseline_reads_only_the_questions() -> None:
    asked = [f"{zone}{n}号园区投资多少？" for zone in "甲乙" for n in range(6)]
    unknown = [f"{zone}{n}号园区有几家食堂？" for zone in "甲乙" for n in range(6)]
    rng = random.Random(1)
    said = [
        row(text, kind, answerable, question=text, refused=rng.random() < 0.5, confidence=0.5)
        for texts, kind, answerable in ((asked, "figure", True), (unknown, "near_miss", False))
        for text in texts
    ]
    overall = summarise(said, questions=24)["overall"]
    assert values(overall, "baseline_auroc", "baseline_f1", "auroc") == {
        "baseline_auroc": (1, 24),  # the wording gives every one away
        "baseline_f1": (1, 24),
        "auroc": (1 / 2, 24),
    }
    refused = [r["refused"] for r in said if r["answerable"]]
    assert overall["answerable_refused"]["value"] == mean(refused)
