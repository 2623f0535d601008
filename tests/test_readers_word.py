"""Word documents: order, title, tables, text boxes, dates, and packages that are none."""

import io
import zipfile
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from corpus.article import Article, CorpusError
from corpus.files.word import read_word
from corpus.readers import read_articles
from tests.document_fixtures import BODY, TITLE, save_word

TEXT = "\n\n".join(BODY)
BOX = (
    "<w:r {ns} xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'>"
    "<mc:AlternateContent><mc:Choice Requires='wps'>{box}</mc:Choice>"
    "<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r>"
)


def read(document: Document) -> Article:
    read = read_word(Path("a.docx"), save_word(document))
    (article,), problems = read.articles, read.problems
    assert problems == []
    return article


def add_line(document: Document, text: str, *, bold: bool = False, where: str = "CENTER") -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = getattr(WD_ALIGN_PARAGRAPH, where)
    paragraph.add_run(text).bold = bold


def plain(*paragraphs: str) -> Document:
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    return document


def test_a_press_release_in_full(tmp_path: Path) -> None:
    document = docx.Document()
    document.core_properties.title = "Microsoft Word - 文档1"
    document.core_properties.author = "admin"
    document.sections[0].header.paragraphs[0].text = "云溪高新区 内部资料"
    document.sections[0].footer.paragraphs[0].text = "第 1 页"
    add_line(document, TITLE, bold=True)
    add_line(document, "——42家企业完成数字化改造")
    add_line(document, "来源：晨州日报　作者：王小明")
    document.add_paragraph(f"　　{BODY[0]}")
    table = document.add_table(2, 3)
    for row, texts in enumerate((("指标", "完成额", "同比"), ("工业投资", "12.5亿元", "13.2%"))):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    document.add_heading("下一步", 2)
    document.add_paragraph(f"　　{BODY[2]}")
    document.add_paragraph("图为云溪高新区企业生产线。张大山 摄")
    add_line(document, "云溪高新区管委会", where="RIGHT")
    add_line(document, "2025年11月14日", where="RIGHT")
    (tmp_path / "a.docx").write_bytes(save_word(document))
    assert read_articles(tmp_path).articles == (
        Article(
            doc_id="晨州日报-2025-11-14-云溪高新区上半年完成工业投资12-5亿元",
            title=TITLE,
            body=(
                f"{BODY[0]}\n\n指标 | 完成额 | 同比\n工业投资 | 12.5亿元 | 13.2%\n\n下一步\n\n"
                f"{BODY[2]}\n\n云溪高新区管委会\n\n2025年11月14日"
            ),
            subtitle="——42家企业完成数字化改造",
            source="晨州日报",
            published="2025-11-14",
            published_inferred="据文末落款日期推断",
            byline="王小明",
            captions=("图为云溪高新区企业生产线。张大山 摄",),
            zones=("云溪高新区",),
        ),
    )


def test_titles_by_style_by_looks_and_by_place() -> None:
    styled = docx.Document()
    styled.add_paragraph("工业观察", style="Caption")
    styled = docx.Document()
    styled.add_paragraph("肩题在上", style=None)
    styled = docx.Document()
    styled.add_heading(TITLE, 0)
    styled.add_paragraph("副题", style="Subtitle")
    styled.add_paragraph(BODY[0])
    assert (read(styled).title, read(styled).subtitle) == (TITLE, "副题")
    headed = docx.Document()
    headed.add_heading(TITLE, 1)
    headed.add_paragraph(BODY[0])
    assert (read(headed).title, read(headed).body) == (TITLE, BODY[0])
    bold = docx.Document()
    add_line(bold, TITLE, bold=True)
    bold.add_paragraph(BODY[0])
    assert (read(bold).title, read(bold).body) == (TITLE, BODY[0])
    assert read(plain(TITLE, *BODY)).title == TITLE
    untitled = read(plain(*BODY))
    assert (untitled.title_inferred, untitled.body) == (True, TEXT)


@pytest.mark.parametrize(
    ("core", "title"),
    [(TITLE, TITLE), ("Word 文档", ""), ("关于召开会议的通知", ""), ("稿件.docx", "")],
)
def test_the_title_of_the_properties_must_fit_the_text(core: str, title: str) -> None:
    document = plain(*BODY)
    document.core_properties.title = core
    article = read(document)
    assert article.title_inferred == (not title)
    assert not title or article.title == title


@pytest.mark.parametrize(
    ("lines", "published", "reason"),
    [
        (("（2025年11月14日）",), "2025-11-14", "据标题下的日期推断"),
        (("二〇二五年十一月十四日",), "2025-11-14", "据标题下的日期推断"),
        (("2025年13月14日",), "", ""),
        ((), "", ""),
    ],
)
def test_dates_come_from_the_text_only(lines: tuple[str], published: str, reason: str) -> None:
    document = docx.Document()
    add_line(document, TITLE, bold=True)
    for line in lines:
        add_line(document, line)
    document.add_paragraph(BODY[0])
    article = read(document)
    assert (article.published, article.published_inferred) == (published, reason)


