"""Serving what programs call, without the page, for the tests of the API."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

from assistant.api.mount import mount_api
from assistant.web.backend import BackgroundLoading, ChatBackend, Loading
from assistant.web.server import QuietServer, listen


@contextmanager
def serving(loading: Loading, *, key: str = "") -> Iterator[str]:
    """Serve what programs call, without the page; yield its address."""
    app = FastAPI()
    mount_api(app, loading, key=key)
    with on_loopback(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1)) as url:
        yield url


@contextmanager
def on_loopback(config: uvicorn.Config) -> Iterator[str]:
    """Serve in a thread; yield the address."""
    with listen("127.0.0.1", 0) as listener:
        server = QuietServer(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join(10)


def loaded(backend: ChatBackend) -> BackgroundLoading:
    """Return a backend that is ready."""
    loading = BackgroundLoading(lambda: backend)
    loading.wait(10)
    return loading
