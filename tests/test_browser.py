"""Asking, citing, stopping: the page in a real browser, over the stand-in assistant."""

import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.schema import REFUSAL
from tests.page_driver import DESKTOP, PAGE, PATIENCE, PHONE, answer, ask, shoot
from tests.stand_in_assistant import (
    BLOCKED,
    COMPARE,
    INVESTMENT,
    SLOW,
    STAFF,
    StandInAssistant,
)

pytest_plugins = ["tests.page_fixtures"]
pytestmark = PAGE


def test_a_citation_leads_to_the_highlighted_sentence(page: Page, tmp_path: Path) -> None:
    ask(page, INVESTMENT)
    expect(answer(page).locator("strong").first).to_have_text("约6.2亿元")
    expect(answer(page)).to_contain_text("资料截至2025年11月，查阅了3篇文章")
    expect(page.locator("#box textarea")).to_have_value("")
    page.get_by_text("[1]", exact=True).first.click()
    card = page.locator("#card-1-1")
    expect(card).to_have_class(re.compile("lit"))
    expect(card).to_be_focused()
    expect(card).to_be_in_viewport(ratio=0.5)
    expect(card.locator("mark.quote")).to_contain_text("占地面积88亩，建成后年产储能电池柜1200套。")
    expect(card.locator(".hit")).to_have_text("总投资约6.2亿元")
    expect(card.locator("blockquote")).to_contain_text("塔吊林立")
    expect(card).to_contain_text("摘编")
    expect(card).to_contain_text("2025年11月")
    expect(card).to_contain_text("云岭时报2025年11月2日")
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert page.evaluate("document.documentElement.scrollWidth") == width
    shoot(page, f"cited-{width}", tmp_path)


def test_the_keyboard_alone_reaches_the_card_and_comes_back(desktop: Page) -> None:
    ask(desktop, INVESTMENT)
    cite = desktop.locator("#cite-1-2")
    assert cite.get_attribute("aria-label") == "出处2：青石岭高新区储能项目加快建设"
    cite.focus()
    desktop.keyboard.press("Enter")
    expect(desktop.locator("#card-1-2")).to_be_focused()
    desktop.keyboard.press("Tab")
    desktop.keyboard.press("Tab")
    desktop.keyboard.press("Enter")
    expect(cite).to_be_focused()


def test_the_cards_of_an_earlier_answer_come_back(page: Page) -> None:
    ask(page, INVESTMENT)
    ask(page, COMPARE, nth=2)
    expect(answer(page, 2).locator("table strong").first).to_have_text("217家")
    expect(page.locator("#card-1-1")).to_be_hidden()
    expect(page.locator("#card-2-1")).to_be_visible()
    answer(page, 1).locator("a.cite").first.click()
    expect(page.locator("#card-1-1")).to_be_in_viewport(ratio=0.5)
    expect(page.locator("#card-2-1")).to_be_hidden()
    assert page.locator("#card-2-1 a").first.get_attribute("rel") == "noopener noreferrer"


def test_a_refusal_offers_what_is_near(desktop: Page) -> None:
    ask(desktop, STAFF)
    expect(answer(desktop)).to_contain_text(REFUSAL)
    expect(answer(desktop)).to_contain_text("资料里有：总投资、占地面积")
    desktop.locator(".exchange .ask").click()
    expect(answer(desktop, 2)).to_contain_text("约6.2亿元")


def test_an_example_asks_itself_and_a_follow_up_knows_what_came_before(
    desktop: Page, assistant: StandInAssistant
) -> None:
    desktop.locator(".welcome .ask").first.click()
    expect(answer(desktop)).to_have_attribute("data-phase", "done")
    ask(desktop, "今年新增多少家？", nth=2)
    question, history = assistant.asked[-1]
    assert question == "今年新增多少家？"
    assert [turn.question for turn in history] == [INVESTMENT]
    assert "约6.2亿元" in history[0].answer


AT_ONCE = """phase => new MutationObserver(() => {
  const box = document.querySelector("#box textarea");
  if (!box.value || !document.querySelector(`.answer[data-phase="${phase}"]`)) return;
  box.dispatchEvent(new KeyboardEvent("keypress", { key: "Enter", bubbles: true }));
}).observe(document.body, { subtree: true, childList: true, attributes: true })"""


