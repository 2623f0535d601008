import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from eval.agreement import agreement, agreement_table, cohens_kappa, disagreement_table
from eval.judging import JUDGEMENTS, Judgement, can_be_judged, digest, judge_run
from eval.questions import EvalError
from eval.run_folder import RESULTS
from eval.scoring.bootstrap import interval
from eval.verdicts import Row

CITED = {"n": 1, "title": "青石岭动工", "published": "2025-11", "quote": "总投资约6.2亿元。"}


class BrokenOffError(Exception):
    """What a judge raises whose model is gone."""


@dataclass
class Scripted:
    """A judge that says what it was told to, and remembers what it was asked."""

    correct: bool = True
    name: str = "脚本"
    lasts: int = 99  # judgements
    asked: list[str] = field(default_factory=list)

    def __call__(self, row: Row, /) -> Judgement:
        if len(self.asked) >= self.lasts:
            raise BrokenOffError
        self.asked.append(row["qid"])
        return Judgement(None, self.correct, 5.0 if self.correct else 1.0, "照本宣科")


def row(qid: str, **given: Any) -> Row:
    base = {
        "qid": qid,
        "question": "总投资多少？",
        "answer": f"约6.2亿元[1]（{qid}）",
        "refused": False,
        "citations": [CITED],
        "answerable": True,
        "answers": ["6.2亿元"],
        "answer_groups": [["6.2亿元"]],
    }
    return base | given


def write(folder: Path, *rows: Row, rest: str = "") -> Path:
    text = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in rows)
    (folder / RESULTS).write_text(text + rest, encoding="utf-8")
    return folder


def kept(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / JUDGEMENTS).read_text("utf-8").splitlines()]


def test_kappa_by_hand() -> None:
    # 50 answers, 35 agreed on: 0.7; by chance 0.5 × 0.6 + 0.5 × 0.4 = 0.5; (0.7 − 0.5) / 0.5
    assert cohens_kappa(((20, 5), (10, 15))) == pytest.approx(0.4)
    # 100 answers, 60 agreed on: 0.6; by chance 0.7 × 0.6 + 0.3 × 0.4 = 0.54
    assert cohens_kappa(((45, 25), (15, 15))) == pytest.approx(0.06 / 0.46)
    assert cohens_kappa(((3, 0), (0, 2))) == 1.0
    assert cohens_kappa(((0, 1), (1, 0))) == -1.0
    assert cohens_kappa(((5, 0), (0, 0))) is None
    assert cohens_kappa(((0, 0), (0, 0))) is None


def test_agreement_by_hand() -> None:
    said = {
        "both": (True, True),
        "judge": (True, False),
        "metric": (False, True),
        "neither": (False, False),
        "unread": (None, True),
        "unknown": (True, None),
    }
    rows = [row(qid, right=metric, grounded=None) for qid, (_, metric) in said.items()]
    # Where the set says nothing of `right`, the answer groups speak; else never.
    rows.append(row("groups", right=None, contained=True, grounded=1))
    rows[0]["contained"] = False
    judgements = {
        qid: Judgement(judge, judge, 5.0, "")
        for qid, (judge, _) in (said | {"x": (True, 1)}).items()
    } | {"groups": Judgement(False, True, 4.0, "")}
    correct, faithful = agreement([*rows, row("never judged", right=True)], judgements)
    assert correct.table == ((2, 1), (1, 1))
    assert (correct.n, correct.share) == (5, 0.6)
    # by chance: 3/5 × 3/5 + 2/5 × 2/5 = 13/25; (15/25 − 13/25) / (12/25)
    assert correct.kappa == pytest.approx(1 / 6)
    assert correct.disagree == ("judge", "metric")
    assert correct.interval == interval([1.0, 0.0, 0.0, 1.0, 1.0])
    assert faithful.table == ((0, 0), (1, 0))
    assert faithful.disagree == ("groups",)


def test_nothing_to_compare() -> None:
    for one in agreement([], {}):
        assert (one.n, one.share, one.kappa, one.interval, one.disagree) == (
            0,
            None,
            None,
            None,
            (),
        )
    assert [line[1:5] for line in agreement_table(agreement([], {}))[1:]] == [
        ("0", "—", "", "—"),
        ("0", "—", "", "—"),
    ]


def test_the_tables_are_for_people() -> None:
    rows = [row("a", right=True, grounded=True), row("b", right=True, grounded=False)]
    judgements = {
        "a": Judgement(True, True, 5.0, "相符"),
        "b": Judgement(False, False, 2.0, "数字不符"),
    }
    table = agreement_table(agreement(rows, judgements))
    assert {len(line) for line in table} == {9}
    assert table[1] == (
        "正确 / 回答含标准答案", "2", "50.0%", "0.0–100.0", "0.00", "1", "0", "1", "0",
    )  # fmt: skip
    assert table[2][1:5] == ("2", "100.0%", "34.2–100.0", "1.00")
    assert disagreement_table(rows, judgements)[1:] == [
        ("b", "正确：否", "回答含标准答案：是", "数字不符")
    ]


