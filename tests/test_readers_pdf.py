"""PDF pages: reading order, lines, mastheads, runs of pages, and files that cannot be read."""

import shutil
import subprocess
import zlib
from pathlib import Path

import pytest

from corpus.article import CorpusError
from corpus.files.pdf import read_pdf
from corpus.readers import read_articles
from tests.document_fixtures import (
    BODY,
    TITLE,
    Text,
    make_pdf,
    set_column,
    split_columns,
)

TEXT = "\n\n".join(BODY)
BRIDGE = (
    "南河县昨天开工修建一座大桥，总投资2亿元，建成后两岸来往的时间将由一个小时缩短到十分钟。",
    "大桥全长1200米，宽24米，双向四车道，计划2027年通车。",
)
MASTHEAD: list[Text] = [
    (50, 800, 9, "晨州日报"), (250, 800, 9, "2025年11月14日 星期五"), (500, 800, 9, "A2版"),
]  # fmt: skip


def columns(paragraphs: tuple[str, ...], *, count: int, ems: int, top: float) -> list[Text]:
    return split_columns(
        set_column(paragraphs, left=50, top=top, ems=ems), count, gutter=24, ems=ems
    )


def story(top: float = 700, *, count: int = 3, ems: int = 15) -> list[Text]:
    return [(90, top + 30, 22, TITLE), *columns(BODY, count=count, ems=ems, top=top)]


@pytest.mark.parametrize(("count", "ems"), [(1, 50), (2, 24), (3, 15), (4, 11)])
def test_columns_under_a_headline_are_read_one_after_the_other(count: int, ems: int) -> None:
    read = read_pdf(Path("a.pdf"), make_pdf([story(count=count, ems=ems)]))
    (article,), problems = read.articles, read.problems
    assert (article.title, article.body, problems) == (TITLE, TEXT, [])


def test_the_order_of_writing_does_not_matter() -> None:
    (article,) = read_pdf(Path("a.pdf"), make_pdf([story()[::-1]])).articles
    assert (article.title, article.body) == (TITLE, TEXT)


def test_a_newspaper_page_with_two_articles_and_a_masthead(tmp_path: Path) -> None:
    lower: list[Text] = [(60, 560, 16, "南河县修建一座大桥"), (50, 30, 8, "责编：赵六")]
    lower += columns(BRIDGE, count=2, ems=20, top=530)
    (tmp_path / "a.pdf").write_bytes(make_pdf([MASTHEAD + story() + lower]))
    first, second = read_articles(tmp_path).articles
    assert (first.title, first.body) == (TITLE, TEXT)
    assert (second.title, second.body) == ("南河县修建一座大桥", "\n\n".join(BRIDGE))
    for article in (first, second):
        assert (article.source, article.published) == ("晨州日报", "2025-11-14")
        assert article.page == "A2"
    assert first.doc_id == "晨州日报-2025-11-14-云溪高新区上半年完成工业投资12-5亿元"


def test_articles_side_by_side() -> None:
    left = [
        (50.0, 730.0, 16.0, "南河县修建一座大桥"),
        *set_column(BRIDGE, left=50, top=700, ems=22),
    ]
    right: list[Text] = [(300, 730, 16, "北山县修路"), *set_column(BODY, left=300, top=700, ems=22)]
    articles = read_pdf(Path("a.pdf"), make_pdf([left + right])).articles
    text = "\n\n".join(f"{article.title}\n\n{article.body}" for article in articles)
    assert text == "\n\n".join(["南河县修建一座大桥", *BRIDGE, "北山县修路", *BODY])


def test_three_articles_in_columns_of_their_own_under_a_line_of_furniture() -> None:
    """Headlines of two and of one column side by side, a third under the first."""
    page: list[Text] = [(200, 800, 9, "要闻"), (400, 800, 9, "2025年11月14日 星期五 责编：赵六")]
    page += [(50, 740, 18, "南河县修建一座大桥"), (368, 740, 14, "北山县修路")]
    page += columns(BRIDGE * 2, count=2, ems=15, top=710)
    page += set_column(BODY, left=368, top=710, ems=15)
    page += [(50, 560, 18, "东山县建厂忙"), *columns(BODY[:2], count=2, ems=15, top=530)]
    read = read_pdf(Path("a.pdf"), make_pdf([page]))
    articles, problems = read.articles, read.problems
    assert [(article.title, article.body) for article in articles] == [
        ("南河县修建一座大桥", "\n\n".join(BRIDGE * 2)),
        ("东山县建厂忙", "\n\n".join(BODY[:2])),
        ("北山县修路", TEXT),
    ]
    assert {article.published for article in articles} == {"2025-11-14"}
    assert problems == []


