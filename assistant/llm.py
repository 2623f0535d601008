"""The LLM client: any OpenAI-compatible endpoint, its text streamed, its errors in one sentence."""

import time
from collections.abc import Generator, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from assistant.schema import AssistantError

if TYPE_CHECKING:
    from llama_index.core.llms import LLM, ChatMessage
    from llama_index.llms.openai_like import OpenAILike

RETRY_AFTER = 0.5  # seconds
TIME_LIMIT = 300.0  # seconds that one answer may take in all

_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


def connect(
    base_url: str, api_key: str, model: str, *, timeout: float, context_window: int = 16_384
) -> "LLM":
    """Return the model behind an endpoint; `timeout` (seconds) bounds every wait for a chunk.

    Nothing is sent yet. Raises AssistantError on an address or model that cannot be right.
    """
    address = _check_address(base_url)
    if not model.strip():
        raise AssistantError(
            f"没有写明大模型接口 {address} 用哪个模型，请设置 ZONE_ASSISTANT_LLM_MODEL。"
        )
    if not api_key.isascii():
        raise AssistantError(f"大模型接口 {address} 的密钥里有中文或全角字符，请重新复制密钥。")
    import httpx

    # A proxy from the environment must not catch what is meant for a server on this machine.
    local = urlsplit(base_url.strip()).hostname in _LOOPBACK
    client: dict[str, Any] = {"http_client": httpx.Client(trust_env=False) if local else None}
    llm: LLM = _client_class()(
        model=model.strip(),
        api_base=base_url.strip(),
        api_key=api_key.strip() or "none",
        is_chat_model=True,
        context_window=context_window,
        temperature=0.0,
        timeout=timeout,
        max_retries=0,  # the one retry is ours: it must never follow text that was already shown
        **client,
    )
    return llm


@cache
def _client_class() -> "type[OpenAILike]":
    """Return OpenAILike with streams that are closed when their reader stops.

    Its own stream keeps itself alive in a reference cycle, and the endpoint goes on writing.
    """
    from llama_index.core.llms import ChatMessage, ChatResponse
    from llama_index.llms.openai.utils import to_openai_message_dicts
    from llama_index.llms.openai_like import OpenAILike

    class ClosingOpenAILike(OpenAILike):
        def stream_chat(
            self, messages: Sequence[ChatMessage], **kwargs: Any
        ) -> Generator[ChatResponse, None, None]:
            text = ""
            call = self._get_model_kwargs(stream=True, **kwargs)
            call["messages"] = to_openai_message_dicts(messages, model=self.model)
            client = self._get_client()
            client.organization = client.project = None  # OPENAI_ORG_ID is not for this endpoint
            with client.chat.completions.create(**call) as chunks:
                for chunk in chunks:
                    if not isinstance(chunk.choices, list):
                        raise TypeError("no choices in the chunk")
                    delta = (chunk.choices[0].delta.content or "") if chunk.choices else ""
                    text += delta
                    message = ChatMessage(role="assistant", content=text)
                    yield ChatResponse(message=message, delta=delta, raw=chunk)

    return ClosingOpenAILike


def stream_text(
    llm: "LLM", messages: Sequence[tuple[str, str]], *, time_limit: float = TIME_LIMIT
) -> Iterator[str]:
    """Yield the text of a chat answer to (role, text) messages as it comes, without its thoughts.

    One retry, only before any text has come. Every failure is an AssistantError.
    """
    from llama_index.core.llms import ChatMessage

    chat = [ChatMessage(role=role, content=text) for role, text in messages]
    address = _address(getattr(llm, "api_base", None) or llm.metadata.model_name)
    started, retried = False, False
    while True:
        try:
            for delta in without_thoughts(_deltas(llm, chat, time.monotonic() + time_limit)):
                started = True
                yield delta
        except _BrokenAnswerError as failure:
            too_long = failure.after > getattr(llm, "timeout", time_limit)
            if started or retried or too_long or not failure.passing:
                raise AssistantError(f"大模型接口 {address} {failure}") from failure
            retried = True
            time.sleep(failure.after)
        else:
            return


class _BrokenAnswerError(Exception):
    """What went wrong, in Chinese; `passing` where trying again `after` seconds may help."""

    def __init__(self, message: str, *, passing: bool, after: float = RETRY_AFTER) -> None:
        super().__init__(message)
        self.passing = passing
        self.after = after


