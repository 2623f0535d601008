"""Who may call: programs on this machine, or with a key those on any."""

from hmac import compare_digest
from ipaddress import IPv6Address, ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from fastapi.responses import JSONResponse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import ASGIApp, Receive, Scope, Send

_HERE = {"localhost", "127.0.0.1", "::1"}
NO_KEY = "密钥不对或没有给，请把服务端 ZONE_ASSISTANT_API_KEY 的值作为密钥（Bearer）再试。"
ELSEWHERE = "这里只接受本机程序的调用；要从别处调用，请先在服务端设置 ZONE_ASSISTANT_API_KEY。"


class Guard:
    """Let calls through to an app that bring the key; where there is none, those from here.

    From here is what comes over loopback, names this machine in Host (a page of another site that
    has its name point here names that site), and is sent by no page of another site.
    """

    def __init__(self, app: "ASGIApp", *, key: str) -> None:
        self._app = app
        self._key = key

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Answer or pass on."""
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        answer: ASGIApp = self._app
        if self._key and not _brings(self._key, headers.get(b"authorization", "")):
            answer = refusal(401, NO_KEY, headers={"WWW-Authenticate": "Bearer"})
        elif not self._key and not from_here(scope, headers):
            answer = refusal(403, ELSEWHERE)
        await answer(scope, receive, send)


def refusal(status: int, message: str, *, headers: dict[str, str] | None = None) -> JSONResponse:
    """Return the answer that says no, in one Chinese sentence."""
    return JSONResponse(error_row(status, message), status, headers)


def error_row(status: int, message: str) -> dict[str, Any]:
    """Return an error as OpenAI's clients read it."""
    kind = "server_error" if status >= 500 else "invalid_request_error"
    return {"error": {"message": message, "type": kind, "param": None, "code": None}}


def _brings(key: str, authorization: str) -> bool:
    scheme, _, given = authorization.partition(" ")
    same = compare_digest(given.strip().encode("latin-1"), key.encode())
    return same and scheme.lower() == "bearer"


def from_here(scope: "Scope", headers: "Mapping[bytes, str]") -> bool:
    """Tell whether a call comes from this machine, and from no page of another site."""
    peer = scope.get("client")
    host, origin = headers.get(b"host", ""), headers.get(b"origin")
    try:
        near = peer is None or _is_loopback(peer[0])  # None: a socket in the file system
        own = origin is None or urlsplit(origin).netloc == host
        return near and own and urlsplit(f"//{host}").hostname in _HERE
    except ValueError:  # no address at all: callers and proxies write what they like
        return False


def _is_loopback(address: str) -> bool:
    found = ip_address(address.partition("%")[0])
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return (mapped or found).is_loopback
