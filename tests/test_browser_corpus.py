"""The page of the corpus in a real browser, over the real pipeline with the stand-in encoder."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, FilePayload, Locator, Page, expect

from assistant.desk.desk import Desk
from assistant.schema import REFUSAL
from tests.page_driver import (
    PAGE,
    PATIENCE,
    WIDTHS,
    answer,
    ask,
    opened,
    serve,
    shoot,
    visitor,
    width,
)

pytest_plugins = ["tests.corpus_page_fixtures", "tests.page_fixtures"]
pytestmark = PAGE

STILL = "*, ::before, ::after { transition: none !important; animation: none !important; }"
BUILT = 4 * PATIENCE  # a process is started, which takes long on a busy machine
DROP = """([name, text]) => {
  const transfer = new DataTransfer();
  transfer.items.add(new File([text], name, { type: "text/plain" }));
  const how = { dataTransfer: transfer, bubbles: true, cancelable: true };
  const panel = document.getElementById("add");
  for (const kind of ["dragover", "drop"]) panel.dispatchEvent(new DragEvent(kind, how));
}"""


@pytest.fixture(scope="module")
def url(desk: Desk) -> Iterator[str]:
    yield from serve(
        lambda: desk.loading.wait(0),
        desk=lambda loading: replace(desk, loading=loading, open_to_all=False),
    )


@pytest.fixture(params=WIDTHS)
def corpus(request: pytest.FixtureRequest, browser: Browser, url: str) -> Iterator[Page]:
    for page in opened(browser, f"{url}corpus", size=request.param):
        expect(page.locator("#table .articles")).to_be_visible(timeout=PATIENCE)
        yield page


def tab(page: Page) -> Page:
    """Return the page of the corpus in another tab: the chat stays open."""
    other = page.context.new_page()
    other.set_default_timeout(20_000)
    other.on("pageerror", lambda error: pytest.fail(str(error)))
    other.goto(f"{page.url.partition('?')[0]}corpus")
    expect(other.locator("#table .articles")).to_be_visible(timeout=PATIENCE)
    return other


def drop(page: Page, name: str, text: str) -> Locator:
    """Drop a file, and return the card of its article."""
    page.evaluate(DROP, [name, text])
    expect(page.locator("#preview-title")).to_be_focused(timeout=PATIENCE)
    return page.locator(".card")


def ended(page: Page, phase: str = "done") -> Locator:
    """Wait until what was begun has ended and, where it built something, is in use."""
    standing = page.locator(f'.standing[data-phase="{phase}"]')
    expect(standing).to_be_visible(timeout=BUILT)
    if phase == "done":
        expect(standing).to_have_attribute("data-used", "yes", timeout=BUILT)
    return standing


@pytest.mark.slow
def test_an_article_goes_in_answers_goes_out_and_comes_back(page: Page, tmp_path: Path) -> None:
    zone = {1280: "青石岭", 390: "滦湾"}[width(page)]
    title, question = f"{zone}高新区月饼项目开工", f"{zone}高新区的月饼项目总投资多少？"
    expect(page.locator(".welcome .ask").first).to_be_visible(timeout=PATIENCE)
    ask(page, question)
    expect(answer(page)).to_contain_text(REFUSAL)

    corpus = tab(page)
    text = f"{title}\n\n{zone}高新区的月饼项目总投资7.3亿元，占地120亩。"
    card = drop(corpus, f"{zone}.txt", text)
    expect(card.locator(".outcome")).to_contain_text("没有日期")
    card.get_by_label("日期").fill("2025年11月20日")
    corpus.keyboard.press("Tab")
    expect(card.get_by_label("日期")).to_have_value("2025-11-20")
    expect(card.locator(".outcome")).not_to_contain_text("没有日期")
    expect(card.get_by_label("报纸")).to_be_focused()
    shoot(corpus, f"corpus-preview-{width(page)}", tmp_path)
    corpus.get_by_role("button", name="收进并重建索引（1篇）").click()
    standing = ended(corpus)
    expect(standing).to_contain_text("新增1篇")
    expect(standing).to_contain_text(title)
    expect(standing).to_contain_text("起用新的索引")
    shoot(corpus, f"corpus-built-{width(page)}", tmp_path)
    ask(page, question, nth=2)
    expect(answer(page, 2).locator("strong").first).to_have_text("7.3亿元")
    answer(page, 2).get_by_text("[1]", exact=True).first.click()
    expect(page.locator("#card-2-1")).to_contain_text("2025年11月20日")
    page.keyboard.press("Escape")

    corpus.locator("#q").fill(title)
    expect(corpus.locator("tbody tr")).to_have_count(1)
    corpus.get_by_role("checkbox", name=f"选择“{title}”").check()
    corpus.locator("#remove").click()
    expect(corpus.locator("#confirm")).to_contain_text(title)
    shoot(corpus, f"corpus-remove-{width(page)}", tmp_path)
    corpus.locator("#confirm").get_by_role("button", name="移出").click()
    expect(corpus.locator("#building")).to_contain_text("去掉1篇", timeout=BUILT)
    ended(corpus)
    expect(corpus.locator("#table")).to_contain_text("没有这样的文章")
    expect(corpus.locator("#removed")).to_contain_text(title)
    ask(page, question, nth=3)
    expect(answer(page, 3)).to_contain_text(REFUSAL)
    expect(answer(page, 3).locator("a.cite")).to_have_count(0)

    corpus.get_by_role("button", name=f"恢复“{title}”").click()
    corpus.locator("#confirm").get_by_role("button", name="恢复").click()
    expect(corpus.locator("#building")).to_contain_text("新增1篇", timeout=BUILT)
    ended(corpus)
    expect(corpus.locator("#removed")).not_to_contain_text(title)
    ask(page, question, nth=4)
    expect(answer(page, 4).locator("strong").first).to_have_text("7.3亿元")


@pytest.mark.slow
def test_a_build_is_seen_by_others_survives_a_reload_and_is_cancelled(
    browser: Browser, page: Page, tmp_path: Path
) -> None:
    corpus = tab(page)
    text = "花桥高新区停车楼开工\n\n花桥高新区的停车楼总投资2亿元。"
    drop(corpus, f"花桥{width(page)}.txt", text)
    corpus.locator("#begin").click()
    running = corpus.locator('.standing[data-phase="running"]')
    expect(running).to_be_visible()
    expect(corpus.locator("#standing-title")).to_be_focused()
    shoot(corpus, f"corpus-building-{width(page)}", tmp_path)
    corpus.reload()
    expect(running).to_be_visible()
    other = visitor(browser).new_page()
    other.goto(corpus.url)
    expect(other.locator('.standing[data-phase="running"]')).to_be_visible()
    other.get_by_role("button", name="取消").click()
    expect(ended(other, "cancelled")).to_contain_text("仍由原来的索引回答")
    expect(ended(corpus, "cancelled")).to_be_visible()
    expect(other.locator("#preview .card")).to_have_count(0)  # the upload is another's
    expect(corpus.locator("#preview .card")).to_have_count(1)  # and is still there
    other.context.close()
    ask(page, "云溪高新区储能电池项目总投资多少？")
    expect(answer(page).locator("strong").first).to_have_text("6.2亿元")


@pytest.mark.slow
def test_files_that_come_during_a_build_are_not_lost(browser: Browser, url: str) -> None:
    context = visitor(browser)
    page = context.new_page()
    page.goto(f"{url}corpus")
    drop(page, "松桥.txt", "松桥高新区停车楼开工\n\n松桥高新区的停车楼总投资2亿元。")
    page.locator("#begin").click()
    expect(page.locator('.standing[data-phase="running"]')).to_be_visible()
    drop(page, "竹桥.txt", "竹桥高新区停车楼开工\n\n竹桥高新区的停车楼总投资3亿元。")
    ended(page)
    page.reload()
    expect(page.locator("#preview .card")).to_contain_text("竹桥")
    page.get_by_role("button", name="全部不要").click()
    expect(page.locator("#preview .card")).to_have_count(0)
    context.close()


def test_a_date_that_does_not_exist_is_said_at_its_field(browser: Browser, url: str) -> None:
    context = visitor(browser)
    page = context.new_page()
    page.goto(f"{url}corpus")
    card = drop(page, "柳园.txt", "柳园高新区学校开学\n\n柳园高新区的学校总投资2亿元。")
    field = card.get_by_label("日期")
    field.fill("2025-02-30")
    page.locator("#begin").click()
    expect(card.locator(".entry .failed").nth(1)).to_contain_text("2025-02-30")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_be_focused()
    expect(field).to_have_value("2025-02-30")  # what was typed stays
    page.reload()
    expect(card).to_be_visible()  # an upload survives a reload
    image = FilePayload(name="图.png", mimeType="image/png", buffer=b"\x89PNG")
    page.locator("#files").set_input_files(image)
    expect(page.locator("#sending .failed")).to_contain_text("图.png")
    card.get_by_role("button", name="看“柳园高新区学校开学”是怎样读的").click()
    expect(page.locator("#article h2")).to_have_text("柳园高新区学校开学")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="全部不要").click()
    expect(card).to_have_count(0)
    context.close()


def test_the_table_is_searched_sorted_and_opened_by_keyboard(corpus: Page, tmp_path: Path) -> None:
    page = corpus
    page.locator("#q").fill("通村公路")
    expect(page.locator("#table [role=status]")).to_contain_text("找到9篇")
    assert "q=" in page.url
    page.locator("#sort-title").press("Enter")
    expect(page.locator("#sort-title")).to_be_focused()
    expect(page.locator("[aria-sort]")).to_have_attribute("aria-sort", "ascending")
    page.locator("tbody a.open").first.press("Enter")
    dialog = page.locator("#article")
    expect(dialog.locator("h2")).to_be_focused()
    dialog.locator(".said.figure").first.press("Enter")
    expect(dialog.locator("mark.at")).to_be_in_viewport()
    shoot(page, f"corpus-article-{width(page)}", tmp_path)
    assert "article=" in page.url
    page.keyboard.press("Escape")
    expect(page.locator("tbody a.open").first).to_be_focused()
    page.locator("#clear").click()
    if not page.locator("#month-2025-10").is_visible():
        page.locator("#choices > summary").press("Enter")
    page.locator("#month-2025-10").press("Enter")
    expect(page.locator("#table [role=status]")).to_contain_text("找到9篇")
    expect(page.locator("#month-2025-10")).to_have_attribute("aria-current", "true")
    page.go_back()
    expect(page.locator("#month-2025-10")).not_to_have_attribute("aria-current", "true")
    page.reload()
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) <= 0
    shoot(page, f"corpus-{width(page)}", tmp_path)
    page.emulate_media(color_scheme="dark")
    shoot(page, f"corpus-dark-{width(page)}", tmp_path)


@pytest.mark.parametrize("path", ["corpus", pytest.param("en/corpus", marks=pytest.mark.slow)])
@pytest.mark.slow
def test_axe_finds_no_fault(corpus: Page, url: str, path: str) -> None:
    page = corpus
    page.goto(f"{url}{path}")
    page.add_style_tag(content=STILL)
    expect(page.locator("#looking")).to_have_count(0, timeout=PATIENCE)
    found = [f"table {fault}" for fault in _faults(page)]
    page.locator("tbody a.open").first.click()
    expect(page.locator("#article h2")).to_be_visible()
    found += [f"article {fault}" for fault in _faults(page)]
    page.keyboard.press("Escape")
    drop(page, "柳园.txt", "柳园高新区学校开学\n\n柳园高新区的学校总投资2亿元。")
    found += [f"preview {fault}" for fault in _faults(page)]
    page.locator("#discard").click()
    page.locator("tbody .pick input").first.check()
    page.locator("#remove").click()
    found += [f"confirm {fault}" for fault in _faults(page)]
    assert not found


def _faults(page: Page) -> Iterator[str]:
    """Yield each fault, in the light and in the dark."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        response = Axe().run(page, options={"resultTypes": ["violations"]}).response
        for violation in response["violations"]:
            for node in violation["nodes"]:
                yield f"{scheme} {violation['id']}: {node['html'][:200]}: {node['failureSummary']}"
