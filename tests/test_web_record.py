from dataclasses import replace
from threading import Event

import pytest

from assistant.schema import AssistantError
from assistant.web.backend import BackgroundLoading
from assistant.web.exchange import Exchange, follow
from assistant.web.language import preferred
from assistant.web.record import Conversation, from_record, to_record
from tests.stand_in_assistant import COMPARE, INVESTMENT, StandInAssistant


def _asked(question: str) -> Exchange:
    loading = BackgroundLoading(StandInAssistant)
    *_, last = follow(loading, Exchange(question), history=(), stop=Event())
    return last


def test_a_conversation_comes_back_from_the_browser_as_it_was() -> None:
    conversation = Conversation().having(_asked(INVESTMENT), _asked(COMPARE))
    assert from_record(to_record(conversation)) == conversation
    assert conversation.having(*conversation.exchanges).id == conversation.id != ""


def test_an_answer_that_is_being_written_is_kept_as_stopped() -> None:
    running = replace(_asked(INVESTMENT), phase="answering")
    kept = from_record(to_record(Conversation("a", (running,)))).exchanges[0]
    assert (kept.phase, kept.answer) == ("stopped", running.answer)


def test_nothing_kept_is_an_empty_conversation() -> None:
    assert from_record(None) == from_record({}) == Conversation()


@pytest.mark.parametrize(
    "record",
    [[1], "x", {"exchanges": 1}, {"id": "a", "exchanges": [{"question": "甲", "phase": "odd"}]}],
)
def test_what_is_nothing_of_ours_is_told_in_a_sentence(record: object) -> None:
    with pytest.raises(AssistantError, match="这段对话读不出来"):
        from_record(record)


@pytest.mark.parametrize(
    ("accepted", "chosen", "lang"),
    [
        ("", "", "zh"),
        ("en-US,en;q=0.9", "", "en"),
        ("zh-TW,en;q=0.9", "", "zh"),
        ("fr,en;q=0.5,zh;q=0.8", "", "zh"),
        ("fr,de", "", "zh"),
        ("en;q=0", "", "zh"),
        ("en;q=abc", "", "zh"),
        ("en-US", "zh", "zh"),
        ("zh-CN", "en", "en"),
        ("zh-CN", "fr", "zh"),
    ],
)
def test_the_language_is_the_chosen_one_else_what_the_browser_accepts_most(
    accepted: str, chosen: str, lang: str
) -> None:
    assert preferred(accepted, chosen) == lang