def test_a_table_is_read_by_rows() -> None:
    cells = (
        ("指标", "完成额", "同比增长"),
        ("工业投资", "12.5亿元", "13.2%"),
        ("出口", "3亿元", "5%"),
    )
    table: list[Text] = [
        (60 + 100 * column, 640 - 14 * row, 9, text)
        for row, texts in enumerate(cells)
        for column, text in enumerate(texts)
    ]
    above = set_column(BODY[:1], left=50, top=700, ems=50)
    below = set_column(BODY[1:], left=50, top=580, ems=50)
    page: list[Text] = [(90, 780, 18, TITLE), *above, *table, *below]
    (article,) = read_pdf(Path("a.pdf"), make_pdf([page])).articles
    rows = "指标 | 完成额 | 同比增长\n工业投资 | 12.5亿元 | 13.2%\n出口 | 3亿元 | 5%"
    assert article.body == f"{BODY[0]}\n\n{rows}\n\n{BODY[1]}\n\n{BODY[2]}"


def pages_of(paragraphs: tuple[str, ...], length: int) -> list[list[Text]]:
    """Set a text in pages of `length` lines with page numbers."""
    lines = set_column(paragraphs, left=50, top=780, ems=50)
    pages = []
    for number, start in enumerate(range(0, len(lines), length), start=1):
        moved = [
            (left, 760 - 13.5 * row, size, text)
            for row, (left, _, size, text) in enumerate(lines[start : start + length])
        ]
        pages.append([*moved, (290.0, 20.0, 9.0, f"— {number} —")])
    pages[0].append((90, 800, 18, TITLE))
    return pages


@pytest.mark.parametrize("length", [7, 8, 9, 10])
def test_a_document_runs_over_its_pages(length: int) -> None:
    read = read_pdf(Path("a.pdf"), make_pdf(pages_of(BODY * 5, length)))
    (article,), problems = read.articles, read.problems
    assert (article.title, article.body) == (TITLE, "\n\n".join(BODY * 5))
    assert article.page.startswith("1-")
    assert problems == []


def test_each_newspaper_page_has_its_own_articles() -> None:
    pages = [[*MASTHEAD, *story()], [*MASTHEAD[:2], (500, 800, 9, "A3版"), (60, 730, 16, "修桥")]]
    pages[1] += columns(BRIDGE, count=2, ems=20, top=700)
    first, second = read_pdf(Path("a.pdf"), make_pdf(pages)).articles
    assert (first.page, first.body) == ("A2", TEXT)
    assert (second.page, second.title, second.body) == ("A3", "修桥", "\n\n".join(BRIDGE))


def test_lines_that_stand_on_every_page_are_left_out() -> None:
    pages = [[(200.0, 820.0, 8.0, "云溪高新区 内部资料"), *page] for page in pages_of(BODY * 5, 9)]
    (article,) = read_pdf(Path("a.pdf"), make_pdf(pages)).articles
    assert article.body == "\n\n".join(BODY * 5)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (make_pdf([[]], image=True), "是扫描的 PDF"),
        (make_pdf([[(290, 20, 9, "— 1 —")]], image=True), "是扫描的 PDF"),
        (make_pdf([[]]), "没有正文"),
        (make_pdf([story()], encrypted=True), "加了密码"),
        (make_pdf([story()], mapped=False), "乱码"),
        (make_pdf([story()])[:300], "已经损坏"),
        (b"%PDF-1.7\n", "已经损坏"),
        (b"%PDF-1.7\n" + bytes(range(256)) * 40, "已经损坏"),
    ],
    ids=["scan", "scan with number", "blank", "locked", "unmapped", "cut", "head only", "noise"],
)
def test_what_cannot_be_read_says_so(raw: bytes, said: str) -> None:
    with pytest.raises(CorpusError, match=said) as caught:
        read_pdf(Path("a.pdf"), raw)
    assert str(caught.value).count("。") == 1


