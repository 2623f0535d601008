"""Whose each value of a comparison is, follow-ups that compare, and names that no article knows."""

from datetime import date

import pytest

from assistant.answer import Assistant, Sources
from assistant.asking.comparing_on import read_comparing_on
from assistant.asking.comparison import read_comparison
from assistant.asking.known import know
from assistant.quotes.brackets import balanced
from assistant.schema import Answer, Turn
from assistant.tables.compare_table import NOT_ALIKE
from assistant.tables.zone_list import read_zone_list
from corpus.article import Article
from corpus.zones import find_zones
from index.overlap import OverlapSearch

BODIES = {
    "trade": "前7个月，海南进出口1330亿元。"
    "分市县看，儋州592.3亿元，增长16.4%；海口475.6亿元，增长42.6%。",
    "rows": "去年，平定经开区、盂县经开区分别完成税收5亿元、3亿元，分别增长12%、9%。",
    "waste": "青岭固废产业园一期总投资2698.8万元，2022年11月竣工。二期总投资8585.8万元。",
    "fan": "远山风机产业园总投资8亿元，2022年3月动工，9月就建成投产。",
    "board": "白河板材产业园总投资20亿元，占地800亩。它去年12月29日正式投产。",
    "dye": "红石染料项目计划总投资9亿元，占地90亩。蓝湖染料项目总投资4亿元。",
}
LIBRARY = {
    name: Article(name, "", body, published="2023-08-09", zones=find_zones(body))
    for name, body in BODIES.items()
}


def ask(question: str, *history: str) -> Answer:
    sources = Sources(
        OverlapSearch.over(LIBRARY.values()),
        LIBRARY,
        rarity=lambda _: 1.0,
        known=know(LIBRARY.values()),
    )
    turns = [Turn(earlier) for earlier in history]
    return Assistant(sources).ask(question, history=turns, as_of=date(2023, 8, 20))


def values(answer: Answer) -> list[str]:
    rows = [line for line in answer.answer.splitlines() if line.startswith("|")][2:]
    return [row.split("|")[2].strip().replace("**", "") for row in rows]


@pytest.mark.parametrize(
    ("question", "subjects", "order"),
    [
        ("盂县经开区和平定经开区各被赋权多少项？", ("盂县经开区", "平定经开区"), None),
        ("和平区和河西区的人口哪个多？", ("和平区", "河西区"), "larger"),
        ("甲山产业园一期和二期各投多少钱？", ("甲山产业园一期", "甲山产业园二期"), None),
        ("平定经开区和盂县经开区的税收相差多少？", ("平定经开区", "盂县经开区"), "difference"),
        ("是平定经开区税收多还是盂县经开区税收多？", ("平定经开区", "盂县经开区"), "larger"),
        ("哪个税收更多，平定经开区还是盂县经开区？", ("平定经开区", "盂县经开区"), "larger"),
        ("远山项目和江西科达，哪个投资大？", ("远山项目", "江西科达"), "larger"),
        ("坪山和云梦上半年规上工业增加值增速哪个快？", ("坪山", "云梦"), "larger"),
    ],
)
def test_more_ways_to_compare(question: str, subjects: tuple[str, ...], order: str | None) -> None:
    read = read_comparison(question)
    assert read
    assert tuple(part.subject for part in read.parts) == subjects
    assert read.order == order


def test_a_follow_up_that_compares() -> None:
    read = read_comparing_on("那盂县呢？哪个多？", "平定经开区的税收是多少？")
    assert read
    assert read[0] == "平定经开区和盂县经开区，税收是多少？"
    assert [part.subject for part in read[1].parts] == ["平定经开区", "盂县经开区"]
    assert read_comparing_on("那盂县呢？", "平定经开区的税收是多少？") is None
    assert read_comparing_on("和谁比呢？", "有哪些政策？") is None


def test_the_other_side_of_a_follow_up_is_looked_for() -> None:
    answer = ask("和白河板材产业园比呢？", "远山风机产业园总投资多少？")
    assert values(answer) == ["8亿元", "20亿元"]
    assert "**白河板材产业园**较大" in answer.answer


def test_a_place_in_a_list_has_the_figure_behind_it() -> None:
    answer = ask("儋州和海口前7个月进出口额相差多少？")
    assert values(answer) == ["592.3亿元", "475.6亿元"]
    assert "116.7亿元" in answer.derived[-1].value


def test_a_second_row_of_figures_belongs_to_the_same_subjects() -> None:
    assert values(ask("平定经开区和盂县经开区税收增长分别是多少？")) == ["12%", "9%"]


def test_a_phase_has_its_own_value() -> None:
    answer = ask("青岭固废产业园一期和二期的总投资分别是多少？")
    assert values(answer) == ["2698.8万元", "8585.8万元"]


def test_a_day_without_its_year_is_resolved_and_compared() -> None:
    answer = ask("远山风机产业园和白河板材产业园哪个投产早？")
    assert values(answer) == ["9月（2022年9月）", "去年12月29日（2022年12月29日）"]
    assert "**远山风机产业园**较早" in answer.answer


def test_what_is_not_alike_is_shown_and_not_ranked() -> None:
    answer = ask("红石染料项目和蓝湖染料项目哪个总投资大？")
    assert values(answer) == ["9亿元", "4亿元"]
    assert answer.notices == (NOT_ALIKE,)


def test_a_zone_that_no_article_names_is_refused_by_name() -> None:
    answer = ask("临沧经开区去年税收多少？")
    assert answer.refused
    assert answer.frame.nearby[0] == "资料里没有提到“临沧经开区”。"
    assert sum("没有提到" in line for line in answer.frame.nearby) == 1
    assert not ask("平定经开区去年税收多少？").refused


def test_a_side_that_no_article_names_is_missing_alone() -> None:
    assert values(ask("平定经开区和临沧经开区的税收哪个多？")) == ["5亿元", "资料里没有"]


def test_zones_are_listed_each_with_its_place() -> None:
    assert read_zone_list("海口有哪些项目？") is None
    answer = ask("有哪些经开区？")
    assert answer.answer == "- **平定经开区** [1]\n- **盂县经开区** [1]"
    assert len(answer.citations[0].marks) == 2


@pytest.mark.parametrize(
    ("said", "whole"),
    [
        ("联盟（山", "联盟（山西）"),
        ("西）公司", "（山西）公司"),
        ("》，叫", "叫"),
        ("”。", "。"),
        ("《若干", "《若干措施》"),
        ("公司建设", "公司建设"),
    ],
)
def test_a_span_holds_both_brackets_or_neither(said: str, whole: str) -> None:
    text = "联盟（山西）公司建设，印发《若干措施》，叫“国宝”。"
    start = text.index(said)
    assert text[slice(*balanced(text, (start, start + len(said))))] == whole
