"""Sentences and passages: exact places, nothing lost, nothing cut in two."""

import hashlib
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from corpus.article import Article
from index.passages import (
    LONG_SENTENCE_CHARS,
    MAX_SENTENCE_CHARS,
    PASSAGE_CHARS,
    sentence_spans,
    split_passages,
)
from index.table import PassageTable
from tests.index_fixtures import ARTICLES, FENGLINGDU

WHOLE = ("1,250亿元", "3.5%", "17.26亩", "https://example.com/a?b=1&c=2;d=3!e", "www.a.cn/?q=1")
PIECES = (
    *WHOLE, "。", "！", "？", "；", "，", "”", "“", "）", "……", ".", "?", "!", "…", ";", "\n",
    "\n\n", "\u3000\u3000", " ", "\r\n", "园区建成", "他说：“好。”", "甲乙丙丁" * 40, "A. B",
)  # fmt: skip
BODIES = st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=30).map("".join)


@pytest.fixture(autouse=True)
def _read_anew() -> None:
    sentence_spans.cache_clear()


def sentences(body: str) -> list[str]:
    return [body[start:end] for start, end in sentence_spans(body)]


@given(BODIES)
@example("")
@example("。")
@example(" \n\u3000")
@settings(max_examples=300, deadline=None)
def test_every_character_lies_in_one_sentence(body: str) -> None:
    spans = sentence_spans(body)
    covered = [place for start, end in spans for place in range(start, end)]
    assert covered == sorted(set(covered))
    missed = "".join(body[place] for place in set(range(len(body))) - set(covered))
    assert missed.strip() == ""
    assert all(body[start:end] == body[start:end].strip() != "" for start, end in spans)


@given(st.lists(st.sampled_from(PIECES), max_size=30))
@settings(max_examples=300, deadline=None)
def test_numbers_and_addresses_are_never_cut(pieces: list[str]) -> None:
    cuts = {place for span in sentence_spans("".join(pieces)) for place in span}
    start = 0
    for piece in pieces:
        if piece in WHOLE:
            assert not cuts & set(range(start + 1, start + len(piece)))
        start += len(piece)


@given(BODIES, st.integers(1, 300))
@settings(max_examples=200, deadline=None)
def test_passages_hold_the_sentences_in_order(body: str, limit: int) -> None:
    article = Article("a", "题", body)
    passages = split_passages(article, max_chars=limit)
    spans = sentence_spans(body)
    assert all(p.text == body[p.start : p.end] for p in passages)
    assert all(first.end <= second.start for first, second in pairwise(passages))
    inside = [[s for s in spans if p.start <= s[0] and s[1] <= p.end] for p in passages]
    assert [span for group in inside for span in group] == list(spans)
    for passage, group in zip(passages, inside, strict=True):
        assert len(passage.text) <= limit or len(group) == 1
    for first, second in pairwise(inside):  # as long as the limit allows
        assert second[0][1] - first[0][0] > limit


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("投资1,250亿元。增长3.5%。", ["投资1,250亿元。", "增长3.5%。"]),
        ("他说：“建好了。”大家鼓掌。", ["他说：“建好了。”", "大家鼓掌。"]),
        ("（见《规划》。）下一步呢？！走着瞧……", ["（见《规划》。）", "下一步呢？！", "走着瞧……"]),
        ("他问：“他说‘好！’？”她笑了。", ["他问：“他说‘好！’？”", "她笑了。"]),
        ("据报道（“已完工。”）。随后验收。", ["据报道（“已完工。”）。", "随后验收。"]),
        ("标题没有句号\n\n\u3000\u3000正文开始。", ["标题没有句号", "正文开始。"]),
        ("请看https://a.cn/b?c=1&d=2。再看", ["请看https://a.cn/b?c=1&d=2。", "再看"]),
        ("是http://a.cn/b?还是别的", ["是http://a.cn/b?", "还是别的"]),
        ("为什么?因为快!好.", ["为什么?", "因为快!", "好."]),
        ("一期投资U.S.$3.5亿元。", ["一期投资U.S.$3.5亿元。"]),
        ("全文完. 另讯。", ["全文完.", "另讯。"]),
        ("第一行\r\n第二行", ["第一行", "第二行"]),
        ("一；二；三。", ["一；二；三。"]),
        ("", []),
        (" \n\t\u3000\n", []),
    ],
)
def test_sentences(body: str, expected: list[str]) -> None:
    assert sentences(body) == expected


