"""Serving the page on this machine."""

import contextlib
import errno
import logging
import socket
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn

from assistant.access.arriving import Arriving
from assistant.schema import AssistantError
from assistant.web.backend import Loading
from assistant.web.language import PATHS, TAGS, Lang
from assistant.web.redirect import Languages

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import gradio as gr
    from fastapi import FastAPI
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from assistant.access.door import Access
    from assistant.access.limits import Limits
    from assistant.desk.desk import Desk
    from assistant.web.masthead import Tab
    from eval.feedback.store import Feedback

ASSETS = Path(__file__).parent / "assets"

# Gradio's own scripts are inline and compile templates, so those two must be allowed; nothing
# may be fetched from, or sent to, any other host.
POLICY = "; ".join(
    [
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data:",
        "font-src 'self' data:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
)
HEADERS = [
    (b"content-security-policy", POLICY.encode()),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
]
# A new version's page must not run the scripts of an old one.
FRESH = [(b"cache-control", b"no-cache")]


def serve(
    app: "Callable[[], FastAPI]",
    *,
    host: str = "127.0.0.1",
    port: int = 7860,
    open_browser: bool = False,
    proxies: str = "",
    once_made: bool = False,
) -> None:
    """Serve what `app` makes until interrupted; raise AssistantError where the port is not free.

    Of the `proxies` (addresses, networks) is believed from whom and how securely a request came.
    Who calls before the app is made waits, or, with `once_made`, is told that nobody listens.
    """
    with listen(host, port, backlog=None if once_made else 100) as listener:
        config = configured(app(), proxies=proxies)
        if open_browser:
            webbrowser.open(f"http://{host}:{port}")
        with contextlib.suppress(KeyboardInterrupt):
            QuietServer(config).run(sockets=[listener])


def configured(app: "FastAPI", *, proxies: str = "") -> uvicorn.Config:
    """Return how an app is served."""
    return uvicorn.Config(
        app,
        http=Arriving,
        log_config=None,
        log_level="warning",
        timeout_graceful_shutdown=1,
        ws="none",
        server_header=False,
        proxy_headers=bool(proxies),
        forwarded_allow_ips=proxies,
    )


def listen(host: str, port: int, *, backlog: int | None = 100) -> socket.socket:
    """Take the port before the slow imports; without `backlog` nobody is listened to yet."""
    if not 0 <= port <= 65535:
        raise AssistantError(f"端口{port}不在1到65535之间，请换一个，例如：--port 7861。")
    try:
        if backlog is not None:
            return socket.create_server((host, port), backlog=backlog)
        taken = socket.socket()
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind((host, port))
        return taken
    except OSError as error:
        reason = error.strerror or str(error)
        if error.errno == errno.EADDRINUSE:
            reason = "已被占用，可能问答页面已经开着"
        other = port % 65535 + 1
        raise AssistantError(
            f"不能在{host}的端口{port}上打开页面（{reason}），请换一个端口，例如：--port {other}。"
        ) from error


def make_app(
    loading: Loading,
    *,
    feedback: "Feedback | None" = None,
    desk: "Desk | None" = None,
    access: "Access | None" = None,
) -> "FastAPI":
    """Mount what programs call, and the pages in each language; all answers carry HEADERS.

    Answers can be judged where there is a store to keep that in; articles be brought in and quality
    be watched where there is a desk.
    """
    from fastapi import FastAPI
    from fastapi.staticfiles import StaticFiles

    from assistant.access.door import Access, put_door
    from assistant.api.mount import mount_api
    from assistant.web.opening import opening
    from assistant.web.page import build_page
    from assistant.web.routes import make_routes

    access = access or Access()
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(make_routes(feedback))
    app.mount("/page", _Headers(StaticFiles(directory=ASSETS), FRESH))
    app.include_router(opening(loading))
    mount_api(app, loading, key=access.key)
    tabs = _mount_others(app, loading, desk, access)
    for lang, path in PATHS.items():
        page = build_page(loading, lang=lang, tabs=tabs)
        _mount_page(app, page, path, head=_head(lang, judged=feedback is not None))
        _close_unneeded(app, page, access.limits)
    put_door(app, access)
    app.add_middleware(Languages)
    app.add_middleware(_Headers, HEADERS)
    return app


def _mount_others(
    app: "FastAPI", loading: Loading, desk: "Desk | None", access: "Access"
) -> "Sequence[Tab]":
    """Mount the pages beside the chat; return the tabs that lead there from it."""
    from assistant.access.login_pages import login_routes
    from assistant.desk.mount import mount_desk
    from assistant.desk.zone_pages import zone_routes

    tabs = mount_desk(app, desk)
    if access.logins is not None:
        app.include_router(login_routes(access.logins, tuple(tabs)))
        tabs = ()  # what a visitor may see comes with who it is
    app.include_router(zone_routes(loading, tabs=tabs))
    return tabs


def _mount_page(app: "FastAPI", page: "gr.Blocks", path: str, *, head: str) -> None:
    import gradio as gr

    gr.mount_gradio_app(
        app,
        page,
        path=path,
        footer_links=[],
        run_history=False,
        show_error=False,
        ssr_mode=False,
        pwa=False,
        enable_monitoring=False,
        max_file_size=0,  # other sites could fill the disk: browsers let them post files
        theme=_theme(),
        head=head,
    )


def _close_unneeded(app: "FastAPI", page: "gr.Blocks", limits: "Limits") -> None:
    """Close Gradio's routes that nobody needs on the page mounted last; let it keep little."""
    from starlette.routing import Mount

    from assistant.access.needed import Needed
    from assistant.web.kept import keep_little

    mounted = app.routes[-1]
    assert isinstance(mounted, Mount)
    keep_little(mounted.app, page)
    names = {number: str(event.name) for number, event in page.fns.items()}
    mounted.app = Needed(mounted.app, names, limits)


def _theme() -> "gr.themes.Default":
    import gradio as gr

    return gr.themes.Default(
        primary_hue="blue",
        secondary_hue="blue",
        neutral_hue="slate",
        text_size="lg",
        font=["PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif"],
        font_mono=["ui-monospace", "Consolas", "monospace"],
    )


def _head(lang: Lang, *, judged: bool) -> str:
    """Return the icon, the styles (Gradio would rewrite what its `css` is given), the language."""
    from assistant.web.masthead import ICON

    styles = "".join(path.read_text(encoding="utf-8") for path in sorted(ASSETS.glob("*.css")))
    styles += "" if judged else ".tools .verdict { display: none }"
    tag = f"<script>document.documentElement.lang = '{TAGS[lang]}'</script>"
    return f'{ICON}<style>{styles}</style>{tag}<script src="/page/turns.js"></script>'


class QuietServer(uvicorn.Server):
    """Ends without complaint: every open page holds a stream, and cutting it off is no error."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Log nothing more, then close."""
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        await super().shutdown(sockets)


class _Headers:
    """Add headers to every answer, without buffering streams."""

    def __init__(self, app: "ASGIApp", headers: "Sequence[tuple[bytes, bytes]]") -> None:
        self._app = app
        self._headers = headers

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        async def send_with_headers(message: "Message") -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], *self._headers]}
            await send(message)

        await self._app(scope, receive, send_with_headers)
