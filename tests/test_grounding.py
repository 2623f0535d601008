from typing import Any

import pytest

from eval.scoring.grounding import is_grounded, is_quoted

BODY = "甲区二期项目总投资约5亿元，占地62亩。甲区现有员工120人。去年签约32家企业。"
BODIES = {"a": BODY}
INVESTED = "甲区二期项目总投资约5亿元，占地62亩。"
STAFF = "甲区现有员工120人。"
SIGNED = "去年签约32家企业。"


def cite(n: int, quote: str, **other: Any) -> dict[str, Any]:
    start = BODY.index(quote) if quote else 0
    return {
        "n": n,
        "doc_id": "a",
        "start": start,
        "end": start + len(quote),
        "quote": quote,
    } | other


def row(answer: str, *quotes: str, **other: Any) -> dict[str, Any]:
    citations = [cite(n, quote) for n, quote in enumerate(quotes, start=1)]
    return {"answer": answer, "citations": citations} | other


@pytest.mark.parametrize(
    "answer",
    [
        "**约5亿元** [1]",
        "总投资5亿元 [1]，员工120人 [2]。",
        "**约5亿元** [1]\n甲区二期项目总投资约**5亿元**，占地62亩。 [1]\n员工120人 [2]",
        "总投资50000万元 [1]",  # the same value and unit, said otherwise
        "总投资５亿元 [1]",
        "员工120人，总投资5亿元 [1][2]。",
        "员工120人，总投资5亿元 [1] [2]。",
        "员工120人，总投资5亿元 [1]、[2]。",
        "甲区建在河边。",  # no figure, nothing to bear out
        "1. 总投资5亿元 [1]",  # the number of a list
        "2、员工120人 [2]",
        "",
    ],
)
def test_grounded(answer: str) -> None:
    assert is_grounded(row(answer, INVESTED, STAFF)) is True


@pytest.mark.parametrize(
    "answer",
    [
        "总投资6亿元 [1]",
        "总投资5亿美元 [1]",
        "总投资500万元 [1]",
        "占地62平方米 [1]",
        "总投资5亿元",  # cites nothing
        "总投资5亿元 [3]",  # cites what isn't there
        "总投资5亿元 [2]，员工120人 [1]",  # each in the other's sentence
        "总投资5亿元 [1]，占地62亩 [2]",
        "总投资5亿元 [1]。员工120人。",  # the second has no citation
        "总投资5亿元 [1]\n员工130人 [2]",
        "2023年11月动工 [1]",  # a year that nobody said
        "共58 [1]",  # no unit, but a number
    ],
)
def test_not_grounded(answer: str) -> None:
    assert is_grounded(row(answer, INVESTED, STAFF)) is False


def test_shuffled_citations_are_caught() -> None:
    answer = "总投资5亿元 [1]，员工120人 [2]，签约32家 [3]"
    assert is_grounded(row(answer, INVESTED, STAFF, SIGNED)) is True
    assert is_grounded(row(answer, STAFF, SIGNED, INVESTED)) is False
    assert is_grounded(row(answer, INVESTED, SIGNED, STAFF)) is False


@pytest.mark.parametrize(
    ("short", "grounded"),
    [
        ("约5亿元", True),
        ("120人", True),
        ("约6亿元", False),
        ("甲区", True),
        ("", True),
        (None, True),
    ],
)
def test_a_short_answer_may_rest_on_any_citation(short: str | None, grounded: bool) -> None:
    said = row("总投资5亿元 [1]，员工120人 [2]", INVESTED, STAFF, short_answer=short)
    assert is_grounded(said) is grounded


def test_each_row_of_a_table_stands_on_its_own_citation() -> None:
    head = "| 项目 | 数量 | 资料时间 | 出处 |\n|---|---|---|---|\n"
    good = head + "| 员工 | **120人** | 2025年11月 | [1] |\n| 签约 | **32家** | 2025年 | [2] |"
    dated = [cite(1, STAFF, published="2025-11"), cite(2, SIGNED, published="2025")]
    assert is_grounded({"answer": good, "citations": dated}) is True
    assert is_grounded(row(good, STAFF, SIGNED)) is False, "the day must be its article's"
    assert is_grounded(row(good.replace("32", "33"), STAFF, SIGNED)) is False
    assert is_grounded(row(good, SIGNED, STAFF)) is False
    assert is_grounded(row(good.replace("[2]", ""), STAFF, SIGNED)) is False


def test_what_is_derived_needs_no_sentence_of_its_own() -> None:
    answer = "两区共签约59家 [1][2]"
    derived = [{"value": "59家", "rule": "32 + 27", "citations": [1, 2]}]
    assert is_grounded(row(answer, SIGNED, STAFF)) is False
    assert is_grounded(row(answer, SIGNED, STAFF, derived=derived)) is True
    assert is_grounded(row(answer.replace("59", "60"), SIGNED, STAFF, derived=derived)) is False
    assert is_grounded(row("59家", SIGNED, short_answer="59家", derived=derived)) is True


def test_who_has_no_citations_was_not_asked_for_them() -> None:
    assert is_grounded({"answer": "总投资5亿元"}) is None
    assert is_grounded({"answer": "总投资5亿元", "citations": None}) is None
    assert is_grounded({"answer": "总投资5亿元", "citations": []}) is False
    assert is_grounded({"answer": "你好！", "citations": []}) is True


def test_quoted() -> None:
    assert is_quoted(row("", INVESTED, SIGNED), BODIES) is True
    assert is_quoted(row(""), BODIES) is None  # nothing was quoted
    assert is_quoted({"answer": ""}, BODIES) is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"start": BODY.index(STAFF) + 1, "end": BODY.index(STAFF) + 1 + len(STAFF)},
        {"start": BODY.index(STAFF) - 1, "end": BODY.index(STAFF) - 1 + len(STAFF)},
        {"end": BODY.index(STAFF) + len(STAFF) + 1},
        {"quote": STAFF.replace("120", "130")},
        {"quote": ""},
        {"quote": "", "start": 3, "end": 3},
        {"doc_id": "b"},
    ],
)
def test_a_quotation_that_is_not_in_its_place_is_caught(wrong: dict[str, Any]) -> None:
    good = cite(1, STAFF)
    assert is_quoted({"citations": [good]}, BODIES) is True
    assert is_quoted({"citations": [good | wrong]}, BODIES) is False
    assert is_quoted({"citations": [cite(1, INVESTED), good | wrong]}, BODIES) is False


def test_offsets_that_only_a_slice_forgives_are_no_place() -> None:
    size = len(SIGNED)
    from_the_end = {"start": -size - 1, "end": -1, "quote": BODY[-size - 1 : -1]}
    beyond = {"end": len(BODY) + 5}
    for forgiven in (from_the_end, beyond):
        wrong: dict[str, Any] = cite(1, SIGNED) | forgiven
        assert BODY[wrong["start"] : wrong["end"]] == wrong["quote"]
        assert is_quoted({"citations": [wrong]}, BODIES) is False
