"""Whatever JSON is sent: an answer, or a status that says whose fault it is, never a 500."""

import copy
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.api.mount import mount_api
from assistant.schema import EVERYTHING
from assistant.web.exchange import Exchange
from assistant.web.filters import read_filters
from assistant.web.opening import opening
from assistant.web.record import Conversation, to_record
from assistant.web.routes import make_routes
from eval.feedback.store import Feedback
from tests.api_driver import loaded
from tests.stand_in_assistant import COMPARE, INVESTMENT, STAFF, StandInAssistant

_NUMBERS = (
    0,
    -1,
    1.5,
    2**31,
    2**63,
    10**30,
    -(10**30),
    float("nan"),
    float("inf"),
    20250101,
    99999999,
)
_TEXTS = (
    "",
    " ",
    "\0",
    "\ud800",
    "[1]",
    "<b>",
    "问" * 2001,
    "2025-13-99",
    "javascript:a",
    "|a|\n|-|",
    "**",
)
SCALARS = (
    st.none()
    | st.booleans()
    | st.sampled_from(_NUMBERS)
    | st.sampled_from(_TEXTS)
    | st.text(max_size=20)
)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)


def _record() -> dict[str, Any]:
    asked = []
    for question in (INVESTMENT, COMPARE, STAFF):
        *_, answer = StandInAssistant().stream(question)
        asked.append(Exchange(question, "done", answer, suggestions=(COMPARE,)))
    record = to_record(Conversation("a", tuple(asked)))
    record["exchanges"][0]["filters"] = {
        "zones": ["甲"],
        "sources": ["乙"],
        "published": [20250101, 20251231],
    }
    return record


RECORD = _record()
QUOTE = {"n": 1, "start": 0, "end": 6, "quote": "截至10月底", "marks": [[2, 6]], "question": 2}
CHAT = {
    "messages": [
        {"role": "user", "content": INVESTMENT},
        {"role": "assistant", "content": "约6.2亿元 [1]"},
        {"role": "user", "content": [{"type": "text", "text": COMPARE}]},
    ],
    "stream": False,
    "stream_options": {"include_usage": True},
    "n": 1,
    "filters": {
        "zones": ["青石岭高新区"],
        "sources": ["江城日报"],
        "since": "2025",
        "until": "2025-11",
    },
}
ASKED = {
    "question": INVESTMENT, "history": [{"question": COMPARE, "answer": "甲"}],
    "zones": ["青石岭高新区"], "sources": ["江城日报"], "since": "2025", "until": "2025-11",
}  # fmt: skip


def _call(tool: str, given: dict[str, Any]) -> dict[str, Any]:
    params = {"name": tool, "arguments": given}
    return {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}


# What is right, by where it is posted.
RIGHT: list[tuple[str, dict[str, Any]]] = [
    ("/export/markdown", {"record": RECORD, "title": "题", "lang": "en"}),
    ("/export/word", {"record": RECORD, "title": "题", "lang": "zh"}),
    (
        "/verdict",
        {"record": RECORD, "number": 2, "verdict": "wrong", "reason": "数字不对", "note": "注"},
    ),
    ("/article", {"doc_id": "baishazhou-firms", "quotes": [QUOTE], "lang": "en"}),
    ("/v1/chat/completions", CHAT),
    ("/mcp", _call("ask", ASKED)),
    ("/mcp", _call("search", {"query": "企业", "k": 3, "since": "2025"})),
    ("/mcp", _call("read_article", {"doc_id": "baishazhou-firms"})),
]


def _places(value: object, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    if isinstance(value, list):
        value = dict(enumerate(value))
    for key, item in value.items() if isinstance(value, dict) else ():
        yield from _places(item, (*path, key))


@st.composite
def spoilt(draw: st.DrawFn, right: dict[str, Any]) -> object:
    """Draw a right body in which one to three values are replaced or left out."""
    body: Any = copy.deepcopy(right)
    for _ in range(draw(st.integers(1, 3))):
        *path, last = draw(st.sampled_from([place for place in _places(body) if place]))
        inner = body
        for key in path:
            inner = inner[key]
        if draw(st.integers(0, 9)):
            inner[last] = draw(ANYTHING)
        else:
            del inner[last]
        if not body:
            break
    return body


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Serve the JSON endpoints without the page; what they raise comes out of the client."""
    store = Feedback(tmp_path_factory.mktemp("feedback") / "feedback.sqlite")
    loading, app = loaded(StandInAssistant()), FastAPI()
    app.include_router(make_routes(store))
    app.include_router(opening(loading))
    mount_api(app, loading)
    with TestClient(app, base_url="http://127.0.0.1", client=("127.0.0.1", 50000)) as client:
        yield client


def post(client: TestClient, path: str, body: object) -> tuple[int, str]:
    content = json.dumps(body)  # NaN and lone surrogates as programs send them
    accepted = {"content-type": "application/json", "accept": "application/json, text/event-stream"}
    reply = client.post(path, content=content, headers=accepted)
    return reply.status_code, reply.text


@pytest.mark.parametrize(("path", "right"), RIGHT, ids=range(len(RIGHT)))
def test_what_is_right_is_answered(client: TestClient, path: str, right: dict[str, Any]) -> None:
    status, text = post(client, path, right)
    assert status == 200, text
    assert '"error"' not in text
    assert '"isError":true' not in text


@pytest.mark.parametrize(("path", "right"), RIGHT, ids=range(len(RIGHT)))
@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_what_is_spoilt_is_never_our_fault(
    client: TestClient, path: str, right: dict[str, Any], data: st.DataObject
) -> None:
    status, text = post(client, path, data.draw(spoilt(right) | ANYTHING))
    assert status < 500, text
    if path != "/mcp" and status >= 400:  # the protocol has words of its own
        assert re.search("[\u4e00-\u9fff].*[。？]", text), text


@pytest.mark.parametrize("day", [10**30, -(10**30), 2**31 * 10**4, 20251399])
def test_days_that_are_none_limit_nothing(client: TestClient, day: int) -> None:
    record = copy.deepcopy(RECORD)
    record["exchanges"][0]["filters"] = {"published": [20250101, day]}
    assert "2025年起" in post(client, "/export/markdown", {"record": record})[1]
    assert read_filters({"published": [day, 20250101]}) == EVERYTHING
