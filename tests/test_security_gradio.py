"""Gradio's own routes: only those that the page needs are open, and they give away no file."""

import contextlib
import json
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import anyio
import httpx
import pytest
from fastapi import FastAPI

from assistant.access.door import Access
from assistant.access.needed import FREE, LIGHT, READ, RUN, SENT
from assistant.access.sessions import Logins
from assistant.access.users import UserFile
from tests.page_driver import PAGE, serve
from tests.security_driver import EDITOR, READER, paths, visiting
from tests.stand_in_assistant import INVESTMENT, StandInAssistant

pytest_plugins = ["tests.security_fixtures"]
pytestmark = PAGE[1:]  # no browser

MINE = "a-visitor"  # the session
SECRET = "canary-8341-in-a-file"
NEEDED = (
    READ | (SENT - {RUN}) | {"/assets/path", "/static/path", "/gradio_api/heartbeat/session_hash"}
)
UNUSED = [
    ("POST", "/gradio_api/upload"),
    ("GET", "/gradio_api/file=/etc/passwd"),
    ("GET", "/gradio_api/file=https://evil.example/"),
    ("GET", "/gradio_api/file/etc/passwd"),
    ("GET", "/gradio_api/proxy=https://evil.hf.space/"),
    ("POST", "/gradio_api/component_server"),
    ("POST", "/gradio_api/component_server/"),
    ("GET", "/gradio_api/custom_component/a/client/component/index.js"),
    ("POST", "/gradio_api/run/ask"),
    ("POST", "/gradio_api/run/predict"),  # of all but stopping
    ("POST", "/gradio_api/api/ask"),
    ("POST", "/gradio_api/call/ask"),
    ("POST", "/gradio_api/vibe-edit"),
    ("POST", "/gradio_api/process_recording"),
    ("GET", "/gradio_api/startup-events"),
    ("GET", "/gradio_api/dev/reload"),
    ("GET", "/gradio_api/token"),
    ("GET", "/monitoring"),
    ("GET", "/monitoring/summary"),
    ("GET", "/openapi.json"),
    ("GET", "/gradio_api/openapi.json"),
    ("POST", "/login/"),
    ("GET", "/logout"),
    ("GET", "/svelte/a"),
    ("GET", "/gradio_api/deep_link"),
    ("GET", "/manifest.json"),
]


@pytest.mark.parametrize("before", ["", "/en"])
def test_what_nobody_needs_is_closed(plain: FastAPI, before: str) -> None:
    for method, path in UNUSED:
        reply = visiting(plain).request(method, before + path)
        assert (reply.status_code, reply.text[:10]) == (404, '{"detail":'), path


def test_no_route_is_open_that_was_not_thought_of(plain: FastAPI) -> None:
    client = visiting(plain)
    mounted = [route for route in plain.routes if getattr(route, "path", "") in ("/en", "")][-2:]
    found = {path.removeprefix("/en") for path in paths(mounted)}
    assert found >= NEEDED
    for path in found - NEEDED:
        for method in ("GET", "POST", "PUT", "DELETE"):
            assert client.request(method, path).status_code in (404, 405), path


def test_no_file_is_found_by_a_way_round(plain: FastAPI) -> None:
    client = visiting(plain)
    for path in (
        "/static/../routes.py",
        "/static/%2e%2e/%2e%2e/routes.py",
        "/assets/..%2f..%2f..%2froutes.py",
        "/assets//etc/passwd",
        "/gradio_api//file=/etc/passwd",
        "/gradio_api/./file=/etc/passwd",
        "/gradio_api/heartbeat/../file=/etc/passwd",
        "//gradio_api/file=/etc/passwd",
        "/GRADIO_API/file=/etc/passwd",
        "/en/en/gradio_api/file=/etc/passwd",
    ):
        reply = client.get(path)
        assert reply.status_code in (403, 404), path
        assert "root:" not in reply.text
        assert "import " not in reply.text


class Listening(HTTPServer):
    """Another server, which notes whether it is asked for anything."""

    asked = 0