def test_a_question_sent_the_moment_an_answer_ends_is_asked(desktop: Page) -> None:
    ask(desktop, SLOW, phase="answering")
    desktop.locator("#box textarea").fill(INVESTMENT)
    desktop.evaluate(AT_ONCE, "stopped")
    desktop.locator("#halt").click()
    expect(answer(desktop, 2)).to_have_attribute("data-phase", "done", timeout=PATIENCE)
    expect(desktop.locator(".exchange")).to_have_count(2)


def test_stop_ends_the_stream_and_retry_replaces_the_answer(
    desktop: Page, assistant: StandInAssistant
) -> None:
    assistant.closed.clear()
    ask(desktop, SLOW, phase="answering")
    expect(desktop.locator(".retry")).to_have_count(0)
    desktop.locator("#halt").click()
    expect(answer(desktop)).to_have_attribute("data-phase", "stopped", timeout=2_000)
    assert assistant.closed.wait(3)
    told = assistant.snapshots
    said = answer(desktop).inner_text()
    time.sleep(1)
    assert assistant.snapshots == told
    assert answer(desktop).inner_text() == said
    assert "第20句" not in said
    expect(desktop.locator("#send")).to_be_visible()
    desktop.locator(".retry").click()
    expect(answer(desktop)).to_have_attribute("data-phase", "answering")
    desktop.locator("#halt").click()
    expect(answer(desktop)).to_have_attribute("data-phase", "stopped")
    expect(desktop.locator(".exchange")).to_have_count(1)
    assert assistant.asked[-1] == (SLOW, ())


def test_stop_does_not_wait_for_a_backend_that_is_stuck(
    desktop: Page, assistant: StandInAssistant
) -> None:
    ask(desktop, BLOCKED, phase="waiting")
    desktop.locator("#halt").click()
    expect(answer(desktop)).to_have_attribute("data-phase", "stopped", timeout=2_000)
    assistant.unblock.set()
    ask(desktop, INVESTMENT, nth=2)


def test_a_new_conversation_begins_with_the_examples_and_knows_nothing(
    desktop: Page, assistant: StandInAssistant
) -> None:
    ask(desktop, INVESTMENT)
    desktop.locator("#new").click()
    expect(desktop.locator(".exchange")).to_have_count(0)
    expect(desktop.locator(".card")).to_have_count(0)
    expect(desktop.locator(".welcome .ask")).to_have_count(3)
    expect(desktop.locator("#box textarea")).to_be_focused()
    ask(desktop, COMPARE)
    assert assistant.asked[-1] == (COMPARE, ())


def test_enter_within_an_input_method_does_not_send(desktop: Page) -> None:
    desktop.locator("#box textarea").fill("chuneng")
    desktop.locator("#box textarea").evaluate(
        "box => box.dispatchEvent(new KeyboardEvent('keydown', "
        "{key: 'Enter', isComposing: true, bubbles: true, cancelable: true}))"
    )
    desktop.keyboard.press("Shift+Enter")
    desktop.keyboard.type("x")
    desktop.wait_for_timeout(500)
    expect(desktop.locator("#box textarea")).to_have_value("chuneng\nx")
    expect(desktop.locator(".exchange")).to_have_count(0)


@pytest.mark.slow
def test_in_the_dark_the_page_is_dark(browser: Browser, url: str, tmp_path: Path) -> None:
    for width, height in (DESKTOP, PHONE):
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme="dark"
        )
        dark = context.new_page()
        dark.goto(url)
        ask(dark, COMPARE)
        dark.locator("a.cite").first.click()
        assert _brightness(dark, "#chat", "background-color") < 60
        assert _brightness(dark, "#chat .answer strong", "color") > 200
        shoot(dark, f"dark-{width}", tmp_path)
        context.close()


def _brightness(page: Page, selector: str, name: str) -> float:
    color = page.locator(selector).first.evaluate(
        "(element, name) => getComputedStyle(element).getPropertyValue(name)", name
    )
    return sum(float(part) for part in re.findall(r"[\d.]+", color)[:3]) / 3
