"""Conversations that the browser keeps: found again, renamed, searched, deleted, in two tabs."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.page_driver import DESKTOP, PAGE, answer, ask, begin, opened, shoot, titles, visitor
from tests.stand_in_assistant import COMPARE, INVESTMENT, SLOW, STAFF, StandInAssistant

pytest_plugins = ["tests.page_fixtures"]
pytestmark = PAGE


def test_a_conversation_survives_a_reload_and_goes_on(
    page: Page, assistant: StandInAssistant
) -> None:
    ask(page, INVESTMENT)
    # Gradio complains where a page is left while something is on its way.
    expect(page.locator(".next .ask")).to_have_text([COMPARE])
    page.reload()
    expect(answer(page)).to_contain_text("约6.2亿元")
    expect(page.locator(".next .ask")).to_have_text([COMPARE])
    expect(titles(page)).to_have_text([INVESTMENT])
    expect(titles(page)).to_have_attribute("aria-current", "true")
    expect(page.locator("#conversations h2")).to_have_text("今天")
    ask(page, COMPARE, nth=2)
    assert [turn.question for turn in assistant.asked[-1][1]] == [INVESTMENT]
    expect(titles(page)).to_have_count(1)


@pytest.mark.slow
def test_a_conversation_is_renamed_found_deleted_and_brought_back(
    desktop: Page, tmp_path: Path
) -> None:
    ask(desktop, INVESTMENT)
    begin(desktop)
    ask(desktop, COMPARE)
    expect(titles(desktop)).to_have_text([COMPARE, INVESTMENT])
    second = desktop.locator(".conversation").nth(1)
    second.hover()
    second.get_by_role("button", name=f"重命名“{INVESTMENT}”").click()
    desktop.keyboard.type("储能")
    desktop.keyboard.press("Escape")
    expect(titles(desktop)).to_have_text([COMPARE, INVESTMENT])
    second.locator(".rename").click()
    desktop.keyboard.type("储能项目")
    desktop.keyboard.press("Enter")
    expect(titles(desktop)).to_have_text([COMPARE, "储能项目"])
    for sought, found in (
        ("储能 项目", ["储能项目"]),
        ("６.２亿", ["储能项目"]),
        ("217家", [COMPARE]),
        ("", [COMPARE, "储能项目"]),
        ("没有这个", []),
    ):
        desktop.locator("#find").fill(sought)
        expect(titles(desktop)).to_have_text(found)
    expect(desktop.locator("#nothing")).to_be_visible()
    desktop.locator("#find").fill("")
    first = desktop.locator(".conversation").first
    first.hover()
    first.locator(".delete").click()
    expect(titles(desktop)).to_have_text(["储能项目"])
    expect(desktop.locator(".exchange")).to_have_count(0)
    expect(desktop.locator("#undo")).to_be_focused()
    shoot(desktop, "deleted-1280", tmp_path)
    desktop.keyboard.press("Enter")
    expect(titles(desktop)).to_have_text([COMPARE, "储能项目"])
    expect(answer(desktop)).to_contain_text("217家")
    desktop.reload()
    expect(titles(desktop)).to_have_text([COMPARE, "储能项目"])


def test_switching_stops_the_answer_and_keeps_as_much_as_there_is(
    desktop: Page, assistant: StandInAssistant
) -> None:
    ask(desktop, INVESTMENT)
    begin(desktop)
    assistant.closed.clear()
    ask(desktop, SLOW, phase="answering")
    expect(answer(desktop)).to_contain_text("第1句")
    titles(desktop).filter(has_text=INVESTMENT).click()
    expect(desktop.locator(".question")).to_have_text([f"问：{INVESTMENT}"])
    assert assistant.closed.wait(3)
    desktop.wait_for_timeout(600)
    expect(desktop.locator(".question")).to_have_text([f"问：{INVESTMENT}"])
    ask(desktop, STAFF, nth=2)
    titles(desktop).filter(has_text=SLOW).click()
    expect(desktop.locator(".question")).to_have_text([f"问：{SLOW}"])
    expect(answer(desktop)).to_have_attribute("data-phase", "stopped")
    expect(answer(desktop)).to_contain_text("第1句")


@pytest.mark.slow
def test_two_tabs_share_the_list_and_see_what_the_other_adds(browser: Browser, url: str) -> None:
    context = visitor(browser)
    one, two = context.new_page(), context.new_page()
    one.goto(url)
    ask(one, INVESTMENT)
    two.goto(url)
    expect(two.locator(".welcome .ask")).to_have_count(3)
    ask(two, COMPARE)
    expect(titles(one)).to_have_text([COMPARE, INVESTMENT])
    expect(one.locator(".exchange")).to_have_count(1)
    titles(two).nth(1).click()
    ask(two, STAFF, nth=2)
    expect(answer(one, 2)).to_contain_text("没有找到答案")
    ask(one, COMPARE, nth=3)
    expect(answer(two, 3)).to_contain_text("217家")
    expect(titles(two)).to_have_text([INVESTMENT, COMPARE])
    two.locator(".conversation").first.hover()
    two.locator(".conversation .delete").first.click()
    expect(one.locator(".welcome .ask")).to_have_count(3)
    context.close()


@pytest.mark.slow
def test_two_tabs_that_ask_at_once_in_one_conversation_keep_both(
    browser: Browser, url: str
) -> None:
    context = visitor(browser)
    one, two = context.new_page(), context.new_page()
    one.goto(url)
    two.goto(url)
    ask(one, INVESTMENT)
    titles(two).click()
    expect(two.locator(".exchange")).to_have_count(1)
    ask(one, SLOW, nth=2, phase="answering")
    expect(answer(two, 2)).to_have_attribute("data-phase", "stopped")
    ask(two, COMPARE, nth=3)
    one.locator("#halt").click()
    expect(answer(one, 2)).to_have_attribute("data-phase", "stopped")
    expect(titles(two)).to_have_text([INVESTMENT, INVESTMENT])
    ask(one, STAFF, nth=3)
    expect(answer(two, 3)).to_contain_text("217家")
    expect(titles(two)).to_have_count(2)
    context.close()


@pytest.mark.slow
def test_without_storage_the_page_says_so_and_works(browser: Browser, url: str) -> None:
    context = visitor(browser)
    context.add_init_script("Storage.prototype.setItem = () => { throw new Error('full') }")
    page = context.new_page()
    page.goto(url)
    expect(page.locator("#unkept")).to_be_hidden()
    ask(page, INVESTMENT)
    expect(page.locator("#unkept")).to_contain_text("浏览器存不下这段对话")
    begin(page)
    ask(page, COMPARE)
    titles(page).nth(1).click()
    expect(answer(page)).to_contain_text("约6.2亿元")
    context.close()


@pytest.mark.slow
def test_what_is_stored_is_shown_as_text_and_what_is_broken_is_told(
    browser: Browser, url: str
) -> None:
    hostile = "<img src=x onerror=window.hacked=1>"
    odd = {"id": "odd", "exchanges": [{"question": hostile, "phase": "unheard-of"}]}
    stored = {
        "odd": json.dumps({"record": odd, "changed": 1_700_000_000_000}),
        "torn": "{",
        "other": json.dumps({"record": {"exchanges": [None]}}),
    }
    for page in opened(browser, url, size=DESKTOP):
        page.evaluate(
            "entries => Object.entries(entries).forEach(([id, entry]) =>"
            " localStorage.setItem('zone-assistant/conversation/' + id, entry))",
            stored,
        )
        page.reload()
        expect(titles(page)).to_have_text([hostile])
        expect(page.locator("#conversations h2")).to_contain_text("2023年11月")
        titles(page).click()
        expect(page.locator("#hint")).to_contain_text("这段对话读不出来")
        assert page.evaluate("window.hacked") is None
        ask(page, INVESTMENT)
        expect(titles(page)).to_have_text([INVESTMENT, hostile])
