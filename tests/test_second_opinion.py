"""The reader's second opinion on an LLM's answer; the reader here says what a script gives it."""

from collections.abc import Mapping

import pytest

from assistant.answer import Assistant, Sources
from assistant.finding.confidence import THRESHOLD
from assistant.finding.second_opinion import NO_ANSWER, OTHERWISE, SURE, TRUST, UNFOUND
from assistant.schema import REFUSAL, Answer
from index.overlap import OverlapSearch
from tests.answer_fixtures import LIBRARY
from tests.llm_server import Reply, served
from tests.test_rereading import ScriptedReader

MONEY = "青岭芯片产业园总投资多少？"
BUILDER = "青岭芯片产业园由哪家公司投资建设？"
FOUND = {"约5亿元": 18.0}


def ask(question: str, told: str, script: Mapping[str, float] | None) -> Answer:
    search = OverlapSearch.over(LIBRARY.values())
    reader = None if script is None else ScriptedReader(script)
    sources = Sources(search, LIBRARY, rarity=lambda _: 1.0, reader=reader)
    with served(Reply(told)) as (_, llm):
        return Assistant(sources, llm=llm).ask(question)


def test_what_the_reader_finds_too_stands_as_it_is() -> None:
    answer = ask(MONEY, "总投资**约5亿元**。[1]", FOUND)
    assert answer.mode == "generative"
    assert answer.notices == ()
    assert answer.confidence > THRESHOLD


def test_another_figure_than_the_reader_s_is_to_be_checked() -> None:
    told = "占地面积**62亩**。[1]"
    doubted, alone = ask(MONEY, told, FOUND), ask(MONEY, told, {"约5亿元": SURE - 0.1})
    assert doubted.notices == (OTHERWISE.format(said="约5亿元"),)
    assert alone.notices == ()
    assert (doubted.answer, doubted.citations) == (alone.answer, alone.citations)


def test_no_answer_in_any_cited_sentence_is_to_be_checked() -> None:
    script = {"约5亿元": NO_ANSWER - 1, "竣工": 18.0}  # the second is not cited
    answer = ask(MONEY, "总投资**约5亿元**。[1]", script)
    assert "约5亿元" in answer.citations[0].quote
    assert answer.notices == (UNFOUND,)


def test_less_is_left_of_the_confidence() -> None:
    told = "占地面积**62亩**。[1]"
    sure = ask(MONEY, "总投资**约5亿元**。[1]", FOUND).confidence
    assert ask(MONEY, told, FOUND).confidence == pytest.approx(max(TRUST * sure, THRESHOLD))


@pytest.mark.parametrize(
    ("name", "agrees"), [("远山科技", True), ("远山科技有限公司", True), ("青岭经开区", False)]
)
def test_part_of_a_name_agrees_with_the_whole(name: str, agrees: bool) -> None:
    answer = ask(BUILDER, f"**{name}**。[1]", {"远山科技有限公司": 18.0})
    assert answer.mode == "generative"
    assert (answer.notices == ()) is agrees


def test_without_a_reader_and_for_a_comparison_there_is_no_opinion() -> None:
    assert ask(MONEY, "占地面积**62亩**。[1]", None).notices == ()
    both = "青岭芯片产业园和白河气流纺织项目总投资分别是多少？"
    assert ask(both, "约5亿元。[1]", {"约5亿元": NO_ANSWER - 1}).notices == ()


def test_a_refusal_is_left_alone() -> None:
    answer = ask(MONEY, REFUSAL, FOUND)
    assert (answer.refused, answer.notices) == (True, ())
