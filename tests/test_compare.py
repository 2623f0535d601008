"""Two runs of a real assistant over three articles, one of them broken on purpose."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistant.evaluate import as_callable
from eval.compare import Comparison, compare
from eval.questions import EvalError, Question
from eval.run import Answers, Measured, run
from eval.run_folder import Run, read_run
from eval.tables import difference_table, flip_table
from eval.thresholds import Thresholds, read_thresholds
from tests.answer_fixtures import LIBRARY, assistant
from tests.cli_driver import run_cli


def figure(qid: str, question: str, answer: str, *, doc_id: str, sentence: str) -> Question:
    return Question(
        qid,
        question,
        (answer,),
        ((answer,),),
        (doc_id,),
        answerable=True,
        type="figure",
        evidence=((doc_id, sentence),),
    )


QUESTIONS = [
    figure(
        "q1",
        "青岭芯片产业园总投资多少？",
        "5亿元",
        doc_id="park",
        sentence="总投资约5亿元，占地面积62亩",
    ),
    figure(
        "q2",
        "白河纺织项目用地多少亩？",
        "17.26亩",
        doc_id="textile",
        sentence="用地17.26亩，规划年产能5000吨",
    ),
    figure(
        "q3",
        "青岭经开区获得赋权多少项？",
        "58项",
        doc_id="rights",
        sentence="分别获得赋权58项和51项",
    ),
    figure(
        "q4",
        "白河高新区的纺织项目总投资多少？",
        "7000万元",
        doc_id="textile",
        sentence="气流纺织项目总投资7000万元",
    ),
    figure(
        "q5",
        "青岭芯片产业园占地多少亩？",
        "62亩",
        doc_id="park",
        sentence="总投资约5亿元，占地面积62亩",
    ),
    figure(
        "q6",
        "白河高新区气流纺织项目规划年产能多少吨？",
        "5000吨",
        doc_id="textile",
        sentence="用地17.26亩，规划年产能5000吨",
    ),
    Question("q7", "青岭芯片产业园有多少员工？", answerable=False, type="near_miss"),
]
BODIES = {doc_id: article.body for doc_id, article in LIBRARY.items()}
Change = Callable[[dict[str, Any]], dict[str, Any]]


def changed(answers: Answers, change: Change) -> Answers:
    """Return a build that is broken in one way."""

    def broken(
        question: str, history: Sequence[tuple[str, str]], /, *, as_of: date | None = None
    ) -> Mapping[str, Any]:
        return change(dict(answers(question, history, as_of=as_of)))

    return broken


def asked(out: Path, change: Change = dict, questions: Sequence[Question] = QUESTIONS) -> Run:
    build = changed(as_callable(assistant()), change)
    run(questions, build, out, measured=Measured(bodies=BODIES))
    return read_run(out)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return asked(tmp_path_factory.mktemp("sound"))


def against(before: Run, after: Run) -> Comparison:
    return compare(before, after, read_thresholds())


def shuffled(said: dict[str, Any]) -> dict[str, Any]:
    """Swap the places that the citations name: each shows another article's beginning."""
    ids = sorted(BODIES)
    for citation in said["citations"]:
        other = ids[(ids.index(citation["doc_id"]) + 1) % len(ids)]
        end = citation["end"] - citation["start"]
        citation |= {"doc_id": other, "start": 0, "end": end, "quote": BODIES[other][:end]}
    return said


def wrong_figure(said: dict[str, Any]) -> dict[str, Any]:
    """Give the answers out of one sentence a figure that it doesn't say."""
    said["answer"] = said["answer"].replace("约5亿元", "约6亿元")
    return said


def off_by_one(said: dict[str, Any]) -> dict[str, Any]:
    for citation in said["citations"]:
        citation["start"] += 1
    return said


def always_refuses(said: dict[str, Any]) -> dict[str, Any]:
    return said | {"refused": True, "answer": "资料里没有找到答案。", "citations": []}


def test_the_sound_build_is_right_and_equals_itself(sound: Run, tmp_path: Path) -> None:
    assert all(row["right"] for row in sound.rows)
    same = against(sound, asked(tmp_path))
    assert (same.n, same.left_out, same.flips, same.losses) == (7, 0, (), ())
    assert {d.gain for d in same.differences} == {0}
    assert not any(d.significant for d in same.differences)


@pytest.mark.parametrize(
    ("change", "lost"),
    [
        (shuffled, "引文准确率从 100.0% 变为 0.0%（6 题）"),
        (shuffled, "“数字都在所引原句中”不再成立：q1、q2、q3、q4、q5、q6"),
        (wrong_figure, "“数字都在所引原句中”不再成立：q1、q5"),
        (off_by_one, "“引文与原文逐字一致”不再成立：q1、q2、q3、q4、q5、q6"),
        (always_refuses, "回答含标准答案从 100.0% 变为 0.0%（6 题）"),
        (always_refuses, "可答而拒答（越低越好）从 0.0% 变为 100.0%"),
    ],
)
def test_a_broken_build_is_caught(change: Change, lost: str, sound: Run, tmp_path: Path) -> None:
    broken = asked(tmp_path / "broken", change)
    losses = against(sound, broken).losses
    assert any(loss.startswith(lost) for loss in losses), losses
    assert against(broken, sound).losses == ()


