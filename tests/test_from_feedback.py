"""What people asked as a question set that a person finishes."""

import json
from datetime import date
from pathlib import Path

import pytest

from eval.check import check_set
from eval.feedback.questions import PROPOSED, UNFINISHED, Row, from_feedback, write_set
from eval.feedback.store import Feedback
from eval.questions import EvalError, load_questions
from tests.feedback_fixtures import DAY, answered, refused

STAFF, INVESTMENT = "云溪高新区有多少员工？", "储能项目总投资多少？"
SENTENCE = "储能项目总投资6.2亿元，占地88亩。"


@pytest.fixture
def store(tmp_path: Path) -> Feedback:
    return Feedback(tmp_path / "feedback.sqlite")


def only_row(store: Feedback) -> Row:
    (row,) = from_feedback(store)
    return row


def proposed(row: Row) -> tuple[object, ...]:
    assert row["answerable"] is None
    assert row["note"].endswith(UNFINISHED)
    return row["answers"], row["answer_groups"], row["gold_doc_ids"], row["evidence"]


def test_a_question_is_in_it_once_with_how_often_it_was_asked(store: Feedback) -> None:
    store.record(refused("占地多少亩？"), day=DAY)
    for day in (8, 12, 10):
        store.record(refused(STAFF, nearby=("引进人才", "企业名单")), day=date(2026, 3, day))
    often, once = from_feedback(store)
    assert (often["question"], once["question"]) == (STAFF, "占地多少亩？")
    assert often["as_of"] == "2026-03-12"
    assert often["note"] == (
        f"问过3次，最近2026-03-12。当时拒答，相近的有：引进人才；企业名单。{UNFINISHED}"
    )
    assert once["note"] == f"问过1次，最近2026-03-09。当时拒答。{UNFINISHED}"
    assert proposed(often) == proposed(once) == ([], [], [], [])


def test_only_the_chosen_entries_are_made_questions_of(store: Feedback) -> None:
    first, _, third = (store.record(refused(STAFF), day=DAY) for _ in range(3))
    other = store.record(refused("占地多少亩？"), day=DAY)
    often, once = from_feedback(store, chosen={first, third, other})
    assert often["note"].startswith("问过2次")
    assert once["question"] == "占地多少亩？"
    with pytest.raises(EvalError, match="没有写题集"):
        from_feedback(store, chosen=[])


def test_the_same_words_after_another_question_are_another_question(store: Feedback) -> None:
    for before, told in ((INVESTMENT, "6亿元"), (STAFF, ""), (INVESTMENT, "6.2亿元")):
        store.record(refused("什么时候？"), history=[(before, told)], day=DAY)
    store.record(refused("什么时候？"), day=DAY)
    rows = from_feedback(store)
    assert [row["history"] for row in rows] == [
        [{"question": INVESTMENT, "answer": "6.2亿元"}],
        [{"question": STAFF, "answer": ""}],
        [],
    ]
    assert len({row["qid"] for row in rows}) == 3
    ids = {row["qid"] for row in rows}
    store.record(refused("什么时候？"))
    assert {row["qid"] for row in from_feedback(store)} == ids, "a later set keeps the ids"


def test_a_correction_is_proposed_and_what_was_said_is_told(store: Feedback) -> None:
    said = answered(INVESTMENT, "**6亿元** [1]", short="6亿元", places=(("a", SENTENCE),))
    for correction in ("6.2亿元", "6.2亿", "6.2亿元"):
        store.record(said, day=DAY, verdict="wrong", correction=correction, note="看第2段")
    store.record(said, day=DAY, verdict="right")
    row = only_row(store)
    assert proposed(row) == (["6.2亿元", "6.2亿"], [["6.2亿元", "6.2亿"]], [], [])
    assert row["note"] == (
        f"问过4次，最近2026-03-09。当时答“6亿元”。引用 a“{SENTENCE}”。判对1次。判错3次。"
        f"读者说：“看第2段”。{PROPOSED}answers 是读者的更正，还没有出处。{UNFINISHED}"
    )


