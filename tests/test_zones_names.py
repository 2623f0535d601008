"""One spelling for each zone, the aliases, and which names may mean one zone."""

from pathlib import Path

import pytest

from corpus.article import CorpusError
from corpus.places.aliases import read_aliases
from corpus.zones import canonical_zone, same_zone


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("阳泉高新技术产业开发区", "阳泉高新区"),
        ("山西省阳泉市高新区", "阳泉高新区"),
        ("风陵渡经济技术开发区", "风陵渡经开区"),
        ("风陵渡开发区", "风陵渡开发区"),
        ("太原武宿综合保税区", "武宿综保区"),
        ("漳州市高新区", "漳州高新区"),
        ("苏州吴中经济技术开发区", "吴中经开区"),
        ("长春汽车经济技术开发区", "长春汽车经开区"),
        ("苏州工业园", "苏州工业园区"),
        ("苏州国际科技园", "苏州国际科技园"),
        ("沈阳博通科技园", "沈阳博通科技园"),  # an owner's parks in two cities are two
        ("济南博通科技园", "济南博通科技园"),
        ("宁夏\uff08银川\uff09人力资源服务产业园", "银川人力资源服务产业园"),
        ("武汉东湖新技术开发区", "东湖高新区"),
        ("中关村自创区", "中关村自主创新示范区"),
        ("光谷", "东湖高新区"),
        ("武汉光谷", "东湖高新区"),
        ("亦庄经开区", "北京经开区"),
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
        ("平定开发区", "平定经开区", True),
        ("盂县经开区", "盂县开发区", True),
        ("太原中北高新区", "中北高新区", True),
        ("太原中北", "中北高新区", True),
        ("阳泉高新技术产业开发区", "阳泉高新区", True),
        ("东湖新技术开发区", "武汉东湖高新区", True),
        ("光谷", "东湖高新区", True),
        ("北京经济技术开发区", "北京经开区", True),
        ("亦庄经开区", "北京经济技术开发区", True),
        ("北京亦庄经济技术开发区", "北京经开区", True),
        ("山西转型综合改革示范区", "山西综改示范区", True),
        ("横琴合作区", "横琴粤澳深度合作区", True),
        ("平定经开区", "盂县经开区", False),
        ("平定开发区", "盂县开发区", False),
        ("阳泉经开区", "阳泉高新区", False),
        ("太原经开区", "太原高新区", False),
        ("苏州高新区", "苏州工业园区", False),
        ("鞍山经开区", "马鞍山经开区", False),
        ("高新区", "阳泉高新区", False),
        ("", "阳泉高新区", False),
    ],
)
def test_same_zone(first: str, second: str, expected: bool) -> None:
    assert same_zone(first, second) is expected
    assert same_zone(second, first) is expected


def test_aliases_are_read_from_a_file_that_people_edit(tmp_path: Path) -> None:
    path = tmp_path / "zone_aliases.txt"
    path.write_text("# 说明\n\n光谷  东湖高新区\n", "utf-8")
    assert read_aliases(path) == {"光谷": "东湖高新区"}


@pytest.mark.parametrize(
    ("lines", "number"),
    [
        ("光谷", "第1行"),
        ("# 说明\n光谷 东湖 高新区", "第2行"),
        ("光谷 光谷", "第1行"),
        ("光谷 东湖高新区\n光谷 武汉经开区", "第2行"),
    ],
)
def test_a_bad_line_is_named_with_its_number(tmp_path: Path, lines: str, number: str) -> None:
    path = tmp_path / "zone_aliases.txt"
    path.write_text(lines, "utf-8")
    with pytest.raises(CorpusError, match=number):
        read_aliases(path)


def test_a_file_in_another_encoding_is_refused_in_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "zone_aliases.txt"
    path.write_bytes("光谷 东湖高新区".encode("gb18030"))
    with pytest.raises(CorpusError, match="UTF-8"):
        read_aliases(path)
