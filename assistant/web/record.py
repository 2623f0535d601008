"""A visitor's conversation, which the browser keeps and hands the server with every question."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

from pydantic import TypeAdapter, ValidationError

from assistant.schema import AssistantError
from assistant.web.exchange import Exchange
from assistant.web.language import Text

UNREADABLE = Text(
    "这段对话读不出来，可能是别的版本存下的，请新开一段对话。",
    "This conversation cannot be read; another version may have stored it. Begin a new one.",
)


@dataclass(frozen=True, slots=True)
class Conversation:
    """Exchanges under the key by which the browser keeps them; "" where none was asked yet."""

    id: str = ""
    exchanges: tuple[Exchange, ...] = ()

    @property
    def running(self) -> bool:
        """Tell whether an answer is being written."""
        return bool(self.exchanges) and self.exchanges[-1].running

    def having(self, *exchanges: Exchange) -> "Conversation":
        """Return it with these exchanges, under its own key."""
        return Conversation(self.id or uuid4().hex, exchanges)


_ADAPTER = TypeAdapter(Conversation)


def to_record(conversation: Conversation) -> dict[str, Any]:
    """Return what the browser keeps: plain JSON, an unfinished answer as one that was stopped."""
    kept = tuple(_light(exchange.settled()) for exchange in conversation.exchanges)
    record: dict[str, Any] = _ADAPTER.dump_python(
        replace(conversation, exchanges=kept), mode="json"
    )
    return record


def from_record(record: object) -> Conversation:
    """Read what the browser has kept; raise AssistantError where it is nothing of ours."""
    try:
        return _ADAPTER.validate_python(record or {})
    except ValidationError as error:
        raise AssistantError(UNREADABLE.zh) from error


def _light(exchange: Exchange) -> Exchange:
    """Leave out what only measuring needs."""
    if exchange.answer is None:
        return exchange
    return replace(exchange, answer=replace(exchange.answer, retrieved=(), weighed=()))
