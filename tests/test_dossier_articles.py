"""What an article that is about one zone alone tells of it: quoted whole, counted, named."""

import pytest

from assistant.dossier.reading import Dossiers
from assistant.dossier.schema import Dossier
from tests.dossier_fixtures import OTHER, ZONE, told

OPENS = "青岭经开区加快建设。"


def read(*sentences: str, title: str = "", zone: str = ZONE) -> Dossier:
    article = told("one", title, "".join(sentences), source="山城日报", published="2024-06-03")
    return Dossiers({"one": article}).read(zone)


def quoted(dossier: Dossier) -> list[str]:
    return [citation.quote for article in dossier.quoted for citation in article.citations]


def figures(dossier: Dossier) -> list[str]:
    return [
        f"{f.attribute}：{f.value.before}{f.value.text}{f.value.after}" for f in dossier.figures
    ]


def projects(dossier: Dossier) -> list[tuple[str, str]]:
    return [(project.name, project.stage) for project in dossier.projects]


def test_a_sentence_with_figures_is_quoted_whole_and_marked() -> None:
    body = f"{OPENS}全长48公里的道路今年已经通车，惠及两个方面。\n展望未来，信心十足。"
    (article,) = read(body).quoted
    (citation,) = article.citations
    assert citation.quote == body[citation.start : citation.end]
    assert citation.quote == "全长48公里的道路今年已经通车，惠及两个方面。"
    assert [body[a:b] for a, b in citation.marks] == ["48公里"]
    assert (article.title, article.published) == ("", "2024-06-03")


def test_a_dated_event_is_quoted_and_its_day_marked() -> None:
    sentence = "这座变电站今年3月投产，供电更加可靠。"
    (article,) = read(OPENS, sentence).quoted
    assert [(c.quote, c.marks) for c in article.citations] == [
        (sentence, ((len(OPENS) + 5, len(OPENS) + 9),))
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "白河高新区的道路全长48公里。",
        "青岭经开区和白河高新区的道路全长48公里。",
        "社区里的48名居民参加了活动。",
        "他今年48岁，在这里工作了20年。",
        "近日，变电站举行了启用仪式。",
        "责任编辑：王青，电话4800家。",
    ],
)
def test_what_is_not_quoted(sentence: str) -> None:
    assert quoted(read(OPENS, sentence)) == []


def test_what_is_shown_above_is_not_quoted_again() -> None:
    shown = "目前，青岭经开区入驻企业134家。"
    partly = "目前，青岭经开区入驻企业134家，道路全长48公里。"
    assert quoted(read(shown)) == []
    assert quoted(read(partly)) == [partly]


def test_an_article_that_is_about_others_gives_its_own_sentences_alone() -> None:
    own = "青岭经开区的道路全长48公里。"
    body = f"全省道路建设提速。白河高新区的桥长6公里。另有3座隧道已经动工建设。{own}"
    assert quoted(read(body, title="白河高新区道路通车")) == [own]
    assert "另有3座隧道已经动工建设。" in quoted(read(body, title="白河高新区道路通车", zone=OTHER))


def test_all_zones_of_a_city_are_not_the_one_of_its_name() -> None:
    body = "山城市开发区道路全长48公里。新增绿地30亩。山城高新区的桥长6公里。"
    body += "山城市开发区入驻企业134家。"
    dossier = read(body, zone="山城高新区")
    assert figures(dossier) == []
    assert quoted(dossier) == ["山城高新区的桥长6公里。"]


def test_the_newest_article_comes_first_and_a_reprint_is_told_once() -> None:
    sentence = f"{OPENS}道路全长增加到48公里。"
    articles = {
        day: told(
            day, "", f"{sentence}新建的跨河大桥全长{n}公里。", source="山城日报", published=day
        )
        for n, day in ((6, "2024-05-01"), (7, "2024-06-01"))
    }
    told_of = [(a.published, len(a.citations)) for a in Dossiers(articles).read(ZONE).quoted]
    assert told_of == [("2024-06-01", 2), ("2024-05-01", 1)]


def test_each_figure_of_a_sentence_has_its_own_name() -> None:
    sentence = "青岭经开区目前有169户企业入驻，里面“四上”企业占30户、高新技术企业占9户。"
    assert figures(read(sentence)) == [
        "企业：有169户企业", "企业：“四上”企业占30户", "企业：高新技术企业占9户"
    ]  # fmt: skip


def test_two_zones_each_have_their_share_of_a_sentence() -> None:
    body = "县级事项方面，青岭经开区和白河高新区分别获得赋权58项和51项。"
    assert figures(read(body)) == ["赋权事项：赋权58项"]
    assert figures(read(body, zone=OTHER)) == ["赋权事项：赋权51项"]


