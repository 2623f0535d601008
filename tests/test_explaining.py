"""Why, how, what is it, whether, and summaries: the sentences that say so."""

import re

import pytest

from tests.extract_fixtures import draft_of

MOVE = (
    "今年初，远山科技与青岭高新区签订协议。近两年来，远山科技业务量激增，"
    "由于产能无法满足需求，远山科技把白河工厂搬到了青岭高新区。远山科技的青岭项目用电量大，需要扩容。"
    "管委会立即召集电力部门研讨，通过专线改造的方式，将负荷从170千伏安提升至600千伏安。"
    "远山科技创始人是青岭人。"
)
PARK = (
    "本报讯 记者昨日参观了青岭光谷产业园项目的展厅。青岭光谷产业园项目位于青岭高新区北部，"
    "是集研发、制造、仓储于一体的综合园区。项目总投资12亿元，占地面积约90亩，建筑面积约10万平方米。"
    "项目于今年7月开工，预计2027年9月建成投产。“要把项目建好。”区长李山说。"
    "项目投产后，可实现年产值20亿元，提供就业岗位1500个。"
    "白河药谷项目总投资3亿元，预计明年投产。"
)


def bold(text: str) -> list[str]:
    return re.findall(r"\*\*(.+?)\*\*", text)


def test_the_reason_is_bold_and_negated_reasons_are_not() -> None:
    draft = draft_of("远山科技为什么把白河工厂搬到青岭高新区？", MOVE)
    assert bold(draft.text) == ["由于产能无法满足需求"]
    body = "白河集团增加房产经营范围，并非为了卖房，而是为了满足新园区的需求。"
    assert bold(draft_of("白河集团为什么增加房产经营范围？", body).text) == [
        "而是为了满足新园区的需求"
    ]


def test_the_reason_may_stand_behind_the_sentence_that_names_the_thing() -> None:
    body = "谈及缘何选择青岭，李海答得直截了当。“因为远山集团的总部在这里。”青岭山多。"
    assert bold(draft_of("李海为什么选择青岭？", body).text) == ["因为远山集团的总部在这里"]


def test_two_reasons_of_one_sentence_are_both_bold() -> None:
    body = "由于投资方没有资质，云岭广场项目借用他人名义建设，后因管理不善，云岭广场一直办不了证。"
    assert bold(draft_of("云岭广场为什么办不了证？", body).text) == [
        "由于投资方没有资质",
        "后因管理不善",
    ]


def test_how_goes_on_to_the_sentence_that_tells_the_manner() -> None:
    draft = draft_of("青岭高新区怎么解决远山科技项目用电量大的问题？", MOVE)
    assert "将负荷从170千伏安提升至600千伏安" in draft.text
    assert "通过专线改造的方式" in bold(draft.text)


def test_a_definition_is_its_own_sentence() -> None:
    body = (
        "云岭市推广标准地改革。标准地是指带着能耗、环境、亩均税收等指标出让的土地。"
        "今年以来，标准地出让了5宗。"
    )
    draft = draft_of("什么是标准地？", body)
    assert [c.quote for c in draft.citations] == [
        "标准地是指带着能耗、环境、亩均税收等指标出让的土地。"
    ]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("白河滑道断裂有没有人受伤？", "事故没有造成人员受伤"),
        ("白河滑道开放了吗？", "目前白河滑道没有开放"),
    ],
)
def test_whether_is_answered_by_the_clause_that_bears_it_out(question: str, said: str) -> None:
    body = "白河景区说，白河滑道断裂事故没有造成人员受伤，目前白河滑道没有开放，正在检修。"
    (marked,) = bold(draft_of(question, body).text)
    assert said in marked


def test_how_something_is_done_may_be_told_in_counted_steps() -> None:
    body = "青岭税务局推进减税降费，采取了以下措施：一是建立台账；二是上门辅导；三是回访企业。"
    draft = draft_of("青岭税务局怎么推进减税降费？", body)
    assert draft.text.split("\n")[:3] == [
        "- **建立台账** [1]",
        "- **上门辅导** [1]",
        "- **回访企业** [1]",
    ]


def test_a_summary_tells_the_main_facts_in_the_order_of_the_article() -> None:
    draft = draft_of("介绍一下青岭光谷产业园项目", PARK)
    told = [c.quote for c in draft.citations]
    assert told[0].startswith("青岭光谷产业园项目位于青岭高新区北部")
    assert [c.start for c in draft.citations] == sorted(c.start for c in draft.citations)
    assert {"12亿元", "约90亩", "约10万平方米", "20亿元", "1500个"} <= set(bold(draft.text))
    assert any("2027年9月建成投产" in quote for quote in told)


def test_a_summary_leaves_out_speech_and_other_projects() -> None:
    text = draft_of("青岭光谷产业园项目怎么样？", PARK).text
    assert "李山" not in text
    assert "白河药谷" not in text
    assert "展厅" not in text


def test_what_no_article_sums_up_is_answered_by_sentences() -> None:
    body = "青岭光谷产业园在青岭。天气很好。"
    draft = draft_of("介绍一下青岭光谷产业园", body)
    assert draft.citations[0].quote == "青岭光谷产业园在青岭。"
