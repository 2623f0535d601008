"""Zone names: where they begin, which are none, and which are the same."""

import time

import pytest

from corpus.zones import canonical_zone, find_zones, same_zone, zone_mentions


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("其中,阳泉高新区围绕主业", ("阳泉高新区",)),
        ("记者走进文水经济开发区采访", ("文水经开区",)),
        ("项目选址在风陵渡经济开发区北侧", ("风陵渡经开区",)),
        ("太原中北高新区南街", ("中北高新区",)),
        ("省级事项下放盂县经开区", ("盂县经开区",)),
        ("向平定、盂县经开区赋权", ("平定经开区", "盂县经开区")),
        ("河北省涿州高新技术产业开发区积水", ("涿州高新区",)),
        ("天津市滨海新区某街道", ("滨海新区",)),
        ("安徽省郎溪县经济开发区", ("郎溪经开区",)),
        ("常州国家高新技术产业开发区", ("常州高新区",)),
        ("《中国(湖南)自由贸易试验区条例》", ("湖南自贸区",)),
        ("中国\uff08湖南\uff09自由贸易试验区", ("湖南自贸区",)),
        ("为了解滨海新区的历史", ("滨海新区",)),
        ("呼和浩特经济技术开发区", ("呼和浩特经开区",)),
        ("长清区、济南高新区都参加", ("济南高新区",)),
        ("武汉东湖新技术开发区", ("东湖高新区",)),
        ("山西转型综合改革示范区", ("山西综改示范区",)),
    ],
)
def test_zones_in_text(text: str, expected: tuple[str, ...]) -> None:
    assert find_zones(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "全市开发区规上工业",
        "各开发区管委会",
        "向高新区赋权省级事项",
        "我省开发区改革",
        "12家国家级经开区",
        "建成一批智慧产业园",
        "省级转型综改示范区建设使命",
        "一项综述\n开发区作为主战场",
        "雄安新区别称",
        "",
    ],
)
def test_what_is_no_zone(text: str) -> None:
    assert find_zones(text) == ()


def test_the_most_often_mentioned_comes_first() -> None:
    text = "平定经开区与盂县经开区签约。盂县经济开发区说,盂县经济技术开发区会跟进。"
    assert find_zones(text) == ("盂县经开区", "平定经开区")


def test_a_loose_name_counts_for_the_exact_one() -> None:
    assert find_zones("风陵渡经济开发区开会。风陵渡开发区还说") == ("风陵渡经开区",)
    assert find_zones("风陵渡开发区说") == ("风陵渡开发区",)


def test_mentions_are_places_in_the_text() -> None:
    text = "昨天,平定、盂县经济开发区和上海自贸试验区签约。"
    found = [(zone.name, text[zone.start : zone.end]) for zone in zone_mentions(text)]
    assert found == [
        ("平定经开区", "平定"),
        ("盂县经开区", "盂县经济开发区"),
        ("上海自贸区", "上海自贸试验区"),
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("阳泉高新技术产业开发区", "阳泉高新区"),
        ("风陵渡经济技术开发区", "风陵渡经开区"),
        ("风陵渡开发区", "风陵渡开发区"),
        ("太原武宿综合保税区", "武宿综保区"),
        ("漳州市高新区", "漳州高新区"),
        ("苏州工业园", "苏州工业园区"),
        ("高新区", "高新区"),
        ("风陵渡", "风陵渡"),
        ("", ""),
    ],
)
def test_canonical_zone(name: str, expected: str) -> None:
    assert canonical_zone(name) == expected


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("风陵渡开发区", "风陵渡经济开发区", True),
        ("风陵渡", "风陵渡经开区", True),
        ("太原中北高新区", "中北高新区", True),
        ("阳泉高新技术产业开发区", "阳泉高新区", True),
        ("平定经开区", "盂县经开区", False),
        ("阳泉经开区", "阳泉高新区", False),
        ("鞍山经开区", "马鞍山经开区", False),
        ("高新区", "阳泉高新区", False),
    ],
)
def test_same_zone(first: str, second: str, expected: bool) -> None:
    assert same_zone(first, second) is expected
    assert same_zone(second, first) is expected


def test_a_long_text_is_read_in_time_linear_in_its_length() -> None:
    started = time.perf_counter()
    find_zones("高新技术产业高新技术产业示范智能化城市产业园" * 5_000)
    assert time.perf_counter() - started < 5
