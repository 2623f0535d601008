"""Serving the page and driving it, for the browser tests."""

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import uvicorn
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Request,
    expect,
)

from assistant.access.door import Access
from assistant.desk.desk import Desk
from assistant.web.backend import BackgroundLoading, ChatBackend
from assistant.web.server import QuietServer, listen, make_app
from eval.feedback.store import Feedback

# Marks of the tests that serve the page.
PAGE = [
    pytest.mark.browser,
    # Gradio's queue uses what pandas 3 has given up.
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting':DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated:DeprecationWarning"),
]


def on_page(test: Callable[..., None]) -> Callable[..., None]:
    """Give one test the marks of those that serve the page."""
    for mark in PAGE:
        test = mark(test)
    return test


PHONE, DESKTOP = (390, 844), (1280, 800)
WIDTHS = (
    pytest.param(DESKTOP, id="1280"),
    pytest.param(PHONE, id="390", marks=pytest.mark.slow),
)
# What Gradio logs where a page is reloaded while something is on its way.
LEAVING = ("AbortError: signal is aborted", "Unexpected error Connection errored out.")
PATIENCE = 60_000  # milliseconds; an answer is there in one second, the rest is a busy machine


def serve(
    load: Callable[[], ChatBackend],
    *,
    feedback: Feedback | None = None,
    desk: Callable[[BackgroundLoading], Desk] | None = None,
    access: Access | None = None,
    port: int = 0,
) -> Iterator[str]:
    with listen("127.0.0.1", port) as listener:
        loading = BackgroundLoading(load)
        made = desk(loading) if desk else None
        app = make_app(loading, feedback=feedback, desk=made, access=access)
        config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1)
        server = QuietServer(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
        server.should_exit = True
        thread.join(10)


def opened(browser: Browser, url: str, *, size: tuple[int, int]) -> Iterator[Page]:
    """Open a page of its own visitor; requests to other hosts and script errors fail the test."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, locale="zh-CN", color_scheme="light"
    )
    opened = context.new_page()
    opened.set_default_timeout(20_000)
    hosts: set[str] = set()
    errors: list[str] = []

    def asked(request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme != "data":
            hosts.add(parts.netloc)

    def logged(message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(LEAVING):
            errors.append(f"{message.text} {message.location.get('url', '')}")

    opened.on("request", asked)
    opened.on("console", logged)
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.goto(url)
    yield opened
    context.close()
    assert hosts == {urlsplit(url).netloc}
    assert not errors, errors


def ask(page: Page, question: str, *, nth: int = 1, phase: str = "done") -> None:
    page.locator("#box textarea").fill(question)
    page.keyboard.press("Enter")
    expect(answer(page, nth)).to_have_attribute("data-phase", phase, timeout=PATIENCE)


def answer(page: Page, nth: int = 1) -> Locator:
    return page.locator(f'.exchange[data-exchange="{nth}"] .answer')


def shoot(page: Page, name: str, tmp_path: Path) -> None:
    folder = Path(os.environ.get("ZONE_ASSISTANT_SHOTS", tmp_path))
    folder.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=folder / f"{name}.png")


def tool(page: Page, name: str, nth: int = 1) -> None:
    answer(page, nth).locator(f".tools .{name}").click()


def width(page: Page) -> int:
    return page.viewport_size["width"] if page.viewport_size else 0


def visitor(browser: Browser) -> BrowserContext:
    """Return a visitor whose tabs share what the browser keeps."""
    context = browser.new_context(
        viewport={"width": DESKTOP[0], "height": DESKTOP[1]}, locale="zh-CN"
    )
    context.set_default_timeout(20_000)
    return context


def titles(page: Page) -> Locator:
    """Return the conversations in the list."""
    return page.locator(".conversation .open")


def begin(page: Page) -> None:
    """Begin a new conversation."""
    page.locator("#new").click()
    expect(page.locator(".welcome .ask")).to_have_count(3)
