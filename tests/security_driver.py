"""The whole app behind its door, and visitors of it, for the tests of docs/security.md."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import anyio
from fastapi import FastAPI
from starlette.routing import BaseRoute
from starlette.testclient import TestClient

from assistant.access.door import Access
from assistant.desk.desk import Desk
from assistant.web.server import make_app
from tests.api_driver import loaded
from tests.editing_fixtures import settings_of
from tests.stand_in_assistant import StandInAssistant

KEY = "a-key-of-programs"
HERE, FAR = "127.0.0.1", "203.0.113.7"
READER = ("李读者", "nanhe-1-beihe-2")
EDITOR = ("王编辑", "chenzhou-3-yunxi-4")


def made(access: Access, folder: Path) -> FastAPI:
    """Return the app with pages for editors; in a loop, because Gradio else leaves some open."""
    loading = loaded(StandInAssistant())
    settings = settings_of(folder)

    async def make() -> FastAPI:
        return make_app(loading, desk=Desk(settings, loading), access=access)

    return anyio.run(make)


def visiting(app: FastAPI, *, address: str = HERE, host: str = HERE) -> TestClient:
    """Return a browser at an address, which calls the service by a name."""
    return TestClient(
        app,
        base_url=f"http://{host}",
        client=(address, 50_000),
        follow_redirects=False,
        raise_server_exceptions=False,
    )


def log_in(client: TestClient, user: tuple[str, str], *, to: str = "/") -> TestClient:
    reply = client.post("/login", data={"name": user[0], "password": user[1], "to": to})
    assert (reply.status_code, reply.headers["location"]) == (303, to)
    return client


def paths(routes: Sequence[BaseRoute], before: str = "") -> Iterator[str]:
    """Yield the path of every route, those of Gradio's apps among them, with some value in it."""
    for route in routes:
        inner = getattr(route, "original_router", None) or getattr(route, "app", None)
        path = before + getattr(route, "path", "")
        within = getattr(inner, "routes", None) or getattr(
            getattr(inner, "app", None), "routes", []
        )
        yield from paths(within, path)
        if not within and path:
            yield path.replace("{", "").replace("}", "").replace(":path", "")
