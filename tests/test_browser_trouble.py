"""Hostile texts, bad questions and broken backends, in a real browser."""

import json
import re
import threading
from collections.abc import Iterator, Sequence

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.schema import EVERYTHING, Answer, AssistantError, Filters, Turn
from assistant.web.backend import ChatBackend
from assistant.web.exchange import Exchange
from assistant.web.record import Conversation, to_record
from corpus.article import Article
from tests.page_driver import DESKTOP, PAGE, PATIENCE, answer, ask, opened, serve
from tests.stand_in_assistant import (
    ATTACK,
    COMPARE,
    INVESTMENT,
    SLOW,
    StandInAssistant,
)

pytest_plugins = ["tests.page_fixtures"]
pytestmark = PAGE


@pytest.mark.slow
def test_bad_questions_get_a_sentence(desktop: Page) -> None:
    desktop.locator("#box textarea").fill("  　 ")
    desktop.keyboard.press("Enter")
    expect(desktop.locator("#hint")).to_have_text("请先输入问题，再发送。")
    expect(desktop.locator(".exchange")).to_have_count(0)
    ask(desktop, "储" * 10_000, phase="failed")
    expect(answer(desktop)).to_contain_text("问题有10000字，最多2000字，请缩短后再问。")
    expect(desktop.locator(".question")).to_contain_text("（共10000字）")
    expect(desktop.locator("#hint")).not_to_contain_text("请先")
    expect(desktop.locator(".toast-body")).to_have_count(0)


@pytest.mark.slow
def test_hostile_texts_stay_texts(page: Page) -> None:
    ask(page, ATTACK)
    hostile = "<img src=x onerror=window.hacked='question'>![a](https://evil.example/q.png) [b](https://evil.example)"
    ask(page, hostile, nth=2)
    expect(page.locator(".question").last).to_have_text(f"问：{hostile}")
    page.locator("#cite-1-1").click()
    card = page.locator("#card-1-1")
    expect(card.locator("h3")).to_contain_text("<img src=x onerror=")
    expect(card.locator("mark.quote")).to_contain_text("{{value}}${window.hacked='template'}`")
    expect(answer(page)).to_contain_text("[点](javascript:alert(1)) www.evil.example 恶意 [7]")
    page.wait_for_timeout(300)
    assert page.evaluate("window.hacked") is None
    assert page.locator("#chat img, #evidence img, #evidence script, #evidence iframe").count() == 0
    links = page.locator("#chat a, #evidence a").evaluate_all(
        "links => links.map(link => link.getAttribute('href'))"
    )
    assert {link.split("-")[0] for link in links} == {"#cite", "#card"}


def test_visitors_do_not_see_each_other(
    browser: Browser, url: str, assistant: StandInAssistant
) -> None:
    one, other = (browser.new_context(locale="zh-CN").new_page() for _ in range(2))
    one.goto(f"{url}?zone=青石岭高新区")
    ask(one, INVESTMENT)
    other.goto(url)
    expect(other.locator(".welcome .ask")).to_have_count(3)
    expect(other.locator(".exchange, .conversation")).to_have_count(0)
    ask(other, COMPARE)
    assert not assistant.asked[-1][1]
    expect(one.locator(".exchange")).to_have_count(1)
    expect(one.locator(".conversation .open")).to_have_text([INVESTMENT])
    ask(one, COMPARE, nth=2)
    assert [turn.question for turn in assistant.asked[-1][1]] == [INVESTMENT]
    zones = [filters.zones for filters in assistant.filters[-3:]]
    assert zones == [("青石岭高新区",), (), ("青石岭高新区",)]
    one.context.close()
    other.context.close()


@pytest.mark.slow
def test_both_of_two_visitors_at_once_get_their_own_answer(browser: Browser, url: str) -> None:
    one, other = (browser.new_context(locale="zh-CN").new_page() for _ in range(2))
    for page, question in ((one, SLOW), (other, INVESTMENT)):
        page.goto(url)
        page.locator("#box textarea").fill(question)
        page.keyboard.press("Enter")
    expect(answer(other)).to_have_attribute("data-phase", "done")
    expect(answer(one)).to_have_attribute("data-phase", "answering")
    other.locator("#new").click()
    expect(answer(one)).to_contain_text("第3句")
    one.locator("#halt").click()
    expect(answer(one)).to_have_attribute("data-phase", "stopped")
    expect(one.locator(".question")).to_have_text([f"问：{SLOW}"])
    one.context.close()
    other.context.close()


