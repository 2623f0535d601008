"""A page where answers can be judged, as a fixture."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from eval.feedback.store import Feedback
from tests.page_driver import WIDTHS, opened, serve
from tests.stand_in_assistant import StandInAssistant

pytest_plugins = ["tests.page_fixtures"]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Feedback:
    return Feedback(tmp_path_factory.mktemp("feedback") / "feedback.sqlite")


@pytest.fixture(scope="module")
def judged_url(assistant: StandInAssistant, store: Feedback) -> Iterator[str]:
    yield from serve(lambda: assistant, feedback=store)


@pytest.fixture(params=WIDTHS)
def judged(
    request: pytest.FixtureRequest, browser: Browser, judged_url: str, store: Feedback
) -> Iterator[Page]:
    """Open a page where answers can be judged and the clipboard may be written."""
    store.path.unlink(missing_ok=True)
    for page in opened(browser, judged_url, size=request.param):
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        yield page
