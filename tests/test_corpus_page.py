"""The page of the corpus as a server: the table, uploads, builds, what is removed and restored."""

import re
import threading
import time
from html import unescape
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from assistant.app import open_live
from assistant.desk.corpus.adding import GONE, NOTHING_GIVEN
from assistant.desk.corpus.building import NOTHING_ORDERED, NOTHING_TO_REPEAT, Building
from assistant.desk.corpus.routing import Routes
from assistant.desk.corpus.table import Table
from assistant.desk.corpus.view import View, bars_of_months
from assistant.desk.corpus.words import ARTICLE, TABLE
from assistant.desk.corpus.words_adding import ADDING, BUILDING, LIBRARY, STEPS
from assistant.desk.desk import Desk
from assistant.desk.jobs import BUSY
from assistant.desk.refusals import LOADING
from assistant.editing.building import UNITS
from assistant.editing.looking_over import Shelf
from assistant.editing.uploads import EXPIRED
from assistant.live import LiveAssistant
from assistant.schema import AssistantError
from assistant.web.backend import BackgroundLoading
from index.generations import Generations
from tests.corpus_page_driver import client_of, live_of, settings_of

pytest_plugins = ["tests.corpus_page_fixtures"]

PATIENCE = 120  # seconds
HOSTILE_ID = "a<b>'c&d/"
MOON = "月湾高新区月饼项目开工\n\n月湾高新区的月饼项目总投资7.3亿元，去年5月开工。\n"


class Response(Protocol):
    """What a test client gets."""

    status_code: int

    @property
    def text(self) -> str: ...

    def json(self) -> dict[str, Any]: ...


def text(response: Response) -> str:
    """Return what people read of a part of the page, in one line."""
    assert response.status_code == 200, response.text
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", response.text)).split())


def said(response: Response, status: int = 400) -> str:
    """Return the sentence of a request that was refused."""
    assert response.status_code == status, response.text
    detail = response.json()["detail"]
    assert isinstance(detail, str)
    return detail


def titles(client: TestClient, query: str = "") -> list[str]:
    html = client.get(f"/corpus/table{query}").text
    return [unescape(found) for found in re.findall(r'<a class="open"[^>]*>([^<]*)</a>', html)]


def begin(client: TestClient) -> str:
    token = client.post("/corpus/upload", json={}).json()["token"]
    assert isinstance(token, str)
    return token


def upload(client: TestClient, token: str, name: str, content: str | bytes = MOON) -> Response:
    raw = content.encode() if isinstance(content, str) else content
    return client.put(f"/corpus/upload/file?token={token}&name={quote(name)}", content=raw)


def preview(client: TestClient, token: str) -> Response:
    return client.get(f"/corpus/upload?token={token}")


def at_of(response: Response) -> list[str]:
    return [unescape(found) for found in re.findall(r'data-at="([^"]*)"', response.text)]


def wait(client: TestClient, phase: str = "done") -> str:
    """Wait until the build has ended, and return what the page says of it."""
    end = time.monotonic() + PATIENCE
    while True:
        response = client.get("/corpus/build")
        (now,) = re.findall(r'data-phase="(\w+)"', response.text)
        if now != "running":
            assert now == phase, text(response)
            return text(response)
        assert time.monotonic() < end, text(response)
        time.sleep(0.05)


def job_of(client: TestClient) -> str:
    (job,) = re.findall(r'data-job="([^"]+)"', client.get("/corpus/build").text)
    assert isinstance(job, str)
    return job


def test_the_page_shows_what_answers(client: TestClient) -> None:
    response = client.get("/corpus")
    shown = text(response)
    assert "共13篇" in shown
    assert "没有移出的文章" in shown
    assert "正在回答" in shown
    assert '<html lang="zh-CN">' in response.text
    assert "13 articles" in text(client.get("/en/corpus"))
    assert 'href="/en/corpus?sort=title"' in client.get("/en/corpus").text


