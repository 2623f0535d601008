"""What the page's scripts ask the server for besides answers: documents, and keeping verdicts."""

import hmac
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Annotated, Any, Literal, TypeVar
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Request, Response
from pydantic import Field, TypeAdapter, ValidationError
from starlette.concurrency import run_in_threadpool

from assistant.schema import AssistantError
from assistant.web.exchange import Exchange, turns
from assistant.web.exporting import file_name, to_document, to_markdown
from assistant.web.language import Lang
from assistant.web.record import from_record
from assistant.web.tools import Reason
from eval.feedback.store import Feedback, Verdict
from eval.questions import EvalError

MAX_BYTES = 2 * 1024 * 1024
MAX_CHARS = 2000
NOT_JSON = "请求的格式不对：只收 JSON（application/json）。"
TOO_LARGE = f"对话太长，超过{MAX_BYTES // 1024 // 1024} MB，请新开一段对话后再试。"
UNREADABLE = "请求读不懂，可能页面是旧的，请刷新页面后再试。"
NO_FORMAT = "不能导出为“{kind}”，请用 markdown 或 word。"
NOTHING = "对话里还没有问题，请先提问，再导出。"
NO_ANSWER = "没有可以评判的回答，请刷新页面后再试。"
SWITCHED_OFF = "评判没有记下：这里关掉了反馈（ZONE_ASSISTANT_FEEDBACK=off）。"
NO_RECEIPT = "反馈库换过，之前的评判收不回了；可以重新评判。"
_TYPES = {
    "md": "text/markdown; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}

T = TypeVar("T")
Typed = Annotated[str, Field(max_length=MAX_CHARS)]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A conversation to be made a document of."""

    record: dict[str, Any]
    title: Typed = ""
    lang: Lang = "zh"


@dataclass(frozen=True, slots=True)
class Judged:
    """What a visitor says of one answer; no verdict takes back the one of the receipt."""

    record: dict[str, Any]
    number: int  # of the exchange, from 1
    verdict: Verdict
    reason: Reason | Literal[""] = ""
    note: Typed = ""
    correction: Typed = ""
    receipt: Annotated[str, Field(max_length=100)] = ""


def make_routes(feedback: Feedback | None) -> APIRouter:
    """Return the routes; without a store no verdict is taken."""
    routes = APIRouter()

    @routes.post("/export/{kind}")
    async def export(kind: str, request: Request) -> Response:
        suffix = {"markdown": "md", "word": "docx"}.get(kind)
        if suffix is None:
            raise HTTPException(404, NO_FORMAT.format(kind=kind[:20]))
        wanted = await read_json(request, TypeAdapter(Wanted))
        return await run_in_threadpool(_document, wanted, suffix)

    @routes.post("/verdict")
    async def judge(request: Request) -> dict[str, str]:
        if feedback is None:
            raise HTTPException(404, SWITCHED_OFF)
        judged = await read_json(request, TypeAdapter(Judged))
        return {"receipt": await run_in_threadpool(_keep, judged, feedback)}

    return routes


@dataclass(frozen=True, slots=True)
class Receipts:
    """Entries of the store, signed: nobody may change a verdict that is another's."""

    secret: bytes

    def write(self, entry: int) -> str:
        """Return what the visitor who judged may change the entry with."""
        return f"{entry}-{hmac.new(self.secret, str(entry).encode(), sha256).hexdigest()}"

    def read(self, receipt: str) -> int | None:
        """Return the entry, None where the receipt is not one of ours."""
        entry = receipt.partition("-")[0]
        if not (entry.isascii() and entry.isdigit()):
            return None
        ours = hmac.compare_digest(self.write(int(entry)).encode(), receipt.encode())
        return int(entry) if ours else None


async def read_json(request: Request, adapter: TypeAdapter[T]) -> T:
    """Read a JSON body; other sites cannot send this type without being asked whether they may."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise HTTPException(415, NOT_JSON)
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MAX_BYTES:
            raise HTTPException(413, TOO_LARGE)
    try:
        return adapter.validate_json(bytes(body))
    except ValidationError as error:
        raise HTTPException(400, UNREADABLE) from error


def _document(wanted: Wanted, suffix: str) -> Response:
    from assistant.web.word import to_word

    day = date.today()
    try:
        conversation = from_record(wanted.record)
    except AssistantError as error:
        raise HTTPException(400, str(error)) from error
    if not conversation.exchanges:
        raise HTTPException(400, NOTHING)
    document = to_document(conversation, title=wanted.title, day=day, lang=wanted.lang)
    content = to_markdown(document).encode() if suffix == "md" else to_word(document, day=day)
    name = quote(file_name(document, day=day, suffix=suffix))
    headers = {
        "content-disposition": f"attachment; filename*=UTF-8''{name}",
        "cache-control": "no-store",
    }
    return Response(content, media_type=_TYPES[suffix], headers=headers)


def _keep(judged: Judged, store: Feedback) -> str:
    """Write a verdict down, or change the one that was, and return the receipt."""
    note = "：".join(part for part in (judged.reason, judged.note.strip()) if part)
    said: dict[str, Any] = {"correction": judged.correction, "note": note}
    try:
        entry = Receipts(store.secret()).read(judged.receipt) if judged.receipt else None
        if entry is None and not judged.verdict:
            raise HTTPException(409, NO_RECEIPT)
        exchange, before = _exchange(judged)
        if entry is None:
            history = [(turn.question, turn.answer) for turn in turns(before)]
            answer = exchange.answer.to_json() if exchange.answer else {}
            entry = store.record(answer, history=history, verdict=judged.verdict, **said)
        else:
            store.judge(entry, verdict=judged.verdict, **said)
        return Receipts(store.secret()).write(entry)
    except AssistantError as error:
        raise HTTPException(400, str(error)) from error
    except EvalError as error:
        raise HTTPException(503, str(error)) from error


def _exchange(judged: Judged) -> tuple[Exchange, tuple[Exchange, ...]]:
    """Return the exchange that was judged and those before it."""
    exchanges = from_record(judged.record).exchanges
    at = judged.number - 1
    if not 0 <= at < len(exchanges) or exchanges[at].phase != "done" or not exchanges[at].answer:
        raise AssistantError(NO_ANSWER)
    return exchanges[at], exchanges[:at]
