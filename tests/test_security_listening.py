"""Where a service may listen without a login, and which proxies it believes."""

import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI, Request
from pydantic import SecretStr

from assistant.access.listening import access_on
from assistant.access.users import UserFile
from assistant.schema import AssistantError
from assistant.settings import Settings
from assistant.web.server import QuietServer, configured, listen
from tests.cli_driver import PROGRAM, environment, run_cli

EVERYWHERE = ("0.0.0.0", "::", "192.168.1.5", "zone.example")
ONLY_HERE = ("127.0.0.1", "127.0.0.2", "::1", "localhost")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    UserFile(tmp_path / "users.json").put("wang", "editor", "chenzhou-3-yunxi-4")
    return tmp_path / "users.json"


@pytest.mark.parametrize("host", EVERYWHERE)
def test_others_can_come_only_where_something_is_asked_of_them(host: str, file: Path) -> None:
    with pytest.raises(AssistantError, match=r"--auth-file .* --without-login"):
        access_on(host, Settings(), without_login=False)
    assert access_on(host, Settings(auth_file=file), without_login=False).logins
    with_key = access_on(host, Settings(api_key=SecretStr("a-key")), without_login=False)
    assert (with_key.closed, with_key.key) == (True, "a-key")
    forced = access_on(host, Settings(), without_login=True)
    assert (forced.closed, forced.logins) == (False, None)


@pytest.mark.parametrize("host", ONLY_HERE)
def test_on_this_machine_nothing_is_asked_but_its_name(host: str, file: Path) -> None:
    access = access_on(host, Settings(allow_hosts="Zone.example"), without_login=False)
    assert (access.closed, access.logins) == (False, None)
    assert {host, "127.0.0.1", "localhost", "zone.example"} <= access.names
    # Whoever logs in has no session under another site's name.
    assert not access_on(host, Settings(auth_file=file), without_login=False).names


def test_there_is_a_limit_unless_it_is_set_to_none() -> None:
    def asked(settings: Settings) -> list[bool]:
        questions = access_on("::1", settings, without_login=False).limits.questions
        return [bool(questions.take("a")) for _ in range(61)]

    assert asked(Settings()) == [False] * 60 + [True]
    assert not any(asked(Settings(questions_per_minute=0)))


@pytest.mark.slow
def test_the_command_says_so_before_anything_else(tmp_path: Path) -> None:
    refused = run_cli("chat", "--host", "0.0.0.0", cwd=tmp_path)
    assert "这里没有登录" in refused.sentence
    missing = run_cli("chat", "--auth-file", "none.json", cwd=tmp_path)
    assert missing.sentence == (
        "错误：读不出用户文件“none.json”（路径不存在），请先运行 zone-assistant user add 建一个。"
    )
    proxies = run_cli("chat", "--forwarded-allow-ips", "*", cwd=tmp_path)
    assert "谁都能冒充别的地址" in proxies.sentence
    assert [*tmp_path.iterdir()] == []


@pytest.mark.slow
def test_the_command_serves_behind_a_login(file: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    command = [PROGRAM, "chat", "--port", str(port), "--auth-file", file.name]
    served = subprocess.Popen(command, cwd=file.parent, env=environment(), stderr=subprocess.PIPE)
    try:
        assert_asks_for_a_login(f"http://127.0.0.1:{port}")
    finally:
        served.terminate()
        served.communicate(timeout=60)


def assert_asks_for_a_login(url: str) -> None:
    for _ in range(600):
        try:
            reply = httpx.get(f"{url}/corpus", headers={"accept": "text/html"}, timeout=60)
            break
        except httpx.TransportError:  # it is still starting
            time.sleep(0.1)
    assert (reply.status_code, reply.headers["location"]) == (303, "/login?to=/corpus")
    assert "server" not in reply.headers
    assert httpx.get(f"{url}/v1/models", timeout=60).status_code == 401


@contextmanager
def echoing(proxies: str) -> Iterator[str]:
    """Serve who a request is from and how it came, as the service is served."""
    app = FastAPI()

    @app.get("/")
    def seen(request: Request) -> str:
        return f"{request.url.scheme} {request.client.host if request.client else ''}"

    with listen("127.0.0.1", 0) as listener:
        server = QuietServer(configured(app, proxies=proxies))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
        server.should_exit = True
        thread.join(10)


def test_only_the_proxies_that_are_named_are_believed() -> None:
    said = {"x-forwarded-for": "198.51.100.9, 203.0.113.7", "x-forwarded-proto": "https"}
    for proxies, seen in (
        ("", "http 127.0.0.1"),
        ("192.0.2.1", "http 127.0.0.1"),
        ("127.0.0.1", "https 203.0.113.7"),  # what the visitor wrote before it is not believed
        ("10.0.0.0/8,127.0.0.0/8", "https 203.0.113.7"),
    ):
        with echoing(proxies) as url:
            assert httpx.get(url, headers=said).json() == seen
