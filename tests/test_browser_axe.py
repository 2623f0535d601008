"""The page as axe-core sees it: nothing that shuts out who cannot see, point or tell colours."""

from collections.abc import Callable, Iterable, Iterator, Sequence

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from eval.feedback.store import Feedback
from tests.page_driver import PAGE, PATIENCE, ask, serve
from tests.stand_in_assistant import COMPARE, INVESTMENT, STAFF, StandInAssistant

pytest_plugins = ["tests.page_fixtures"]
pytestmark = PAGE
COLOURS = ("color-contrast", "link-in-text-block")  # what may differ in the dark
STILL = "*, ::before, ::after { transition: none !important; animation: none !important; }"


def _welcome(page: Page) -> None:
    expect(page.locator(".welcome .ask")).to_have_count(3)


def _filters(page: Page) -> None:
    page.locator("#filters .toggle").click()
    expect(page.locator("#filters .panel")).to_be_visible()


def _cited(page: Page) -> None:
    ask(page, INVESTMENT)
    page.locator("#cite-1-1").click()
    expect(page.locator("#card-1-1")).to_be_focused()


def _judging(page: Page) -> None:
    page.locator(".tools .wrong").click()
    expect(page.locator("form.judging")).to_be_visible()


def _editing(page: Page) -> None:
    page.locator(".tools .edit").click()
    expect(page.locator("form.editing")).to_be_visible()


def _article(page: Page) -> None:
    page.locator("#card-1-1 button.open").click()
    expect(page.locator("dialog.whole h2")).to_be_visible()


def _compared(page: Page) -> None:
    ask(page, COMPARE, nth=2)


def _refused(page: Page) -> None:
    ask(page, STAFF, nth=3)


def _conversations(page: Page) -> None:
    menu = page.locator("#menu")
    if menu.get_attribute("aria-expanded") == "false":
        menu.click()
    expect(page.locator("#conversations li").first).to_be_visible()


# Each is reached from the one before it, after Escape has been pressed.
STATES: tuple[Callable[[Page], None], ...] = (
    _welcome,
    _filters,
    _cited,
    _judging,
    _editing,
    _article,
    _compared,
    _refused,
    _conversations,
)


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    store = Feedback(tmp_path_factory.mktemp("feedback") / "feedback.sqlite")
    yield from serve(StandInAssistant, feedback=store)


@pytest.mark.slow
def test_axe_finds_no_fault(page: Page) -> None:
    assert not list(_found(page, STATES))


@pytest.mark.slow
def test_axe_finds_no_fault_in_english(desktop: Page, url: str) -> None:
    desktop.goto(f"{url}en/")
    assert not list(_found(desktop, (_welcome, _filters, _cited, _article)))


def _found(page: Page, states: Iterable[Callable[[Page], None]]) -> Iterator[str]:
    """Yield the faults of each state, in the light and in the dark."""
    expect(page.locator(".welcome .ask")).to_have_count(3, timeout=PATIENCE)
    page.add_style_tag(content=STILL)
    for reach in states:
        page.keyboard.press("Escape")
        reach(page)
        yield from (f"{reach.__name__} {fault}" for fault in _faults(page))
        page.evaluate("document.body.classList.add('dark')")
        yield from (f"{reach.__name__} dark {fault}" for fault in _faults(page, rules=COLOURS))
        page.evaluate("document.body.classList.remove('dark')")


def _faults(page: Page, *, rules: Sequence[str] = ()) -> Iterator[str]:
    """Yield each fault, slight ones too: rule, element and what is wrong with it."""
    options = {"resultTypes": ["violations"]} | ({"runOnly": rules} if rules else {})
    for violation in Axe().run(page, options=options).response["violations"]:
        for node in violation["nodes"]:
            yield f"{violation['id']}: {node['html'][:200]}: {node['failureSummary']}"
