"""Columns of a PDF page whose lines don't stand side by side, and what stands above them."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from corpus.article import Article
from corpus.files.pdf import read_pdf
from tests.document_fixtures import BODY, TITLE, Text, make_pdf, set_column

TEXT = "\n\n".join(BODY)
SUBTITLE = "新开工项目21个 同比增长13.2%"
WIDTH = 495


def staggered(
    paragraphs: tuple[str, ...] = BODY * 2, *, count: int, size: float, top: float,
    lower: float = 0.7, indent: float = 2, gutter: float = 28,
) -> list[Text]:  # fmt: skip
    """Set columns of which every other one begins `lower` ems lower on the page."""
    ems = int((WIDTH - (count - 1) * gutter) / count / size)
    lines = set_column(paragraphs, left=50, top=top, ems=ems, size=size, indent=indent)
    length = -(-len(lines) // count)
    moved = []
    for at, (left, _, em, text) in enumerate(lines):
        column, row = divmod(at, length)
        base = top - 1.5 * size * row - lower * size * (1 - column % 2)
        moved.append((left + column * (ems * size + gutter), base, em, text))
    return moved


def read_one(page: list[Text]) -> Article:
    read = read_pdf(Path("a.pdf"), make_pdf([page]))
    (article,) = read.articles
    assert read.problems == []
    return article


def assert_no_new_figure(article: Article, source: str) -> None:
    shown = "\n".join((article.title, article.subtitle, article.body))
    assert set(re.findall(r"\d+", shown)) <= set(re.findall(r"\d+", source))


@pytest.mark.parametrize("size", [10, 12, 14, 16, 18])
@pytest.mark.parametrize("count", [2, 3])
@pytest.mark.parametrize("left", [50, 130])
def test_columns_set_half_a_line_apart(size: float, count: int, left: float) -> None:
    paragraphs = BODY * 2 if size < 14 else BODY
    page: list[Text] = [(left, 770, 22, TITLE)]
    page += staggered(paragraphs, count=count, size=size, top=730)
    article = read_one(page)
    assert (article.title, article.body) == (TITLE, "\n\n".join(paragraphs))
    assert_no_new_figure(article, TITLE + TEXT)


@pytest.mark.parametrize("count", [2, 3])
@pytest.mark.parametrize("lower", [0.6, 0.75, 0.9])
def test_columns_without_a_headline(count: int, lower: float) -> None:
    page = staggered(count=count, size=12, top=730, lower=lower)
    assert read_one(page).body == "\n\n".join(BODY * 2)


@pytest.mark.parametrize("left", [50, 180])
def test_the_larger_of_two_lines_above_the_columns_is_the_title(left: float) -> None:
    page: list[Text] = [(left, 770, 20, TITLE), (left, 740, 12, SUBTITLE)]
    article = read_one(page + staggered(count=2, size=12, top=710))
    assert (article.title, article.subtitle, article.kicker) == (TITLE, SUBTITLE, "")
    assert article.doc_id == "云溪高新区上半年完成工业投资12-5亿元"
    assert article.body == "\n\n".join(BODY * 2)


def test_a_smaller_line_above_the_title_stays_the_kicker() -> None:
    page: list[Text] = [(130, 780, 13, "晨州市推进新型工业化——"), (130, 750, 22, TITLE)]
    article = read_one(page + staggered(count=2, size=12, top=710))
    assert (article.kicker, article.title) == ("晨州市推进新型工业化——", TITLE)


def test_the_line_of_the_outlet_under_the_title_is_no_title() -> None:
    page: list[Text] = [(50, 770, 22, TITLE), (50, 740, 12, "晨州日报 2025年11月13日 记者 王安")]
    article = read_one(page + staggered(count=2, size=12, top=710))
    assert (article.title, article.byline) == (TITLE, "记者 王安")
    assert (article.source, article.published) == ("晨州日报", "2025-11-13")
    assert article.body == "\n\n".join(BODY * 2)


def test_a_caption_between_two_bands_of_columns() -> None:
    caption = "图为云溪高新区的一条新能源材料生产线。"
    page: list[Text] = [(130, 790, 22, TITLE), *staggered(BODY, count=2, size=12, top=750)]
    page += [(190, 590, 12, caption), *staggered(BODY, count=2, size=12, top=560)]
    article = read_one(page)
    assert article.body == "\n\n".join(BODY * 2)
    assert article.captions == (caption,)


def test_a_signature_at_the_right_is_no_column() -> None:
    lines = set_column((*BODY, "云溪高新区管委会供稿。"), left=50, top=700, ems=40, size=12)
    after = set_column(BODY, left=50, top=lines[-1][1] - 40, ems=40, size=12)
    signed: Text = (350, lines[-1][1] - 18, 12, "（本报评论员文章。）")
    article = read_one([(90, 760, 22, TITLE), *lines, signed, *after])
    assert article.body == f"{TEXT}\n\n云溪高新区管委会供稿。\n\n（本报评论员文章。）\n\n{TEXT}"


def test_a_number_that_no_longer_fits_begins_the_next_line() -> None:
    texts = [
        "云溪高新区管委会昨天通报，全区上半年新增投资",  # 44 points of room
        "1250000000元，同比增长百分之十三，管委会说，",
        "下半年还要引进一批项目，带动一批企业。",
    ]
    page: list[Text] = [(50, 760, 22, TITLE)]
    page += [(74.0 if at == 0 else 50.0, 700 - 18 * at, 12, text) for at, text in enumerate(texts)]
    page += set_column(BODY, left=50, top=646, ems=27, size=12)
    assert read_one(page).body == "".join(texts) + "\n\n" + TEXT


def test_a_visible_gap_between_names_is_a_space() -> None:
    words = ("本报讯（记者", "王安", "通讯员", "赵宁）云溪高新区8月1日通报，新项目已经投产。")
    page: list[Text] = [(50, 760, 22, TITLE)]
    left = 74.0
    for word in words:
        page.append((left, 700, 12, word))
        left += 12 * len(word) + 3.4
    page += set_column(BODY, left=50, top=682, ems=41, size=12)
    assert read_one(page).body.startswith(" ".join(words))


def test_stretched_lines_have_no_spaces() -> None:
    text = BODY[0]
    drawn: list[Text] = [(50, 760, 22, TITLE)]
    for row in range(0, len(text), 24):
        for at, char in enumerate(text[row : row + 24]):
            drawn.append((50 + 16.0 * at, 700 - 0.75 * row, 12, char))
    assert " " not in read_one(drawn).body


def test_columns_printed_by_a_browser_with_space_between_paragraphs(tmp_path: Path) -> None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        pytest.skip("no chromium: columns of a PDF printed by a browser were NOT tested")
    lead = f"本报讯（记者 王安 通讯员 赵宁）{BODY[0]}"
    page = (
        '<meta charset="utf-8"><style>@page{size:A4;margin:15mm}div{columns:2;font-size:13pt;'
        f"text-align:justify}}</style><h1>{TITLE}</h1><p>晨州日报 2025年11月13日</p><div>"
        + "".join(f"<p>　　{part}</p>" for part in (lead, *BODY))
    )
    (tmp_path / "a.html").write_text(page, "utf-8")
    made = [f"--print-to-pdf={tmp_path}/a.pdf", f"{tmp_path}/a.html"]
    command = [chromium, "--headless", "--no-sandbox", "--disable-gpu", *made]
    ended = subprocess.run(command, capture_output=True, timeout=60, check=False)
    if ended.returncode or not (tmp_path / "a.pdf").exists():
        pytest.skip("chromium cannot print here: columns of a printed PDF were NOT tested")
    (article,) = read_pdf(tmp_path / "a.pdf", (tmp_path / "a.pdf").read_bytes()).articles
    assert (article.title, article.body) == (TITLE, f"{lead}\n\n{TEXT}")
    assert (article.source, article.published) == ("晨州日报", "2025-11-13")
    assert_no_new_figure(article, page)
