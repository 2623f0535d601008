"""The service around the assistant: its line, its log, its figures, its health."""

import json
import logging
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from contextvars import Context
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI
from fastapi.testclient import TestClient

from assistant.api.guard import ELSEWHERE
from assistant.app import open_live
from assistant.operations.asking import begin, leave_when
from assistant.operations.line import FULL, Line
from assistant.operations.logs import Lines, Readable
from assistant.operations.service import Service
from assistant.schema import EVERYTHING, Answer, AssistantError, Filters, Turn
from assistant.settings import Settings
from assistant.web.backend import BackgroundLoading, ChatBackend
from assistant.web.exchange import Exchange, follow
from tests.api_driver import serving
from tests.bench_load import a_round, by_completions, by_page, served
from tests.cli_driver import BATTERY, PROGRAM, STAFF, environment, run_cli
from tests.llm_server import BROKEN, llm_server
from tests.load_service import service_of
from tests.server_fixtures import free_port, until
from tests.stand_in_assistant import BLOCKED, INVESTMENT, StandInAssistant

pytest_plugins = ["tests.cli_fixtures"]

KEY = "geheim-4711"


def figures(service: Service) -> dict[str, float]:
    """Return what /metrics says, by name and labels."""
    lines = service.metrics.text().decode().splitlines()
    rows = (line.rpartition(" ") for line in lines if not line.startswith("#"))
    return {name.removeprefix("zone_assistant_"): float(value) for name, _, value in rows}


def asked(service: Service, question: str) -> list[Answer]:
    return list(service.wait(0).stream(question))


def run(place: int, line: Line, order: list[int], go: threading.Event) -> threading.Thread:
    def hold() -> None:
        with line.place():
            order.append(place)
            go.wait(10)

    thread = threading.Thread(target=hold)
    thread.start()
    return thread


def test_who_came_first_is_first_and_one_too_many_is_told_at_once() -> None:
    line, order, go = Line(places=1, most=4), list[int](), threading.Event()
    threads = []
    for place in range(5):
        threads.append(run(place, line, order, go))
        until(lambda: line.running + line.waiting == len(threads), within=5)
    assert (line.running, line.waiting, line.idle) == (1, 4, False)
    with pytest.raises(AssistantError, match=FULL), line.place():
        pass
    assert order == [0]
    go.set()
    for thread in threads:
        thread.join(5)
    assert order == [0, 1, 2, 3, 4]
    assert (line.running, line.waiting, line.idle) == (0, 0, True)


def test_who_leaves_the_line_frees_the_place() -> None:
    line, order, go, left = (
        Line(places=1, most=1),
        list[int](),
        threading.Event(),
        threading.Event(),
    )
    first = run(0, line, order, go)
    until(lambda: line.running == 1, within=5)
    wanted: list[bool] = []

    def wait() -> None:
        leave_when(left)
        with line.place() as still_wanted:
            wanted.append(still_wanted)

    second = threading.Thread(target=wait)
    second.start()
    until(lambda: line.waiting == 1, within=5)
    left.set()
    second.join(5)
    assert (wanted, line.running, line.waiting) == ([False], 1, 0)
    go.set()
    first.join(5)
    assert line.idle


def test_questions_are_counted_by_how_they_end(built: Path) -> None:
    with closing(open_live(Settings(model="bigram-hash", index_dir=built / "index"))) as live:
        service = service_of(live, built / "index")
        asked(service, BATTERY)
        asked(service, STAFF)
        left = service.wait(0).stream(BATTERY)
        next(left)
        left.close()  # type: ignore[attr-defined]
        with pytest.raises(AssistantError, match="太长"):
            asked(service, "长" * 5000)
        now = figures(service)
    assert now['questions_total{mode="extractive",outcome="answered"}'] == 1
    assert now['questions_total{mode="extractive",outcome="refused"}'] == 1
    assert now['questions_total{mode="extractive",outcome="left"}'] == 1
    assert now['questions_total{mode="",outcome="failed"}'] == 1
    assert now["question_seconds_count"] == now["first_words_seconds_count"] == 2
    assert (now["index_articles"], now["ready"], now["questions_running"]) == (12, 1, 0)
    assert now["llm_fallbacks_total"] == now["queue_refusals_total"] == 0
    assert now["index_built_timestamp_seconds"] == pytest.approx(time.time(), abs=3600)


