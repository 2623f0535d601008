"""The page's routes besides Gradio's: documents, and verdicts in a real store."""

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import anyio
import docx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Client, Response

from assistant.schema import REFUSAL
from assistant.web.exchange import Exchange
from assistant.web.record import Conversation, to_record
from assistant.web.routes import MAX_BYTES, TOO_LARGE, UNREADABLE, Receipts, make_routes
from eval.feedback.gaps import gaps
from eval.feedback.questions import from_feedback
from eval.feedback.store import Feedback
from tests.page_driver import serve
from tests.stand_in_assistant import COMPARE, INVESTMENT, STAFF, StandInAssistant

JSON = {"content-type": "application/json"}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Feedback:
    return Feedback(tmp_path_factory.mktemp("feedback") / "feedback.sqlite")


@pytest.fixture(scope="module")
def shared(store: Feedback) -> Iterator[Client]:
    served = serve(StandInAssistant, feedback=store)

    async def start() -> str:
        return next(served)

    # Without a running loop Gradio makes some of its own, and leaves them.
    with Client(base_url=anyio.run(start)) as client:
        yield client
    next(served, None)


@pytest.fixture
def client(shared: Client, store: Feedback) -> Client:
    store.path.unlink(missing_ok=True)
    return shared


def judged_by(feedback: Feedback | None) -> str:
    """Return how a verdict is refused where the store is such a one."""
    app = FastAPI()
    app.include_router(make_routes(feedback))
    response = TestClient(app).post("/verdict", json=verdict())
    return f"{response.status_code} {response.json()['detail']}"


def record(*questions: str) -> dict[str, Any]:
    answers = [[*StandInAssistant().stream(question)][-1] for question in questions]
    exchanges = tuple(Exchange(answer.question, "done", answer) for answer in answers)
    return to_record(Conversation("a", exchanges))


def verdict(**said: Any) -> dict[str, Any]:
    return {"record": record(INVESTMENT, STAFF), "number": 1, "verdict": "right"} | said


def judge(client: Client, **said: Any) -> Response:
    return client.post("/verdict", json=verdict(**said))


def detail(response: Response, status: int) -> str:
    """Return the one Chinese sentence that a request was refused with."""
    assert response.status_code == status
    said = response.json()["detail"]
    assert said.endswith("。")
    assert said.isprintable()
    return str(said)


def test_a_conversation_comes_back_as_markdown(client: Client) -> None:
    response = client.post("/export/markdown", json={"record": record(COMPARE), "title": "企业数"})
    assert response.status_code == 200
    assert response.text.startswith("# 企业数\n")
    assert "| 白沙洲开发区 | **217家** |" in response.text
    disposition = response.headers["content-disposition"]
    name = f"attachment; filename*=UTF-8''企业数 {date.today().isoformat()}.md"
    assert unquote(disposition) == name
    assert response.headers["cache-control"] == "no-store"
    assert "default-src 'self'" in response.headers["content-security-policy"]


def test_a_conversation_comes_back_as_word(client: Client) -> None:
    response = client.post("/export/word", json={"record": record(COMPARE), "lang": "en"})
    document = docx.Document(io.BytesIO(response.content))
    assert len(document.tables) == 1
    assert document.paragraphs[1].text.startswith("Zone News Q&A, exported on ")


@pytest.mark.parametrize("path", ["/export/word", "/verdict"])
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'{"record": 5}',
        b'{"record": {"exchanges": []}, "lang": "fr", "number": "one"}',
        b'{"record": ' + b"[" * 100_000,
    ],
    ids=range(6),
)
def test_a_bad_body_gets_a_sentence(client: Client, path: str, body: bytes) -> None:
    sent = client.post(path, content=body, headers=JSON)
    assert detail(sent, 400) == UNREADABLE


def test_a_body_has_a_limit(client: Client) -> None:
    body = b'{"record": {"id": "' + b"a" * MAX_BYTES + b'"}}'
    for path in ("/export/word", "/verdict"):
        assert detail(client.post(path, content=body, headers=JSON), 413) == TOO_LARGE


def test_a_record_without_a_conversation_gets_a_sentence(client: Client) -> None:
    for record in ({}, {"exchanges": [{"question": 5}]}):
        assert detail(client.post("/export/word", json={"record": record}), 400)


@pytest.mark.parametrize("path", ["/export/markdown", "/verdict"])
@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_only_json_is_taken_which_no_other_site_can_send(
    client: Client, store: Feedback, path: str, kind: str
) -> None:
    body = json.dumps({"record": record(INVESTMENT), "number": 1, "verdict": "right"})
    response = client.post(path, content=body, headers={"content-type": kind})
    assert "application/json" in detail(response, 415)
    assert not store.path.exists()
    asked = {"origin": "https://evil.example", "access-control-request-method": "POST"}
    allowed = client.options(
        path, headers=asked | {"access-control-request-headers": "content-type"}
    )
    assert "access-control-allow-origin" not in allowed.headers


