"""Nothing of a web page or a Word document vanishes, and the body keeps its own sentences."""

import json
import subprocess
import sys
from pathlib import Path

import docx
import pytest
from docx.document import Document

from corpus.article import Article, CorpusError
from corpus.files.infoline import is_credit, is_info_line
from corpus.files.isolated import Isolated
from corpus.files.markdown import read_markdown
from corpus.files.problem import Read
from corpus.files.rows import read_jsonl
from corpus.files.webpage import read_webpage
from corpus.files.word import read_word
from tests.document_fixtures import BODY, TITLE, save_word

TEXT = "\n\n".join(BODY)
BODY_LINES = (
    "记者：开发区下一步有什么打算？",
    "记者：进展如何",
    "问：资金从哪里来？",
    "资金来源：县财政资金",
    "水源来源：南河水库",
    "问题来源：群众来信",
    "项目出处：省级重点项目库",
    "竣工时间：2023年10月30日",
    "来源：县财政资金",  # in the middle of the text it is the text's own
    "下一条地铁线路将于2026年开工，全长二十公里。",
    "上一条生产线投资3亿元。",
    "关闭“散乱污”企业30家。",
    "打印、复印一律免费",
    "扫一扫入园码即可通行。",
    "点击量超过10万次的短视频有12条。",
    "位置：南河路以北，占地62亩",
    "未经许可擅自使用园区商标的12家企业被约谈。",
)


def page_of(*lines: str, above: str = "", below: str = "") -> bytes:
    paragraphs = "".join(f"<p>{line}</p>" for line in lines)
    head = f'<meta charset="utf-8"><title>{TITLE}</title>'
    return (
        f"<html><head>{head}</head><body><h1>{TITLE}</h1>{above}"
        f"<div>{paragraphs}{below}</div></body></html>"
    ).encode()


def word_of(*lines: str) -> Document:
    document = docx.Document()
    document.add_heading(TITLE, 0)
    for line in lines:
        document.add_paragraph(line)
    return document


def only(read: Read) -> Article:
    (article,) = read.articles
    return article


def read_both(*lines: str) -> list[Article]:
    page = read_webpage(Path("a.html"), page_of(*lines))
    return [only(page), only(read_word(Path("a.docx"), save_word(word_of(*lines))))]


