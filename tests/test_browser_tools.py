"""Copying, asking anew, editing and exporting: what can be done with an answer."""

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import docx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.page_driver import DESKTOP, PAGE, PATIENCE, answer, ask, opened, shoot, tool, width
from tests.stand_in_assistant import COMPARE, INVESTMENT, StandInAssistant

pytest_plugins = ["tests.judged_fixtures"]
pytestmark = PAGE

SOURCE = (
    "[1] 《白沙洲开发区入驻企业超过两百家》，江城日报，2025年11月4日：“截至10月底，青石岭高新区"
    "入驻企业134家，白沙洲开发区入驻企业217家。” https://news.example/baishazhou?a=1&b=2"
)
PLAIN = (
    "约6.2亿元\n\n储能项目由云岭新能源有限公司投资建设，总投资约6.2亿元，占地面积88亩……\n\n"
    "目前，一号厂房主体已经封顶。"
)


def done(page: Page, nth: int = 1) -> None:
    expect(answer(page, nth)).to_have_attribute("data-phase", "done", timeout=PATIENCE)


def copied(page: Page, name: str, nth: int = 1) -> str:
    tool(page, name, nth)
    expect(page.locator("#told")).to_have_text("已复制")
    text: str = page.evaluate("navigator.clipboard.readText()")
    return text


def test_an_answer_is_copied_with_and_without_its_sources(judged: Page) -> None:
    ask(judged, INVESTMENT)
    ask(judged, COMPARE, nth=2)
    assert copied(judged, "copy") == PLAIN
    said, asides, sources = copied(judged, "cited", 2).split("\n\n")
    assert said.split("\n")[1] == "白沙洲开发区\t217家\t2025年11月4日\t[1]"
    assert asides.split("\n") == ["推算：两区共351家（217家＋134家）[1]", "资料截至2025年11月。"]
    assert sources.split("\n") == [
        "出处",
        SOURCE,
    ]
    assert "摘编自《山城晚报》" in copied(judged, "cited")
    assert copied(judged, "copy", 2).split("\n")[0] == "开发区\t入驻企业\t资料时间"


@pytest.mark.slow
def test_without_a_clipboard_the_text_is_copied_all_the_same(judged: Page) -> None:
    ask(judged, INVESTMENT)
    judged.evaluate("delete Navigator.prototype.clipboard")  # as over plain http
    assert judged.evaluate("navigator.clipboard") is None
    tool(judged, "copy")
    expect(judged.locator("#told")).to_have_text("已复制")
    expect(answer(judged).locator(".tools .copy")).to_be_focused()
    judged.locator("#box textarea").focus()
    judged.keyboard.press("Control+V")
    expect(judged.locator("#box textarea")).to_have_value(PLAIN)


def test_a_link_asks_the_question_again(judged: Page, browser: Browser) -> None:
    ask(judged, COMPARE)
    link = copied(judged, "link")
    assert urlsplit(link).path == "/"
    assert parse_qs(urlsplit(link).query) == {"q": [COMPARE]}
    for other in opened(browser, link, size=DESKTOP):
        done(other)
        expect(answer(other)).to_contain_text("217家")


@pytest.mark.slow
def test_the_link_of_a_follow_up_asks_it_as_it_stands_alone(judged: Page) -> None:
    ask(judged, INVESTMENT)
    ask(judged, "什么时候投产？", nth=2)
    (asked,) = parse_qs(urlsplit(copied(judged, "link", 2)).query)["q"]
    assert asked != "什么时候投产？"
    assert f"理解为：{asked}" in answer(judged, 2).inner_text()


@pytest.mark.slow
def test_a_link_brings_the_limits_along(
    browser: Browser, judged_url: str, assistant: StandInAssistant
) -> None:
    limits = "zone=青石岭高新区&zone=白沙洲开发区&source=江城日报&to=2025-11-04"
    for page in opened(browser, f"{judged_url}?{limits}", size=DESKTOP):
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        ask(page, COMPARE)
        link = copied(page, "link")
    asked = assistant.filters[-1]
    assert asked.zones == ("青石岭高新区", "白沙洲开发区")
    assert parse_qs(urlsplit(link).query) == {"q": [COMPARE], **parse_qs(limits)}
    for page in opened(browser, link, size=DESKTOP):
        done(page)
    assert assistant.filters[-1] == asked


