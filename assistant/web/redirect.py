"""Sending a visitor to the page in their language."""

from typing import TYPE_CHECKING

from assistant.web.language import COOKIE, PATHS, Lang, preferred

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send


class Languages:
    """Lead from the Chinese page to the English one those who read that, with what they ask."""

    def __init__(self, app: "ASGIApp") -> None:
        self._app = app

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Answer a visit to the first page, or pass the request on."""
        visits = scope["type"] == "http" and scope["method"] == "GET"
        lang = _language(scope) if visits and scope["path"] in PATHS.values() else "zh"
        if lang == "zh":
            await self._app(scope, receive, send)
            return
        query = scope["query_string"]
        place = f"{PATHS[lang]}/".encode() + (b"?" + query if query else b"")
        await send(
            {"type": "http.response.start", "status": 307, "headers": [(b"location", place)]}
        )
        await send({"type": "http.response.body", "body": b""})


def _language(scope: "Scope") -> Lang:
    """Return the language of a page that is asked for by its bare path."""
    if scope["path"] != PATHS["zh"]:
        return "en"
    headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
    return preferred(
        headers.get(b"accept-language", ""), cookie(headers.get(b"cookie", ""), COOKIE)
    )


def cookie(cookies: str, name: str) -> str:
    """Return the value of one of the browser's cookies, "" where there is none."""
    # Cookies of other services on this machine come along; SimpleCookie stops at an odd one.
    pairs = (pair.strip().partition("=") for pair in cookies.split(";"))
    return next((value for known, _, value in pairs if known == name), "")
