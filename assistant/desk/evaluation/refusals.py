"""What the parts below raise, as an answer of the server: a status and a Chinese sentence."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from assistant.desk.jobs import EXPECTED
from assistant.desk.shell import refusal

P = ParamSpec("P")
T = TypeVar("T")


def refused(act: Callable[P, T]) -> Callable[P, T]:
    """Return `act` with a status and a sentence for every error that is EXPECTED of it."""

    @wraps(act)
    def told(*given: P.args, **named: P.kwargs) -> T:
        try:
            return act(*given, **named)
        except EXPECTED as error:
            raise refusal(error) from error

    return told
