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
        ("侦办中高新区再破案", ("阳泉高新区",), ["阳泉高新区"]),
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
        ("两江新区、高新区", ("两江新区",), ["两江新区"]),
        ("企业、园区和社区", ("富山工业园区",), []),
    ],
)
def test_a_bare_kind_is_the_zone_of_the_article(
    text: str, about: tuple[str, ...], expected: list[str]
) -> None:
    assert names(text, *about) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("平湖富硒辣椒产业园开工。富硒辣椒产业园说", ["平湖富硒辣椒产业园"] * 2),
        ("上渡富硒辣椒产业园开工。富硒辣椒产业园说", ["上渡富硒辣椒产业园"] * 2),
        ("陇西灵芝产业园建成。灵芝产业园里很忙", ["陇西灵芝产业园"] * 2),
        ("平湖富硒辣椒产业园开工。打造辣椒产业园", ["平湖富硒辣椒产业园"]),
        ("平湖灵芝产业园、陇西灵芝产业园。灵芝产业园说", ["平湖灵芝产业园", "陇西灵芝产业园"]),
        ("陇西灵芝产业园建成。企业落户园区", ["陇西灵芝产业园"] * 2),
        ("陇西灵芝产业园建成。走进企业园区", ["陇西灵芝产业园"]),
        ("陇西灵芝产业园建成。10个园区", ["陇西灵芝产业园"]),
        ("陇西灵芝产业园建成。" + "天气晴好。" * 60 + "企业落户园区", ["陇西灵芝产业园"]),
        ("陇西灵芝产业园、平湖工业园等集聚。推介园区", ["陇西灵芝产业园", "平湖工业园区"]),
        ("廊坊开发区说。廊坊经济技术开发区说", ["廊坊经开区"] * 2),
        (
            "廊坊开发区说。廊坊经济技术开发区、廊坊高新区说",
            ["廊坊开发区", "廊坊经开区", "廊坊高新区"],
        ),
    ],
)
def test_a_shorter_name_is_the_one_given_in_full(text: str, expected: list[str]) -> None:
    assert names(text) == expected


def test_a_loose_name_is_the_exact_one_that_the_article_is_about() -> None:
    assert names("廊坊开发区说", "廊坊经开区") == ["廊坊经开区"]


def test_a_park_of_an_open_zone_is_not_what_an_article_is_about() -> None:
    assert article_about("", "经开区西河科技园开工。西河科技园说") == ("西河科技园",)


def test_the_only_park_that_is_named_often_is_meant_far_away() -> None:
    text = "陇西灵芝产业园开工。" * 3 + "天气晴好。" * 60 + "企业落户园区"
    assert names(text) == ["陇西灵芝产业园"] * 4


def test_a_bare_kind_far_from_its_zone_is_that_zone() -> None:
    body = "在保定高新区，企业开工。\n" + "天气晴好。\n" * 50 + "如今，高新区已有企业百家。"
    about = article_about("", body)
    assert [zone.name for zone in zone_mentions(body, about=about)] == ["保定高新区"] * 2


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
