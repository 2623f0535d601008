"""The filters in a browser: chosen, linked, taken away, kept apart; looked at with --shots."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.schema import EVERYTHING, Answer, Facets, Filters, Turn
from tests.page_driver import DESKTOP, PATIENCE, PHONE, WIDTHS, answer, ask, opened, serve, shoot
from tests.stand_in_assistant import COMPARE, INVESTMENT, STAFF, StandInAssistant

pytest_plugins = ["tests.page_fixtures"]

EVIL = "<img src=x onerror=\"window.hacked='zone'\">区"
PLACES = tuple(
    f"{a}{b}{kind}" for a in "东西南北" for b in "山河湖海原" for kind in ("经开区", "高新区")
)
LINKED = "青石岭高新区"


class WithFacets(StandInAssistant):
    """Has as many zones as a region."""

    def facets(self) -> Facets:
        zones = ((LINKED, 12), (EVIL, 9), *((place, 1) for place in PLACES))
        return Facets(zones, (("《江城日报》", 20), ("山城晚报", 3)), "2023-07-20", "2025-11-04")

    def suggestions(
        self,
        answer: Answer,
        *,
        history: Sequence[Turn] = (),
        filters: Filters = EVERYTHING,  # noqa: ARG002
    ) -> Iterator[str]:
        """Suggest under filters, too: behind that, nothing of an answer is on its way."""
        yield from super().suggestions(answer, history=history)


@pytest.fixture(scope="module")
def assistant() -> WithFacets:
    return WithFacets(pause=0.01)


@pytest.fixture(params=WIDTHS)
def linked(request: pytest.FixtureRequest, browser: Browser, url: str) -> Iterator[Page]:
    """Open a page by a link that filters and carries something else."""
    query = f"?zone={quote(LINKED)}&zone={quote('没有这个区')}&from=2025-13&to=2025-06&other=1"
    yield from opened(browser, url + query, size=request.param)


def toggle(page: Page) -> None:
    page.locator(".filters .toggle").click()


def choose(page: Page, name: str) -> None:
    page.get_by_label("查找开发区").fill(name)
    page.get_by_role("checkbox", name=name).check()


def chips(page: Page) -> list[str]:
    return page.locator(".chips span").all_inner_texts()


def zones(page: Page) -> list[str]:
    return page.locator('[data-kind="zone"] .options label span').all_inner_texts()


def query(page: Page) -> str:
    found: str = page.evaluate("decodeURIComponent(location.search)")
    return found


def test_what_is_chosen_stands_in_the_address_and_limits_the_answer(
    page: Page, assistant: WithFacets, tmp_path: Path
) -> None:
    toggle(page)
    expect(page.locator(".filters .panel")).to_be_visible()
    assert len(zones(page)) == 40
    expect(page.locator('[data-kind="zone"] .more')).to_contain_text("还有2个")
    page.get_by_label("查找开发区").fill("南山经济技术开发区")
    assert zones(page) == ["南山经开区"]
    page.get_by_role("checkbox", name="南山经开区").check()
    page.get_by_label("查找开发区").fill("没有的")
    expect(page.locator('[data-kind="zone"] .more')).to_have_text("没有这样的名称。")
    page.get_by_role("checkbox", name="《江城日报》").check()
    page.get_by_label("从哪一年").select_option("2025")
    page.get_by_label("从哪个月").select_option("03")
    page.get_by_label("到哪一年").select_option("2025")
    assert query(page) == "?zone=南山经开区&source=《江城日报》&from=2025-03&to=2025"
    assert chips(page) == ["南山经开区", "《江城日报》", "2025年3月至12月"]
    expect(page.locator(".filters .toggle")).to_have_accessible_name("筛选，已选3项")
    shoot(page, f"filters-{page.evaluate('innerWidth')}", tmp_path)
    page.get_by_role("button", name="完成").click()
    ask(page, INVESTMENT)
    assert assistant.filters[-1] == Filters(
        ("南山经开区",), ("《江城日报》",), (20250301, 20251231)
    )
    expect(answer(page).locator(".limited")).to_have_text(
        "只查了：南山经开区 · 《江城日报》 · 2025年3月至12月"
    )
    page.get_by_role("button", name="去掉筛选：《江城日报》").click()
    page.get_by_role("button", name="去掉筛选：2025年3月至12月").click()
    ask(page, INVESTMENT, nth=2)
    assert assistant.filters[-1] == Filters(("南山经开区",))
    # Gradio complains where a page is left while something is on its way.
    expect(page.locator(".next .ask")).to_have_text([COMPARE], timeout=PATIENCE)
    page.reload()  # the conversation keeps what each answer was limited to
    first = answer(page, 1).locator(".limited")
    expect(first).to_contain_text("《江城日报》", timeout=PATIENCE)
    expect(answer(page, 2).locator(".limited")).to_have_text("只查了：南山经开区")
    assert chips(page) == ["南山经开区"]


def test_a_link_filters_from_the_first_question_on(linked: Page, assistant: WithFacets) -> None:
    ask(linked, INVESTMENT)
    assert assistant.filters[-1] == Filters((LINKED, "没有这个区"), (), (0, 20250630))
    assert chips(linked) == [LINKED, "没有这个区", "2025-13", "至2025年6月"]
    odd = linked.locator(".chips .odd")
    expect(odd.nth(0)).to_have_attribute("title", "资料里没有“没有这个区”")
    expect(odd.nth(1)).to_have_attribute("title", "“2025-13”不是日期，没有使用")
    expect(linked.locator(".filters .count")).to_have_text("3")
    toggle(linked)
    expect(linked.get_by_role("checkbox", name="没有这个区")).to_be_checked()
    expect(linked.get_by_label("到哪个月")).to_have_value("06")
    linked.get_by_role("button", name="清除").click()
    assert query(linked) == "?other=1"
    assert chips(linked) == []


@pytest.mark.slow
def test_a_link_that_asks_is_asked_under_its_filters(
    browser: Browser, url: str, assistant: WithFacets
) -> None:
    link = f"{url}?q={quote(INVESTMENT)}&zone={quote(LINKED)}"
    for page in opened(browser, link, size=DESKTOP):
        expect(answer(page)).to_have_attribute("data-phase", "done", timeout=PATIENCE)
        assert assistant.filters[-1] == Filters((LINKED,))
        assert query(page) == f"?zone={LINKED}"


def test_a_refused_question_can_be_asked_of_all_articles(
    linked: Page, assistant: WithFacets
) -> None:
    ask(linked, STAFF)
    linked.get_by_role("button", name="不用筛选，再查一次全部文章").click()
    expect(answer(linked, 2)).to_have_attribute("data-phase", "done", timeout=PATIENCE)
    assert (assistant.asked[-1][0], assistant.filters[-1]) == (STAFF, EVERYTHING)
    assert chips(linked) == []
    expect(answer(linked, 2).locator(".limited, .unfiltered")).to_have_count(0)
    expect(answer(linked, 1).locator(".limited")).to_be_visible()


@pytest.mark.slow
def test_the_panel_is_worked_by_keyboard(desktop: Page) -> None:
    button, panel = desktop.locator(".filters .toggle"), desktop.locator(".filters .panel")
    expect(button).to_be_enabled(timeout=PATIENCE)
    button.focus()
    expect(button).to_have_attribute("aria-expanded", "false")
    desktop.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-expanded", "true")
    expect(desktop.get_by_label("查找开发区")).to_be_focused()
    desktop.keyboard.type("北海高新")
    desktop.keyboard.press("Enter")
    assert chips(desktop) == ["北海高新区"]
    desktop.keyboard.press("Tab")
    desktop.keyboard.press("Space")
    assert chips(desktop) == []
    expect(desktop.get_by_label("查找开发区")).to_have_value("北海高新")
    desktop.keyboard.press("Space")
    desktop.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(button).to_be_focused()
    expect(button).to_have_attribute("aria-expanded", "false")
    desktop.keyboard.press("Tab")
    expect(desktop.get_by_role("button", name="去掉筛选：北海高新区")).to_be_focused()
    desktop.keyboard.press("Enter")
    expect(button).to_be_focused()
    button.click()
    desktop.locator("#chat").click(position={"x": 5, "y": 5})
    expect(panel).to_be_hidden()


@pytest.mark.slow
def test_two_visitors_filter_each_for_themselves(
    browser: Browser, url: str, assistant: WithFacets
) -> None:
    for me in opened(browser, url, size=DESKTOP):
        for you in opened(browser, url, size=DESKTOP):
            for page, name in ((me, "东山经开区"), (you, "西河高新区")):
                toggle(page)
                choose(page, name)
                page.keyboard.press("Escape")
            asking = ((me, 1, "东山经开区"), (you, 1, "西河高新区"), (me, 2, "东山经开区"))
            for page, nth, name in asking:
                ask(page, INVESTMENT, nth=nth)
                assert assistant.filters[-1] == Filters((name,))
                assert chips(page) == [name]
                text = page.locator("body").inner_text()
                assert ("东山经开区" in text, "西河高新区" in text) == (page is me, page is you)


@pytest.mark.slow
def test_names_are_text(page: Page) -> None:
    toggle(page)
    assert zones(page)[1] == EVIL
    page.locator('[data-kind="zone"] .options input').nth(1).check()
    assert chips(page) == [EVIL]
    ask(page, INVESTMENT)
    expect(answer(page).locator(".limited")).to_have_text(f"只查了：{EVIL}")
    assert page.evaluate("window.hacked") is None


@pytest.mark.slow
def test_what_the_link_says_is_shown_before_the_backend_is_there(browser: Browser) -> None:
    loaded = StandInAssistant()

    def load() -> StandInAssistant:
        loaded.unblock.wait(30)
        return loaded

    for address in serve(load):
        link = f"{address}?zone={quote(LINKED)}"
        for page in opened(browser, link, size=DESKTOP):
            expect(page.locator(".filters .toggle")).to_be_disabled()
            expect(page.locator(".chips span")).to_have_text([LINKED], timeout=PATIENCE)
            loaded.unblock.set()
            expect(page.locator(".filters .toggle")).to_be_enabled(timeout=PATIENCE)
            assert chips(page) == [LINKED]
            ask(page, INVESTMENT)
            assert loaded.filters == [Filters((LINKED,))]


@pytest.mark.slow
def test_in_english_and_in_the_dark(browser: Browser, url: str, tmp_path: Path) -> None:
    for size, name in ((DESKTOP, "desktop"), (PHONE, "phone")):
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, locale="en", color_scheme="dark"
        )
        page = context.new_page()
        page.goto(f"{url}?zone={quote(LINKED)}&from=2025-03")
        expect(page.locator(".chips span")).to_have_text(
            [LINKED, "since 2025-03"], timeout=PATIENCE
        )
        expect(page.locator(".filters .toggle")).to_have_accessible_name("Filter, 2 chosen")
        toggle(page)
        expect(page.get_by_label("Find a zone")).to_be_visible()
        shoot(page, f"filters-dark-{name}", tmp_path)
        page.keyboard.press("Escape")
        ask(page, STAFF)
        expect(answer(page).locator(".limited")).to_have_text(
            f"Only searched: {LINKED} · since Mar 2025"
        )
        shoot(page, f"filters-refusal-dark-{name}", tmp_path)
        context.close()