def squeeze(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("line", BODY_LINES)
def test_a_line_of_the_body_stays_and_gives_no_field(line: str) -> None:
    for article in read_both(BODY[0], line, BODY[1], BODY[2]):
        assert article.body.split("\n\n") == [BODY[0], line, BODY[1], BODY[2]]
        assert (article.source, article.byline, article.published) == ("", "", "")


@pytest.mark.parametrize(
    ("line", "source", "byline"),
    [
        ("来源：晨州日报　记者：王小明", "晨州日报", "王小明"),
        ("（来源：晨州日报）", "晨州日报", ""),
        ("记者：王小明、李玉兰", "", "王小明 李玉兰"),
    ],
)
def test_a_line_of_outlet_and_names_above_or_below_is_read(
    line: str, source: str, byline: str
) -> None:
    for lines in ((line, *BODY), (*BODY, line)):
        for article in read_both(*lines):
            assert article.body == TEXT
            assert article.source == source
            assert squeeze(byline) in squeeze(article.byline).replace("、", "")


def test_lines_that_name_persons_and_lines_that_ask() -> None:
    assert is_info_line("记者：王小明")
    assert is_info_line("2023-08-02　作者：王小明")
    assert not is_info_line("记者：开发区下一步有什么打算？")
    assert not is_info_line("资金来源：县财政资金")
    assert is_credit("本报记者 王小明 通讯员 高远")
    assert not is_credit("记者：进展如何")


def test_further_reading_ends_an_article_only_where_links_follow() -> None:
    (inside,) = {
        only(read_webpage(Path("a.html"), page)).body
        for page in [page_of(BODY[0], BODY[1], "相关链接", BODY[2])]
    }
    assert inside == f"{BODY[0]}\n\n{BODY[1]}\n\n相关链接\n\n{BODY[2]}"
    titles = ("晨州市召开防汛工作会议", "南河县修桥")
    after = read_webpage(Path("a.html"), page_of(*BODY, "相关链接", *titles))
    assert only(after).body == TEXT
    assert {"相关链接", *titles} <= {piece.text for piece in after.dropped}


def test_buttons_are_dropped_with_a_reason() -> None:
    lines = (
        "上一篇：南河县修桥",
        "【打印】【关闭】",
        "下一页",
        "分享到：",
        "扫一扫在手机打开当前页",
    )
    read = read_webpage(Path("a.html"), page_of(*BODY, *lines))
    assert only(read).body == TEXT
    assert {piece.text for piece in read.dropped} == set(lines)
    assert all(piece.reason for piece in read.dropped)


def test_fields_without_a_space_between_them_are_read_apart() -> None:
    spans = "<span>作者：王小明</span><span>来源：晨州日报</span>"
    article = only(read_webpage(Path("a.html"), page_of(spans, *BODY)))
    assert (article.source, article.byline, article.body) == ("晨州日报", "王小明", TEXT)
    (office, glued) = (
        only(read_webpage(Path("a.html"), page_of(line, *BODY)))
        for line in ("作者：办公室", "来源：晨州日报作者：王小明")
    )
    assert (office.body, glued.body, glued.source) == (TEXT, TEXT, "晨州日报")


def test_a_second_byline_is_kept() -> None:
    lines = ("本报记者 王小明", *BODY, "通讯员 李玉兰")
    for article in read_both(*lines):
        assert article.byline == "本报记者 王小明 通讯员 李玉兰"
        assert article.body == TEXT


def kept(read: Read) -> str:
    """Return every character of the fields and dropped pieces."""
    parts = [piece.text for piece in read.dropped]
    for one in read.articles:
        parts += [one.kicker, one.title, one.subtitle, one.column, one.byline, *one.captions]
        parts.append(one.body)
    return squeeze("\n".join(parts))


LOST = (
    "来源：晨州日报　作者：王小明",
    "本报记者 李玉兰",
    *BODY_LINES[:3],
    BODY[0],
    *BODY_LINES[3:],
    "图为云溪高新区企业生产线。张大山 摄",
    BODY[1],
    "相关链接",
    BODY[2],
    "通讯员 高远",
    "（来源：晨州日报）",
    "【打印】【关闭】",
    "责任编辑：赵六",
    "上一篇：南河县修桥",
    "相关新闻",
    "晨州市召开防汛工作会议",
    "2023年8月2日",
)


def test_every_character_of_a_page_is_in_a_field_or_a_dropped_piece() -> None:
    box = '<div class="share">分享给好友</div><aside>推荐：北山县修路</aside><p>最后一段。</p>'
    hidden = '<p style="display:none">看不见的一行</p><p><a href="1">另一篇文章的标题</a></p>'
    figure = "<figure><img><figcaption>新落成的展馆</figcaption></figure><button>纠错</button>"
    above = '<div class="meta"><span>发布时间：2023-08-02 10:15</span><b>阅读 12</b></div>'
    seen = ("分享给好友", "推荐：北山县修路", "最后一段。", "看不见的一行", "另一篇文章的标题",
            "新落成的展馆", "纠错", "发布时间：2023-08-02 10:15", "阅读 12")  # fmt: skip
    read = read_webpage(Path("a.html"), page_of(*LOST, above=above, below=f"{figure}{hidden}{box}"))
    held = kept(read)
    assert [text for text in (*LOST, *seen) if squeeze(text).strip("（）") not in held] == []
    assert only(read).published == "2023-08-02"
    assert only(read).captions.count("新落成的展馆") == 1
    assert "新落成的展馆" not in [piece.text for piece in read.dropped]
    assert "新落成的展馆" not in only(read).body


def test_every_character_of_a_document_is_in_a_field_or_a_dropped_piece() -> None:
    document = word_of(*LOST)
    document.sections[0].header.paragraphs[0].text = "云溪高新区内部资料"
    document.sections[0].footer.paragraphs[0].text = "联系人电话见附件"
    document.add_heading("只有标题的一篇", 0)
    read = read_word(Path("a.docx"), save_word(document))
    held = kept(read)
    seen = ("云溪高新区内部资料", "联系人电话见附件", "只有标题的一篇")
    assert [text for text in (*LOST, *seen) if squeeze(text).strip("（）") not in held] == []
    reasons = {piece.text: piece.reason for piece in read.dropped}
    assert reasons["云溪高新区内部资料"] == "页眉"
    assert reasons["联系人电话见附件"] == "页脚"


def test_dates_in_characters_are_read_in_word() -> None:
    for written in ("二〇二五年十一月十四日", "二○二五年十一月十四日", "2025 年 11 月 14 日"):
        article = only(read_word(Path("a.docx"), save_word(word_of(*BODY, written))))
        assert article.published == "2025-11-14"


def test_rows_take_texts_and_integers() -> None:
    rows = [
        {"doc_id": 0, "title": "桥", "text": "大桥开工了。"},
        {"doc_id": "a", "title": None, "text": "修路了。", "source": {"name": "晨报"}},
        {"doc_id": "b", "title": "渠", "text": "修渠了。", "source": {}, "date": "不日"},
        {"doc_id": True, "title": "坝", "text": "修坝了。"},
    ]
    raw = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode()
    read = read_jsonl(Path("a.jsonl"), raw)
    assert [article.doc_id for article in read.articles] == ["0", "a", "b", "坝"]
    assert [article.source for article in read.articles] == ["", "", "", ""]
    assert [(problem.line, problem.level) for problem in read.problems] == [
        (2, "doubtful"), (3, "doubtful"), (4, "doubtful"),
    ]  # fmt: skip
    assert "source" in read.problems[0].message
    assert "不日" in read.problems[1].message
    assert all(problem.message.count("。") == 1 for problem in read.problems)


def test_messages_have_full_width_punctuation() -> None:
    for row in (b"{", b"{}"):
        (problem,) = read_jsonl(Path("a.jsonl"), row).problems
        assert "," not in problem.message
    with pytest.raises(CorpusError, match="（第3行附近）"):
        read_markdown(Path("a.md"), "---\ntitle: [桥\n---\n一句话。\n".encode())


def test_a_fault_of_the_program_is_not_called_a_broken_file() -> None:
    with Isolated() as isolated:
        with pytest.raises(CorpusError, match="不一定是文件坏了"):
            isolated.read(".nonsense", Path("a"), b"anything")
        page = page_of(*BODY)
        assert isolated.read(".html", Path("a.html"), page).articles[0].body == TEXT


def test_the_child_says_when_its_parser_is_loaded() -> None:
    page = page_of(*BODY)
    header = json.dumps({"kind": ".html", "name": "a.html", "size": len(page)}).encode()
    done = subprocess.run(
        [sys.executable, "-m", "corpus.files.reading_process"],
        input=header + b"\n" + page, capture_output=True, check=True, timeout=60,
        cwd=Path(__file__).parent.parent,
    )  # fmt: skip
    ready, row = map(json.loads, done.stdout.splitlines())
    assert ready == {"ready": True}
    assert row["articles"][0]["body"] == TEXT
