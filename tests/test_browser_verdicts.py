"""Thumbs: what a visitor says of an answer, in a real store."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from eval.feedback.store import Feedback
from tests.page_driver import PAGE, PATIENCE, answer, ask, shoot, tool, width
from tests.stand_in_assistant import COMPARE, INVESTMENT, SLOW

pytest_plugins = ["tests.judged_fixtures"]
pytestmark = [*PAGE, pytest.mark.slow]


def test_a_thumb_up_is_kept_and_taken_back(judged: Page, store: Feedback, tmp_path: Path) -> None:
    ask(judged, INVESTMENT)
    ask(judged, COMPARE, nth=2)
    first, second = judged.get_by_role("button", name="回答得对").all()
    first.click()
    expect(judged.get_by_role("status").filter(has_text="已记下，谢谢")).to_be_visible()
    expect(first).to_have_attribute("aria-pressed", "true")
    shoot(judged, f"tools-{width(judged)}", tmp_path)
    (entry,) = store.entries()
    assert (entry.question, entry.verdict) == (INVESTMENT, "right")
    judged.reload()
    expect(first).to_have_attribute("aria-pressed", "true", timeout=PATIENCE)
    expect(second).to_have_attribute("aria-pressed", "false")
    first.click()
    expect(judged.locator("#told")).to_have_text("已收回")
    expect(first).to_have_attribute("aria-pressed", "false")
    assert [entry.verdict for entry in store.entries()] == [""]


def test_a_thumb_down_says_why(judged: Page, store: Feedback, tmp_path: Path) -> None:
    ask(judged, INVESTMENT)
    thumb = judged.get_by_role("button", name="回答有问题")
    thumb.click()
    expect(thumb).to_have_attribute("aria-expanded", "true")
    expect(judged.get_by_role("radio")).to_have_count(6)
    expect(judged.get_by_role("radio", name="数字不对")).to_be_focused()
    assert not store.path.exists()
    judged.keyboard.press("Escape")
    expect(judged.locator("form.judging")).to_have_count(0)
    expect(thumb).to_be_focused()
    thumb.click()
    judged.get_by_label("出处不支持").check()
    judged.get_by_label("补充说明").fill("原文说的是计划")
    judged.get_by_label("正确的答案").fill("5亿元")
    expect(judged.locator("form.judging [type=submit]")).to_be_in_viewport()
    shoot(judged, f"judging-{width(judged)}", tmp_path)
    judged.get_by_role("button", name="提交").click()
    expect(judged.get_by_role("status").filter(has_text="已记下，谢谢")).to_be_visible()
    expect(judged.locator("form.judging")).to_have_count(0)
    expect(thumb).to_be_focused()
    expect(thumb).to_have_attribute("aria-pressed", "true")
    (entry,) = store.entries()
    judgement = (entry.verdict, entry.note, entry.correction)
    assert judgement == ("wrong", "出处不支持：原文说的是计划", "5亿元")


def test_a_form_survives_an_answer_that_streams(judged: Page, store: Feedback) -> None:
    ask(judged, INVESTMENT)
    tool(judged, "wrong")
    judged.get_by_label("太旧").check()
    ask(judged, SLOW, nth=2, phase="answering")
    note = judged.get_by_label("补充说明")
    note.focus()
    judged.keyboard.type("还在写", delay=120)
    expect(note).to_be_focused()
    expect(note).to_have_value("还在写")
    judged.locator("#halt").click()
    expect(answer(judged, 2)).to_have_attribute("data-phase", "stopped")
    expect(answer(judged, 2).locator(".verdict")).to_have_count(0)
    expect(judged.get_by_label("太旧")).to_be_checked()
    judged.get_by_role("button", name="提交").click()
    expect(judged.locator("#told")).to_have_text("已记下，谢谢")
    (entry,) = store.entries()
    assert (entry.question, entry.note) == (INVESTMENT, "太旧：还在写")


def test_a_form_does_not_move_to_another_conversation(judged: Page) -> None:
    ask(judged, INVESTMENT)
    tool(judged, "wrong")
    judged.evaluate("document.getElementById('new').click()")
    expect(judged.locator(".welcome")).to_be_visible()
    ask(judged, COMPARE)
    expect(judged.locator("form.judging")).to_have_count(0)


def test_a_verdict_that_could_not_be_kept_is_told(
    browser: Browser, judged_url: str, store: Feedback
) -> None:
    store.path.write_text("这不是数据库，" * 100)
    page = browser.new_context(locale="zh-CN").new_page()  # its console tells of the failure
    page.goto(judged_url)
    ask(page, INVESTMENT)
    tool(page, "right")
    expect(page.locator("#told")).to_contain_text("不是 SQLite 文件")
    expect(answer(page).locator(".right")).to_have_attribute("aria-pressed", "false")
    page.context.close()


def test_without_a_store_there_are_no_thumbs(desktop: Page) -> None:
    ask(desktop, INVESTMENT)
    expect(answer(desktop).locator(".copy")).to_be_visible()
    expect(desktop.locator(".verdict").first).to_be_hidden()
    expect(desktop.get_by_role("button", name="回答得对")).to_have_count(0)


def test_a_new_answer_bears_no_old_verdict(judged: Page) -> None:
    ask(judged, INVESTMENT)
    tool(judged, "right")
    expect(answer(judged).locator(".right")).to_have_attribute("aria-pressed", "true")
    tool(judged, "retry")
    expect(answer(judged).locator(".right")).to_have_attribute("aria-pressed", "false")
