"""What looks like a part of the page and is none: dates of events, headings, paragraphs."""

import time

import pytest

from corpus.article import Article
from corpus.page import FURNITURE, split_page
from corpus.pages.bylines import is_byline, is_name
from corpus.pages.marks import is_caption


def read(text: str) -> list[Article]:
    return split_page(text)[0]


def test_when_an_event_takes_place_is_no_publication_date() -> None:
    text = (
        "青石经开区办招聘会\n\n青石经开区将办一场招聘会。\n\n时间：2025年12月20日\n\n"
        "地点：青石经开区会展中心\n\n日期：2025年12月21日\n\n凭身份证入场。"
    )
    articles, dropped = split_page(text)
    assert articles[0].published == ""
    assert dropped == []
    assert "时间：2025年12月20日" in articles[0].body
    assert "日期：2025年12月21日" in articles[0].body


@pytest.mark.parametrize(
    "line",
    [
        "发布时间：2025年12月20日",
        "更新日期：2025-12-20",
        "出版日期：2025年12月20日",
        "来源：晨州日报 时间：2025-12-20 09:30",
    ],
)
def test_when_a_text_was_published_is_said_by_its_label(line: str) -> None:
    articles, dropped = split_page(f"新路通车\n{line}\n\n青石经开区的新路昨天通车。")
    assert [article.published for article in articles] == ["2025-12-20"]
    assert [piece.text for piece in dropped] == [line]


TWO_PAGES = """晨州日报 2025年11月14日 星期五 第1版

新泵站投用

青石经开区的新泵站昨天投用。 何小川

2025年11月2日

{turn}

夜班公交开通

龙潭高新区开通夜班公交。 苏敏

育种基地验收

滦湾高新区的育种基地通过验收。 高远
"""


@pytest.mark.parametrize(
    "turn",
    [
        "江城晚报 2025年12月5日 星期五 第2版",
        "江城晚报\n2025年12月5日\n第2版",
        "第2版 园区\n江城晚报 2025年12月5日 农历乙巳年十月十六",
    ],
)
def test_every_page_has_a_masthead_of_its_own(turn: str) -> None:
    articles = read(TWO_PAGES.format(turn=turn))
    assert [(one.published, one.source, one.page) for one in articles] == [
        ("2025-11-14", "晨州日报", "1"),
        ("2025-12-05", "江城晚报", "2"),
        ("2025-12-05", "江城晚报", "2"),
    ]


def test_a_masthead_below_its_page_dates_that_page() -> None:
    text = (
        "新泵站投用\n\n青石经开区的新泵站昨天投用，沿河三个村不再怕水。 何小川\n\n"
        "晨州日报 2025年11月14日 第1版\n\n"
        "夜班公交开通\n\n龙潭高新区开通夜班公交。 苏敏\n\n晨州日报 2025年12月5日 第2版"
    )
    assert [(one.published, one.page) for one in read(text)] == [
        ("2025-11-14", "1"),
        ("2025-12-05", "2"),
    ]


def test_a_later_page_that_repeats_no_outlet_keeps_it() -> None:
    articles = read(TWO_PAGES.format(turn="2025年12月5日 第2版"))
    assert {one.source for one in articles} == {"晨州日报"}
    assert [one.published for one in articles][1:] == ["2025-12-05"] * 2


def test_the_date_under_a_notice_dates_no_other_article() -> None:
    text = TWO_PAGES.format(turn="第2版 园区")
    assert {one.published for one in read(text)} == {"2025-11-14"}


HEADINGS = ["石墨烯", "马铃薯", "白酒", "温泉", "花椒", "农机", "富硒米", "金秋", "强产业"]


@pytest.mark.parametrize("heading", HEADINGS)
def test_a_section_heading_is_no_byline(heading: str) -> None:
    text = (
        "三个园区三条路\n\n青石经开区选了三个产业。\n\n"
        f"{heading}\n\n这一行投入最大，今年花了1.2亿元。\n\n高科技\n\n那一行起步最早。 何小川"
    )
    (article,) = read(text)
    assert article.byline == "何小川"
    assert article.body.split("\n\n")[1] == heading


