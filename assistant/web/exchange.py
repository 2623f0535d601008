"""One question and what became of it, followed from the backend while a visitor may stop it."""

from collections.abc import Generator, Iterator, Sequence
from contextvars import copy_context
from dataclasses import dataclass, replace
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import Literal

from assistant.operations.asking import leave_when
from assistant.schema import EVERYTHING, Answer, AssistantError, Filters, Turn
from assistant.web.backend import ChatBackend, Loading

POLL_SECONDS = 0.2
NO_ANSWER = "回答时出了错，没有得到结果。请点“重试”；仍不行时，请看终端里的信息。"

Phase = Literal["waiting", "answering", "done", "stopped", "failed"]


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question with its answer so far."""

    question: str
    phase: Phase = "waiting"
    answer: Answer | None = None
    error: str = ""
    filters: Filters = EVERYTHING
    suggestions: tuple[str, ...] = ()  # questions that may follow

    @property
    def running(self) -> bool:
        """Tell whether more of the answer is to come."""
        return self.phase in {"waiting", "answering"}

    def settled(self) -> "Exchange":
        """Return it as stopped where it is still running."""
        return replace(self, phase="stopped") if self.running else self


def turns(conversation: Sequence[Exchange]) -> tuple[Turn, ...]:
    """Return the finished exchanges as the backend's history."""
    return tuple(
        Turn(exchange.question, exchange.answer.answer)
        for exchange in conversation
        if exchange.phase == "done" and exchange.answer
    )


def follow(
    loading: Loading, begun: Exchange, *, history: Sequence[Turn], stop: Event
) -> Iterator[Exchange]:
    """Yield the exchange as it grows, at least every POLL_SECONDS, until it ends or is stopped.

    The backend runs in a thread of its own: a stop takes effect even while it is blocked.
    """
    exchanges: SimpleQueue[Exchange] = SimpleQueue()
    asked = (_produce, loading, begun, history, stop, exchanges)
    producer = Thread(target=copy_context().run, args=asked, daemon=True)
    exchange = begun
    yield exchange
    producer.start()
    try:
        while exchange.running:
            alive = producer.is_alive()  # asked before looking, so that no last word is missed
            exchange = _latest(exchanges, exchange)
            if stop.is_set():
                exchange = exchange.settled()
            elif not alive and exchange.running:
                exchange = replace(exchange, phase="failed", error=NO_ANSWER)
            yield exchange
    finally:
        stop.set()


def suggest(loading: Loading, done: Exchange, *, history: Sequence[Turn]) -> Iterator[Exchange]:
    """Yield the exchange with one more question each time that may follow its answer."""
    if done.phase != "done" or done.answer is None or done.suggestions:
        return
    try:
        backend = loading.wait(0)
        for question in backend.suggestions(done.answer, history=history, filters=done.filters):
            done = replace(done, suggestions=(*done.suggestions, question))
            yield done
    except (AssistantError, TimeoutError):
        return  # what was found so far is enough


def _latest(exchanges: "SimpleQueue[Exchange]", current: Exchange) -> Exchange:
    """Return the newest snapshot: a reader that lags skips, since each one is whole."""
    try:
        current = exchanges.get(timeout=POLL_SECONDS)
        while not exchanges.empty():
            current = exchanges.get_nowait()
    except Empty:
        pass
    return current


def _produce(
    loading: Loading,
    begun: Exchange,
    history: Sequence[Turn],
    stop: Event,
    exchanges: "SimpleQueue[Exchange]",
) -> None:
    exchange = begun
    leave_when(stop)
    try:
        backend = _wait(loading, stop)
        if backend is None:
            return
        stream = backend.stream(begun.question, history=history, filters=begun.filters)
        for answer in stream:
            if stop.is_set():
                break
            exchange = replace(begun, phase="answering", answer=answer)
            exchanges.put(exchange)
        else:
            if exchange.answer:
                exchanges.put(replace(exchange, phase="done"))
        if isinstance(stream, Generator):
            stream.close()
    except AssistantError as error:
        exchanges.put(replace(exchange, phase="failed", error=str(error)))


def _wait(loading: Loading, stop: Event) -> ChatBackend | None:
    while not stop.is_set():
        try:
            return loading.wait(POLL_SECONDS)
        except TimeoutError:
            continue
    return None
