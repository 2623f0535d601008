import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from eval.questions import EvalError, Question
from eval.report import summary_table, type_table
from eval.run import run, run_retrieval

QUESTIONS = [
    Question("q1", "甲区投资多少？", ("5亿元",), (("5亿元",),), ("a",), True, "figure"),
    Question(
        "q2", "甲区和乙区各几家？", ("3家", "4家"), (("3家",), ("4家",)), ("a", "b"), True, "list"
    ),
    Question(
        "q3",
        "占地呢？",
        ("62亩",),
        (("62亩",),),
        ("c",),
        True,
        "figure",
        (("甲区投资？", "5亿元"),),
    ),
    Question("q4", "甲区有多少员工？", answerable=False, type="none"),
    Question("q5", "乙区有多少员工？", answerable=False, type="none"),
    Question("q6", "为什么", type="none"),
]


def said(answer: str, *, short: str | None, found: str, seconds: float) -> dict[str, Any]:
    return {
        "answer": answer,
        "short_answer": short,
        "refused": answer == "没有找到。",
        "retrieved": list(found),
        "seconds": seconds,
        "citations": [{"n": 1, "doc_id": "a"}],
    }


SCRIPT = {
    "甲区投资多少？": said("总投资**约5亿元** [1]", short="约5亿元", found="abc", seconds=1),
    "甲区和乙区各几家？": said("13家 [1],4家 [2]", short=None, found="xbya", seconds=2),
    "占地呢？": said("没有找到。", short=None, found="xyzuvwc", seconds=3),
    "甲区有多少员工？": said("没有找到。", short=None, found="a", seconds=4),
    "乙区有多少员工？": said("4家", short="4家", found="b", seconds=10),
    "为什么": said("不知道", short=None, found="", seconds=5),
}


