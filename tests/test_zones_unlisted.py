"""Zones of places that no list has: a name is read whole, or not at all, never as another's."""

import pytest

from corpus.zones import article_about, find_zones, same_zone, zone_mentions


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("临河口高新区", ("临河口高新区",)),  # not 河口
        ("记者走进临河口高新区采访", ("临河口高新区",)),
        ("在新桐城高新区", ("新桐城高新区",)),
        ("合肥新桐城高新区", ("新桐城高新区",)),
        ("杭州市临河口经开区", ("临河口经开区",)),
        ("大安州高新区", ("大安州高新区",)),  # not the city 大安
        ("安徽松川州高新区", ("松川州高新区",)),
        ("恩施州高新区", ("恩施高新区",)),
        ("柏州经开区说", ("柏州经开区",)),
        ("在上临湖高新区", ("上临湖高新区",)),
        ("南浔湖自贸片区", ("南浔湖自贸片区",)),
        ("青岛自贸片区与青岛片区", ("青岛自贸片区",)),
        ("鹿原经济开发区", ("鹿原经开区",)),
        ("鹿原经开区", ("鹿原经开区",)),
        ("白鹿原高新区", ("白鹿原高新区",)),
        ("陕西鹿原经开区", ("鹿原经开区",)),
        ("浙江桐溪高新区", ("桐溪高新区",)),
        ("乌岭、桐溪两个高新区", ("乌岭高新区", "桐溪高新区")),
        ("据乌岭和桐溪两个国家级高新区介绍", ("乌岭高新区", "桐溪高新区")),
        ("湖口、桐溪、乌岭三个经开区", ("湖口经开区", "桐溪经开区", "乌岭经开区")),
        ("阳泉市、太原市2家高新区", ("阳泉高新区", "太原高新区")),
    ],
)
def test_an_unknown_name_is_read_whole(text: str, expected: tuple[str, ...]) -> None:
    assert find_zones(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "走访阳泉高新区",
        "现任阳泉高新区主任",
        "全市仅阳泉高新区",
        "获得赔偿金阳泉高新区",
        "老阳泉高新区",
        "原阳泉高新区",
        "建成后阳泉高新区",
        "省内阳泉高新区",
        "出台16项阳泉高新区办法",
        "市委书记兼阳泉高新区书记",
    ],
)
def test_a_word_before_a_known_place_is_no_part_of_it(text: str) -> None:
    assert find_zones(text) == ("阳泉高新区",)


@pytest.mark.parametrize(
    "text",
    ["桐溪两个高新区", "这两个高新区", "乌岭、桐溪三个高新区", "干部、群众两个高新区", "新高新区"],
)
def test_what_counts_no_names_is_no_zone(text: str) -> None:
    assert find_zones(text) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("桐原高新区说，清原高新区说", ["桐原高新区", "清原高新区"]),
        ("清原高新区、清原高新区。青龙原高新区说", ["清原高新区"] * 2),
        ("清原高新区开工。在乌芦和高新区", ["清原高新区"]),
        ("清原高新区开工。原高新区主任说", ["清原高新区"] * 2),
        ("清原高新区开工。该高新区说", ["清原高新区"] * 2),
    ],
)
def test_a_name_is_never_counted_for_another_zone(text: str, expected: list[str]) -> None:
    about = article_about("", text)
    assert [zone.name for zone in zone_mentions(text, about=about)] == expected


def test_listed_names_are_places_in_the_text() -> None:
    text = "昨天，乌岭、桐溪两个省级高新区签约。"
    found = [(zone.place, text[zone.start : zone.end], zone.grade) for zone in zone_mentions(text)]
    assert found == [("乌岭", "乌岭", "省级"), ("桐溪", "桐溪两个省级高新区", "省级")]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("临河口高新区", "河口高新区", False),
        ("新桐城高新区", "桐城高新区", False),
        ("大安州高新区", "大安高新区", False),
        ("青岛自贸片区", "青岛片区", True),
        ("山东青岛自贸片区", "青岛自贸片区", True),
        ("青岛自贸片区", "青岛自贸区", False),
    ],
)
def test_a_longer_unknown_name_is_another_zone(first: str, second: str, expected: bool) -> None:
    assert same_zone(first, second) is expected
    assert same_zone(second, first) is expected
