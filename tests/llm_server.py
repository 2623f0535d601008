"""LLMs that follow a script: a small OpenAI-compatible server on loopback, and one without it."""

import json
import select
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar, Literal

from llama_index.core.llms import (
    LLM,
    ChatMessage,
    ChatResponse,
    CompletionResponse,
    CustomLLM,
    LLMMetadata,
)

from assistant.llm import connect

KEY = "sk-secret"
Ending = Literal["stop", "length", "hang up", "no finish", "stall"]


@dataclass(frozen=True)
class Reply:
    """One answer: its text in pieces as SSE (or as one JSON object), or a raw body."""

    text: str = ""
    ending: Ending = "stop"
    status: int = 200
    raw: str | None = None
    content_type: str = "text/html"
    piece: int = 3  # characters in a chunk
    retry_after: str = ""  # seconds


STALL = Reply(ending="stall")
UNAUTHORISED = Reply(
    status=401, raw='{"error": {"message": "Incorrect API key provided: sk-secret"}}'
)
TOO_MANY = Reply(status=429, raw='{"error": {"message": "rate limit"}}')
BROKEN = Reply(status=500, raw="Internal Server Error")
HTML = Reply(raw="<html><body>登录</body></html>")
NOT_JSON = Reply(raw="data: 这不是 JSON\n\n", content_type="text/event-stream")
OTHER_JSON = Reply(raw='data: {"answer": 42}\n\n', content_type="text/event-stream")
EMPTY = Reply("")


class ScriptedLLM(CustomLLM):
    """Writes one text, whatever it is asked."""

    text: str

    @property
    def metadata(self) -> LLMMetadata:
        return LLMMetadata(context_window=16_384)

    def complete(self, *_: Any, **__: Any) -> CompletionResponse:
        return CompletionResponse(text=self.text)

    def stream_complete(  # type: ignore[override]
        self, *_: Any, **__: Any
    ) -> Iterator[CompletionResponse]:
        yield CompletionResponse(text=self.text, delta=self.text)

    def stream_chat(self, *_: Any, **__: Any) -> Iterator[ChatResponse]:  # type: ignore[override]
        message = ChatMessage(role="assistant", content=self.text)
        yield ChatResponse(message=message, delta=self.text)


@dataclass
class LlmServer:
    """Where the server listens, what it will answer and what it was asked."""

    url: str
    replies: list[Reply]
    requests: list[dict[str, Any]] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)
    left: threading.Event = field(default_factory=threading.Event)  # a reader hung up in a stall

    def next_reply(self) -> Reply:
        """Take the replies in turn; the last one is repeated."""
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]


class _Handler(BaseHTTPRequestHandler):
    script: ClassVar[LlmServer]

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.script.requests.append(
            body | {"authorization": self.headers["Authorization"], "headers": dict(self.headers)}
        )
        reply = self.script.next_reply()
        if self.path != "/v1/chat/completions":
            reply = Reply(status=404, raw='{"error": {"message": "not found"}}')
        if reply.raw is not None:
            self._send(reply.status, reply.raw, reply.content_type, reply.retry_after)
        elif body.get("stream"):
            self._stream(reply)
        else:
            message = {"role": "assistant", "content": reply.text}
            choice = {"index": 0, "message": message, "finish_reason": "stop"}
            whole = {"id": "1", "object": "chat.completion", "created": 1, "model": "m"}
            self._send(200, json.dumps(whole | {"choices": [choice]}), "application/json")

    def _send(self, status: int, body: str, content_type: str, retry_after: str = "") -> None:
        self.send_response(status)
        if retry_after:
            self.send_header("Retry-After", retry_after)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body.encode())))
        self.end_headers()
        self.wfile.write(body.encode())

    def _stream(self, reply: Reply) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        if reply.ending == "hang up":
            self.send_header("Content-Length", "100000")
        self.end_headers()
        for at in range(0, len(reply.text), reply.piece):
            self._chunk({"content": reply.text[at : at + reply.piece]}, None)
        if reply.ending == "stall":
            self.wfile.flush()
            while not self.script.released.wait(timeout=0.02):
                if select.select([self.connection], [], [], 0)[0]:
                    self.script.left.set()
                    return
        elif reply.ending in ("stop", "length"):
            self._chunk({}, reply.ending)
            self.wfile.write(b"data: [DONE]\n\n")

    def _chunk(self, delta: dict[str, str], finish: str | None) -> None:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        row = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
        self.wfile.write(f"data: {json.dumps(row | {'choices': [choice]})}\n\n".encode())

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """Keep the test output quiet."""


@contextmanager
def llm_server(*replies: Reply) -> Iterator[LlmServer]:
    """Serve the replies in turn on a free port of this machine."""
    script = LlmServer("", list(replies or (EMPTY,)))
    handler = type("Handler", (_Handler,), {"script": script})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        script.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield script
        finally:
            script.released.set()
            server.shutdown()
            thread.join()


@contextmanager
def served(*replies: Reply, timeout: float = 5.0) -> Iterator[tuple[LlmServer, LLM]]:
    """Serve the replies and return the server with the product's client connected to it."""
    with llm_server(*replies) as server:
        yield server, connect(server.url, KEY, "test-model", timeout=timeout)