@pytest.mark.slow
def test_a_failing_llm_is_counted(built: Path) -> None:
    with llm_server(BROKEN) as llm:
        settings = Settings(
            model="bigram-hash", index_dir=built / "index", llm_base_url=llm.url, llm_model="m"
        )
        with closing(open_live(settings)) as live:
            service = service_of(live, built / "index")
            assert asked(service, BATTERY)[-1].short_answer == "6.2亿元"
            assert figures(service)["llm_fallbacks_total"] == 1


class Crashing(StandInAssistant):
    """Fails as no backend should."""

    def stream(
        self, question: str, *, history: Sequence[Turn] = (), filters: Filters = EVERYTHING
    ) -> Iterator[Answer]:
        yield from super().stream(question, history=history, filters=filters)
        raise RuntimeError(f"密钥 {KEY} 漏了")


def test_an_unexpected_error_stays_in_the_log(
    built: Path, caplog: pytest.LogCaptureFixture
) -> None:
    service = service_of(Crashing(), built / "index")
    request = begin("/v1/chat/completions", given="visit-7")
    *_, last = follow(service, Exchange(INVESTMENT), history=(), stop=threading.Event())
    assert last.phase == "failed"
    assert "编号 visit-7" in last.error
    assert "密钥" not in last.error
    (record,) = [r for r in caplog.records if r.levelno == logging.ERROR]
    line = Lines([KEY]).format(record)
    row = json.loads(line)
    assert row["outcome"] == "crashed"
    assert "RuntimeError: 密钥 *** 漏了" in row["traceback"]
    assert KEY not in line + Readable([KEY]).format(record)
    assert "\n" not in line
    assert row["request"] == request.id
    assert figures(service)['questions_total{mode="extractive",outcome="crashed"}'] == 1


@pytest.mark.parametrize("secret", ['a"b', "a\\b", "a'b\"c", " padded ", "园\tx"])
def test_a_secret_is_struck_out_however_it_is_written(secret: str) -> None:
    about = {"said": f"<{secret}>", "shown": repr(f"<{secret}>"), "names": [secret]}
    record = logging.makeLogRecord({"msg": f"<{secret}>", "fields": about})
    for lines in (Lines, Readable):
        line = lines([secret]).format(record)
        assert line.count("***") == 4, line
    longer = f"{secret.strip()}-and-more"
    line = Lines([secret, longer]).format(logging.makeLogRecord({"msg": longer}))
    assert "and-more" not in line


def test_no_part_of_an_error_moves_the_cursor() -> None:
    try:
        raise ValueError("\x1b[2J\u202e")
    except ValueError:
        told = sys.exc_info()
    record = logging.LogRecord("a", logging.ERROR, "", 0, "a\nb", None, told)
    said = Readable().format(record)
    assert "\x1b" not in said
    assert "\u202e" not in said
    assert "\nTraceback " in said  # whose lines stay lines
    assert "a\nb" not in said


@pytest.mark.parametrize(("given", "kept"), [("visit-7", True), ("a b", False), ("x" * 65, False)])
def test_an_id_is_kept_if_it_is_sane(built: Path, given: str, kept: bool) -> None:
    with web(service_of(StandInAssistant(), built / "index")) as client:
        sent = client.get("/healthz", headers={"X-Request-ID": given}).headers["X-Request-ID"]
    assert (sent == given) is kept
    assert re.fullmatch(r"[\w.-]{1,64}", sent)


@contextmanager
def web(service: Service, *, key: str = "", near: bool = False) -> Iterator[TestClient]:
    """Give a client of the service's own routes, which stands on another machine unless `near`."""
    app = service.mount(FastAPI(), key=key)

    @app.get("/broken")
    def broken() -> None:
        raise RuntimeError("innen")

    address = "127.0.0.1" if near else "203.0.113.7"
    with TestClient(
        app, f"http://{address}", raise_server_exceptions=False, client=(address, 50_000)
    ) as client:
        yield client


