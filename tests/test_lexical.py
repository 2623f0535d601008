"""Words and pairs of characters: tokens, BM25 by hand, what scores and what does not."""

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.article import Article
from corpus.words import segment
from index.lexical import (
    ARTICLE_WEIGHT,
    K1,
    TOKENIZERS,
    B,
    LexicalSearch,
    bigrams,
    words,
    write_bm25,
)
from index.overlap import OverlapSearch
from index.passages import split_passages
from index.table import PassageTable
from tests.index_fixtures import ARTICLES, FENGLINGDU


def search_over(
    folder: Path, articles: list[Article] | tuple[Article, ...], *, tokenizer: str
) -> LexicalSearch:
    table = PassageTable.cut(articles)
    write_bm25(folder / tokenizer, table, tokenizer=tokenizer)
    return LexicalSearch(folder / tokenizer, table=table, tokenizer=tokenizer)


def found(search: LexicalSearch, query: str, *, k: int = 10) -> list[str]:
    return [hit.passage.doc_id for hit in search.search(query, k=k)]


def test_bigrams() -> None:
    assert bigrams("开发区") == ["开发", "发区"]
    assert bigrams("投资1,250亿元，增3.5%") == ["投资", "1", "250", "亿元", "增", "3.5"]
    assert bigrams("Mini LED灯") == ["mini", "led", "灯"]
    assert bigrams("，。！") == bigrams("") == []


def test_words_are_looked_up_whole_and_in_parts() -> None:
    assert {"开发区", "开发"} <= set(words("经济开发区"))
    assert "sip" in words("芯片封装（SiP）")
    assert words("，。！") == words("") == []


@given(st.text())
@settings(max_examples=100, deadline=None)
def test_segments_join_to_the_text(text: str) -> None:
    assert "".join(segment(text)) == text


def bm25(count: int, length: int, average: float, *, found_in: int, texts: int) -> float:
    """Return one token's score by Lucene's formula."""
    idf = math.log(1 + (texts - found_in + 0.5) / (found_in + 0.5))
    return idf * count / (count + K1 * (1 - B + B * length / average))


def test_scores_by_hand(tmp_path: Path) -> None:
    articles = [
        Article("a", "", "甲乙丙。"),
        Article("b", "", "甲乙。"),
        Article("c", "", "丁戊。"),
    ]
    search = search_over(tmp_path, articles, tokenizer="bigrams")
    one = [bm25(1, n, 4 / 3, found_in=2, texts=3) for n in (2, 1)]
    whole = [score * (1 + ARTICLE_WEIGHT) for score in one]  # a passage and its article are alike
    assert search.scores("甲乙") == pytest.approx([*whole, 0], rel=1e-5)
    assert [hit.score for hit in search.search("甲乙", k=9)] == pytest.approx(
        sorted(whole, reverse=True), rel=1e-5
    )
    assert found(search, "甲乙") == ["b", "a"]
    assert np.allclose(search.scores("甲乙甲乙"), 2 * search.scores("甲乙"))


def test_rarity_by_hand(tmp_path: Path) -> None:
    articles = [
        Article("a", "甲乙", "丙丁。"),
        Article("b", "", "甲乙。"),
        Article("c", "", "戊己。"),
    ]
    search = search_over(tmp_path, articles, tokenizer="bigrams")
    assert search.rarity("甲乙") == pytest.approx(math.log(1 + 3 / 2.5))
    assert search.rarity("戊己") == pytest.approx(math.log(1 + 3 / 1.5))
    assert search.rarity("不在") == pytest.approx(math.log(1 + 3 / 0.5))


@pytest.mark.parametrize("tokenizer", TOKENIZERS)
def test_the_article_speaks_for_its_passages(tmp_path: Path, tokenizer: str) -> None:
    subject = "云溪纺织项目开工。" + "路很长。" * 60 + "用地十七亩。"
    articles = [Article("far", "", subject), Article("other", "", "果园用地十七亩。")]
    search = search_over(tmp_path, articles, tokenizer=tokenizer)
    assert found(search, "云溪纺织项目用地")[:2] == ["far", "far"]


@pytest.mark.parametrize("tokenizer", TOKENIZERS)
def test_no_known_token_finds_nothing(tmp_path: Path, tokenizer: str) -> None:
    search = search_over(tmp_path, ARTICLES, tokenizer=tokenizer)
    assert found(search, "气流纺织项目用地多少亩")[0] == "fenglingdu"
    for query in ("鲸鱼鲨鱼", "，。？", "", "xyzzy", "\ud800"):
        assert found(search, query) == []
        assert not search.scores(query).any()


@pytest.mark.parametrize("tokenizer", TOKENIZERS)
def test_texts_without_tokens(tmp_path: Path, tokenizer: str) -> None:
    search = search_over(tmp_path, [Article("a", "", "……！！"), FENGLINGDU], tokenizer=tokenizer)
    assert found(search, "气流纺织") == ["fenglingdu"]
    nothing = search_over(tmp_path / "b", [Article("a", "", "……！！")], tokenizer=tokenizer)
    assert found(nothing, "气流纺织") == []


def test_ties_keep_the_order_of_the_articles(tmp_path: Path) -> None:
    articles = [Article(f"t{n}", "", "同样的话。") for n in range(30)]
    search = search_over(tmp_path, articles, tokenizer="bigrams")
    assert found(search, "同样的话", k=5) == [f"t{n}" for n in range(5)]


def test_overlap_is_a_share_of_the_question() -> None:
    search = OverlapSearch.over(ARTICLES)
    hits = search.search("气流纺织用鲸", k=99)  # 气流 流纺 纺织 织用 用鲸
    passages = [p for article in ARTICLES for p in split_passages(article)]
    assert len(hits) == len(passages)
    assert (hits[0].passage.doc_id, hits[0].score) == ("fenglingdu", 3 / 5)
    assert [hit.passage for hit in hits if not hit.score] == [
        p for p in passages if p.doc_id != "fenglingdu"
    ]
    assert [hit.score for hit in search.search("", k=2)] == [0, 0]
    assert OverlapSearch([]).search("气流", k=3) == []
