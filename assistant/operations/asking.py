"""Who asks, known wherever work is done for them: context variables, which threads are given."""

import re
import secrets
from contextvars import ContextVar
from dataclasses import dataclass
from threading import Event

_SANE = re.compile(r"[A-Za-z0-9._-]{1,64}")


@dataclass(frozen=True, slots=True)
class Request:
    """What stands in the log of a request: its id, and the address that it went to."""

    id: str
    route: str


_request: ContextVar[Request | None] = ContextVar("request", default=None)
_left: ContextVar[Event | None] = ContextVar("left", default=None)


def begin(route: str, *, given: str = "") -> Request:
    """Make this the request that is being answered; the id that came with it is kept if sane."""
    request = Request(given if _SANE.fullmatch(given) else secrets.token_hex(6), route)
    _request.set(request)
    return request


def current() -> Request | None:
    """Return the request that is being answered."""
    return _request.get()


def leave_when(left: Event) -> None:
    """Let what waits on behalf of this asker know by `left` that they have gone."""
    _left.set(left)


def has_left() -> bool:
    """Tell whether nobody waits for the answer any more."""
    left = _left.get()
    return left is not None and left.is_set()
