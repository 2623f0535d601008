"""What goes wrong at the desk, as an answer of the server: a status and a Chinese sentence."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import HTTPException, Request, Response
from fastapi.routing import APIRoute

from assistant.desk.jobs import EXPECTED, sentence
from assistant.schema import NotThereError

LOADING = "模型还在载入，请等几秒再试。"


def refusal(error: Exception) -> HTTPException:
    """Return the answer to a request that came to an error which is EXPECTED of work here."""
    if isinstance(error, TimeoutError):
        return HTTPException(503, LOADING)
    status = 404 if isinstance(error, NotThereError) else 503 if isinstance(error, OSError) else 400
    return HTTPException(status, sentence(error))


class RefusingRoute(APIRoute):
    """A route that answers with a refusal where what it does raises an EXPECTED error."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return FastAPI's handler, and what becomes of its errors around it."""
        handle = super().get_route_handler()

        async def handled(request: Request) -> Response:
            try:
                return await handle(request)
            except EXPECTED as error:
                raise refusal(error) from error

        return handled