def test_the_browser_is_told_to_fetch_nothing_from_elsewhere(desktop: Page, url: str) -> None:
    headers = desktop.request.get(url).headers
    assert "default-src 'self'" in headers["content-security-policy"]
    assert headers["referrer-policy"] == "no-referrer"


def test_only_chinese_stands_on_the_chinese_page(desktop: Page) -> None:
    ask(desktop, INVESTMENT)
    assert desktop.title() == "开发区新闻问答"
    assert desktop.evaluate("document.documentElement.lang") == "zh-CN"
    shown = desktop.locator("body").inner_text()
    assert re.findall(r"[A-Za-z]+", shown) == ["English"]  # which leads to the other page


@pytest.mark.slow
def test_questions_may_be_asked_while_the_model_loads(browser: Browser) -> None:
    loaded = threading.Event()

    def load() -> ChatBackend:
        loaded.wait(60)
        return StandInAssistant()

    answered = [*StandInAssistant().stream(INVESTMENT)][-1]
    entry = {"record": to_record(Conversation("kept", (Exchange(INVESTMENT, "done", answered),)))}
    keep = (
        "entry => { localStorage.setItem('zone-assistant/conversation/kept', entry);"
        " sessionStorage.setItem('zone-assistant/open', 'kept') }"
    )
    for url in serve(load):
        for kept, page in zip(
            opened(browser, url, size=DESKTOP), opened(browser, url, size=DESKTOP), strict=True
        ):
            kept.evaluate(keep, json.dumps(entry))
            kept.reload()
            expect(kept.locator(".card")).to_have_count(2)
            expect(kept.locator(".card .open")).to_have_count(0)
            expect(page.locator("#loading")).to_contain_text("模型加载中")
            ask(page, INVESTMENT, phase="waiting")
            expect(answer(page)).to_contain_text("模型加载中，加载好就回答")
            loaded.set()
            expect(answer(page)).to_have_attribute("data-phase", "done", timeout=5_000)
            expect(page.locator("#loading")).to_be_hidden(timeout=5_000)
            expect(kept.locator(".card .open")).to_have_count(2)
            page.locator("#new").click()
            expect(page.locator(".welcome .ask")).to_have_count(3)


@pytest.mark.slow
def test_a_model_that_cannot_be_loaded_is_told_in_a_sentence(browser: Browser) -> None:
    def load() -> ChatBackend:
        raise AssistantError("找不到索引，请先运行 zone-assistant index build。")

    for url in serve(load):
        for page in opened(browser, url, size=DESKTOP):
            expect(page.locator("#loading")).to_contain_text("找不到索引")
            ask(page, INVESTMENT, phase="failed")
            expect(answer(page)).to_contain_text("请先运行 zone-assistant index build。")


HALF = (  # of a surrogate pair, behind a question
    "(box, question) => { box.value = question + '\\ud800';"
    " box.dispatchEvent(new Event('input', {bubbles: true})) }"
)


class Broken(StandInAssistant):
    """Fails as no backend should: once in its suggestions, then on the page."""

    def suggestions(
        self, answer: Answer, *, history: Sequence[Turn] = (), filters: Filters = EVERYTHING
    ) -> Iterator[str]:
        self.suggesting.set()
        raise RuntimeError(answer.question, history, filters)

    def article(self, doc_id: str) -> Article:
        if self.suggesting.is_set():
            raise RuntimeError(doc_id)
        return super().article(doc_id)


def test_what_nobody_foresaw_is_told_in_a_sentence(browser: Browser) -> None:
    for url in serve(Broken):
        for page in opened(browser, url, size=DESKTOP):
            page.locator("#box textarea").evaluate(HALF, INVESTMENT)
            page.locator("#send").click()
            expect(page.locator(".question")).to_have_text(f"问：{INVESTMENT}?", timeout=PATIENCE)
            expect(page.locator("#chat .error")).to_be_attached()
            expect(page.locator(".wrap > .error").filter(visible=True)).to_have_count(0)
            expect(page.locator("#broken")).to_be_hidden()
            page.locator("#box textarea").fill(COMPARE)
            page.keyboard.press("Enter")
            expect(page.locator("#broken")).to_have_text(re.compile("页面出了错，请刷新后再试。"))
            expect(page.locator("#broken")).to_be_visible()
            expect(page.locator(".wrap > .error").filter(visible=True)).to_have_count(0)
