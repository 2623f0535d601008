"""From a question to a cited answer, without an LLM."""

import re
from collections.abc import Sequence
from datetime import date

import pytest

from assistant.answer import Assistant, Sources, answer_from_passages
from assistant.asking.checked import MAX_QUESTION
from assistant.finding.confidence import THRESHOLD
from assistant.schema import REFUSAL, Answer, AssistantError, Turn
from corpus.article import Article
from corpus.repeats import find_repeats
from eval.scoring.grounding import is_grounded, is_quoted
from index.overlap import OverlapSearch
from tests.answer_fixtures import LIBRARY, assistant
from tests.llm_server import ScriptedLLM
from tests.test_rereading import ScriptedReader

MONEY = "青岭芯片产业园总投资多少？"
BOTH = "青岭芯片产业园和白河气流纺织项目总投资分别是多少？"
PORT = "云水高新区的物流港总投资多少？"
PORTS = (
    Article("old", "", "云水高新区的物流港去年开工，总投资5亿元。", published="2024-03"),
    Article("new", "", "云水高新区的物流港今年封顶，总投资6.2亿元。", published="2025-03-01"),
)


def over(
    library: Sequence[Article] = tuple(LIBRARY.values()),
    *,
    reader: ScriptedReader | None = None,
    llm: str | None = None,
) -> Assistant:
    articles = {a.doc_id: a for a in library}
    search = OverlapSearch.over(library)
    repeats = find_repeats(list(library))
    sources = Sources(search, articles, lambda _: 1.0, repeats=repeats, reader=reader)
    return Assistant(sources, llm=None if llm is None else ScriptedLLM(text=llm))


def check_citations(answer: Answer) -> None:
    said = {int(n) for n in re.findall(r"\[(\d+)\]", answer.answer)}
    assert said == {c.n for c in answer.citations}
    for c in answer.citations:
        assert LIBRARY[c.doc_id].body[c.start : c.end] == c.quote
        assert all(c.start <= a < b <= c.end for a, b in c.marks)


@pytest.mark.parametrize(
    ("question", "short", "doc_id"),
    [
        ("青岭的芯片产业园总投资多少？", "约5亿元", "park"),
        ("青岭芯片产业园占地多少亩？", "62亩", "park"),
        ("青岭芯片产业园什么时候竣工？", "2026年四季度", "park"),
        ("白河的气流纺织项目用地多少亩？", "17.26亩", "textile"),
        ("白河高新区获得赋权多少项？", "51项", "rights"),
        ("青岭经开区获得赋权多少项？", "58项", "rights"),
    ],
)
def test_the_figure_its_sentence_and_its_place(question: str, short: str, doc_id: str) -> None:
    answer = assistant().ask(question)
    assert answer.short_answer == short
    assert answer.citations[0].doc_id == doc_id
    assert answer.answer.startswith(f"**{short}** [1]\n\n")
    assert not answer.refused
    check_citations(answer)


@pytest.mark.parametrize(
    "question",
    [
        "青岭芯片产业园有多少员工？",
        "白河的气流纺织项目什么时候竣工？",
        "红石经开区的水泥项目总投资多少？",
    ],
)
def test_what_no_article_says_is_refused(question: str) -> None:
    answer = assistant().ask(question)
    assert answer.refused
    assert answer.answer == REFUSAL
    assert answer.citations == ()
    assert answer.short_answer is None
    assert answer.frame.nearby


def test_last_year_is_counted_from_the_article() -> None:
    answer = assistant().ask("青岭芯片产业园什么时候签约？", as_of=date(2030, 1, 1))
    assert answer.short_answer == "去年年底（2024年年底）"
    (derived,) = answer.derived
    assert (derived.value, derived.citations) == ("2024年年底", (1,))
    assert "2025年11月" in derived.rule