def test_within_the_zone_is_the_zone_in_an_article_about_it_alone() -> None:
    within = "眼下区内轴承企业有5家，产能合计20万吨。"
    assert figures(read(OPENS, within)) == ["企业：区内轴承企业有5家"]
    assert figures(read(OPENS, "白河高新区也是。", within)) == []
    assert figures(read(OPENS, "眼下区内学校的校办企业有5家。")) == []


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("今年以来，青岭经开区27个重点项目按序推进。", ["项目：27个重点项目"]),
        ("青岭经开区的在库项目一共16个。", ["项目：在库项目一共16个"]),
        ("列入青岭经开区的省、市重点项目共24个。", ["项目：省、市重点项目共24个"]),
        ("在青岭经开区27个重点项目现场，工人正忙。", []),
        ("青岭经开区和白河高新区27个重点项目开工。", []),
        ("青岭经开区明远公司在建项目16个。", []),
    ],
)
def test_how_many_projects_a_zone_has(sentence: str, said: list[str]) -> None:
    assert figures(read(sentence)) == said


def test_a_figure_in_a_name_is_no_hindrance() -> None:
    body = "青岭经开区引进了“年产5000吨气流纺织项目”，总投资7000万元，规划的年产能为5000吨。"
    (project,) = read(body).projects
    assert project.name == "年产5000吨气流纺织项目"
    assert [value.text for value in project.investment] == ["7000万元"]


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        (
            "新建的年产50万吨土壤调理剂项目到了试生产阶段。",
            [("年产50万吨土壤调理剂项目", "试生产")],
        ),
        ("云峰轴承项目已建成，工人正在调试。", [("云峰轴承项目", "建成")]),
        (
            "两个已经投产：一个是河西华清公司的年产5吨负极项目（一期），一个是明远公司的年产9吨吡啶项目。",
            [("年产5吨负极项目（一期）", "投产"), ("年产9吨吡啶项目", "投产")],
        ),
        ("云峰轴承项目开工仪式十分热烈。", []),
        ("云峰轴承项目推进得很快。", []),
        ("在河北省，云峰轴承项目已建成。", []),
        ("白河高新区的云峰轴承项目已建成。", []),
    ],
)
def test_a_project_and_its_stage_without_a_day(sentence: str, said: list[tuple[str, str]]) -> None:
    assert projects(read(OPENS, sentence)) == said


def test_a_project_of_the_title_is_the_zones() -> None:
    title = "青岭经开区提速，云峰轴承项目进展快"
    assert projects(read(OPENS, "云峰轴承项目推进得很快。", title=title)) == [("云峰轴承项目", "")]


def test_a_stage_is_cited_where_it_is_said() -> None:
    body = f"{OPENS}云峰轴承项目已建成，工人正在调试。"
    (project,) = read(body).projects
    assert project.standing
    assert [body[a:b] for a, b in project.standing.marks] == ["建成"]


@pytest.mark.parametrize(
    ("time", "said", "day"),
    [
        ("今年5月下旬", "今年5月下旬", "2024年5月下旬"),
        ("去年年底", "去年年底", "2023年年底"),
        ("2026年四季度", "2026年四季度", "2026年四季度"),
    ],
)
def test_a_day_is_told_in_the_articles_words(time: str, said: str, day: str) -> None:
    body = f"云峰轴承项目位于青岭经开区，总投资9亿元。{time}，云峰轴承项目竣工验收。"
    (done,) = read(body).projects[0].done
    assert (done.said, done.day) == (said, day)
    assert done.rule == (f"{said}＝{day}（按文章日期2024年6月3日）" if said != day else "")


def test_an_article_that_only_lists_a_zone_is_not_mainly_about_it() -> None:
    listed = read("集团运营园区30余个。名单上有青岭经开区、白河高新区等。", title="集团运营园区")
    share = read("全省出口35亿元。其中青岭经开区出口8亿元。", title="青岭经开区出口8亿元")
    assert not listed.articles[0].about
    assert not share.articles[0].about
    assert read(OPENS).articles[0].about


def test_the_day_of_print_is_that_of_recently() -> None:
    (event,) = read("近日，青岭经开区轴承产业大会项目启动。").events
    assert (event.said, event.day, event.reported) == ("近日", "2024年6月3日", True)


def test_a_zone_in_a_list_is_not_quoted() -> None:
    body = "全省出口35亿元。其中河西、江北、青岭经开区合计占近70%。"
    assert quoted(read(body, title="全省出口增长")) == []
