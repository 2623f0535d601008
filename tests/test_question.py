"""What a question wants, in which units, and what its focus is."""

import pytest

from assistant.asking.colloquial import written
from assistant.asking.focus import find_focus, focus_match
from assistant.question import read_question

LASTS = ("天", "个月", "年", "小时", "分钟", "日", "个工作日", "周", "秒")


@pytest.mark.parametrize(
    ("text", "wanted", "units"),
    [
        ("太原半导体生态科技港总投资多少？", "figure", ("元", "美元", "港元")),
        ("风陵渡的气流纺织项目用地多少亩", "figure", ("亩",)),
        ("平定经开区被赋权多少项县级事项", "figure", ("项",)),
        ("文水经开区入驻企业多少户", "figure", ("户",)),
        ("规划面积总共多少公顷？", "figure", ("平方米",)),
        ("阳泉高新区省、市重点项目开复工率", "figure", ("%",)),
        ("中标金额是什么？", "figure", ("元", "美元", "港元")),
        ("上半年GDP环比萎缩了多少？", "figure", ("%",)),
        ("能提供多大的算力？", "figure", ()),
        ("能申请多少天使投资？", "figure", ("元", "美元", "港元")),
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
        ("回购股份数量是什么？", "figure", ()),
        ("在什么日期裁定？", "date", ()),
        ("送去医院用了多长时间？", "figure", LASTS),
    ],
)
def test_wanted_and_units(text: str, wanted: str, units: tuple[str, ...]) -> None:
    question = read_question(text)
    assert (question.wanted, question.units) == (wanted, units)


@pytest.mark.parametrize(
    ("text", "wanted", "units"),
    [
        ("这个产业园花了多少钱？", "figure", ("元",)),
        ("投了几个亿？", "figure", ("元", "美元", "港元")),
        ("青岭科技港有多大？", "figure", ("平方米", "亩")),
        ("啥时候能投产？", "date", ()),
        ("公司成立于哪年？", "date", ()),
        ("多久能建成？", "date", ()),
        ("办证要多久？", "figure", LASTS),
        ("园区有几家企业？", "figure", ("家",)),
        ("项目占地几亩？", "figure", ("亩",)),
        ("有几个人参加？", "figure", ("人",)),
        ("符合条件的企业能拿多少？", "figure", ("元", "%")),
        ("产值同比涨了多少？", "figure", ("%",)),
        ("产值涨到多少？", "figure", ("元", "美元", "港元")),
        ("达到多少？", "figure", ()),
        ("这个项目谁投的？", "body", ()),
        ("是谁建的？", "body", ()),
        ("哪家公司干的？", "body", ()),
        ("投资方是什么？", "body", ()),
        ("厂子在哪块儿？", "place", ()),
        ("是不是今年开工的？", "yes_no", ()),
        ("有没有税收优惠？", "yes_no", ()),
        ("合同签了没有？", "yes_no", ()),
        ("有没有什么优惠政策？", "list", ()),
        ("谁能申请？", "list", ()),
        ("高血压的检查方法是？", "text", ()),
        ("园区靠什么吸引企业？", "how", ()),
        ("补贴如何办理？", "how", ()),
        ("采取什么管理方式？", "how", ()),
        ("凭啥落户这里？", "why", ()),
        ("为什么要搞标准地？", "why", ()),
        ("这里被称为什么？", "text", ()),
        ("标准地是什么？", "definition", ()),
        ("什么是承诺制？", "definition", ()),
        ("综改示范区是啥？", "definition", ()),
        ("青岭经开区的主导产业是什么？", "text", ()),
        ("工程进展咋样了？", "summary", ()),
        ("介绍一下青岭经开区", "summary", ()),
    ],
)
def test_spoken_questions_and_kinds_of_prose(
    text: str, wanted: str, units: tuple[str, ...]
) -> None:
    question = read_question(text)
    assert (question.wanted, question.units) == (wanted, units)


def test_what_one_thing_answers() -> None:
    one = [read_question(q).wants_one_thing for q in ("谁投的？", "在哪？", "投资多少？")]
    assert one == [True, True, True]
    prose = ("标准地是什么？", "为什么？", "怎么办理？", "是不是今年开工？", "有哪些？")
    assert [read_question(q).wants_one_thing for q in prose] == [False] * 5
    assert [read_question(q).wants_value for q in ("何时开工？", "谁投的？")] == [True, False]


@pytest.mark.parametrize(
    ("spoken", "said"),
    [
        ("花了多少钱", "花费多少元"),
        ("开花了多少", "开花了多少"),
        ("总投了多少", "总投了多少"),
        ("人才公寓补了多少套", "人才公寓补助多少套"),
        ("咋申请", "怎么申请"),
        ("为啥", "为什么"),
        ("这儿哪块牌子大", "这儿哪块牌子大"),
        ("有几个人", "有几人"),
        ("有几个人才计划", "有几个人才计划"),
    ],
)
def test_spoken_words_become_written_ones(spoken: str, said: str) -> None:
    assert written(spoken) == said


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
        ("青岭科技港有多大？", ("占地面积",)),
        ("有没有税收优惠？", ("税收", "优惠")),
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
