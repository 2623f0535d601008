"""Chats in processes of their own behind a real nginx, and who asks them all the time."""

import getpass
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from tests.cli_driver import PROGRAM, environment
from tests.index_fixtures import ROOT
from tests.server_fixtures import free_port, until

HOST = "127.0.0.1"
KEY = "a-key-of-programs"
USER = ("李读者", "nanhe-1-beihe-2")
PATIENCE = 900  # seconds; a chat starts in ten on a machine of its own
Running = AbstractContextManager["subprocess.Popen[bytes]"]
GONE = (404, 502, 504)  # what the page's own script takes for a process that has ended


def needs_nginx() -> str:
    """Return the program; where there is none skip loudly, and fail under CI=true."""
    found = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    if found is None:
        said = "no nginx found (tests/install_browser.sh installs one where it may)"
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail(f"CI must run the fleet's tests: {said}")
        pytest.skip(f"FLEET TESTS SKIPPED: {said}")
    return found


@contextmanager
def nginx(folder: Path, ports: Sequence[int]) -> Iterator[str]:
    """Run nginx with deploy/nginx.conf before chats on these ports; give its address."""
    program, port = needs_nginx(), free_port()
    site = (
        (ROOT / "deploy" / "nginx.conf")
        .read_text("utf-8")
        .replace("listen 80;", f"listen {HOST}:{port};")
    )
    for at, port_of_chat in enumerate(ports, 7861):
        site = site.replace(f"{HOST}:{at}", f"{HOST}:{port_of_chat}")
    site = re.sub(rf"\n *server {HOST}:786\d .*", "", site)  # those that are not there
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    paths = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in kinds)
    (folder / "site.conf").write_text(site, "utf-8")
    (folder / "nginx.conf").write_text(
        f"daemon off; worker_processes 2; pid {folder}/pid; error_log {folder}/error.log info;\n"
        f"user {getpass.getuser()};\n"  # who else could not write into the folder
        "events {}\nhttp { access_log off;\n"
        f"{paths}include {folder}/site.conf; }}\n",
        "utf-8",
    )
    command = [
        program,
        "-e",
        f"{folder}/error.log",
        "-p",
        str(folder),
        "-c",
        f"{folder}/nginx.conf",
    ]
    with subprocess.Popen(command) as process:
        try:
            until(lambda: answers(f"http://{HOST}:{port}/healthz"), within=30)
            yield f"http://{HOST}:{port}"
        finally:
            process.terminate()


def answers(url: str) -> bool:
    """Tell whether a page is answered without an error."""
    try:
        return httpx.get(url, trust_env=False, timeout=10).is_success
    except httpx.TransportError:
        return False


