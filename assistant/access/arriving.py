"""Requests that do not arrive: a connection that sends them byte by byte is ended."""

import asyncio
import json
from typing import ClassVar

from uvicorn.protocols.http.h11_impl import H11Protocol

TOO_SLOW = "请求没有在{seconds:.0f}秒内送到，连接已断开；请检查网络后再试。"
_LINES = (
    "HTTP/1.1 408 Request Timeout",
    "content-type: application/json",
    "content-length: {size}",
    "connection: close",
)


class Arriving(H11Protocol):
    """HTTP as uvicorn serves it; a request has to be there, headers and body, in time.

    It has `SECONDS` from the connection or from the end of the answer before it, and one more for
    every `RATE` bytes that have come. How long an answer takes is no matter.
    """

    SECONDS: ClassVar = 30.0
    RATE: ClassVar = 10_000.0  # bytes a second
    LOOK: ClassVar = 2.0  # seconds between two looks

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._wait_anew()
        self._next = self.loop.call_later(self.LOOK, self._look)

    def data_received(self, data: bytes) -> None:
        """Count what comes."""
        self._came += len(data)
        super().data_received(data)

    def on_response_complete(self) -> None:
        """Begin to wait for the next request."""
        self._wait_anew()
        super().on_response_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing more."""
        self._next.cancel()
        super().connection_lost(exc)

    def _wait_anew(self) -> None:
        self._since, self._came = self.loop.time(), 0

    def _look(self) -> None:
        """End the connection where what is to come does not."""
        if self.transport.is_closing():
            return
        if self._is_answering() or self.flow.read_paused:
            self._wait_anew()
        elif self.loop.time() - self._since > self.SECONDS + self._came / self.RATE:
            self._end()
            return
        self._next = self.loop.call_later(self.LOOK, self._look)

    def _is_answering(self) -> bool:
        cycle = self.cycle
        return cycle is not None and not cycle.more_body and not cycle.response_complete

    def _end(self) -> None:
        cycle = self.cycle
        begun = cycle is not None and cycle.response_started and not cycle.response_complete
        # Browsers open connections ahead: one that was never used is ended without a word.
        if self._came and not begun:
            body = json.dumps({"detail": TOO_SLOW.format(seconds=self.SECONDS)}).encode()
            head = "\r\n".join(_LINES).format(size=len(body))
            self.transport.write(f"{head}\r\n\r\n".encode() + body)
        self.transport.close()
