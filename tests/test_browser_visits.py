"""Coming to the page: by a link, in a language, after a lost connection; the list on a phone."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.page_driver import (
    PAGE,
    PATIENCE,
    PHONE,
    answer,
    ask,
    begin,
    opened,
    serve,
    shoot,
    titles,
    visitor,
)
from tests.stand_in_assistant import COMPARE, INVESTMENT, StandInAssistant

pytest_plugins = ["tests.page_fixtures"]
pytestmark = [*PAGE, pytest.mark.slow]


def test_a_lost_connection_comes_back_with_the_conversation_and_what_was_typed(
    browser: Browser,
) -> None:
    served = serve(StandInAssistant)
    url = next(served)
    context = visitor(browser)
    page = context.new_page()
    page.goto(f"{url}en/")
    ask(page, INVESTMENT)
    expect(page.locator("#lost")).to_be_hidden()
    assert list(served) == []  # the server has ended
    page.locator("#box textarea").fill(COMPARE)
    page.keyboard.press("Enter")
    expect(page.locator("#lost")).to_be_visible(timeout=15_000)
    expect(page.locator("#lost")).to_contain_text("The connection is lost; trying again.")
    expect(page.locator(".toast-body")).to_be_hidden()
    again = StandInAssistant()
    served = serve(lambda: again, port=int(url.rstrip("/").rpartition(":")[2]))
    next(served)
    expect(page.locator("#lost")).to_be_hidden(timeout=15_000)
    expect(page.locator("#box textarea")).to_have_value(COMPARE)
    page.locator("#send").click()
    expect(answer(page, 2)).to_contain_text("217家")
    assert [turn.question for turn in again.asked[-1][1]] == [INVESTMENT]
    context.close()
    assert list(served) == []


def test_a_link_asks_its_question_once_in_a_conversation_of_its_own(
    browser: Browser, url: str, assistant: StandInAssistant
) -> None:
    context = visitor(browser)
    page = context.new_page()
    page.goto(url)
    ask(page, COMPARE)
    for path in ("", "en/"):
        page.goto(f"{url}{path}?lang=zh&q={INVESTMENT}#talk")
        expect(answer(page)).to_have_attribute("data-phase", "done", timeout=PATIENCE)
        expect(answer(page)).to_contain_text("约6.2亿元")
        assert page.url == f"{url}{path}?lang=zh#talk"
        asked = len(assistant.asked)
        page.reload()
        expect(answer(page)).to_contain_text("约6.2亿元")
        assert len(assistant.asked) == asked
    expect(titles(page)).to_have_text([INVESTMENT, INVESTMENT, COMPARE])
    context.close()


def test_the_language_changes_and_the_conversation_stays(browser: Browser, url: str) -> None:
    context = browser.new_context(locale="en-US")
    page = context.new_page()
    page.goto(f"{url}?kept=yes")
    assert page.url == f"{url}en/?kept=yes"
    expect(page).to_have_title("Zone News Q&A")
    assert page.evaluate("document.documentElement.lang") == "en"
    expect(page.locator("#send")).to_have_text("Send")
    ask(page, INVESTMENT)
    page.locator("#box textarea").fill("还有呢")
    page.get_by_role("link", name="中文").click()
    page.wait_for_url(f"{url}?kept=yes")
    expect(answer(page)).to_contain_text("约6.2亿元")
    expect(page.locator("#box textarea")).to_have_value("还有呢")
    expect(page).to_have_title("开发区新闻问答")
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    page.goto(url)  # the choice is stronger than what the browser accepts
    expect(page.locator("#send")).to_have_text("发送")
    assert page.url == url
    context.close()


def test_on_a_phone_the_list_is_a_drawer(browser: Browser, url: str, tmp_path: Path) -> None:
    for page in opened(browser, url, size=PHONE):
        ask(page, INVESTMENT)
        menu = page.get_by_role("button", name="对话记录")
        expect(page.locator("#sidebar")).not_to_be_visible()
        expect(menu).to_have_attribute("aria-expanded", "false")
        menu.click()
        expect(menu).to_have_attribute("aria-expanded", "true")
        expect(page.locator("#new")).to_be_focused()
        shoot(page, "drawer-390", tmp_path)
        page.keyboard.press("Escape")
        expect(menu).to_be_focused()
        expect(page.locator("#sidebar")).not_to_be_visible()
        menu.click()
        begin(page)
        expect(page.locator("#sidebar")).not_to_be_visible()
        menu.click()
        titles(page).click()
        expect(answer(page)).to_be_visible()
        expect(menu).to_have_attribute("aria-expanded", "false")


def test_on_a_desktop_the_list_folds_and_stays_folded(desktop: Page) -> None:
    menu = desktop.locator("#menu")
    expect(menu).to_have_attribute("aria-expanded", "true")
    menu.click()
    expect(menu).to_have_attribute("aria-expanded", "false")
    expect(desktop.locator("#sidebar")).not_to_be_visible()
    desktop.reload()
    expect(menu).to_have_attribute("aria-expanded", "false")
    expect(desktop.locator("#sidebar")).not_to_be_visible()
