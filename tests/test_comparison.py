"""Questions that name several subjects: one row for each, and what the rows allow to be said."""

import re
from dataclasses import replace

import pytest

from assistant.answer import Assistant, Sources, answer_from_passages
from assistant.asking.comparison import read_comparison
from assistant.schema import REFUSAL, Answer
from corpus.article import Article
from eval.scoring.grounding import is_grounded, is_quoted
from index.overlap import OverlapSearch
from tests.answer_fixtures import LIBRARY

MORE = (
    Article("dye", "红石染料项目", "红石染料项目计划总投资9亿元，占地90亩。", published="2025-09"),
    Article("gear", "黑水齿轮项目", "黑水齿轮项目总投资8亿元，占地约40亩。", published="2025-08"),
    Article("cup", "青岭瓷杯项目", "青岭瓷杯项目总投资2亿元，占地超30亩。", published="2025-07"),
)


def ask(question: str, *more: Article) -> Answer:
    library = {a.doc_id: a for a in (*LIBRARY.values(), *more)}
    answer = Assistant(
        Sources(OverlapSearch.over(library.values()), library, rarity=lambda _: 1.0)
    ).ask(question)
    row = answer.to_json()
    bodies = {doc_id: article.body for doc_id, article in library.items()}
    if not answer.refused:
        assert is_quoted(row, bodies)
        assert is_grounded(row)
        assert {int(n) for n in re.findall(r"\[(\d+)\]", answer.answer)} == {
            c.n for c in answer.citations
        }
    return answer


def table(answer: Answer) -> list[list[str]]:
    """Return the cells of the rows under the heading."""
    lines = [line for line in answer.answer.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("平定和盂县经开区各被赋权多少县级事项？",
         ("平定经开区被赋权多少县级事项？", "盂县经开区被赋权多少县级事项？")),
        ("海南和广西2023年前7个月外贸分别增长多少？",
         ("海南2023年前7个月外贸增长多少？", "广西2023年前7个月外贸增长多少？")),
        ("2023年上半年海南、广西外贸分别增长多少？",
         ("2023年上半年海南外贸增长多少？", "2023年上半年广西外贸增长多少？")),
        ("太原那个芯片产业园和白河纺织项目，哪个投资大？",
         ("太原芯片产业园投资是多少？", "白河纺织项目投资是多少？")),
        ("远山科技有限公司和白河公司的产值哪个更高？",
         ("远山科技有限公司的产值是多少？", "白河公司的产值是多少？")),
        ("平定经开区的面积比盂县经开区多多少亩？",
         ("平定经开区的面积多少亩", "盂县经开区的面积多少亩")),
        ("红石染料项目和黑水齿轮项目，谁更早开工？",
         ("红石染料项目开工是什么时候？", "黑水齿轮项目开工是什么时候？")),
        ("平定经开区有多少户企业，盂县经开区呢？",
         ("平定经开区有多少户企业？", "盂县经开区有多少户企业？")),
        ("对比平定经开区和盂县经开区的企业数量",
         ("平定经开区的企业数量是多少？", "盂县经开区的企业数量是多少？")),
        ("平定经开区和盂县经开区的企业数量比一比",
         ("平定经开区的企业数量是多少？", "盂县经开区的企业数量是多少？")),
        ("同在上海，杨行的数创港和金山的中科园区，总投资分别是多少？",
         ("上海，杨行的数创港总投资是多少？", "上海，金山的中科园区总投资是多少？")),
    ],
)  # fmt: skip
def test_one_question_for_each_subject(question: str, parts: tuple[str, ...]) -> None:
    read = read_comparison(question)
    assert read
    assert tuple(part.question for part in read.parts) == parts


@pytest.mark.parametrize(
    "question",
    [
        "科技和人才办公室有多少人？",
        "平定经开区科技和人才办公室各有多少人？",
        "平定经开区和盂县经开区合作建了多少项目？",
        "平定经开区的总投资和占地面积分别是多少？",
        "平定经开区和盂县经开区哪个大？",
        "平定经开区比去年多多少企业？",
        "男子和女子的平均年收入分别是多少？",
        "产业园一期和二期各投多少钱？",
        "山东建筑大学与哪个区合作？",
        "2023年上半年福建省与沿线国家的进出口总额是多少？",
        "半导体产业园总投资多少？占地多少亩？",
        "平定经开区和盂县经开区的产值和税收分别是多少？",
        "",
        "？？",
        "甲市、" * 300 + "分别有多少人？",
    ],
)
def test_what_is_no_comparison(question: str) -> None:
    assert read_comparison(question) is None