def test_figures_are_for_this_machine_or_for_the_key(built: Path) -> None:
    service = service_of(StandInAssistant(), built / "index")
    with web(service) as client:
        refused = client.get("/metrics")
        assert (refused.status_code, refused.json()["error"]["message"]) == (403, ELSEWHERE)
        assert client.get("/healthz").json() == {"status": "ok"}
        answer = client.get("/broken")
        assert answer.status_code == 500
        assert f"编号 {answer.headers['X-Request-ID']}" in answer.json()["detail"]
    with web(service, key=KEY) as client:
        assert client.get("/metrics").status_code == 401
        text = client.get("/metrics", headers={"Authorization": f"Bearer {KEY}"}).text
    assert "zone_assistant_ready 1.0" in text


def test_ready_says_what_is_missing(home: Path) -> None:
    gate = threading.Event()

    def load() -> ChatBackend:
        gate.wait(10)
        return StandInAssistant()

    settings = Settings(index_dir=home / "index", feedback=None)
    service = Service(BackgroundLoading(load), settings)
    with web(service, near=True) as client:
        loading = client.get("/readyz")
        assert (loading.status_code, loading.json()["ready"]) == (503, False)
        assert "还在加载" in loading.json()["message"]
        gate.set()
        service.wait(10)
        assert client.get("/readyz").json() == {"ready": True, "message": ""}
        (home / "index").rename(home / "moved")
        gone = client.get("/readyz")
        assert gone.status_code == 503
        assert "还没有索引" in gone.json()["message"]
        with web(service) as far:  # who is told nothing of this machine's folders
            assert far.get("/readyz").status_code == 503
            assert str(home) not in far.get("/readyz").text
        (home / "moved").rename(home / "index")
        assert client.get("/readyz").is_success


def completion(url: str, question: str, **options: Any) -> httpx.Response:
    body = {"messages": [{"role": "user", "content": question}]}
    return httpx.post(f"{url}/v1/chat/completions", json=body, **options)


def test_a_full_line_is_said_at_once_and_who_leaves_it_frees_it(built: Path) -> None:
    backend = StandInAssistant()
    service = service_of(backend, built / "index", questions_at_once=1, questions_waiting=1)
    with serving(service) as url:
        first = threading.Thread(target=completion, args=(url, BLOCKED), kwargs={"timeout": 60})
        first.start()
        until(lambda: service.line.running == 1, within=10)
        with pytest.raises(httpx.ReadTimeout):
            completion(url, INVESTMENT, timeout=1)  # leaves while it waits
        until(lambda: service.line.waiting == 0, within=10)
        second = threading.Thread(target=completion, args=(url, INVESTMENT), kwargs={"timeout": 60})
        second.start()
        until(lambda: service.line.waiting == 1, within=10)
        full = completion(url, INVESTMENT)
        assert (full.status_code, full.headers["Retry-After"]) == (503, "30")
        assert full.json()["error"]["message"] == FULL
        (shown,) = [
            exchange.error
            for exchange in follow(
                service, Exchange(INVESTMENT), history=(), stop=threading.Event()
            )
            if exchange.phase == "failed"
        ]
        assert shown == FULL
        assert list(service.wait(0).suggestions(Answer("问", "问", "答"))) == []
        backend.unblock.set()
        first.join(10)
        second.join(10)
        assert completion(url, INVESTMENT).is_success
        assert list(service.wait(0).suggestions(Answer("问", "问", "答"))) != []
    assert [question for question, _ in backend.asked] == [BLOCKED, INVESTMENT, INVESTMENT]
    assert figures(service)["queue_refusals_total"] == 2
    assert figures(service)['questions_total{mode="",outcome="left"}'] == 1


def test_who_stands_in_line_takes_no_thread_from_the_others(built: Path) -> None:
    service = service_of(
        StandInAssistant(), built / "index", questions_at_once=2, questions_waiting=60
    )
    app = service.mount(FastAPI())

    @app.get("/threads")
    async def threads() -> float:
        return current_default_thread_limiter().total_tokens

    with TestClient(app) as client:
        assert client.get("/threads").json() >= 2 + 60 + 40


