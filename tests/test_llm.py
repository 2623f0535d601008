import subprocess
import sys
import time

import pytest

from assistant.llm import connect, stream_text, without_thoughts
from assistant.schema import AssistantError
from tests.llm_server import (
    BROKEN,
    EMPTY,
    HTML,
    KEY,
    NOT_JSON,
    OTHER_JSON,
    STALL,
    TOO_MANY,
    UNAUTHORISED,
    Reply,
    served,
)

HELLO = [("user", "总投资多少？")]


def test_thoughts_are_not_shown() -> None:
    with served(Reply("<think>总投资6亿元[1]。</think>约5亿元")) as (_, llm):
        assert "".join(stream_text(llm, HELLO)) == "约5亿元"
    assert list(without_thoughts(iter(["<", "th", "ink>a</thi", "nk>", "b", "c"]))) == ["b", "c"]
    assert list(without_thoughts(iter(["<", "b"]))) == ["<b"]
    assert list(without_thoughts(iter(["<think>a"]))) == []


@pytest.mark.parametrize(
    ("reply", "words", "asked"),
    [
        (STALL, "超过时限没有回应", 2),
        (UNAUTHORISED, "不接受密钥（HTTP 401）", 1),
        (TOO_MANY, "请求太多或额度用完（HTTP 429）", 2),
        (BROKEN, "服务出错（HTTP 500）", 2),
        (HTML, "返回的不是聊天接口的内容", 2),
        (NOT_JSON, "返回的内容看不懂", 2),
        (OTHER_JSON, "返回的内容看不懂", 2),
        (EMPTY, "返回了空的回答", 2),
    ],
)
def test_a_failing_endpoint_is_one_sentence_after_one_retry(
    reply: Reply, words: str, asked: int
) -> None:
    with served(reply, timeout=1.0) as (server, llm):
        with pytest.raises(AssistantError) as error:
            list(stream_text(llm, HELLO))
        assert len(server.requests) == asked
        message = str(error.value)
    assert words in message
    assert server.url in message
    assert KEY not in message
    assert message.endswith("。")
    assert "\n" not in message


def test_the_retry_can_succeed() -> None:
    with served(TOO_MANY, Reply("约5亿元")) as (server, llm):
        assert "".join(stream_text(llm, HELLO)) == "约5亿元"
        assert len(server.requests) == 2


@pytest.mark.parametrize(
    ("wait", "asked", "least"), [("1", 2, 0.9), ("60", 1, 0.0), ("soon", 2, 0)]
)
def test_a_retry_waits_as_long_as_it_is_told_to(wait: str, asked: int, least: float) -> None:
    reply = Reply(status=429, raw="{}", retry_after=wait)
    started = time.monotonic()
    with served(reply, Reply("约5亿元"), timeout=2.0) as (server, llm):
        if asked == 2:
            assert "".join(stream_text(llm, HELLO)) == "约5亿元"
        else:
            with pytest.raises(AssistantError, match="429"):
                list(stream_text(llm, HELLO))
        assert len(server.requests) == asked
    assert time.monotonic() - started >= least


def test_nothing_of_the_environment_is_sent_or_sent_to(monkeypatch: pytest.MonkeyPatch) -> None:
    with served(Reply("不是这里")) as (other, _):
        for name in (
            "OPENAI_BASE_URL",
            "OPENAI_API_BASE",
            "HTTP_PROXY",
            "HTTPS_PROXY",
            "ALL_PROXY",
        ):
            monkeypatch.setenv(name, other.url)
        for name in ("OPENAI_API_KEY", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID", "OPENAI_ADMIN_KEY"):
            monkeypatch.setenv(name, "sk-of-someone")
        with served(Reply("约5亿元")) as (server, llm):
            assert "".join(stream_text(llm, HELLO)) == "约5亿元"
        assert other.requests == []
        assert "sk-of-someone" not in str(server.requests)


def test_a_closed_port_and_an_endless_answer_are_one_sentence() -> None:
    with served(EMPTY) as (_, llm):
        pass
    with pytest.raises(AssistantError, match="连接不上"):
        list(stream_text(llm, HELLO))
    with served(Reply("好" * 100)) as (_, llm), pytest.raises(AssistantError, match="太慢"):
        list(stream_text(llm, HELLO, time_limit=0.0))


@pytest.mark.parametrize(
    ("url", "key", "model", "words"),
    [
        ("api.test/v1", KEY, "m", "地址“api.test/v1”不对"),
        ("ftp://api.test", KEY, "m", "不对"),
        ("http://[::1", KEY, "m", "不对"),
        ("http://h:99999/v1", KEY, "m", "不对"),
        ("", KEY, "m", "不对"),
        ("http://user:pass@h.test/v1?key=pass", KEY, " ", "http://h.test/v1 用哪个模型"),
        ("http://h.test/v1", "密钥", "m", "中文或全角"),
    ],
)
def test_settings_that_cannot_be_right(url: str, key: str, model: str, words: str) -> None:
    with pytest.raises(AssistantError) as error:
        connect(url, key, model, timeout=1)
    assert words in str(error.value)
    assert "pass" not in str(error.value)


def test_who_stops_reading_stops_the_endpoint() -> None:
    with served(Reply("好。" * 50, ending="stall")) as (server, llm):
        text = stream_text(llm, HELLO)
        assert next(text)
        assert not server.left.wait(0.2)
        text.close()  # type: ignore[attr-defined]
        assert server.left.wait(5.0)


def test_the_client_is_imported_only_when_used() -> None:
    code = "import sys, assistant.llm; assert not {'openai', 'httpx'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
