"""Nothing of a page is lost: every character lands in one field of one article or is dropped."""

import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from corpus.article import Article
from corpus.page import Dropped, split_page
from corpus.pages.repair import normalise

PAGES = sorted(Path(__file__).parent.joinpath("pages").glob("*.txt"))

KINDS = {
    "header": [
        "园区新事",
        "【创新故事】",
        "一周简讯",
        "龙潭高新区",
        "青石经开区补齐短板——",
        "修路引水 筑巢引凤",
        "把荒滩变成“试验田",
        "——看滦湾高新区怎样用好盐碱地",
        "边建边招",
    ],
    "body": [
        "晨州日报讯 两条新路同时铺油，标准化厂房已经封顶，预计月底交付。",
        "本报太原１１月１４日讯（记者　白小雨） 港口装船５０００辆。",
        "新华社东岭11月13日电（记者 唐一鸣）防洪堤完工。",
        "今年共投入1.2亿元用于配套，其中供水管网占了一半。 何小川 林一舟",
        "机械臂正在取件，攒够30万条，成功率从七",
        "成升到九成九。",
        "问：明年还减吗？",
        "答：不减了，要练内功。",
        "●南河经开区开工3个项目，总投资9亿元。",
        "■云溪经开区开行货运班列",
        "【开通】北原新区开通两条夜班公交。",
        "中新网晨州14日电 班列发车。(完)",
    ],
    "marks": [
        "沿河的新泵站。 何小川 摄",
        "图为工人在检查光纤线盘。",
        "▲训练场内，机械臂正在作业。（新华社发）",
        "本报记者 唐一鸣 通讯员 高远",
        "（本报记者 严立）",
        "方　明",
        "（下转A2版）",
        "下转第三版",
        "（上接Ａ１版）",
        "▲上接1版",
        "紧接第2版·要闻",
        "A1版 要闻",
        "第2版",
        "责编：方明 电话：0300-1234567",
        "2025年11月14日 星期五",
        "晨州日报",
        "详见A3版",
        "* * *",
        "■",
        "返回首页，查看更多责任编辑：",
    ],
    "tables": [
        "园区\t产值\t增速\n云溪\t21.4\t23.1%\n青石\t16.08\t9.7%",
        "| 指标 | 2023年 |\n|---|---:|\n| 企业 | 118 |",
        "一架无人机正沿着线路飞│过去两个人要走一天。\n行，传回值班室。│一小时查40个点。\n 邱文博 │",
        "县里为它修了专线铁路，货\n车直达厂区，每天往返八趟，\n运量翻了一番。",
    ],
}
LINES = st.one_of([st.sampled_from(kind) for kind in KINDS.values()])


@st.composite
def pages(draw: st.DrawFn) -> str:
    """Draw lines of all kinds in any order, and break some where no sentence ends."""
    text = ""
    for line in draw(st.lists(LINES, max_size=14)):
        cut = draw(st.integers(0, 3 * len(line)))
        broken = f"{line[:cut]}\n{line[cut:]}" if cut < len(line) else line
        text += broken + draw(st.sampled_from(["\n", "\n\n", "\n\n\n", "\u3000\u3000", " ", "│"]))
    return text


def fields(article: Article) -> list[str]:
    title = "" if article.title_inferred else article.title
    head = (article.kicker, title, article.subtitle, article.column, article.byline)
    return [*head, *article.captions, *article.body.split("\n")]


def ink(text: str) -> str:
    return "".join(text.split())


def is_in_order(text: str, page: str) -> bool:
    left = iter(page)
    return all(char in left for char in ink(text))


def check(text: str) -> tuple[list[Article], list[Dropped]]:
    articles, dropped = split_page(text)
    kept = [piece for article in articles for piece in fields(article)]
    assert Counter(ink("".join([*kept, *(one.text for one in dropped)]))) == Counter(
        ink(normalise(text))
    )
    assert all(piece.text.strip() and piece.reason for piece in dropped)
    assert all(article.body.strip() and article.title and article.doc_id for article in articles)
    return articles, dropped


@settings(max_examples=250)
@given(pages())
def test_nothing_of_a_generated_page_is_lost(text: str) -> None:
    articles, _ = check(text)
    for article in articles:
        assert article.cut_off == bool(article.jumps_to or article.jumps_from)
        if "│" not in text:
            for field in fields(article):
                assert is_in_order(field, normalise(text))


@given(
    st.text(
        alphabet="园区。，“”（）()下转上接1A版●【】|│\n \t\u3000记者王小明摄—图为\u200b",
        max_size=80,
    )
)
def test_nothing_of_a_jumble_is_lost(text: str) -> None:
    check(text)


@given(st.text(max_size=200))
@example("\u200b")
@example("|")
@example("(下转A2版)")
def test_nothing_of_any_text_is_lost(text: str) -> None:
    check(text)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_nothing_of_a_real_layout_is_lost(path: Path) -> None:
    text = path.read_text("utf-8")
    articles, _ = check(text)
    expected = json.loads(path.with_suffix(".json").read_text("utf-8"))["articles"]
    assert len(articles) == len(expected)


# Two copies of a half fit each other's other halves: nobody can tell which belongs to which.
WHOLE = [path for path in PAGES if "jump" not in path.stem]


@pytest.mark.parametrize("path", WHOLE, ids=lambda path: path.stem)
def test_two_copies_of_a_page_are_read_twice(path: Path) -> None:
    text = path.read_text("utf-8")
    articles, _ = check(f"{text}\n\n----\n\n{text}")
    once, _ = split_page(text)
    assert len(articles) == 2 * len(once)


def test_a_page_of_two_megabytes_takes_seconds() -> None:
    text = "\n\n".join(path.read_text("utf-8") for path in PAGES)
    articles, _ = split_page(text * 12)
    assert len(articles) > 300
