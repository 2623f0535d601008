"""How much one visitor may ask for, and how much of it at once."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from assistant.access.buckets import Buckets
from assistant.access.visitor import Visitor

if TYPE_CHECKING:
    from starlette.types import Message, Receive

MAX_BYTES = 8 * 1024**2  # of a request that is no upload: a long conversation with its quotes
MAX_STRANGERS = 1024**2  # of one who is not let in: there is a form to log in


@dataclass(frozen=True, slots=True)
class Limits:
    """Buckets of questions, of uploads, and of what else is sent; none of them bound at first."""

    questions: Buckets = field(default_factory=lambda: Buckets(per_minute=0, burst=1))
    uploads: Buckets = field(default_factory=lambda: Buckets(per_minute=0, burst=1))
    others: Buckets = field(default_factory=lambda: Buckets(per_minute=0, burst=1))


def limits(questions: int) -> Limits:
    """Allow so many questions a minute and in proportion the rest; 0 is no limit."""
    return Limits(
        questions=Buckets(per_minute=questions, burst=questions),
        uploads=Buckets(per_minute=5 * questions, burst=10 * questions),
        others=Buckets(per_minute=5 * questions, burst=5 * questions),
    )


def bucket_of(limits: Limits, method: str, path: str) -> Buckets | None:
    """Return what a request counts to; the page's own events are counted where they are known."""
    if method == "PUT":
        return limits.uploads
    if method in ("GET", "HEAD", "OPTIONS") or "/gradio_api/" in path:
        return None
    return limits.questions if path.startswith(("/v1/", "/mcp")) else limits.others


def wait_of(visitor: Visitor, bucket: Buckets) -> float:
    """Take a token of a visitor's; return how many seconds are to be waited, on this machine 0."""
    return 0.0 if visitor.here else bucket.take(visitor.key)


async def whole_body(receive: "Receive", *, most: int = MAX_BYTES) -> bytes | None:
    """Read a request's body, None where it is larger than `most` bytes or breaks off."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        body += message.get("body", b"")
        if len(body) > most:
            return None
        if not message.get("more_body", False):
            return bytes(body)


def replayed(body: bytes, receive: "Receive") -> "Receive":
    """Return a way to receive a body that was read already, and then what comes after it."""
    ahead: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> "Message":
        return ahead.pop() if ahead else await receive()

    return again
