"""What a question wants, in which units, and what its focus is."""

import pytest

from assistant.focus import find_focus, focus_match
from assistant.question import read_question


@pytest.mark.parametrize(
    ("text", "wanted", "units"),
    [
        ("太原半导体生态科技港总投资多少？", "figure", ("元",)),
        ("风陵渡的气流纺织项目用地多少亩", "figure", ("亩",)),
        ("平定经开区被赋权多少项县级事项", "figure", ("项",)),
        ("文水经开区入驻企业多少户", "figure", ("户",)),
        ("规划面积总共多少公顷？", "figure", ("平方米",)),
        ("阳泉高新区省、市重点项目开复工率", "figure", ("%",)),
        ("中标金额是什么？", "figure", ("元",)),
        ("上半年GDP环比萎缩了多少？", "figure", ("%",)),
        ("能提供多大的算力？", "figure", ()),
        ("能申请多少天使投资？", "figure", ("元",)),
        ("这个项目什么时候竣工？", "date", ()),
        ("是哪年哪月开工的？", "date", ()),
        ("负责人是谁？", "person", ()),
        ("由哪家公司投资建设？", "body", ()),
        ("建在哪里？", "place", ()),
        ("入驻的企业有哪些？", "list", ()),
        ("哪几家企业落户园区？", "list", ()),
        ("这几年投资了哪些项目？", "list", ()),
        ("近几年引进了谁？", "person", ()),
        ("会议提出了几点要求？", "figure", ("点",)),
        ("几点开工？", "date", ()),
        ("为什么要搞标准地？", "text", ()),
    ],
)
def test_wanted_and_units(text: str, wanted: str, units: tuple[str, ...]) -> None:
    question = read_question(text)
    assert (question.wanted, question.units) == (wanted, units)


@pytest.mark.parametrize(
    ("text", "focus"),
    [
        ("科技港什么时候竣工？", ("竣工",)),
        ("科技港有多少员工", ("员工",)),
        ("一期的总投资是多少？", ("总投资",)),
        ("博通集团有多少家入园企业", ("入园",)),
        ("建成后能提供多少个就业岗位？", ("就业", "岗位")),
        ("用地多少亩", ("用地",)),
        ("太原半导体生态科技港总投资多少？", ("总投资",)),
        ("丽江和府酒店的营业收入是多少？", ("营业", "收入")),
    ],
)
def test_focus_is_what_is_asked_not_whom_it_is_about(text: str, focus: tuple[str, ...]) -> None:
    assert find_focus(text) == focus


def test_a_question_without_words_has_no_focus() -> None:
    assert find_focus("？？？") == ()
    assert find_focus("多少") == ()
    assert focus_match((), "总投资约5亿元") == 0.0


def test_focus_match_knows_words_that_say_the_same() -> None:
    assert focus_match(("竣工",), "2026年四季度竣工验收") == 1.0
    assert focus_match(("竣工",), "预计明年完工") == 0.9
    assert focus_match(("竣工",), "去年年底签约落地") == 0.0
    assert focus_match(("年产值",), "规划年产能5000吨") < 0.5


def test_context_gives_words_and_zones_but_wants_nothing() -> None:
    question = read_question("什么时候竣工？", context="文水经开区总投资多少亿元？")
    assert question.wanted == "date"
    assert question.units == ()
    assert "文水" in question.context
    assert question.zones == ("文水经开区",)
