"""The door: no page without a login, no request of other sites, no Host of others, no flood."""

from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from assistant.access.buckets import Buckets
from assistant.access.door import OPEN, Access
from assistant.access.limits import MAX_BYTES, MAX_STRANGERS, limits
from assistant.access.sessions import Logins
from assistant.access.users import UserFile
from tests.security_driver import EDITOR, FAR, HERE, KEY, READER, log_in, made, paths, visiting

pytest_plugins = ["tests.security_fixtures"]

OTHER_SITE = {"detail": "这个请求来自别的网站，没有照办；请在本服务自己的页面上操作。"}
PAGES = ("/", "/en/", "/corpus", "/en/corpus", "/evaluation", "/config", "/gradio_api/info")


def test_every_route_asks_for_a_login(guarded: FastAPI, anybody: TestClient) -> None:
    found = set(paths(guarded.routes))
    assert {"/verdict", "/article", "/export/kind", "/corpus", "/account", "/mcp"} <= found
    assert {"/config", "/en/config", "/gradio_api/queue/join", "/en/gradio_api/upload"} <= found
    open_to_all = set()
    for path in found:
        for method in ("GET", "POST", "PUT", "DELETE"):
            reply = anybody.request(method, path)
            if reply.status_code != 401:
                open_to_all.add(path)
    assert open_to_all <= OPEN | {"/page", "/desk"}


def test_what_is_open_shows_nothing(anybody: TestClient) -> None:
    for path in ("/page/../../server.py", "/page/%2e%2e/server.py", "/desk/..%2fshell.py"):
        assert "def " not in anybody.get(path).text
    for path in ("//", "/page", "/page/", "/desk/", "/login/", "/login/x"):
        assert anybody.get(path).status_code in (307, 401, 404)


@pytest.mark.parametrize("path", PAGES)
def test_a_browser_is_led_to_the_login(anybody: TestClient, path: str) -> None:
    reply = anybody.get(f"{path}?q=1", headers={"accept": "text/html"})
    assert reply.status_code == 303
    assert reply.headers["location"].startswith(
        f"{'/en' if path.startswith('/en/') else ''}/login?"
    )
    assert anybody.get(path).json()["detail"].startswith(("登录已结束", "You are not logged in"))


def test_readers_ask_and_editors_edit(reader: TestClient, editor: TestClient) -> None:
    for client in (reader, editor):
        assert client.get("/").status_code == 200
        assert client.get("/v1/models").status_code == 200
    assert editor.get("/corpus").status_code == editor.get("/en/evaluation").status_code == 200
    for path in ("/corpus", "/en/corpus", "/corpus/upload", "/evaluation", "/en/evaluation"):
        refused = reader.get(path)
        assert refused.status_code == 403
        assert refused.json()["detail"].startswith("这一页只给编辑用")


@pytest.mark.parametrize(("path", "home"), [("/corpus", "/"), ("/en/evaluation", "/en/")])
def test_a_reader_who_opens_an_editors_page_is_told_on_a_page(
    reader: TestClient, path: str, home: str
) -> None:
    refused = reader.get(path, headers={"accept": "text/html"})
    assert refused.status_code == 403
    assert 'role="alert">这一页只给编辑用' in refused.text
    assert f'href="{home}"' in refused.text
    assert 'class="tabs"' not in refused.text


def test_who_is_logged_in_no_longer_can_log_out(anybody: TestClient) -> None:
    left = anybody.post("/logout", headers={"accept": "text/html"})
    assert (left.status_code, left.headers["location"]) == (303, "/login")


def test_a_program_with_the_key_asks_and_does_not_edit(anybody: TestClient) -> None:
    program = {"authorization": f"Bearer {KEY}"}
    for path in ("/", "/config", "/v1/models"):
        assert anybody.get(path, headers=program).status_code == 200
        assert anybody.get(path, headers={"authorization": "Bearer wrong"}).status_code == 401
    assert anybody.get("/corpus", headers=program).status_code == 403
    refused = anybody.get("/v1/models")
    assert refused.headers["www-authenticate"] == "Bearer"
    assert "ZONE_ASSISTANT_API_KEY" in refused.json()["error"]["message"]


