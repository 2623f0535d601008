"""`zone-assistant chat`: the pages, and what programs call."""

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.terminal import IndexDir, settings_from

if TYPE_CHECKING:
    from collections.abc import Callable

    from fastapi import FastAPI

    from assistant.access.door import Access
    from assistant.settings import Settings
    from assistant.web.backend import ChatBackend

chat_app = typer.Typer()

Verbose = Annotated[bool, typer.Option("--verbose", help="日志写得更细，包括问题原文")]
Host = Annotated[str, typer.Option(help="监听的地址；默认只有本机能打开")]
AuthFile = Annotated[
    Path | None,
    typer.Option(help="用户文件：有了它，登录后才能用（zone-assistant user add 可以建）"),
]
WithoutLogin = Annotated[
    bool, typer.Option("--without-login", help="不设登录也让别的机器打开：谁都能用")
]
AllowHost = Annotated[
    list[str], typer.Option(metavar="域名", help="除本机外，页面还叫这个名字；可以给出几个")
]
Proxies = Annotated[
    str | None,
    typer.Option(metavar="地址", help="反向代理的地址：访客是谁、是否 https，只信它说的"),
]
Port = Annotated[int, typer.Option(help="端口")]
Open = Annotated[bool, typer.Option("--open", help="打开浏览器")]
OnceReady = Annotated[
    bool,
    typer.Option("--once-ready", help="模型装好才开端口：几个进程放在反向代理后面时用"),
]
LogJson = Annotated[bool, typer.Option("--log-json", help="日志每行一个 JSON")]


@chat_app.command(help="打开问答页面。")
def chat(
    host: Host = "127.0.0.1",
    port: Port = 7860,
    index_dir: IndexDir = None,
    open_browser: Open = False,  # noqa: FBT002
    log_json: LogJson = False,  # noqa: FBT002
    verbose: Verbose = False,  # noqa: FBT002
    auth_file: AuthFile = None,
    without_login: WithoutLogin = False,  # noqa: FBT002
    allow_host: AllowHost = [],  # noqa: B006 - typer copies it
    forwarded_allow_ips: Proxies = None,
    once_ready: OnceReady = False,  # noqa: FBT002
) -> None:
    """Serve the chat page."""
    from assistant.access.listening import access_on
    from assistant.operations.logs import set_up
    from assistant.web.server import serve

    settings = settings_from(
        index_dir=index_dir,
        auth_file=auth_file,
        allow_hosts=" ".join(allow_host),
        forwarded_allow_ips=forwarded_allow_ips,
    )
    set_up(as_json=log_json, verbose=verbose, secret=settings.secrets)
    access = access_on(host, settings, without_login=without_login)
    typer.echo(f"问答页面：http://{host}:{port}（按 Ctrl+C 结束）")
    serve(
        _app(settings, access, host, once_ready=once_ready),
        host=host,
        port=port,
        open_browser=open_browser,
        proxies=settings.forwarded_allow_ips,
        once_made=once_ready,
    )


def _app(
    settings: "Settings", access: "Access", host: str, *, once_ready: bool
) -> "Callable[[], FastAPI]":
    """Return what begins to load, and makes the app of it, once that is loaded or meanwhile."""
    from assistant.app import open_desk, open_feedback
    from assistant.web.backend import BackgroundLoading

    store = open_feedback(settings) if settings.feedback else None

    def make() -> "FastAPI":  # once the port is ours
        loading = BackgroundLoading(lambda: _load(settings))
        from assistant.operations.service import Service
        from assistant.web.server import make_app

        desk = open_desk(settings, loading, store, host=host)
        service = Service(loading, settings, desk=desk)
        app = make_app(service, feedback=store, desk=desk, access=access)
        if once_ready:
            loading.wait()
        return service.mount(app, key=access.key)

    return make


def _load(settings: "Settings") -> "ChatBackend":
    from assistant.app import open_for_people
    from assistant.operations.logs import Timed
    from corpus.places.mentions import zone_mentions
    from corpus.words import search_words

    with Timed("加载模型和索引"):
        import_module("assistant.web.page")  # the page first: it shows while the model loads
        backend = open_for_people(settings)
        for read in (zone_mentions, search_words):
            read("开发区")  # their dictionaries, which the first question need not wait for
    return backend
