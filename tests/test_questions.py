import json
import os
from datetime import date
from pathlib import Path

import pytest

from eval.questions import EvalError, Question, chosen_types, load_questions
from tests.evaluation_sets import written

GOOD = {"qid": "q1", "question": "一期工程投资多少？", "answerable": True}


def test_every_field_is_read(tmp_path: Path) -> None:
    row = {
        "qid": "q1",
        "question": "占地多大？",
        "answers": ["62亩"],
        "answer_groups": [["62亩", "六十二亩"]],
        "gold_doc_ids": ["a"],
        "answerable": True,
        "type": "followup",
        "history": [
            {"question": "投资多少？", "answer": "5亿元"},
            {"question": "谁建？"},
            "何时？",
        ],
        "evidence": [{"doc_id": "a", "sentence": "占地62亩。", "literal": True}],
        "as_of": "2025-11-20",
        "note": "核对过",
        "source": "别的字段不管",
    }
    assert load_questions(written(tmp_path, row)) == [
        Question(
            qid="q1",
            question="占地多大？",
            answers=("62亩",),
            answer_groups=(("62亩", "六十二亩"),),
            gold_doc_ids=("a",),
            answerable=True,
            type="followup",
            history=(("投资多少？", "5亿元"), ("谁建？", ""), ("何时？", "")),
            evidence=(("a", "占地62亩。"),),
            as_of=date(2025, 11, 20),
            note="核对过",
        )
    ]


def test_short_rows_blank_lines_and_a_byte_order_mark_will_do(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    unknown = {"qid": "q2", "question": "为什么", "answerable": None}
    text = f"\ufeff{json.dumps(GOOD)}\r\n\r\n{json.dumps(unknown)}"
    path.write_text(text, encoding="utf-8", newline="")
    first, second = load_questions(path)
    assert first == Question("q1", "一期工程投资多少？", answerable=True)
    assert second.answerable is None
    assert (first.as_of, first.note) == (None, "")


@pytest.mark.parametrize("char", ["\u2028", "\x85"])
def test_a_row_may_hold_any_character(tmp_path: Path, char: str) -> None:
    (question,) = load_questions(written(tmp_path, GOOD | {"question": f"一{char}二"}))
    assert question.question == f"一{char}二"


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ('{"qid": ', "不是正确的 JSON"),
        ([1], "应是一个 JSON 对象"),
        ({"question": "谁？", "answerable": True}, "缺少字段 qid"),
        (GOOD | {"qid": 7}, "字段 qid 应是不为空的字符串，现在是 7"),
        (GOOD | {"question": " "}, "字段 question"),
        ({"qid": "q", "question": "谁？"}, "缺少字段 answerable"),
        (GOOD | {"answerable": "yes"}, '字段 answerable 应是 true、false 或 null，现在是 "yes"'),
        (GOOD | {"answers": "62亩"}, "字段 answers"),
        (GOOD | {"answer_groups": ["62亩"]}, "字段 answer_groups[0]"),
        (GOOD | {"answer_groups": [["a"], []]}, "字段 answer_groups[1] 应是至少有一个"),
        (GOOD | {"answer_groups": [["a", ""]]}, "字段 answer_groups[0]"),
        (GOOD | {"answer_groups": {}}, "字段 answer_groups 应是列表，现在是 {}"),
        (GOOD | {"gold_doc_ids": [3]}, "字段 gold_doc_ids"),
        (GOOD | {"type": 1}, "字段 type"),
        (GOOD | {"note": ["a"]}, "字段 note"),
        (GOOD | {"as_of": "去年"}, '字段 as_of 应是年-月-日（如 2025-11-20），现在是 "去年"'),
        (GOOD | {"as_of": "2025-13-01"}, "字段 as_of"),
        (GOOD | {"as_of": 2025}, "字段 as_of"),
        (GOOD | {"history": [{"answer": "a"}]}, "history[0] 里缺少字段 question"),
        (GOOD | {"history": [3]}, "字段 history[0]"),
        (GOOD | {"evidence": [{"sentence": "a"}]}, "evidence[0] 里缺少字段 doc_id"),
        (GOOD | {"answerable": False, "gold_doc_ids": ["a"]}, "gold_doc_ids 却不为空"),
        (GOOD | {"answerable": False, "answer_groups": [["a"]]}, "answer_groups 却不为空"),
        (GOOD | {"answers": ["a"]}, "缺少 answer_groups"),
        (GOOD, "qid 'q1' 与第 1 行重复"),
    ],
)
def test_what_is_wrong_is_said_with_file_line_and_field(
    tmp_path: Path, row: object, words: str
) -> None:
    path = written(tmp_path, GOOD, "", row)
    with pytest.raises(EvalError) as caught:
        load_questions(path)
    assert str(caught.value).startswith(f"题集 {path} 第 3 行")
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_long_value_is_cut_in_the_message(tmp_path: Path) -> None:
    with pytest.raises(EvalError) as caught:
        load_questions(written(tmp_path, GOOD | {"answers": "亩" * 5000}))
    assert len(str(caught.value).replace(str(tmp_path), "")) < 150


def test_a_file_that_cannot_be_a_set_is_named(tmp_path: Path) -> None:
    with pytest.raises(EvalError, match=r"找不到题集 .*none\.jsonl"):
        load_questions(tmp_path / "none.jsonl")
    with pytest.raises(EvalError, match="读不了"):
        load_questions(tmp_path)
    with pytest.raises(EvalError, match="是空的"):
        load_questions(written(tmp_path, "", "  "))
    (tmp_path / "gbk.jsonl").write_bytes('{"qid": "问"}'.encode("gb18030"))
    with pytest.raises(EvalError, match="不是 UTF-8"):
        load_questions(tmp_path / "gbk.jsonl")


def test_types_are_chosen_by_name() -> None:
    kinds = ("figure", "list", "", "figure")
    questions = [Question(f"q{n}", "谁？", type=kind) for n, kind in enumerate(kinds)]
    assert [q.qid for q in chosen_types(questions, ["figure"])] == ["q0", "q3"]
    assert [q.qid for q in chosen_types(questions, ["list", "figure"])] == ["q0", "q1", "q3"]
    assert chosen_types(questions, []) == questions
    with pytest.raises(EvalError, match=r"没有类型 'figures' 的题.*figure、list"):
        chosen_types(questions, ["figure", "figures"])


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "questions", "unanswerable", "followups"),
    [
        ("crud_news_dev", 942, 243, 99),
        ("fincuge_finqa_dev", 779, 238, 0),
        ("rageval_zh_dev", 1835, 147, 0),
        ("cmrc2018_trial", 1000, 0, 0),
        ("drcd_dev_s", 3524, 0, 0),
        ("drcd_test_s", 3493, 0, 0),
        ("xquad_zh", 1181, 0, 0),
        ("dureader_demo", 195, 0, 0),
        ("rewrite_zh_dev", 1000, 0, 1000),
        ("zone_dev", 60, 9, 6),
    ],
)
def test_sets_of_others_load(name: str, questions: int, unanswerable: int, followups: int) -> None:
    shared = os.environ.get("ZONE_ASSISTANT_SHARED")
    if not shared:
        pytest.skip("ZONE_ASSISTANT_SHARED IS NOT SET: question sets of others are not checked")
    loaded = load_questions(Path(shared) / "sets" / name / "questions.jsonl")
    assert len(loaded) == questions
    assert sum(question.answerable is False for question in loaded) == unanswerable
    assert sum(bool(question.history) for question in loaded) == followups
