"""The page for people who have no business at the page that they opened."""

from fastapi import Request
from fastapi.exception_handlers import http_exception_handler
from fastapi.responses import Response
from markupsafe import Markup
from starlette.exceptions import HTTPException

from assistant.access.origin import headers_of, wants_page
from assistant.desk.shell import Document, respond
from assistant.web.language import Lang, Text

TITLE = Text("不能打开", "Not for you")


async def refused(request: Request, error: Exception) -> Response:
    """Answer with the error's sentence: people on a page, scripts in JSON."""
    assert isinstance(error, HTTPException)
    if not wants_page(request.scope, headers_of(request.scope)):
        return await http_exception_handler(request, error)
    path: str = request.scope["path"]
    lang: Lang = "en" if path.startswith("/en/") else "zh"
    said = Markup('<h1>{}</h1><p class="failed" role="alert">{}</p>')
    title = TITLE.to(lang)
    document = Document(path.removeprefix("/en"), title, said.format(title, error.detail))
    return respond(document, lang, status=error.status_code)