def test_as_of_says_how_this_year_was_understood() -> None:
    answer = assistant().ask("青岭芯片产业园今年总投资多少？", as_of=date(2025, 11, 14))
    assert answer.frame.understood == "今年指2025年"


def test_the_frame_says_as_of_when() -> None:
    assert assistant().ask("青岭芯片产业园总投资多少？").frame.as_of == "2025-11"


def test_a_follow_up_leans_on_the_last_question() -> None:
    history = [Turn("青岭芯片产业园总投资多少？", "约5亿元")]
    answer = assistant().ask("什么时候竣工？", history=history)
    assert answer.short_answer == "2026年四季度"
    assert "青岭芯片产业园" in answer.standalone_question
    assert answer.frame.understood == answer.standalone_question


def test_an_article_s_asterisks_and_brackets_stay_text() -> None:
    answer = assistant().ask("省报的原文写着什么星号？")
    assert "[3]" not in answer.answer.replace("〔3〕", "")
    assert "*星号*" not in answer.answer
    check_citations(answer)


def test_small_talk_is_no_refusal() -> None:
    answer = assistant().ask("你好")
    assert not answer.refused
    assert answer.citations == ()


@pytest.mark.parametrize("question", ["", " \n\u3000", "问" * (MAX_QUESTION + 1)])
def test_a_question_that_cannot_be_asked(question: str) -> None:
    with pytest.raises(AssistantError, match="问题"):
        assistant().ask(question)


def test_an_unknown_article_is_one_sentence() -> None:
    with pytest.raises(AssistantError, match="no-such"):
        assistant().article("no-such")


def test_passages_that_are_handed_in() -> None:
    passages = ["青岭的芯片产业园总投资约5亿元，占地62亩。", "白河的项目总投资7000万元。"]
    answer = answer_from_passages("青岭的芯片产业园占地多少亩？", passages)
    assert answer.short_answer == "62亩"
    assert passages[0][answer.citations[0].start : answer.citations[0].end] == (
        answer.citations[0].quote
    )
    assert answer_from_passages("青岭的芯片产业园有多少员工？", passages).refused
    assert answer_from_passages("占地多少亩？", []).refused


def test_the_same_question_gets_the_same_answer() -> None:
    first, second = (assistant().ask("青岭芯片产业园总投资多少？").to_json() for _ in range(2))
    first["seconds"] = second["seconds"] = 0
    assert first == second


@pytest.mark.parametrize("llm", [None, "气流纺织项目总投资99亿元。[1]"])
def test_a_comparison_is_a_table_whether_or_not_there_is_an_llm(llm: str | None) -> None:
    answer = over(llm=llm).ask(BOTH)
    assert (answer.mode, answer.notices) == ("extractive", ())
    rows = answer.answer.splitlines()[2:]
    assert [("**约5亿元**" in r, "**7000万元**" in r) for r in rows] == [
        (True, False),
        (False, True),
    ]
    assert [c.doc_id for c in answer.citations] == ["park", "textile"]
    assert answer.confidence >= THRESHOLD
    check_citations(answer)


def test_what_the_llm_was_caught_at_is_said_and_its_answer_replaced() -> None:
    answer = over(llm="青岭的芯片产业园总投资约9亿元。[1]").ask(MONEY)
    assert answer.notices == ("大模型有1句话与所引原文不符，已换成原文。",)
    assert answer.mode == "generative"
    assert "9亿元" not in answer.answer
    assert "约5亿元" in answer.answer
    check_citations(answer)


def test_an_llm_of_which_nothing_can_be_shown_gives_way_with_a_notice() -> None:
    answer = over(llm="这个项目很好。").ask(MONEY)
    assert (answer.mode, answer.short_answer) == ("extractive", "约5亿元")
    assert answer.notices == ("大模型的回答没有一句能在资料里核对上。下面是直接摘引的原文。",)
    check_citations(answer)