def test_what_can_be_judged() -> None:
    assert can_be_judged(row("a"))
    assert can_be_judged({"qid": "peer", "answer": "6.2亿元", "answers": ["6.2亿元"]})
    assert can_be_judged(row("a", answerable=False, answers=[], answer_groups=[]))  # by its quotes
    assert not can_be_judged(row("a", answerable=False, citations=[]))
    assert not can_be_judged(row("a", citations=[], answers=[], answer_groups=[]))
    assert not can_be_judged(row("a", refused=True))
    assert not can_be_judged(row("a", answer=" "))


def test_verdicts_are_kept_and_nothing_is_judged_twice(tmp_path: Path) -> None:
    run = write(tmp_path, row("a"), row("b", refused=True), row("c"), row("d"))
    judge, seen = Scripted(), list[tuple[int, int]]()
    first = judge_run(run, judge, limit=2, on_progress=lambda done, n: seen.append((done, n)))
    assert (judge.asked, seen) == (["a", "c"], [(1, 2), (2, 2)])
    assert first.asked == 2
    assert first.judgements["c"] == Judgement(None, True, 5.0, "照本宣科")
    again = judge_run(run, judge)
    assert judge.asked == ["a", "c", "d"]
    assert again.asked == 1
    assert list(again.judgements) == [one["qid"] for one in again.rows] == ["a", "c", "d"]
    assert kept(run)[2] == {
        "qid": "d", "digest": digest(row("d")), "judge": "脚本",
        "faithful": None, "correct": True, "score": 5.0, "reason": "照本宣科",
    }  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        {"answer": "约6.3亿元[1]"},
        {"citations": [CITED | {"quote": "占地88亩。"}]},
        {"citations": []},
        {"answers": ["6.3亿元"]},
        {"history": [["青石岭有什么项目？", "储能项目。"]]},
    ],
)
def test_a_changed_answer_is_judged_anew(tmp_path: Path, change: Row) -> None:
    judge_run(write(tmp_path, row("a"), row("b")), Scripted())
    judge = Scripted(correct=False)
    judged = judge_run(write(tmp_path, row("a", **change), row("b", seconds=9.0)), judge)
    assert judge.asked == ["a"]
    assert (judged.judgements["a"].correct, judged.judgements["b"].correct) == (False, True)
    assert judge_run(write(tmp_path, row("a")), Scripted()).judgements["a"].correct


def test_verdicts_of_two_judges_never_mix(tmp_path: Path) -> None:
    run = write(tmp_path, row("a"))
    judge_run(run, Scripted())
    assert judge_run(run, Scripted(correct=False, name="另一个")).judgements["a"].correct is False
    assert judge_run(run, Scripted(lasts=0)).judgements["a"].correct is True


def test_a_judge_that_fails_loses_nothing(tmp_path: Path) -> None:
    run = write(tmp_path, row("a"), row("b"), row("c"))
    with pytest.raises(BrokenOffError):
        judge_run(run, Scripted(lasts=2))
    assert [line["qid"] for line in kept(run)] == ["a", "b"]
    judge = Scripted()
    assert judge_run(run, judge).asked == 1
    assert judge.asked == ["c"]


def test_half_a_line_of_a_kill_is_cut_off(tmp_path: Path) -> None:
    run = write(tmp_path, row("a"), row("b"))
    judge_run(run, Scripted())
    whole = (run / JUDGEMENTS).read_bytes()
    (run / JUDGEMENTS).write_bytes(whole[:-9])
    judge = Scripted()
    judge_run(run, judge)
    assert judge.asked == ["b"]
    assert (run / JUDGEMENTS).read_bytes() == whole


def test_a_run_that_still_goes_on_can_be_judged(tmp_path: Path) -> None:
    run = write(tmp_path, row("a"), rest='{"qid": "b", "ques')
    assert list(judge_run(run, Scripted()).judgements) == ["a"]


@pytest.mark.parametrize(
    "line", ["这不是 JSON", "[]", '{"qid": "a"}', '{"qid": "a", "digest": "0", "judge": "脚本"}']
)
def test_a_line_that_is_no_judgement_is_named(tmp_path: Path, line: str) -> None:
    run = write(tmp_path, row("a"))
    judge_run(run, Scripted())
    with (run / JUDGEMENTS).open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    with pytest.raises(EvalError, match="第 2 行读不懂，请删去"):
        judge_run(run, Scripted())


def test_what_is_no_run_is_said(tmp_path: Path) -> None:
    with pytest.raises(EvalError, match=r"读不了.*请给出 eval run 写出的文件夹"):
        judge_run(tmp_path, Scripted())
    for text in ("[1]\n", "{}\n", "x\n", '{"qid": 1}\n'):
        (tmp_path / RESULTS).write_text(text, encoding="utf-8")
        with pytest.raises(EvalError, match="请给出 eval run 写出的文件夹"):
            judge_run(tmp_path, Scripted())
    (write(tmp_path, row("a")) / JUDGEMENTS).mkdir()
    with pytest.raises(EvalError, match="不能读写"):
        judge_run(tmp_path, Scripted())
