"""The page writes down what it could not answer, and never lets that disturb an answer."""

import logging
import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from assistant.app import open_feedback, open_for_people
from assistant.schema import REFUSAL, Answer, AssistantError, Turn
from assistant.settings import Settings, read_settings
from assistant.web.backend import BackgroundLoading
from assistant.web.exchange import Exchange, follow
from assistant.web.feedback import WithFeedback
from eval.feedback.store import Entry, Feedback
from tests.cli_driver import STAFF as BATTERY_STAFF
from tests.page_driver import DESKTOP, answer, ask, on_page, opened, serve
from tests.stand_in_assistant import INVESTMENT, SLOW, STAFF, StandInAssistant

pytest_plugins = ["tests.cli_fixtures", "tests.page_fixtures"]


def written() -> None:
    """Wait until what was to be written down is written."""
    for thread in threading.enumerate():
        if thread.name == "feedback":
            thread.join(30)


def told(store: Feedback, question: str, *history: Turn) -> Exchange:
    loading = BackgroundLoading(lambda: WithFeedback(StandInAssistant(), store))
    *_, last = follow(loading, Exchange(question), history=history, stop=threading.Event())
    written()
    return last


@on_page
def test_the_page_writes_a_refused_question_down(browser: Browser, tmp_path: Path) -> None:
    store = Feedback(tmp_path / "data" / "feedback.sqlite")
    for url in serve(lambda: WithFeedback(StandInAssistant(), store)):
        for page in opened(browser, url, size=DESKTOP):
            expect(page.locator(".welcome .ask")).to_have_count(3)
            ask(page, INVESTMENT)
            assert not store.path.exists(), "an answer is not written down"
            ask(page, STAFF, nth=2)
            expect(answer(page, 2)).to_contain_text(REFUSAL)
            written()
    (entry,) = store.entries()
    assert (entry.question, entry.refused, entry.verdict) == (STAFF, True, "")
    assert entry.standalone_question == STAFF
    assert [asked for asked, _ in entry.history] == [INVESTMENT]
    assert "约6.2亿元" in entry.history[0][1]
    assert entry.nearby == ("总投资", "占地面积", INVESTMENT)


def test_only_refusals_are_written_down(tmp_path: Path) -> None:
    store = Feedback(tmp_path / "feedback.sqlite")
    assert told(store, INVESTMENT).phase == "done"
    assert told(store, "长" * 10_000).phase == "failed"
    assert not store.path.exists()
    assert told(store, STAFF, Turn(INVESTMENT, "约6.2亿元")).phase == "done"
    (entry,) = store.entries()
    assert (entry.question, entry.history) == (STAFF, ((INVESTMENT, "约6.2亿元"),))
    assert entry.answer == REFUSAL


def test_a_stop_reaches_the_backend(tmp_path: Path) -> None:
    assistant = StandInAssistant()
    store = Feedback(tmp_path / "feedback.sqlite")
    answers = WithFeedback(assistant, store).stream(SLOW)
    next(iter(answers))
    answers.close()  # type: ignore[attr-defined]
    assert assistant.closed.is_set()
    refusal = WithFeedback(assistant, store).stream(STAFF)
    next(iter(refusal))
    refusal.close()  # type: ignore[attr-defined]
    written()
    assert not store.path.exists(), "nobody has seen that refusal to its end"


def test_what_is_not_asked_goes_straight_through(tmp_path: Path) -> None:
    assistant = StandInAssistant()
    page = WithFeedback(assistant, Feedback(tmp_path / "feedback.sqlite"))
    assert page.examples() == assistant.examples()
    assert page.article("baishazhou-firms") == assistant.article("baishazhou-firms")


def test_a_store_that_fails_costs_one_line_of_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store = Feedback(tmp_path / "feedback.sqlite")
    store.path.write_text("这不是数据库" * 100, "utf-8")
    with caplog.at_level(logging.INFO):
        last = told(store, STAFF)
    assert last.phase == "done"
    assert last.answer
    assert last.answer.refused
    (line,) = [record.getMessage() for record in caplog.records]
    assert line.startswith(f"一个拒答的问题没有记下：反馈库 {store.path} 不是 SQLite 文件")
    assert "\n" not in line


def test_a_store_that_is_busy_delays_nobody(tmp_path: Path) -> None:
    store = Feedback(tmp_path / "feedback.sqlite")
    assert told(store, STAFF).phase == "done"
    with closing(sqlite3.connect(store.path, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        begun = time.monotonic()
        answers: list[Answer] = list(WithFeedback(StandInAssistant(), store).stream(STAFF))
        assert time.monotonic() - begun < 1
        holder.execute("COMMIT")
    written()
    assert answers[-1].answer == REFUSAL
    assert len(store.entries()) == 2


def open_page(built: Path, **changed: Any) -> WithFeedback | object:
    given: dict[str, Any] = {"articles": built / "articles", "index_dir": built / "index"}
    return open_for_people(Settings(**given, **changed, model="bigram-hash", llm_base_url=""))


@pytest.mark.slow
def test_the_real_page_keeps_what_is_asked_of_it(built: Path, tmp_path: Path) -> None:
    path = tmp_path / "kept" / "feedback.sqlite"
    page = open_page(built, feedback=path)
    assert isinstance(page, WithFeedback)
    *_, last = page.stream(BATTERY_STAFF)
    assert last.refused
    written()
    (entry,) = Feedback(path).entries()
    assert isinstance(entry, Entry)
    assert (entry.question, entry.confidence) == (BATTERY_STAFF, last.confidence)
    assert entry.nearby == last.frame.nearby != ()
    assert open_feedback(Settings(feedback=path)).entries() == [entry]
    assert not isinstance(open_page(built, feedback=None), WithFeedback)


@pytest.mark.parametrize(
    ("given", "path"),
    [
        (None, Path("data/feedback.sqlite")),
        ("mine.db", Path("mine.db")),
        ("./off", Path("off")),
        *((off, None) for off in ("off", "", " OFF")),
    ],
)
def test_one_setting_says_where_or_that_nothing_is_kept(
    given: str | None, path: Path | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ZONE_ASSISTANT_FEEDBACK", raising=False)
    if given is not None:
        (tmp_path / ".env").write_text(f"ZONE_ASSISTANT_FEEDBACK={given}\n", "utf-8")
    assert read_settings().feedback == path


def test_what_is_switched_off_cannot_be_read() -> None:
    with pytest.raises(AssistantError, match="ZONE_ASSISTANT_FEEDBACK=off"):
        open_feedback(Settings(feedback=None))
