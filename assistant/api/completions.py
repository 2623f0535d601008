"""OpenAI's chat completions over the assistant, so that existing chat clients can use it."""

import json
import time
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Generator, Iterator
from contextlib import aclosing
from threading import Event
from typing import Any
from uuid import uuid4

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse
from starlette.concurrency import iterate_in_threadpool
from starlette.exceptions import HTTPException

from assistant.api.content import added, annotations, shown, whole
from assistant.api.functions import LOADING
from assistant.api.guard import error_row, refusal
from assistant.api.messages import ChatRequest, read_request
from assistant.asking.checked import check_question
from assistant.asking.filters import check_names
from assistant.operations.line import FULL
from assistant.schema import AssistantError
from assistant.web.backend import Loading
from assistant.web.exchange import NO_ANSWER, Exchange, follow

MODEL = "zone-assistant"
RETRY_AFTER = 5  # seconds
RETRY_WHEN_FULL = 30
MAX_BODY = 1 << 20  # bytes
FAILED = "回答时出了错，没有得到结果，请再试一次；仍不行时，请看服务端终端里的信息。"
NOT_HERE = "这里没有这个接口，有的是 POST /v1/chat/completions 和 GET /v1/models。"
USAGE = {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}  # nobody counts tokens

Row = dict[str, Any]


def make_completions(loading: Loading) -> FastAPI:
    """Return the app that stands under /v1."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/models")
    def models() -> Row:
        model = {"id": MODEL, "object": "model", "created": 0, "owned_by": MODEL}
        return {"object": "list", "data": [model]}

    @app.post("/chat/completions")
    async def complete(request: Request) -> Response:
        try:
            asked = read_request(await _body(request))
            begun = Exchange(check_question(asked.question), filters=asked.only)
            history = asked.history
            if begun.filters and loading.ready:
                check_names(begun.filters, loading.wait(0).facets())
        except AssistantError as error:
            return refusal(400, str(error))
        if loading.error:
            return refusal(500, loading.error)
        if not loading.ready:
            return refusal(503, LOADING, headers={"Retry-After": str(RETRY_AFTER)})
        exchanges = follow(loading, begun, history=history, stop=Event())
        return await _reply(asked, _growing(exchanges, gone=request.is_disconnected))

    @app.exception_handler(HTTPException)
    async def explain(_: Request, error: HTTPException) -> Response:
        return refusal(error.status_code, NOT_HERE)

    return app


async def _body(request: Request) -> bytes:
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > MAX_BODY:
            raise AssistantError(f"请求超过{MAX_BODY >> 10}KB，请去掉较早的对话后再试。")
    return body


async def _growing(
    exchanges: Iterator[Exchange], *, gone: Callable[[], Awaitable[bool]]
) -> AsyncGenerator[Exchange, None]:
    """Yield the exchange from its first answer to its end; a reader that leaves stops it."""
    try:
        async for exchange in iterate_in_threadpool(exchanges):
            if exchange.phase != "waiting":
                yield exchange
            elif await gone():  # who leaves a stream later is noticed by the server
                yield exchange.settled()
                return
            if not exchange.running:
                return
    finally:
        if isinstance(exchanges, Generator):
            exchanges.close()


async def _reply(asked: ChatRequest, growing: AsyncGenerator[Exchange, None]) -> Response:
    """Wait for the first answer, whose failure has a status of its own, then answer as asked."""
    exchange = await anext(growing)
    if asked.stream and exchange.answer:
        events = _events(exchange, growing, usage=asked.counts_usage)
        return StreamingResponse(events, media_type="text/event-stream")
    async with aclosing(growing):
        while exchange.running:
            exchange = await anext(growing)
    answer = exchange.answer
    if exchange.error == FULL:
        return refusal(503, FULL, headers={"Retry-After": str(RETRY_WHEN_FULL)})
    if exchange.phase == "failed" or answer is None:
        return refusal(500, _failure(exchange))
    message: Row = {"role": "assistant", "content": whole(answer), "refusal": None}
    message["annotations"] = annotations(answer)
    choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
    row = _head("chat.completion") | {"choices": [choice], "usage": USAGE}
    return JSONResponse(row | answer.to_json())


async def _events(
    exchange: Exchange, growing: AsyncGenerator[Exchange, None], *, usage: bool
) -> AsyncIterator[str]:
    """Yield the answer as it grows, then what stands around it, then its fields."""
    head = _head("chat.completion.chunk")

    def chunk(delta: Row, finish: str | None = None) -> Row:
        return head | {"choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}

    yield _event(chunk({"role": "assistant", "content": ""}))
    sent = ""
    async with aclosing(growing):
        while exchange.running:
            delta = added(sent, shown(exchange.answer) if exchange.answer else "", final=False)
            if delta:
                sent += delta
                yield _event(chunk({"content": delta}))
            exchange = await anext(growing)
    answer = exchange.answer
    if exchange.phase == "failed" or answer is None:
        yield _event(error_row(500, _failure(exchange)))
        return
    yield _event(chunk({"content": added(sent, whole(answer), final=True)}))
    yield _event(chunk({"annotations": annotations(answer)}, "stop") | answer.to_json())
    if usage:
        yield _event(head | {"choices": [], "usage": USAGE})
    yield "data: [DONE]\n\n"


def _head(kind: str) -> Row:
    made = int(time.time())
    return {"id": f"chatcmpl-{uuid4().hex}", "object": kind, "created": made, "model": MODEL}


def _event(row: Row) -> str:
    return f"data: {json.dumps(row, ensure_ascii=False)}\n\n"


def _failure(exchange: Exchange) -> str:
    return FAILED if exchange.error in {"", NO_ANSWER} else exchange.error
