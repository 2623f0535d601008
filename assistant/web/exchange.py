"""One question and what became of it, followed from the backend while a visitor may stop it."""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import Literal

from assistant.schema import Answer, AssistantError, Citation, Turn
from assistant.web.backend import ChatBackend, Loading
from corpus.article import Article

POLL_SECONDS = 0.2
NO_ANSWER = "回答时出了错，没有得到结果。请点“重试”；仍不行时，请看终端里的信息。"

Phase = Literal["waiting", "answering", "done", "stopped", "failed"]


@dataclass(frozen=True, slots=True)
class Card:
    """A citation and its article, or None where the article is not at hand."""

    citation: Citation
    article: Article | None = None


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question with its answer so far."""

    question: str
    phase: Phase = "waiting"
    answer: Answer | None = None
    cards: tuple[Card, ...] = ()
    error: str = ""

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
    loading: Loading, question: str, *, history: Sequence[Turn], stop: Event
) -> Iterator[Exchange]:
    """Yield the exchange as it grows, at least every POLL_SECONDS, until it ends or is stopped.

    The backend runs in a thread of its own: a stop takes effect even while it is blocked.
    """
    exchanges: SimpleQueue[Exchange] = SimpleQueue()
    producer = Thread(
        target=_produce, args=(loading, question, history, stop, exchanges), daemon=True
    )
    exchange = Exchange(question)
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
    question: str,
    history: Sequence[Turn],
    stop: Event,
    exchanges: "SimpleQueue[Exchange]",
) -> None:
    exchange = Exchange(question)
    try:
        backend = _wait(loading, stop)
        if backend is None:
            return
        stream = backend.stream(question, history=history)
        for answer in stream:
            if stop.is_set():
                break
            exchange = Exchange(question, "answering", answer, _cards(backend, answer, exchange))
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


def _cards(backend: ChatBackend, answer: Answer, before: Exchange) -> tuple[Card, ...]:
    """Look up each cited article once per answer; a lost one costs its surroundings only."""
    articles = {card.citation.doc_id: card.article for card in before.cards}
    cards = []
    for citation in answer.citations:
        if citation.doc_id not in articles:
            try:
                articles[citation.doc_id] = backend.article(citation.doc_id)
            except AssistantError:
                articles[citation.doc_id] = None
        cards.append(Card(citation, articles[citation.doc_id]))
    return tuple(cards)