def test_scanned_pages_between_others_are_named() -> None:
    scan: list[Text] = []
    bridge: list[Text] = [(60, 730, 16, "修桥"), *columns(BRIDGE, count=2, ems=20, top=700)]
    read = read_pdf(Path("a.pdf"), make_pdf([story(), scan, bridge], image=True))
    articles, problems = read.articles, read.problems
    assert [article.body for article in articles] == [TEXT, "\n\n".join(BRIDGE)]
    assert [(problem.level, problem.message[:9]) for problem in problems] == [
        ("doubtful", "第2页是扫描的图片")
    ]


def test_too_many_pages_are_cut_and_named() -> None:
    names = [
        f"{char}{other}县修桥"
        for char in "东南西北中上下前后左右"
        for other in "山河江湖海岭川原谷林沙城港湾岛坡沟寺塔"
    ]
    pages = [[(60.0, 730.0 - 2 * (at % 9), 16.0, name),
              *columns((name + BRIDGE[0],), count=2, ems=20, top=700)]
             for at, name in enumerate(names[:205])]  # fmt: skip
    read = read_pdf(Path("a.pdf"), make_pdf(pages))
    articles, problems = read.articles, read.problems
    assert len(articles) == 200
    assert problems[-1].message == "共205页，只读了前200页，请把其余的拆成另外的文件。"


def test_a_page_that_no_printer_could_fill_is_refused() -> None:
    lines = [(10.0, 10.0 + at, 0.5, f"{at}园区" * 100) for at in range(400)]
    with pytest.raises(CorpusError, match="碎得不像文章"):
        read_pdf(Path("a.pdf"), make_pdf([story(), lines]))


@pytest.mark.parametrize("content", [b" " * 300_000_000, b"q " * 5_000_000], ids=["blank", "deep"])
def test_a_few_kilobytes_that_unpack_to_gigabytes_end_only_the_child(
    tmp_path: Path, content: bytes
) -> None:
    raw = make_pdf([[]])
    packer = zlib.compressobj(1)
    packed = b"".join(
        [*(packer.compress(content[at : at + (1 << 20)]) for at in range(0, len(content), 1 << 20)),
         packer.flush()]
    )  # fmt: skip
    stream = b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(packed), packed)
    start = raw.index(b"8 0 obj") + 8
    end = raw.index(b"endobj", start)
    (tmp_path / "bomb.pdf").write_bytes(raw[:start] + stream + raw[end:])
    (tmp_path / "good.pdf").write_bytes(make_pdf([story()]))
    reading = read_articles(tmp_path)
    assert [article.body for article in reading.articles] == [TEXT]
    (problem,) = reading.problems
    assert problem.path.name == "bomb.pdf"
    assert problem.level == "skipped"


def test_pages_printed_by_a_browser(tmp_path: Path) -> None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        pytest.skip("no chromium: PDF printed by a browser was NOT tested")
    page = (
        '<meta charset="utf-8"><style>p{text-indent:2em;margin:0}</style>'
        f'<h1>{TITLE}</h1><div style="columns:2">' + "".join(f"<p>{part}</p>" for part in BODY)
    )
    (tmp_path / "a.html").write_text(page, "utf-8")
    made = [f"--print-to-pdf={tmp_path}/a.pdf", f"{tmp_path}/a.html"]
    command = [chromium, "--headless", "--no-sandbox", "--disable-gpu", *made]
    ended = subprocess.run(command, capture_output=True, timeout=60, check=False)
    if ended.returncode or not (tmp_path / "a.pdf").exists():
        pytest.skip("chromium cannot print here: PDF printed by a browser was NOT tested")
    (article,) = read_pdf(tmp_path / "a.pdf", (tmp_path / "a.pdf").read_bytes()).articles
    assert (article.title, article.body) == (TITLE, TEXT)
