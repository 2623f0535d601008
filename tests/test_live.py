"""The chat moves on to a new index by itself, and drops no answer in progress."""

import logging
import threading
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from assistant.app import open_live
from assistant.dossier.schema import Dossier
from assistant.indexing import build
from assistant.live import LiveAssistant
from assistant.schema import EVERYTHING, Answer, Facets, Filters, Found, Turn
from assistant.settings import Settings
from corpus.article import Article
from index.generations import Generations
from tests.cli_driver import BATTERY

pytest_plugins = ["tests.cli_fixtures"]

PATIENCE = 60  # seconds
NEW = "---\nid: moon\ntitle: 月湾项目\ndate: 2025-11-20\n---\n月湾高新区的月饼项目总投资7.3亿元。\n"
MOON = "月湾高新区的月饼项目总投资多少？"


def settings_of(home: Path) -> Settings:
    return Settings(
        articles=home / "articles", index_dir=home / "index", model="bigram-hash", feedback=None
    )


def rebuild(settings: Settings, *, edit: Callable[[str], str] = lambda text: text) -> None:
    """Add an article, edit another one, and build."""
    (settings.articles / "moon.md").write_text(NEW, "utf-8")
    battery = settings.articles / "yunxi-battery.md"
    battery.write_text(edit(battery.read_text("utf-8")), "utf-8")
    assert build(settings, prune=False, full=False, on_progress=lambda *_: None).fresh


def wait_until(there: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not there():
        assert time.monotonic() < end
        time.sleep(0.05)


def ask(live: LiveAssistant, question: str) -> Answer:
    *_, answer = live.stream(question)
    return answer


def test_a_running_chat_sees_a_rebuild(home: Path) -> None:
    settings = settings_of(home)
    with closing(open_live(settings)) as live:
        assert ask(live, BATTERY).short_answer == "6.2亿元"
        assert ask(live, MOON).short_answer != "7.3亿元"
        rebuild(settings, edit=lambda text: text.replace("6.2亿元", "6.8亿元"))
        wait_until(lambda: ask(live, MOON).short_answer == "7.3亿元")
        assert ask(live, BATTERY).short_answer == "6.8亿元"
        assert "6.8亿元" in live.article("yunxi-battery").body


def test_fifty_questions_during_a_build(home: Path) -> None:
    """Every answer is the old index's or the new one's, and its citation is a place in it."""
    settings = settings_of(home)
    with closing(open_live(settings)) as live, ThreadPoolExecutor(5) as visitors:
        asked = [visitors.submit(ask, live, BATTERY) for _ in range(25)]
        rebuild(settings, edit=lambda text: text.replace("6.2亿元", "6.8亿元"))
        assert live.move_on() or ask(live, BATTERY).short_answer == "6.8亿元"
        asked += [visitors.submit(ask, live, BATTERY) for _ in range(25)]
        answers = [future.result(PATIENCE) for future in asked]
    assert {answer.short_answer for answer in answers} <= {"6.2亿元", "6.8亿元"}
    assert [answer.short_answer for answer in answers[25:]] == ["6.8亿元"] * 25
    for answer in answers:
        assert answer.short_answer
        assert answer.short_answer in answer.citations[0].quote


def test_a_new_index_that_cannot_be_opened(home: Path, caplog: pytest.LogCaptureFixture) -> None:
    settings = settings_of(home)
    with closing(open_live(settings)) as live:
        rebuild(settings)
        folder = Generations(settings.index_dir).current()
        assert folder is not None
        (folder / "passages.jsonl").write_text("")
        with caplog.at_level(logging.WARNING, logger="zone_assistant"):
            wait_until(lambda: bool(caplog.records))
            assert not live.move_on()
            assert not live.move_on()
        assert caplog.text.count("新的索引打不开") == 1
        assert ask(live, BATTERY).short_answer == "6.2亿元"
        build(settings, prune=False, full=True, on_progress=lambda *_: None)
        wait_until(lambda: ask(live, MOON).short_answer == "7.3亿元")


class Slow:
    """A stand-in that answers in two steps and tells whether it has been closed."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.closed = threading.Event()

    def stream(
        self, question: str, *, history: Sequence[Turn] = (), filters: Filters = EVERYTHING
    ) -> Iterator[Answer]:
        assert not filters
        yield Answer(question, question, f"{self.name}开头")
        assert not self.closed.is_set()
        yield Answer(question, question, f"{self.name}结尾{len(history)}")

    def article(self, doc_id: str) -> Article:
        return Article(doc_id, self.name, "正文。")

    def articles(self) -> Mapping[str, Article]:
        return {"1": self.article("1")}

    def passages(
        self, query: str, *, k: int = 10, filters: Filters = EVERYTHING
    ) -> Sequence[Found]:
        assert not filters
        return (Found("1", query, self.name, "", "", 0, 3, "正文。", 1.0),)[:k]

    def examples(self) -> Sequence[str]:
        return (self.name,)

    def facets(self) -> Facets:
        return Facets()

    def dossier(self, zone: str) -> Dossier:
        return Dossier(zone)

    def suggestions(
        self, answer: Answer, *, history: Sequence[Turn] = (), filters: Filters = EVERYTHING
    ) -> Iterator[str]:
        yield from () if filters or history else (answer.question,)

    def close(self) -> None:
        self.closed.set()


def test_an_answer_in_progress_ends_on_the_index_it_began_on(home: Path) -> None:
    opened: list[Slow] = []

    def open_next() -> Slow:
        opened.append(Slow(f"第{len(opened) + 1}代"))
        return opened[-1]

    settings, released = settings_of(home), threading.Event()
    with closing(
        LiveAssistant(settings.index_dir, open_next, release=released.set, poll=PATIENCE)
    ) as live:
        stream = live.stream("问", history=[Turn("前", "后")])
        assert next(stream).answer == "第1代开头"
        rebuild(settings)
        assert live.move_on()
        assert not live.move_on()
        assert live.examples() == ("第2代",)
        assert live.passages("问")[0].source == "第2代"
        assert live.articles()["1"].title == "第2代"
        assert not opened[0].closed.is_set()
        assert next(stream).answer == "第1代结尾1"
        assert list(stream) == []
        assert opened[0].closed.is_set()
        left = live.stream("问")
        assert isinstance(left, Generator)
        assert next(left).answer == "第2代开头"
        assert not opened[1].closed.is_set()
    assert not opened[1].closed.is_set()  # somebody is still being answered
    assert not released.is_set()
    left.close()
    assert opened[1].closed.is_set()
    assert released.wait(PATIENCE)


def test_closing_while_a_new_index_opens(home: Path) -> None:
    opened: list[Slow] = []
    opening, go_on, released = threading.Event(), threading.Event(), threading.Event()

    def open_next() -> Slow:
        if opened:
            opening.set()
            assert go_on.wait(PATIENCE)
        opened.append(Slow(f"第{len(opened) + 1}代"))
        return opened[-1]

    settings = settings_of(home)
    live = LiveAssistant(settings.index_dir, open_next, release=released.set, poll=0.01)
    rebuild(settings)
    assert opening.wait(PATIENCE)
    live.close()
    assert opened[0].closed.is_set()
    assert not released.is_set()  # what is being opened may need it
    go_on.set()
    assert released.wait(PATIENCE)
    assert opened[1].closed.is_set()
    live.close()
