"""What the parts below raise, as an answer of the server: a status and a Chinese sentence."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from fastapi import HTTPException

from assistant.schema import AssistantError
from corpus.article import CorpusError
from eval.questions import EvalError
from index.errors import SearchIndexError

EXPECTED = (AssistantError, CorpusError, EvalError, SearchIndexError)
P = ParamSpec("P")
T = TypeVar("T")


def refused(act: Callable[P, T]) -> Callable[P, T]:
    """Return `act` with a 409 for everything that is told to people in a sentence."""

    @wraps(act)
    def told(*given: P.args, **named: P.kwargs) -> T:
        try:
            return act(*given, **named)
        except EXPECTED as error:
            raise HTTPException(409, str(error)) from error

    return told