@pytest.mark.slow
def test_the_last_question_is_asked_again(page: Page, assistant: StandInAssistant) -> None:
    ask(page, INVESTMENT)
    ask(page, COMPARE, nth=2)
    expect(page.locator(".retry")).to_have_count(1)
    before = len(assistant.asked)
    page.locator(".retry").click()
    expect(page.locator(".retry")).to_have_count(0)
    done(page, 2)
    expect(page.locator(".exchange")).to_have_count(2)
    ((question, history),) = assistant.asked[before:]
    assert (question, [turn.question for turn in history]) == (COMPARE, [INVESTMENT])


@pytest.mark.slow
def test_the_last_question_is_edited(
    page: Page, assistant: StandInAssistant, tmp_path: Path
) -> None:
    ask(page, INVESTMENT)
    ask(page, COMPARE, nth=2)
    edit = page.get_by_role("button", name="编辑")
    expect(edit).to_have_count(1)
    edit.click()
    box = page.get_by_label("修改问题")
    expect(box).to_be_focused()
    expect(box).to_have_value(COMPARE)
    expect(page.locator(".question").last).to_be_hidden()
    shoot(page, f"editing-{width(page)}", tmp_path)
    box.fill("改了一半")
    page.keyboard.press("Escape")
    expect(page.locator(".question").last).to_contain_text(COMPARE)
    expect(edit).to_be_focused()
    page.keyboard.press("Enter")
    expect(box).to_have_value(COMPARE)
    box.fill("")
    page.keyboard.press("Enter")
    expect(box).to_be_focused()
    box.fill("今年新增多少家？")
    box.evaluate(
        "box => box.dispatchEvent(new KeyboardEvent('keydown', "
        "{key: 'Enter', isComposing: true, bubbles: true, cancelable: true}))"
    )
    expect(box).to_be_visible()
    page.keyboard.press("Enter")
    expect(answer(page, 2)).to_contain_text("41家")
    expect(page.locator(".exchange")).to_have_count(2)
    question, history = assistant.asked[-1]
    assert (question, [turn.question for turn in history]) == ("今年新增多少家？", [INVESTMENT])
    assert page.evaluate("zoneAssistant.record().exchanges.length") == 2


@pytest.mark.slow
def test_the_conversation_is_exported(page: Page, tmp_path: Path) -> None:
    expect(page.locator("#export")).to_be_hidden()
    ask(page, INVESTMENT)
    ask(page, COMPARE, nth=2)
    page.get_by_text("导出").click()
    shoot(page, f"export-{width(page)}", tmp_path)
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Word 文档").click()
    assert downloading.value.suggested_filename.startswith("青石岭高新区储能项目总投资多少 20")
    document = docx.Document(str(downloading.value.path()))
    headings = [p.text for p in document.paragraphs if p.style and p.style.name == "Heading 1"]
    assert headings == [INVESTMENT, COMPARE]
    assert document.tables[0].rows[1].cells[1].text == "217家"
    expect(page.locator("#told")).to_have_text("已导出")
    expect(page.get_by_role("button", name="Word 文档")).to_be_hidden()
    record = page.evaluate("zoneAssistant.record()")
    with page.expect_download() as downloading:
        page.evaluate(
            "record => { zoneAssistant.export(record, 'markdown', '另一个题目') }", record
        )
    assert downloading.value.suggested_filename.startswith("另一个题目 20")
    text = downloading.value.path().read_text(encoding="utf-8")
    assert text.startswith("# 另一个题目\n")
    assert "| 白沙洲开发区 | **217家** |" in text


@pytest.mark.slow
def test_the_menu_closes_by_escape_and_by_a_click_elsewhere(desktop: Page) -> None:
    ask(desktop, INVESTMENT)
    menu = desktop.get_by_text("导出")
    word = desktop.get_by_role("button", name="Word 文档")
    menu.click()
    expect(word).to_be_visible()
    desktop.keyboard.press("Escape")
    expect(word).to_be_hidden()
    menu.click()
    expect(word).to_be_visible()
    desktop.locator("h1").click()
    expect(word).to_be_hidden()


@pytest.mark.slow
def test_tools_are_large_enough_to_touch(judged: Page) -> None:
    ask(judged, INVESTMENT)
    tool(judged, "wrong")
    targets = ".tools button, form.judging button, form.judging label, #export summary"
    sizes = judged.locator(targets).evaluate_all(
        "all => all.map(one => [one.offsetWidth, one.offsetHeight])"
    )
    assert len(sizes) >= 15
    assert min(min(size) for size in sizes) >= 32
    assert judged.evaluate("document.documentElement.scrollWidth") == width(judged)
