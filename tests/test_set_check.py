from pathlib import Path

import pytest

from eval.check import check_set
from eval.questions import EvalError, Question, chosen_types, load_questions, some
from tests.cli_driver import run_cli
from tests.evaluation_sets import written

BODIES = {
    "park": "青岭产业园总投资约5亿元，占地62亩。",
    "textile": "白河纺织项目用地17.26亩。",
}
GOOD = {
    "qid": "q1",
    "question": "青岭产业园投了多少钱？",
    "answers": ["约5亿元"],
    "answer_groups": [["5亿元", "5亿"]],
    "gold_doc_ids": ["park"],
    "answerable": True,
    "type": "figure",
    "evidence": [{"doc_id": "park", "sentence": "总投资约5亿元"}],
}
MISS = {"qid": "q2", "question": "青岭产业园有多少员工？", "answerable": False, "type": "near_miss"}


def said(path: Path, *, bodies: dict[str, str] | None = BODIES) -> list[str]:
    return [str(finding) for finding in check_set(path, bodies=bodies).findings]


def test_a_sound_set_has_no_findings(tmp_path: Path) -> None:
    checked = check_set(written(tmp_path, GOOD, MISS), bodies=BODIES)
    assert checked.findings == ()
    assert checked.sound
    assert checked.types == {"figure": 1, "near_miss": 1}


def test_every_wrong_line_is_named_not_only_the_first(tmp_path: Path) -> None:
    rows = [GOOD, "{", GOOD | {"qid": ""}, MISS, GOOD, GOOD | {"qid": "q5", "as_of": "今年"}]
    path = written(tmp_path, *rows)
    assert said(path) == [
        "第 2 行：不是正确的 JSON（第 2 个字符处：少了逗号、引号或括号）",
        '第 3 行：字段 qid 应是不为空的字符串，现在是 ""',
        "第 5 行：qid 'q1' 与第 1 行重复",
        '第 6 行：字段 as_of 应是年-月-日（如 2025-11-20），现在是 "今年"',
    ]
    assert not check_set(path).sound


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"gold_doc_ids": ["park", "gone"]}, "gold_doc_ids[1] 'gone' 不是所给文章的编号"),
        (
            {"evidence": [{"doc_id": "textile", "sentence": "用地17.26亩"}]},
            "evidence[0] 的 doc_id 'textile' 不在 gold_doc_ids 里",
        ),
        (
            {"evidence": [{"doc_id": "park", "sentence": "总投资约6亿元"}]},
            "evidence[0] 的原句不在文章 park 里：总投资约6亿元",
        ),
        ({"type": "near_miss"}, "type 是 near_miss，answerable 却是 true"),
        (
            {"answer_groups": [["50亿元"]]},
            "（提示）answer_groups[0] 的说法在 answers 里一个也没有：50亿元",
        ),
        (
            {"answer_groups": [["约5亿元"], ["99亩"]], "answers": ["约5亿元", "99亩"]},
            "（提示）answer_groups[1] 的说法在标准文章里一个也没有：99亩",
        ),
        ({"evidence": ["park"]}, "（提示）evidence[0] 没有 sentence"),
        ({"evidence": []}, "（提示）没有 evidence：找到的原句和引文无从判分"),
        (
            {"gold_doc_ids": [], "evidence": []},
            "（提示）没有 gold_doc_ids：找到的文章无从判分",
        ),
        ({"gold_docs": ["park"]}, "（提示）字段 gold_docs 没有用到，是不是 gold_doc_ids"),
        ({"type": "figuer"}, "（提示）type 'figuer' 不是常用的类型，是不是 figure"),
        ({"answerable": None}, "（提示）answerable 还是 null：请判断能不能回答"),
        (
            {"answer_groups": [], "answers": [], "gold_doc_ids": [], "evidence": []},
            "（提示）gold_doc_ids 和 answer_groups 都是空的，这道题无从判分",
        ),
    ],
)
def test_gold_is_held_against_itself_and_the_articles(
    change: dict[str, object], what: str, tmp_path: Path
) -> None:
    path = written(tmp_path, MISS, GOOD | change)
    assert f"第 2 行：{what}" in said(path)
    assert check_set(path, bodies=BODIES).sound == what.startswith("（提示）")


def test_all_that_is_wrong_in_a_line_is_said_at_once(tmp_path: Path) -> None:
    row = GOOD | {"question": "", "evidence": 5, "answerable": "yes"}
    assert len(said(written(tmp_path, GOOD, row))) == 4  # and the same qid again


@pytest.mark.parametrize(
    ("line", "slip"),
    [
        ('{"qid": "q1",}', "第 14 个字符处：前面多了一个逗号"),
        ('{“qid”: "q1"}', "第 2 个字符处：这里用了中文的“"),
        ('{"qid": "q1" "question": "谁？"}', "第 14 个字符处：少了逗号、引号或括号"),
        ("[" * 100_000, "括号嵌套得太深"),
    ],
)
def test_common_slips_are_named(line: str, slip: str, tmp_path: Path) -> None:
    (finding,) = said(written(tmp_path, line))
    assert slip in finding


def test_width_and_spaces_make_no_other_sentence(tmp_path: Path) -> None:
    evidence = [{"doc_id": "park", "sentence": "总投资约 ５亿元"}]
    assert said(written(tmp_path, GOOD | {"evidence": evidence})) == []


def test_without_articles_only_the_set_itself_is_checked(tmp_path: Path) -> None:
    evidence = [{"doc_id": "elsewhere", "sentence": "不在手边"}]
    path = written(tmp_path, GOOD | {"gold_doc_ids": ["elsewhere"], "evidence": evidence})
    assert said(path, bodies=None) == []


def test_types_are_chosen_by_name(tmp_path: Path) -> None:
    questions = load_questions(written(tmp_path, GOOD, MISS))
    assert chosen_types(questions, []) == questions
    assert [q.qid for q in chosen_types(questions, ["near_miss"])] == ["q2"]
    with pytest.raises(
        EvalError, match=r"没有类型 'lists' 的题，请从这些里选：figure、near_miss。"
    ):
        chosen_types(questions, ["lists"])


def test_the_command_lists_findings_and_counts_and_fails(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    brief = "---\nid: park\ntitle: 青岭\nsource: 青岭日报\npublished: 2025-11\n---\n\n"
    (tmp_path / "articles/park.md").write_text(brief + BODIES["park"], encoding="utf-8")
    path = written(tmp_path, GOOD, MISS)
    words = ("eval", "check", path, "--articles", "articles")
    ran = run_cli(*words, cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    assert f"{path}：2 行，读出 2 题，其中 1 题资料里没有答案；0 处错误" in ran.out
    written(tmp_path, GOOD | {"gold_doc_ids": ["gone"]}, MISS | {"answerable": None})
    ran = run_cli(*words, cwd=tmp_path)
    assert ran.code == 1
    assert "第 1 行：gold_doc_ids[0] 'gone' 不是所给文章的编号" in ran.out
    assert "2 处错误（改正后才能用），1 条提示。" in ran.out


def test_a_set_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    assert "找不到题集" in run_cli("eval", "check", "gone.jsonl", cwd=tmp_path).sentence


def test_some_questions_are_a_fair_share_that_grows() -> None:
    asked = [Question(f"q{n}", "谁？", type="ab"[n // 50]) for n in range(100)]
    ten, forty = some(asked, 10), some(asked, 40)
    assert set(ten) < set(forty)
    assert forty == sorted(forty, key=asked.index)
    assert 10 <= sum(question.type == "a" for question in forty) <= 30
    assert some(asked, None) == asked