def test_a_right_answer_is_proposed_with_its_sentences(store: Feedback) -> None:
    places = (("a", SENTENCE), ("b", "总投资6.2亿元的项目开工。"), ("a", "项目5月开工。"))
    said = answered(INVESTMENT, "**6.2亿元** [1][2]", short="6.2亿元", places=places)
    store.record(said, verdict="right")
    row = only_row(store)
    evidence = [{"doc_id": doc_id, "sentence": sentence} for doc_id, sentence in places]
    assert proposed(row) == (["6.2亿元"], [["6.2亿元"]], ["a", "b"], evidence)
    assert f"{PROPOSED}answers 和 evidence 取自判对的回答。" in row["note"]


def test_a_right_answer_without_a_short_one_needs_its_groups(store: Feedback) -> None:
    places = (("a", SENTENCE),)
    store.record(
        answered("说说储能项目", f"{SENTENCE}[1]", short=None, places=places), verdict="right"
    )
    row = only_row(store)
    assert proposed(row)[:3] == ([SENTENCE], [], ["a"])
    assert "answer_groups 请补上。" in row["note"]


def test_a_right_refusal_is_not_declared_unanswerable(store: Feedback) -> None:
    store.record(refused(STAFF), verdict="right")
    row = only_row(store)
    assert proposed(row) == ([], [], [], [])
    assert f"{PROPOSED}拒答被判对，可能没有答案。" in row["note"]


def test_what_is_wanted_can_be_narrowed(store: Feedback) -> None:
    store.record(refused("拒答"), day=DAY)
    store.record(refused("拒答而判错"), day=date(2026, 3, 10), verdict="wrong")
    store.record(answered("答错", "6亿元", short=None), day=date(2026, 3, 11), verdict="wrong")
    store.record(answered("答对", "6亿元", short=None), day=date(2026, 3, 12), verdict="right")

    def asked(**wanted: object) -> list[str]:
        return [row["question"] for row in from_feedback(store, **wanted)]  # type: ignore[arg-type]

    assert asked() == ["拒答", "拒答而判错", "答错", "答对"]
    assert asked(only="refused") == ["拒答", "拒答而判错"]
    assert asked(only="wrong") == ["拒答而判错", "答错"]
    assert asked(since=date(2026, 3, 11)) == ["答错", "答对"]
    with pytest.raises(EvalError, match="里没有2026-03-12以来判错的问题，没有写题集。"):
        asked(since=date(2026, 3, 12), only="wrong")


def test_the_written_set_is_read_and_nothing_in_it_is_judged(
    store: Feedback, tmp_path: Path
) -> None:
    said = answered(INVESTMENT, "**6.2亿元** [1]", short="6.2亿元", places=(("a", SENTENCE),))
    store.record(said, verdict="right", history=[(STAFF, "")])
    store.record(said, verdict="wrong", correction="7亿元")
    store.record(refused(STAFF + "\u2028换行\n“引号”"), day=DAY)
    out = tmp_path / "sets" / "mine.jsonl"
    write_set(from_feedback(store), out)
    checked = check_set(out, bodies={"a": f"开工。{SENTENCE}"})
    assert checked.sound
    assert [(f.serious, "answerable 还是 null" in f.what) for f in checked.findings] == [
        (False, True)
    ] * 3
    questions = load_questions(out)
    assert [question.answerable for question in questions] == [None] * 3
    followup = next(question for question in questions if question.history)
    assert followup.history == ((STAFF, ""),)
    assert followup.evidence == (("a", SENTENCE),)
    assert next(q for q in questions if "换行" in q.question).as_of == DAY
    assert [set(json.loads(line)) for line in out.read_text("utf-8").split("\n")[:-1]] == [
        set(only_row_keys())
    ] * 3


def only_row_keys() -> tuple[str, ...]:
    """Return the fields of a set's row, in their order."""
    return (
        *("qid", "question", "history", "answers", "answer_groups", "gold_doc_ids", "evidence"),
        *("answerable", "type", "as_of", "note"),
    )


def test_a_file_is_never_overwritten(store: Feedback, tmp_path: Path) -> None:
    store.record(refused(STAFF))
    out = tmp_path / "mine.jsonl"
    out.write_text("半天的工夫", "utf-8")
    with pytest.raises(
        EvalError, match=r"mine\.jsonl 已经存在，不会覆盖它，请用 --out 换一个文件名。"
    ):
        write_set(from_feedback(store), out)
    assert out.read_text("utf-8") == "半天的工夫"
    with pytest.raises(EvalError, match=r"写不了（.*），请用 --out 换一个地方。"):
        write_set(from_feedback(store), out / "below.jsonl")