def test_with_a_login_this_machine_is_not_let_in_either(guarded: FastAPI) -> None:
    # Behind a proxy everybody comes from this machine.
    assert visiting(guarded).get("/corpus").status_code == 401
    assert visiting(guarded).get("/v1/models").status_code == 401


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site", "sec-fetch-mode": "cors"},
        {"sec-fetch-site": "same-site", "sec-fetch-mode": "cors"},  # another port of this machine
        {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe"},
        {"origin": "https://evil.example"},
        {"origin": "http://127.0.0.1:8000"},
        {"origin": "http://127.0.0.1.evil.example"},
        {"origin": "null"},
        {"origin": "http://[evil"},
    ],
)
def test_pages_of_other_sites_get_nothing(
    reader: TestClient, plain: FastAPI, headers: dict[str, str]
) -> None:
    for client in (reader, visiting(plain)):
        for method, path in (
            ("POST", "/gradio_api/queue/join"),
            ("POST", "/verdict"),
            ("POST", "/logout"),
            ("POST", "/login"),
            ("PUT", "/corpus/files"),
            ("GET", "/config"),
            ("GET", "/gradio_api/queue/data?session_hash=a"),
            ("OPTIONS", "/gradio_api/queue/join"),
        ):
            preflight = {"access-control-request-method": "POST"}
            reply = client.request(method, path, headers=headers | preflight)
            assert (reply.status_code, reply.json()) == (403, OTHER_SITE)
            assert not [name for name in reply.headers if name.startswith("access-control")]
    assert reader.get("/config").status_code == 200  # nobody was logged out


def test_links_from_other_sites_lead_here(plain: FastAPI) -> None:
    followed = {
        "sec-fetch-site": "cross-site",
        "sec-fetch-mode": "navigate",
        "sec-fetch-dest": "document",
    }
    assert visiting(plain).get("/", headers=followed).status_code == 200
    assert visiting(plain).post("/verdict", headers=followed).status_code == 403
    own = {"origin": "http://127.0.0.1", "sec-fetch-site": "same-origin"}
    assert visiting(plain).post("/verdict", headers=own).status_code == 404  # there is no store


@pytest.mark.parametrize("host", ["evil.example", "0.0.0.0", "127.0.0.1.evil.example", "[::2", ""])
def test_a_name_that_is_made_to_point_here_is_not_ours(plain: FastAPI, host: str) -> None:
    for path in ("/", "/config", "/gradio_api/info", "/corpus", "/v1/models", "/page/chat.js"):
        reply = visiting(plain).get(path, headers={"host": host})
        assert reply.status_code == 403
    assert visiting(plain).get("/", headers={"host": "localhost:7860"}).status_code == 200
    assert visiting(plain).get("/", headers={"host": "[::1]:7860"}).status_code == 200


@pytest.mark.parametrize("name", ["x-forwarded-for", "forwarded", "via", "x-real-ip"])
def test_what_comes_through_a_proxy_is_not_from_here(plain: FastAPI, name: str) -> None:
    assert visiting(plain).get("/v1/models").status_code == 200
    for path in ("/v1/models", "/corpus"):
        reply = visiting(plain).get(path, headers={name: "127.0.0.1"})
        assert reply.status_code == 403


def test_no_header_writes_the_address_of_the_page(plain: FastAPI) -> None:
    evil = {"x-forwarded-host": "evil.example", "x-forwarded-proto": "https"}
    page, config = (visiting(plain).get(path, headers=evil).text for path in ("/", "/config"))
    assert "evil.example" not in page + config


def test_from_afar_a_key_alone_opens_nothing_without_it(tmp_path: Path) -> None:
    app = made(Access(key=KEY, closed=True), tmp_path)
    assert visiting(app, address=FAR).get("/").status_code == 401
    key = {"authorization": f"Bearer {KEY}"}
    assert visiting(app, address=FAR).get("/v1/models", headers=key).status_code == 200
    assert visiting(app).get("/").status_code == 200


