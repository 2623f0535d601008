"""Conversations as Markdown and Word documents, whatever is in them."""

import io
import re
from dataclasses import replace
from datetime import date

import docx
import pytest
from docx.document import Document as Word
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from assistant.schema import REFUSAL, Filters, Frame
from assistant.web.blocks import Paragraph, Table, blocks
from assistant.web.exchange import Exchange
from assistant.web.exporting import escaped, file_name, to_document, to_markdown
from assistant.web.language import Lang
from assistant.web.record import Conversation
from assistant.web.word import to_word
from tests.stand_in_assistant import ATTACK, COMPARE, INVESTMENT, STAFF, StandInAssistant

DAY = date(2025, 12, 1)
READER = MarkdownIt("commonmark").enable("table")
PLAIN = {"paragraph_open", "paragraph_close", "inline", "text", "hardbreak"}
TRICKS = (
    "# 标题\n===\n---\n    code\n```\n1. 一\n- 二\n> 三\n| 区 |\n|---|\n| 5 |\n"
    "![图](https://evil.example/a.png) [点](javascript:x) <script>x</script> "
    "<https://evil.example> &lt; *强* _调_ ~~删~~ \\* `码` [1]: https://evil.example\n"
    "[1](x) $x$ www.evil.example a@b.example"
)


def exchange(question: str, **changed: object) -> Exchange:
    *_, answer = StandInAssistant().stream(question)
    return Exchange(question, "done", replace(answer, **changed))  # type: ignore[arg-type]


def markdown(*exchanges: Exchange, title: str = "", lang: Lang = "zh") -> str:
    return to_markdown(to_document(Conversation("a", exchanges), title=title, day=DAY, lang=lang))


def word(*exchanges: Exchange, title: str = "", lang: Lang = "zh") -> Word:
    document = to_document(Conversation("a", exchanges), title=title, day=DAY, lang=lang)
    return docx.Document(io.BytesIO(to_word(document, day=DAY)))


def said(document: Word) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs]


def read(text: str) -> tuple[set[str], str]:
    """Return what a Markdown reader sees in a text: the kinds of its parts, and what they say."""
    tokens = READER.parse(text)
    kinds = {part.type for token in tokens for part in (token, *(token.children or ()))}
    lines = [
        "".join("\n" if "break" in part.type else part.content for part in token.children or ())
        for token in tokens
    ]
    return kinds, "\n".join(line for line in lines if line)


def test_an_answer_is_read_as_blocks() -> None:
    text = "**甲** [1]\n乙\n\n- 一\n  1. **二****三**\n\n"
    text += "| 区 | 数 |\n|---|---|\n| 甲\\|乙 | **5** [1] |"
    assert blocks(text) == [
        Paragraph((("甲", True), (" [1]\n乙", False))),
        Paragraph((("一", False),), "-", 1),
        Paragraph((("二三", True),), "1.", 2),
        Table(
            (
                ((("区", False),), (("数", False),)),
                ((("甲|乙", False),), (("5", True), (" [1]", False))),
            )
        ),
    ]
    assert blocks("") == []


def test_markdown_has_the_answer_its_sentence_its_paper_and_its_day() -> None:
    lines = markdown(exchange(INVESTMENT)).split("\n\n")
    assert lines[:4] == [
        f"# {INVESTMENT}",
        "开发区新闻问答，2025年12月1日导出。",
        f"## {INVESTMENT}",
        "**约6.2亿元** [1]",
    ]
    assert "资料截至2025年11月，查阅了3篇文章。" in lines
    at = lines.index("- [1] 《青石岭高新区储能项目加快建设》，摘编自《山城晚报》，2025年11月")
    assert lines[at + 1].startswith("  > 储能项目由云岭新能源有限公司投资建设，总投资约6.2亿元")
    assert lines[at + 2] == "  同一报道另见：云岭时报2025年11月2日"


def test_a_table_stays_a_table() -> None:
    text = markdown(exchange(COMPARE))
    assert "| 白沙洲开发区 | **217家** | 2025年11月4日 | [1] |" in text
    assert "推算：两区共351家（217家＋134家）[1]" in text
    assert "<https://news.example/baishazhou?a=1&b=2>" in text
    assert "<table>" in READER.render(text)
    (table,) = word(exchange(COMPARE)).tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["开发区", "入驻企业", "资料时间", "出处"],
        ["白沙洲开发区", "217家", "2025年11月4日", "[1]"],
        ["青石岭高新区", "134家", "2025年11月4日", "[1]"],
    ]
    assert table.rows[0].cells[0].paragraphs[0].runs[0].bold
    assert [run.bold for run in table.rows[1].cells[1].paragraphs[0].runs] == [True]
    assert not table.rows[1].cells[0].paragraphs[0].runs[0].bold


def test_word_has_headings_bold_and_sources() -> None:
    document = word(exchange(INVESTMENT), exchange(STAFF), title="储能")
    styles = [(p.style.name if p.style else "", p.text) for p in document.paragraphs]
    assert styles[:3] == [
        ("Title", "储能"),
        ("Normal", "开发区新闻问答，2025年12月1日导出。"),
        ("Heading 1", INVESTMENT),
    ]
    assert ("Heading 2", "出处") in styles
    quotes = [text for style, text in styles if style == "Quote"]
    assert quotes[0].startswith("储能项目由云岭新能源有限公司投资建设，总投资约6.2亿元")
    assert "[1] 《青石岭高新区储能项目加快建设》，摘编自《山城晚报》，2025年11月" in said(document)
    assert [run.text for run in document.paragraphs[3].runs if run.bold] == ["约6.2亿元"]
    assert REFUSAL in said(document)
    assert "相关的内容，资料里有：总投资、占地面积。" in said(document)
    core = document.core_properties
    assert (core.title, core.author, core.created.date() if core.created else None) == (
        "储能",
        "开发区新闻问答",
        DAY,
    )


