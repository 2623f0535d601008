"""What keeps a service in order: the line of its questions, its figures, its health."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from functools import lru_cache
from typing import TYPE_CHECKING

from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from starlette.routing import Route

from assistant.access.visitor import visitor_of
from assistant.api.functions import LOADING
from assistant.api.guard import Guard
from assistant.operations.asking import current
from assistant.operations.line import Line
from assistant.operations.metrics import CONTENT_TYPE_LATEST, Metrics, Standing
from assistant.operations.requests import HEADER, Requests
from assistant.operations.watched import Watched
from assistant.settings import Settings
from assistant.web.backend import ChatBackend, Loading
from index.errors import SearchIndexError
from index.generations import Generations
from index.manifest import Manifest, missing, read_manifest

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from assistant.desk.desk import Desk

NOT_READY = "现在还不能回答，原因请到运行服务的电脑上看 /readyz。"
CRASHED = "服务器出了错，没有办成，请再试一次；仍不行时，请把编号 {id} 告诉管理员。"


class Service:
    """A backend as it is offered to many: it may still be loading, and is watched from then on."""

    def __init__(self, loading: Loading, settings: Settings, *, desk: "Desk | None" = None) -> None:
        self._loading = loading
        self._index_dir = settings.index_dir
        self.line = Line(places=settings.questions_at_once, most=settings.questions_waiting)
        self._most = settings.questions_at_once + settings.questions_waiting
        self._desk = desk
        self.metrics = Metrics(self.standing)
        self._manifest = lru_cache(1)(read_manifest)

    @property
    def ready(self) -> bool:
        """Tell whether the backend can answer."""
        return self._loading.ready

    @property
    def error(self) -> str | None:
        """Return why loading failed, if it did."""
        return self._loading.error

    def wait(self, timeout: float | None = None) -> ChatBackend:
        """Return the backend, watched; raise TimeoutError while it loads."""
        backend = self._loading.wait(timeout)
        return Watched(backend, line=self.line, metrics=self.metrics, generation=self._generation)

    def trouble(self) -> str:
        """Say why questions cannot be answered now; nothing where they can."""
        if not self.ready:
            return self.error or LOADING
        try:
            there = Generations(self._index_dir).current()
        except SearchIndexError as error:
            return str(error)
        return "" if there else str(missing(self._index_dir))

    def standing(self) -> Standing:
        """Return how things stand now."""
        return Standing(
            not self.trouble(), self.line.running, self.line.waiting, self._index(), self._jobs()
        )

    def mount(self, app: FastAPI, *, key: str = "") -> FastAPI:
        """Add /healthz, /readyz and /metrics, which the `key` guards; give every request an id."""

        async def alive(_: Request) -> Response:
            return JSONResponse({"status": "ok"})

        async def ready(request: Request) -> Response:
            trouble = self.trouble()
            visitor = visitor_of(request.scope)
            said = trouble if visitor.here or visitor.role else trouble and NOT_READY
            return JSONResponse({"ready": not trouble, "message": said}, 503 if trouble else 200)

        async def crashed(_: Request, __: Exception) -> Response:
            request = current()  # this answer goes past all middleware
            id_ = request.id if request else ""
            return JSONResponse({"detail": CRASHED.format(id=id_)}, 500, {HEADER: id_})

        async def figures(scope: "Scope", receive: "Receive", send: "Send") -> None:
            answer = Response(self.metrics.text(), media_type=CONTENT_TYPE_LATEST)
            await answer(scope, receive, send)

        app.router.routes[:0] = [  # before what is mounted at the root
            Route("/healthz", alive),
            Route("/readyz", ready),
            Route("/metrics", Guard(figures, key=key)),
        ]
        app.add_exception_handler(Exception, crashed)
        app.add_middleware(Requests)
        self._give_threads(app)
        return app

    def _give_threads(self, app: FastAPI) -> None:
        """Let those who stand in line not hold up the pages: some wait in a thread each."""
        before = app.router.lifespan_context

        @asynccontextmanager
        async def lifespan(app: FastAPI) -> AsyncIterator[None]:
            current_default_thread_limiter().total_tokens += self._most
            async with before(app):
                yield

        app.router.lifespan_context = lifespan

    def _generation(self) -> str:
        folder = Generations(self._index_dir).answering()
        return folder.name if folder else ""

    def _index(self) -> Manifest | None:
        with suppress(SearchIndexError):
            folder = Generations(self._index_dir).current()
            return self._manifest(folder) if folder else None
        return None

    def _jobs(self) -> Mapping[str, int]:
        if self._desk is None:
            return {}
        benches = {"build": self._desk.builds, "evaluation": self._desk.evaluations}
        return {kind: bool(bench.job and bench.job.running) for kind, bench in benches.items()}
