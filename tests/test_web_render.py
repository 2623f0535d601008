import re
from dataclasses import replace
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.schema import Answer, Citation, Derived, Frame
from assistant.web.cards import evidence_html
from assistant.web.dates import shown_date
from assistant.web.excerpts import AROUND_CHARS, surroundings
from assistant.web.exchange import Exchange
from assistant.web.language import Lang
from assistant.web.markdown import to_html
from assistant.web.render import SHOWN_CHARS, conversation_html
from corpus.article import Article

BODY = "春天种树。园区投资约3亿元，占地20亩。秋天验收。"
QUOTE = "园区投资约3亿元，占地20亩。"
START = BODY.index(QUOTE)
HIT = BODY.index("3亿元")
CITATION = Citation(
    n=1,
    doc_id="a",
    title="园区建设",
    source="摘编自《山城晚报》",
    published="2025-11",
    url="https://news.example/1?a=1&b=2",
    start=START,
    end=START + len(QUOTE),
    quote=QUOTE,
    marks=((HIT, HIT + 3),),
)
ANSWER = Answer(
    "问？",
    "问？",
    "**约3亿元** [1]",
    frame=Frame(as_of="2025-11", looked_at=2),
    citations=(CITATION,),
)
ARTICLE = Article("a", "园区建设", BODY)
DONE = Exchange("问？", "done", ANSWER)


@pytest.mark.parametrize(
    ("date", "chinese", "english"),
    [
        ("2025-11-04", "2025年11月4日", "4 Nov 2025"),
        ("2025-11", "2025年11月", "Nov 2025"),
        ("2025", "2025年", "2025"),
        ("2025-1", "2025-1", "2025-1"),
        ("<b>", "<b>", "<b>"),
    ],
)
def test_dates(date: str, chinese: str, english: str) -> None:
    assert shown_date(date) == chinese
    assert shown_date(date, "en") == english


def test_markdown_has_bold_tables_lists_and_lines() -> None:
    assert to_html("甲\n乙", links={}) == "<p>甲<br>\n乙</p>\n"
    assert "<li>甲</li>" in to_html("- 甲\n- 乙", links={})
    source = "| 区 | 数 |\n|---|---|\n| 甲 | **5** |"
    assert 'aria-label="Table"' in to_html(source, links={}, lang="en")
    table = to_html(source, links={})
    assert "<th>区</th>" in table
    assert "<td><strong>5</strong></td>" in table


@pytest.mark.parametrize("text", ["是**“推算”**的", "约**58项**，", "**5亿元**[1]"])
def test_bold_needs_no_spaces_between_chinese_words(text: str) -> None:
    html = to_html(text, links={})
    assert "<strong>" in html
    assert "*" not in html


def test_an_unfinished_bold_is_closed_while_the_answer_grows() -> None:
    assert to_html("共**约5", links={}, unfinished=True) == "<p>共<strong>约5</strong></p>\n"
    assert to_html("共**", links={}, unfinished=True) == "<p>共</p>\n"
    assert to_html("共**约5", links={}) == "<p>共**约5</p>\n"


@pytest.mark.parametrize(
    "text",
    [
        "![图](https://evil.example/a.png)",
        "[点](javascript:alert(1))",
        "<https://evil.example>",
        "https://evil.example www.evil.example",
        "<img src=x onerror=alert(1)>",
        "[a]: https://evil.example\n\n[a]",
        "&lt;script&gt;",
        "`code` ~~~\n<script>",
    ],
)
def test_markdown_makes_no_link_image_or_foreign_tag(text: str) -> None:
    html = to_html(text, links={})
    for tag in ("<a", "<img", "<script", "<code"):
        assert tag not in html


@given(st.text(alphabet="ab*|[]()!<>&\"'\\`-\n 1\ue000\ue001"))
def test_only_the_renderer_s_own_tags_come_out(text: str) -> None:
    html = to_html(text, links={1: "<u>"})
    for own in (
        "p",
        "strong",
        "ul",
        "ol",
        "li",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "div",
    ):
        html = html.replace(f"<{own}>", "").replace(f"</{own}>", "")
    html = html.replace("<u>", "").replace("<br>", "")
    html = html.replace('<div class="table" role="region" aria-label="表格" tabindex="0">', "")
    html = html.replace('<ol start="11">', "").replace('<ol start="111">', "")
    assert "<" not in html.replace('<ol start="', "")