def test_one_sentence_that_holds_both() -> None:
    answer = ask("青岭经开区和白河高新区各获得赋权多少项？")
    assert table(answer) == [
        ["青岭经开区", "**58项**", "2025年", "[1]"],
        ["白河高新区", "**51项**", "2025年", "[1]"],
    ]
    assert answer.short_answer is None
    assert len(answer.citations[0].marks) == 2


def test_two_articles_and_which_is_larger() -> None:
    answer = ask("青岭芯片产业园和白河气流纺织项目，哪个总投资大？")
    assert [row[1:] for row in table(answer)] == [
        ["**约5亿元**", "2025年11月", "[1]"],
        ["**7000万元**", "2025年10月8日", "[2]"],
    ]
    last = answer.answer.splitlines()[-1]
    assert "**青岭芯片产业园**较大" in last
    assert last.endswith("[1][2]")
    (derived,) = answer.derived
    assert derived.value == "青岭芯片产业园"
    assert derived.citations == (1, 2)
    assert answer.frame.looked_at == 3
    assert answer.frame.as_of == "2025-11"


def test_the_smaller_one_and_the_difference() -> None:
    smaller = ask("黑水齿轮项目和青岭瓷杯项目，哪个总投资更少？", *MORE)
    assert smaller.derived[0].value == "青岭瓷杯项目"
    apart = ask("黑水齿轮项目的总投资比青岭瓷杯项目多多少？", *MORE)
    assert apart.derived[0].value == "6亿元"
    assert "多6亿元" in apart.answer.splitlines()[-1]


@pytest.mark.parametrize(
    "question",
    [
        "红石染料项目和黑水齿轮项目，哪个总投资大？",  # 计划 against what is not
        "黑水齿轮项目和青岭瓷杯项目，哪个占地大？",  # 超30亩 may be more than 约40亩
    ],
)
def test_no_rank_where_the_values_are_not_alike(question: str) -> None:
    answer = ask(question, *MORE)
    assert [row[3] for row in table(answer)] == ["[1]", "[2]"]
    assert not answer.derived
    assert answer.answer.splitlines()[-1].startswith("|")


def test_a_row_without_a_source_says_so() -> None:
    answer = ask("青岭芯片产业园和绿野玻璃项目，总投资分别是多少？")
    assert table(answer)[1] == ["绿野玻璃项目", "资料里没有", "", ""]
    assert table(answer)[0][1] == "**约5亿元**"
    assert not answer.derived


def test_no_row_at_all_is_refused() -> None:
    answer = ask("绿野玻璃项目和紫川水泥项目，哪个员工多？")
    assert answer.refused
    assert answer.answer == REFUSAL
    assert answer.citations == ()


def test_an_article_cannot_break_the_table() -> None:
    odd = replace(MORE[1], body="黑水齿轮项目由*甲*|乙[3]\n建设，在河边。")
    answer = ask("黑水齿轮项目和青岭芯片产业园分别由谁建设？", odd)
    assert [len(row) for row in table(answer)] == [4, 4]


def test_passages_that_are_handed_in() -> None:
    passages = ["青岭芯片产业园总投资约5亿元。", "白河纺织项目总投资7000万元。"]
    answer = answer_from_passages("青岭芯片产业园和白河纺织项目，哪个总投资大？", passages)
    assert [row[1] for row in table(answer)] == ["**约5亿元**", "**7000万元**"]
    assert "日期不详" in answer.answer


def test_a_number_of_the_question_heads_no_column() -> None:
    """两家 would be a figure that no cited sentence holds."""
    passages = ["青岭芯片产业园总投资5亿元。", "白河纺织项目总投资3亿元。"]
    answer = answer_from_passages("青岭芯片产业园和白河纺织项目，两家各自总投资多少？", passages)
    assert "**5亿元**" in answer.answer
    assert "两家" not in answer.answer