def test_words_of_title_zone_paper_and_text_are_found(client: TestClient) -> None:
    powers = "晨州市向开发区赋权"
    assert titles(client, "?q=赋权") == [powers]
    assert powers in titles(client, "?q=北河经开区")
    assert len(titles(client, "?q=晨州日报")) == 12
    assert titles(client, "?q=58项 51项") == [powers]
    assert titles(client, "?q=没有这样的词") == []
    assert "没有这样的文章" in text(client.get("/corpus/table?q=没有这样的词"))


def test_zones_months_and_papers_are_counted_and_chosen(client: TestClient) -> None:
    html = client.get("/corpus/table").text
    counted = dict(re.findall(r'id="month-([\d-]+)".*?class="count">(\d+)<', html))
    assert counted == {"2025-10": "9", "2025-11": "4"}
    assert len(titles(client, "?month=2025-11")) == 4
    assert titles(client, f"?zone={quote('南河经开区')}") == ["南河经开区企业增多"]
    assert titles(client, f"?month=2025-10&zone={quote('南河经开区')}") == []
    assert len(titles(client, f"?source={quote('《晨州日报》')}&q=村")) == 9
    chosen = client.get("/corpus/table?month=2025-11").text
    assert re.search(r'id="month-2025-11" href="/corpus\?" aria-current="true"', chosen)


def test_columns_sort_both_ways(client: TestClient) -> None:
    rising = titles(client, "?sort=title")
    assert rising == sorted(rising)
    assert titles(client, "?sort=title&order=desc") == rising[::-1]
    html = client.get("/corpus/table?sort=published").text
    assert re.findall(r'aria-sort="(\w+)"><a id="sort-(\w+)"', html) == [
        ("descending", "published")
    ]
    assert 'id="sort-published" href="/corpus?sort=published&amp;order=asc"' in html


def test_the_doubtful_come_first_once_they_are_known(client: TestClient) -> None:
    end = time.monotonic() + PATIENCE
    while "正在逐篇检查" in text(client.get("/corpus/table")):
        assert time.monotonic() < end
        time.sleep(0.1)
    assert len(titles(client, "?doubt=no_zone")) == 9
    assert set(titles(client)[:9]) == set(titles(client, "?doubt=no_zone"))


@pytest.mark.parametrize(
    "query", ["sort=evil", "order=up", "page=999", "page=-1", "page=²", "size=1", "view=%00"]
)
def test_what_an_address_may_not_say_is_left_out(client: TestClient, query: str) -> None:
    assert client.get(f"/corpus?{query}").status_code == 200
    assert len(titles(client, f"?{query}")) == len(titles(client))


@pytest.mark.parametrize("query", ["month=%00", "zone=%3Cb%3E", "q=%5B%28", "doubt=evil"])
def test_a_choice_that_fits_no_article_is_said_to(client: TestClient, query: str) -> None:
    assert client.get(f"/corpus?{query}").status_code == 200
    assert "没有这样的文章" in text(client.get(f"/corpus/table?{query}"))


def test_an_article_is_shown_as_it_was_read(client: TestClient) -> None:
    response = client.get("/corpus/article?id=yunxi-battery")
    shown = text(response)
    assert "今年5月 2025-05-01至2025-05-31" in shown
    assert "6.2亿元 620,000,000元" in shown
    assert "云溪高新区 云溪，高新区" in shown
    assert '<mark id="figure-15" class="figure">6.2亿元</mark>' in response.text
    assert 'data-places="figure-15"' in response.text
    assert "nobody" in said(client.get("/corpus/article?id=nobody"), 404)


def test_hostile_articles_stay_texts(client: TestClient) -> None:
    token = begin(client)
    hostile = "<b>\n\n正文<script>window.hacked=1</script>云溪高新区总投资2亿元。\n"
    assert upload(client, token, '"><img src=x>.txt', hostile).status_code == 200
    pages = [
        client.get("/corpus").text,
        client.get(f"/corpus/article?id={quote(HOSTILE_ID)}").text,
        preview(client, token).text,
    ]
    for html in pages:
        assert "hacked" in html or "&lt;img src=x&gt;" in html
        assert not re.search(r"<(img|svg)\b|<script>window", html.replace("<svg viewBox", ""))
        assert 'onerror="window' not in html


