"""What the articles say of one zone: its own values alone, each in its sentence."""

from collections.abc import Iterator, Sequence

import pytest

from assistant.dossier.reading import Dossiers
from assistant.dossier.schema import Dossier, Value
from assistant.schema import AssistantError, Citation
from corpus.article import Article
from tests.dossier_fixtures import ARTICLES, FIRST, OTHER, PROJECT, SECOND, ZONE, told

PARK = "星河低空经济产业园"


def dossiers(*articles: Article) -> Dossiers:
    return Dossiers({article.doc_id: article for article in articles})


def read(*sentences: str, published: str = "2024-06-03", zone: str = ZONE) -> Dossier:
    article = told("one", "", "".join(sentences), source="山城日报", published=published)
    return dossiers(article).read(zone)


def values(dossier: Dossier) -> Iterator[Value]:
    for project in dossier.projects:
        yield from (*project.investment, *project.land, *project.output)
    for policy in dossier.policies:
        facts = (policy.issuer, policy.number, policy.issued, policy.in_force)
        yield from (fact for fact in facts if fact)
    yield from (figure.value for figure in dossier.figures)


def figures(dossier: Dossier) -> list[tuple[str, str, int | None]]:
    return [(f.attribute, f.value.text, f.year) for f in dossier.figures]


def marked(citation: Citation) -> list[str]:
    return [citation.quote[a - citation.start : b - citation.start] for a, b in citation.marks]


@pytest.fixture(scope="module")
def dossier() -> Dossier:
    return Dossiers(ARTICLES).read(ZONE)


def test_every_quote_is_cut_out_of_its_article_and_the_value_marked(dossier: Dossier) -> None:
    for citation in dossier.citations:
        body = ARTICLES[citation.doc_id].body
        assert body[citation.start : citation.end] == citation.quote
    assert [c.n for c in dossier.citations] == list(range(1, len(dossier.citations) + 1))
    told = list(values(dossier))
    assert len(told) >= 8
    assert all(marked(value.citation) == [value.text] for value in told)


def test_a_project_has_its_stage_and_the_days_that_are_counted(dossier: Dossier) -> None:
    (project,) = dossier.projects
    assert (project.name, project.stage) == (PROJECT, "开工")
    assert [value.text for value in project.land] == ["200亩"]
    (begun,), (done,) = project.begun, project.done
    assert (begun.day, begun.rule) == ("2024年3月", "今年3月＝2024年3月（按文章日期2024年5月10日）")
    assert (done.day, done.planned, done.rule) == ("2025年6月", True, "")
    assert marked(begun.citation) == ["今年3月"]


def test_two_papers_that_differ_are_both_shown_the_newest_first(dossier: Dossier) -> None:
    told = [
        (v.text, v.citation.source, v.citation.published) for v in dossier.projects[0].investment
    ]
    assert told == [("28亿元", "江城晚报", "2024-06-01"), ("30亿元", "山城日报", "2024-05-10")]


def test_what_two_papers_say_alike_is_told_once() -> None:
    again = told("again", SECOND.title, FIRST.body, source="江城晚报", published="2024-05-11")
    dossier = dossiers(FIRST, again).read(ZONE)
    assert [v.text for v in dossier.projects[0].investment] == ["30亿元"]
    assert [e.verb for e in dossier.events] == ["开工", "建成"]


def test_figures_are_of_their_years(dossier: Dossier) -> None:
    assert figures(dossier) == [
        ("产值", "120亿元", 2023), ("出口", "2.5亿元", 2023), ("企业", "134家", 2024)
    ]  # fmt: skip
    exports = dossier.figures[1].value
    assert (exports.before, exports.period, exports.meant) == ("出口额", "去年", "2023年")
    assert exports.rule == "去年＝2023年（按文章日期2024年6月1日）"


def test_what_is_said_of_the_zone_beside_it_is_left_out(dossier: Dossier) -> None:
    shown = " ".join(value.text for value in values(dossier))
    assert "217家" not in shown
    assert "9亿元" not in shown
    assert not any("4月2日" in event.citation.quote for event in dossier.events)
    other = Dossiers(ARTICLES).read(OTHER)
    assert figures(other) == [("企业", "217家", 2024)]
    assert [(p.name, p.investment[0].text) for p in other.projects] == [("云峰轴承项目", "9亿元")]


def test_a_policy_is_told_with_what_its_sentence_says(dossier: Dossier) -> None:
    (policy,) = dossier.policies
    assert policy.title == "青岭经开区招商引资奖励办法"
    assert policy.issuer
    assert policy.issuer.text == ZONE
    assert policy.issued
    assert (policy.issued.text, policy.issued.meant) == ("5月20日", "2024年5月20日")
    assert policy.in_force
    assert policy.in_force.text == "自2024年7月1日起施行"
    assert policy.number is None


def test_the_timeline_is_in_the_order_of_the_days(dossier: Dossier) -> None:
    told = [(event.day, event.verb, event.planned) for event in dossier.events]
    assert told == [
        ("2024年3月", "开工", False), ("2024年5月20日", "印发", False), ("2025年6月", "建成", True)
    ]  # fmt: skip


