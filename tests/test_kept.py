"""What Gradio keeps of open pages does not grow with what is asked there."""

from pathlib import Path

import anyio
import httpx
import pytest
from fastapi import FastAPI
from gradio.routes import App

from assistant.access.needed import Needed
from assistant.web.kept import MOST_PENDING, Pending
from assistant.web.server import configured, make_app
from tests.api_driver import on_loopback
from tests.bench_load import by_page
from tests.index_fixtures import build
from tests.load_service import Numbered, service_of

PAGES, QUESTIONS, KEPT = 6, 6, 4


def test_pages_that_wait_for_nothing_are_forgotten() -> None:
    pending = Pending()
    for n in range(3 * MOST_PENDING):
        pending[f"page {n}"] = {"event"} if n % 300 == 0 else set()
    assert len(pending) <= MOST_PENDING
    assert [name for name, waiting in pending.items() if waiting] == [
        f"page {n}" for n in range(0, 3 * MOST_PENDING, 300)
    ]


def gradio_apps(app: FastAPI) -> list[App]:
    """Return Gradio's own apps, of the pages in each language."""
    mounted = [getattr(route, "app", None) for route in app.routes]
    found = [needed.app for needed in mounted if isinstance(needed, Needed)]
    return [inner for inner in found if isinstance(inner, App)]


async def ask_all(url: str) -> None:
    ask = await by_page(url)
    async with httpx.AsyncClient(timeout=60) as client:
        for n in range(PAGES * QUESTIONS):
            said, _ = await ask(client, f"page-{n // QUESTIONS}", f"第{n}号问题")
            assert f"第{n}号答案" in said


@pytest.mark.slow
def test_no_question_leaves_anything_behind(tmp_path: Path) -> None:
    build(tmp_path / "index")
    service = service_of(Numbered(), tmp_path / "index")

    async def make() -> FastAPI:
        return make_app(service)

    app = anyio.run(make)
    for inner in gradio_apps(app):
        inner.state_holder.capacity = KEPT
    with on_loopback(configured(app)) as url:
        anyio.run(ask_all, url)
    inner = next(each for each in gradio_apps(app) if each.state_holder.session_data)
    page, holder, queue = inner.get_blocks(), inner.state_holder, inner.get_blocks()._queue
    assert len(holder.session_data) == len(holder.time_last_used) == KEPT
    for session in holder.session_data.values():
        assert session.blocks_config.blocks.keys() == page.blocks.keys()
        assert session.config_values == {}
    assert len(queue.event_analytics) == 1
    assert queue.cached_event_analytics_summary == {"functions": {}}
    assert (queue.event_ids_to_events, inner.iterators, inner.iterators_to_reset) == ({}, {}, set())
    assert type(queue.pending_event_ids_session) is Pending
