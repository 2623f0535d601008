"""Routes that answer in each language."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from fastapi import APIRouter, Request, Response
from pydantic import TypeAdapter
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import QueryParams

from assistant.desk.refusals import RefusingRoute
from assistant.web.language import PATHS, Lang, address
from assistant.web.routes import read_json

T = TypeVar("T")


class Routes:
    """What the page's addresses answer, in a thread of their own but for `put`."""

    def __init__(self) -> None:
        self.router = APIRouter(route_class=RefusingRoute)

    def get(self, path: str, answer: Callable[[QueryParams, Lang], Response]) -> None:
        """Answer to a query."""

        async def answered(request: Request, lang: Lang) -> Response:
            return await run_in_threadpool(answer, request.query_params, lang)

        self._add(path, answered, "GET")

    def post(self, path: str, kind: type[T], answer: Callable[[T, Lang], Response]) -> None:
        """Answer to JSON of a type; other sites cannot send it."""
        adapter = TypeAdapter(kind)

        async def answered(request: Request, lang: Lang) -> Response:
            return await run_in_threadpool(answer, await read_json(request, adapter), lang)

        self._add(path, answered, "POST")

    def put(self, path: str, answer: Callable[[Request, Lang], Awaitable[Response]]) -> None:
        """Answer to a body that is read as it comes."""
        self._add(path, answer, "PUT")

    def _add(
        self, path: str, answer: Callable[[Request, Lang], Awaitable[Response]], method: str
    ) -> None:
        for lang in PATHS:
            self.router.add_api_route(
                address(path, lang),
                _in(lang, answer),
                methods=[method],
                response_model=None,
            )


def _in(
    lang: Lang, answer: Callable[[Request, Lang], Awaitable[Response]]
) -> Callable[[Request], Awaitable[Response]]:
    async def answered(request: Request) -> Response:
        return await answer(request, lang)

    return answered
