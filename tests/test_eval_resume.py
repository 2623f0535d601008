import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from eval.questions import EvalError, Question
from eval.run import Measured, run
from eval.run_folder import read_run
from eval.tables import summary_table

QUESTIONS = [
    Question("q1", "甲区投资多少？", ("5亿元",), (("5亿元",),), ("a",), answerable=True),
    Question("q2", "甲区有多少员工？", answerable=False),
    Question("q3", "占地呢？", answerable=None, history=(("甲区投资？", "5亿元"),)),
    Question("q4", "为什么", answerable=None),
]


class Parrot:
    """Answers alike every time, remembers what it was asked, and breaks where it is told to."""

    def __init__(self, breaks: Mapping[str, BaseException] | None = None) -> None:
        self.asked: list[str] = []
        self.breaks = dict(breaks or {})

    def __call__(
        self, question: str, history: Sequence[tuple[str, str]], /, *, as_of: date | None = None
    ) -> dict[str, Any]:
        if question in self.breaks:
            raise self.breaks[question]
        self.asked.append(question)
        answer = f"{question}约5亿元{as_of or ''}"
        return {"answer": answer, "refused": bool(history), "retrieved": ["a"], "seconds": 1.5}


def rows_of(out: Path) -> list[dict[str, Any]]:
    text = (out / "results.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def summary_of(out: Path) -> dict[str, Any]:
    summary: dict[str, Any] = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    return summary


@pytest.mark.parametrize("error", [KeyboardInterrupt(), RuntimeError("模型没有回应")])
def test_what_breaks_a_run_goes_on_to_the_caller_and_the_next_run_continues(
    tmp_path: Path, error: BaseException
) -> None:
    progress: list[tuple[int, int]] = []
    with pytest.raises(type(error)):
        run(
            QUESTIONS,
            Parrot({"占地呢？": error}),
            tmp_path,
            on_progress=lambda done, total: progress.append((done, total)),
        )
    assert progress == [(1, 4), (2, 4)]
    assert [row["qid"] for row in rows_of(tmp_path)] == ["q1", "q2"]
    broken = summary_of(tmp_path)
    assert (broken["interrupted"], broken["done"], broken["questions"]) == (True, 2, 4)
    assert broken["overall"]["contained"]["value"] == 1
    assert summary_table(broken)[0] == ("问题数", "2 / 4（中断）", "", "")

    answers = Parrot()
    summary = run(QUESTIONS, answers, tmp_path)
    assert answers.asked == [q.question for q in QUESTIONS[2:]]
    assert summary == run(QUESTIONS, Parrot(), tmp_path / "in one go")
    assert rows_of(tmp_path) == rows_of(tmp_path / "in one go")


def test_half_a_row_left_by_a_kill_is_asked_again(tmp_path: Path) -> None:
    run(QUESTIONS, Parrot(), tmp_path)
    results = tmp_path / "results.jsonl"
    whole = results.read_bytes()
    results.write_bytes(whole[: whole.index("为什么".encode()) + 4])  # in the middle of a character
    answers = Parrot()
    run(QUESTIONS, answers, tmp_path)
    assert answers.asked == ["为什么"]
    assert results.read_bytes() == whole


def test_gold_that_was_corrected_is_judged_anew(tmp_path: Path) -> None:
    run(QUESTIONS[:1], Parrot(), tmp_path)
    corrected = Question("q1", "甲区投资多少？", ("6亿元",), (("6亿元",),), ("b",), True, "figure")
    answers = Parrot()
    summary = run([corrected], answers, tmp_path)
    assert answers.asked == []
    assert summary["overall"]["contained"]["value"] == 0
    assert rows_of(tmp_path)[0]["gold_doc_ids"] == ["b"]


def test_articles_that_were_corrected_are_looked_into_anew(tmp_path: Path) -> None:
    cited = {"n": 1, "doc_id": "a", "start": 0, "end": 2, "quote": "甲区"}

    def quoting(
        question: str, history: Sequence[tuple[str, str]], /, *, as_of: date | None = None
    ) -> dict[str, Any]:
        assert not history
        assert as_of is None
        return {"answer": question, "refused": False, "retrieved": [], "citations": [cited]}

    run(QUESTIONS[:1], quoting, tmp_path, measured=Measured(bodies={"a": "甲区"}))
    assert rows_of(tmp_path)[0]["quoted"] is True
    run(QUESTIONS[:1], Parrot(), tmp_path, measured=Measured(bodies={"a": "乙区"}))
    assert rows_of(tmp_path)[0]["quoted"] is False


def test_other_rows_are_never_mixed_in(tmp_path: Path) -> None:
    extractive = Measured(settings={"mode": "extractive"})
    run(QUESTIONS, Parrot(), tmp_path, measured=extractive)
    before = (tmp_path / "results.jsonl").read_bytes()
    asked_later = replace(QUESTIONS[1], as_of=date(2025, 11, 20))
    others = [
        (QUESTIONS, Measured(settings={"mode": "generative"}), "按写法 extractive 跑的"),
        (QUESTIONS, Measured(), "按写法 extractive 跑的"),
        (QUESTIONS[:3], extractive, "'q4'"),
        ([Question("q1", "换了问法？"), *QUESTIONS[1:]], extractive, "'q1' 的问法"),
        ([*QUESTIONS[:2], Question("q3", "占地呢？"), *QUESTIONS[3:]], extractive, "'q3' 的问法"),
        ([QUESTIONS[0], asked_later, *QUESTIONS[2:]], extractive, "'q2' 的问法"),
    ]
    for questions, measured, words in others:
        with pytest.raises(EvalError, match="--fresh") as caught:
            run(questions, Parrot(), tmp_path, measured=measured)
        assert words in str(caught.value)
    assert (tmp_path / "results.jsonl").read_bytes() == before
    assert summary_of(tmp_path)["done"] == 4

    fresh = Measured(settings={"mode": "new"})
    summary = run(QUESTIONS[:1], Parrot(), tmp_path, measured=fresh, fresh=True)
    assert (summary["done"], len(rows_of(tmp_path))) == (1, 1)


def test_what_a_run_says_about_itself_may_change(tmp_path: Path) -> None:
    settings = {"mode": "extractive"}
    run(QUESTIONS, Parrot(), tmp_path, measured=Measured(settings, about={"started": "周一"}))
    answers = Parrot()
    later = Measured(settings, about={"started": "周二"}, manifest={"generation": 2})
    run(QUESTIONS, answers, tmp_path, measured=later)
    assert answers.asked == []
    assert read_run(tmp_path).settings == {"mode": "extractive", "started": "周二"}
    assert json.loads((tmp_path / "manifest.json").read_bytes()) == {"generation": 2}


@pytest.mark.parametrize(
    "rows", ["[]\n", "nonsense\n", '{"qid": 1}\n', '{"qid": "q1", "citations": [{}]}\n']
)
def test_results_that_are_not_ours_are_left_alone(tmp_path: Path, rows: str) -> None:
    (tmp_path / "results.jsonl").write_text(rows)
    (tmp_path / "settings.json").write_text("{}")
    with pytest.raises(EvalError, match="第 1 行读不懂，请删掉这一行"):
        run(QUESTIONS, Parrot(), tmp_path)
    assert (tmp_path / "results.jsonl").read_text() == rows


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    with pytest.raises(EvalError, match=r"结果文件夹 .* 不能写入"):
        run(QUESTIONS, Parrot(), tmp_path / "out")
