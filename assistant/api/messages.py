"""The body of a chat completion: what OpenAI's clients send, as a question with its history."""

from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel, ValidationError

from assistant.api.content import said
from assistant.asking.filters import read_filters
from assistant.schema import AssistantError, Filters, Turn


class Part(BaseModel):
    """A piece of a message."""

    type: str
    text: str = ""


class Message(BaseModel):
    """Who said what; other roles (system, tool) say nothing about the question."""

    role: str
    content: str | list[Part] | None = None

    @property
    def text(self) -> str:
        """Return what was said; raise AssistantError where it is not in words."""
        if not isinstance(self.content, list):
            return self.content or ""
        kinds = [part.type for part in self.content if part.type != "text"]
        if kinds:
            raise AssistantError(f"消息里有{kinds[0]}，这里只能用文字提问，请去掉后再试。")
        return "".join(part.text for part in self.content)


class Limits(BaseModel):
    """What an answer may be drawn from."""

    zones: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    since: str = ""
    until: str = ""


class StreamOptions(BaseModel):
    """What a stream says beside the answer."""

    include_usage: bool = False


class ChatRequest(BaseModel):
    """What is read of a request; an answer has no temperature, so everything else is ignored."""

    messages: list[Message]
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    n: Literal[1] | None = None
    filters: Limits | None = None

    @property
    def question(self) -> str:
        """Return what the user said last."""
        asked = [message.text for message in self.messages if message.role == "user"]
        if not asked:
            raise AssistantError("消息里没有用户的问题，请在 messages 的末尾放一条 user 消息。")
        return asked[-1]

    @property
    def history(self) -> tuple[Turn, ...]:
        """Return the earlier questions with what was answered to each."""
        turns: list[Turn] = []
        for message in self.messages:
            if message.role == "user":
                turns.append(Turn(message.text))
            elif message.role == "assistant" and turns:
                turns[-1] = Turn(turns[-1].question, said(message.text))
        return tuple(turns[:-1])

    @property
    def counts_usage(self) -> bool:
        """Tell whether a stream ends in how much it used."""
        return bool(self.stream_options and self.stream_options.include_usage)

    @property
    def only(self) -> Filters:
        """Return what the answer may be drawn from."""
        limits = self.filters or Limits()
        return read_filters(limits.zones, limits.sources, since=limits.since, until=limits.until)


def read_request(body: bytes) -> ChatRequest:
    """Read a body; raise AssistantError with one sentence on the first thing that is wrong."""
    try:
        return ChatRequest.model_validate_json(body)
    except ValidationError as error:
        first = error.errors()[0]
        raise AssistantError(_explain(first["type"], first["loc"])) from error


def _explain(kind: str, place: Sequence[int | str]) -> str:
    name = ".".join(str(part) for part in place)
    if kind == "json_invalid":
        return "请求的正文不是JSON，请按 OpenAI 的聊天接口来写。"
    reason = f"缺少 {name}" if kind == "missing" else f"{name or '正文'} 的值不能用"
    return f"请求里{reason}，请按 OpenAI 的聊天接口来写。"