def test_an_upload_is_shown_corrected_and_filled_in(client: TestClient) -> None:
    token = begin(client)
    taken = upload(client, token, "月湾.txt")
    assert taken.json() == {"name": "月湾.txt", "bytes": len(MOON.encode())}
    first = preview(client, token)
    assert "1个文件，1篇文章" in text(first)
    assert "收进并重建索引（1篇）" in text(first)
    (at,) = at_of(first)
    asked: dict[str, Any] = {"token": token, "at": at}
    bad = client.post("/corpus/upload/correct", json={**asked, "published": "2025-02-30"})
    assert "2025-02-30" in said(bad)
    good = client.post("/corpus/upload/correct", json={**asked, "published": "2025年11月20日"})
    assert 'value="2025-11-20"' in good.text
    assert at_of(good) == [at], "its place stays when its key changes"
    seen = text(client.get(f"/corpus/upload/article?token={token}&at={quote(at)}"))
    assert "去年5月 2024-05-01至2024-05-31" in seen
    filled = client.post(
        "/corpus/upload/fill", json={"token": token, "source": "《月湾报》", "published": "2001"}
    )
    assert 'value="《月湾报》"' in filled.text
    assert 'value="2025-11-20"' in filled.text, "what is there already stays"
    assert said(client.post("/corpus/upload/fill", json={"token": token})) == NOTHING_GIVEN
    out = client.post("/corpus/upload/correct", json={**asked, "left_out": True})
    assert "没有要收进的文章" in text(out)
    assert said(client.get(f"/corpus/upload/article?token={token}&at=x"), 404) == GONE


def test_a_correction_answers_with_the_articles_that_it_changes(client: TestClient) -> None:
    token = begin(client)
    for name in ("一.txt", "二.txt"):
        upload(client, token, name, MOON.replace("月湾", name[0]))
    first, second = at_of(preview(client, token))
    asked = {"token": token, "title": "同名"}
    alone = client.post("/corpus/upload/correct", json=asked | {"at": second})
    assert at_of(alone) == [second]
    assert "2个文件，2篇文章" in text(alone)
    both = client.post("/corpus/upload/correct", json=asked | {"at": first})
    assert at_of(both) == [first, second], "the second cannot go in any more"
    assert at_of(client.post("/corpus/upload/correct", json=asked | {"at": first})) == [first]


def test_files_are_dropped_again(client: TestClient) -> None:
    token = begin(client)
    for name in ("一.txt", "二.txt"):
        upload(client, token, name, MOON.replace("月湾", name[0]))
    left = client.post("/corpus/upload/drop", json={"token": token, "name": "一.txt"})
    assert "二.txt" in text(left)
    assert "一.txt" not in text(left)
    gone = client.post("/corpus/upload/drop", json={"token": token, "name": "三.txt"})
    assert "三.txt" in said(gone, 404)
    assert text(client.post("/corpus/upload/drop", json={"token": token})) == ""
    assert said(preview(client, token), 404) == EXPIRED


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("图.png", b"\x89PNG"),
        ("空.txt", b""),
        ("坏.pdf", b"nothing"),
        ("无名", b"x"),
        ("大.txt", None),
    ],
)
def test_what_is_not_read_is_refused_with_its_name(
    client: TestClient, name: str, content: bytes | None
) -> None:
    token = begin(client)
    sentence = said(upload(client, token, name, "字" * 8_000_000 if content is None else content))
    assert f"“{name}”" in sentence
    assert preview(client, token).text == ""


def test_uploads_of_two_visitors_never_mix(desk: Desk) -> None:
    one, other = client_of(desk), client_of(desk)
    mine, theirs = begin(one), begin(other)
    upload(one, mine, "同名.txt")
    upload(other, theirs, "同名.txt", MOON.replace("月湾", "星桥"))
    assert "月湾高新区" in text(preview(one, mine))
    assert "星桥" not in text(preview(one, mine))
    assert "星桥高新区" in text(preview(other, theirs))
    (at,) = at_of(preview(other, theirs))
    one.post("/corpus/upload/correct", json={"token": mine, "at": at, "title": "改错了"})
    assert "改错了" not in preview(other, theirs).text
    one.post("/corpus/upload/drop", json={"token": mine})
    assert "星桥高新区" in text(preview(other, theirs))


