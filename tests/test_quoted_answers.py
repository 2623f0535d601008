"""How many sentences an answer quotes, and when a part of one is the short answer."""

import pytest

from assistant.extract import READ_OUT, write_extracted
from assistant.question import read_question
from tests.extract_fixtures import draft_of
from tests.test_rereading import read

TWICE = "芯片产业园总投资约5亿元。芯片产业园二期总投资约3亿元。芯片产业园三期总投资约2亿元。"
PLATFORM = "白河市今年加快建设“数字应急”平台。市里还修了三条路。"


def test_at_most_two_sentences_are_quoted() -> None:
    draft = draft_of("芯片产业园总投资多少？", TWICE)
    assert len(draft.citations) == 2
    assert draft.short_answer == "约5亿元"
    assert "约2亿元" not in draft.text


def test_a_value_of_something_else_is_not_quoted_beside_it() -> None:
    draft = draft_of("芯片产业园总投资多少？", "芯片产业园总投资约5亿元。芯片产业园占地62亩。")
    assert len(draft.citations) == 1


@pytest.mark.parametrize(("logit", "short"), [(READ_OUT, "“数字应急”平台"), (READ_OUT - 0.1, None)])
def test_what_is_read_clearly_is_the_short_answer_to_what(logit: float, short: str | None) -> None:
    question = "白河市加快建设什么平台？"
    asked = read_question(question)
    assert not asked.wants_one_thing
    draft = write_extracted(asked, read(question, PLATFORM, **{"“数字应急": logit}))
    assert draft.short_answer == short
    assert "**“数字应急”平台**" in draft.text
