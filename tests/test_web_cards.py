"""A citation's card: where the sentence stands, what is doubtful, who printed it, too."""

from dataclasses import replace

import pytest

from assistant.schema import Citation, Reprint
from assistant.web.cards import evidence_html
from assistant.web.exchange import Card
from corpus.article import Article
from tests.test_web_render import ARTICLE, CITATION, DONE, HIT, START


def _card(citation: Citation, article: Article | None = ARTICLE) -> str:
    return evidence_html([replace(DONE, cards=(Card(citation, article),))])


def test_a_card_highlights_the_quote_and_the_part_that_answers() -> None:
    html = _card(CITATION)
    quote = '<mark class="quote">园区投资约<strong class="hit">3亿元</strong>，占地20亩。</mark>'
    assert f"春天种树。{quote}秋天验收。" in html
    assert '<span class="badge">摘编</span><span>《山城晚报》</span>' in html
    assert "<span>2025年11月</span>" in html


def test_a_card_without_its_article_shows_the_quote_alone() -> None:
    for article in (None, Article("a", "", "别的文章" * 20)):
        html = _card(CITATION, article)
        assert 'aria-label="原文"><mark class="quote">园区投资约' in html
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
        assert "打开原文" not in _card(replace(CITATION, url=url))


def test_reprints_and_a_missing_title_are_told() -> None:
    html = _card(replace(CITATION, title="", also=(Reprint("b", "江城<日报>", "2025-11-02"),)))
    assert "同一报道另见：江城&lt;日报&gt;2025年11月2日" in html
    assert "（无标题）" in html


@pytest.mark.parametrize(
    ("page", "said"), [("A2", "A2版"), ("3", "第3版"), ("要闻", "要闻"), ("第5版", "第5版")]
)
def test_a_card_names_the_page(page: str, said: str) -> None:
    assert f"<span>{said}</span>" in _card(CITATION, replace(ARTICLE, page=page))


def test_a_card_says_what_is_doubtful_about_its_article() -> None:
    assert "doubt" not in _card(CITATION)
    inferred = _card(CITATION, replace(ARTICLE, published_inferred="据文首<电头>"))
    assert "日期是推断的：据文首&lt;电头&gt;。" in inferred
    half = replace(ARTICLE, cut_off=True)
    assert "只有这篇的一半，另一半在别的版面。" in _card(CITATION, half)
    assert "另一半在A2版。" in _card(CITATION, replace(half, jumps_to="A2"))
    assert "另一半在第1版。" in _card(CITATION, replace(half, jumps_from="1"))
