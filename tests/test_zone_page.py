"""The page of a zone over HTTP: exact citations, every text a text, one sentence for trouble."""

import json
from collections.abc import Mapping
from dataclasses import replace
from threading import Event
from urllib.parse import quote

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from lxml.html import HtmlElement, document_fromstring

from assistant.desk.zone_pages import zone_routes
from assistant.dossier.reading import Dossiers
from assistant.web.backend import BackgroundLoading
from corpus.article import Article
from tests.dossier_fixtures import ARTICLES, PROJECT, ZONE, told
from tests.stand_in_assistant import StandInAssistant

HOSTILE = "\"'><script>window.hacked=1</script><img src=x onerror=window.hacked=2>青岭园区"
TOLD = "//div[@class='told']"


class Telling(StandInAssistant):
    """Has the articles that it is given."""

    def __init__(self, articles: Mapping[str, Article] = ARTICLES) -> None:
        super().__init__()
        self._articles = dict(articles)
        self._dossiers = Dossiers(self._articles)


def client(articles: Mapping[str, Article] = ARTICLES) -> TestClient:
    loading = BackgroundLoading(lambda: Telling(articles))
    loading.wait(60)
    app = FastAPI()
    app.include_router(zone_routes(loading, tabs=("chat",)))
    return TestClient(app)


@pytest.fixture(scope="module")
def page() -> HtmlElement:
    return opened(client(), f"/zone/{ZONE}")


def opened(visitor: TestClient, path: str, *, status: int = 200) -> HtmlElement:
    reply = visitor.get(path)
    assert reply.status_code == status
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    return document_fromstring(reply.text)  # type: ignore[no-untyped-call,no-any-return]


def cards(page: HtmlElement) -> list[HtmlElement]:
    return page.xpath("//*[@id='evidence']//article")  # type: ignore[no-any-return]


def text(element: HtmlElement) -> str:
    return " ".join("".join(element.itertext()).split())


def alert(page: HtmlElement) -> str:
    (told,) = page.xpath("//main/*[@role='alert']")
    return text(told)


def test_every_number_leads_to_a_sentence_of_its_article(page: HtmlElement) -> None:
    quotes = {card.get("data-n"): json.loads(card.get("data-quote")) for card in cards(page)}
    docs = {card.get("data-n"): card.get("data-doc") for card in cards(page)}
    for n, said in quotes.items():
        assert ARTICLES[docs[n]].body[said["start"] : said["end"]] == said["quote"]
    values = page.xpath("//span[@class='said'][strong]")
    assert len(values) >= 8
    for value in values:
        (cite,) = value.xpath("a[@class='cite']")
        assert text(value.find("strong")) in quotes[cite.get("data-n")]["quote"]
    links = page.xpath(f"{TOLD}//a[@class='cite']")
    assert {link.get("data-n") for link in links} == set(quotes)


def test_a_card_tells_the_paper_and_the_day(page: HtmlElement) -> None:
    first = text(cards(page)[0])
    for said in ("青岭经开区重点项目扫描", "江城晚报", "2024年6月1日", "打开全文", "回到正文"):
        assert said in first


def test_what_the_sections_say(page: HtmlElement) -> None:
    said = {section.get("id"): text(section) for section in page.xpath(f"{TOLD}/section")}
    assert list(said) == ["projects", "policies", "figures", "events", "articles"]
    for words in (
        PROJECT,
        "28亿元",
        "30亿元",
        "说法不一",
        "2024年6月1日",
        "今年3月（2024年3月） 开工",
    ):
        assert words in said["projects"]
    assert "2025年6月 建成 计划" in said["projects"]
    assert "按文章日期2024年5月10日推算" in said["projects"]
    assert "产值" not in said["projects"]  # a column of which nothing is told
    assert "自2024年7月1日起施行" in said["policies"]
    assert "去年（2023年） 按文章日期2024年6月1日推算" in said["figures"]
    assert "项目今年（2024年）3月开工" in said["events"]
    assert "预计2025年6月建成投产。" in said["events"]
    assert "217家" not in said["figures"]
    assert text(page.find(".//h1")) == ZONE
    assert "有3篇文章提到青岭经开区，其中2篇主要写它" in text(page)


def test_each_section_leads_to_the_chat_with_a_question(page: HtmlElement) -> None:
    sections = [f"#{section.get('id')}" for section in page.xpath(f"{TOLD}/section")]
    links = [link.get("href") for link in page.xpath("//div[@class='head']/a")]
    assert links[0] == f"/?q={quote('青岭经开区有哪些项目？')}"
    assert len(links) == len(sections)
    assert [link.get("href") for link in page.xpath("//nav[@class='anchors']/a")] == sections