def test_an_id_stands_once_though_the_answer_cites_a_sentence_twice() -> None:
    answer = replace(ANSWER, answer="甲[1]乙[1]", derived=(Derived("丙", "丁", (1,)),))
    html = conversation_html([replace(DONE, answer=answer)])
    assert html.count('data-n="1"') == 3
    assert html.count('id="cite-1-1"') == 1


@pytest.mark.parametrize(("lang", "said"), [("zh", "查阅了2篇文章。"), ("en", "2 articles read.")])
def test_the_frame_is_in_the_page_s_language(lang: Lang, said: str) -> None:
    assert said in conversation_html([DONE], lang=lang)


def test_only_the_numbers_of_citations_become_links() -> None:
    html = conversation_html([replace(DONE, answer=replace(ANSWER, answer="甲[1]乙[2][99]"))])
    assert html.count('class="cite"') == 1
    assert 'href="#card-1-1"' in html
    assert 'aria-label="出处1：园区建设"' in html
    assert "乙[2][99]" in html


def test_the_frame_tells_date_count_and_what_was_understood() -> None:
    frame = replace(ANSWER.frame, understood="园区投资多少？")
    html = conversation_html(
        [replace(DONE, answer=replace(ANSWER, frame=frame, notices=("留意。",)))]
    )
    assert "资料截至2025年11月，查阅了2篇文章。" in html
    assert "理解为：园区投资多少？" in html
    assert "留意。" in html
    same = replace(ANSWER, frame=replace(frame, understood="问？"))
    assert "理解为" not in conversation_html([replace(DONE, answer=same)])


def test_the_frame_waits_for_the_end_of_the_answer() -> None:
    assert "资料截至" not in conversation_html([replace(DONE, phase="answering")])


def test_a_derived_value_shows_its_rule_and_its_citations() -> None:
    derived = (Derived("共5亿元", "2亿＋3亿", (1, 7)),)
    html = conversation_html([replace(DONE, answer=replace(ANSWER, derived=derived))])
    assert "推算：共5亿元（2亿＋3亿）<a" in html


def test_a_refusal_offers_questions_as_buttons_and_topics_as_words() -> None:
    frame = Frame(nearby=("总投资", "占地<b>", "投资多少？"))
    refused = Answer("问", "问", "没有。", refused=True, frame=frame)
    html = conversation_html([Exchange("问", "done", refused)])
    assert "资料里有：总投资、占地&lt;b&gt;。" in html
    assert '<button type="button" class="ask" data-ask="投资多少？">' in html
    cards = evidence_html([Exchange("问", "done", refused)], article=lambda _: ARTICLE)
    assert "这个回答没有引用文章。" in cards


def test_a_refusal_is_told_in_english_too_and_has_no_sources_to_copy() -> None:
    refused = Exchange("问", "done", Answer("问", "问", "没有。", refused=True))
    html = conversation_html([refused], lang="en")
    assert "No article answers this." in html
    assert 'class="cited"' not in html
    assert 'class="nearby"' not in conversation_html([refused])
    assert 'class="cited"' in conversation_html([DONE])


def test_phases_are_told_in_words() -> None:
    assert "正在查找资料" in conversation_html([Exchange("问")])
    assert "模型加载中" in conversation_html([Exchange("问")], loading=True)
    assert "已停止" in conversation_html([Exchange("问", "stopped")])
    assert "坏了&lt;i&gt;" in conversation_html([Exchange("问", "failed", error="坏了<i>")])


def test_an_empty_conversation_welcomes_with_its_examples() -> None:
    html = conversation_html((), examples=['"><i>例'])
    assert 'data-ask="&quot;&gt;&lt;i&gt;例"' in html
    assert "可以这样问" not in conversation_html(())


