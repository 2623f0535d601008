"""From a question to a cited answer, without an LLM."""

import re
from datetime import date

import pytest

from assistant.answer import MAX_QUESTION, answer_from_passages
from assistant.schema import REFUSAL, Answer, AssistantError, Turn
from tests.answer_fixtures import LIBRARY, assistant


def check_citations(answer: Answer) -> None:
    said = {int(n) for n in re.findall(r"\[(\d+)\]", answer.answer)}
    assert said == {c.n for c in answer.citations}
    for c in answer.citations:
        assert LIBRARY[c.doc_id].body[c.start : c.end] == c.quote
        assert all(c.start <= a < b <= c.end for a, b in c.marks)


@pytest.mark.parametrize(
    ("question", "short", "doc_id"),
    [
        ("青岭的芯片产业园总投资多少？", "约5亿元", "park"),
        ("青岭芯片产业园占地多少亩？", "62亩", "park"),
        ("青岭芯片产业园什么时候竣工？", "2026年四季度", "park"),
        ("白河的气流纺织项目用地多少亩？", "17.26亩", "textile"),
        ("白河高新区获得赋权多少项？", "51项", "rights"),
        ("青岭经开区获得赋权多少项？", "58项", "rights"),
    ],
)
def test_the_figure_its_sentence_and_its_place(question: str, short: str, doc_id: str) -> None:
    answer = assistant().ask(question)
    assert answer.short_answer == short
    assert answer.citations[0].doc_id == doc_id
    assert answer.answer.startswith(f"**{short}** [1]\n\n")
    assert not answer.refused
    check_citations(answer)


@pytest.mark.parametrize(
    "question",
    [
        "青岭芯片产业园有多少员工？",
        "白河的气流纺织项目什么时候竣工？",
        "红石经开区的水泥项目总投资多少？",
    ],
)
def test_what_no_article_says_is_refused(question: str) -> None:
    answer = assistant().ask(question)
    assert answer.refused
    assert answer.answer == REFUSAL
    assert answer.citations == ()
    assert answer.short_answer is None
    assert answer.frame.nearby


def test_last_year_is_counted_from_the_article() -> None:
    answer = assistant().ask("青岭芯片产业园什么时候签约？", as_of=date(2030, 1, 1))
    assert answer.short_answer == "去年年底（2024年年底）"
    (derived,) = answer.derived
    assert (derived.value, derived.citations) == ("2024年年底", (1,))
    assert "2025年11月" in derived.rule


def test_as_of_says_how_this_year_was_understood() -> None:
    answer = assistant().ask("青岭芯片产业园今年总投资多少？", as_of=date(2025, 11, 14))
    assert answer.frame.understood == "今年指2025年"


def test_the_frame_says_as_of_when() -> None:
    assert assistant().ask("青岭芯片产业园总投资多少？").frame.as_of == "2025-11"


def test_a_follow_up_leans_on_the_last_question() -> None:
    history = [Turn("青岭芯片产业园总投资多少？", "约5亿元")]
    answer = assistant().ask("什么时候竣工？", history=history)
    assert answer.short_answer == "2026年四季度"
    assert "青岭芯片产业园" in answer.standalone_question
    assert answer.frame.understood == answer.standalone_question


def test_an_article_s_asterisks_and_brackets_stay_text() -> None:
    answer = assistant().ask("省报的原文写着什么星号？")
    assert "[3]" not in answer.answer.replace("〔3〕", "")
    assert "*星号*" not in answer.answer
    check_citations(answer)


def test_small_talk_is_no_refusal() -> None:
    answer = assistant().ask("你好")
    assert not answer.refused
    assert answer.citations == ()


@pytest.mark.parametrize("question", ["", " \n\u3000", "问" * (MAX_QUESTION + 1)])
def test_a_question_that_cannot_be_asked(question: str) -> None:
    with pytest.raises(AssistantError, match="问题"):
        assistant().ask(question)


def test_an_unknown_article_is_one_sentence() -> None:
    with pytest.raises(AssistantError, match="no-such"):
        assistant().article("no-such")


def test_passages_that_are_handed_in() -> None:
    passages = ["青岭的芯片产业园总投资约5亿元，占地62亩。", "白河的项目总投资7000万元。"]
    answer = answer_from_passages("青岭的芯片产业园占地多少亩？", passages)
    assert answer.short_answer == "62亩"
    assert passages[0][answer.citations[0].start : answer.citations[0].end] == (
        answer.citations[0].quote
    )
    assert answer_from_passages("青岭的芯片产业园有多少员工？", passages).refused
    assert answer_from_passages("占地多少亩？", []).refused


def test_the_same_question_gets_the_same_answer() -> None:
    first, second = (assistant().ask("青岭芯片产业园总投资多少？").to_json() for _ in range(2))
    first["seconds"] = second["seconds"] = 0
    assert first == second
