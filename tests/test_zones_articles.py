"""The zones of an article, and what a bare 高新区 in it means."""

import pytest

from corpus.zones import article_about, article_zones, zone_mentions


def names(text: str, *about: str) -> list[str]:
    return [zone.name for zone in zone_mentions(text, about=about)]


@pytest.mark.parametrize(
    ("text", "about", "expected"),
    [
        ("高新区表示", ("阳泉高新区",), ["阳泉高新区"]),
        ("目前，高新区管委会", ("阳泉高新区", "平定经开区"), ["阳泉高新区"]),
        ("开发区干部上门", ("罗田经开区",), ["罗田经开区"]),
        ("该园区入驻企业", ("富山工业园区",), ["富山工业园区"]),
        ("园区法院审理", ("苏州工业园区",), ["苏州工业园区"]),
        ("新区出台措施", ("哈尔滨新区",), ["哈尔滨新区"]),
        ("示范区执委会", ("山西综改示范区",), ["山西综改示范区"]),
        ("稀土高新区将推动", ("包头稀土高新区",), ["包头稀土高新区"]),
        ("高新区表示", (), []),
        ("高新区表示", ("平定经开区",), []),
        ("高新区表示", ("阳泉高新区", "太原高新区"), []),
        ("开发区表示", ("阳泉高新区", "平定经开区"), []),
        ("各开发区", ("罗田经开区",), []),
        ("全市开发区", ("罗田经开区",), []),
        ("国家级高新区", ("阳泉高新区",), []),
        ("开发区建设提速", ("罗田经开区",), []),
        ("开发区改革", ("罗田经开区",), []),
        ("区内企业", ("阳泉高新区",), []),
        ("企业、园区和社区", ("富山工业园区",), []),
    ],
)
def test_a_bare_kind_is_the_zone_of_the_article(
    text: str, about: tuple[str, ...], expected: list[str]
) -> None:
    assert names(text, *about) == expected


def test_a_bare_mention_is_a_place_in_the_text() -> None:
    text = "昨天，高新区管委会表示。"
    (zone,) = zone_mentions(text, about=["阳泉高新区"])
    assert (text[zone.start : zone.end], zone.place, zone.kind) == ("高新区", "阳泉", "高新区")


def test_the_title_says_what_an_article_is_about() -> None:
    body = "太原高新区和太原高新区的企业来到阳泉高新区。高新区表示欢迎。"
    assert article_about("阳泉高新区迎来考察团", body) == ("阳泉高新区",)
    assert article_zones("阳泉高新区迎来考察团", body) == ("阳泉高新区", "太原高新区")


def test_without_a_title_the_zone_named_most_often_counts() -> None:
    body = "阳泉高新区赴太原高新区学习。阳泉高新区有关负责人说，高新区将改进服务。"
    assert article_about("外出学习", body) == ("阳泉高新区",)
    assert article_zones("外出学习", body)[0] == "阳泉高新区"


def test_two_zones_named_equally_often_leave_a_bare_kind_open() -> None:
    body = "阳泉高新区与太原高新区签约。高新区表示满意。"
    assert article_about("两区签约", body) == ()
    assert article_zones("两区签约", body) == ("阳泉高新区", "太原高新区")


def test_bare_mentions_count_for_the_order() -> None:
    body = "盂县经开区两次点名，盂县经开区。阳泉高新区只一次。高新区又一次，高新区再一次。"
    assert article_zones("", body) == ("阳泉高新区", "盂县经开区")


def test_zones_that_the_file_gives_come_first() -> None:
    assert article_zones("盂县经开区", "高新区", ["阳泉高新技术产业开发区"]) == (
        "阳泉高新区",
        "盂县经开区",
    )


def test_a_loose_name_is_the_exact_one_beside_it() -> None:
    assert article_zones("风陵渡开发区开工", "风陵渡经济开发区的项目") == ("风陵渡经开区",)
    assert article_zones("风陵渡开发区开工", "项目") == ("风陵渡开发区",)
