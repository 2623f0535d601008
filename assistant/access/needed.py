"""Those of Gradio's routes that the page and gradio_client need; the others are closed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.access.limits import Limits, replayed, wait_of, whole_body
from assistant.access.owned import owned_body, owned_scope
from assistant.access.refusals import CLOSED, refuse, too_fast
from assistant.access.visitor import visitor_of

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

JOIN = "/gradio_api/queue/join"
READ = frozenset({"/", "/config", "/favicon.ico", "/theme.css"}) | {
    "/gradio_api/app_id",  # asked where a stream breaks
    "/gradio_api/info",
    "/gradio_api/queue/data",
}
READ_UNDER = ("/assets/", "/static/", "/gradio_api/heartbeat/")
RUN = "/gradio_api/run/predict"  # what does not wait in the queue: stopping
SENT = frozenset({JOIN, RUN, "/gradio_api/cancel", "/gradio_api/reset"})
# What events do, by the names of their functions; what is not known counts as a question.
FREE = frozenset({"tick", "stop"})
LIGHT = frozenset({"load", "open", "finish", "read_article", "list_zones"})


@dataclass(frozen=True, slots=True)
class Needed:
    """ASGI middleware of one of Gradio's apps; `events` are the names of its functions."""

    app: "ASGIApp"
    events: Mapping[int, str]
    limits: Limits

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Answer or pass on."""
        answer = self.app
        if scope["type"] == "http":
            path = scope["path"].removeprefix(scope.get("root_path", ""))
            name = visitor_of(scope).name
            if not _is_needed(scope["method"], path):
                answer = refuse(scope["path"], 404, CLOSED)
            elif path in SENT:
                body = await whole_body(receive) or b""
                receive = replayed(owned_body(body, name) if name else body, receive)
                if path in (JOIN, RUN):
                    answer = self._refusal(scope, body, queued=path == JOIN) or answer
            if name:
                scope = owned_scope(scope, name)
        await answer(scope, receive, send)

    def _refusal(self, scope: "Scope", body: bytes, *, queued: bool) -> "ASGIApp | None":
        name = self._event(body)
        if name in FREE:
            return None
        if not queued:
            return refuse(scope["path"], 404, CLOSED)
        bucket = self.limits.others if name in LIGHT else self.limits.questions
        wait = wait_of(visitor_of(scope), bucket)
        return too_fast(scope["path"], wait) if wait else None

    def _event(self, body: bytes) -> str:
        try:
            row = json.loads(body)
            return self.events.get(row["fn_index"], "")
        except (ValueError, TypeError, KeyError, RecursionError):  # Gradio will say what is wrong
            return ""


def _is_needed(method: str, path: str) -> bool:
    if method == "POST":
        return path in SENT
    return method in ("GET", "HEAD") and (path in READ or path.startswith(READ_UNDER))
