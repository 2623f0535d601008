"""A question as it is looked for: mended, alone, of one zone or of several."""

from datetime import date

import pytest

from assistant.answer import Assistant, Sources
from assistant.asking.comparison import read_comparison
from assistant.asking.known import Known, know
from assistant.conversation import Standalone
from assistant.schema import REFUSAL, Turn
from assistant.understanding import MAX_ZONES, Understood, understand, with_zones
from corpus.article import Article
from index.overlap import OverlapSearch
from tests.llm_server import Reply, ScriptedLLM, served

DAY = date(2025, 11, 20)
PLACES = ("白河", "云水", "明川", "东桥", "梅渡")
FIRMS = tuple(
    Article(
        f"zone-{n}",
        f"{place}高新区招商忙",
        f"{place}高新区规划面积为{n + 9}平方公里，目前入驻企业达{n}50家。",
        published="2025-08-10",
        zones=(f"{place}高新区",),
    )
    for n, place in enumerate(PLACES, start=1)
)
PARK = Article(
    "park",
    "青岭芯片产业园年内封顶",
    "青岭经开区的芯片产业园总投资约5亿元，2026年四季度竣工。",
    published="2025-11",
    zones=("青岭经开区",),
)
TOLD = [Turn("白河高新区规划面积多大？", "**10平方公里** [1]")]


@pytest.fixture(scope="module")
def known() -> Known:
    return know([*FIRMS, PARK])


def assistant(n: int) -> Assistant:
    """Return an assistant over articles on `n` zones of one kind, and one of another."""
    library = {article.doc_id: article for article in (*FIRMS[:n], PARK)}
    sources = Sources(
        OverlapSearch.over(library.values()),
        library,
        rarity=lambda _: 1.0,
        known=know(library.values()),
    )
    return Assistant(sources)


def zones(n: int) -> tuple[str, ...]:
    return tuple(f"{place}高新区" for place in PLACES[:n])


def taken(text: str, known: Known, *history: Turn) -> Understood:
    return understand(text, history, known, as_of=DAY)


def test_a_question_that_is_clear_is_left_alone(known: Known) -> None:
    asked = taken("白河高新区规划面积多大？", known)
    assert asked.standalone.text == "白河高新区规划面积多大？"
    assert asked.meant is None
    assert asked.parts == [asked.standalone]


def test_nobody_leans_on_small_talk(known: Known) -> None:
    weather = Turn("明天白河天气怎么样？", "我只读开发区的新闻，不知道天气。")
    before = Turn("白河芯片产业园总投资多少？", "约5亿元。")
    asked = taken("什么时候竣工？", known, before, weather)
    assert asked.standalone.text == "白河芯片产业园什么时候竣工？"


def test_a_typing_error_is_mended_and_said(known: Known) -> None:
    asked = taken("青岭芯片产业园今年投资多少，青岭经开取呢", known)
    assert "青岭经开区呢" in asked.standalone.text
    assert asked.meant
    assert "指“青岭经开区”" in asked.meant
    assert "今年指2025年" in asked.meant


def test_an_error_in_the_conversation_is_mended_too(known: Known) -> None:
    asked = taken("它占地多少亩？", known, Turn("青岭经开取的芯片产业园总投资多少？", "约5亿元"))
    assert "经开取" not in asked.standalone.text
    assert asked.standalone.text.startswith("青岭经开区的芯片产业园")
    assert asked.meant == asked.standalone.text


def test_a_comparison_has_a_part_for_each(known: Known) -> None:
    asked = taken("白河高新区和云水高新区的规划面积分别是多少？", known)
    assert [part.question for part in asked.parts] == [
        "白河高新区的规划面积是多少？",
        "云水高新区的规划面积是多少？",
    ]


def test_the_llm_says_a_follow_up_in_its_own_words(known: Known) -> None:
    llm = ScriptedLLM(text="白河高新区入驻企业有多少家？")
    asked = understand("那它入驻企业多少家？", TOLD, known, as_of=DAY, llm=llm)
    assert asked.standalone.text == asked.meant == "白河高新区入驻企业有多少家？"
    assert asked.standalone.context == ""


