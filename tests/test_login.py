"""Logging in and out: the form, where it leads, its cookie; and the whole way in a browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, expect
from starlette.testclient import TestClient

from assistant.access.buckets import Buckets
from assistant.access.door import Access
from assistant.access.limits import Limits
from assistant.access.sessions import Logins
from assistant.access.users import UserFile
from assistant.desk.desk import Desk
from tests.editing_fixtures import settings_of
from tests.page_driver import PAGE, WIDTHS, ask, serve, shoot, visitor, width
from tests.security_driver import EDITOR, READER, log_in, visiting
from tests.stand_in_assistant import INVESTMENT, StandInAssistant

pytest_plugins = ["tests.page_fixtures", "tests.security_fixtures"]
pytestmark = PAGE[1:]

HOME = "/?q=%E6%8A%95%E8%B5%84"


def test_the_form_needs_no_script_and_says_what_is_wrong(anybody: TestClient) -> None:
    shown = anybody.get(f"/login?to={HOME}").text
    assert '<html lang="zh-CN">' in shown
    assert '<form class="panel login" method="post" action="/login">' in shown
    assert 'autocomplete="current-password"' in shown
    assert "Log in" in anybody.get("/en/login").text
    tried = anybody.post("/login", data={"name": '"><b>', "password": "x", "to": HOME})
    assert tried.status_code == 401
    assert 'role="alert" id="said">用户名或密码不对' in tried.text
    assert 'value="&#34;&gt;&lt;b&gt;"' in tried.text
    assert "<b>" not in tried.text
    unknown = anybody.post("/login", data={"name": READER[0], "password": "x", "to": HOME})
    assert unknown.text.count("用户名或密码不对") == 1  # whether there is such a user or not
    assert "set-cookie" not in tried.headers


@pytest.mark.parametrize(
    "body", [b"", b"name", b"&&&=", b"\xff\xfe=\xff", b"name=" + b"a" * 100_000, b"a=b&" * 30_000]
)
def test_a_broken_form_is_a_wrong_one(guarded: FastAPI, body: bytes) -> None:
    client = visiting(guarded, address=f"198.51.100.{len(body) % 250}")
    tried = client.post("/login", content=body)
    assert tried.status_code == 401
    assert 'role="alert" id="said">用户名或密码不对' in tried.text
    assert "set-cookie" not in tried.headers


@pytest.mark.parametrize(
    ("to", "leads"),
    [
        ("/corpus?zone=%E5%8D%97", "/corpus?zone=%E5%8D%97"),
        ("", "/"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example/", "/"),
        ("/\t/evil.example/", "/"),
        ("\n//evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("evil.example", "/"),
    ],
)
def test_a_login_leads_to_a_page_of_ours(anybody: TestClient, to: str, leads: str) -> None:
    form = {"name": READER[0], "password": READER[1], "to": to}
    reply = anybody.post("/login", data=form)
    assert (reply.status_code, reply.headers["location"]) == (303, leads)
    assert anybody.get("/login", params={"to": to}).headers["location"] == leads  # logged in


def test_no_script_and_no_other_site_sees_the_cookie(guarded: FastAPI) -> None:
    form = {"name": READER[0], "password": READER[1], "to": "/"}
    plain = visiting(guarded).post("/login", data=form)
    session, told = plain.headers.get_list("set-cookie")
    assert session.startswith("session=")
    assert session.endswith("; HttpOnly; Max-Age=43200; Path=/; SameSite=lax")
    assert told == "account=yes; Max-Age=43200; Path=/; SameSite=lax"
    secure = visiting(guarded)
    secure.base_url = "https://127.0.0.1"  # as uvicorn says of a proxy that it believes
    assert "; Secure" in secure.post("/login", data=form).headers["set-cookie"]


def test_a_logout_ends_the_session_for_every_copy(guarded: FastAPI) -> None:
    client = log_in(visiting(guarded), READER)
    copy = client.cookies["session"]
    assert client.get("/config").status_code == 200
    left = client.post("/logout")
    assert (left.status_code, left.headers["location"]) == (303, "/login")
    assert "Max-Age=0" in left.headers["set-cookie"]
    assert client.get("/config").status_code == 401
    thief = visiting(guarded)
    thief.cookies.set("session", copy)
    assert thief.get("/config").status_code == 401


def test_guessing_has_to_wait(guarded: FastAPI) -> None:
    guessing = visiting(guarded, address="198.51.100.77")
    tries = [guessing.post("/login", data={"name": "zhao", "password": "x"}) for _ in range(7)]
    assert tries[0].status_code == 401
    assert tries[-1].status_code == 429
    assert "试得太多了，请" in tries[-1].text
    log_in(visiting(guarded), READER)  # others can


def test_who_is_logged_in_is_said(reader: TestClient, editor: TestClient) -> None:
    said = reader.get("/account?lang=zh&tab=chat").text
    assert "李读者" in said
    assert ">退出<" in said
    assert "tabs" not in said
    said = editor.get("/account?lang=en&tab=corpus").text
    assert ">Log out<" in said
    assert '<a href="/en/corpus" aria-current="page">' in said
    assert editor.get("/account?lang=xx&tab=%3Cb%3E").status_code == 200


@pytest.fixture(scope="module")
def url(users: UserFile, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    settings = settings_of(tmp_path_factory.mktemp("served"))
    questions = Buckets(per_minute=0.01, burst=3)
    access = Access(logins=Logins(users), limits=Limits(questions=questions))
    yield from serve(StandInAssistant, desk=lambda loading: Desk(settings, loading), access=access)


@pytest.fixture(params=WIDTHS)
def page(request: pytest.FixtureRequest, browser: Browser, url: str) -> Iterator[Page]:
    context = visitor(browser)
    page = context.new_page()
    page.set_viewport_size({"width": request.param[0], "height": request.param[1]})
    page.goto(url)
    yield page
    context.close()


def fill(page: Page, name: str, password: str) -> None:
    page.get_by_label("用户名").fill(name)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()


@pytest.mark.browser
def test_the_way_of_a_reader_and_of_an_editor(page: Page, url: str, tmp_path: Path) -> None:
    expect(page).to_have_title("登录 · 开发区新闻问答")
    fill(page, READER[0], "wrong")
    expect(page.get_by_role("alert")).to_have_text("用户名或密码不对，请再试一次。")
    expect(page.get_by_label("用户名")).to_have_value(READER[0])
    expect(page.get_by_label("密码")).to_be_focused()
    assert Axe().run(page).response["violations"] == []
    shoot(page, f"login-{width(page)}", tmp_path)
    fill(page, *READER)
    expect(page.locator("#account")).to_contain_text("李读者")
    expect(page.locator(".tabs")).to_have_count(0)
    ask(page, INVESTMENT)
    page.goto(f"{url}corpus")
    expect(page.locator("body")).to_contain_text("这一页只给编辑用")
    page.goto(url)
    page.get_by_role("button", name="退出").click()
    expect(page.get_by_role("heading", name="登录")).to_be_visible()
    fill(page, *EDITOR)
    expect(page.locator("#masthead .tabs a")).to_have_text(["问答", "语料", "评测"])
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    shoot(page, f"logged-in-{width(page)}", tmp_path)
    page.locator("#masthead .tabs a", has_text="语料").click()
    expect(page.locator("#masthead .tabs [aria-current]")).to_have_text("语料")
    expect(page.locator("#account")).to_contain_text("王编辑")
    page.get_by_role("button", name="退出").click()
    expect(page.get_by_label("密码")).to_be_visible()


@pytest.mark.browser
@pytest.mark.parametrize("page", [WIDTHS[0]], indirect=True)
@pytest.mark.slow
def test_who_asks_too_often_or_is_logged_out_reads_why(page: Page) -> None:
    fill(page, *EDITOR)
    refused = page.locator("#refused")
    for nth in range(1, 4):
        ask(page, INVESTMENT, nth=nth)
    page.locator("#box textarea").fill("再问一个？")
    page.keyboard.press("Enter")
    expect(refused).to_contain_text("请求太频繁，请")
    expect(page.locator("#lost, #broken").locator("visible=true")).to_have_count(0)
    expect(page.locator("#box textarea")).to_have_value("再问一个？")  # nothing typed is lost
    page.context.clear_cookies()
    page.keyboard.press("Enter")
    expect(refused).to_have_text("登录已结束或还没有登录，请刷新页面，登录后再试。")
    page.reload()
    fill(page, *EDITOR)
    expect(page.locator(".exchange")).to_have_count(3)  # the browser has kept them
