"""The report in a real browser: filtering, a phone, Chinese that is drawn, nothing fetched."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from eval.reporting.report import write_report
from eval.run_folder import Run
from tests.browser import open_browser
from tests.report_fixtures import hostile_run

pytest_plugins = ["tests.report_runs"]
pytestmark = [pytest.mark.browser, pytest.mark.slow]
SIZES = ((1280, 800), (390, 844))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def report(runs: tuple[Run, Run], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_report(runs, tmp_path_factory.mktemp("report"))[0]


@pytest.fixture(params=SIZES, ids=["1280", "390"])
def page(request: pytest.FixtureRequest, browser: Browser, report: Path) -> Iterator[Page]:
    width, height = request.param
    yield from opened(browser, report, viewport=(width, height))


@pytest.fixture
def desktop(browser: Browser, report: Path) -> Iterator[Page]:
    yield from opened(browser, report, viewport=SIZES[0])


def opened(browser: Browser, report: Path, *, viewport: tuple[int, int]) -> Iterator[Page]:
    """Open the file; a script's error, and a request for anything else, fail the test."""
    width, height = viewport
    context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN")
    page = context.new_page()
    page.set_default_timeout(20_000)
    asked: list[str] = []
    errors: list[str] = []

    def logged(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            errors.append(message.text)

    page.on("request", lambda request: asked.append(request.url))
    page.on("console", logged)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(report.as_uri())
    yield page
    context.close()
    assert {url.partition("#")[0] for url in asked} == {report.as_uri()}
    assert errors == []


def shown(page: Page) -> list[str]:
    ids: list[str] = page.locator("article.q:not([hidden])").evaluate_all(
        "articles => articles.map(article => article.id)"
    )
    return ids


def test_the_filter_narrows_by_verdict_type_and_text(desktop: Page, runs: tuple[Run, Run]) -> None:
    rows = runs[1].rows
    count = desktop.locator(".filter output")
    wrong = [row["qid"] for row in rows if not row["right"]]
    assert shown(desktop) == wrong != []
    expect(count).to_have_text(f"显示 {len(wrong)} / 24 题")
    desktop.get_by_text("全部").click()
    expect(count).to_have_text("共 24 题")
    desktop.locator("select[name=type]").select_option(label="近似而无答案")
    near = [row["qid"] for row in rows if row["type"] == "near_miss"]
    assert shown(desktop) == near
    desktop.locator("input[name=text]").fill("　８号项目")
    assert shown(desktop) == [row["qid"] for row in rows if "8号项目" in row["question"]][:1]
    desktop.locator("input[name=text]").fill("没有这样的题")
    assert shown(desktop) == []
    expect(desktop.get_by_text("没有符合条件的题。")).to_be_visible()


def test_what_got_better_can_be_listed(desktop: Page, runs: tuple[Run, Run]) -> None:
    pairs = zip(*(run.rows for run in runs), strict=True)
    desktop.locator(".states").get_by_text("变好").click()
    assert shown(desktop) == [b["qid"] for a, b in pairs if b["right"] and not a["right"]]


def test_a_link_reaches_a_question_that_is_filtered_away(
    desktop: Page, runs: tuple[Run, Run]
) -> None:
    right = next(row["qid"] for row in reversed(runs[1].rows) if row["right"])
    desktop.evaluate("id => { location.hash = id }", right)
    expect(desktop.locator(f"article[id='{right}']")).to_be_in_viewport()
    assert len(shown(desktop)) == 24


@pytest.mark.parametrize("right", [True, False])
def test_a_link_from_elsewhere_opens_on_its_question(
    browser: Browser, report: Path, runs: tuple[Run, Run], *, right: bool
) -> None:
    qid = next(row["qid"] for row in reversed(runs[1].rows) if row["right"] is right)
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(f"{report.as_uri()}#{qid}")
    expect(page.locator(f"article[id='{qid}'] h3")).to_be_in_viewport()
    assert (len(shown(page)) == 24) == right
    page.close()


@pytest.mark.parametrize("count", [1, 2])
def test_only_the_table_by_type_is_wider_than_a_phone(
    browser: Browser, runs: tuple[Run, Run], tmp_path: Path, *, count: int
) -> None:
    for phone in opened(browser, write_report(runs[:count], tmp_path)[0], viewport=SIZES[1]):
        wide = phone.locator("main .scroll:visible").evaluate_all(
            """boxes => boxes.filter(box => box.scrollWidth > box.clientWidth)
                .map(box => box.ariaLabel)"""
        )
        assert wide == ["按类型"]
        expect(phone.get_by_text("可以左右滑动")).to_be_visible()
        lines = phone.locator(".wide tbody tr:not(.group) th").evaluate_all(
            "labels => labels.map(label => label.getClientRects().length)"
        )
        assert set(lines) == {1}


def test_the_page_never_scrolls_sideways(page: Page, tmp_path: Path) -> None:
    for details in page.locator("details").all()[:8]:
        details.evaluate("details => { details.open = true }")
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.locator("body").evaluate("body => body.scrollWidth") <= width
    folder = Path(os.environ.get("ZONE_ASSISTANT_SHOTS", tmp_path))
    folder.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=folder / f"report-{width}.png")