@pytest.mark.parametrize("token", ["", "../index", "x" * 32, "%00", "月"])
def test_an_upload_is_reached_by_its_token_alone(client: TestClient, token: str) -> None:
    assert said(preview(client, quote(token)), 404) == EXPIRED
    assert said(upload(client, quote(token), "月湾.txt"), 404) == EXPIRED


def test_pages_of_other_sites_reach_nothing(client: TestClient) -> None:
    token = begin(client)
    foreign = {"sec-fetch-site": "cross-site", "origin": "https://evil.example"}
    sent = client.put(
        f"/corpus/upload/file?token={token}&name=a.txt", content=b"x", headers=foreign
    )
    assert sent.status_code == 403
    for path in ("upload", "upload/correct", "upload/drop", "build", "build/cancel", "generations"):
        assert client.post(f"/corpus/{path}", json={}, headers=foreign).status_code == 403, path
        plain = client.post(
            f"/corpus/{path}", content=b"{}", headers={"content-type": "text/plain"}
        )
        assert plain.status_code == 415, path


def test_only_editors_are_let_in(desk: Desk) -> None:
    closed = client_of(Desk(desk.settings, desk.loading))
    for path in (
        "",
        "/table",
        "/article?id=a",
        "/upload?token=a",
        "/build",
        "/removed",
        "/generations",
    ):
        assert closed.get(f"/corpus{path}").status_code == 403, path
    assert closed.put("/corpus/upload/file?token=a&name=a.txt", content=b"x").status_code == 403


@pytest.mark.slow
def test_a_build_takes_in_what_was_dropped_and_can_be_gone_back_from(
    own_client: TestClient, own_desk: Desk
) -> None:
    client, live, articles = own_client, live_of(own_desk), own_desk.settings.articles
    assert client.get("/corpus/build").text.strip() == ""
    token = begin(client)
    upload(client, token, "月湾 2025-11-20.txt")
    started = client.post("/corpus/build", json={"upload": token})
    assert 'data-phase="running"' in started.text
    assert said(client.post("/corpus/build", json={"removing": ["nanhe-firms"]})) == BUSY
    assert 'data-phase="running"' in client.post("/corpus/build/cancel", json={"job": "x"}).text
    report = wait(client)
    assert "新增1篇，改动0篇，去掉0篇" in report
    assert "月湾 2025-11-20.txt 新增 月湾高新区月饼项目开工" in report
    live.move_on()
    assert re.search(r"问答从\d\d:\d\d:\d\d起用新的索引", text(client.get("/corpus/build")))
    assert "月湾高新区月饼项目开工" in titles(client, "?q=月饼")
    assert said(preview(client, token), 404) == EXPIRED

    page = client.get("/corpus/generations").text
    (name,) = re.findall(r'data-name="([^"]+)"', page)
    assert "文库没有变" in client.post("/corpus/generations", json={"name": name}).json()["note"]
    live.move_on()
    assert titles(client, "?q=月饼") == []
    assert list(articles.glob("*月饼*")), "the library stays"
    assert "现在回答的是另一代索引" in text(client.get("/corpus/build"))
    assert "nobody" in said(client.post("/corpus/generations", json={"name": "nobody"}))


