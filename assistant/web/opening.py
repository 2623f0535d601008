"""The route by which a card's article opens."""

from dataclasses import dataclass
from html import escape
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from pydantic import Field, TypeAdapter
from starlette.concurrency import run_in_threadpool

from assistant.schema import AssistantError
from assistant.web.article_view import Quote, article_html
from assistant.web.backend import Loading
from assistant.web.language import Lang, Text
from assistant.web.routes import read_json

MAX_QUOTES = 500
LOADING = Text("模型还在加载，请稍后再打开。", "The model is still loading; try again in a moment.")


@dataclass(frozen=True, slots=True)
class Wanted:
    """An article, and the places in it that the conversation cites."""

    doc_id: str
    quotes: Annotated[list[Quote], Field(max_length=MAX_QUOTES)]
    lang: Lang = "zh"


def opening(loading: Loading) -> APIRouter:
    """Return the route; it takes JSON only, which no other site can post unasked."""
    router = APIRouter()

    @router.post("/article")
    async def article(request: Request) -> HTMLResponse:
        wanted = await read_json(request, TypeAdapter(Wanted))
        return await run_in_threadpool(_article, loading, wanted)

    return router


def _article(loading: Loading, wanted: Wanted) -> HTMLResponse:
    try:
        found = loading.wait(0).article(wanted.doc_id)
    except TimeoutError:
        return _failed(LOADING.to(wanted.lang), 503)
    except AssistantError as error:
        return _failed(str(error), 404)
    return HTMLResponse(article_html(found, wanted.quotes, wanted.lang))


def _failed(said: str, status: int) -> HTMLResponse:
    return HTMLResponse(f'<p class="failed" role="alert">{escape(said)}</p>', status)
