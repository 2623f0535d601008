"""Newspaper pages of several layouts, and the rule that nothing of a page is lost."""

from collections import Counter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from corpus.article import Article
from corpus.page import JUMP_LINE, LONE_HEADING, MASTHEAD, Dropped, split_page
from corpus.pages.repair import continues, normalise, unwrap

TWO_ARTICLES = """
园区新事

青石经开区着力补齐配套短板——

修路引水 筑巢引凤

晨州日报讯 初冬的青石经开区,两条新路同时铺油,路边的标准化厂房已经封顶,施工队正在赶装门窗,预

计月底交付。园区负责人说,今年共投入1.2亿元用于配套,其中供水管网占了一半,

沿河的新泵站。 何小川 摄

余下的用于道路和照明。

边建边招

厂房还没有完工,已有6家企业签约,合同投资3.5亿元。 何小川 林一舟

龙潭高新区

三天办好一张证

11月3日,在龙潭高新区政务大厅,企业办事员只交了一次材料,第三天就领到了许可证。 (下转 A3 版)
"""

NARROW_COLUMN = """县城来了新工厂
\u3000\u3000本报讯(记者 白小雨) 昨天上午,
东岭县第一座玻璃纤维工厂点火投产,
年产能2万吨,总投资6.8亿元。县里为
它修了专线铁路。
\u3000\u3000工厂负责人说,招工已经结束,本
地职工占八成。
"""

BRIEFS = """一周简讯

南河经开区开工三个项目

本报讯 南河经开区上周开工三个项目,总投资9亿元。

本报讯 西坪保税区首单进口货物通关,用时两小时。

北原新区招聘教师

本报讯 北原新区面向全国招聘教师120名。
"""

BYLINE_BELOW_TITLE = """2025年11月14日 星期五
把车间搬上云
——云溪高新区智能制造见闻
本报记者 唐一鸣 通讯员 高远
走进云溪高新区的轴承车间,机械臂正在取件,屏幕上跳动着每台机床的温度。
全区已有42家企业完成改造。
责任编辑:方明
"""


def _check_conserved(text: str) -> None:
    articles, dropped = split_page(text)
    kept = "".join(map(_all_fields, articles)) + "".join(piece.text for piece in dropped)
    assert Counter("".join(kept.split())) == Counter("".join(normalise(text).split()))


def _all_fields(article: Article) -> str:
    title = "" if article.title_inferred else article.title
    names = (article.kicker, article.subtitle, article.column, article.byline, article.body)
    return "".join((title, *names, *article.captions))


def test_two_articles_with_a_caption_in_mid_sentence() -> None:
    articles, dropped = split_page(TWO_ARTICLES)
    first, second = articles
    assert first.title == "修路引水 筑巢引凤"
    assert first.kicker == "青石经开区着力补齐配套短板——"
    assert first.column == "园区新事"
    assert first.byline == "何小川 林一舟"
    assert first.captions == ("沿河的新泵站。 何小川 摄",)
    paragraphs = first.body.split("\n\n")
    assert len(paragraphs) == 3
    assert "门窗,预计月底交付" in paragraphs[0]
    assert paragraphs[0].endswith("供水管网占了一半,余下的用于道路和照明。")
    assert paragraphs[1:] == ["边建边招", "厂房还没有完工,已有6家企业签约,合同投资3.5亿元。"]
    assert (second.kicker, second.title) == ("龙潭高新区", "三天办好一张证")
    assert second.cut_off
    assert not first.cut_off
    assert dropped == [Dropped("(下转 A3 版)", JUMP_LINE)]


def test_the_outlet_that_leads_name_goes_to_every_article() -> None:
    articles, _ = split_page(TWO_ARTICLES, published="2025-11")
    assert [article.source for article in articles] == ["晨州日报", "晨州日报"]
    assert articles[1].doc_id == "晨州日报-2025-11-三天办好一张证"


def test_a_wire_service_is_the_source_of_its_own_article_only() -> None:
    page = "标题一号\n\n新华社太原11月2日电 甲地丰收。 王小明\n\n标题二号\n\n乙地也丰收了。"
    articles, _ = split_page(page)
    assert [article.source for article in articles] == ["新华社", ""]


