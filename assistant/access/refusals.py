"""What is said to those who are not let in, in one sentence."""

from math import ceil

from fastapi import Request
from fastapi.exception_handlers import http_exception_handler
from fastapi.responses import JSONResponse, Response
from markupsafe import Markup
from starlette.exceptions import HTTPException

from assistant.access.origin import headers_of, wants_page
from assistant.api.guard import NO_KEY, refusal
from assistant.desk.shell import Document, respond
from assistant.web.language import Lang, Text

PROGRAMS = ("/v1", "/mcp")
KEY = Text(NO_KEY, NO_KEY)
NAMELESS = Text(
    "这里不叫“{host}”：请用本机地址打开；经由别的域名时，请在服务端用 --allow-host 写明它。",
    "This is not “{host}”: use this machine's own address, or name it on the server: --allow-host.",
)
OTHER_SITE = Text(
    "这个请求来自别的网站，没有照办；请在本服务自己的页面上操作。",
    "This request comes from another site and was not carried out; use this service's own pages.",
)
LOG_IN = Text(
    "登录已结束或还没有登录，请刷新页面，登录后再试。",
    "You are not logged in, or no longer; reload the page to log in.",
)
NO_ACCOUNTS = Text(
    "现在不能登录：服务端读不出用户文件，请告诉管理员。",
    "Logging in does not work now; please tell the administrator.",
)
TOO_LARGE = Text(
    "请求太大，超过{mb} MB；对话太长时，请新开一段再问。",
    "The request is larger than {mb} MB; begin a new conversation.",
)
TOO_FAST = Text("请求太频繁，请{seconds}秒后再试。", "Too many requests: wait {seconds} seconds.")
KEYS = Text(
    "密钥不对，试得太多了，请{seconds}秒后用对的密钥再试。",
    "Too many wrong keys: wait {seconds} seconds, then bring the right one.",
)
NOT_YOURS = Text("不能打开", "Not for you")
CLOSED = Text("没有这个地址。", "There is nothing at this address.")


def refuse(path: str, status: int, said: Text, **given: object) -> JSONResponse:
    """Return the answer that says no, as programs or the page's scripts read it."""
    if path.startswith(PROGRAMS):
        asked = {"WWW-Authenticate": "Bearer"} if status == 401 else None
        return refusal(status, said.to("zh", **given), headers=asked)
    sentence = said.to("en" if path.startswith("/en/") else "zh", **given)
    return JSONResponse({"detail": sentence}, status, {"cache-control": "no-store"})


def too_fast(path: str, wait: float, said: Text = TOO_FAST) -> JSONResponse:
    """Return the answer to a visitor who has to wait so many seconds."""
    answer = refuse(path, 429, said, seconds=ceil(wait))
    answer.headers["retry-after"] = str(ceil(wait))
    return answer


async def forbidden(request: Request, error: Exception) -> Response:
    """Answer who has no business at a page: people on a page, scripts in JSON."""
    assert isinstance(error, HTTPException)
    if not wants_page(request.scope, headers_of(request.scope)):
        return await http_exception_handler(request, error)
    path: str = request.scope["path"]
    lang: Lang = "en" if path.startswith("/en/") else "zh"
    title = NOT_YOURS.to(lang)
    said = Markup('<h1>{}</h1><p class="failed" role="alert">{}</p>').format(title, error.detail)
    document = Document(path[3:] if lang == "en" else path, title, said)
    return respond(document, lang, status=error.status_code)