def test_each_part_of_a_follow_up_that_compares_is_read_for_itself() -> None:
    text = "白河高新区和云水高新区的规划面积分别是多少？"
    asked = Understood(Standalone(text, reading=text), DAY, text, read_comparison(text))
    assert [part.text for part in asked.parts] == [
        "白河高新区的规划面积是多少？",
        "云水高新区的规划面积是多少？",
    ]


@pytest.mark.parametrize(
    ("question", "short"), [("入驻企业呢？", "150家"), ("那高新区入驻企业呢？", "150家")]
)
def test_a_follow_up_asks_for_what_it_names(question: str, short: str) -> None:
    answer = assistant(2).ask(question, history=TOLD, as_of=DAY)
    assert answer.short_answer == short


@pytest.mark.parametrize(
    "written", ["红石高新区入驻企业多少家？", "白河高新区入驻企业是99家吗？", "", "一\n二"]
)
def test_what_the_llm_makes_up_is_not_asked(known: Known, written: str) -> None:
    by_rules = taken("那它入驻企业多少家？", known, *TOLD)
    llm = ScriptedLLM(text=written)
    assert understand("那它入驻企业多少家？", TOLD, known, as_of=DAY, llm=llm) == by_rules


def test_the_llm_is_asked_about_follow_ups_only(known: Known) -> None:
    with served(Reply("白河高新区入驻企业有多少家？")) as (server, llm):
        understand("白河高新区规划面积多大？", (), known, as_of=DAY, llm=llm)
        understand("青岭经开区的芯片产业园总投资多少？", TOLD, known, as_of=DAY, llm=llm)
        assert server.requests == []
        understand("那它入驻企业多少家？", TOLD, known, as_of=DAY, llm=llm)
        assert len(server.requests) == 1


def test_few_zones_are_all_asked_about_and_many_are_asked_back(known: Known) -> None:
    asked = taken("高新区入驻企业多少家？", known)
    few, many = with_zones(asked, zones(MAX_ZONES)), with_zones(asked, zones(MAX_ZONES + 1))
    assert few.compared
    assert [part.subject for part in few.compared.parts] == list(zones(MAX_ZONES))
    assert [p.question for p in few.parts][1] == "云水高新区入驻企业多少家？"
    assert many.compared is None
    assert many.parts == [asked.standalone]
    assert many.ask_back == f"您问的是哪个高新区？资料里有：{'、'.join(zones(MAX_ZONES + 1))}。"
    assert with_zones(asked, zones(1)) == asked


def test_a_zone_of_the_conversation_leaves_nothing_to_choose(known: Known) -> None:
    asked = taken("高新区入驻企业多少家？", known, *TOLD)
    assert with_zones(asked, zones(2)) == with_zones(asked, zones(5)) == asked
    answer = assistant(5).ask("高新区入驻企业多少家？", history=TOLD, as_of=DAY)
    assert answer.short_answer == "150家"


@pytest.mark.parametrize("n", [2, 3])
def test_a_table_with_a_row_for_each_zone_that_may_be_meant(n: int) -> None:
    answer = assistant(n).ask("高新区入驻企业多少家？", as_of=DAY)
    assert not answer.refused
    heading, _, *rows = answer.answer.splitlines()
    assert "高新区" not in heading
    for row, zone, citation in zip(rows, zones(n), answer.citations, strict=True):
        assert zone in row
        assert row.endswith(f"| [{citation.n}] |")
        assert citation.quote in f"{FIRMS[0].body}{FIRMS[1].body}{FIRMS[2].body}"
    assert [f"**{i}50家**" in row for i, row in enumerate(rows, start=1)] == [True] * n


def test_of_many_it_is_asked_which_one() -> None:
    answer = assistant(5).ask("高新区入驻企业多少家？", as_of=DAY)
    assert answer.refused
    assert (answer.answer, answer.citations) == (REFUSAL, ())
    assert answer.frame.nearby[0].startswith("您问的是哪个高新区？资料里有：")
    assert all(zone in answer.frame.nearby[0] for zone in zones(5))
    again = assistant(5).ask(
        "云水高新区", history=[Turn(answer.question, answer.answer)], as_of=DAY
    )
    assert "云水" in again.standalone_question
