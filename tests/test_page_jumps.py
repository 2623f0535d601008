"""The two halves of an article that jumps from page to page."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from corpus.article import Article
from corpus.page import JUMP_LINE, Dropped, split_page
from corpus.pages.jumps import REPEATED_TITLE, join_halves
from corpus.pages.marks import Jump, read_page, split_jumps

FRONT = """A1版

旧发动机漂洋过海

晨州日报讯 柴油机吊进新港保税区的车间。园区今年前10个月共维修

(下转A2版)
"""

BACK = """A2版

(上接A1版)

船用柴油机46台，货值11.3亿元。 唐一鸣
"""


def read(text: str, **options: str) -> list[Article]:
    return split_page(text, **options)[0]


def joined(articles: Sequence[Article]) -> list[Article]:
    return [whole for _, whole in join_halves(articles)[0]]


@pytest.mark.parametrize(
    ("line", "page", "direction"),
    [
        ("（下转A2版）", "A2", "to"),
        ("(下转 A2 版)", "A2", "to"),
        ("（下转第三版）", "3", "to"),
        ("【下转第十二版】", "12", "to"),
        ("▲上接1版", "1", "from"),
        ("（上接Ａ０１版）", "A1", "from"),
        ("（上接第一版《旧发动机来“看病”》）", "1", "from"),
        ("下转A2版·要闻", "A2", "to"),
        ("▼下转02版", "2", "to"),
        ("紧接第2版", "2", "either"),
        ("（转4版）", "4", "to"),
        ("(下转A2)", "A2", "to"),
    ],
)
def test_jump_lines_in_all_spellings(line: str, page: str, direction: str) -> None:
    (jump,) = split_jumps(line)
    assert jump == Jump(line, page, direction)  # type: ignore[arg-type]
    articles, dropped = split_page(f"新路通车\n\n第一段写完了。\n\n{line}\n\n第二段也写完了。")
    assert Dropped(line, JUMP_LINE) in dropped
    assert page in {one.jumps_to or one.jumps_from for one in articles}


@pytest.mark.parametrize("text", ["他转接了三个电话。", "上接天线，下转水车。", "旅客转乘3路车。"])
def test_the_words_alone_are_no_jump(text: str) -> None:
    assert split_jumps(text) == [text]


def test_page_numbers_are_normalised() -> None:
    written = ("第三版", "Ａ０２", "二十一", "十", "b 3", "03")
    assert [read_page(one) for one in written] == ["3", "A2", "21", "10", "B3", "3"]


def test_halves_of_two_texts_are_joined_in_mid_sentence() -> None:
    first, second = *read(FRONT), *read(BACK)
    assert (first.page, first.jumps_to, first.cut_off) == ("A1", "A2", True)
    assert (second.page, second.jumps_from, second.cut_off) == ("A2", "A1", True)
    assert second.title_inferred
    for articles in ([first, second], [second, first]):
        (whole,) = joined(articles)
        assert whole.body.endswith("园区今年前10个月共维修船用柴油机46台，货值11.3亿元。")
        assert (whole.page, whole.jumps_to, whole.jumps_from, whole.cut_off) == (
            "A1",
            "",
            "",
            False,
        )
        assert (whole.title, whole.byline) == ("旧发动机漂洋过海", "唐一鸣")
        assert whole.doc_id == "晨州日报-旧发动机漂洋过海"


def test_what_one_half_lacks_comes_from_the_other() -> None:
    first = replace(read(FRONT)[0], source="", published="2025-11")
    second = replace(read(BACK)[0], source="晨州日报", published="2025-11-14", captions=("车间。",))
    (whole,) = joined([first, second])
    assert (whole.source, whole.published, whole.captions) == (
        "晨州日报",
        "2025-11-14",
        ("车间。",),
    )
    assert whole.doc_id == "晨州日报-2025-11-14-旧发动机漂洋过海"


def test_a_half_without_its_other_half_stays_cut_off() -> None:
    first = read(FRONT)
    assert joined(first) == first
    assert joined([]) == []
    other = [replace(one, page="A3") for one in read(BACK)]
    assert joined([*first, *other]) == [*first, *other]


@pytest.mark.parametrize(
    "change", [{"published": "2025-11-15"}, {"source": "龙潭晚报"}, {"jumps_from": "A4"}]
)
def test_halves_that_contradict_each_other_are_not_joined(change: dict[str, str]) -> None:
    first, second = *read(FRONT, published="2025-11-14"), *read(BACK, published="2025-11-14")
    halves = [first, replace(second, **change)]  # type: ignore[arg-type]
    assert joined(halves) == halves


def test_two_jumps_to_one_page_are_told_apart_by_their_titles() -> None:
    page = """A1版

滦湾盐碱地种出水稻

滦湾高新区今年试种耐盐水稻2300亩。 (下转A2版)

云溪轴承走出大山

云溪经开区的轴承今年卖到3个省。 (下转A2版)

A2版

云溪轴承 (上接A1版)

下一步要攻高铁轴承。 高远

滦湾水稻 (上接A1版)

秋天测产，亩产超过400公斤。 何小川
"""
    articles, dropped = split_page(page)
    assert [(one.title, one.byline, one.cut_off) for one in articles] == [
        ("滦湾盐碱地种出水稻", "何小川", False),
        ("云溪轴承走出大山", "高远", False),
    ]
    assert articles[0].body.split("\n\n")[1] == "秋天测产，亩产超过400公斤。"
    repeated = [piece.text for piece in dropped if piece.reason == REPEATED_TITLE]
    assert sorted(repeated) == ["云溪轴承", "滦湾水稻"]


def test_halves_that_nothing_tells_apart_are_left_alone() -> None:
    first, second = *read(FRONT), *read(BACK)
    twins = [first, replace(first, doc_id="other"), second]
    assert joined(twins) == twins


def test_a_title_that_says_something_else_becomes_part_of_the_subtitle() -> None:
    second = replace(read(BACK)[0], title="车间里的年轻人", title_inferred=False)
    ((first, whole),), dropped = join_halves([*read(FRONT), second])
    assert (first, whole.subtitle, dropped) == (0, "车间里的年轻人", [])


def test_three_parts_become_one_article() -> None:
    middle = read(BACK.replace(" 唐一鸣", "（下转A3版）"))
    last = read("A3版\n\n(上接A2版)\n\n维修工平均年龄29岁。 唐一鸣")
    assert (middle[0].jumps_from, middle[0].jumps_to) == ("A1", "A3")
    (whole,) = joined([*last, *read(FRONT), *middle])
    assert whole.body.count("\n\n") == 1
    assert not whole.cut_off
    (open_end,) = joined([*read(FRONT), *middle])
    assert (open_end.cut_off, open_end.jumps_to) == (True, "A3")


def test_halves_on_one_page_are_not_each_others() -> None:
    page = "第2版\n\n(上接1版)\n\n园区通水了。 唐一鸣\n\n新路通车\n\n园区通路了。(下转3版)"
    assert [one.cut_off for one in read(page)] == [True, True]


def test_many_halves_that_fit_one_place_are_all_left_alone() -> None:
    text = "正文到此。(下转A2版)\n(上接A1版)正文继续。\n" * 2000
    articles = read(text)
    assert len(articles) == 2001
    assert all(one.cut_off for one in articles)