def test_in_english_what_articles_say_stays_chinese() -> None:
    english = opened(client(), f"/en/zone/{ZONE}")
    assert "Projects" in text(english)
    assert "3 articles name 青岭经开区" in text(english)
    assert "总投资30亿元" in text(english)
    assert english.xpath("//div[@class='head']/a")[0].get("href").startswith("/en/?q=")
    assert english.xpath("//a[@id='language']")[0].get("href") == f"/zone/{quote(ZONE)}"


def test_an_unknown_zone_is_told_so() -> None:
    told = opened(client(), "/zone/青岭综保区", status=404)
    sentence = "资料里没有提到“青岭综保区”，名字相近的有：青岭经开区，请换一个名字再查。"
    assert alert(told) == sentence


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "a/b", "长" * 5000])
def test_whatever_is_asked_for_is_told_as_text(name: str) -> None:
    told = opened(client(), f"/zone/{quote(name, safe='')}", status=404)
    assert not told.xpath("//main//script")
    assert alert(told).startswith(f"资料里没有提到“{name[:40]}")


def test_hostile_articles_stay_texts() -> None:
    hostile = {
        key: replace(
            article,
            title=HOSTILE,
            source=HOSTILE,
            url="javascript:window.hacked=3",
            body=f"{article.body}\n青岭经开区印发《青岭经开区{HOSTILE}奖励办法》。",
            zones=(*article.zones, HOSTILE),
        )
        for key, article in ARTICLES.items()
    }
    visitor = client(hostile)
    for zone in (ZONE, HOSTILE):
        page = opened(visitor, f"/zone/{quote(zone, safe='')}")
        assert HOSTILE in "".join(page.itertext())
        assert not page.xpath("//main//script | //main//img | //a[contains(@href, 'javascript')]")
    assert text(page.find(".//h1")) == HOSTILE


def test_while_the_model_loads_the_page_says_so() -> None:
    held = Event()

    def load() -> Telling:
        held.wait(60)
        return Telling()

    app = FastAPI()
    app.include_router(zone_routes(BackgroundLoading(load)))
    told = opened(TestClient(app), f"/zone/{ZONE}", status=503)
    held.set()
    assert alert(told) == "模型还在加载，请稍后刷新。"


BROAD = {
    article.doc_id: article
    for article in (
        told(
            "broad",
            "青岭经开区加快建设",
            "青岭经开区地处山城西部。今年5月下旬，区内道路总长达到48公里。"
            + "".join(f"第{n}号标准厂房面积{n}00平方米。" for n in range(1, 15)),
            source="山城日报",
            published="2024-06-03",
        ),
    )
}


def test_figures_in_the_articles_words_fold_behind_the_first_twelve() -> None:
    page = opened(client(BROAD), f"/zone/{ZONE}")
    (section,) = page.xpath("//section[@id='quoted']")
    assert "原文里的数字" in text(section)
    assert "青岭经开区加快建设山城日报 · 2024年6月3日" in text(section)
    assert "今年（2024年）5月下旬，区内道路总长达到48公里。" in text(section)
    assert "48公里" in [text(mark) for mark in section.xpath(".//strong")]
    (folded,) = section.xpath("details")
    assert text(folded.find("summary")) == "其余3句"
    assert len(section.xpath(".//ul[@class='quotes']/li")) == 15
    assert len(folded.xpath(".//ul[@class='quotes']/li")) == 3


def test_what_is_not_found_is_told_in_one_line() -> None:
    page = opened(client(BROAD), f"/zone/{ZONE}")
    (line,) = page.xpath("//p[contains(@class, 'missing')]")
    assert text(line) == "没有找到能确定的：项目、政策、数字、时间线。"
    anchors = [link.get("href") for link in page.xpath("//nav[@class='anchors']/a")]
    assert anchors == ["#quoted", "#articles"]
    english = opened(client(BROAD), f"/en/zone/{ZONE}")
    (line,) = english.xpath("//p[contains(@class, 'missing')]")
    assert text(line).startswith("Nothing certain was found of: Projects, Policies")


def test_where_nothing_is_cited_there_is_no_evidence() -> None:
    bare = told("bare", "", "青岭经开区加快发展。", source="山城日报", published="2024-06-03")
    page = opened(client({"bare": bare}), f"/zone/{ZONE}")
    assert not page.xpath("//*[@id='evidence']")
    assert "没有引用文章" not in text(page)
    assert page.xpath("//section[@id='articles']//button")


def test_a_stage_without_a_day_leads_to_its_sentence() -> None:
    body = "青岭经开区项目建设提速。年产6万吨玻璃棉项目到了试生产阶段。"
    article = told("stage", "", body, source="山城日报", published="2024-06-03")
    page = opened(client({"stage": article}), f"/zone/{ZONE}")
    (row,) = page.xpath("//section[@id='projects']//tbody/tr")
    assert text(row) == "年产6万吨玻璃棉项目 [1] 试生产 [1]"
    assert [text(head) for head in page.xpath("//section[@id='projects']//thead//th")] == [
        "项目", "阶段"
    ]  # fmt: skip
