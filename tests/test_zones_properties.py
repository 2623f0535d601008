"""What holds for every text: spans, spellings, sameness."""

from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.places.names import SUFFIX
from corpus.zones import article_zones, canonical_zone, same_zone, zone_mentions

PIECES = [
    *("阳泉", "平定", "盂县", "太原", "中北", "市", "县", "省", "区", "镇", "山西省", "高新区"),
    *("经济技术开发区", "开发区", "产业园", "园区", "新区", "片区", "自贸试验区", "综合保税区"),
    *("国家自主创新示范区", "合作区", "示范区", "国家级", "省级", "现代", "灵芝", "走进", "和"),
    *("、", "，", "。", "的", "（", "）", "(", ")", "中国", "中关村", "光谷", "亦庄", "国家"),
    *("一", "3", "AI", "大", "路", "建设", "\n"),
]
pieces = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)
texts = pieces | st.text(max_size=60)


@settings(max_examples=150, deadline=None)
@given(texts, st.lists(st.sampled_from(["阳泉高新区", "平定经开区", "富山工业园区"]), max_size=2))
def test_mentions_are_ordered_spans_that_end_in_a_kind(text: str, about: list[str]) -> None:
    end = 0
    for zone in zone_mentions(text, about=about):
        assert end <= zone.start < zone.end <= len(text)
        end = zone.end
        said = text[zone.start : zone.end]
        listed = text[zone.end : zone.end + 1] in ("、", "和")
        nickname = said in ("光谷", "亦庄") or said.startswith("中关村")
        assert listed or nickname or SUFFIX.search(said[-14:])
        assert zone.name == zone.place + zone.kind or nickname
        assert zone.grade in ("", "国家级", "省级", "市级")


@settings(max_examples=150, deadline=None)
@given(texts)
def test_a_canonical_name_stays_as_it_is(name: str) -> None:
    once = canonical_zone(name)
    assert canonical_zone(once) == once


@settings(max_examples=150, deadline=None)
@given(pieces, pieces)
def test_sameness_is_symmetric(first: str, second: str) -> None:
    assert same_zone(first, second) is same_zone(second, first)


@settings(max_examples=150, deadline=None)
@given(texts)
def test_every_zone_that_is_named_is_the_same_as_itself(text: str) -> None:
    for name in article_zones(text[:20], text):
        assert same_zone(name, name)
        assert canonical_zone(name) == name
