"""What may be asked next, in the exchange and on the page."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from assistant.schema import EVERYTHING, Answer, AssistantError, Filters, Turn
from assistant.web.backend import BackgroundLoading
from assistant.web.exchange import Exchange, Phase, follow, suggest, turns
from assistant.web.record import Conversation, from_record, to_record
from assistant.web.render import conversation_html
from tests.stand_in_assistant import COMPARE, INVESTMENT, STAFF, StandInAssistant


class Two(StandInAssistant):
    """Has two suggestions, and fails behind them."""

    def suggestions(
        self, answer: Answer, *, history: Sequence[Turn] = (), filters: Filters = EVERYTHING
    ) -> Iterator[str]:
        assert not answer.refused
        assert not history
        assert not filters
        yield "甲？"
        yield "乙？"
        raise AssistantError("索引换了。")


def done(assistant: StandInAssistant, question: str = INVESTMENT) -> Exchange:
    loading = BackgroundLoading(lambda: assistant)
    begun = Exchange(question)
    *_, last = follow(loading, begun, history=(), stop=threading.Event())
    return last


def found(
    assistant: StandInAssistant, exchange: Exchange, history: Sequence[Turn] = ()
) -> list[tuple[str, ...]]:
    loading = BackgroundLoading(lambda: assistant)
    loading.wait(5)
    return [e.suggestions for e in suggest(loading, exchange, history=history)]


def test_an_answer_is_done_before_its_suggestions_are_looked_for() -> None:
    assistant = StandInAssistant()
    assistant.suggest.clear()
    exchange = done(assistant)
    assert (exchange.phase, exchange.suggestions) == ("done", ())
    assert not assistant.suggesting.is_set()


def test_they_come_one_by_one_and_a_failure_takes_none_away() -> None:
    assert found(Two(), done(Two())) == [("甲？",), ("甲？", "乙？")]


def test_the_backend_knows_what_was_asked_and_the_filters() -> None:
    assistant = StandInAssistant()
    exchange = done(assistant)
    assert found(assistant, exchange) == [(COMPARE,)]
    assert found(assistant, exchange, turns([done(assistant, COMPARE)])) == []
    assert found(assistant, replace(exchange, filters=Filters(zones=("白沙洲开发区",)))) == []


@pytest.mark.parametrize("phase", ["waiting", "answering", "stopped", "failed"])
def test_only_a_finished_answer_has_any(phase: Phase) -> None:
    exchange = replace(done(StandInAssistant()), phase=phase)
    assert found(StandInAssistant(), exchange) == []


def test_they_are_looked_for_once() -> None:
    assert found(Two(), replace(done(Two()), suggestions=(COMPARE,))) == []


def test_while_the_backend_loads_there_are_none() -> None:
    gate = threading.Event()

    def load() -> StandInAssistant:
        gate.wait(10)
        return StandInAssistant()

    exchange = done(StandInAssistant())
    assert list(suggest(BackgroundLoading(load), exchange, history=())) == []
    gate.set()


def test_they_are_kept_with_the_conversation_and_shown_under_its_last_answer() -> None:
    first = replace(done(StandInAssistant()), suggestions=(COMPARE,))
    kept = from_record(to_record(Conversation("1", (first,))))
    assert kept.exchanges[0].suggestions == (COMPARE,)
    button = f'data-ask="{COMPARE}"'
    assert button in conversation_html(kept.exchanges)
    assert button not in conversation_html([first, done(StandInAssistant(), STAFF)])