@pytest.mark.slow
def test_the_first_index_answers_without_a_restart(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    (tmp_path / "articles").mkdir()
    loading = BackgroundLoading(lambda: open_live(settings))
    with pytest.raises(AssistantError):
        loading.wait(PATIENCE)
    client = client_of(Desk(settings, loading, open_to_all=True))
    assert "zone-assistant index build" in text(client.get("/corpus/table"))
    token = begin(client)
    upload(client, token, "月湾 2025-11-20.txt")
    client.post("/corpus/build", json={"upload": token})
    wait(client)
    live = loading.wait(PATIENCE)
    assert "起用新的索引" in text(client.get("/corpus/build"))
    assert titles(client) == ["月湾高新区月饼项目开工"]
    assert isinstance(live, LiveAssistant)
    live.close()


@pytest.mark.slow
def test_a_chat_that_does_not_move_on_is_told_of(own_desk: Desk) -> None:
    routes = Routes()
    Building(own_desk, patience=0.0).add_to(routes)
    app = FastAPI()
    app.include_router(routes.router)
    live_of(own_desk).close()
    client = TestClient(app)
    client.post("/corpus/build", json={"removing": ["nanhe-firms"]})
    assert "请看服务端终端里的信息" in wait(client)
    assert 'data-used="late"' in client.get("/corpus/build").text


def test_a_look_for_doubts_that_was_ended_is_not_waited_for(own_desk: Desk) -> None:
    shelf = Shelf(own_desk.settings)
    shelf.catalogue(own_desk.loading.wait(0))
    assert "data-looking" in Table(own_desk, shelf).html(View(), "zh")
    shelf.close()
    assert "data-looking" not in Table(own_desk, shelf).html(View(), "zh")


@pytest.mark.slow
def test_removing_many_asks_for_leave(own_client: TestClient, own_desk: Desk) -> None:
    client, generations = own_client, Generations(own_desk.settings.index_dir)
    before = generations.current()
    client.post("/corpus/build", json={"removing": ["nanhe-firms", "nanhe-powers"]})
    failed = wait(client, "failed")
    assert "13篇里去掉2篇" in failed
    assert "允许去掉超过一成的文章" in failed
    assert generations.current() == before
    assert "没有移出的文章" in text(client.get("/corpus/removed"))
    other = client.post("/corpus/build", json={"again": "another", "prune": True})
    assert said(other) == NOTHING_TO_REPEAT, "leave is given to the order that asked"
    client.post("/corpus/build", json={"again": job_of(client), "prune": True})
    assert "移出 南河经开区企业增多" in wait(client)
    away = client.get("/corpus/removed")
    assert "恢复" in text(away)
    assert len(re.findall(r"data-id=", away.text)) == 2


@pytest.mark.parametrize(
    ("order", "sentence"), [({}, NOTHING_ORDERED), ({"again": "x"}, NOTHING_TO_REPEAT)]
)
def test_nothing_is_built_without_an_order(
    client: TestClient, order: dict[str, Any], sentence: str
) -> None:
    assert said(client.post("/corpus/build", json=order)) == sentence
    assert said(client.post("/corpus/build", json={"removing": "all"}))
    assert client.get("/corpus/build").text.strip() == ""


def test_while_the_model_loads_the_rest_of_the_page_is_there(tmp_path: Path) -> None:
    ready = threading.Event()

    def load() -> LiveAssistant:
        ready.wait(PATIENCE)
        raise AssistantError("模型打不开。")

    loading = BackgroundLoading(load)
    client = client_of(Desk(settings_of(tmp_path), loading, open_to_all=True))
    assert LOADING in text(client.get("/corpus"))
    assert LOADING in text(client.get("/corpus/table"))
    assert "data-looking" in client.get("/corpus/table").text, "the page looks again"
    assert said(client.get("/corpus/article?id=a"), 503) == LOADING
    token = begin(client)
    upload(client, token, "月湾.txt")
    assert "月湾高新区" in text(preview(client, token))
    ready.set()
    with pytest.raises(AssistantError):
        loading.wait(PATIENCE)
    assert "模型打不开。" in text(client.get("/corpus"))


def test_many_months_are_plotted_by_year() -> None:
    months = [(f"{year}-{month:02}", 1) for year in (2023, 2024, 2025) for month in range(1, 13)]
    assert bars_of_months(months, "") == [("2023", 12), ("2024", 12), ("2025", 12)]
    assert bars_of_months(months, "2024-05") == months[12:24]
    assert bars_of_months(months[:5], "2023-01") == months[:5]
    assert bars_of_months([*months, ("-", 4)], "-")[-1] == ("-", 4)


def test_no_word_is_written_twice() -> None:
    parts = (TABLE, ARTICLE, ADDING, BUILDING, LIBRARY)
    assert len({name for part in parts for name in part}) == sum(map(len, parts))
    assert set(STEPS) == set(UNITS)
