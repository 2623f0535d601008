"""Filters: whatever an answer is drawn from passes them, whichever writer writes it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from assistant.answer import Assistant, Sources
from assistant.asking.filters import check_names, read_filters
from assistant.asking.known import Known, know
from assistant.finding.within import LIMITED_TO_NONE, facets, within
from assistant.schema import EVERYTHING, REFUSAL, Answer, AssistantError, Facets, Filters
from corpus.article import Article
from index.overlap import OverlapSearch
from index.search import ZoneIndex
from tests.index_fixtures import build, is_one_sentence, opened
from tests.overview_fixtures import ZONES, article

DAY = date(2025, 11, 20)
STORY = (
    "青岭经开区的远山电池材料项目由远山科技有限公司投资建设，总投资30亿元，占地200亩，"
    "建成后可年产正极材料5万吨。"
)
BATTERY = replace(article("battery", STORY, "2025-03-02"), source="《青岭日报》")
REPRINT = replace(article("reprint", STORY, "2025-03-03"), source="《云州晚报》")
START = article(
    "start",
    "远山电池材料项目落户青岭经开区。项目去年11月签约，今年3月开工建设，预计2026年6月建成投产。",
    "2025-04",
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
LIBRARY = (*ZONES, BATTERY, REPRINT, replace(START, source="《青岭日报》"), ROOF, DRONES)

MONEY = "远山电池材料项目总投资多少？"
STAFF = "远山电池材料项目有多少员工？"
COMPARED = "青岭经开区和白河高新区规划面积各多大？"
TABLE = "各开发区规划面积多大？"
COURSE = "远山电池材料项目的进展"
POLICY = "《青岭市促进低空产业发展若干措施》谁能申请、能拿多少、什么时候施行？"
QUESTIONS = (MONEY, STAFF, COMPARED, TABLE, COURSE, POLICY, "哪个开发区规划面积最大？")

QINGLING = Filters(zones=("青岭经开区",))
PAPER = Filters(sources=("《青岭日报》",))
SPRING = Filters(published=(20250301, 20250430))
REST = Filters(zones=("白河高新区", "红石经开区"))
JULY = Filters(published=(20250701, 20250731))
PASSING = {
    QINGLING: {"a", "battery", "reprint", "start", "roof"},
    Filters(zones=("青岭经济技术开发区",)): {"a", "battery", "reprint", "start", "roof"},
    REST: {"b", "c"},
    PAPER: {"battery", "start"},
    SPRING: {"battery", "reprint", "start"},
    JULY: {"c"},
    Filters(("青岭经开区",), ("《云州晚报》",), (20250101, 20251231)): {"reprint"},
    Filters(zones=("云顶自贸区",)): set(),
}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ZoneIndex]:
    folder = tmp_path_factory.mktemp("within") / "index"
    build(folder, LIBRARY)
    with opened(folder) as index:
        yield index


@pytest.fixture(scope="module")
def known() -> Known:
    return know(LIBRARY)


@pytest.fixture(scope="module", params=["index", "overlap"])
def assistant(request: pytest.FixtureRequest, index: ZoneIndex, known: Known) -> Assistant:
    """Return an assistant over the index, or one whose search knows nothing of filters."""
    sources = Sources(
        index.fused,
        index.articles,
        rarity=index.rarity,
        repeats=index.repeats,
        known=known,
        passing=index.passing,
    )
    if request.param == "overlap":
        sources = replace(sources, search=OverlapSearch.over(LIBRARY), passing=None)
    return Assistant(sources)


def used(answer: Answer) -> set[str]:
    """Return every article that an answer shows, names or was weighed for."""
    also = {reprint.doc_id for citation in answer.citations for reprint in citation.also}
    weighed = {doc_id for doc_id, _ in answer.weighed}
    return {c.doc_id for c in answer.citations} | also | weighed | set(answer.retrieved)


@pytest.mark.parametrize("filters", PASSING, ids=str)
@pytest.mark.parametrize("question", QUESTIONS)
def test_nothing_comes_from_what_was_left_out(
    assistant: Assistant, question: str, filters: Filters
) -> None:
    *_, answer = assistant.stream(question, as_of=DAY, filters=filters)
    passing = PASSING[filters]
    assert assistant.within(filters).bodies().keys() == passing
    assert used(answer) <= passing
    assert answer.frame.looked_at <= len(passing)


def test_an_answer_and_its_reprints_are_those_that_pass(assistant: Assistant) -> None:
    (citation,) = assistant.ask(MONEY, as_of=DAY).citations
    assert (citation.doc_id, [r.doc_id for r in citation.also]) == ("battery", ["reprint"])
    (citation,) = assistant.ask(MONEY, as_of=DAY, filters=PAPER).citations
    assert (citation.doc_id, citation.also) == ("battery", ())
    late = Filters(sources=("《云州晚报》",))
    (citation,) = assistant.ask(MONEY, as_of=DAY, filters=late).citations
    assert (citation.doc_id, citation.also) == ("reprint", ())


def test_a_table_has_the_rows_of_the_articles_that_pass(assistant: Assistant) -> None:
    def rows(question: str, filters: Filters) -> list[str]:
        lines = assistant.ask(question, as_of=DAY, filters=filters).answer.splitlines()[2:]
        return [line.split("|")[1].strip() for line in lines if line.startswith("|")]

    assert sorted(rows(TABLE, EVERYTHING)) == ["白河高新区", "红石经开区", "青岭经开区"]
    assert sorted(rows(TABLE, REST)) == ["白河高新区", "红石经开区"]
    assert rows(COMPARED, EVERYTHING) == ["青岭经开区", "白河高新区"]
    assert "9平方公里" not in assistant.ask(COMPARED, as_of=DAY, filters=QINGLING).answer


def test_a_course_of_events_ends_where_the_filter_does(assistant: Assistant) -> None:
    whole = assistant.ask(COURSE, as_of=DAY).answer
    spring = assistant.ask(COURSE, as_of=DAY, filters=SPRING).answer
    assert "封顶" in whole
    assert "封顶" not in spring
    assert "签约" in spring


def test_a_policy_is_answered_only_where_its_article_passes(assistant: Assistant) -> None:
    may = Filters(published=(20250501, 20250531))
    assert "300万元" in assistant.ask(POLICY, as_of=DAY, filters=may).answer
    assert assistant.ask(POLICY, as_of=DAY, filters=JULY).answer == REFUSAL


def test_a_refusal_says_that_only_some_articles_were_looked_at(assistant: Assistant) -> None:
    answer = assistant.ask(STAFF, as_of=DAY, filters=PAPER)
    assert answer.refused
    first, *others = answer.frame.nearby
    assert first == "只查了符合筛选条件的2篇文章。"
    assert others[-1] == "这些文章覆盖2025年3月2日至2025年4月。"
    assert not [line for line in others if "资料里" in line or "语料" in line]
    assert assistant.ask(STAFF, as_of=DAY).frame.nearby[-1].startswith("语料覆盖")


def test_where_no_article_passes_the_refusal_says_just_that(assistant: Assistant) -> None:
    answer = assistant.ask(MONEY, as_of=DAY, filters=Filters(sources=("《没有报》",)))
    assert (answer.answer, answer.frame.nearby) == (REFUSAL, (LIMITED_TO_NONE,))


def test_filters_of_one_question_leave_no_trace_on_the_next(assistant: Assistant) -> None:
    whole = replace(assistant.ask(MONEY, as_of=DAY), seconds=0.0)
    for filters in PASSING:
        assistant.ask(MONEY, as_of=DAY, filters=filters)
    assert replace(assistant.ask(MONEY, as_of=DAY), seconds=0.0) == whole
    assert assistant.within(EVERYTHING) is assistant


def test_the_names_of_places_outside_the_filter_are_not_offered(assistant: Assistant) -> None:
    sources = within(assistant._sources, JULY)
    assert sources.known.zones == ("红石经开区",)
    assert sources.examples == ()
    assert sources.repeats == {}


def test_a_search_with_zones_of_its_own_stays_within(index: ZoneIndex) -> None:
    sources = Sources(index.fused, index.articles, lambda _: 1.0, passing=index.passing)
    search = within(sources, SPRING).search
    found = search.search("项目", k=50, zones=["青岭经开区"])
    assert {hit.passage.doc_id for hit in found} == {"battery", "reprint", "start"}
    assert search.search("项目", k=50, zones=["白河高新区"]) == []


def test_facets_count_articles_most_first() -> None:
    assert facets(LIBRARY) == Facets(
        (("青岭经开区", 5), ("白河高新区", 1), ("红石经开区", 1)),
        (("《青岭日报》", 2), ("《云州晚报》", 1)),
        "2025-03-02",
        "2025-09-02",
    )
    assert facets([Article("x", "", "无")]) == Facets()


def test_filters_are_read_as_people_write_them() -> None:
    assert read_filters([], []) == EVERYTHING
    assert read_filters(["甲区"], ["乙报"], since="2025", until="2025-02") == Filters(
        ("甲区",), ("乙报",), (20250101, 20250228)
    )
    assert read_filters([], [], since="2025-06-03").published == (20250603, 99991231)
    assert read_filters([], [], until="2025").published == (0, 20251231)
    for given in ({"since": "2025-13"}, {"until": "昨天"}, {"since": "2025", "until": "2024"}):
        with pytest.raises(AssistantError) as caught:
            read_filters([], [], **given)
        assert is_one_sentence(str(caught.value))


def test_a_name_that_no_article_has_is_said_with_those_near() -> None:
    held = facets(LIBRARY)
    check_names(Filters(("青岭经济技术开发区",), ("《青岭日报》",)), held)
    for filters, near in (
        (Filters(zones=("清岭经开区",)), "相近的有：青岭经开区"),
        (Filters(sources=("青岭日报",)), "相近的有：《青岭日报》"),
        (Filters(zones=("云顶自贸区",)), "请检查名称"),
        (Filters(zones=("",)), "请检查名称"),
    ):
        with pytest.raises(AssistantError, match=near) as caught:
            check_names(filters, held)
        assert is_one_sentence(str(caught.value))
