"""Follow-ups lean on what was asked before; a new topic does not."""

from datetime import date

import pytest

from assistant.conversation import Standalone, is_elliptical, stand_alone, understood
from assistant.schema import Turn

ASKED = [Turn("太原半导体生态科技港总投资多少？", "约5亿元")]


@pytest.mark.parametrize(
    "question",
    [
        "什么时候竣工？",
        "它占地多少亩？",
        "那盂县呢？",
        "和风陵渡那个纺织项目比呢？",
        "其中新能源汽车的呢？",
    ],
)
def test_elliptical(question: str) -> None:
    assert is_elliptical(question)
    assert stand_alone(question, ASKED).context == ASKED[0].question


@pytest.mark.parametrize(
    "question",
    ["文水经开区入驻企业多少户？", "海南自贸港的加工增值政策对货物有什么要求，什么时候开始实施？"],
)
def test_a_new_topic_stands_alone(question: str) -> None:
    assert stand_alone(question, ASKED) == Standalone(question)


def test_the_first_question_stands_alone() -> None:
    assert stand_alone("什么时候竣工？", []) == Standalone("什么时候竣工？")


def test_a_chain_of_follow_ups_leans_on_the_question_that_stood_alone() -> None:
    history = [*ASKED, Turn("什么时候竣工？", "2026年四季度")]
    assert stand_alone("占地多少亩？", history).context == ASKED[0].question


def test_understood_is_said_only_where_it_differs() -> None:
    day = date(2025, 11, 14)
    assert understood(Standalone("文水经开区入驻企业多少户？"), day) is None
    assert understood(Standalone("什么时候竣工？", "科技港总投资多少？"), day) == (
        "科技港总投资多少，什么时候竣工？"
    )
    assert understood(Standalone("去年投资多少？"), day) == "去年指2024年"
