"""Lists: one line per item with a citation on each, and only where the question asks for one."""

import re

import pytest

from assistant.quotes.asked_items import Asked, asked_items
from tests.extract_fixtures import draft_of, items_of

ZONE = (
    "青岭经开区位于云岭市东部。青岭经开区形成了新材料、智能装备、生物医药三大主导产业，"
    "去年实现产值50亿元。开发区建有道路、水厂、变电站等一批基础设施。"
    "今年以来，远山科技、白河药业、云岭重工等12家企业先后入驻青岭经开区。"
    "下一步，星河电子、南山精工等企业拟入驻青岭经开区。"
)
RULES = (
    "云岭市的《土壤条例》自10月1日起施行。《土壤条例》针对工业污染提出了措施："
    "一是对地下油罐提出防渗漏要求；二是要求重点单位开展隐患排查、自行监测；三是加强园区管理。"
    "在农业污染预防上，《土壤条例》也有规定：一是加强农药、化肥使用控制；二是建设回收网络。"
)


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("青岭经开区有哪些主导产业？", Asked("主导产业")),
        ("青岭经开区的三大主导产业是什么？", Asked("主导产业", 3)),
        ("通过遴选的7个化工园区都是哪些？", Asked("化工园区", 7)),
        ("先后引进了哪些项目？", Asked("项目")),
        ("双方将围绕哪六大板块合作？", Asked("板块", 6)),
        ("和哪5家机构签约？", Asked("机构", 5)),
        ("是哪两家共同打造的？", Asked("", 2)),
        ("青岭经开区去年产值多少？", None),
        ("项目什么时候竣工？", None),
    ],
)
def test_what_is_to_be_listed_is_read_off_the_question(question: str, asked: Asked | None) -> None:
    found = asked_items(question)
    if asked and not asked.noun:
        assert found is not None
        assert found.count == asked.count
    else:
        assert found == asked


def test_every_item_has_a_line_and_a_citation() -> None:
    draft = draft_of("青岭经开区有哪些主导产业？", ZONE)
    lines = draft.text.split("\n")
    assert lines[:3] == ["- **新材料** [1]", "- **智能装备** [1]", "- **生物医药** [1]"]
    assert lines[-1] == f"{draft.citations[0].quote} [1]"
    assert draft.short_answer is None


def test_what_is_planned_is_not_what_is_done() -> None:
    assert items_of("青岭经开区有哪些企业入驻？", ZONE) == ["远山科技", "白河药业", "云岭重工"]
    assert items_of("哪些企业打算入驻青岭经开区？", ZONE) == ["星河电子", "南山精工"]


def test_items_that_are_counted_through_are_those_of_the_right_sentence() -> None:
    industry = items_of("《土壤条例》针对工业污染提出了哪些措施？", RULES)
    assert industry == [
        "对地下油罐提出防渗漏要求",
        "要求重点单位开展隐患排查、自行监测",
        "加强园区管理",
    ]
    assert items_of("《土壤条例》在农业污染预防上有哪些规定？", RULES) == [
        "加强农药、化肥使用控制",
        "建设回收网络",
    ]


def test_items_in_several_sentences_are_cited_each_in_its_own() -> None:
    body = (
        "云岭区落实人才政策，采取了三方面措施。一是加强衔接，推动落实。区里印发了方案。"
        "二是优化服务。全区设了6个服务站。三是强化宣传，覆盖园区。"
    )
    draft = draft_of("云岭区落实人才政策采取了哪三方面措施？", body)
    assert re.findall(r"\[(\d)\]$", draft.text, re.MULTILINE) == ["1", "2", "3"]
    assert [c.quote for c in draft.citations] == [
        "一是加强衔接，推动落实。",
        "二是优化服务。",
        "三是强化宣传，覆盖园区。",
    ]


def test_what_all_items_are_called_is_no_part_of_the_last_one() -> None:
    body = "青岭高新区全力做强磁材、储氢、合金产业集群，打造新高地。"
    assert items_of("青岭高新区做强哪些产业集群？", body) == ["磁材", "储氢", "合金"]


def test_a_list_of_another_zone_is_none() -> None:
    body = "白河高新区引进了远山科技、南山药业、云岭重工等企业。"
    assert items_of("青岭高新区引进了哪些企业？", body) == []


def test_a_count_that_is_not_met_is_said() -> None:
    draft = draft_of("有哪五家企业入驻青岭经开区？", ZONE)
    assert len(draft.notices) == 1
    assert "问的是5项" in draft.notices[0]
    assert "3项" in draft.notices[0]
    assert draft_of("青岭经开区的三大主导产业是什么？", ZONE).notices == ()


def test_items_of_several_articles_are_joined_without_repeats() -> None:
    one = "青岭经开区昨日签约远山芯片、白河电池等项目。"
    other = "青岭经开区今日签约白河电池、南山药业、星河光学等项目。"
    items = items_of("青岭经开区签约了哪些项目？", one, other)
    assert sorted(items) == sorted({"远山芯片", "白河电池", "南山药业", "星河光学"})


@pytest.mark.parametrize(
    "question", ["青岭经开区去年产值多少？", "青岭经开区在哪里？", "青岭经开区有哪些员工宿舍？"]
)
def test_prose_that_is_not_asked_for_becomes_no_list(question: str) -> None:
    draft = draft_of(question, ZONE)
    assert "- **" not in draft.text
    assert draft.citations


def test_what_an_item_would_mean_in_markdown_is_lost() -> None:
    body = "青岭经开区签约了甲*乙*项目、丙[3]项目、丁项目等重大项目。"
    draft = draft_of_inert(body)
    assert "- **甲＊乙＊项目** [1]" in draft
    assert "- **丙〔3〕项目** [1]" in draft


def draft_of_inert(body: str) -> str:
    from assistant.extract import write_extracted
    from assistant.finding.ranking import rank_sentences
    from assistant.question import read_question
    from corpus.article import Article
    from index.overlap import OverlapSearch

    article = Article("a", "", body)
    asked = read_question("青岭经开区签约了哪些重大项目？")
    hits = OverlapSearch.over([article]).search(asked.text, k=5)
    ranked = rank_sentences(asked, hits, articles={"a": article}, rarity=lambda _: 1.0)
    return write_extracted(asked, ranked).text
