"""The door in front of everything: who is let in, from where, how often, and how large."""

import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote

from fastapi.responses import RedirectResponse

from assistant.access.buckets import Buckets
from assistant.access.limits import (
    MAX_BYTES,
    MAX_STRANGERS,
    Limits,
    bucket_of,
    replayed,
    wait_of,
    whole_body,
)
from assistant.access.origin import PROXIED, from_own_page, headers_of, names_one_of, wants_page
from assistant.access.refusals import (
    KEY,
    KEYS,
    LOG_IN,
    NAMELESS,
    NO_ACCOUNTS,
    OTHER_SITE,
    PROGRAMS,
    TOO_LARGE,
    forbidden,
    refuse,
    too_fast,
)
from assistant.access.sessions import Logins
from assistant.access.visitor import Visitor, introduce, network, somebody
from assistant.api.guard import brings
from assistant.schema import AssistantError
from assistant.web.redirect import cookie

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fastapi import FastAPI
    from starlette.types import ASGIApp, Receive, Scope, Send

SESSION = "session"  # the cookie
OPEN = frozenset({"/login", "/en/login", "/logout", "/healthz", "/readyz"})
ASSETS = ("/page/", "/desk/")
LOG = logging.getLogger("zone_assistant")


@dataclass(frozen=True, slots=True)
class Access:
    """Who is let in: everybody, at first, from pages of ours."""

    logins: Logins | None = None  # with them: users, and programs that bring the key
    key: str = ""
    closed: bool = False  # without them: this machine, and programs that bring the key
    names: frozenset[str] = frozenset()  # that Host must be one of; without any it may be all
    limits: Limits = field(default_factory=Limits)
    # Keys of an address that are looked at; one that fits does not count.
    tries: Buckets = field(default_factory=lambda: Buckets(per_minute=20, burst=20))


def put_door(app: "FastAPI", access: Access) -> None:
    """Put the door in front of an app, and let it say on a page who has no business there."""
    app.add_exception_handler(403, forbidden)
    app.add_middleware(Door, access)


class Door:
    """ASGI middleware: answers those who are not let in, introduces the others."""

    def __init__(self, app: "ASGIApp", access: Access) -> None:
        self._app = app
        self._access = access

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Answer or pass on; nothing here is served over a web socket."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await self._answer(scope, receive, send)

    async def _answer(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        headers = headers_of(scope)
        wait = self._wait_for_key(scope, headers)
        if wait:
            await too_fast(scope["path"], wait, KEYS)(scope, receive, send)
            return
        try:
            visitor = self._visitor(scope, headers)
        except AssistantError as error:
            LOG.error("%s", error)
            await refuse(scope["path"], 503, NO_ACCOUNTS)(scope, receive, send)
            return
        refused = self._refusal(scope, headers, visitor)
        if refused is None and scope["method"] not in ("GET", "HEAD", "PUT"):
            most = MAX_BYTES if visitor else MAX_STRANGERS
            body = await whole_body(receive, most=most)
            if body is None:
                refused = refuse(scope["path"], 413, TOO_LARGE, mb=most // 1024**2)
            receive = replayed(body or b"", receive)
        if refused is not None:
            await refused(scope, receive, send)
            return
        # Gradio would take the address of its own page from them.
        kept = [(name, value) for name, value in scope["headers"] if name not in PROXIED]
        introduced = introduce({**scope, "headers": kept}, visitor or somebody(scope))
        await self._app(introduced, receive, send)

    def _wait_for_key(self, scope: "Scope", headers: "Mapping[bytes, str]") -> float:
        """Count a key that does not fit; return the seconds until one may be tried, 0 for now."""
        given = headers.get(b"authorization", "")
        if not self._access.key or not given.lower().startswith("bearer"):
            return 0.0
        tries, home = self._access.tries, network(somebody(scope).address)
        wait = tries.take(home)
        if not wait and brings(self._access.key, given):
            tries.give_back(home)
        return wait

    def _visitor(self, scope: "Scope", headers: "Mapping[bytes, str]") -> Visitor | None:
        """Return who it is, None where nobody is let in who is not known."""
        access, unknown = self._access, somebody(scope)
        if access.key and brings(access.key, headers.get(b"authorization", "")):
            return Visitor(unknown.address, role="program", here=unknown.here)
        if access.logins is not None:
            token = cookie(headers.get(b"cookie", ""), SESSION)
            return access.logins.sessions.find(token, address=unknown.address) if token else None
        return unknown if unknown.here or not access.closed else None

    def _refusal(
        self, scope: "Scope", headers: "Mapping[bytes, str]", visitor: Visitor | None
    ) -> "ASGIApp | None":
        access, path, method = self._access, scope["path"], scope["method"]
        if access.names and not names_one_of(access.names, headers):
            host = headers.get(b"host", "")[:60]
            return refuse(path, 403, NAMELESS, host=host)
        if not (visitor and visitor.role == "program") and not from_own_page(scope, headers):
            return refuse(path, 403, OTHER_SITE)
        if visitor is None and path not in OPEN and not path.startswith(ASSETS):
            return self._unknown(scope, headers)
        bucket = bucket_of(access.limits, method, path)
        wait = 0.0 if bucket is None else wait_of(visitor or somebody(scope), bucket)
        return too_fast(path, wait) if wait else None

    def _unknown(self, scope: "Scope", headers: "Mapping[bytes, str]") -> "ASGIApp":
        path = scope["path"]
        if self._access.logins is None or path.startswith(PROGRAMS):
            return refuse(path, 401, KEY)
        if not wants_page(scope, headers):
            return refuse(path, 401, LOG_IN)
        lang = "/en" if path.startswith("/en/") else ""
        query = scope["query_string"].decode("latin-1")
        to = quote(f"{path}?{query}" if query else path)
        return RedirectResponse(f"{lang}/login?to={to}", 303, {"cache-control": "no-store"})
