"""What may be asked next, in a browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.page_driver import PAGE, PATIENCE, answer, ask, titles
from tests.stand_in_assistant import COMPARE, INVESTMENT, STAFF, StandInAssistant

pytest_plugins = ["tests.page_fixtures"]
pytestmark = PAGE


@pytest.fixture
def held(assistant: StandInAssistant) -> Iterator[StandInAssistant]:
    """Let suggestions wait until they are let go."""
    assistant.suggest.clear()
    assistant.suggesting.clear()
    yield assistant
    assistant.suggest.set()


def test_a_suggestion_asks_its_question_and_outlives_a_reload(page: Page) -> None:
    ask(page, INVESTMENT)
    offered = page.locator(".next button.ask")
    expect(offered).to_have_text([COMPARE])
    page.reload()
    expect(offered).to_have_text([COMPARE])
    offered.click()
    expect(answer(page, 2)).to_have_attribute("data-phase", "done", timeout=PATIENCE)
    expect(page.locator(".exchange .question").nth(1)).to_contain_text(COMPARE)
    expect(offered).to_have_count(0)  # it has been asked


@pytest.mark.slow
def test_something_else_can_be_asked_meanwhile(desktop: Page, held: StandInAssistant) -> None:
    ask(desktop, INVESTMENT)
    assert held.suggesting.wait(10)
    ask(desktop, STAFF, nth=2)
    held.suggest.set()
    desktop.wait_for_timeout(1000)  # in which what came too late could show
    expect(desktop.locator(".exchange")).to_have_count(2)
    expect(desktop.locator(".next button.ask")).to_have_count(0)
    ask(desktop, INVESTMENT, nth=3)
    expect(desktop.locator(".next button.ask")).to_have_text([COMPARE])


@pytest.mark.slow
@pytest.mark.parametrize("left", ["#new", ".conversation .delete"])
def test_what_comes_too_late_brings_no_conversation_back(
    desktop: Page, held: StandInAssistant, left: str
) -> None:
    ask(desktop, INVESTMENT)
    assert held.suggesting.wait(10)
    desktop.locator(left).dispatch_event("click")
    held.suggest.set()
    desktop.wait_for_timeout(1000)
    expect(desktop.locator(".welcome")).to_be_visible()
    assert desktop.evaluate("zoneAssistant.record()") == {}
    expect(titles(desktop)).to_have_count(1 if left == "#new" else 0)
