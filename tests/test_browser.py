"""The page in a real browser, over the stand-in assistant."""

import os
import re
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import uvicorn
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request, expect

from assistant.schema import REFUSAL, AssistantError
from assistant.web.backend import BackgroundLoading, ChatBackend
from assistant.web.server import listen, make_app
from tests.browser import open_browser
from tests.stand_in_assistant import (
    ATTACK,
    BLOCKED,
    COMPARE,
    INVESTMENT,
    SLOW,
    STAFF,
    StandInAssistant,
)

pytestmark = [
    pytest.mark.browser,
    # Gradio's queue uses what pandas 3 has given up.
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting':DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated:DeprecationWarning"),
]

PHONE, DESKTOP = (390, 844), (1280, 800)


def _serve(load: Callable[[], ChatBackend]) -> Iterator[str]:
    with listen("127.0.0.1", 0) as listener:
        config = uvicorn.Config(
            make_app(BackgroundLoading(load)), log_level="warning", timeout_graceful_shutdown=1
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
        server.should_exit = True
        thread.join(10)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def assistant() -> StandInAssistant:
    return StandInAssistant(pause=0.02)


@pytest.fixture(scope="module")
def url(assistant: StandInAssistant) -> Iterator[str]:
    yield from _serve(lambda: assistant)


@pytest.fixture(params=[DESKTOP, PHONE], ids=["1280", "390"])
def page(request: pytest.FixtureRequest, browser: Browser, url: str) -> Iterator[Page]:
    yield from _opened(browser, url, size=request.param)


@pytest.fixture
def desktop(browser: Browser, url: str) -> Iterator[Page]:
    yield from _opened(browser, url, size=DESKTOP)


def _opened(browser: Browser, url: str, *, size: tuple[int, int]) -> Iterator[Page]:
    """Open a page of its own visitor; requests to other hosts and script errors fail the test."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, locale="zh-CN", color_scheme="light"
    )
    opened = context.new_page()
    opened.set_default_timeout(20_000)
    hosts: set[str] = set()
    errors: list[str] = []

    def asked(request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme != "data":
            hosts.add(parts.netloc)

    def logged(message: ConsoleMessage) -> None:
        if message.type == "error":
            errors.append(message.text)

    opened.on("request", asked)
    opened.on("console", logged)
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.goto(url)
    yield opened
    context.close()
    assert hosts == {urlsplit(url).netloc}
    assert not errors


def _ask(page: Page, question: str, *, nth: int = 1, phase: str = "done") -> None:
    page.locator("#box textarea").fill(question)
    page.keyboard.press("Enter")
    expect(_answer(page, nth)).to_have_attribute("data-phase", phase, timeout=20_000)


def _answer(page: Page, nth: int = 1) -> Locator:
    return page.locator(f'.exchange[data-exchange="{nth}"] .answer')


def _shoot(page: Page, name: str, tmp_path: Path) -> None:
    folder = Path(os.environ.get("ZONE_ASSISTANT_SHOTS", tmp_path))
    folder.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=folder / f"{name}.png")


def test_a_citation_leads_to_the_highlighted_sentence(page: Page, tmp_path: Path) -> None:
    _ask(page, INVESTMENT)
    expect(_answer(page).locator("strong").first).to_have_text("约6.2亿元")
    expect(_answer(page)).to_contain_text("资料截至2025年11月，查阅了3篇文章")
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
    _shoot(page, f"cited-{width}", tmp_path)


def test_the_keyboard_alone_reaches_the_card_and_comes_back(desktop: Page) -> None:
    _ask(desktop, INVESTMENT)
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
    _ask(page, INVESTMENT)
    _ask(page, COMPARE, nth=2)
    expect(_answer(page, 2).locator("table strong").first).to_have_text("217家")
    expect(page.locator("#card-1-1")).to_be_hidden()
    expect(page.locator("#card-2-1")).to_be_visible()
    _answer(page, 1).locator("a.cite").first.click()
    expect(page.locator("#card-1-1")).to_be_in_viewport(ratio=0.5)
    expect(page.locator("#card-2-1")).to_be_hidden()
    assert page.locator("#card-2-1 a").first.get_attribute("rel") == "noopener noreferrer"


def test_a_refusal_offers_what_is_near(desktop: Page) -> None:
    _ask(desktop, STAFF)
    expect(_answer(desktop)).to_contain_text(REFUSAL)
    expect(_answer(desktop)).to_contain_text("资料里有：总投资、占地面积")
    desktop.locator(".exchange .ask").click()
    expect(_answer(desktop, 2)).to_contain_text("约6.2亿元")


def test_an_example_asks_itself_and_a_follow_up_knows_what_came_before(
    desktop: Page, assistant: StandInAssistant
) -> None:
    desktop.locator(".welcome .ask").first.click()
    expect(_answer(desktop)).to_have_attribute("data-phase", "done")
    _ask(desktop, "今年新增多少家？", nth=2)
    question, history = assistant.asked[-1]
    assert question == "今年新增多少家？"
    assert [turn.question for turn in history] == [INVESTMENT]
    assert "约6.2亿元" in history[0].answer


def test_stop_ends_the_stream_and_retry_replaces_the_answer(
    desktop: Page, assistant: StandInAssistant
) -> None:
    assistant.closed.clear()
    _ask(desktop, SLOW, phase="answering")
    expect(desktop.locator("#again")).to_be_disabled()
    desktop.locator("#halt").click()
    expect(_answer(desktop)).to_have_attribute("data-phase", "stopped", timeout=2_000)
    assert assistant.closed.wait(3)
    told = assistant.snapshots
    said = _answer(desktop).inner_text()
    time.sleep(1)
    assert assistant.snapshots == told
    assert _answer(desktop).inner_text() == said
    assert "第20句" not in said
    expect(desktop.locator("#send")).to_be_visible()
    desktop.locator("#again").click()
    expect(_answer(desktop)).to_have_attribute("data-phase", "answering")
    desktop.locator("#halt").click()
    expect(_answer(desktop)).to_have_attribute("data-phase", "stopped")
    expect(desktop.locator(".exchange")).to_have_count(1)
    assert assistant.asked[-1] == (SLOW, ())


def test_stop_does_not_wait_for_a_backend_that_is_stuck(
    desktop: Page, assistant: StandInAssistant
) -> None:
    _ask(desktop, BLOCKED, phase="waiting")
    desktop.locator("#halt").click()
    expect(_answer(desktop)).to_have_attribute("data-phase", "stopped", timeout=2_000)
    assistant.unblock.set()
    _ask(desktop, INVESTMENT, nth=2)


def test_clear_empties_the_conversation_and_offers_the_examples_again(desktop: Page) -> None:
    expect(desktop.locator("#clear")).to_be_disabled()
    _ask(desktop, INVESTMENT)
    desktop.locator("#clear").click()
    expect(desktop.locator(".exchange")).to_have_count(0)
    expect(desktop.locator(".card")).to_have_count(0)
    expect(desktop.locator(".welcome .ask")).to_have_count(3)
    _ask(desktop, INVESTMENT)


def test_bad_questions_get_a_sentence(desktop: Page) -> None:
    desktop.locator("#box textarea").fill("  　 ")
    desktop.keyboard.press("Enter")
    expect(desktop.locator("#hint")).to_have_text("请先输入问题，再发送。")
    expect(desktop.locator(".exchange")).to_have_count(0)
    _ask(desktop, "储" * 10_000, phase="failed")
    expect(_answer(desktop)).to_contain_text("问题有10000字，最多2000字，请缩短后再问。")
    expect(desktop.locator(".question")).to_contain_text("（共10000字）")
    expect(desktop.locator("#hint")).not_to_contain_text("请先")
    expect(desktop.locator(".toast-body")).to_have_count(0)


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


def test_hostile_texts_stay_texts(page: Page) -> None:
    _ask(page, ATTACK)
    hostile = "<img src=x onerror=window.hacked='question'>![a](https://evil.example/q.png) [b](https://evil.example)"
    _ask(page, hostile, nth=2)
    expect(page.locator(".question").last).to_have_text(f"问：{hostile}")
    page.locator("#cite-1-1").click()
    card = page.locator("#card-1-1")
    expect(card.locator("h3")).to_contain_text("<img src=x onerror=")
    expect(card.locator("mark.quote")).to_contain_text("{{value}}${window.hacked='template'}`")
    expect(_answer(page)).to_contain_text("[点](javascript:alert(1)) www.evil.example 恶意 [7]")
    page.wait_for_timeout(300)
    assert page.evaluate("window.hacked") is None
    assert page.locator("#chat img, #evidence img, #evidence script, #evidence iframe").count() == 0
    links = page.locator("#chat a, #evidence a").evaluate_all(
        "links => links.map(link => link.getAttribute('href'))"
    )
    assert {link.split("-")[0] for link in links} == {"#cite", "#card"}


def test_visitors_do_not_see_each_other(desktop: Page, browser: Browser, url: str) -> None:
    _ask(desktop, INVESTMENT)
    other = browser.new_context().new_page()
    other.goto(url)
    expect(other.locator(".welcome .ask")).to_have_count(3)
    expect(other.locator(".exchange")).to_have_count(0)
    _ask(other, COMPARE)
    expect(desktop.locator(".exchange")).to_have_count(1)
    _ask(desktop, COMPARE, nth=2)
    other.context.close()


def test_the_browser_is_told_to_fetch_nothing_from_elsewhere(desktop: Page, url: str) -> None:
    headers = desktop.request.get(url).headers
    assert "default-src 'self'" in headers["content-security-policy"]
    assert headers["referrer-policy"] == "no-referrer"
    blocked = desktop.evaluate(
        "fetch('http://localhost:1/').then(() => 'fetched', error => error.name)"
    )
    assert blocked == "TypeError"


def test_only_chinese_stands_on_the_page(desktop: Page) -> None:
    _ask(desktop, INVESTMENT)
    assert desktop.title() == "开发区新闻问答"
    assert desktop.evaluate("document.documentElement.lang") == "zh-CN"
    shown = desktop.locator("body").inner_text()
    assert not re.findall(r"[A-Za-z]+", shown)


def test_in_the_dark_the_page_is_dark(browser: Browser, url: str, tmp_path: Path) -> None:
    for width, height in (DESKTOP, PHONE):
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme="dark"
        )
        dark = context.new_page()
        dark.goto(url)
        _ask(dark, COMPARE)
        dark.locator("a.cite").first.click()
        assert _brightness(dark, "#chat", "background-color") < 60
        assert _brightness(dark, "#chat .answer strong", "color") > 200
        _shoot(dark, f"dark-{width}", tmp_path)
        context.close()


def _brightness(page: Page, selector: str, name: str) -> float:
    color = page.locator(selector).first.evaluate(
        "(element, name) => getComputedStyle(element).getPropertyValue(name)", name
    )
    return sum(float(part) for part in re.findall(r"[\d.]+", color)[:3]) / 3


def test_questions_may_be_asked_while_the_model_loads(browser: Browser) -> None:
    loaded = threading.Event()

    def load() -> ChatBackend:
        loaded.wait(60)
        return StandInAssistant()

    for url in _serve(load):
        for page in _opened(browser, url, size=DESKTOP):
            expect(page.locator("#loading")).to_contain_text("模型加载中")
            _ask(page, INVESTMENT, phase="waiting")
            expect(_answer(page)).to_contain_text("模型加载中，加载好就回答")
            loaded.set()
            expect(_answer(page)).to_have_attribute("data-phase", "done", timeout=5_000)
            expect(page.locator("#loading")).to_be_hidden(timeout=5_000)
            page.locator("#clear").click()
            expect(page.locator(".welcome .ask")).to_have_count(3)


def test_a_model_that_cannot_be_loaded_is_told_in_a_sentence(browser: Browser) -> None:
    def load() -> ChatBackend:
        raise AssistantError("找不到索引，请先运行 zone-assistant index build。")

    for url in _serve(load):
        for page in _opened(browser, url, size=DESKTOP):
            expect(page.locator("#loading")).to_contain_text("找不到索引")
            _ask(page, INVESTMENT, phase="failed")
            expect(_answer(page)).to_contain_text("请先运行 zone-assistant index build。")
