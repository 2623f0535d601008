"""The whole way with the real model: articles in, a cited answer in the browser and script out."""

import json
import os
import re
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.answer import Assistant
from assistant.app import open_assistant
from assistant.schema import REFUSAL, Answer
from assistant.settings import Settings
from index.weights import MODEL_NAME
from tests.cli_driver import PROGRAM, build_with_model, environment
from tests.page_driver import WIDTHS, answer, ask, opened, shoot

pytest_plugins = ["tests.page_fixtures", "tests.sample_fixtures"]

INVESTMENT = "太原半导体生态科技港总投资多少？"
FINISH = "什么时候竣工？"
STAFF = "太原半导体生态科技港有多少员工？"
STARTS_WITHIN = 60  # seconds; the page is there in a few, the rest is a busy machine


@pytest.fixture(scope="module")
def served(sample_index: Path, model_dir: Path) -> Iterator[str]:
    """Return the address of the page, served by a process of its own."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    words = ["chat", "--port", str(port), "--index-dir", str(sample_index)]
    env = environment(model=MODEL_NAME, model_dir=str(model_dir.resolve()))
    log = sample_index.parent / "chat.log"
    with log.open("w") as file:
        serving = subprocess.Popen(
            [PROGRAM, *words], cwd=sample_index.parent, env=env, stdout=file, stderr=file
        )
        try:
            url = f"http://127.0.0.1:{port}"
            wait_for(url, serving, log)
            yield f"{url}/"
        finally:
            serving.send_signal(signal.SIGINT)
            code = serving.wait(30)
    assert code == 0
    first, *logged = log.read_text("utf-8").splitlines()
    assert first == f"问答页面：{url}（按 Ctrl+C 结束）"
    assert {json.loads(line)["level"] for line in logged} == {"info"}  # else it is no JSON


def wait_for(url: str, serving: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while True:
        assert serving.poll() is None, log.read_text("utf-8")
        assert time.monotonic() < deadline, log.read_text("utf-8")
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.1)


@pytest.fixture(params=WIDTHS)
def real_page(request: pytest.FixtureRequest, browser: Browser, served: str) -> Iterator[Page]:
    yield from opened(browser, served, size=request.param)


@pytest.mark.browser
def test_a_question_in_the_browser_leads_to_the_highlighted_sentence(
    real_page: Page, tmp_path: Path
) -> None:
    page = real_page
    width = page.viewport_size["width"] if page.viewport_size else 0
    ask(page, INVESTMENT)
    said = answer(page)
    expect(said.locator("strong").first).to_have_text("约5亿元")
    assert set(said.locator("strong").all_inner_texts()) == {"约5亿元"}, "no other figure answers"
    expect(said).to_contain_text("资料截至2025年11月")
    said.get_by_text("[1]", exact=True).first.click()
    card = page.locator("#card-1-1")
    expect(card).to_have_class(re.compile("lit"))
    expect(card.locator("mark.quote")).to_be_in_viewport(ratio=0.95)
    expect(card.locator("mark.quote")).to_contain_text("总投资约5亿元")
    expect(card.locator("mark.quote .hit")).to_have_text("约5亿元")
    expect(card.locator("h3")).to_contain_text("太原半导体生态科技港")
    expect(card).to_contain_text("摘编《科学导报》")
    expect(card).to_contain_text("2025年11月")
    shoot(page, f"real-cited-{width}", tmp_path)

    ask(page, FINISH, nth=2)
    expect(answer(page, 2).locator("strong").first).to_contain_text("2026年四季度")
    answer(page, 2).get_by_text("[1]", exact=True).first.click()
    second = page.locator("#card-2-1")
    expect(second.locator("mark.quote")).to_contain_text("2026年四季度竣工验收")
    expect(second.locator("mark.quote")).to_be_in_viewport(ratio=0.95)
    shoot(page, f"real-follow-up-{width}", tmp_path)

    ask(page, STAFF, nth=3)
    expect(answer(page, 3)).to_contain_text(REFUSAL)
    expect(answer(page, 3).locator("a.cite")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    shoot(page, f"real-refused-{width}", tmp_path)


@pytest.fixture(scope="module")
def page_assistant(tmp_path_factory: pytest.TempPathFactory, model_dir: Path) -> Assistant:
    """Return the assistant over the real newspaper page, built into an index by the command."""
    shared = os.environ.get("ZONE_ASSISTANT_SHARED")
    if not shared:
        pytest.skip("THE REAL PAGE IS NOT TESTED: set ZONE_ASSISTANT_SHARED to its folder")
    index_dir = tmp_path_factory.mktemp("page") / "index"
    pages = Path(shared).resolve() / "pages"
    build_with_model(pages, index_dir, model_dir=model_dir)
    given: dict[str, Any] = {"index_dir": index_dir, "model_dir": model_dir, "model": MODEL_NAME}
    return open_assistant(Settings(**given, llm_base_url=""))


def cited(assistant: Assistant, question: str) -> Answer:
    """Ask, and check that every citation is the place that it says."""
    found = assistant.ask(question, as_of=date(2025, 11, 14))
    for citation in found.citations:
        body = assistant.article(citation.doc_id).body
        assert body[citation.start : citation.end] == citation.quote
        assert all(citation.start <= a < b <= citation.end for a, b in citation.marks)
        assert f"[{citation.n}]" in found.answer
    return found


@pytest.mark.shared
@pytest.mark.parametrize(
    ("question", "figure", "title", "before"),
    [
        (INVESTMENT, "约5亿元", "太原半导体生态科技港", "总投资"),
        ("风陵渡的气流纺织项目用地多少亩？", "17.26亩", "为重点项目落地赋能加力", "高效完成"),
        ("阳泉高新区省、市重点项目开复工率是多少？", "83.3%", "培育新动能 激发新活力", "开复工率"),
        ("文水经开区入驻企业多少户？", "169户", "以链聚势 以智赋能", "现入驻企业"),
        # The sentence gives 58 and 51 “respectively”, and 58 of another kind before: 省级事项58项.
        ("平定经开区被赋权多少项县级事项？", "58项", "培育新动能 激发新活力", "赋权县级事项"),
    ],
    ids=["investment", "land", "started", "firms", "powers"],
)
def test_the_real_page_answers_with_the_place(
    page_assistant: Assistant, question: str, figure: str, title: str, before: str
) -> None:
    found = cited(page_assistant, question)
    assert not found.refused
    assert found.short_answer == figure
    first = found.citations[0]
    article = page_assistant.article(first.doc_id)
    assert title in f"{article.kicker} {article.title} {article.subtitle}"
    (place,) = first.marks
    assert article.body[slice(*place)] == figure
    assert article.body[: place[0]].endswith(before)
    assert first.published == "2025-11"


@pytest.mark.shared
def test_the_real_page_says_nothing_of_staff(page_assistant: Assistant) -> None:
    found = cited(page_assistant, STAFF)
    assert found.refused
    assert (found.answer, found.citations) == (REFUSAL, ())
    assert found.frame.nearby


@pytest.mark.shared
def test_the_real_page_is_four_articles(page_assistant: Assistant) -> None:
    asked = ("阳泉", "太原半导体生态科技港", "风陵渡", "文水")
    found = {page_assistant.ask(f"{name}有哪些项目？").retrieved for name in asked}
    assert len({doc_id for retrieved in found for doc_id in retrieved}) == 4