@contextmanager
def process(
    command: Sequence[str | Path], *, cwd: Path, env: Mapping[str, str], log: Path
) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a command until the end of the block, or until the test kills it."""
    with (
        log.open("ab") as out,
        subprocess.Popen(
            [str(w) for w in command], cwd=cwd, env=dict(env), stdout=out, stderr=out
        ) as ran,
    ):
        try:
            yield ran
        finally:
            ran.kill()


def chat(home: Path, name: str, port: int, **settings: str) -> Running:
    """Run `zone-assistant chat` on a port, as a machine of its own with a copy of the index."""
    words = ["chat", "--port", str(port), "--index-dir", name, "--once-ready", "--auth-file"]
    words += ["users.json", "--forwarded-allow-ips", HOST]
    env = environment(api_key=KEY, questions_per_minute="0", **settings)
    return process([PROGRAM, *words], cwd=home, env=env, log=home / f"{name}.log")


def slow_service(folder: Path, name: str, port: int) -> Running:
    """Run a chat over a stand-in that writes for seconds."""
    command = [sys.executable, "-m", "tests.fleet_fixtures", str(port), str(folder / name)]
    return process(command, cwd=ROOT, env=os.environ, log=folder / f"{name}.log")


def running(port: int) -> int:
    """Return how many questions a chat is answering."""
    text = httpx.get(f"http://{HOST}:{port}/metrics", trust_env=False).text
    found = re.search(r"^zone_assistant_questions_running (\d+)", text, re.MULTILINE)
    return int(found[1]) if found else 0


class LostError(Exception):
    """A question whose process ended before its answer."""


Ask = Callable[[httpx.Client, str], str]


@dataclass
class Count:
    """What became of the questions of all visitors."""

    asked: int = 0
    repeated: int = 0
    wrong: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)

    def ask(
        self, ask: Ask, client: httpx.Client, question: str, right: Callable[[str], bool]
    ) -> None:
        """Ask a question, once more where its process ended."""
        self.asked += 1
        for tried in range(2):
            try:
                answer = ask(client, question)
            except (LostError, httpx.TransportError) as error:
                self.repeated += not tried
                if tried:
                    self.lost.append(f"{question} {error!r}")
                continue
            if not right(answer):
                self.wrong.append(f"{question} {answer[-300:]}")
            return


def by_program(url: str) -> Ask:
    """Ask as programs do: /v1, word by word."""
    headers = {"Authorization": f"Bearer {KEY}"}

    def ask(client: httpx.Client, question: str) -> str:
        body = {"messages": [{"role": "user", "content": question}], "stream": True}
        text = ""
        with client.stream(
            "POST", f"{url}/v1/chat/completions", json=body, headers=headers
        ) as reply:
            if reply.status_code in GONE:
                raise LostError(reply.status_code)
            assert reply.is_success, (reply.status_code, reply.read())
            for line in reply.iter_lines():
                if line == "data: [DONE]":
                    return text
                if line.startswith("data: {"):
                    text += json.loads(line[6:])["choices"][0]["delta"].get("content") or ""
        raise LostError(text)

    return ask


def by_page(url: str, event: int) -> Ask:
    """Ask as the page's scripts do: join the queue, and read the events of the turn."""

    def ask(client: httpx.Client, question: str) -> str:
        turn = os.urandom(8).hex()
        body = {"data": [question, {}, None, None], "fn_index": event, "session_hash": turn}
        joined = client.post(
            f"{url}/gradio_api/queue/join?turn={turn}", json=body | {"event_data": None}
        )
        if joined.status_code in GONE:
            raise LostError(joined.status_code)
        assert joined.is_success, joined.text
        text = ""
        with client.stream(
            "GET", f"{url}/gradio_api/queue/data?session_hash={turn}&turn={turn}"
        ) as reply:
            for line in reply.iter_lines():
                row = json.loads(line[6:]) if line.startswith("data: ") else {"msg": ""}
                if row["msg"] in ("unexpected_error", "server_stopped"):
                    raise LostError(line)
                text += line
                if row["msg"] == "process_completed":
                    assert row["success"], line
                    return line
        raise LostError(text[-100:])

    return ask


def logged_in(url: str) -> httpx.Client:
    """Return a visitor who has logged in, at whichever process."""
    client = httpx.Client(timeout=60, trust_env=False)
    reply = client.post(f"{url}/login", data={"name": USER[0], "password": USER[1], "to": "/"})
    assert reply.status_code == 303, reply.text
    return client


def event_of(url: str) -> int:
    """Return the number of the page's event by which questions are asked."""
    with closing(logged_in(url)) as client:
        rows = client.get(f"{url}/config").json()["dependencies"]
    (event,) = (row["id"] for row in rows if row["api_name"] == "ask_1")
    return int(event)


@contextmanager
def asking_all_the_time(
    asks: Sequence[tuple[Ask, httpx.Client]], known: Mapping[str, Callable[[str], bool]]
) -> Iterator[Count]:
    """Let visitors ask one question after the other until the end of the block."""
    count, done = Count(), threading.Event()

    def visit(ask: Ask, client: httpx.Client) -> None:
        while not done.is_set():
            for question, right in known.items():
                count.ask(ask, client, question, right)
                time.sleep(0.05)

    threads = [threading.Thread(target=visit, args=given, daemon=True) for given in asks]
    for thread in threads:
        thread.start()
    try:
        yield count
    finally:
        done.set()
        for thread in threads:
            thread.join(PATIENCE)


def main() -> None:
    """Serve the slow stand-in."""
    from assistant.web.server import make_app, serve
    from tests.load_service import service_of
    from tests.stand_in_assistant import StandInAssistant

    service = service_of(StandInAssistant(pause=0.02), Path(sys.argv[2]))
    serve(lambda: service.mount(make_app(service)), port=int(sys.argv[1]), once_made=True)


if __name__ == "__main__":
    main()