@pytest.mark.slow
def test_fifty_visitors_at_once_get_their_own_answers() -> None:
    async def visit(url: str) -> None:
        for ask, visitors, count in ((by_completions(url), 50, 50), (await by_page(url), 10, 10)):
            seen = await a_round(url, ask, visitors, count, {})
            assert (seen.errors, seen.mixed, len(seen.seconds)) == ([], 0, count)

    with served(None) as url:
        anyio.run(visit, url)


@pytest.mark.slow
def test_the_command_logs_a_line_for_each_question(built: Path) -> None:
    port = free_port()
    url, settings = f"http://127.0.0.1:{port}", environment(feedback="off", api_key=KEY)
    with subprocess.Popen(
        [PROGRAM, "chat", "--port", str(port), "--index-dir", built / "index"],
        cwd=built, env=settings, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        until(lambda: is_ready(url), within=60)
        headers = {"Authorization": f"Bearer {KEY}", "X-Request-ID": "visit-7"}
        answer = completion(url, BATTERY, headers=headers)
        assert answer.headers["X-Request-ID"] == "visit-7"
        completion(url, STAFF, headers={"Authorization": "Bearer falsch"})
        process.terminate()
        _, said = process.communicate(timeout=30)
    text = said.decode()
    rows = [json.loads(line) for line in text.splitlines()]
    (row,) = [row for row in rows if row["message"] == "已回答"]
    assert row["level"] == "info"
    assert (row["request"], row["route"]) == ("visit-7", "/v1/chat/completions")
    assert (row["outcome"], row["mode"], row["cited"]) == ("answered", "extractive", 1)
    assert row["question_chars"] == len(BATTERY)
    assert row["generation"]
    assert BATTERY not in text
    assert KEY not in text


def is_ready(url: str) -> bool:
    try:
        return httpx.get(f"{url}/readyz").is_success
    except httpx.TransportError:
        return False


def test_what_the_page_asks_has_an_id_of_its_own(
    built: Path, caplog: pytest.LogCaptureFixture
) -> None:
    service = service_of(StandInAssistant(), built / "index")
    rows = list[Any]()
    for _ in range(2):
        with caplog.at_level(logging.INFO, "zone_assistant"):
            # As in the page's queue: in a thread that knows of no request.
            thread = threading.Thread(target=Context().run, args=(logged, service, rows, caplog))
            thread.start()
            thread.join(10)
    assert [row["route"] for row in rows] == ["/", "/"]
    assert rows[0]["request"] != rows[1]["request"]


def logged(service: Service, rows: list[Any], caplog: pytest.LogCaptureFixture) -> None:
    asked(service, INVESTMENT)
    rows.append(json.loads(Lines().format(caplog.records[-1])))


def test_the_question_is_logged_only_where_asked_for(
    built: Path, caplog: pytest.LogCaptureFixture
) -> None:
    service = service_of(StandInAssistant(), built / "index")
    with caplog.at_level(logging.INFO, "zone_assistant"):
        asked(service, INVESTMENT)
        (record,) = caplog.records
        assert "没有找到答案" not in record.message
        assert INVESTMENT not in Lines().format(record)
    with caplog.at_level(logging.DEBUG, "zone_assistant"):
        asked(service, INVESTMENT)
    assert INVESTMENT in Lines().format(caplog.records[-1])
    assert INVESTMENT in Readable().format(caplog.records[-1])


@pytest.mark.slow
def test_a_build_says_its_steps_where_asked_for(home: Path) -> None:
    words = ("index", "build", "--articles", "articles", "--index-dir", "new", "--verbose")
    ran = run_cli(*words, cwd=home)
    assert re.search(r"^计算向量：\d+\.\d秒$", ran.err, re.MULTILINE)
    assert "计算向量：" not in run_cli(*words, cwd=home).err  # nothing was built


def test_who_reads_no_figures_imports_no_library() -> None:
    code = "import sys, assistant.cli; sys.exit('prometheus_client' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
