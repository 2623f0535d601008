"""Where programs find the assistant: /v1 for chat clients, /mcp for MCP clients."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from mcp.server.transport_security import TransportSecuritySettings
from starlette.routing import Route

from assistant.api.completions import make_completions
from assistant.api.guard import Guard
from assistant.api.mcp_server import make_mcp
from assistant.web.backend import Loading


def mount_api(app: FastAPI, loading: Loading, *, key: str = "") -> None:
    """Add /v1 and /mcp to an app, before what is mounted at its root; a `key` guards both."""
    tools = make_mcp(loading)
    served = tools.streamable_http_app(
        streamable_http_path="/mcp",
        stateless_http=True,  # nothing of a caller is kept between two calls
        json_response=True,
        # The guard does that, for both.
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
    )
    app.mount("/v1", Guard(make_completions(loading), key=key))
    app.router.routes.append(Route("/mcp", Guard(served, key=key)))
    before = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with before(app), tools.session_manager.run():
            yield

    app.router.lifespan_context = lifespan