def test_wide_tables_scroll_in_their_own_box(browser: Browser, report: Path) -> None:
    for phone in opened(browser, report, viewport=SIZES[1]):
        box = phone.locator(".scroll.wide")
        inner, outer = box.evaluate("box => [box.scrollWidth, box.clientWidth]")
        assert inner > outer
        label = box.locator("tbody tr:not(.group) th").first
        box.evaluate("box => { box.scrollLeft = 200 }")
        assert label.evaluate("label => label.getBoundingClientRect().left") < 40


def test_the_plots_draw_their_chinese(page: Page) -> None:
    texts = page.locator("figure svg text").evaluate_all(
        """texts => texts.map(text => [
            text.textContent, text.getComputedTextLength(),
            parseFloat(getComputedStyle(text).fontSize), getComputedStyle(text).fontFamily])"""
    )
    chinese = [one for one in texts if all("一" <= char <= "鿿" for char in one[0][2:])]
    labels = [one for one in chinese if one[0] in ("A 文章", "B 依据句")]
    assert len(labels) == 2
    for text, length, size, family in labels:
        ems = (length / size) - 0.5  # the letter and the space before the name
        assert len(text) - 2 - 0.6 < ems < len(text) - 2 + 0.9, (text, ems)
        assert "Noto Sans CJK SC" in family


def test_labels_of_a_plot_stay_inside_it(page: Page) -> None:
    outside = page.locator("figure svg").evaluate_all(
        """pictures => pictures.flatMap(svg => {
            const box = svg.getBoundingClientRect();
            return [...svg.querySelectorAll("text")].filter(text => {
                const its = text.getBoundingClientRect();
                return its.left < box.left - 1 || its.right > box.right + 1
                    || its.top < box.top - 2 || its.bottom > box.bottom + 1;
            }).map(text => text.textContent);
        })"""
    )
    assert outside == []


def test_hostile_text_runs_nothing(browser: Browser, tmp_path: Path) -> None:
    report = write_report([hostile_run(tmp_path / "run")], tmp_path / "out")[0]
    dialogs: list[str] = []
    for page in opened(browser, report, viewport=SIZES[1]):
        page.on("dialog", lambda dialog: dialogs.append(dialog.message))
        page.locator("article.q a.id").click()
        expect(page.locator("article.q:target h3")).to_contain_text("{{ 7 * 7 }}")
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        assert page.locator("img, b:text-is('甲')").count() == 0
    assert dialogs == []


def test_without_scripting_every_question_can_be_read(browser: Browser, report: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto(report.as_uri())
    assert plain.locator("article.q").count() == 24
    expect(plain.locator("article.q").last).to_be_visible()
    expect(plain.locator(".filter")).to_be_hidden()
    context.close()
