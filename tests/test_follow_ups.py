"""What may be asked after an answer: each has been tried, and is answered with something new."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from assistant.answer import Assistant, Sources
from assistant.framing.attributes import ATTRIBUTES
from assistant.framing.candidates import subject_of
from assistant.framing.follow_ups import MAX_QUESTIONS, MAX_TRIED, follow_ups
from assistant.framing.phrasing import MAX_CHARS, phrase
from assistant.schema import Answer, Filters, Frame, Turn
from corpus.article import Article
from corpus.zones import find_zones
from index.overlap import OverlapSearch

BODIES = {
    "park": "青岭芯片产业园总投资约5亿元。青岭芯片产业园占地面积62亩。\n"
    "青岭芯片产业园由远山科技有限公司投资建设。青岭芯片产业园预计2026年6月竣工。",
    "zone": "青岭经开区现有规上企业58家。青岭经开区2024年完成税收3.2亿元。",
    "other": "白河高新区2024年完成税收1.8亿元。白河高新区的免税额为0.3亿元。",
}
ARTICLES = {
    doc_id: Article(doc_id, "", body, published="2025-11", zones=find_zones(body))
    for doc_id, body in BODIES.items()
}
SOURCES = Sources(OverlapSearch.over(ARTICLES.values()), ARTICLES, rarity=lambda _: 1.0)
ASSISTANT = Assistant(SOURCES)
INVESTED = "青岭芯片产业园总投资多少？"


def after(question: str, history: Sequence[Turn] = ()) -> list[str]:
    answer = ASSISTANT.ask(question, history=history)
    return list(follow_ups(answer, SOURCES, ask=ASSISTANT.ask, history=history, seconds=60))


@pytest.mark.parametrize(
    "question",
    [INVESTED, "青岭芯片产业园有多少员工？", "青岭经开区2024年税收多少？"],
)
def test_each_is_answered_and_differs(question: str) -> None:
    shown = ASSISTANT.ask(question)
    offered = after(question)
    assert 0 < len(offered) <= MAX_QUESTIONS
    assert len({*offered, question}) == len(offered) + 1
    for asked in offered:
        answer = ASSISTANT.ask(asked)
        assert not answer.refused
        assert len(asked) <= MAX_CHARS
        old = {(c.doc_id, c.start) for c in shown.citations}
        assert {(c.doc_id, c.start) for c in answer.citations} - old


def test_the_subject_s_other_facts_come_first() -> None:
    assert after(INVESTED)[0] == "青岭芯片产业园占地面积是多少？"


def test_a_refusal_is_followed_by_what_there_is() -> None:
    offered = after("青岭芯片产业园有多少员工？")
    assert offered[:2] == [INVESTED, "青岭芯片产业园占地面积是多少？"]


def test_the_same_is_asked_of_another_zone() -> None:
    assert "白河高新区2024年税收多少？" in after("青岭经开区2024年税收多少？")
    assert "白河高新区税收多少？" in after("青岭经开区2019年税收多少？")


@pytest.mark.parametrize("question", ["你好", "谢谢", "你能做什么？"])
def test_nothing_follows_small_talk(question: str) -> None:
    assert after(question) == []


def test_what_was_asked_is_not_offered_again() -> None:
    asked = "青岭芯片产业园占地面积是多少？"
    history = (Turn(asked, ASSISTANT.ask(asked).answer),)
    assert asked in after(INVESTED)
    assert asked not in after(INVESTED, history)
    otherwise = (Turn("青岭芯片产业园占地多少亩？", "**62亩** [1]"),)
    assert asked not in after(INVESTED, otherwise)


def test_what_an_earlier_answer_said_is_no_news() -> None:
    said = (Turn("介绍一下它", "这里占地面积**62亩** [1]，还有别的。"),)
    assert "青岭芯片产业园占地面积是多少？" not in after(INVESTED, said)


def test_a_refusal_that_asks_back_has_its_own_questions() -> None:
    refused = ASSISTANT.ask("青岭芯片产业园有多少员工？")
    assert list(ASSISTANT.suggestions(refused))
    asking_back = replace(refused, frame=Frame(nearby=("白河高新区有多少企业？",)))
    assert list(ASSISTANT.suggestions(asking_back)) == []


def test_filters_that_leave_nothing_leave_no_question() -> None:
    answer = ASSISTANT.ask(INVESTED)
    assert list(ASSISTANT.suggestions(answer, filters=Filters(zones=("红石高新区",)))) == []


def test_no_more_than_a_few_are_tried() -> None:
    tried: list[str] = []

    def refuse(question: str) -> Answer:
        tried.append(question)
        return Answer(question, question, "", refused=True)

    assert list(follow_ups(ASSISTANT.ask(INVESTED), SOURCES, ask=refuse, seconds=60)) == []
    assert 1 < len(tried) <= MAX_TRIED
    assert len(set(tried)) == len(tried)


def test_what_is_answered_beside_the_point_is_not_offered() -> None:
    other = ASSISTANT.ask("青岭经开区有多少家规上企业？")
    assert not other.refused
    assert list(follow_ups(ASSISTANT.ask(INVESTED), SOURCES, ask=lambda _: other)) == []


@pytest.mark.parametrize(
    ("label", "sentence", "asked"),
    [
        ("竣工时间", "预计2026年6月封顶", "青岭芯片产业园什么时候封顶？"),
        ("建设单位", "由远山科技有限公司投资建设", "青岭芯片产业园由谁投资建设？"),
        ("就业", "带动就业300人", "青岭芯片产业园能带动多少人就业？"),
        ("就业", "现有员工300人", "青岭芯片产业园有多少名员工？"),
        ("税收", "免税额0.3亿元", ""),
        ("增速", "税收增长3%", ""),
    ],
)
def test_one_asks_in_the_sentence_s_own_words(label: str, sentence: str, asked: str) -> None:
    park = subject_of(INVESTED)
    assert park is not None
    attribute = next(attribute for attribute in ATTRIBUTES if attribute.label == label)
    assert phrase(park, attribute, sentence) == asked