class Scripted:
    """Answers from the script and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, tuple[tuple[str, str], ...]]] = []

    def __call__(self, question: str, history: Sequence[tuple[str, str]], /) -> dict[str, Any]:
        self.asked.append((question, tuple(history)))
        return SCRIPT[question]


def rows_of(out: Path) -> list[dict[str, Any]]:
    text = (out / "results.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def summary_of(out: Path) -> dict[str, Any]:
    summary: dict[str, Any] = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    return summary


def test_summary_is_what_hand_work_says(tmp_path: Path) -> None:
    summary = run(QUESTIONS, Scripted(), tmp_path / "run", settings={"mode": "extractive"})
    assert summary == summary_of(tmp_path / "run")
    assert {name: summary[name] for name in ("questions", "done", "interrupted", "settings")} == {
        "questions": 6,
        "done": 6,
        "interrupted": False,
        "settings": {"mode": "extractive"},
    }
    overall = summary["overall"]
    assert (overall["n"], overall["answerable"], overall["unanswerable"]) == (6, 3, 2)
    # q1 found at rank 1; q2 at rank 2, both articles; q3, the follow-up, at rank 7.
    assert overall["articles"] == {
        "single": {
            "hit_1": {"value": 1 / 2, "n": 2},
            "hit_5": {"value": 1, "n": 2},
            "recall_10": {"value": 1, "n": 2},
            "mrr_10": {"value": (1 + 1 / 2) / 2, "n": 2},
        },
        "followup": {
            "hit_1": {"value": 0, "n": 1},
            "hit_5": {"value": 0, "n": 1},
            "recall_10": {"value": 1, "n": 1},
            "mrr_10": {"value": 1 / 7, "n": 1},
        },
        "all": {
            "hit_1": {"value": 1 / 3, "n": 3},
            "hit_5": {"value": 2 / 3, "n": 3},
            "recall_10": {"value": 1, "n": 3},
            "mrr_10": {"value": pytest.approx((1 + 1 / 2 + 1 / 7) / 3), "n": 3},
        },
    }
    # q2 says 13家, not 3家; q3 was refused.
    assert overall["contained"] == {"value": 1 / 3, "n": 3}
    assert overall["short_contained"] == {"value": 1 / 3, "n": 3}
    # Refused q3 and q4; q4 and q5 cannot be answered; of q6 nobody knows.
    assert overall["refusal"] == {
        "precision": {"value": 1 / 2, "n": 2},
        "recall": {"value": 1 / 2, "n": 2},
        "f1": {"value": 1 / 2, "n": 5},
    }
    assert overall["answerable_refused"] == {"value": 1 / 3, "n": 3}
    # 1 2 3 4 5 10: the median is 3.5; 0.95 × 5 = 4.75, three quarters from 5 to 10.
    assert overall["seconds"] == {"median": 3.5, "p95": 8.75, "total": 25, "n": 6}
    assert list(summary["by_type"]) == ["figure", "list", "none"]
    figure = summary["by_type"]["figure"]
    assert figure["articles"]["all"]["hit_1"] == {"value": 1 / 2, "n": 2}
    assert figure["contained"] == {"value": 1 / 2, "n": 2}
    assert figure["refusal"]["recall"] == {"value": None, "n": 0}


def test_a_row_holds_what_was_said_and_how_it_was_judged(tmp_path: Path) -> None:
    answers = Scripted()
    run(QUESTIONS, answers, tmp_path)
    assert answers.asked[2] == ("占地呢？", (("甲区投资？", "5亿元"),))
    rows = {row["qid"]: row for row in rows_of(tmp_path)}
    assert list(rows) == ["q1", "q2", "q3", "q4", "q5", "q6"]
    assert (
        rows["q1"]
        == {
            "qid": "q1",
            "question": "甲区投资多少？",
            "history": [],
            "type": "figure",
            "answerable": True,
            "answers": ["5亿元"],
            "answer_groups": [["5亿元"]],
            "gold_doc_ids": ["a"],
            "hit_1": True,
            "hit_5": True,
            "recall_10": 1,
            "rr_10": 1,
            "contained": True,
            "short_contained": True,
            "followup": False,
        }
        | SCRIPT["甲区投资多少？"]
    )
    assert rows["q3"]["followup"] is True
    for name in ("hit_1", "hit_5", "recall_10", "rr_10", "contained", "short_contained"):
        assert rows["q4"][name] is None


def test_a_refusal_never_contains_the_gold(tmp_path: Path) -> None:
    question = Question("q", "占地呢？", ("没有",), (("没有",),), ("c",), answerable=True)
    assert run([question], Scripted(), tmp_path)["overall"]["contained"]["value"] == 0


def test_articles_count_once_and_ten_are_kept(tmp_path: Path) -> None:
    def passages(question: str, history: Sequence[tuple[str, str]], /) -> dict[str, Any]:
        assert question
        assert history == ()
        return {"answer": "", "refused": False, "retrieved": [*"aabab", *"cdefghijkl"]}

    question = Question("q", "谁？", gold_doc_ids=("c", "l"), answerable=True)
    summary = run([question], passages, tmp_path)
    (row,) = rows_of(tmp_path)
    assert row["retrieved"] == list("abcdefghij")
    assert (row["rr_10"], row["recall_10"], row["contained"]) == (1 / 3, 1 / 2, None)
    assert 0 <= row["seconds"] < 5  # measured, where the callable doesn't say
    assert summary["overall"]["contained"] == {"value": None, "n": 0}


def test_an_answer_without_its_fields_is_named(tmp_path: Path) -> None:
    def silent(question: str, history: Sequence[tuple[str, str]], /) -> dict[str, Any]:
        return {"answer": question, "refused": bool(history)}

    with pytest.raises(EvalError, match="'q1' 的回答缺少字段 retrieved"):
        run(QUESTIONS, silent, tmp_path)


def test_a_lone_surrogate_in_an_answer_does_not_end_the_run(tmp_path: Path) -> None:
    def odd(question: str, history: Sequence[tuple[str, str]], /) -> dict[str, Any]:
        return {"answer": f"\ud83d{question}", "refused": bool(history), "retrieved": []}

    run(QUESTIONS[:1], odd, tmp_path)
    assert rows_of(tmp_path)[0]["answer"] == "\ud83d甲区投资多少？"
    assert run(QUESTIONS[:1], odd, tmp_path)["done"] == 1


def test_a_search_alone(tmp_path: Path) -> None:
    asked: list[str] = []
    progress: list[tuple[int, int]] = []

    def search(question: str, history: Sequence[tuple[str, str]], /) -> list[str]:
        asked.append(question + "".join(earlier for earlier, _ in history))
        return list(SCRIPT[question]["retrieved"])

    summary = run_retrieval(
        QUESTIONS, search, on_progress=lambda done, total: progress.append((done, total))
    )
    assert asked == ["甲区投资多少？", "甲区和乙区各几家？", "占地呢？甲区投资？"]
    assert progress == [(1, 3), (2, 3), (3, 3)]
    whole = run(QUESTIONS, Scripted(), tmp_path)
    assert summary["overall"]["articles"] == whole["overall"]["articles"]
    assert list(summary["by_type"]) == ["figure", "list"]
    assert "refusal" not in summary["overall"]
    assert summary_table(summary)[:3] == [
        ("问题数", "3", ""),
        ("首篇命中（单轮）", "50.0%", "2"),
        ("前五命中（单轮）", "100.0%", "2"),
    ]
    assert run_retrieval([], search)["overall"]["articles"]["all"]["hit_1"]["value"] is None


def test_tables_for_people(tmp_path: Path) -> None:
    summary = run(QUESTIONS, Scripted(), tmp_path)
    table = {label: (figure, n) for label, figure, n in summary_table(summary)}
    assert table["问题数"] == ("6", "")
    assert table["平均倒数排名（单轮）"] == ("75.0%", "2")
    assert table["回答含标准答案"] == ("33.3%", "3")
    assert table["拒答召回率"] == ("50.0%", "2")
    assert table["可答而拒答"] == ("33.3%", "3")
    assert table["每题用时（95% 分位）"] == ("8.75 秒", "6")
    rows = type_table(summary)
    assert rows[1] == ("figure", "2", "50.0%", "50.0%", "50.0%", "—", "50.0%")
    assert rows[3] == ("none", "3", "—", "—", "—", "50.0%", "—")


def test_what_nothing_was_measured_by_is_left_out(tmp_path: Path) -> None:
    labels = [label for label, _, _ in summary_table(run(QUESTIONS[:2], Scripted(), tmp_path))]
    assert "首篇命中（单轮）" in labels
    assert "首篇命中（追问）" not in labels
    assert "拒答召回率" not in labels
