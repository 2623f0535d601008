"""Cards, [n] and the whole article, in a real browser."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from corpus.article import Article
from tests.page_driver import DESKTOP, PAGE, PHONE, answer, ask, shoot, width
from tests.stand_in_assistant import ATTACK, COMPARE, INVESTMENT, SLOW, StandInAssistant

pytest_plugins = ["tests.page_fixtures"]
pytestmark = PAGE
LIT = re.compile(r"\blit\b")
HOSTILE = (
    "\"'><script>window.hacked=1</script><img src=x onerror=window.hacked=2>[点](javascript:1)"
)


class _Decorated(StandInAssistant):
    """Its articles have zones and captions; the hostile one is so in every field."""

    def article(self, doc_id: str) -> Article:
        article = super().article(doc_id)
        said = HOSTILE if doc_id == "evil" else "青石岭高新区"
        return replace(article, byline=said, page=said, zones=(said,), captions=(said,))


@pytest.fixture(scope="module")
def assistant() -> StandInAssistant:
    return _Decorated(pause=0.02)


@pytest.fixture
def dialog(page: Page) -> Locator:
    return page.locator("dialog.whole")


def test_the_article_opens_at_the_sentence_with_all_places_marked(
    page: Page, dialog: Locator, tmp_path: Path
) -> None:
    ask(page, INVESTMENT)
    page.locator("#cite-1-2").click()
    card = page.locator("#card-1-2")
    expect(card).to_contain_text("开发区：青石岭高新区")
    expect(card).to_contain_text("这篇文章引用了2处，这是第2处（第3段）。")
    card.get_by_role("button", name="打开全文").click()
    expect(dialog.locator("h2")).to_have_text("青石岭高新区储能项目加快建设")
    expect(dialog.locator(".place [aria-hidden]")).to_have_text("2/2")
    expect(dialog.locator("mark.here")).to_contain_text("[2]目前，一号厂房主体已经封顶")
    expect(dialog.locator("mark.here").first).to_be_in_viewport()
    dialog.get_by_role("button", name="上一处").click()
    expect(dialog.get_by_role("status")).to_contain_text("第1处引文，共2处 [1]储能项目由云岭新能源")
    expect(dialog.locator("mark.here .hit")).to_have_text("总投资约6.2亿元")
    shoot(page, f"article-{width(page)}", tmp_path)
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(card.locator("button.open")).to_be_focused()


@pytest.mark.slow
def test_the_article_marks_what_the_other_answers_cite(page: Page, dialog: Locator) -> None:
    ask(page, COMPARE)
    ask(page, "今年新增多少家？", nth=2)
    page.locator("#card-2-1 button.open").click()
    expect(dialog.locator("mark .n")).to_have_text(["第1问[1]", "[1]"])
    expect(dialog.locator("mark.here")).to_have_text("[1]两区今年新增企业41家。")
    dialog.get_by_role("button", name="下一处").click()
    expect(dialog.locator("mark.here").first).to_contain_text("第1问[1]截至10月底")
    dialog.get_by_role("button", name="关闭").click()
    expect(page.locator("#card-2-1 button.open")).to_be_focused()


def test_the_keyboard_stays_in_the_article(page: Page, dialog: Locator) -> None:
    ask(page, INVESTMENT)
    page.locator("#card-1-1 button.open").focus()
    page.keyboard.press("Enter")
    expect(dialog).to_be_visible()
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate(
            "document.activeElement === document.body"  # the browser's own bar
            " || document.querySelector('dialog').contains(document.activeElement)"
        )
    if width(page) == PHONE[0]:
        box = dialog.bounding_box()
        assert box == {"x": 0, "y": 0, "width": PHONE[0], "height": PHONE[1]}


@pytest.mark.slow
def test_what_is_pointed_at_lights_up_on_the_other_side(desktop: Page) -> None:
    ask(desktop, INVESTMENT)
    cites, cards = answer(desktop).locator("a.cite"), desktop.locator(".card")
    cites.nth(1).hover()
    expect(cards.first).to_have_class(LIT)
    expect(cites.first).to_have_class(LIT)  # [1] stands twice
    cards.nth(1).hover()
    expect(cites.nth(2)).to_have_class(LIT)
    expect(cards.first).not_to_have_class(LIT)
    desktop.locator("h1").hover()
    expect(desktop.locator(".lit")).to_have_count(0)
    cites.nth(2).focus()
    expect(cards.nth(1)).to_have_class(LIT)
    desktop.locator("#card-1-1 button.open").focus()
    expect(cites.first).to_have_class(LIT)


@pytest.mark.slow
def test_pointing_does_not_scroll_and_a_click_does(desktop: Page) -> None:
    desktop.set_viewport_size({"width": DESKTOP[0], "height": 420})
    ask(desktop, INVESTMENT)
    second = desktop.locator("#card-1-2")
    desktop.locator("#cite-1-2").hover()
    expect(second).to_have_class(LIT)
    expect(second).not_to_be_in_viewport()
    desktop.locator("#cite-1-2").click()
    expect(second).to_be_in_viewport()


@pytest.mark.slow
def test_back_leads_to_the_number_that_was_clicked(page: Page) -> None:
    ask(page, COMPARE)
    cite = answer(page).locator("table a.cite").nth(1)
    cite.click()
    card = page.locator("#card-1-1")
    expect(card).to_be_focused()
    expect(card).to_be_in_viewport(ratio=0.5)
    card.get_by_role("link", name="回到回答").click()
    expect(cite).to_be_focused()
    expect(cite).to_be_in_viewport()


@pytest.mark.slow
def test_the_chosen_cards_stay_while_another_answer_is_written(desktop: Page) -> None:
    ask(desktop, INVESTMENT)
    ask(desktop, SLOW, nth=2, phase="answering")
    desktop.locator("#cite-1-2").click()
    desktop.wait_for_timeout(1_000)
    expect(desktop.locator("#card-1-2")).to_be_visible()
    expect(desktop.locator("#card-1-2")).to_have_class(LIT)
    desktop.locator("#halt").click()


def test_hostile_texts_stay_texts_in_cards_and_article(
    page: Page, dialog: Locator, tmp_path: Path
) -> None:
    ask(page, ATTACK)
    card = page.locator("#card-1-1")
    expect(card).to_contain_text(HOSTILE)
    card.locator("button.open").click()
    expect(dialog.locator("h2")).to_contain_text("<img src=x onerror=")
    expect(dialog.locator("mark")).to_contain_text("前文<script>window.hacked='body'</script>。")
    assert dialog.inner_text().count(HOSTILE) == 3
    shoot(page, f"hostile-{width(page)}", tmp_path)
    page.wait_for_timeout(300)
    assert page.evaluate("window.hacked") is None
    within = ":is(#chat, #evidence, dialog)"
    made = ":is(img, script, iframe, [onload], [onerror], [onmouseover])"
    assert page.locator(f"{within} {made}").count() == 0
    links = page.locator(f"{within} a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    assert all(link.startswith(("#cite-", "#card-")) for link in links)


@pytest.mark.slow
def test_an_article_that_cannot_be_fetched_is_told_in_a_sentence(
    browser: Browser, url: str
) -> None:
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    page.goto(url)
    ask(page, INVESTMENT)
    page.route("**/article", lambda route: route.abort())
    page.locator("#card-1-1 button.open").click()
    expect(page.locator("dialog.whole")).to_contain_text("文章没有打开。")
    page.keyboard.press("Escape")
    page.unroute("**/article")
    page.locator("#card-1-1 button.open").click()
    expect(page.locator("dialog.whole mark.here").first).to_be_visible()
    page.keyboard.press("Escape")
    waiting: list[Route] = []
    page.route("**/article", lambda route: waiting.append(route))  # noqa: PLW0108 - it is inspected
    page.evaluate("document.querySelectorAll('.card .open').forEach(button => button.click())")
    page.wait_for_timeout(200)
    for route in reversed(waiting):  # the one that was clicked last comes first
        route.continue_()
        page.wait_for_timeout(200)
    expect(page.locator("dialog.whole .place [aria-hidden]")).to_have_text("2/2")
    context.close()


@pytest.fixture
def spoken(desktop: Page) -> list[str]:
    """Collect what the page says to those who hear it."""
    said: list[str] = []

    def say(text: str) -> None:
        said.append(text)

    desktop.expose_function("say", say)
    expect(desktop.locator(".welcome .ask")).to_have_count(3)
    desktop.evaluate(
        "new MutationObserver(() => say(document.querySelector('#spoken').textContent))"
        ".observe(document.querySelector('#spoken'), {childList: true})"
    )
    return said


@pytest.mark.slow
def test_a_finished_answer_is_spoken_once(desktop: Page, spoken: list[str]) -> None:
    ask(desktop, INVESTMENT)
    expect(desktop.locator("#spoken")).to_contain_text("资料截至2025年11月")
    desktop.wait_for_timeout(500)
    assert desktop.locator("#chat [aria-live], #chat [role=log], #chat [role=alert]").count() == 0
    waiting, done = spoken
    assert "正在查找资料" in waiting
    assert done.startswith("约6.2亿元")


@pytest.mark.slow
def test_the_first_tab_stop_leads_to_the_question_box(desktop: Page) -> None:
    ask(desktop, INVESTMENT)
    desktop.locator("body").evaluate("() => document.activeElement.blur()")
    desktop.keyboard.press("Tab")
    skip = desktop.get_by_role("link", name="跳到提问框")
    for _ in range(30):
        if skip.evaluate("link => link === document.activeElement"):
            break
        desktop.keyboard.press("Tab")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    desktop.keyboard.press("Enter")
    expect(desktop.locator("#box textarea")).to_be_focused()