def test_a_question_is_a_text_and_a_long_one_is_cut() -> None:
    html = conversation_html([Exchange("<b>甲</b>\n[乙](http://x.example) **丙**")])
    assert "&lt;b&gt;甲&lt;/b&gt;<br>[乙](http://x.example) **丙**</h2>" in html
    long = conversation_html([Exchange("长" * 10_000)])
    assert "……（共10000字）" in long
    assert long.count("长") == SHOWN_CHARS


def test_only_the_last_answer_s_cards_are_shown_at_first() -> None:
    html = evidence_html([DONE, DONE], article=lambda _: ARTICLE)
    assert '<div class="cards" data-exchange="1" hidden>' in html
    assert '<div class="cards" data-exchange="2">' in html
    assert 'id="card-1-1"' in html
    assert 'id="card-2-1"' in html


def test_surroundings_are_whole_sentences_near_the_quote() -> None:
    sentence = "这一句正好有十个字。"
    body = sentence * 100
    first, last = surroundings(body, start=500, end=510)
    assert (first % 10, last % 10) == (0, 0)
    assert 500 - AROUND_CHARS <= first < 500 - AROUND_CHARS + 10
    assert 510 + AROUND_CHARS - 10 < last <= 510 + AROUND_CHARS
    assert surroundings(BODY, start=START, end=START + len(QUOTE)) == (0, len(BODY))
    assert surroundings("字" * 999, start=500, end=501) == (500 - AROUND_CHARS, 501 + AROUND_CHARS)


@given(st.text(alphabet="字。\n", max_size=600), st.data())
def test_surroundings_always_hold_the_quote(body: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(body)))
    end = data.draw(st.integers(start, len(body)))
    first, last = surroundings(body, start=start, end=end)
    assert 0 <= first <= start <= end <= last <= len(body)


def _zoned(text: str, lang: Lang = "zh") -> str:
    exchange = replace(DONE, answer=replace(ANSWER, answer=text))
    return conversation_html([exchange], lang=lang, zones={"青岭经开区", "白河高新区"})


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("青岭经开区投资3亿元。[1]", "<p>{link}投资3亿元。<a"),
        ("**青岭经开区** [1]", "<p><strong>{link}</strong> <a"),
        ("- 青岭经开区 [1]", "<li>{link} <a"),
        ("| 区 | 投资 |\n|---|---|\n| 青岭经开区 | 3亿元 [1] |", "<td>{link}</td>"),
    ],
)
def test_a_zone_of_the_index_leads_to_its_page(text: str, html: str) -> None:
    link = '<a class="zone" href="/zone/{}">青岭经开区</a>'.format(quote("青岭经开区"))
    assert html.format(link=link) in _zoned(text)
    assert f'href="/en/zone/{quote("青岭经开区")}"' in _zoned(text, "en")


def test_a_zone_is_a_link_once_in_an_answer_and_only_where_it_is_known() -> None:
    html = _zoned("青岭经开区和白河高新区都扩建，青岭经开区先开工，乌溪高新区后开工。")
    assert html.count('class="zone"') == 2
    assert "先开工，乌溪高新区后开工。" in html
    assert 'class="zone"' not in conversation_html([DONE], zones={"青岭经开区"})


def test_another_spelling_of_a_zone_is_a_link_and_stays_as_it_is_quoted() -> None:
    html = _zoned("青岭经济技术开发区投资3亿元。[1]")
    assert f'/zone/{quote("青岭经济技术开发区")}">青岭经济技术开发区</a>投资3亿元' in html


@given(st.text("青岭经开区高新白河*[]|\\1\n<&\ue002\ue003 “”", max_size=40))
def test_links_change_nothing_that_is_read(text: str) -> None:
    plain = conversation_html([replace(DONE, answer=replace(ANSWER, answer=text))])
    linked = re.sub(r'<a class="zone" href="[^"]*">([^<]*)</a>', r"\1", _zoned(text))
    assert linked == plain.replace("\ue002", "").replace("\ue003", "")
