"""What a file is, is told by its bytes; what is not read says what it is and what to do."""

import io
import os
import zipfile
from pathlib import Path

import pytest

from corpus.article import CorpusError
from corpus.files.formats import MAX_BYTES, read_file
from corpus.files.isolated import Isolated
from corpus.files.kinds import kind_of
from corpus.files.markdown import read_markdown
from corpus.files.plain import read_text
from corpus.files.problem import MAX_CHARACTERS
from corpus.readers import read_articles
from tests.document_fixtures import BODY, TITLE, make_pdf, set_column
from tests.fuzz_readers import fuzz, report
from tests.fuzz_samples import samples
from tests.web_fixtures import GOVERNMENT, OLD

TEXT = "\n\n".join(BODY)
PDF = make_pdf([[(90, 780, 18, TITLE), *set_column(BODY, left=50, top=700, ems=50)]])


def zip_of(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        for name in names:
            package.writestr(name, "x")
    return file.getvalue()


def ole_of(*streams: str) -> bytes:
    names = b"".join(name.encode("utf-16-le") for name in streams)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + names + bytes(400)


def test_names_that_lie(tmp_path: Path) -> None:
    (word,) = samples()[".docx"]
    plain = f"{TITLE}\n\n{TEXT}\n".encode("gb18030")
    files = {
        "pdf.txt": PDF, "pdf.html": PDF, "pdf.doc": PDF, "word.txt": word, "word.doc": word,
        "word.pdf": word, "page.txt": GOVERNMENT, "page.doc": OLD, "page.docx": OLD,
        "plain.doc": plain, "plain.html": plain, "plain.wps": plain,
    }  # fmt: skip
    with Isolated() as isolated:
        for name, content in files.items():
            (tmp_path / name).write_bytes(content)
            (article,) = read_file(tmp_path / name, isolated).articles
            assert (article.title, article.body[: len(BODY[0])]) == (TITLE, BODY[0]), name


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.doc", ole_of("Root Entry", "WordDocument"), "旧版 Word 或 WPS 文档"),
        ("a.wps", ole_of("Root Entry", "WordDocument"), "另存为 .docx"),
        ("a.docx", ole_of("EncryptionInfo", "EncryptedPackage"), "加了密码"),
        ("a.doc", ole_of("Workbook"), "旧版 Excel"),
        ("a.doc", ole_of("PowerPoint Document"), "旧版 PowerPoint"),
        ("a.docx", zip_of("xl/workbook.xml"), "Excel 表格"),
        ("a.docx", zip_of("ppt/presentation.xml"), "演示文稿"),
        ("a.docx", zip_of("OFD.xml"), "OFD"),
        ("a.txt", zip_of("稿件.txt"), "请先解压"),
        ("a.doc", b"{\\rtf1\\ansi text}", "RTF"),
        ("a.rtf", b"{\\rtf1\\ansi text}", "另存为 .docx"),
        ("a.txt", b"\xff\xd8\xff\xe0 jpeg", "文字识别"),
        ("a.html", b"From: <Saved by Blink>\nMIME-Version: 1.0\n", "MHTML"),
        ("a.doc", b"<?xml version='1.0'?><?mso-application progid='Word.Document'?>", "XML"),
        ("a.docx", b"\0\1\2\3" * 50, "不是 Word 文档"),
        ("a.pdf", "正文。".encode(), "不是 PDF"),
        ("a.xls", b"", "是表格"),
        ("a.xlsx", b"", "是表格"),
        ("a.pptx", b"", "演示文稿"),
        ("a.zip", b"", "请先解压"),
        ("a.jpg", b"", "文字识别"),
        ("a.ofd", b"", "OFD"),
        ("a.exe", b"", "还不能读取.exe"),
        ("README", b"", "没有扩展名"),
    ],
)
def test_what_is_not_read_says_what_to_do(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(content)
    (tmp_path / "good.txt").write_text(f"{TITLE}\n\n{TEXT}\n", "utf-8")
    reading = read_articles(tmp_path)
    assert len(reading.articles) == 1
    (problem,) = reading.problems
    assert said in problem.message
    assert problem.message.count("。") == 1
    assert (problem.path.name, problem.level) == (name, "skipped")


def test_text_is_not_taken_for_markup() -> None:
    for text in ("3<5，而7>5。", "<云溪高新区> 新闻"):
        assert kind_of(text.encode(), ".html") == ".txt"
        assert kind_of(text.encode(), ".txt") == ".txt"
    assert kind_of(b"<div>note</div>\n# head", ".md") == ".md"
    assert kind_of("<HTML><body>字".encode("utf-16"), ".txt") == ".html"


def test_a_file_of_more_than_50_mb_is_refused_with_its_size(tmp_path: Path) -> None:
    with (tmp_path / "a.txt").open("wb") as file:
        file.truncate(MAX_BYTES + 10 * 1024 * 1024)
    with pytest.raises(CorpusError, match="有 60 MB，超过了 50 MB"):
        read_articles(tmp_path)


def test_a_text_of_more_than_a_million_characters_is_no_article(tmp_path: Path) -> None:
    text = "园" * (MAX_CHARACTERS + 1)
    for read in (read_text, read_markdown):
        with pytest.raises(CorpusError, match="有100万字"):
            read(Path("a"), text.encode())
    row = f'{{"text": "{text}"}}\n{{"text": "短的一句话。"}}\n'
    (tmp_path / "a.jsonl").write_text(row, "utf-8")
    reading = read_articles(tmp_path)
    assert [article.body for article in reading.articles] == ["短的一句话。"]
    assert reading.problems[0].line == 1


@pytest.mark.skipif(os.name == "nt", reason="no named pipes there")
def test_loops_pipes_and_folders_do_no_harm(tmp_path: Path) -> None:
    (tmp_path / "loop.html").symlink_to(tmp_path / "loop.html")
    (tmp_path / "round").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "folder.pdf").mkdir()
    os.mkfifo(tmp_path / "pipe.docx")
    (tmp_path / "good.pdf").write_bytes(PDF)
    reading = read_articles(tmp_path)
    assert [article.body for article in reading.articles] == [TEXT]
    names = {problem.path.name: problem.level for problem in reading.problems}
    assert names == {"loop.html": "skipped", "folder.pdf": "doubtful", "pipe.docx": "skipped"}


def test_a_reader_that_takes_too_long_is_ended_and_the_next_file_is_read() -> None:
    with Isolated(seconds=0.001) as isolated:
        for _ in range(2):
            with pytest.raises(CorpusError, match=r"0\.001 秒还没有读完"):
                isolated.read(".pdf", Path("a.pdf"), PDF)
    with Isolated() as isolated:
        with pytest.raises(CorpusError, match="损坏"):
            isolated.read(".pdf", Path("a.pdf"), b"%PDF-1.7")
        assert isolated.read(".pdf", Path("a.pdf"), PDF).articles[0].body == TEXT
        with pytest.raises(CorpusError, match="程序出了错（KeyError）"):
            isolated.read(".nonsense", Path("a"), b"ends the child with an exception")
        assert isolated.read(".pdf", Path("a.pdf"), PDF).articles[0].body == TEXT


@pytest.mark.slow
def test_some_seconds_of_broken_files(tmp_path: Path) -> None:
    totals = fuzz(minutes=5 / 60, seed=7, keep=tmp_path)
    assert totals.findings == [], report(totals)
    assert sum(totals.files.values()) > 40
    assert sum(totals.articles.values()) > 0
    assert sum(totals.refused.values()) > 0
