import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from eval.questions import EvalError, Question
from eval.run import Measured, run
from eval.run_folder import read_run
from eval.summary import LABELS, VERDICT_LABELS

BODIES = {"a": "甲区总投资约5亿元。", "b": "甲区签约3家企业,乙区签约4家企业。"}
QUESTIONS = [
    Question(
        qid="q1",
        question="甲区投资多少？",
        answers=("5亿元",),
        answer_groups=(("5亿元",),),
        gold_doc_ids=("a",),
        answerable=True,
        type="figure",
        evidence=(("a", "甲区总投资约5亿元。"),),
        note="约数",
    ),
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
        as_of=date(2025, 11, 20),
    ),
    Question("q4", "甲区有多少员工？", answerable=False, type="none"),
    Question("q5", "乙区有多少员工？", answerable=False, type="none"),
    Question("q6", "为什么", type="none"),
]
CITED = {"n": 1, "doc_id": "a", "start": 0, "end": 10, "quote": "甲区总投资约5亿元。"}


def said(answer: str, *, short: str | None, found: str, seconds: float) -> dict[str, Any]:
    return {
        "answer": answer,
        "short_answer": short,
        "refused": answer == "没有找到。",
        "retrieved": list(found),
        "passages": [{"doc_id": doc_id, "text": BODIES.get(doc_id, "无")} for doc_id in found],
        "seconds": seconds,
        "citations": [CITED] if "[1]" in answer else [],
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
    """Answers from the script and remembers what it was asked, and as of which day."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, tuple[tuple[str, str], ...], date | None]] = []

    def __call__(
        self, question: str, history: Sequence[tuple[str, str]], /, *, as_of: date | None = None
    ) -> dict[str, Any]:
        self.asked.append((question, tuple(history), as_of))
        return SCRIPT[question]


def test_the_figures_of_a_run_are_what_hand_work_says(tmp_path: Path) -> None:
    out = tmp_path / "run"
    summary = run(QUESTIONS, Scripted(), out, measured=Measured(bodies=BODIES))
    assert summary == json.loads((out / "summary.json").read_bytes())
    overall = summary["overall"]
    assert set(overall) == set(LABELS)
    found = {name: (overall[name]["value"], overall[name]["n"]) for name in LABELS}
    assert (summary["questions"], summary["done"], summary["interrupted"]) == (6, 6, False)
    # q1 found at rank 1; q2 at rank 2, both articles; q3, the follow-up, at rank 7.
    assert found["hit_1"] == (1 / 3, 3)
    assert found["hit_5"] == (2 / 3, 3)
    assert (found["single.hit_1"], found["followup.hit_5"]) == ((1 / 2, 2), (0, 1))
    assert found["recall_10"] == (1, 3)
    assert found["rr_10"] == (pytest.approx((1 + 1 / 2 + 1 / 7) / 3), 3)
    assert found["sentence_hit_1"] == (1, 1)
    # q2 says 13家, not 3家; q3 was refused. q4 was refused rightly, q5 not; of q6 nobody knows.
    assert found["contained"] == (1 / 3, 3)
    assert found["right"] == (2 / 5, 5)
    assert found["refusal_right"] == (3 / 5, 5)
    # Cited are q1, from its gold sentence, and q2, from q1's: 13家 stands in none.
    assert found["citation_precision"] == (1, 1)
    assert found["quoted"] == (1, 2)
    # Answered: q1; q2 with figures of no sentence; q5 citing nothing; q6 without a figure.
    assert found["grounded"] == (2 / 4, 4)
    # Refused q3 and q4; q4 and q5 cannot be answered.
    assert found["refusal_precision"] == (1 / 2, 2)
    assert found["refusal_recall"] == (1 / 2, 2)
    assert found["answerable_refused"] == (1 / 3, 3)
    # 1 2 3 4 5 10: the median is 3.5; 0.95 × 5 = 4.75, three quarters from 5 to 10.
    latency = summary["latency"]
    assert [latency[name] for name in ("median", "p95", "total", "n")] == [3.5, 8.75, 25, 6]
    assert list(summary["by_type"]) == ["figure", "list", "none"]
    assert summary["by_type"]["figure"]["contained"]["value"] == 1 / 2


def test_a_row_holds_what_was_asked_said_gold_and_verdicts(tmp_path: Path) -> None:
    answers = Scripted()
    run(QUESTIONS, answers, tmp_path, measured=Measured(bodies=BODIES))
    assert answers.asked[0] == ("甲区投资多少？", (), None)
    assert answers.asked[2] == ("占地呢？", (("甲区投资？", "5亿元"),), date(2025, 11, 20))
    rows = {row["qid"]: row for row in read_run(tmp_path).rows}
    assert list(rows) == ["q1", "q2", "q3", "q4", "q5", "q6"]
    first = rows["q1"]
    assert {name: first[name] for name in SCRIPT["甲区投资多少？"]} == SCRIPT["甲区投资多少？"]
    gold = {
        "question": "甲区投资多少？",
        "history": [],
        "as_of": "",
        "type": "figure",
        "followup": False,
        "note": "约数",
        "answerable": True,
        "answers": ["5亿元"],
        "answer_groups": [["5亿元"]],
        "gold_doc_ids": ["a"],
        "evidence": [["a", "甲区总投资约5亿元。"]],
    }
    assert {name: first[name] for name in gold} == gold
    assert all(name in first for name in VERDICT_LABELS)
    assert (first["right"], first["grounded"], first["quoted"]) == (True, True, True)
    third = rows["q3"]
    assert (third["history"], third["as_of"]) == ([["甲区投资？", "5亿元"]], "2025-11-20")
    assert third["followup"] is True
    assert rows["q4"]["hit_1"] is rows["q4"]["contained"] is None


def test_a_folder_holds_settings_and_the_manifest(tmp_path: Path) -> None:
    measured = Measured(
        settings={"mode": "extractive", "limit": 3},
        about={"started": "2025-11-20T08:00:00", "versions": {"numpy": "2"}},
        manifest={"generation": 7, "encoder": "散列"},
    )
    summary = run(QUESTIONS[:1], Scripted(), tmp_path, measured=measured)
    settings = {
        "mode": "extractive",
        "limit": 3,
        "started": "2025-11-20T08:00:00",
        "versions": {"numpy": "2"},
    }
    assert json.loads((tmp_path / "settings.json").read_bytes()) == settings
    assert summary["settings"] == settings
    assert json.loads((tmp_path / "manifest.json").read_bytes()) == measured.manifest
    loaded = read_run(tmp_path)
    assert (loaded.folder, loaded.summary, loaded.settings) == (tmp_path, summary, settings)
    assert sorted(path.name for path in tmp_path.glob("[!.]*")) == [
        "manifest.json",
        "results.jsonl",
        "settings.json",
        "summary.json",
    ]


def test_articles_count_once_and_ten_are_kept(tmp_path: Path) -> None:
    def passages(
        question: str, history: Sequence[tuple[str, str]], /, *, as_of: date | None = None
    ) -> dict[str, Any]:
        assert question
        assert history == ()
        assert as_of is None
        return {"answer": "", "retrieved": [*"aabab", *"cdefghijkl"]}

    question = Question("q", "谁？", gold_doc_ids=("c", "l"), answerable=True)
    summary = run([question], passages, tmp_path)
    (row,) = read_run(tmp_path).rows
    assert row["retrieved"] == list("abcdefghij")
    assert (row["rr_10"], row["recall_10"], row["contained"]) == (1 / 3, 1 / 2, None)
    assert 0 <= row["seconds"] < 5  # measured, where the callable doesn't say
    assert summary["overall"]["contained"]["value"] is None
    assert summary["overall"]["refusal_f1"]["value"] is None


def test_an_answer_without_its_fields_is_named(tmp_path: Path) -> None:
    def silent(
        question: str, history: Sequence[tuple[str, str]], /, *, as_of: date | None = None
    ) -> dict[str, Any]:
        return {"answer": question, "refused": bool(history or as_of)}

    with pytest.raises(EvalError, match="'q1' 的回答缺少字段 retrieved"):
        run(QUESTIONS, silent, tmp_path)


def test_a_lone_surrogate_in_an_answer_does_not_end_the_run(tmp_path: Path) -> None:
    def odd(
        question: str, history: Sequence[tuple[str, str]], /, *, as_of: date | None = None
    ) -> dict[str, Any]:
        return {"answer": f"\ud83d{question}", "refused": bool(history or as_of), "retrieved": []}

    run(QUESTIONS[:1], odd, tmp_path)
    assert read_run(tmp_path).rows[0]["answer"] == "\ud83d甲区投资多少？"
    assert run(QUESTIONS[:1], odd, tmp_path)["done"] == 1


def test_what_is_no_run_is_said_to_be_none(tmp_path: Path) -> None:
    with pytest.raises(EvalError, match=r"results\.jsonl 读不了（路径不存在）"):
        read_run(tmp_path)
    run(QUESTIONS[:2], Scripted(), tmp_path)
    assert len(read_run(tmp_path).rows) == 2
    results, summary = tmp_path / "results.jsonl", tmp_path / "summary.json"
    good = results.read_text(encoding="utf-8")
    for bad in (good + good, "[1]\n", '{"qid": "q1"}\n', '{"qid"\n' + good):
        results.write_text(bad, encoding="utf-8")
        with pytest.raises(EvalError, match=r"第 1 行读不懂|是旧格式的或有重复的题"):
            read_run(tmp_path)
    results.write_text(good + '{"qid"', encoding="utf-8")  # what a kill leaves
    assert len(read_run(tmp_path).rows) == 2
    summary.write_text('{"questions": 2}')
    with pytest.raises(EvalError, match="--fresh"):
        read_run(tmp_path)
    summary.unlink()
    with pytest.raises(EvalError, match="没有问完（只有 2 题），请再运行一次"):
        read_run(tmp_path)
