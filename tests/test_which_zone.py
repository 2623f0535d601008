"""A bare 高新区 where the articles know several."""

import pytest

from assistant.asking.which_zone import MAX_CHOICES, ask_back, per_zone, which_zones, with_zone

ZONES = ("白河高新区", "青岭经开区", "云水高新区", "明川开发区", "白河综保区", "平川经开区")


@pytest.mark.parametrize(
    ("text", "choices"),
    [
        ("高新区有多少家企业？", ("白河高新区", "云水高新区")),
        ("经开区总投资多少？", ("青岭经开区", "平川经开区")),
        ("今年前三季度高新区产值多少？", ("白河高新区", "云水高新区")),
        ("请问经济技术开发区管委会在哪？", ("青岭经开区", "平川经开区")),
        ("我们高新区有几家上市公司？", ("白河高新区", "云水高新区")),
        ("企业入驻高新区有什么补贴？", ("白河高新区", "云水高新区")),
        ("介绍一下高新区", ("白河高新区", "云水高新区")),
        ("开发区有多少人？", (*ZONES[:4], "平川经开区")),
    ],
)  # fmt: skip
def test_a_bare_kind_has_choices(text: str, choices: tuple[str, ...]) -> None:
    assert which_zones(text, ZONES) == choices


@pytest.mark.parametrize(
    "text",
    [
        "白河高新区有多少家企业？",
        "太原的高新区有多少家企业？",
        "太原市去年高新区产值多少？",
        "国家级高新区有多少家？",
        "各高新区产值分别是多少？",
        "哪个高新区产值最高？",
        "全国有多少个经开区？",
        "三个高新区的产值",
        "高新区和经开区有什么区别？",
        "什么是高新区？",
        "高新区是什么？",
        "综保区进出口额多少？",  # there is only one
        "高新区内的锂电项目什么时候投产？",
        "远山集团在高新区投了多少钱？",
        "产业园占地多少亩？",
        "标准地是什么？",
        "",
    ],
)
def test_nothing_to_choose(text: str) -> None:
    assert which_zones(text, ZONES) == ()


def test_the_likeliest_come_first_and_few_are_offered() -> None:
    many = tuple(
        f"{place}高新区" for place in ("白河", "云水", "青岭", "平川", "明川", "梅渡", "东桥")
    )
    choices = which_zones("高新区投资多少？", many)
    assert choices == many[:MAX_CHOICES]
    assert which_zones("高新区投资多少？", many[::-1])[0] == many[-1]


def test_asking_back_and_asking_of_each() -> None:
    text = "请问高新技术产业开发区有几家企业？"
    choices = which_zones(text, ZONES)
    assert ask_back(text, choices) == "您问的是哪个高新区？资料里有：白河高新区、云水高新区。"
    assert with_zone(text, choices[0]) == "请问白河高新区有几家企业？"
    asked = [(part.subject, part.question) for part in per_zone(text, choices).parts]
    assert asked[1] == ("云水高新区", "请问云水高新区有几家企业？")
