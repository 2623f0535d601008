"""The part of a sentence that answers."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.finding.marking import clause_spans, find_mark
from assistant.question import read_question
from index.lexical import bigrams

GRANTED = "向高新区赋权省级事项58项、市级事项3735项,分别向平定、盂县经开区赋权县级事项58项、51项。"
GRANTED_TOO = "县级事项方面，平定经开区和盂县经开区分别获得赋权58项和51项。"
PARK = (
    "项目总投资约5亿元，占地面积62亩，总建筑面积约9.2万平方米，去年年底签约，今年5月下旬开工，"
    "2026年四季度竣工验收，达产后年产值不少于6亿元，年纳税不少于0.4亿元。"
)


def marked(question: str, sentence: str) -> list[tuple[str, int]]:
    asked = read_question(question)
    wanted = set(bigrams(asked.content))

    def cover(text: str) -> float:
        return len(wanted & set(bigrams(text))) / max(1, len(wanted))

    mark = find_mark(asked, sentence, cover)
    return [(sentence[a:b], a) for a, b in mark.spans] if mark else []


@pytest.mark.parametrize(
    ("question", "part"),
    [
        ("总投资多少？", "约5亿元"),
        ("占地多少亩？", "62亩"),
        ("建筑面积多大？", "约9.2万平方米"),
        ("年产值多少？", "不少于6亿元"),
        ("每年纳税多少？", "不少于0.4亿元"),
        ("什么时候签约的？", "去年年底"),
        ("什么时候开工的？", "今年5月下旬"),
        ("什么时候竣工？", "2026年四季度"),
    ],
)
def test_the_right_one_of_many(question: str, part: str) -> None:
    assert [text for text, _ in marked(question, PARK)] == [part]


@pytest.mark.parametrize(
    ("sentence", "question", "parts"),
    [
        (GRANTED, "平定经开区被赋权多少项县级事项", [("58项", GRANTED.rindex("58项"))]),
        (GRANTED, "盂县经开区被赋权多少项县级事项", [("51项", GRANTED.index("51项"))]),
        (GRANTED_TOO, "平定经开区被赋权多少项县级事项", [("58项", GRANTED_TOO.index("58项"))]),
        (GRANTED_TOO, "盂县经开区被赋权多少项县级事项", [("51项", GRANTED_TOO.index("51项"))]),
    ],
)
def test_respectively_pairs_subject_and_figure(
    sentence: str, question: str, parts: list[tuple[str, int]]
) -> None:
    assert marked(question, sentence) == parts


def test_respectively_marks_both_when_both_are_asked_for() -> None:
    both = marked("平定和盂县经开区各被赋权多少县级事项？", GRANTED_TOO)
    assert [text for text, _ in both] == ["58项", "51项"]


def test_no_value_of_that_kind() -> None:
    assert marked("占地多少亩？", "项目总投资约5亿元。") == []
    assert marked("什么时候竣工？", "项目总投资约5亿元。") == []
    assert marked("什么时候竣工？", "近日，项目签约。") == []  # a vague date of something else


def test_the_figure_in_the_question_is_not_its_answer() -> None:
    asked = "总投资5亿元的项目占地多少？"
    assert [text for text, _ in marked(asked, PARK)] == ["62亩"]


@given(st.text(alphabet="甲乙，。；：1,250亿元 \n", min_size=1, max_size=60))
def test_clauses_are_in_order_and_inside(sentence: str) -> None:
    spans = clause_spans(sentence)
    assert all(0 <= start < end <= len(sentence) for start, end in spans)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))


def test_a_thousands_separator_ends_no_clause() -> None:
    assert clause_spans("投资1,250亿元,占地62亩") == [(0, 9), (10, 15)]
