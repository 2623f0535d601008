"""A citation's card: where the sentence stands, what is doubtful, who printed it, too."""

import re
from dataclasses import replace

import pytest

from assistant.finding.confidence import THRESHOLD
from assistant.schema import Citation, Reprint
from assistant.web.cards import evidence_html
from assistant.web.language import Lang
from corpus.article import Article
from tests.test_web_render import ANSWER, ARTICLE, CITATION, DONE, HIT, START


def _card(
    *citations: Citation,
    article: Article | None = ARTICLE,
    lang: Lang = "zh",
    confidence: float = 0.0,
) -> str:
    answer = replace(ANSWER, citations=citations, confidence=confidence)
    done = replace(DONE, answer=answer)
    return evidence_html([done], article=lambda _: article, lang=lang)


def test_a_card_highlights_the_quote_and_the_part_that_answers() -> None:
    html = _card(CITATION)
    quote = '<mark class="quote">园区投资约<strong class="hit">3亿元</strong>，占地20亩。</mark>'
    assert f"春天种树。{quote}秋天验收。" in html
    assert re.search('<span class="badge" title="[^"]+">摘编</span><span>《山城晚报》</span>', html)
    assert "<span>2025年11月</span>" in html


def test_a_card_without_its_article_shows_the_quote_alone() -> None:
    for article in (None, Article("a", "", "别的文章" * 20)):
        html = _card(CITATION, article=article)
        assert '<blockquote><mark class="quote">园区投资约' in html
        assert "别的文章" not in html


def test_marks_outside_the_quote_or_on_top_of_each_other_are_left_out() -> None:
    marks = ((0, 2), (HIT, HIT + 3), (HIT + 1, HIT + 2), (START + 1, START + 1), (5, 999))
    html = _card(replace(CITATION, marks=marks))
    assert html.count('class="hit"') == 1
    assert "园区投资约" in html


def test_only_web_addresses_become_links() -> None:
    assert (
        'href="https://news.example/1?a=1&amp;b=2" target="_blank" rel="noopener noreferrer"'
        in _card(CITATION)
    )
    for url in (
        "javascript:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "",
        " https://x",
        "file:///",
    ):
        assert "看原网页" not in _card(replace(CITATION, url=url))


def test_reprints_and_a_missing_title_are_told() -> None:
    html = _card(replace(CITATION, title="", also=(Reprint("b", "江城<日报>", "2025-11-02"),)))
    assert "同一报道另见：江城&lt;日报&gt;2025年11月2日" in html
    assert "（无标题）" in html


@pytest.mark.parametrize(
    ("page", "said"), [("A2", "A2版"), ("3", "第3版"), ("要闻", "要闻"), ("第5版", "第5版")]
)
def test_a_card_names_the_page(page: str, said: str) -> None:
    assert f"<span>{said}</span>" in _card(CITATION, article=replace(ARTICLE, page=page))


def test_a_card_says_what_is_doubtful_about_its_article() -> None:
    assert "doubt" not in _card(CITATION)
    inferred = _card(CITATION, article=replace(ARTICLE, published_inferred="据文首<电头>"))
    assert "日期是推断的：据文首&lt;电头&gt;。" in inferred
    half = replace(ARTICLE, cut_off=True)
    assert "只有这篇的一半，另一半在别的版面。" in _card(CITATION, article=half)
    assert "另一半在A2版。" in _card(CITATION, article=replace(half, jumps_to="A2"))
    assert "另一半在第1版。" in _card(CITATION, article=replace(half, jumps_from="1"))
    assert "the other is on another page." in _card(CITATION, article=half, lang="en")


def test_a_card_names_the_first_zones_of_its_article() -> None:
    zones = ("甲<高新区>", "乙开发区", "丙经开区", "丁自贸区")
    assert "开发区：甲&lt;高新区&gt;</p>" in _card(
        CITATION, article=replace(ARTICLE, zones=zones[:1])
    )
    html = _card(CITATION, article=replace(ARTICLE, zones=zones))
    assert "开发区：甲&lt;高新区&gt;、乙开发区、丙经开区等</p>" in html
    assert "开发区：" not in _card(CITATION)


def test_several_places_of_one_article_are_told_apart() -> None:
    body = "春天种树。\n\n园区投资约3亿元，占地20亩。秋天验收。"
    article = replace(ARTICLE, body=body)
    first, second = (
        replace(
            CITATION, n=n, start=body.index(quote), end=body.index(quote) + len(quote), quote=quote
        )
        for n, quote in ((2, "春天种树。"), (1, "秋天验收。"))
    )
    html = _card(second, first, article=article)
    assert html.index("这是第2处（第2段）。") < html.index("这是第1处（第1段）。")
    assert "这篇文章引用了2处" in html
    assert "这是第" not in _card(first, article=article)
    assert "这是第" not in _card(first, replace(second, doc_id="b"), article=article)
    assert "Place 1 of 2" in _card(second, first, article=article, lang="en")


def test_the_score_is_there_on_demand_and_says_what_it_is() -> None:
    html = _card(replace(CITATION, score=0.62), confidence=0.875)
    details = html[html.index("<details") : html.index("</details>")]
    assert "<summary>匹配得分</summary>" in details
    assert "这一句与问题的匹配得分：0.62。" in details
    assert f"整个回答的把握：0.88。满分是1；低于{THRESHOLD}时" in details
    assert "<details" not in _card(CITATION)


def test_the_article_opens_only_where_it_is_at_hand() -> None:
    assert '<button type="button" class="open"' in _card(CITATION)
    assert 'class="open"' not in _card(CITATION, article=None)


def test_no_attribute_of_a_card_can_be_left() -> None:
    hostile = "\"'><script>"
    article = replace(ARTICLE, page=hostile, zones=(hostile,), published_inferred=hostile)
    citation = replace(CITATION, doc_id=hostile, title=hostile, source=hostile, quote=hostile)
    html = _card(replace(citation, also=(Reprint("b", hostile, hostile),)), article=article)
    assert "<script>" not in html
    assert html.count("&lt;script&gt;") == html.count("script")