@pytest.mark.slow
@pytest.mark.parametrize("change", [shuffled, wrong_figure])
def test_the_command_ends_with_exit_code_1(change: Change, sound: Run, tmp_path: Path) -> None:
    broken = asked(tmp_path / "broken", change)
    ran = run_cli("eval", "compare", sound.folder, broken.folder, cwd=tmp_path)
    assert (ran.code, ran.err) == (1, "")
    assert f"明显变差：\n- {against(sound, broken).losses[0]}" in ran.out
    back = run_cli("eval", "compare", broken.folder, sound.folder, "--json", cwd=tmp_path)
    assert (back.code, back.json["losses"]) == (0, [])


def test_a_wrong_figure_where_nothing_was_answered_before_is_caught(
    sound: Run, tmp_path: Path
) -> None:
    refusing = asked(tmp_path / "refusing", always_refuses)
    losses = against(refusing, asked(tmp_path / "wrong", wrong_figure)).losses
    assert losses == ("“数字都在所引原句中”不再成立：q1、q5",)
    assert against(refusing, sound).losses == ()


def test_flips_name_the_questions_worse_ones_first(sound: Run, tmp_path: Path) -> None:
    comparison = against(sound, asked(tmp_path, wrong_figure))
    flips = [(flip.qid, flip.name, flip.after) for flip in comparison.flips]
    assert flips == [
        ("q1", "right", False),
        ("q1", "grounded", False),
        ("q5", "grounded", False),  # its own figure is right, its sentence isn't
    ]
    heads, first, *rest = flip_table(comparison, limit=1)
    assert heads[0] == "变化"
    assert first == ("对 → 错", "答对或正确拒答", "q1", "数字", "青岭芯片产业园总投资多少？")
    assert rest == [("…", "另有 2 条", "", "", "")]


def test_one_question_of_seven_is_no_significant_loss(sound: Run, tmp_path: Path) -> None:
    comparison = against(sound, asked(tmp_path, wrong_figure))
    (right,) = [d for d in comparison.differences if d.name == "right"]
    # One of seven got worse, and a third of all resamples (6/7)⁷ leave it out.
    assert (right.before, right.after, right.n, right.changed) == (1.0, 6 / 7, 7, 1)
    assert right.bounds is not None
    assert right.bounds[1] == 0
    assert not right.significant
    row = next(row for row in difference_table(comparison) if row[0] == "答对或正确拒答")
    assert row[1:4] == ("100.0%", "85.7%", "−14.3")


def test_five_questions_that_all_got_worse_are_too_few(sound: Run, tmp_path: Path) -> None:
    """A bootstrap of five equal differences has no width: it would call any of them certain."""
    few = asked(tmp_path / "few", questions=QUESTIONS[:5])
    broken = asked(tmp_path / "broken", always_refuses, QUESTIONS[:5])
    (contained,) = [d for d in against(few, broken).differences if d.name == "contained"]
    assert (contained.gain, contained.bounds, contained.significant) == (-1, (-1, -1), False)
    six = asked(tmp_path / "six", always_refuses, QUESTIONS[:6])
    assert [d.significant for d in against(sound, six).differences if d.name == "contained"] == [
        True
    ]


def test_a_loss_within_the_allowed_one_is_none(sound: Run, tmp_path: Path) -> None:
    broken = asked(tmp_path, always_refuses)
    assert compare(sound, broken, Thresholds({"contained": 1.0}, ())).losses == ()
    assert len(compare(sound, broken, Thresholds({"contained": 0.99}, ())).losses) == 1


def test_questions_with_another_gold_are_left_out(sound: Run, tmp_path: Path) -> None:
    questions = [replace(QUESTIONS[0], answer_groups=(("6亿元",),)), *QUESTIONS[1:4]]
    fewer = asked(tmp_path, questions=questions)
    comparison = against(sound, fewer)
    assert (comparison.n, comparison.left_out, comparison.added) == (3, 4, 1)
    assert comparison.losses == ("4 题没有再问，或标准答案改了，不能比较：q1、q5、q6、q7",)
    back = against(fewer, sound)
    assert (back.n, back.left_out, back.added) == (3, 1, 4)


def test_runs_that_cannot_be_compared_are_one_sentence(sound: Run, tmp_path: Path) -> None:
    other = asked(tmp_path / "other", questions=[replace(QUESTIONS[0], qid="x")])
    with pytest.raises(EvalError, match="没有一道相同的题"):
        against(sound, other)
    ran = run_cli("eval", "compare", sound.folder, tmp_path / "gone", cwd=tmp_path)
    assert (ran.code, ran.out) == (2, "")  # 1 would mean that something was lost
    assert "gone/results.jsonl 读不了（路径不存在）" in ran.err
    stopped = read_run(other.folder)
    stopped.summary.update(interrupted=True, questions=2)
    with pytest.raises(EvalError, match="只问了 2 题中的 1 题"):
        against(sound, stopped)
