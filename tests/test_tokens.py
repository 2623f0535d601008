"""Tokens as numbers: what is kept of a text, taken over, and damaged."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.article import Article
from index.errors import SearchIndexError
from index.lexical import TOKENIZERS, LexicalSearch, write_bm25
from index.table import PassageTable
from index.tokens import (
    cut_texts,
    hash_tokens,
    known_tokens,
    places_in,
    read_vocabulary,
    texts_of,
    write_tokens,
)
from tests.index_fixtures import ARTICLES, FENGLINGDU, WEATHER, is_one_sentence
from tests.invented import invented


def test_tokens_are_found_again(tmp_path: Path) -> None:
    rows = [hash_tokens(tokens) for tokens in (["用地", "17.26", "用地"], [], ["投资", "\ud800"])]
    size, places = write_tokens(tmp_path, rows)
    vocabulary = read_vocabulary(tmp_path)
    assert size == len(vocabulary) == 5  # and the one that stands for none
    assert [vocabulary[row].tolist() for row in places] == [row.tolist() for row in rows]
    assert [len(row) for row in places] == [3, 0, 2]
    found = places_in(vocabulary, ["用地", "没有", "17.26", "用地"])
    assert vocabulary[found].tolist() == hash_tokens(["用地", "17.26", "用地"]).tolist()
    assert places_in(vocabulary, []).tolist() == []


def test_a_known_text_is_not_cut_again() -> None:
    known = {"甲乙": hash_tokens(["丙"])}
    cut: list[str] = []

    def tokenize(text: str) -> list[str]:
        cut.append(text)
        return list(text)

    rows = cut_texts(["甲乙", "丁戊", "丁戊"], tokenize, known)
    assert cut == ["丁戊"]
    assert [row.tolist() for row in rows] == [
        hash_tokens(tokens).tolist() for tokens in (["丙"], ["丁", "戊"], ["丁", "戊"])
    ]
    assert list(known) == ["甲乙"]


@pytest.mark.parametrize("tokenizer", TOKENIZERS)
def test_what_was_known_gives_the_same_index(tmp_path: Path, tokenizer: str) -> None:
    before = PassageTable.cut((FENGLINGDU, WEATHER))
    write_bm25(tmp_path / "before", before, tokenizer=tokenizer)
    after = PassageTable.cut(ARTICLES)
    known = known_tokens(tmp_path / "before", before)
    assert known.keys() == set(texts_of(before))
    write_bm25(tmp_path / "after", after, tokenizer=tokenizer, known=known)
    write_bm25(tmp_path / "anew", after, tokenizer=tokenizer)
    written = sorted(p.relative_to(tmp_path / "anew") for p in (tmp_path / "anew").rglob("*.*"))
    assert len(written) > 8
    for name in written:
        assert (tmp_path / "after" / name).read_bytes() == (tmp_path / "anew" / name).read_bytes()


TEXT = st.text("甲乙开发区经济技术a1.，。；？！…” \n", max_size=400)


@given(TEXT, TEXT)
@settings(max_examples=60, deadline=None)
def test_parts_are_cut_as_the_whole(title: str, body: str) -> None:
    table = PassageTable.cut([Article("a", title, body), invented(3).article])
    for tokenize in TOKENIZERS.values():
        parts = cut_texts(texts_of(table), tokenize, {})
        rows = {text: row.tolist() for text, row in zip(texts_of(table), parts, strict=True)}
        for article in table.articles.values():
            own = [p for p in table.passages if p.doc_id == article.doc_id]
            whole = hash_tokens(tokenize(f"{article.title}\n{article.body}")).tolist()
            assert sum((rows[p.text] for p in own), rows[article.title]) == whole
            for p in own:
                expected = hash_tokens(tokenize(p.searched_text)).tolist()
                assert rows[article.title] + rows[p.text] == expected


def test_damaged_tokens_are_an_error(tmp_path: Path) -> None:
    table = PassageTable.cut(ARTICLES)
    write_bm25(tmp_path, table, tokenizer="bigrams")
    with pytest.raises(SearchIndexError, match="缺失或已损坏") as caught:
        known_tokens(tmp_path, PassageTable.cut(ARTICLES[:2]))
    assert is_one_sentence(str(caught.value))
    np.save(tmp_path / "vocabulary.npy", read_vocabulary(tmp_path)[:-1])
    with pytest.raises(SearchIndexError, match="缺失或已损坏"):
        LexicalSearch(tmp_path, table=table, tokenizer="bigrams")
    with pytest.raises(SearchIndexError, match="缺失或已损坏"):
        known_tokens(tmp_path, table)
    (tmp_path / "vocabulary.npy").unlink()
    with pytest.raises(SearchIndexError, match="缺失或已损坏"):
        LexicalSearch(tmp_path, table=table, tokenizer="bigrams")
