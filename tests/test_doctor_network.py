"""What `zone-assistant doctor` says of the port, the LLM endpoint and the servers of the index."""

import http.server
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from assistant.doctor.examine import examine
from assistant.doctor.finding import Finding
from assistant.doctor.network import check_chroma, check_llm, check_milvus, check_port
from assistant.settings import Settings
from assistant.web.server import POLICY
from tests.llm_server import KEY, UNAUTHORISED
from tests.server_fixtures import free_port, http_server
from tests.test_doctor import levels


def asked(url: str, *, model: str = "qwen3:8b", key: str = KEY) -> Finding:
    given = {"llm_base_url": url, "llm_model": model, "llm_api_key": key}
    (finding,) = check_llm(Settings(_env_file=None, **given))  # type: ignore[call-arg, arg-type]
    levels([finding])
    if key:
        assert key not in str(finding)
    return finding


def models(*names: str) -> httpx.Response:
    return httpx.Response(200, json={"data": [{"id": name} for name in names]})


def answering(response: httpx.Response) -> Callable[[str, httpx.Request], httpx.Response]:
    """Give the response to whoever brings the key, at the one address where models are listed."""

    def answer(path: str, request: httpx.Request) -> httpx.Response:
        if path != "/v1/models":
            return httpx.Response(404)
        if request.headers["Authorization"] != f"Bearer {KEY}":
            return httpx.Response(UNAUTHORISED.status, text=UNAUTHORISED.raw)
        return response

    return answer


@pytest.mark.parametrize(
    ("response", "ok", "said"),
    [
        (models("qwen3:8b", "other"), "good", "有模型 qwen3:8b"),
        (models("a", f"echo {KEY}", "b"), "warning", "没有列出模型 qwen3:8b，列出的有：a、b"),
        (models(), "warning", "没有列出模型 qwen3:8b"),
        (httpx.Response(404), "warning", "HTTP 404"),
        (httpx.Response(500, text=KEY), "bad", "出错（HTTP 500）"),
        (httpx.Response(200, text="<html>登录</html>"), "bad", "不像 OpenAI"),
        (httpx.Response(200, json=[1]), "bad", "不像 OpenAI"),
        (httpx.Response(200, json={"data": ["a"]}), "bad", "不像 OpenAI"),
    ],
)
def test_what_the_endpoint_answers(response: httpx.Response, ok: str, said: str) -> None:
    with http_server(answering(response)) as port:
        finding = asked(f"http://127.0.0.1:{port}/v1/")
    assert finding.ok == ok
    assert said in finding.said


def test_a_key_that_is_refused() -> None:
    with http_server(answering(models("qwen3:8b"))) as port:
        finding = asked(f"http://me:{KEY}@127.0.0.1:{port}/v1", key="sk-wrong")
    assert (finding.ok, "不接受密钥（HTTP 401）" in finding.said) == ("bad", True)
    assert KEY not in str(finding)


def test_an_endpoint_that_says_nothing_or_is_not_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        assert "3秒内没有回应" in asked(f"http://127.0.0.1:{port}/v1").said
    gone = asked(f"http://127.0.0.1:{port}/v1")
    assert (gone.ok, "连不上" in gone.said) == ("bad", True)


@pytest.mark.parametrize(
    "given",
    [
        {"url": "127.0.0.1:11434/v1"},
        {"url": "http://[::1/v1"},
        {"url": "大模型"},
        {"url": "http://127.0.0.1:1/v1", "model": " "},
        {"url": "http://127.0.0.1:1/v1", "key": "sk-全角"},
        {"url": "http://127.0.0.1:1/v1", "key": "a\nb"},
    ],
)
def test_settings_of_the_llm_that_cannot_be_right(given: dict[str, str]) -> None:
    assert asked(**given).ok == "bad"


def test_the_port() -> None:
    port = free_port()
    assert levels(check_port(port)) == {"端口": "good"}
    with socket.create_server(("127.0.0.1", 0)) as other:
        other.listen(0)
        taken = other.getsockname()[1]
        (finding,) = check_port(taken)
        assert (finding.ok, f"--port {taken + 1}" in finding.advice) == ("bad", True)
    assert levels(check_port(70_000)) == {"端口": "bad"}


@pytest.fixture
def page() -> Iterator[int]:
    """Answer as a page that asks for a login does: with its policy; give the port."""

    class Closed(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(401)
            self.send_header("Content-Security-Policy", POLICY)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Closed) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server.server_port
        server.shutdown()


def test_the_port_of_our_own_page(page: int) -> None:
    (finding,) = check_port(page)
    assert (finding.ok, finding.said) == ("good", f"{page} 上开着问答页面")


def test_the_port_of_another_page() -> None:
    with http_server(lambda _path, _asked: httpx.Response(200)) as port:
        assert levels(check_port(port)) == {"端口": "bad"}


def test_a_milvus_server_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = Settings(milvus_uri="", _env_file=None)  # type: ignore[call-arg]
    assert list(check_milvus(given)) == []
    monkeypatch.setenv("ZONE_ASSISTANT_MILVUS_URI", f"http://127.0.0.1:{free_port()}")
    found = list(examine(port=free_port(), index_dir=tmp_path / "index"))
    (finding,) = (finding for finding in found if finding.what == "Milvus 服务器")
    assert levels([finding]) == {"Milvus 服务器": "bad"}
    assert "没有照办" in finding.said


def test_the_chroma_server() -> None:
    assert list(check_chroma(Settings(_env_file=None))) == []  # type: ignore[call-arg]
    port = free_port()
    given = {"chroma_host": "127.0.0.1", "chroma_port": port, "_env_file": None}
    (finding,) = check_chroma(Settings(**given))  # type: ignore[arg-type]
    assert levels([finding]) == {"Chroma 服务器": "bad"}
    assert "连不上 Chroma 服务器" in finding.said
