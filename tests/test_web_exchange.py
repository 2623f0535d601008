import socket
import threading
import time
from collections.abc import Iterator, Sequence

import pytest

from assistant.schema import EVERYTHING, Answer, AssistantError, Filters, Turn
from assistant.web.backend import BackgroundLoading
from assistant.web.exchange import Exchange, follow, turns
from assistant.web.server import listen
from tests.stand_in_assistant import BLOCKED, INVESTMENT, SLOW, StandInAssistant


class Silent(StandInAssistant):
    """Ends without an answer, as no backend should."""

    def stream(
        self, question: str, *, history: Sequence[Turn] = (), filters: Filters = EVERYTHING
    ) -> Iterator[Answer]:
        yield from list(super().stream(question, history=history, filters=filters))[:0]


def _follow(assistant: StandInAssistant, question: str) -> list[Exchange]:
    loading = BackgroundLoading(lambda: assistant)
    begun = Exchange(question)
    return list(follow(loading, begun, history=(), stop=threading.Event()))


def test_an_exchange_waits_then_ends_with_its_answer() -> None:
    exchanges = _follow(StandInAssistant(), INVESTMENT)
    last = exchanges[-1]
    assert (exchanges[0].phase, last.phase) == ("waiting", "done")
    assert last.answer
    assert [citation.n for citation in last.answer.citations] == [1, 2]


def test_the_filters_of_a_question_reach_the_backend_and_stay_with_it() -> None:
    assistant = StandInAssistant()
    filters = Filters(zones=("青石岭高新区",))
    begun = Exchange(INVESTMENT, filters=filters)
    loading = BackgroundLoading(lambda: assistant)
    *_, last = follow(loading, begun, history=(), stop=threading.Event())
    assert assistant.filters == [filters]
    assert last.filters == filters


def test_a_question_the_backend_refuses_ends_in_its_sentence() -> None:
    last = _follow(StandInAssistant(), "长" * 10_000)[-1]
    assert (last.phase, last.error) == ("failed", "问题有10000字，最多2000字，请缩短后再问。")


def test_a_backend_that_says_nothing_ends_in_a_sentence_too() -> None:
    last = _follow(Silent(), INVESTMENT)[-1]
    assert last.phase == "failed"
    assert "重试" in last.error


@pytest.mark.parametrize("question", [SLOW, BLOCKED])
def test_a_stop_ends_it_at_once_and_closes_the_stream(question: str) -> None:
    assistant = StandInAssistant()
    stop = threading.Event()
    loading = BackgroundLoading(lambda: assistant)
    exchanges = follow(loading, Exchange(question), history=(), stop=stop)
    begun = time.monotonic()
    while (exchange := next(exchanges)).phase != "stopped":
        if time.monotonic() - begun > 0.5:
            stop.set()
    assert time.monotonic() - begun < 2
    assert list(exchanges) == []
    assert not exchange.running
    assistant.unblock.set()
    assert assistant.closed.wait(2)
    told = assistant.snapshots
    time.sleep(0.5)
    assert assistant.snapshots == told


def test_a_visitor_who_leaves_ends_the_stream() -> None:
    assistant = StandInAssistant()
    loading = BackgroundLoading(lambda: assistant)
    exchanges = follow(loading, Exchange(SLOW), history=(), stop=threading.Event())
    while next(exchanges).phase == "waiting":
        pass
    exchanges.close()  # type: ignore[attr-defined]
    assert assistant.closed.wait(2)


def test_history_holds_finished_answers_only() -> None:
    done = _follow(StandInAssistant(), INVESTMENT)[-1]
    assert done.answer
    stopped, failed = Exchange("甲", "stopped", done.answer), Exchange("乙", "failed", error="坏")
    assert turns([done, stopped, failed]) == (Turn(INVESTMENT, done.answer.answer),)


def test_loading_tells_when_it_is_ready() -> None:
    gate = threading.Event()

    def load() -> StandInAssistant:
        gate.wait(10)
        return StandInAssistant()

    loading = BackgroundLoading(load)
    assert not loading.ready
    assert loading.error is None
    with pytest.raises(TimeoutError):
        loading.wait(0.01)
    gate.set()
    assert loading.wait(5).examples()
    assert loading.ready


@pytest.mark.parametrize(
    ("failure", "said"),
    [(AssistantError("找不到索引。"), "找不到索引。"), (OSError("磁盘坏了"), "OSError：磁盘坏了")],
)
def test_loading_that_fails_says_why(failure: Exception, said: str) -> None:
    def load() -> StandInAssistant:
        raise failure

    loading = BackgroundLoading(load)
    with pytest.raises(AssistantError, match=said):
        loading.wait(5)
    assert not loading.ready
    assert said in (loading.error or "")


def test_a_port_that_is_taken_is_named_with_another_one() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(AssistantError, match=f"端口{port}.*已被占用.*--port {port + 1}。"):
            listen("127.0.0.1", port)


def test_a_port_that_cannot_be_is_named() -> None:
    with pytest.raises(AssistantError, match=r"端口70000不在1到65535之间.*--port 7861"):
        listen("127.0.0.1", 70_000)
    with pytest.raises(AssistantError, match=r"不能在256\.0\.0\.1的端口7860上"):
        listen("256.0.0.1", 7860)
