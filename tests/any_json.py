"""Right JSON for each endpoint, and ways to spoil it."""

import copy
import json
from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import strategies as st

from assistant.api.mount import mount_api
from assistant.web.exchange import Exchange
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


def endpoints(store: Feedback) -> FastAPI:
    """Serve the JSON endpoints without the page."""
    loading, app = loaded(StandInAssistant()), FastAPI()
    app.include_router(make_routes(store))
    app.include_router(opening(loading))
    mount_api(app, loading)
    return app


def post(client: TestClient, path: str, body: object) -> tuple[int, str]:
    content = json.dumps(body)  # NaN and lone surrogates as programs send them
    accepted = {"content-type": "application/json", "accept": "application/json, text/event-stream"}
    reply = client.post(path, content=content, headers=accepted)
    return reply.status_code, reply.text