@pytest.mark.parametrize("names", ["何小川", "何小川 林一舟", "方　明", "高峰 林一舟", "高远"])
@pytest.mark.parametrize("after", ["", "\n\n夜班公交开通\n\n龙潭高新区开通夜班公交。"])
def test_a_name_behind_the_last_paragraph_is_a_byline(names: str, after: str) -> None:
    first = read(f"新泵站投用\n\n青石经开区的新泵站投用。\n\n{names}{after}")[0]
    assert first.byline == names
    assert first.body == "青石经开区的新泵站投用。"


def test_a_name_under_the_title_is_a_byline() -> None:
    articles = read(
        "新泵站投用\n苏敏\n青石经开区的新泵站投用。\n\n夜班公交开通\n严立\n龙潭高新区开通夜班公交。"
    )
    assert [(one.title, one.byline) for one in articles] == [
        ("新泵站投用", "苏敏"),
        ("夜班公交开通", "严立"),
    ]


def test_two_names_on_two_lines_stand_beside_a_signal() -> None:
    (article,) = read(
        "新泵站投用\n\n青石经开区的新泵站昨天投用，沿河三个村不再怕水。\n\n本报记者 苏敏\n\n严立"
    )
    assert article.byline == "本报记者 苏敏 严立"


OVERVIEW = (
    "图为青石经开区去年编制的总体规划，它把全区分成三块。第一块做轴承，投资3.5亿元。"
    "第二块做冷链，第三块留给学校和医院，规划期到2035年为止，每年评估一次。"
)


def test_common_words_are_no_names() -> None:
    assert not any(map(is_name, ["马铃薯", "白酒", "花椒", "农机", "商业", "安全", "简讯"]))
    assert all(map(is_name, ["何小川", "林一舟", "苏敏", "雷鸣", "高远"]))
    assert not is_byline("农机")
    assert is_byline("记者 高峰")


@pytest.mark.parametrize(
    "text",
    [
        "退休后，他爱上了旅游、户外摄影。",
        "园区引进婚纱、商业摄影。",
        "图为主题的展览今天开幕。",
        "上图书馆看书成为风尚。",
        "左图右史",
        OVERVIEW,
    ],
)
def test_a_paragraph_is_no_caption(text: str) -> None:
    assert not is_caption(text)
    (article,) = read(f"新泵站投用\n\n第一段写了泵站。\n\n{text}\n\n第三段写了资金。")
    assert (article.captions, text in article.body) == ((), True)


@pytest.mark.parametrize(
    "text",
    [
        "图为主会场。",
        "上图：工人在检修水泵。",
        "左图为泵站外景。",
        "右图（何小川摄）",
        "新泵站。何小川、林一舟摄影报道",
        "夜色里的泵站。 本报记者 阿依古丽 摄",
        "（阿依古丽 摄）",
        "图为工人在检修。工期还有两天。",
    ],
)
def test_a_caption_is_one(text: str) -> None:
    assert is_caption(text)


@pytest.mark.parametrize(
    "line",
    [
        "|---|---|",
        "|---|\n云溪│青石",
        "云溪\t青石\n|---|---|",
        "高远",
        "正文到此。\n高远",
        "高科技\n石墨烯\n正文到此。",
        "2025年12月5日 第2版\n正文到此。",
        "第2版",
    ],
)
def test_a_text_of_one_kind_takes_no_longer_than_its_size(line: str) -> None:
    start = time.process_time()
    articles, dropped = split_page(f"{line}\n" * (100_000 // len(line)))
    assert articles or dropped
    assert time.process_time() - start < 3


@pytest.mark.parametrize("top", ["03\n要闻", "要闻\n03", "03 要闻"])
def test_a_pages_number_and_section_on_lines_of_their_own(top: str) -> None:
    text = f"{top}\n云栖岭经开区集中开工12个项目\n本报讯 昨天集中开工12个项目，总投资36亿元。\n"
    (article,), dropped = split_page(text)
    assert (article.title, article.page) == ("云栖岭经开区集中开工12个项目", "3")
    assert [piece.reason for piece in dropped] == [FURNITURE]


@pytest.mark.parametrize(
    "line",
    ["2025-11-06 来源：临河日报 作者：马晓东", "作者：马晓东 来源：临河日报 时间：2025-11-06"],
)
def test_a_line_that_says_when_where_and_by_whom(line: str) -> None:
    text = f"临河口高新区今年引进博士57名\n{line}\n临河口高新区今年引进博士57名，比去年多12名。\n"
    (article,), _ = split_page(text)
    assert article.title == "临河口高新区今年引进博士57名"
    assert (article.source, article.published) == ("临河日报", "2025-11-06")