def test_keys_cannot_be_guessed(tmp_path: Path) -> None:
    tries = Buckets(per_minute=1, burst=3)
    app = made(Access(key=KEY, closed=True, tries=tries), tmp_path)
    right = {"authorization": f"Bearer {KEY}"}
    stranger, program = visiting(app, address=FAR), visiting(app, address="198.51.100.1")
    tried = [
        stranger.get("/v1/models", headers={"authorization": f"bearer wrong{n}"}).status_code
        for n in range(5)
    ]
    assert tried == [401, 401, 401, 429, 429]
    refused = stranger.get("/v1/models", headers=right)  # else guessing would go on
    assert (refused.status_code, int(refused.headers["retry-after"]) > 0) == (429, True)
    assert refused.json()["error"]["message"].startswith("密钥不对，试得太多了，请")
    asked = [program.get("/v1/models", headers=right).status_code for _ in range(8)]
    assert asked == [200] * 8  # who has it is not slowed


def test_nobody_gets_in_when_the_users_cannot_be_read(tmp_path: Path) -> None:
    users = UserFile(tmp_path / "users.json")
    users.put(READER[0], "reader", READER[1])
    app = made(Access(logins=Logins(users)), tmp_path)
    client = log_in(visiting(app), READER)
    users.path.write_text("{")
    for reply in (client.get("/"), client.post("/login", data={"name": "a", "password": "b"})):
        assert reply.status_code == 503
        assert "告诉管理员" in reply.text
        assert str(tmp_path) not in reply.text


def test_a_large_request_is_not_read(reader: TestClient) -> None:
    for path in ("/gradio_api/queue/join", "/verdict", "/v1/chat/completions"):
        reply = reader.post(path, content=b'"' + b"a" * MAX_BYTES + b'"')
        assert reply.status_code == 413
        assert "8 MB" in reply.text


def test_of_a_stranger_less_is_read(anybody: TestClient) -> None:
    reply = anybody.post("/login", content=b"name=" + b"a" * MAX_STRANGERS)
    assert (reply.status_code, "1 MB" in reply.text) == (413, True)


def test_web_sockets_are_closed(plain: FastAPI) -> None:
    with pytest.raises(WebSocketDisconnect), visiting(plain).websocket_connect("/"):
        pass


def test_programs_of_this_machine_have_no_limit(tmp_path: Path) -> None:
    app = made(Access(limits=limits(1)), tmp_path)
    for address, last in ((HERE, 415), (FAR, 429)):
        sent = [visiting(app, address=address).post("/article").status_code for _ in range(6)]
        assert (sent[0], sent[-1]) == (415, last)


def test_who_asks_too_often_has_to_wait(users: UserFile, tmp_path: Path) -> None:
    app = made(Access(logins=Logins(users), key=KEY, limits=limits(2)), tmp_path)
    one, other = log_in(visiting(app), READER), log_in(visiting(app), EDITOR)
    assert [one.get("/v1/models").status_code for _ in range(20)] == [200] * 20
    question = {"messages": [{"role": "user", "content": ""}]}
    asked = [one.post("/v1/chat/completions", json=question).status_code for _ in range(3)]
    assert asked == [400, 400, 429]
    refused = one.post("/v1/chat/completions", json=question)
    assert 0 < int(refused.headers["retry-after"]) <= 30
    assert refused.json()["error"]["message"].startswith("请求太频繁，请")
    assert one.post("/gradio_api/queue/join", json={"fn_index": "?"}).status_code == 429
    assert other.post("/v1/chat/completions", json=question).status_code == 400
    sent = [one.post("/verdict", json={}).status_code for _ in range(11)]
    assert sent[-1] == 429
    put = [other.put("/corpus/nothing").status_code for _ in range(25)]
    assert (put[0], put[-1]) == (404, 429)