def _deltas(llm: "LLM", chat: "list[ChatMessage]", deadline: float) -> Iterator[str]:
    import httpx
    import openai

    # Beside the client's own errors: what it raises where the answer is JSON of another shape.
    errors = (openai.OpenAIError, httpx.HTTPError, ValueError, TypeError, AttributeError, KeyError)
    chunks, length, finish, failure = 0, 0, None, None
    try:
        for response in llm.stream_chat(chat):
            chunks += 1
            finish = _finish_reason(response.raw) or finish
            if response.delta:
                length += len(response.delta)
                yield response.delta
            if time.monotonic() > deadline:
                raise _BrokenAnswerError("回答得太慢，已停止等待。", passing=False)
    except errors as error:
        failure = _explain(error)
    # Raised out here, so that the client's error goes, and with it the connection that it holds.
    if failure:
        raise failure
    if not chunks:
        raise _BrokenAnswerError(
            "返回的不是聊天接口的内容（可能是网页或空白），请检查地址（通常以 /v1 结尾）。",
            passing=True,
        )
    if finish == "length":
        raise _BrokenAnswerError("的回答超过了长度上限，没有写完。", passing=False)
    if finish is None and hasattr(response.raw, "choices"):
        raise _BrokenAnswerError("的回答中途断了，请检查网络后重试。", passing=True)
    if not length:
        raise _BrokenAnswerError("返回了空的回答，请重试或换一个模型。", passing=True)


def _finish_reason(raw: Any) -> str | None:  # noqa: ANN401 - each client has its own type here
    choices = getattr(raw, "choices", None)
    return getattr(choices[0], "finish_reason", None) if choices else None


def _explain(error: Exception) -> _BrokenAnswerError:
    """Say what happened and what to do; never with the server's words, which may hold the key."""
    import httpx
    import openai

    if isinstance(error, openai.APITimeoutError | httpx.TimeoutException):
        return _BrokenAnswerError("超过时限没有回应，请稍后再试或调大时限。", passing=True)
    if isinstance(error, openai.APIStatusError):
        return _explain_status(error.status_code, error.response.headers.get("retry-after", ""))
    if isinstance(error, openai.APIConnectionError | httpx.ConnectError):
        return _BrokenAnswerError("连接不上，请检查地址、网络以及服务是否已启动。", passing=True)
    if isinstance(error, httpx.HTTPError):
        return _BrokenAnswerError("的回答中途断了，请检查网络后重试。", passing=True)
    if isinstance(error, openai.APIError):
        return _BrokenAnswerError("报告出错，请稍后再试。", passing=True)
    return _BrokenAnswerError(
        "返回的内容看不懂，请检查它是否与 OpenAI 的聊天接口兼容。", passing=True
    )


def _explain_status(status: int, wait: str) -> _BrokenAnswerError:
    code = f"（HTTP {status}）"
    if status in (401, 403):
        return _BrokenAnswerError(f"不接受密钥{code}，请检查密钥和账户权限。", passing=False)
    if status == 404:
        return _BrokenAnswerError(f"没有这个地址或模型{code}，请检查两者。", passing=False)
    if status == 429:
        return _BrokenAnswerError(
            f"请求太多或额度用完{code}，请稍后再试。", passing=True, after=_seconds(wait)
        )
    if status >= 500:
        return _BrokenAnswerError(f"服务出错{code}，请稍后再试。", passing=True)
    return _BrokenAnswerError(f"拒绝了请求{code}，请检查模型名和上下文长度。", passing=False)


def _seconds(wait: str) -> float:
    """Read a Retry-After header in seconds; a date in it counts as none."""
    return max(float(wait), RETRY_AFTER) if wait.isascii() and wait.isdigit() else RETRY_AFTER


def without_thoughts(deltas: Iterator[str]) -> Iterator[str]:
    """Drop <think>…</think>, which reasoning models put before their answer."""
    held = ""
    for delta in deltas:
        held += delta
        opening = held.lstrip()
        thinking = opening.startswith("<think>")
        if "<think>".startswith(opening) or (thinking and "</think>" not in opening):
            continue
        answer = held.partition("</think>")[2] if thinking else held
        if answer:
            yield answer
        yield from deltas
        return
    if held and not held.lstrip().startswith("<think>"):
        yield held


def _check_address(url: str) -> str:
    """Return the address as messages show it; raise AssistantError where it cannot be one."""
    try:
        parts = urlsplit(url.strip())
        right = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        right = False
    if not right:
        raise AssistantError(
            f"大模型接口地址“{url.rpartition('@')[2][:80]}”不对，"
            "请写成 http:// 或 https:// 开头、通常以 /v1 结尾的地址。"
        )
    return _address(url.strip())


def _address(url: str) -> str:
    """Return the address without user, password and query; a model's name stays as it is."""
    parts = urlsplit(url)
    if not parts.hostname:
        return url
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