def test_text_boxes_are_read_once_and_changes_as_accepted() -> None:
    document = plain(TITLE, BODY[0], BODY[2])
    box = f"<w:txbxContent><w:p><w:r><w:t>{BODY[1]}</w:t></w:r></w:p></w:txbxContent>"
    first = document.paragraphs[1]._p
    first.append(parse_xml(BOX.format(ns=nsdecls("w"), box=box)))
    change = "<w:ins {ns}><w:r><w:t>新增一句。</w:t></w:r></w:ins>"
    last = document.paragraphs[2]._p
    last.append(parse_xml(change.format(ns=nsdecls("w"))))
    gone = "<w:del {ns}><w:r><w:delText>删去一句。</w:delText></w:r></w:del>"
    last.append(parse_xml(gone.format(ns=nsdecls("w"))))
    assert read(document).body == f"{TEXT}新增一句。"


def test_content_controls_frames_and_line_breaks() -> None:
    document = plain(TITLE)
    document.add_paragraph().add_run(f"{BODY[0]}\n{BODY[1]}")
    frame = document.add_table(1, 1)
    frame.cell(0, 0).text = "框里的一段话，说的是云溪高新区的新项目。"
    control = (
        "<w:sdt {ns}><w:sdtContent><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )
    body = document.element.body
    body.insert(len(body) - 1, parse_xml(control.format(ns=nsdecls("w"), text=BODY[2])))
    assert read(document).body == (
        f"{BODY[0]}\n\n{BODY[1]}\n\n框里的一段话，说的是云溪高新区的新项目。\n\n{BODY[2]}"
    )


def test_a_collection_is_split_at_its_titles() -> None:
    document = docx.Document()
    for title, paragraph in (("南河县修桥", BODY[0]), ("北山县修路", BODY[1])):
        document.add_heading(title, 0)
        document.add_paragraph(paragraph)
    articles = read_word(Path("a.docx"), save_word(document)).articles
    assert [(article.title, article.body) for article in articles] == [
        ("南河县修桥", BODY[0]),
        ("北山县修路", BODY[1]),
    ]


def test_an_official_letterhead_is_kept() -> None:
    document = docx.Document()
    for line in ("晨州市人民政府文件", "晨政发〔2025〕5号", TITLE):
        add_line(document, line, bold=True)
    document.add_paragraph(BODY[0])
    article = read(document)
    assert article.title == TITLE
    assert article.body == f"晨州市人民政府文件\n\n晨政发〔2025〕5号\n\n{BODY[0]}"


def repack(raw: bytes, **parts: bytes) -> bytes:
    """Replace or add members of a package."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
    return out.getvalue()


def test_broken_packages_are_refused() -> None:
    raw = save_word(plain(TITLE, *BODY))
    name = "word/document.xml"
    broken = {
        "cut": raw[: len(raw) // 2],
        "not xml": repack(raw, **{name: b"<w:document"}),
        "empty": repack(raw, **{name: b""}),
        "no types": repack(raw, **{"[Content_Types].xml": b"<a/>"}),
        "bits": raw[:200] + bytes(300) + raw[500:],
    }
    for said, content in broken.items():
        with pytest.raises(CorpusError, match="损坏"):
            raise AssertionError((said, read_word(Path("a.docx"), content)))


def test_packages_that_unpack_to_too_much_are_refused_unread(tmp_path: Path) -> None:
    raw = save_word(plain(TITLE, *BODY))
    with pytest.raises(CorpusError, match="解压后有 161 MB"):
        read_word(Path("a.docx"), repack(raw, **{"word/media/a.png": bytes(160 << 20)}))
    many = {f"word/media/{number}.png": b"" for number in range(6000)}
    with pytest.raises(CorpusError, match="个部件"):
        read_word(Path("a.docx"), repack(raw, **many))
    # Small enough to be unpacked, but hundreds of megabytes as a tree: the child's limit.
    runs = b"<w:p><w:r/>" + b"<w:r/>" * 4_000_000 + b"</w:p>"
    head, _, tail = read_member(raw).partition(b"<w:body>")
    (tmp_path / "a.docx").write_bytes(
        repack(raw, **{"word/document.xml": head + b"<w:body>" + runs + tail})
    )
    with pytest.raises(CorpusError, match="太大"):
        read_articles(tmp_path)


def read_member(raw: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(raw)) as package:
        return package.read("word/document.xml")


def test_entities_are_not_expanded() -> None:
    raw = save_word(plain(TITLE, *BODY))
    laughs = b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 12))
    bomb = b'<!DOCTYPE d [<!ENTITY a0 "ha">' + laughs + b"]>"
    xml = read_member(raw).replace(b"?>", b"?>" + bomb, 1).replace(TITLE.encode(), b"&a11;")
    try:
        articles = read_word(Path("a.docx"), repack(raw, **{"word/document.xml": xml})).articles
    except CorpusError:
        return
    assert len(articles[0].body) < 1000