def test_an_llm_may_refuse_and_is_not_asked_where_nothing_is_found() -> None:
    refused = over(llm=REFUSAL).ask(MONEY)
    assert (refused.refused, refused.answer, refused.citations) == (True, REFUSAL, ())
    assert refused.confidence < THRESHOLD
    unasked = over(llm="有1200名员工。[1]").ask("青岭芯片产业园有多少员工？")
    assert (unasked.refused, unasked.answer) == (True, REFUSAL)


@pytest.mark.parametrize("llm", [None, "这两个项目很好。"])
def test_a_comparison_of_what_no_article_names_is_refused(llm: str | None) -> None:
    answer = over(llm=llm).ask("星河产业园和白云纺织项目总投资分别是多少？")
    assert (answer.refused, answer.answer, answer.citations) == (True, REFUSAL, ())


@pytest.mark.parametrize("llm", [None, "云水高新区的物流港总投资5亿元。[1]"])
def test_two_articles_that_disagree_are_both_shown_the_newest_first(llm: str | None) -> None:
    answer = over(PORTS, llm=llm).ask(PORT)
    assert answer.short_answer == "说法不一：6.2亿元、5亿元"
    assert [c.doc_id for c in answer.citations] == ["new", "old"]
    assert "今年（2025年）封顶" in answer.answer
    assert "去年（2023年）开工" in answer.answer
    row = answer.to_json()
    assert is_grounded(row)
    assert is_quoted(row, {a.doc_id: a.body for a in PORTS})
    assert not is_grounded(row | {"derived": []})


def test_the_year_in_brackets_is_derived_once_from_its_citation() -> None:
    answer = over(PORTS[:1]).ask(PORT)
    assert "去年（2023年）开工" in answer.answer
    (derived,) = answer.derived
    assert (derived.value, derived.citations) == ("2023年", (1,))
    assert "2024年3月" in derived.rule
    assert is_grounded(answer.to_json())
    assert not is_grounded(answer.to_json() | {"derived": []})


def test_no_day_of_print_no_year_in_brackets() -> None:
    undated = Article("undated", "", PORTS[1].body)
    answer = over([undated]).ask(PORT)
    assert "今年封顶" in answer.answer
    assert answer.derived == ()


def test_a_refusal_says_what_there_is_and_from_when_to_when() -> None:
    answer = assistant().ask("青岭芯片产业园有多少员工？", as_of=date(2026, 8, 1))
    told = "".join(answer.frame.nearby)
    assert "总投资" in told
    assert "占地面积" in told
    assert "员工" not in told
    assert answer.frame.nearby[-1] == "语料覆盖2025年，最新为2025年11月。"
    assert answer.frame.as_of is None
    assert answer.frame.looked_at == 3
    assert (answer.short_answer, answer.derived, answer.mode) == (None, (), "extractive")
    assert answer.confidence < THRESHOLD
    assert answer.retrieved


def test_the_reader_decides_which_part_is_shown_and_whether_any_is() -> None:
    question = "谁投资建设青岭经开区的芯片产业园？"
    found = over(reader=ScriptedReader({"远山科技有限公司": 15.0})).ask(question)
    assert found.short_answer == "远山科技有限公司"
    check_citations(found)
    nothing = over(reader=ScriptedReader()).ask(question)
    assert nothing.short_answer != "远山科技有限公司"
    unfound = over(reader=ScriptedReader({"远山科技有限公司": -30.0})).ask(question)
    assert unfound.confidence < found.confidence


def test_the_answer_stands_as_it_grows_and_ends_whole() -> None:
    told = "**约5亿元** [1]\n芯片产业园占地面积62亩。[1]\n项目员工有99人。[1]"
    *_, grown, answer = over(llm=told).stream(MONEY)
    for step in (grown, answer):
        assert is_grounded(step.to_json())
        assert "99人" not in step.answer
    assert answer.short_answer == "约5亿元"
    assert answer.frame.as_of == "2025-11"
