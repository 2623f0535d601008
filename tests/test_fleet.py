"""Several chats behind nginx: one is killed, and nobody notices more than a repeated question."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.access.users import UserFile
from assistant.indexing import build
from assistant.settings import Settings
from tests.bucket_fixtures import make_bucket, s3_server
from tests.cli_driver import BATTERY, POWERS
from tests.fleet_fixtures import (
    HOST,
    PATIENCE,
    USER,
    answers,
    asking_all_the_time,
    by_page,
    by_program,
    chat,
    event_of,
    logged_in,
    nginx,
    running,
    slow_service,
)
from tests.index_fixtures import say_nothing
from tests.page_driver import PAGE, answer, ask, titles, visitor
from tests.server_fixtures import chroma_run, free_port, until
from tests.stand_in_assistant import COMPARE, SLOW
from tests.test_live import rebuild

pytest_plugins = ["tests.cli_fixtures", "tests.page_fixtures"]
pytestmark = [*PAGE, pytest.mark.slow]

FIRMS = "南河经开区入驻企业多少户？"
KNOWN: dict[str, Callable[[str], bool]] = {
    BATTERY: lambda text: "6.2亿元" in text,
    POWERS: lambda text: "58项" in text,
    FIRMS: lambda text: "169户" in text,
}
CHATS = ("one", "two", "three")
LONG = 120_000  # milliseconds; seconds will do on a machine of its own


def test_a_killed_chat_costs_no_more_than_a_repeated_question(home: Path, browser: Browser) -> None:
    UserFile(home / "users.json").put(USER[0], "reader", USER[1])
    with ExitStack() as held:
        fleet = Fleet(home, held)
        client = held.enter_context(closing(logged_in(fleet.url)))
        event = event_of(fleet.url)
        page = opened(browser, fleet.url)
        asks = [(by_program(fleet.url), client)] * 3 + [(by_page(fleet.url, event), client)] * 3
        with asking_all_the_time(asks, KNOWN) as count:
            shown = asked_by_hand(page, 1, seconds=0)
            until(lambda: count.asked > 30, within=PATIENCE)
            fleet.kill("two")
            begun = count.asked
            shown = asked_by_hand(page, shown, seconds=5)
            until(lambda: count.asked > begun + 60, within=PATIENCE)
        print(count)  # noqa: T201 - the figures
        assert (count.wrong, count.lost) == ([], [])
        assert count.asked > 90
        fleet.rebuild("6.8亿元")
        fleet.all_say("6.8亿元")
        ask(page, BATTERY, nth=shown)
        expect(answer(page, shown)).to_contain_text("6.8亿元")
        fleet.start("two")  # and is back with what was built meanwhile
        fleet.all_say("6.8亿元")
        fleet.rebuild("7.1亿元")
        print(f"all three answer anew after {fleet.all_say('7.1亿元')} s")  # noqa: T201
        page.context.close()


class Fleet:
    """Three chats with copies of their own, over one Chroma server and one bucket."""

    def __init__(self, home: Path, held: ExitStack) -> None:
        self._home, self._held = home, held
        endpoint, port = held.enter_context(s3_server()), free_port()
        (home / "chroma").mkdir()
        held.enter_context(chroma_run(home / "chroma", port))
        self._settings = {
            "generations": make_bucket(endpoint, "fleet"),
            "s3_endpoint": endpoint,
            "s3_key": "testing",
            "s3_secret": "testing",
            "s3_region": "us-east-1",
            "chroma_host": HOST,
            "chroma_port": str(port),
        }
        given = {"articles": home / "articles", "index_dir": home / "index", "model": "bigram-hash"}
        self._builder = Settings.model_validate({**given, **self._settings})
        build(self._builder, prune=False, full=False, on_progress=say_nothing)
        self._ports = {name: free_port() for name in CHATS}
        self._processes = {
            name: held.enter_context(chat(home, name, at, **self._settings))
            for name, at in self._ports.items()
        }
        (home / "nginx").mkdir()
        self._wait()
        self.url = held.enter_context(nginx(home / "nginx", tuple(self._ports.values())))

    def start(self, name: str) -> None:
        """Start a chat again."""
        again = chat(self._home, name, self._ports[name], **self._settings)
        self._processes[name] = self._held.enter_context(again)
        self._wait()

    def kill(self, name: str) -> None:
        """Kill a chat as the system does where memory is short."""
        self._processes.pop(name).kill()

    def rebuild(self, figure: str) -> None:
        """Build what has changed."""
        text = (self._home / "articles" / "yunxi-battery.md").read_text("utf-8")
        said = next(f for f in ("6.2亿元", "6.8亿元") if f in text)
        rebuild(self._builder, edit=lambda article: article.replace(said, figure))

    def all_say(self, figure: str) -> float:
        """Wait until all that run answer with a figure; return the seconds."""
        begun = time.monotonic()
        until(lambda: all(figure in self._said(name) for name in self._processes), within=PATIENCE)
        return round(time.monotonic() - begun, 1)

    def _said(self, name: str) -> str:
        with httpx.Client(timeout=60, trust_env=False) as client:
            return by_program(f"http://{HOST}:{self._ports[name]}")(client, BATTERY)

    def _wait(self) -> None:
        ports = [self._ports[name] for name in self._processes]
        until(lambda: all(answers(f"http://{HOST}:{p}/readyz") for p in ports), within=PATIENCE)


def opened(browser: Browser, url: str) -> Page:
    """Open the page of a visitor who has logged in."""
    page = visitor(browser).new_page()
    page.goto(url)
    page.get_by_label("用户名").fill(USER[0])
    page.get_by_label("密码").fill(USER[1])
    page.keyboard.press("Enter")
    expect(page.locator("#account")).to_contain_text(USER[0])
    return page


def asked_by_hand(page: Page, nth: int, *, seconds: float) -> int:
    """Ask on the page for so long; return the number of the next question."""
    end = time.monotonic() + seconds
    while True:
        ask(page, BATTERY, nth=nth)
        expect(answer(page, nth)).to_contain_text("6.2亿元")
        nth += 1
        if time.monotonic() >= end:
            return nth


@pytest.fixture
def two(tmp_path: Path) -> Iterator[tuple[str, dict[int, Callable[[], None]]]]:
    """Return the address of two slow chats, and by port what kills each."""
    with ExitStack() as held:
        ports = (free_port(), free_port())
        kills = {
            port: held.enter_context(slow_service(tmp_path, f"of-{port}", port)).kill
            for port in ports
        }
        until(lambda: all(answers(f"http://{HOST}:{p}/healthz") for p in ports), within=PATIENCE)
        (tmp_path / "nginx").mkdir()
        yield held.enter_context(nginx(tmp_path / "nginx", ports)), kills


def begin_asking(page: Page) -> None:
    page.locator("#box textarea").fill(SLOW)
    page.keyboard.press("Enter")


def test_the_page_asks_again_by_itself(
    browser: Browser, two: tuple[str, dict[int, Callable[[], None]]]
) -> None:
    url, kills = two
    page = visitor(browser).new_page()
    page.goto(url)
    begin_asking(page)
    expect(answer(page)).to_contain_text("第3句", timeout=LONG)
    (port,) = [port for port in kills if running(port)]
    kills[port]()
    expect(answer(page)).to_have_attribute("data-phase", "done", timeout=LONG)
    expect(answer(page)).to_contain_text("第20句")
    expect(page.locator("#lost, #broken, #refused").locator("visible=true")).to_have_count(0)
    expect(page.locator(".exchange")).to_have_count(1)
    expect(titles(page)).to_have_text([SLOW])  # one conversation, not two
    ask(page, COMPARE, nth=2)
    begin_asking(page)
    expect(answer(page, 3)).to_contain_text("第2句", timeout=LONG)
    page.locator("#halt").click()  # reaches the process that answers
    expect(answer(page, 3)).to_have_attribute("data-phase", "stopped", timeout=LONG)
    page.context.close()


def test_without_another_chat_the_page_says_that_the_connection_is_lost(
    browser: Browser, two: tuple[str, dict[int, Callable[[], None]]]
) -> None:
    url, kills = two
    page = visitor(browser).new_page()
    page.goto(url)
    begin_asking(page)
    expect(answer(page)).to_contain_text("第2句", timeout=LONG)
    for kill in kills.values():
        kill()
    expect(page.locator("#lost")).to_be_visible(timeout=LONG)
    page.context.close()
