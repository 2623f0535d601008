"""Every request bears an id: its own or a new one, in the log and in the answer."""

import logging
from time import perf_counter
from typing import TYPE_CHECKING

from starlette.datastructures import Headers, MutableHeaders

from assistant.operations.asking import begin

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADER = "X-Request-ID"
_log = logging.getLogger("zone_assistant")


class Requests:
    """Give a request its id, and log how it was answered; streams are not held up."""

    def __init__(self, app: "ASGIApp") -> None:
        self._app = app

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Pass the request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        # Left in place afterwards: the server logs in this context what the app raised.
        request = begin(scope["path"], given=Headers(scope=scope).get(HEADER, ""))
        begun = perf_counter()

        async def send_with_id(message: "Message") -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)[HEADER] = request.id
                fields = {
                    "method": scope["method"],
                    "status": message["status"],
                    "seconds": round(perf_counter() - begun, 3),
                }
                _log.debug("请求", extra={"fields": fields})
            await send(message)

        await self._app(scope, receive, send_with_id)
