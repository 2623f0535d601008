"""A served page and a browser looking at it, as fixtures."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import open_browser
from tests.page_driver import DESKTOP, WIDTHS, opened, serve
from tests.stand_in_assistant import StandInAssistant


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=20_000)  # milliseconds; only a busy machine needs them
    with open_browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def assistant() -> StandInAssistant:
    return StandInAssistant(pause=0.02)


@pytest.fixture(scope="module")
def url(assistant: StandInAssistant) -> Iterator[str]:
    yield from serve(lambda: assistant)


@pytest.fixture(params=WIDTHS)
def page(request: pytest.FixtureRequest, browser: Browser, url: str) -> Iterator[Page]:
    yield from opened(browser, url, size=request.param)


@pytest.fixture
def desktop(browser: Browser, url: str) -> Iterator[Page]:
    yield from opened(browser, url, size=DESKTOP)
