"""Enumerations in sentences: exact items, and nothing where their ends cannot be told."""

import pytest

from assistant.quotes.enumeration import find_enumerations
from assistant.quotes.ordinals import find_ordinals


@pytest.mark.parametrize(
    ("sentence", "items"),
    [
        (
            "园区重点发展新材料、智能装备、生物医药三大主导产业，产值稳步增长。",
            ["新材料", "智能装备", "生物医药"],
        ),
        (
            "目前，青岭电子、远山药业、白河精工等10家企业拟入驻园区。",
            ["青岭电子", "远山药业", "白河精工"],
        ),
        ("青岭科创城以光学研发、专业服务为主导产业。", ["光学研发", "专业服务"]),
        (
            "获批园区包括青岭化工园、白河开发区化工园区、云岭市盐化工产业园。",
            ["青岭化工园", "白河开发区化工园区", "云岭市盐化工产业园"],
        ),
        (
            "李山、王海分别率队考察了星河封装项目、远山机床一期项目、白河材料园项目等3个项目。",
            ["星河封装项目", "远山机床一期项目", "白河材料园项目"],
        ),
        ("公司正布局低压电池、储能电池及电池回收三大业务。", ["低压电池", "储能电池", "电池回收"]),
        (
            "会议由教育局、住房和城乡建设局、文化和旅游局等部门主办。",
            ["教育局", "住房和城乡建设局", "文化和旅游局"],
        ),
        (
            "园区已引进远山（青岭）科技、“小蓝”咖啡、白河体育等一批商业配套。",
            ["远山（青岭）科技", "“小蓝”咖啡", "白河体育"],
        ),
        (
            "政策具有四个特点，包括拓展开放广度和深度、提升便利化水平、加大引导力度和强化服务保障。",
            ["拓展开放广度和深度", "提升便利化水平", "加大引导力度", "强化服务保障"],
        ),
        (
            "领导了解企业在生产经营、项目推进、发展计划等方面情况。",
            ["生产经营", "项目推进", "发展计划"],
        ),
        (
            "民警对目前高发的刷单诈骗、杀猪盘诈骗、投资诈骗等类型作了讲解。",
            ["刷单诈骗", "杀猪盘诈骗", "投资诈骗"],
        ),
        (
            "项目包括中药、医疗器械、中药及健康产品等多个板块。",
            ["中药", "医疗器械", "中药及健康产品"],
        ),
    ],
)
def test_items_are_cut_exactly(sentence: str, items: list[str]) -> None:
    (found,) = find_enumerations(sentence)
    assert [sentence[a:b] for a, b in found.items] == items


def test_two_lists_of_one_clause_keep_their_own_names() -> None:
    sentence = "重点发展数字产业、智能制造两大支柱产业和总部经济、绿色服务两大特色产业。"
    first, second = find_enumerations(sentence)
    assert [sentence[a:b] for a, b in first.items] == ["数字产业", "智能制造"]
    assert [sentence[a:b] for a, b in second.items] == ["总部经济", "绿色服务"]
    assert first.tail.startswith("两大支柱产业")
    assert second.tail == "两大特色产业"


def test_a_quoted_flow_is_a_list_and_what_follows_names_it() -> None:
    sentence = "县里推行“企业申报、部门联审、资金直兑、事后报备”的兑现模式。"
    (found,) = find_enumerations(sentence)
    assert [sentence[a:b] for a, b in found.items] == [
        "企业申报",
        "部门联审",
        "资金直兑",
        "事后报备",
    ]
    assert found.tail.endswith("的兑现模式")


def test_quotations_side_by_side_are_a_list() -> None:
    sentence = "活动贯穿“乐享”“读出”“点亮”“共筑”四大板块，持续一周。"
    (found,) = find_enumerations(sentence)
    assert [sentence[a:b] for a, b in found.items] == ["“乐享”", "“读出”", "“点亮”", "“共筑”"]
    assert found.tail == "四大板块"


@pytest.mark.parametrize(
    "sentence",
    [
        "青岭经开区今年开工12个项目。",
        "青岭经开区党工委书记、管委会主任在全区招商引资暨营商环境大会上作了讲话并提出要求。",
        "由远山公司和白河集团共同打造。",
    ],
)
def test_what_is_no_list_is_left_alone(sentence: str) -> None:
    assert find_enumerations(sentence) == []


def test_two_that_are_joined_by_and_are_a_pair_where_two_are_asked_for() -> None:
    sentence = "产业园由远山公司和白河集团共同打造。"
    (found,) = find_enumerations(sentence, pairs=True)
    assert [sentence[a:b] for a, b in found.items] == ["远山公司", "白河集团"]


def test_counted_items_run_through_sentences_and_lose_their_markers() -> None:
    body = (
        "条例提出三项措施：一是加强衔接，推动落实。区里印发了方案。"
        "二是优化服务；三是强化宣传。2023年是开局之年。"
    )
    (run,) = find_ordinals(body)
    assert [body[a:b] for a, b in run.items] == ["加强衔接，推动落实", "优化服务", "强化宣传"]
    assert body[run.start : run.start + 2] == "一是"


@pytest.mark.parametrize(
    "body", ["一是加强衔接。", "二是优化服务；三是强化宣传。", "投资1.5亿元，占地2.6亩，一年三季。"]
)
def test_what_is_not_counted_from_one_on_is_no_run(body: str) -> None:
    assert find_ordinals(body) == []