class Noting(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        assert isinstance(self.server, Listening)
        self.server.asked += 1

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def served() -> Iterator[httpx.Client]:
    serving = serve(StandInAssistant)

    async def start() -> str:
        return next(serving)

    with httpx.Client(base_url=anyio.run(start), timeout=60) as client:
        yield client
    next(serving, None)


def event(
    client: httpx.Client, api_name: str, data: list[Any], *, between: Callable[[], object] = dict
) -> str:
    """Run one of the named endpoints; return all that comes back, as text.

    What happens `between` asking and listening is the caller's.
    """
    config = client.get("/config").json()
    number = next(d["id"] for d in config["dependencies"] if d["api_name"] == api_name)
    row = {"fn_index": number, "data": data, "session_hash": MINE}
    assert client.post("/gradio_api/queue/join", json=row).status_code == 200
    between()
    said = ""
    query = {"session_hash": MINE}
    with client.stream("GET", "/gradio_api/queue/data", params=query) as stream:
        for line in stream.iter_lines():
            said += line
            if "process_completed" in line:
                break
    return said


def test_a_file_or_an_address_in_an_event_is_not_fetched(
    served: httpx.Client, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET)
    elsewhere = Listening(("127.0.0.1", 0), Noting)
    Thread(target=elsewhere.serve_forever, daemon=True).start()
    for path in (str(secret), "/etc/passwd", f"http://127.0.0.1:{elsewhere.server_port}/"):
        file = {"path": path, "url": path, "meta": {"_type": "gradio.FileData"}}
        for data in ([file, [], [], [], "", ""], [json.dumps(file), [file], [], [], "", ""]):
            said = event(served, "ask", data)
            assert SECRET not in said
            assert "root:" not in said
    assert "process_completed" in event(served, "list_zones", [])  # and it still answers
    elsewhere.shutdown()
    elsewhere.server_close()
    assert elsewhere.asked == 0


def test_no_other_site_can_post_an_event_as_a_form(served: httpx.Client) -> None:
    row = json.dumps({"fn_index": 0, "data": [], "session_hash": "a"})
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
        reply = served.post("/gradio_api/queue/join", content=row, headers={"content-type": kind})
        assert reply.status_code == 422


def test_no_user_reads_anothers_events(users: UserFile) -> None:
    serving = serve(StandInAssistant, access=Access(logins=Logins(users)))

    async def start() -> str:
        return next(serving)

    url = anyio.run(start)
    with httpx.Client(base_url=url, timeout=60) as one, httpx.Client(base_url=url) as other:
        for client, (name, password) in ((one, READER), (other, EDITOR)):
            assert client.post("/login", data={"name": name, "password": password}).is_redirect
        said = event(one, "ask", [INVESTMENT, [], [], [], "", ""], between=lambda: heard(other))
    next(serving, None)
    assert "6.2亿元" in said


def heard(client: httpx.Client) -> None:
    """Listen, and try to stop what is heard, as another user; nothing of it is there."""
    said = ""
    with (
        contextlib.suppress(httpx.RemoteProtocolError),  # Gradio breaks it off
        client.stream("GET", "/gradio_api/queue/data", params={"session_hash": MINE}) as stream,
    ):
        for line in stream.iter_lines():
            said += line
    assert '"session_not_found":true' in said
    assert "process_" not in said
    for number in range(20):
        row = {"session_hash": MINE, "fn_index": number, "event_id": "?"}
        assert client.post("/gradio_api/cancel", json=row).is_success


def test_the_page_says_nothing_of_the_machine(served: httpx.Client) -> None:
    for path in ("/", "/en/", "/config", "/gradio_api/info"):
        said = served.get(path).text
        assert str(Path.home()) + "/" not in said
        assert str(Path(__file__).parent.parent) not in said


def test_what_counts_less_than_a_question_is_named_as_the_page_names_it(
    served: httpx.Client,
) -> None:
    events = served.get("/config").json()["dependencies"]
    named = {event["api_name"].rstrip("_1") for event in events if event["backend_fn"]}
    assert named >= FREE | LIGHT
    assert named - FREE - LIGHT == {"ask", "search"}
