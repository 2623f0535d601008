"""What is no question gets a fitting reply; what only sounds like one is looked up."""

import pytest

from assistant.answer import answer_from_passages
from assistant.asking.smalltalk import ABOUT, small_talk
from assistant.schema import REFUSAL

GREETINGS = ["你好", "您好！", "你好呀~", "hello", "Hi", "早上好", "在吗？", "你好，在吗"]
THANKS = ["谢谢", "谢谢你的回答！", "非常感谢", "多谢啦", "辛苦了", "好的，谢谢"]
ABILITIES = ["你能做什么", "你能做什么？", "请问你是谁", "你会什么", "怎么用", "你可以回答什么问题"]
WEATHER = ["今天天气怎么样？", "太原明天会下雨吗", "北京气温多少", "明天天气如何"]


@pytest.mark.parametrize("said", GREETINGS)
def test_a_greeting_is_answered(said: str) -> None:
    reply = small_talk(said)
    assert reply is not None
    assert reply.startswith("您好")


@pytest.mark.parametrize("said", THANKS)
def test_thanks_are_answered(said: str) -> None:
    reply = small_talk(said)
    assert reply is not None
    assert reply.startswith("不客气")


@pytest.mark.parametrize("said", ABILITIES)
def test_what_it_can_do_is_said(said: str) -> None:
    assert small_talk(said) == ABOUT


@pytest.mark.parametrize("said", WEATHER)
def test_the_weather_is_somebody_elses(said: str) -> None:
    reply = small_talk(said)
    assert reply is not None
    assert "天气预报" in reply


@pytest.mark.parametrize(
    "question",
    [
        "天气雷达项目投资多少？",
        "云溪高新区的天气雷达站总投资多少",
        "气象产业园的气温传感器项目投资多少",
        "好想知道云溪高新区投资多少",
        "你好，云溪高新区储能电池项目总投资多少？",
        "谢谢，那占地多少亩？",
        "感谢信是谁写的",
        "哪个园区帮助企业最多",
        "高新区能做什么业务",
        "早稻产量多少",
        "云溪高新区空气质量优良天数多少天",
        "有什么政策",
        "",
    ],
)
def test_a_question_that_holds_such_words_is_looked_up(question: str) -> None:
    assert small_talk(question) is None


@pytest.mark.parametrize("said", ["你好", "谢谢", "你能做什么？", "今天天气怎么样？"])
def test_a_reply_is_no_refusal_and_cites_nothing(said: str) -> None:
    answer = answer_from_passages(said, ["今天天气怎么样，是云溪气象台每天都要回答的问题。"])
    assert not answer.refused
    assert answer.answer == small_talk(said) != REFUSAL
    assert answer.citations == ()
    assert answer.short_answer is None


def test_a_question_after_a_greeting_is_answered() -> None:
    passages = ["云溪高新区的天气雷达项目总投资1.2亿元。"]
    answer = answer_from_passages("你好，云溪高新区的天气雷达项目总投资多少？", passages)
    assert answer.short_answer == "1.2亿元"
