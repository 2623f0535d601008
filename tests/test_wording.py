"""What the reader is asked, and how far its answer reaches."""

import pytest

from assistant.finding.wording import plainly, with_noun
from assistant.question import read_question


@pytest.mark.parametrize(
    ("asked", "plain"),
    [
        ("甲公司回购事件对应的披露时间是什么？", "甲公司回购的公告是什么时候？"),
        ("甲公司质押事件对应的事件时间是什么？", "甲公司质押是什么时候？"),
        ("甲公司中标事件对应的中标金额是什么？", "甲公司中标的中标金额是多少？"),
        ("甲公司中标事件对应的招标方是什么？", "甲公司中标的招标方是什么？"),
        ("芯片产业园总投资多少？", "芯片产业园总投资多少？"),
        ("芯片产业园的主导产业是什么？", "芯片产业园的主导产业是什么？"),
        ("园区什么时候披露名单？", "园区什么时候披露名单？"),
    ],
)
def test_a_form_s_words_become_a_question_s(asked: str, plain: str) -> None:
    assert plainly(read_question(asked), asked) == plain


@pytest.mark.parametrize(
    ("question", "text", "found", "whole"),
    [
        ("重庆将加快建设什么平台？", "加快建设“数字应急”平台。", "数字应急", "数字应急”平台"),
        ("引入的是什么技术？", "引入多模态交互技术。", "多模态交互", "多模态交互技术"),
        ("事件发生在什么高度？", "发生在非常低的高度上。", "非常低", "非常低的高度"),
        ("谁建设了什么平台的前身？", "建设云上平台。", "云上", "云上平台"),
        ("建设了什么？", "建设云上平台。", "云上", "云上"),
        ("建设了什么平台？", "平台叫云上。", "云上", "云上"),
        ("项目负责人是谁？", "负责人王海涛主任。", "王海涛", "王海涛"),
    ],
)
def test_the_noun_that_is_asked_for_belongs_to_the_answer(
    question: str, text: str, found: str, whole: str
) -> None:
    start, end = with_noun(question, text, (text.index(found), text.index(found) + len(found)))
    assert text[start:end] == whole
