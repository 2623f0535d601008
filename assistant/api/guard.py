"""Who may call: programs on this machine, or with a key those on any."""

from hmac import compare_digest
from typing import TYPE_CHECKING, Any

from fastapi.responses import JSONResponse

from assistant.access.origin import headers_of
from assistant.access.visitor import visitor_of

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

NO_KEY = "密钥不对或没有给，请把服务端 ZONE_ASSISTANT_API_KEY 的值作为密钥（Bearer）再试。"
ELSEWHERE = "这里只接受本机程序的调用；要从别处调用，请先在服务端设置 ZONE_ASSISTANT_API_KEY。"


class Guard:
    """Let calls through to an app that bring the key; where there is none, those from here.

    Whoever is logged in is let through as well.
    """

    def __init__(self, app: "ASGIApp", *, key: str) -> None:
        self._app = app
        self._key = key

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Answer or pass on."""
        visitor, answer = visitor_of(scope), self._app
        if visitor.role:
            pass  # the door has looked
        elif self._key and not brings(self._key, headers_of(scope).get(b"authorization", "")):
            answer = refusal(401, NO_KEY, headers={"WWW-Authenticate": "Bearer"})
        elif not self._key and not visitor.here:
            answer = refusal(403, ELSEWHERE)
        await answer(scope, receive, send)


def refusal(status: int, message: str, *, headers: dict[str, str] | None = None) -> JSONResponse:
    """Return the answer that says no, in one Chinese sentence."""
    return JSONResponse(error_row(status, message), status, headers)


def error_row(status: int, message: str) -> dict[str, Any]:
    """Return an error as OpenAI's clients read it."""
    kind = "server_error" if status >= 500 else "invalid_request_error"
    return {"error": {"message": message, "type": kind, "param": None, "code": None}}


def brings(key: str, authorization: str) -> bool:
    """Tell whether an Authorization header bears the key, in a time that tells nothing of it."""
    scheme, _, given = authorization.partition(" ")
    same = compare_digest(given.strip().encode("latin-1"), key.encode())
    return same and scheme.lower() == "bearer"
