"""Keys, passwords and tokens stand in no line of a log, no error, no page and no result."""

import json
import re
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.cli_driver import PROGRAM, environment, run_cli, write_briefs
from tests.llm_server import Reply, llm_server
from tests.security_driver import EDITOR

PASSWORD = "canary-7719-geheim"
CANARIES = {
    "api_key": "canary-1111-api",
    "llm_api_key": "canary-2222-llm",
    "chroma_token": "canary-3333-chroma",
}
# What some endpoints answer to a wrong key.
ECHO = Reply(
    status=401,
    raw='{"error": {"message": "Incorrect API key provided: canary-2222-llm"}}',
    content_type="application/json",
)
QUESTION = "云溪高新区储能电池项目总投资多少？"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with an index of articles and a user."""
    home = tmp_path_factory.mktemp("home")
    write_briefs(home / "articles")
    built = run_cli("index", "build", "--articles", "articles", cwd=home)
    assert built.code == 0, built
    subprocess.run(
        [PROGRAM, "user", "add", EDITOR[0], "--role", "editor", "--auth-file", "users.json"],
        cwd=home,
        env=environment(),
        input=PASSWORD.encode(),
        capture_output=True,
        check=True,
    )
    return home


@contextmanager
def chatting(home: Path, **settings: str) -> Iterator[tuple[str, Path]]:
    """Serve the chat as the command does; yield its address, and the file of what it says."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    said = home / "said.log"
    command = [PROGRAM, "chat", "--port", str(port), "--auth-file", "users.json", "--verbose"]
    with said.open("wb") as out:
        served = subprocess.Popen(
            command, cwd=home, env=environment(**settings), stdout=out, stderr=out
        )
        try:
            url = f"http://127.0.0.1:{port}"
            for _ in range(1200):
                try:
                    if httpx.get(f"{url}/readyz", timeout=60).status_code == 200:
                        break
                except httpx.TransportError:  # it is still starting
                    pass
                time.sleep(0.1)
            yield url, said
        finally:
            served.terminate()
            served.wait(60)


def secrets_in(text: str) -> list[str]:
    hidden = [*CANARIES.values(), PASSWORD, "argon2id"]
    return [secret for secret in hidden if secret in text]


@pytest.mark.slow
def test_commands_say_no_secret(home: Path) -> None:
    with llm_server(ECHO) as llm:
        given = CANARIES | {"llm_base_url": llm.url, "llm_model": "m"}
        question = {"qid": "q1", "question": QUESTION, "answerable": False, "type": "near_miss"}
        (home / "q.jsonl").write_text(json.dumps(question, ensure_ascii=False), "utf-8")
        runs = [
            run_cli("ask", QUESTION, "--json", cwd=home, **given),
            run_cli("doctor", "--json", cwd=home, **given),
            run_cli("user", "list", "--auth-file", "users.json", cwd=home, **given),
            run_cli("ask", QUESTION, cwd=home, **given, questions_at_once="none"),
            run_cli(
                "eval", "run", "--questions", home / "q.jsonl", "--out", "out", cwd=home, **given
            ),
        ]
    assert "不接受密钥" in runs[0].err  # the endpoint was asked, and names the key
    for ran in runs:
        assert secrets_in(ran.out + ran.err) == []
    written = [path for path in (home / "out").rglob("*") if path.is_file()]
    assert len(written) > 1
    assert [path for path in written if secrets_in(path.read_text("utf-8"))] == []


@pytest.mark.slow
def test_the_service_says_no_secret(home: Path) -> None:
    with llm_server(ECHO) as llm:
        given = {"api_key": CANARIES["api_key"], "llm_api_key": CANARIES["llm_api_key"]}
        given |= {"llm_base_url": llm.url, "llm_model": "m"}
        with chatting(home, **given) as (url, log), httpx.Client(base_url=url, timeout=60) as c:
            for password in ("wrong", PASSWORD):
                said = c.post("/login", data={"name": EDITOR[0], "password": password})
                assert PASSWORD not in said.text
            session = c.cookies["session"]
            key = {"authorization": f"Bearer {CANARIES['api_key']}"}
            row = {"messages": [{"role": "user", "content": QUESTION}]}
            asked = c.post("/v1/chat/completions", json=row, headers=key)
            wrong = c.post(
                "/v1/chat/completions", json=row, headers={"authorization": "Bearer canary-x"}
            )
            pages = [asked.text, wrong.text]
            paths = ("/", "/config", "/corpus", "/evaluation", "/metrics", "/account")
            pages += [c.get(path).text for path in paths]
        text = log.read_text(encoding="utf-8")
    assert asked.status_code == 200
    assert all(len(page) > 50 for page in pages[:6])
    for shown in (*pages, text):
        assert secrets_in(shown) == []
        assert session not in shown
    assert re.search(r"chat/completions|问题", text)  # it does log
