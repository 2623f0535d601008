"""The page of the evaluation in a browser: real runs on a real index."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from assistant.settings import Settings
from eval.feedback.store import Feedback
from tests.cli_driver import BATTERY, STAFF
from tests.evaluation_sets import AFTER, BEFORE, WRONG
from tests.feedback_fixtures import answered, refused
from tests.page_driver import DESKTOP, PAGE, PATIENCE, PHONE, WIDTHS, answer, ask, opened

pytest_plugins = ["tests.page_fixtures", "tests.evaluation_fixtures"]
pytestmark = PAGE

TIMES = 3 * PATIENCE  # a run loads torch in a process of its own
PLACE = ("yunxi-battery", "云溪高新区的储能电池项目总投资6.2亿元，占地88亩。")


@pytest.fixture(params=WIDTHS)
def seen(
    request: pytest.FixtureRequest, browser: Browser, desk_url: str, store: Feedback
) -> Iterator[Page]:
    store.path.unlink(missing_ok=True)
    yield from opened(browser, f"{desk_url}evaluation", size=request.param)


@pytest.fixture
def wide(browser: Browser, desk_url: str, store: Feedback) -> Iterator[Page]:
    store.path.unlink(missing_ok=True)
    yield from opened(browser, f"{desk_url}evaluation", size=DESKTOP)


def choose(page: Page, name: str) -> None:
    page.get_by_role("radio", name=name).check()
    page.get_by_role("button", name="开始评测").click()


def fits(page: Page) -> None:
    """Check that nothing scrolls sideways but tables in a frame of their own."""
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= page.evaluate("document.documentElement.clientWidth")


def judge_some(store: Feedback) -> None:
    for question in ("云溪高新区有多少员工？", "云溪高新区的员工一共多少名"):
        store.record(refused(question, nearby=("总投资",)), day=date(2026, 3, 9))
    said = answered(BATTERY, "**6亿元** [1]", short="6亿元", places=(PLACE,))
    store.record(said, verdict="wrong", note="数字不对", correction="6.2亿元")


@pytest.mark.slow
def test_a_set_is_run_and_the_failed_question_opened(seen: Page) -> None:
    choose(seen, "小题集")
    expect(seen.get_by_role("progressbar")).to_be_visible()
    expect(seen.locator("#said")).to_contain_text("正在评测")
    seen.reload()  # the run is the server's
    expect(seen.locator(".standing")).to_be_visible()
    expect(seen.get_by_role("radio", name="小题集")).to_be_checked()
    see = seen.get_by_role("link", name="看结果")
    expect(see).to_be_visible(timeout=TIMES)
    expect(seen.locator("#said")).to_contain_text("评测完成")
    expect(seen.locator("#runs tbody tr").first).to_contain_text("小题集.jsonl")
    fits(seen)
    see.click()
    expect(seen.locator(".tile").first).to_contain_text(re.compile(r"\d+\.\d%"))
    expect(seen.get_by_role("table", name="按类型")).to_contain_text("列举")
    plot = seen.get_by_role("img", name="各类题答得怎样")
    expect(plot).to_have_js_property("complete", value=True)
    assert plot.evaluate("image => image.naturalWidth") > 0
    fits(seen)
    seen.get_by_role("link", name=WRONG).click()
    failed = seen.locator("article.q").filter(has_text=WRONG)
    expect(failed).to_be_in_viewport()
    expect(failed.locator("blockquote").first).to_contain_text("公路长")
    expect(failed.locator(".golds")).to_contain_text("99公里")
    expect(seen.locator("output")).to_contain_text("显示")  # its script runs under its policy
    seen.go_back()
    expect(seen.locator(".tile").first).to_be_visible()


@pytest.mark.slow
@pytest.mark.usefixtures("two")
def test_two_runs_are_compared(seen: Page, desk_url: str) -> None:
    seen.goto(f"{desk_url}evaluation")
    seen.get_by_label("之前（A）").select_option(BEFORE)
    seen.get_by_label("之后（B）").select_option(AFTER)
    seen.get_by_role("button", name="比较").click()
    expect(seen.get_by_role("heading", name="明显变差")).to_be_visible()
    flip = seen.locator("details").first
    flip.locator("summary").focus()
    seen.keyboard.press("Enter")
    expect(flip.locator(".answer")).to_have_count(2)
    expect(flip.locator(".answer").first).to_be_visible()
    fits(seen)
    seen.reload()
    expect(seen.get_by_label("之后（B）")).to_have_value(AFTER)
    seen.get_by_role("link", name="两次评测的完整报告").click()
    expect(seen.get_by_text("变差", exact=True).first).to_be_visible()


@pytest.mark.slow
def test_a_refused_question_becomes_a_set_that_is_run(
    browser: Browser, seen: Page, desk_url: str, store: Feedback, settings: Settings
) -> None:
    chat = browser.new_context(locale="zh-CN").new_page()  # Gradio's own console is not ours
    chat.goto(desk_url)
    ask(chat, STAFF)
    expect(answer(chat)).to_contain_text("资料里没有找到答案")
    chat.context.close()
    seen.goto(f"{desk_url}evaluation?view=chat")
    group = seen.locator(".asked li").filter(has_text=STAFF)
    expect(group).to_contain_text("1次")
    make = seen.get_by_role("button", name="做成题集")
    expect(make).to_be_disabled()
    fits(seen)
    group.get_by_role("checkbox").check()
    make.click()
    question = seen.locator(".question")
    expect(question).to_have_count(1)
    expect(question.locator(".findings")).to_contain_text("answerable 还是 null")
    question.get_by_label("有", exact=True).check()
    question.get_by_label("出处").fill("没有这一篇 | 一句话")
    expect(question.locator(".failed")).to_contain_text("不是所给文章的编号")
    seen.reload()  # what was typed is still there
    expect(question.get_by_label("出处")).to_have_value("没有这一篇 | 一句话")
    fits(seen)
    question.get_by_label("没有", exact=True).check()
    expect(question.get_by_label("出处")).to_be_hidden()
    expect(question.locator(".findings li")).to_have_count(0)
    name = f"问答{seen.viewport_size['width'] if seen.viewport_size else 0}"
    seen.get_by_label("题集的名字").fill(name)
    seen.get_by_role("button", name="保存题集").click()
    expect(seen.locator("#said")).to_have_text(f"题集“{name}.jsonl”存好了，共1题。")
    expect(seen.get_by_role("radio", name=name)).to_be_checked()
    seen.get_by_role("button", name="开始评测").click()
    standing = seen.locator(".standing", has_text=name).filter(has_text="评测完成")
    expect(standing).to_be_visible(timeout=TIMES)
    seen.get_by_role("link", name="看结果").click()
    expect(seen.get_by_text("没有判错的题。")).to_be_visible()
    assert store.entries()
    assert (settings.eval_dir / "sets" / f"{name}.jsonl").is_file()


@pytest.mark.slow
def test_a_run_is_cancelled_and_gone_on_with(wide: Page) -> None:
    choose(wide, "长题集")
    expect(wide.locator(".moving")).to_contain_text(re.compile(r"已问\d+题"), timeout=TIMES)
    expect(wide.locator(".moving")).to_contain_text("大约还要")
    wide.get_by_role("button", name="取消").click()
    expect(wide.locator("#said")).to_contain_text("评测已取消", timeout=TIMES)
    row = wide.locator("#runs tr").filter(has_text="长题集")
    expect(row).to_contain_text("中断")
    wide.locator("#again").click()
    expect(wide.get_by_role("progressbar")).to_be_visible()
    expect(wide.locator(".moving")).to_contain_text(re.compile(r"已问\d+题"), timeout=TIMES)
    wide.get_by_role("button", name="取消").click()
    expect(wide.locator("#said")).to_contain_text("评测已取消", timeout=TIMES)


@pytest.mark.slow
def test_an_entry_is_deleted_at_the_second_press(
    wide: Page, desk_url: str, store: Feedback
) -> None:
    judge_some(store)
    wide.goto(f"{desk_url}evaluation?view=chat&show=entries")
    wide.get_by_label("评判").select_option("wrong")
    wide.get_by_role("button", name="筛选").click()
    expect(wide.locator("[data-entry]")).to_have_count(1)
    button = wide.locator(".delete")
    button.press("Enter")
    expect(button).to_have_text("再按一次就删除")
    wide.keyboard.press("Tab")
    expect(button).to_have_text("删除")
    button.press("Enter")
    button.press("Enter")
    expect(wide.locator("[data-entry]")).to_have_count(0)
    expect(wide.locator("#said")).to_have_text("已删除。")
    assert [entry.verdict for entry in store.entries()] == ["", ""]


def test_a_lost_connection_loses_nothing_that_was_typed(
    browser: Browser, desk_url: str, store: Feedback
) -> None:
    judge_some(store)
    page = browser.new_context(locale="zh-CN").new_page()  # its console tells of the failure
    page.goto(f"{desk_url}evaluation?view=draft&entry=1")
    page.get_by_label("标准答案").fill("120人")
    page.route("**/evaluation/save", lambda route: route.abort())
    page.get_by_role("button", name="保存题集").click()
    expect(page.locator("#kept")).to_contain_text("没有连上服务")
    expect(page.get_by_label("标准答案")).to_have_value("120人")
    page.context.close()


def faults(page: Page, state: str) -> Iterator[str]:
    """Yield what axe-core finds, in the light and in the dark."""
    for dark in (False, True):
        page.evaluate(f"document.documentElement.classList.toggle('dark', {str(dark).lower()})")
        options = {"resultTypes": ["violations"]}
        for violation in Axe().run(page, options=options).response["violations"]:
            for node in violation["nodes"]:
                yield f"{state} {violation['id']}: {node['html'][:200]}: {node['failureSummary']}"


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["1280", "390"])
@pytest.mark.parametrize("lang", ["", pytest.param("en/", marks=pytest.mark.slow)])
@pytest.mark.usefixtures("two")
@pytest.mark.slow
def test_axe_finds_no_fault(
    browser: Browser, desk_url: str, store: Feedback, size: tuple[int, int], lang: str
) -> None:
    store.path.unlink(missing_ok=True)
    judge_some(store)
    states = {
        "runs": "",
        "run": f"?run={AFTER}",
        "compare": f"?before={BEFORE}&after={AFTER}",
        "gaps": "?view=chat",
        "entries": "?view=chat&show=entries",
        "draft": "?view=draft&entry=1,2,3",
    }
    found: list[str] = []
    for page in opened(browser, f"{desk_url}{lang}evaluation", size=size):
        for state, query in states.items():
            page.goto(f"{desk_url}{lang}evaluation{query}")
            found += faults(page, state)
    assert found == []
