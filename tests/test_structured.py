"""Tables over zones, courses of events and policies: they answer by what they find."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from assistant.answer import Assistant, Sources
from assistant.conversation import Standalone
from assistant.draft import Written
from assistant.finding.confidence import THRESHOLD
from assistant.finding.looking import look_up
from assistant.schema import REFUSAL, Answer, Turn
from assistant.structured import write_structured
from assistant.tables.overview_table import MAX_ROWS
from corpus.article import Article
from eval.scoring.grounding import is_grounded, is_quoted
from index.overlap import OverlapSearch
from tests.llm_server import Reply, served
from tests.overview_fixtures import ZONES, article

DAY = date(2025, 11, 20)
BATTERY = article(
    "battery",
    "远山电池材料项目落户青岭经开区。项目去年11月签约，今年3月开工建设，预计2026年6月建成投产。"
    "远山电池材料项目总投资30亿元。",
)
ROOF = article("roof", "9月1日，青岭经开区的远山电池材料项目厂房封顶。", "2025-09-02")
DRONES = article(
    "drones",
    "近日，青岭市三部门联合印发《青岭市促进低空产业发展若干措施》（以下简称《措施》）。"
    "《措施》自2025年6月1日起施行，有效期三年。"
    "在青岭市注册、从事无人机整机研发制造的企业均可申请《措施》规定的资金。"
    "对新获得适航证的整机企业，给予最高300万元奖励。",
    "2025-05-20",
)
LIBRARY = (*ZONES, BATTERY, ROOF, DRONES)
TABLE = "各开发区规划面积多大？"
COURSE = "远山电池材料项目的进展"
POLICY = "《青岭市促进低空产业发展若干措施》谁能申请、能拿多少、什么时候施行？"
NUMBER = "《青岭市促进低空产业发展若干措施》的文号是什么？"


def sources_of(library: Sequence[Article] = LIBRARY) -> Sources:
    articles = {article.doc_id: article for article in library}
    return Sources(OverlapSearch.over(library), articles, lambda _: 1.0)


def table_of(question: str) -> Written | None:
    sources = sources_of()
    look = look_up(Standalone(question), sources, as_of=DAY)
    # What looks for itself answers however sure the best sentence is.
    unsure = replace(look, confidence=0.0)
    assert write_structured(question, unsure, sources) == write_structured(question, look, sources)
    return write_structured(question, unsure, sources)


def ask(question: str, *, library: Sequence[Article] = LIBRARY) -> Answer:
    answer = Assistant(sources_of(library)).ask(question, as_of=DAY)
    row = answer.to_json()
    assert is_grounded(row)
    assert answer.refused or is_quoted(row, {a.doc_id: a.body for a in library})
    assert (answer.confidence >= THRESHOLD) is not answer.refused
    return answer


def test_a_table_over_zones() -> None:
    table = table_of(TABLE)
    assert table
    rows = table.draft.text.splitlines()[2:]
    assert [("青岭" in r, "白河" in r, "红石" in r).index(True) for r in rows] == [0, 1, 2]
    assert ask(TABLE).answer == table.draft.text
    assert ask(TABLE).frame.looked_at == table.looked_at == 3


def test_a_ranking_says_what_it_was_computed_from() -> None:
    answer = ask("哪个开发区规划面积最大？")
    assert "**红石经开区**最大" in answer.answer
    (derived,) = answer.derived
    assert derived.value == "红石经开区"
    assert set(derived.citations) == {c.n for c in answer.citations} == {1, 2, 3}


def test_a_course_of_events_is_dated_and_oldest_first() -> None:
    answer = ask(COURSE)
    days = [line.split("：")[0] for line in answer.answer.split("\n\n")]
    assert days == ["2024年11月", "2025年3月", "2025年9月1日", "2026年6月（计划）"]
    assert answer.frame.as_of == "2025-09-02"
    assert {d.value for d in answer.derived} >= {"2024年11月", "2025年3月"}


def test_a_policy_is_answered_line_by_line() -> None:
    answer = ask(POLICY)
    labels = [line.split("：")[0].strip("*") for line in answer.answer.split("\n\n")]
    assert sorted(labels) == sorted(["适用对象", "支持内容", "施行时间"])
    assert "**给予最高300万元奖励**" in answer.answer
    assert not answer.refused


def test_a_policy_s_number_that_no_article_gives_is_refused() -> None:
    table = table_of(NUMBER)
    assert table
    assert table.draft.refused
    answer = ask(NUMBER)
    assert (answer.refused, answer.answer, answer.citations) == (True, REFUSAL, ())
    assert answer.confidence < THRESHOLD


@pytest.mark.parametrize(
    "question",
    [
        "青岭经开区规划面积多大？",
        "各开发区有多少只熊猫？",
        "云顶芯片封测基地的进展",
        "《红石市支持冰雪运动办法》谁能申请？",
        "",
    ],
)
def test_nothing_is_written_where_nothing_is_asked_or_found(question: str) -> None:
    assert table_of(question) is None


def test_what_looks_for_itself_needs_no_llm_and_sends_it_nothing() -> None:
    with served(Reply("青岭经开区规划面积为99平方公里。[1]")) as (server, llm):
        asks = Assistant(sources_of(), llm=llm).ask
        for question in (TABLE, COURSE, POLICY):
            answer = asks(question, as_of=DAY)
            assert answer.mode == "extractive"
            assert answer.answer == ask(question).answer
        assert server.requests == []


def test_what_a_table_leaves_out_is_said() -> None:
    places = ["云水", "明川", "东桥", "梅渡", "平川", "石湾", "林泉", "柳溪", "松岗", "竹山"]
    more = [
        article(f"z{n}", f"{place}高新区规划面积为{n}平方公里。")
        for n, place in enumerate(places, start=1)
    ]
    answer = ask(TABLE, library=[*LIBRARY, *more])
    assert len(answer.answer.splitlines()) == 2 + MAX_ROWS
    assert answer.notices == ("表里只列了前10行，另有3行没有列出。",)


def test_a_follow_up_may_ask_for_a_course_of_events() -> None:
    turn = Turn("远山电池材料项目总投资多少？", "**30亿元** [1]")
    answer = Assistant(sources_of()).ask("它的进展如何？", history=[turn], as_of=DAY)
    assert "远山电池材料项目" in answer.standalone_question
    assert answer.answer == ask(COURSE).answer


def test_when_a_policy_is_in_force_asks_for_nothing_else() -> None:
    answer = ask("青岭市促进低空产业发展若干措施是什么时候施行的？")
    assert answer.answer.startswith("**施行时间**：")
    assert len(answer.citations) == 1
