"""Stories that were printed more than once: found, answered once, every paper named."""

from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import Assistant, Sources
from corpus.article import Article
from corpus.repeats import MIN_CHARS, SAME, SHINGLE, find_repeats, letters
from index.encoder import HashEncoder
from tests.index_fixtures import WEATHER, build, opened

STORY = (
    "柳河经开区的储能电池项目昨天封顶。项目总投资6.2亿元，占地88亩，"
    "明年三季度投产后每年可以装配电池柜4000套。负责人说，设备订单已经全部签完，"
    "首批工人正在沿海的工厂里培训，年底前回到柳河。"
)
FIRST = Article("evening", "电池项目封顶", STORY, source="《柳河晚报》", published="2025-11-03")
REPRINT = Article(
    "net",
    "柳河：储能电池项目封顶",
    f"原标题：电池项目封顶 {STORY.replace('，', ', ')}",
    source="柳河新闻网",
    published="2025-11-04",
)
CORRECTED = Article(
    "daily",
    "储能电池项目封顶",
    STORY.replace("6.2亿元", "6.5亿元"),
    source="《柳河日报》",
    published="2025-11-05",
)
OTHER = Article(
    "other",
    "水泵厂投产",
    "石桥高新区的水泵厂上午投产。工厂总投资2.4亿元，占地35亩，产品卖到二十多个国家，"
    "厂长说下一步要在园区里建一座试验水池，让客户当场看到扬程和流量。",
    source="《石桥日报》",
    published="2025-11-04",
)


def test_a_story_s_printings_stand_together_the_earliest_first() -> None:
    repeats = find_repeats([CORRECTED, OTHER, REPRINT, FIRST])
    assert repeats == dict.fromkeys(("evening", "net", "daily"), ("evening", "net", "daily"))
    assert find_repeats([FIRST, OTHER]) == find_repeats([]) == {}


def test_a_printing_without_a_day_comes_last() -> None:
    repeats = find_repeats([replace(FIRST, published=""), REPRINT])
    assert repeats["net"] == ("net", "evening")


def test_short_notices_that_are_alike_are_no_story() -> None:
    notice = "本周六停水，请居民提前储水。"
    assert len(letters(notice)) < MIN_CHARS
    assert find_repeats([Article("a", "", notice), Article("b", "", notice)]) == {}


def test_the_share_that_makes_two_bodies_one_story() -> None:
    # 40 letters have 35 shingles; the changed tail of 3 touches 3 of them: 32 / 38 = 0.84.
    # A tail of 12 touches 12: 23 / 47 = 0.49.
    text = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥天地玄黄宇宙洪荒日月盈昃寒来暑往秋收冬藏"[
        :40
    ]
    assert SHINGLE == 6
    assert 0.49 < SAME < 0.84
    whole = Article("a", "", text)
    assert find_repeats([whole, Article("b", "", text[:37] + "一二三")])
    assert not find_repeats([whole, Article("b", "", text[:28] + "一二三四五六七八九十百千")])


@given(st.lists(st.text(alphabet="甲乙丙丁，。 ", max_size=120), max_size=6))
def test_every_article_stands_in_one_story_at_most(bodies: list[str]) -> None:
    articles = [Article(str(n), "", body) for n, body in enumerate(bodies)]
    repeats = find_repeats(articles)
    for doc_id, story in repeats.items():
        assert doc_id in story
        assert len(story) > 1
        assert all(repeats[other] == story for other in story)


def test_one_answer_names_every_paper_that_printed_its_sentence(tmp_path: Path) -> None:
    build(tmp_path, [FIRST, REPRINT, CORRECTED, OTHER, WEATHER], encoder=HashEncoder())
    with opened(tmp_path) as index:
        sources = Sources(index.retriever, index.articles, index.rarity, index.repeats)
        answer = Assistant(sources).ask("柳河经开区的储能电池项目占地多少亩？")
    assert answer.short_answer == "88亩"
    printed = {citation.doc_id: citation for citation in answer.citations}
    cited = {doc_id for c in answer.citations for doc_id in (c.doc_id, *(r.doc_id for r in c.also))}
    # One citation for the two that are word for word the same; the corrected one says 6.5亿元.
    assert len(printed) <= 2
    assert {"evening", "net"} <= cited
    (first,) = (c for c in answer.citations if c.doc_id in {"evening", "net"})
    assert [r.doc_id for r in first.also] == [({"evening", "net"} - {first.doc_id}).pop()]
    assert (first.also[0].source, first.also[0].published) in {
        (a.source, a.published) for a in (FIRST, REPRINT)
    }


def test_a_lead_of_its_own_makes_no_other_sentence(tmp_path: Path) -> None:
    told = FIRST.body
    here = replace(FIRST, body=f"东岭日报讯（记者 何小川） {told}", source="《东岭日报》")
    there = replace(REPRINT, body=f"枫林晚报讯 {told}", source="《枫林晚报》")
    build(tmp_path, [here, there, WEATHER])
    with opened(tmp_path) as index:
        sources = Sources(index.retriever, index.articles, index.rarity, index.repeats)
        answer = Assistant(sources).ask("柳河经开区的储能电池项目什么时候封顶？")
    assert len(answer.citations) == 1
    assert len(answer.citations[0].also) == 1


def test_stories_are_kept_in_the_index(tmp_path: Path) -> None:
    build(tmp_path, [FIRST, REPRINT, OTHER])
    with opened(tmp_path) as index:
        assert index.repeats == find_repeats([FIRST, REPRINT, OTHER])