def test_a_new_versions_scripts_are_fetched(client: Client) -> None:
    assert client.get("/page/record.js").headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("path", ["", "/en"])
def test_no_file_is_taken(client: Client, path: str) -> None:
    reply = client.post(f"{path}/gradio_api/upload", files={"files": ("a.txt", b"a")})
    assert reply.status_code == 404  # it is closed


def test_a_format_that_is_none_gets_a_sentence(client: Client) -> None:
    said = detail(client.post("/export/pdf", json={"record": record(INVESTMENT)}), 404)
    assert said == "不能导出为“pdf”，请用 markdown 或 word。"


def test_a_verdict_is_kept_changed_and_taken_back(client: Client, store: Feedback) -> None:
    receipt = judge(client).json()["receipt"]
    (entry,) = store.entries()
    assert (entry.question, entry.verdict, entry.note) == (INVESTMENT, "right", "")
    assert entry.citations[0][0] == "qingshiling-storage"
    said = {"reason": "数字不对", "note": " 是6.3亿元 ", "correction": "6.3亿元"}
    changed = judge(client, verdict="wrong", receipt=receipt, **said)
    assert changed.json() == {"receipt": receipt}
    (entry,) = store.entries()
    judged = (entry.verdict, entry.note, entry.correction)
    assert judged == ("wrong", "数字不对：是6.3亿元", "6.3亿元")
    assert judge(client, verdict="", receipt=receipt).status_code == 200
    (entry,) = store.entries()
    assert (entry.verdict, entry.note, entry.correction) == ("", "", "")


def test_a_reason_alone_is_the_note_and_reaches_the_question_set(
    client: Client, store: Feedback
) -> None:
    judge(client, verdict="wrong", reason="资料里其实有", number=2)
    (entry,) = store.entries()
    assert (entry.note, entry.answer) == ("资料里其实有", REFUSAL)
    assert [asked for asked, _ in entry.history] == [INVESTMENT]
    (row,) = from_feedback(store)
    assert "读者说：“资料里其实有”。" in row["note"]
    (gap,) = gaps(store)
    assert (gap.example, gap.refused, gap.wrong) == (STAFF, 1, 1)


def test_a_refusal_that_was_kept_is_judged_and_not_kept_twice(
    client: Client, store: Feedback
) -> None:
    *_, first = StandInAssistant().stream(INVESTMENT)
    *_, refusal = StandInAssistant().stream(STAFF)
    kept = store.record(refusal.to_json(), history=[(first.question, first.answer)])
    judge(client, number=2)
    (entry,) = store.entries()
    assert (entry.id, entry.verdict) == (kept, "right")


def test_a_verdict_is_changed_at_another_process_of_the_same_store(
    client: Client, store: Feedback
) -> None:
    other = FastAPI()
    other.include_router(make_routes(Feedback(store.path)))
    receipt = judge(client).json()["receipt"]
    said = verdict(verdict="wrong", receipt=receipt)
    assert TestClient(other).post("/verdict", json=said).json() == {"receipt": receipt}
    (entry,) = store.entries()
    assert entry.verdict == "wrong"


def test_nobody_changes_the_verdict_of_another(client: Client, store: Feedback) -> None:
    receipt = judge(client).json()["receipt"]
    forged = [f"1{receipt[1:-1]}x", "1", "1-", "-", "١-", "1" * 100, Receipts(b"other").write(1)]
    for receipt in forged:
        assert "收不回" in detail(judge(client, verdict="", receipt=receipt), 409)
        judge(client, verdict="wrong", receipt=receipt)
    assert [entry.verdict for entry in store.entries()] == ["right", *["wrong"] * len(forged)]


@pytest.mark.parametrize(
    "said",
    [
        {"number": 0},
        {"number": 3},
        {"number": -1},
        {"verdict": "maybe"},
        {"reason": "我瞎写的"},
        {"note": "长" * 2001},
    ],
)
def test_what_is_no_verdict_is_not_kept(
    client: Client, store: Feedback, said: dict[str, Any]
) -> None:
    detail(judge(client, **said), 400)
    assert not store.path.exists()


def test_an_answer_that_was_stopped_cannot_be_judged(client: Client) -> None:
    *_, answer = StandInAssistant().stream(INVESTMENT)
    stopped = replace(Exchange(INVESTMENT, "done", answer), phase="stopped")
    said = detail(judge(client, record=to_record(Conversation("a", (stopped,)))), 400)
    assert said == "没有可以评判的回答，请刷新页面后再试。"


def test_a_store_that_cannot_be_written_or_is_none_says_so(tmp_path: Path) -> None:
    path = tmp_path / "feedback.sqlite"
    path.write_text("这不是数据库，" * 100)
    assert judged_by(Feedback(path)).startswith(f"503 反馈库 {path} 不是 SQLite 文件")
    assert judged_by(None) == "404 评判没有记下：这里关掉了反馈（ZONE_ASSISTANT_FEEDBACK=off）。"