def test_a_narrow_column_is_joined_into_paragraphs() -> None:
    articles, dropped = split_page(NARROW_COLUMN)
    assert not dropped
    assert [article.title for article in articles] == ["县城来了新工厂"]
    first, second = articles[0].body.split("\n\n")
    assert first.endswith("年产能2万吨,总投资6.8亿元。县里为它修了专线铁路。")
    assert second == "工厂负责人说,招工已经结束,本地职工占八成。"
    assert articles[0].source == ""


def test_briefs_are_articles_of_their_own() -> None:
    articles, _ = split_page(BRIEFS)
    assert [(article.title, article.title_inferred) for article in articles] == [
        ("南河经开区开工三个项目", False),
        ("本报讯 西坪保税区首单进口货物通关,用时两小时", True),
        ("北原新区招聘教师", False),
    ]
    assert articles[0].column == "一周简讯"


def test_masthead_subtitle_byline_and_furniture() -> None:
    articles, dropped = split_page(BYLINE_BELOW_TITLE)
    (article,) = articles
    assert article.published == "2025-11-14"
    assert article.title == "把车间搬上云"
    assert article.subtitle == "——云溪高新区智能制造见闻"
    assert article.byline == "本报记者 唐一鸣 通讯员 高远"
    assert article.body.endswith("全区已有42家企业完成改造。")
    assert [piece.text for piece in dropped] == ["2025年11月14日 星期五", "责任编辑:方明"]
    assert dropped[0].reason == MASTHEAD


def test_one_plain_article_stays_one() -> None:
    text = "新泵站投用\n第一段写了泵站。\n\n建设过程\n\n第二段写了过程。\n第三段写了资金。\n"
    articles, dropped = split_page(text)
    assert [article.title for article in articles] == ["新泵站投用"]
    assert articles[0].body.split("\n\n")[1] == "建设过程"
    assert not dropped


def test_a_short_last_line_belongs_to_its_sentence() -> None:
    text = (
        "标题在此\n\n这条生产线去年处理废料八万立方米,全部用来生产护坡砖,做到了\n\n零排放。"
        "\n\n下一段。"
    )
    articles, _ = split_page(text)
    assert articles[0].body.split("\n\n")[0].endswith("做到了零排放。")


def test_a_title_without_a_body_is_dropped_with_its_reason() -> None:
    text = "标题一号\n\n正文到此为止。 周一平\n\n没有下文的标题\n"
    articles, dropped = split_page(text)
    assert len(articles) == 1
    assert dropped == [Dropped("没有下文的标题", LONE_HEADING)]


def test_text_without_sentences_is_still_one_article() -> None:
    articles, _ = split_page("春天\n花开\n鸟鸣")
    assert [(article.title, article.body) for article in articles] == [("春天", "花开\n\n鸟鸣")]
    assert split_page(" \n\n") == ([], [])


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("窗口今年一共承接", "261项审批事项。", True),
        ("能进能出、能上能", "下”的制度已经建立。", True),
        ("这一段已经写完了。", "新的一段从这里开始。", False),
        ("还缺一个逗号后面的半句,", "小标题", True),
        ("一句没有写完的话", "(二)另一条规定如下。", False),
    ],
)
def test_which_lines_go_on(before: str, after: str, expected: bool) -> None:
    assert continues(before, after) is expected


def test_paragraphs_of_similar_length_are_no_column() -> None:
    rows = ["甲乡今年修了三条路。", "乙乡今年修了两条路。", "丙乡今年修了一条路。"]
    assert unwrap("\n".join(rows)) == rows


WORDS = st.sampled_from(
    [
        *(
            "园区",
            "开工",
            "王小明",
            " 摄",
            "a",
            "12亿元",
            "。",
            ",",
            "“",
            "”",
            "——",
            " ",
            "\u3000\u3000",
        ),
        *(
            "\n",
            "\n\n",
            "本报讯 ",
            "(下转 A2 版)",
            "(上接 A1 版)",
            "责编:",
            "第3版",
            "记者 ",
            "图为",
        ),
        "2025年1月2日",
    ]
)


@given(st.lists(WORDS, max_size=60).map("".join))
@example(TWO_ARTICLES)
@example(NARROW_COLUMN)
@example(BRIEFS)
@example(BYLINE_BELOW_TITLE)
def test_every_character_of_a_page_is_kept_or_dropped_once(text: str) -> None:
    _check_conserved(text)


@given(st.text(max_size=200))
def test_every_character_of_any_text_is_kept_or_dropped_once(text: str) -> None:
    _check_conserved(text)