def test_a_long_sentence_is_cut_at_its_semicolons() -> None:
    first, second = "甲" * 70 + "；", "乙" * 69 + "。"
    assert len(first + second) > LONG_SENTENCE_CHARS
    assert sentences(first + second) == [first, second]
    quoted = "“" + "丙" * 70 + ";”"
    assert sentences(quoted + second) == [quoted, second]
    short = "甲" * 50 + "；" + "乙" * (LONG_SENTENCE_CHARS - 52) + "。"
    assert sentences(short) == [short]
    whole = "甲" * LONG_SENTENCE_CHARS + "。"
    assert sentences(whole + "乙；丙。") == [whole, "乙；丙。"]


def test_text_without_a_stop_is_cut_where_it_pauses_if_it_does() -> None:
    long = MAX_SENTENCE_CHARS
    passages = split_passages(Article("a", "", "字" * (2 * long + 5)))
    assert [(p.start, p.end) for p in passages] == [(0, long), (long, 2 * long), (2 * long, 2005)]
    assert set(sentences("a" * 200_000)) == {"a" * long}  # in no time
    clause = "字" * (long - 20) + "，"
    figure = "共1，250亿元、" + "字" * 30
    assert sentences(clause + figure) == [clause + "共1，250亿元、", "字" * 30]
    assert sentences(clause + "字" + figure * 2)[0] == clause + "字共1，250亿元、"
    assert sentences("字" * (long - 3) + "，250亿元") == ["字" * (long - 3) + "，", "250亿元"]
    assert sentences("字" * long) == ["字" * long]


def test_passages_close_before_they_grow_too_long() -> None:
    body = ("句" * 99 + "。") * 5
    passages = split_passages(Article("a", "", body))
    assert [(p.start, p.end) for p in passages] == [(0, 200), (200, 400), (400, 500)]
    exact = "句" * (PASSAGE_CHARS - 3) + "。好。"
    assert [len(p.text) for p in split_passages(Article("a", "", exact))] == [PASSAGE_CHARS]
    longer = "句" + exact
    assert [len(p.text) for p in split_passages(Article("a", "", longer))] == [PASSAGE_CHARS - 1, 2]


def test_the_empty_body_has_no_passage() -> None:
    assert split_passages(Article("a", "题", "")) == []
    assert split_passages(Article("a", "题", " \n ")) == []


def test_an_id_depends_on_the_content_only() -> None:
    [passage] = split_passages(FENGLINGDU)
    content = f"fenglingdu\0000\0{FENGLINGDU.title}\n{FENGLINGDU.body}"
    assert passage.id == hashlib.sha256(content.encode()).hexdigest()[:32]
    assert [p.id for p in split_passages(replace(FENGLINGDU, source="别的报"))] == [passage.id]
    assert replace(passage, text=passage.text + "！").id != passage.id
    assert replace(passage, title="另一题").id != passage.id
    assert replace(passage, start=1).id != passage.id
    assert replace(passage, doc_id="b").id != passage.id


def test_repeated_sentences_have_ids_of_their_own() -> None:
    article = Article("a", "题", ("同一句话" * 40 + "。") * 5)
    ids = [p.id for p in split_passages(article)]
    assert len(set(ids)) == len(ids) == 5


def test_what_is_searched_begins_with_the_title() -> None:
    [passage] = split_passages(Article("a", "题目", "正文。"))
    assert passage.searched_text == "题目\n正文。"
    assert replace(passage, title="").searched_text == "正文。"


def test_the_table_knows_places() -> None:
    table = PassageTable.cut(ARTICLES)
    assert list(table.articles) == [article.doc_id for article in ARTICLES]
    assert [table.passages[table.position[id_]].id for id_ in table.ids] == list(table.ids)
    owners = list(table.articles)
    assert [owners[n] for n in table.article_of] == [p.doc_id for p in table.passages]
