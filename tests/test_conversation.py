"""Follow-ups lean on what was asked before; a new topic does not."""

from datetime import date

import pytest

from assistant.conversation import Standalone, searched, stand_alone, understood
from assistant.question import read_question
from assistant.schema import Turn

DAY = date(2025, 11, 14)
ASKED = [Turn("太原半导体生态科技港总投资多少？", "约5亿元[1]")]


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("什么时候竣工？", "太原半导体生态科技港什么时候竣工？"),
        ("它占地多少亩？", "太原半导体生态科技港占地多少亩？"),
        ("该项目由谁投资？", "太原半导体生态科技港由谁投资？"),
        ("那建筑面积呢？", "太原半导体生态科技港建筑面积呢？"),
        ("和风陵渡那个比呢？", "太原半导体生态科技港总投资多少，和风陵渡那个比呢？"),
        ("其中设备投资呢？", "太原半导体生态科技港总投资多少，其中设备投资呢？"),
    ],
)
def test_a_follow_up_is_said_as_one_question(question: str, text: str) -> None:
    standalone = stand_alone(question, ASKED)
    assert (standalone.context, standalone.text) == (ASKED[0].question, text)


@pytest.mark.parametrize(
    ("earlier", "question", "text"),
    [
        ("平定经开区被赋权多少项？", "那盂县呢？", "盂县经开区被赋权多少项？"),
        ("平定经开区被赋权多少项？", "那太原高新区呢？", "太原高新区被赋权多少项？"),
        ("长治高新区2024年产值多少？", "那2025年呢？", "长治高新区2025年产值多少？"),
        ("阳泉市有多少户企业？", "大同市呢？", "大同市有多少户企业？"),
    ],
)
def test_the_same_of_another_zone_or_time(earlier: str, question: str, text: str) -> None:
    standalone = stand_alone(question, [Turn(earlier)])
    assert standalone == Standalone(text, reading=text)
    assert understood(standalone, DAY) == text
    assert searched(standalone, DAY) == text


@pytest.mark.parametrize(
    "question",
    [
        "文水经开区入驻企业多少户？",
        "那文水经开区入驻企业多少户？",
        "海南自贸港的加工增值政策对货物有什么要求，什么时候开始实施？",
        "与襄阳高新区签约的是哪家公司？",
        "马斯克的公司总投资多少？",
        "《若干措施》里的总投资有什么要求？",
    ],
)
def test_a_new_topic_stands_alone(question: str) -> None:
    assert stand_alone(question, ASKED) == Standalone(question)


def test_a_question_that_names_what_any_earlier_one_was_about_stands_alone() -> None:
    history = [Turn("青石岭储能产业园总投资多少？"), Turn("青石岭有哪些学校？")]
    question = "青石岭储能产业园招聘了多少名工程师？"
    assert stand_alone(question, history) == Standalone(question)


def test_the_first_question_stands_alone() -> None:
    assert stand_alone("什么时候竣工？", []) == Standalone("什么时候竣工？")


def test_a_long_question_that_shares_its_topic_leans() -> None:
    history = [Turn("第十二届“思源百万助学金”发放仪式在哪里举行？")]
    question = "发放仪式上共为多少名家庭困难学生发放了助学金？"
    assert stand_alone(question, history).context == history[0].question


def test_a_long_question_that_names_nothing_leans() -> None:
    leaning = stand_alone("周围的居民对噪声和交通提出了哪些意见？", ASKED)
    assert leaning.context == ASKED[-1].question


def test_a_chain_of_follow_ups_leans_back_to_the_question_that_stood_alone() -> None:
    history = [*ASKED, Turn("什么时候竣工？", "2026年四季度")]
    standalone = stand_alone("占地多少亩？", history)
    assert standalone.context == f"{ASKED[0].question} 什么时候竣工？"
    assert standalone.text == "太原半导体生态科技港占地多少亩？"


def test_after_a_change_of_topic_a_follow_up_leans_on_the_new_one() -> None:
    history = [*ASKED, Turn("文水经开区入驻企业多少户？", "约600户")]
    assert stand_alone("其中规上企业呢？", history).context == history[1].question


def test_a_return_to_an_earlier_topic_leans_on_that() -> None:
    history = [*ASKED, Turn("文水经开区入驻企业多少户？", "约600户")]
    assert stand_alone("半导体的什么时候竣工？", history).context == ASKED[0].question


def test_names_of_the_latest_answer_are_searched_for() -> None:
    history = [Turn("哪家公司投资建设了科技港？", "由**博通联盟**投资，总部在山东[1]。另见北京。")]
    standalone = stand_alone("这家公司成立多久了？", history)
    assert "山东" in standalone.hints
    assert "北京" not in standalone.hints
    assert searched(standalone, DAY).count("这家公司成立多久了？") == 2


def test_understood_is_said_only_where_it_differs() -> None:
    assert understood(Standalone("文水经开区入驻企业多少户？"), DAY) is None
    assert understood(Standalone("什么时候竣工？", "科技港总投资多少？"), DAY) == (
        "科技港总投资多少，什么时候竣工？"
    )
    assert understood(Standalone("去年投资多少？"), DAY) == "去年指2024年"


def test_what_is_left_out_is_wanted_as_before() -> None:
    read = read_question("其中新能源汽车的呢？", context="长治高新区汽车产量多少辆？")
    assert (read.wanted, read.units) == ("figure", ("辆",))


def test_a_value_alone_is_asked_for_as_a_figure() -> None:
    read = read_question("占地面积呢？", context="科技港什么时候竣工？")
    assert read.wanted == "figure"
    assert "亩" in read.units


def test_a_bare_question_about_nothing_wants_text() -> None:
    assert read_question("其他的呢？").wanted == "text"