def test_lists_keep_their_marks() -> None:
    text = "- 一\n  1. 二\n\n     后\n- 三"
    rendered = READER.render(markdown(exchange(INVESTMENT, answer=text, citations=())))
    assert rendered.count("<li>") == 3
    assert "<ol>" in rendered
    written = said(word(exchange(INVESTMENT, answer=text, citations=())))
    assert [line for line in written if "\t" in line] == ["•\t一", "1.\t二", "•\t三"]


def test_what_was_stopped_failed_or_limited_says_so() -> None:
    stopped = replace(exchange(INVESTMENT), phase="stopped")
    failed = Exchange("问？", "failed", error="找不到索引。")
    limited = replace(exchange(INVESTMENT), filters=Filters(zones=("青石岭高新区",)))
    lines = markdown(stopped, failed, limited).split("\n\n")
    assert "（这个回答中途停止了。）" in lines
    assert "找不到索引。" in lines
    assert any("青石岭高新区" in line and line.startswith("只查了") for line in lines)


def test_in_english_only_the_frame_is_english() -> None:
    text = markdown(exchange(COMPARE), lang="en")
    assert "Zone News Q&A, exported on 1 Dec 2025." in text.replace("\\&", "&")
    assert "- [1] 《白沙洲开发区入驻企业超过两百家》, 江城日报, 4 Nov 2025" in text
    assert "Derived: 两区共351家" in text
    assert "| 白沙洲开发区 | **217家** |" in text
    assert "Sources" in said(word(exchange(COMPARE), lang="en"))


def test_markdown_of_strangers_is_no_markup() -> None:
    kinds, text = read(escaped(TRICKS))
    assert kinds == PLAIN
    assert text == "\n".join(line.strip() for line in TRICKS.split("\n"))
    html = READER.render(
        markdown(exchange(TRICKS, frame=Frame(nearby=(TRICKS,))), exchange(ATTACK))
    )
    assert not re.search(
        r"<(?!/?(h1|h2|p|strong|ul|li|blockquote|br|table|t[rhd]|thead|tbody)\b)", html
    )


@given(st.text(alphabet="甲乙5%“”。 \n*_[]()<>!#`~|\\-+=:.&1$@{}wht", max_size=40))
def test_any_text_stands_in_markdown_as_it_is(text: str) -> None:
    kinds, shown = read(escaped(text))
    assert kinds <= PLAIN
    assert shown.split() == text.split()


@given(st.text(alphabet="甲5%“”。*[]1|- \n\\", max_size=40))
def test_bold_is_seen_as_bold(text: str) -> None:
    answered = exchange(INVESTMENT, answer=text, citations=(), frame=Frame())
    bold = [
        run
        for block in blocks(text)
        if isinstance(block, Paragraph)
        for run, is_bold in block.runs
        if is_bold and re.search(r"\w", run)
    ]
    tables = any(isinstance(block, Table) for block in blocks(text))
    kinds, _ = read(markdown(answered).split("\n\n", 3)[-1] if bold else "")
    assert not bold or tables or "strong_open" in kinds


@pytest.mark.parametrize(
    "text", ["甲\x00乙\x0b\x1f\ufffe丙", "甲\ud800乙", "\r\n甲\r乙\u2028丙\u202e"]
)
def test_what_xml_cannot_hold_is_left_out(text: str) -> None:
    changed = exchange(text, answer=text)
    assert "甲" in "".join(said(word(changed, title=text)))
    markdown(changed, title=text).encode()
    assert not re.search("[\x00\x0b\ufffe\ud800\r]", markdown(changed, title=text))


def test_ten_thousand_characters_are_written_whole() -> None:
    text, long = "**储能**项目。" * 1500, "长" * 10_000
    assert "储能项目。" * 1500 in said(word(exchange(INVESTMENT, answer=text)))
    written = markdown(replace(exchange(INVESTMENT, answer=text), question=long))
    assert "**储能**项目。" * 1500 in written
    assert f"## {long}\n" in written


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("储能项目总投资多少？", "储能项目总投资多少 2025-12-01.md"),
        ('a/b\\c:d*e?f"g<h>i|j\x00k\u202el', "a b c d e f g h i jk l 2025-12-01.md"),
        ("../../etc", "etc 2025-12-01.md"),
        ("CON", "CON 2025-12-01.md"),
        ("长" * 100, f"{'长' * 30} 2025-12-01.md"),
        ("？？", "对话 2025-12-01.md"),
    ],
)
def test_a_file_is_named_after_the_title_and_the_day(title: str, name: str) -> None:
    document = to_document(Conversation("a"), title=title, day=DAY, lang="zh")
    assert file_name(document, day=DAY, suffix="md") == name


@pytest.mark.parametrize("unit", ["\u3000", "，", "\ue000"])
def test_a_long_run_of_one_sign_takes_no_time(unit: str) -> None:
    run = f"头{unit * 200_000}尾"
    asked = replace(exchange(INVESTMENT, answer=f"**{run}**"), question=run)
    assert markdown(asked, title="题").count("尾") == 2
