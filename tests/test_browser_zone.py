"""From an answer to a zone's page, to a sentence, to its article, and back, in a real browser."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.page_driver import PAGE, answer, ask, shoot, width
from tests.stand_in_assistant import COMPARE

pytest_plugins = ["tests.page_fixtures"]
pytestmark = PAGE
ZONE = "青石岭高新区"
LIT = re.compile(r"\blit\b")


def visit(page: Page, zone: str = ZONE) -> None:
    page.goto(f"{page.url.partition('?')[0]}zone/{zone}")
    expect(page.locator("h1")).to_have_text(zone)


def test_the_way_from_an_answer_to_the_page_and_back(page: Page, tmp_path: Path) -> None:
    ask(page, COMPARE)
    link = answer(page).locator("a.zone", has_text=ZONE)
    shoot(page, f"zone-link-{width(page)}", tmp_path)
    link.click()
    expect(page.locator("h1")).to_have_text(ZONE)
    cite = page.locator("#figures a.cite").first
    expect(page.locator("#figures")).to_contain_text("入驻企业134家")
    shoot(page, f"zone-page-{width(page)}", tmp_path)
    hint = page.locator("#evidence .hint")
    expect(hint).to_be_visible(visible=width(page) < 820)  # where the cards are far below
    cite.click()
    expect(hint).to_be_hidden()
    card = page.locator("#evidence .card.lit")
    expect(card.locator(".quote")).to_have_text(
        re.compile("^截至10月底，青石岭高新区入驻企业134家")
    )
    expect(card).to_contain_text("江城日报")
    expect(card).to_be_in_viewport()
    expect(cite).to_have_class(LIT)
    card.get_by_role("button", name="打开全文").click()
    dialog = page.locator("dialog.whole")
    expect(dialog.locator("h2")).to_have_text("白沙洲开发区入驻企业超过两百家")
    expect(dialog.locator("mark.here").first).to_be_in_viewport()
    shoot(page, f"zone-article-{width(page)}", tmp_path)
    dialog.get_by_role("button", name="关闭").click()
    card.get_by_role("link", name="回到正文").click()
    expect(cite).to_be_focused()
    expect(cite).to_be_in_viewport()
    page.locator("#masthead .title").click()
    expect(answer(page)).to_contain_text("白沙洲开发区")
    expect(page.locator(".question")).to_have_count(1)


def test_nothing_is_wider_than_the_window(page: Page) -> None:
    visit(page)
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) <= 0
    heads = page.locator("#figures thead")
    above = page.locator("#figures td").first.evaluate(
        "e => getComputedStyle(e, '::before').content"
    )
    if width(page) < 820:
        assert "原文说法" in above
        expect(heads).not_to_be_in_viewport()
    else:
        assert above == "none"
        expect(heads).to_be_visible()


@pytest.mark.slow
def test_an_article_of_the_list_opens_and_a_section_asks_the_chat(desktop: Page) -> None:
    visit(desktop)
    desktop.locator("#articles").get_by_role("button", name="青石岭高新区储能项目加快建设").click()
    dialog = desktop.locator("dialog.whole")
    expect(dialog).to_contain_text("储能项目由云岭新能源有限公司投资建设")
    desktop.keyboard.press("Escape")
    desktop.locator("#figures .head a").click()
    expect(answer(desktop)).to_have_attribute("data-phase", "done", timeout=60_000)
    expect(desktop.locator(".question")).to_contain_text("青石岭高新区入驻企业有多少家？")


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_the_page_works_by_keyboard(desktop: Page, key: str) -> None:
    visit(desktop)
    desktop.locator("#articles button.open").first.focus()
    desktop.keyboard.press(key)
    expect(desktop.locator("dialog.whole")).to_be_visible()
    desktop.keyboard.press("Escape")
    expect(desktop.locator("#articles button.open").first).to_be_focused()
