"""A desk over an index of our own articles, and who asks it for pages."""

import shutil
from collections.abc import Iterator
from pathlib import Path

from fastapi import FastAPI
from fastapi.testclient import TestClient

from assistant.access.door import Access, Door
from assistant.app import open_live
from assistant.desk.desk import Desk
from assistant.desk.mount import mount_desk
from assistant.live import LiveAssistant
from assistant.settings import Settings
from assistant.web.backend import BackgroundLoading

HOSTILE = (
    '---\nid: "a<b>\'c&d/"\ntitle: <img src=x onerror="window.hacked=\'title\'">\n'
    "source: \"'><svg onload=window.hacked='source'>\"\ndate: 2025-11-02\n---\n"
    "</p></div><script>window.hacked='body'</script>云溪高新区的恶意项目总投资3亿元。\n"
)


def settings_of(home: Path) -> Settings:
    return Settings(
        articles=home / "articles",
        index_dir=home / "index",
        uploads=home / "uploads",
        model="bigram-hash",
        feedback=None,
        reader=False,
        llm_base_url="",
    )


def desk_over(indexed: Path, home: Path) -> Iterator[Desk]:
    shutil.copytree(indexed, home)
    settings = settings_of(home)
    loading = BackgroundLoading(lambda: open_live(settings))
    live = loading.wait(60)
    assert isinstance(live, LiveAssistant)
    desk = Desk(settings, loading, open_to_all=True)
    yield desk
    if desk.builds.job:
        desk.builds.job.cancel()
    live.close()


def live_of(desk: Desk) -> LiveAssistant:
    live = desk.loading.wait(0)
    assert isinstance(live, LiveAssistant)
    return live


def client_of(desk: Desk) -> TestClient:
    app = FastAPI()
    mount_desk(app, desk)
    app.add_middleware(Door, access=Access())
    return TestClient(app)