def test_articles_about_the_zone_come_first(dossier: Dossier) -> None:
    assert [(a.doc_id, a.about) for a in dossier.articles] == [
        ("second", True), ("first", True), ("beside", False)
    ]  # fmt: skip


def test_the_order_of_the_articles_changes_nothing(dossier: Dossier) -> None:
    assert Dossiers(dict(reversed(ARTICLES.items()))).read(ZONE) == dossier


@pytest.mark.parametrize("name", ["青岭经济技术开发区", "青岭开发区", "青岭", " 青岭经开区 "])
def test_other_names_of_a_zone_lead_to_it(name: str) -> None:
    kept = Dossiers(ARTICLES)
    assert kept.read(name) is kept.read(ZONE)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("青岭综保区", "资料里没有提到“青岭综保区”，名字相近的有：青岭经开区，请换一个名字再查。"),
        ("甲乙丙", "资料里没有提到“甲乙丙”，请换一个名字再查。"),
        ("", "资料里没有提到“”，请换一个名字再查。"),
    ],
)
def test_an_unknown_zone_is_told_in_one_sentence(name: str, said: str) -> None:
    with pytest.raises(AssistantError) as error:
        Dossiers(ARTICLES).read(name)
    assert str(error.value) == said


def test_a_name_that_fits_two_zones_is_asked_back() -> None:
    two = told("two", "", "青岭高新区和青岭经开区都在扩建。", source="", published="2024")
    with pytest.raises(AssistantError, match="名字相近的有：青岭经开区、青岭高新区"):
        dossiers(two).read("青岭")


@pytest.mark.parametrize(
    "sentence",
    [
        "青岭经开区和白河高新区入驻企业共300家。",
        "青岭经开区的明远公司总资产和产值达到5亿元。",
        "在青岭经开区，明远集团实现产值5亿元。",
        "青岭经开区管委会投资3亿元新建了一所学校。",
        "全市其中青岭经开区进出口8亿元；高新技术产品出口3亿元。",
        "青岭经开区消息，上半年，全区实现工业增加值7亿元。",
    ],
)
def test_a_figure_that_may_be_of_others_is_left_out(sentence: str) -> None:
    assert [f for f in figures(read(sentence)) if f[1] != "8亿元"] == []


def test_what_is_only_aimed_at_is_called_a_plan() -> None:
    (figure,) = read("到2026年，青岭经开区工业总产值力争达到200亿元。").figures
    assert (figure.value.planned, figure.year) == (True, 2026)


def test_a_part_of_a_project_is_not_the_whole() -> None:
    body = "青岭经开区的星河储能电池项目总投资30亿元。今年4月，星河储能电池项目一期建成投产。"
    (project,) = read(body).projects
    assert (project.stage, project.done) == ("", ())


@pytest.mark.parametrize(
    "body",
    [
        "长河引水工程2024年3月开工。长河引水工程将向青岭经开区供水，总投资9亿元。",
        "专家走访了云峰轴承项目、青岭经开区和明远家具项目。云峰轴承项目2024年3月开工。",
        "云峰轴承项目中心平台在青岭经开区吊装。云峰轴承项目2024年3月开工。",
        "青岭经开区加快发展。云峰轴承项目2024年3月开工，云峰轴承项目计划明年投产。",
    ],
)
def test_a_project_that_may_lie_elsewhere_is_not_the_zones(body: str) -> None:
    assert read(body).projects == ()


def test_a_project_without_an_amount_has_its_days() -> None:
    body = "云峰轴承项目位于青岭经开区。云峰轴承项目2024年3月开工。云峰轴承项目今年5月竣工。"
    (project,) = read(body).projects
    assert (project.name, project.stage) == ("云峰轴承项目", "竣工")
    assert [event.day for event in (*project.begun, *project.done)] == ["2024年3月", "2024年5月"]


@pytest.mark.parametrize(
    "sentence",
    [
        "2024年是青岭经开区成立十周年。",
        "5月6日，青岭经开区干部走访了辖区的十家企业。",
        "2023年5月，明远科技公司在青岭经开区成立明远研究院。",
        "今年三季度，青岭经开区将有25个重大项目投产。",
    ],
)
def test_no_day_of_the_zone_itself(sentence: str) -> None:
    assert read(sentence).events == ()


def test_a_dateline_is_the_day_of_the_report() -> None:
    sentence = "中新社5月6日电 星河低空经济产业园已经开工建设，将引来一批企业和项目。"
    assert [(e.day, e.reported) for e in read(sentence, zone=PARK).events] == [
        ("2024年5月6日", True)
    ]


def citations_of(told: Sequence[Value]) -> list[int]:
    return [value.citation.n for value in told]


def test_one_sentence_has_one_number(dossier: Dossier) -> None:
    project = dossier.projects[0]
    assert citations_of(project.land) == citations_of(project.investment[1:])
    merged = {c.n: marked(c) for c in dossier.citations}
    assert merged[project.land[0].citation.n] == ["30亿元", "200亩"]
