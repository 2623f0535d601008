"""Logging in and out, and who is logged in, on pages that need no script."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from math import ceil
from urllib.parse import parse_qs

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from assistant.access.door import LOG, SESSION
from assistant.access.refusals import NO_ACCOUNTS
from assistant.access.sessions import Logins
from assistant.access.visitor import visitor_of
from assistant.desk.shell import Document, render, respond
from assistant.schema import AssistantError
from assistant.web.language import LANGS, Lang, Text, address
from assistant.web.masthead import TABS, Tab, tabs_html
from assistant.web.redirect import cookie

TITLE = Text("登录", "Log in")
NAME = Text("用户名", "Name")
PASSWORD = Text("密码", "Password")
HELP = Text(
    "还没有账号，或忘了密码？请找管理员。",
    "No account, or the password is forgotten? Ask the administrator.",
)
WRONG = Text("用户名或密码不对，请再试一次。", "Name or password is wrong; please try again.")
WAIT = Text(
    "试得太多了，请{seconds}秒后再试。", "Too many attempts: try again in {seconds} seconds."
)
LOG_OUT = Text("退出", "Log out")
WHO = Text("已登录：{name}", "Logged in: {name}")
MAX_CHARS = 60  # of a name that is tried
AT_ONCE = 2  # passwords that are hashed at once: each takes a core and 19 MiB
MAX_BODY = 8192  # bytes of the form
TOLD = "account"  # a cookie that tells the page's script that somebody is logged in


@dataclass(frozen=True, slots=True)
class Tried:
    """What was typed, and where to go on."""

    name: str
    password: str
    to: str
    lang: Lang


def login_routes(logins: Logins, tabs: Sequence[Tab]) -> APIRouter:
    """Return the routes; `tabs` are what editors see."""
    pages, routes = LoginPages(logins, tabs), APIRouter()
    for lang in LANGS:
        routes.add_route(address("/login", lang), pages.show, methods=["GET"])
        routes.add_route(address("/login", lang), pages.log_in, methods=["POST"])
    routes.add_route("/logout", pages.log_out, methods=["POST"])
    routes.add_route("/account", pages.account, methods=["GET"])
    return routes


@dataclass(frozen=True, slots=True)
class LoginPages:
    """What is answered to those who log in and out."""

    logins: Logins
    tabs: Sequence[Tab]
    # Of their own: those who wait here hold none of the threads that answer everybody else.
    threads: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(AT_ONCE))

    def show(self, request: Request) -> Response:
        """Show the form, or go on where somebody is logged in."""
        lang = _lang(request)
        to = _local(request.query_params.get("to", ""), lang)
        if visitor_of(request.scope).name:
            return RedirectResponse(to, 303)
        return _form(Tried("", "", to, lang))

    async def log_in(self, request: Request) -> Response:
        """Begin a session, or show the form again with what is wrong."""
        tried = _tried(await request.body(), _lang(request))
        peer = visitor_of(request.scope).address
        wait = self.logins.wait(tried.name, peer)
        if wait:
            return _form(tried, WAIT.to(tried.lang, seconds=ceil(wait)), 429)
        try:
            given = (tried.name, tried.password, peer)
            token = await to_thread.run_sync(self.logins.check, *given, limiter=self.threads)
        except AssistantError as error:
            LOG.error("%s", error)
            return _form(tried, NO_ACCOUNTS.to(tried.lang), 503)
        if token is None:
            return _form(tried, WRONG.to(tried.lang), 401)
        answer = RedirectResponse(tried.to, 303, {"cache-control": "no-store"})
        _keep(answer, token, request, seconds=self.logins.sessions.seconds)
        return answer

    def log_out(self, request: Request) -> Response:
        """End the session."""
        self.logins.sessions.end(cookie(request.headers.get("cookie", ""), SESSION))
        answer = RedirectResponse("/login", 303)
        _keep(answer, "", request, seconds=0)
        return answer

    def account(self, request: Request) -> Response:
        """Say who is logged in, with the tabs that the role opens."""
        visitor, lang = visitor_of(request.scope), _lang(request)
        seen = self.tabs if visitor.role == "editor" else ()
        wanted = request.query_params.get("tab")
        current = next((tab for tab in TABS if tab == wanted), None)
        html = tabs_html(seen, lang=lang, current=current) + account_html(visitor.name, lang)
        return HTMLResponse(html, headers={"cache-control": "no-store"})


def account_html(name: str, lang: Lang) -> str:
    """Render who is logged in, and the way out."""
    who = WHO.to(lang, name=escape(name))
    return (
        f'<form class="account" method="post" action="/logout"><span title="{who}">'
        f'{escape(name)}</span><button type="submit">{LOG_OUT.to(lang)}</button></form>'
    )


def _lang(request: Request) -> Lang:
    english = request.url.path.startswith("/en/") or request.query_params.get("lang") == "en"
    return "en" if english else "zh"


def _form(tried: Tried, said: str = "", status: int = 200) -> Response:
    main = render(
        "login.html.j2",
        lang=tried.lang,
        action=address("/login", tried.lang),
        tried=tried,
        said=said,
        words={"title": TITLE, "name": NAME, "password": PASSWORD, "help": HELP},
    )
    title = TITLE.to(tried.lang)
    document = Document("/login", title, main, styles=("login.css",))
    return respond(document, tried.lang, status=status)


def _tried(body: bytes, lang: Lang) -> Tried:
    fields = parse_qs(body[:MAX_BODY].decode("utf-8", "replace"))
    name, password, to = (fields.get(key, [""])[0] for key in ("name", "password", "to"))
    kept = unicodedata.normalize("NFKC", name).strip()[:MAX_CHARS]
    return Tried(kept, password, _local(to, lang), lang)


def _local(to: str, lang: Lang) -> str:
    """Return a path of ours, whatever address was asked for."""
    ours = to.startswith("/") and not to.startswith(("//", "/\\")) and to.isprintable()
    return to if ours else address("/", lang)


def _keep(answer: Response, token: str, request: Request, *, seconds: int) -> None:
    secure = request.url.scheme == "https"  # as a proxy says that we trust
    for name, value, hidden in ((SESSION, token, True), (TOLD, "yes" if token else "", False)):
        answer.set_cookie(
            name, value, max_age=seconds, secure=secure, httponly=hidden, samesite="lax"
        )
