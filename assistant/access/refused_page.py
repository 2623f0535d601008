"""The page for people who have no business at the page that they opened."""

from fastapi import HTTPException, Request
from fastapi.exception_handlers import http_exception_handler
from fastapi.responses import Response
from markupsafe import Markup

from assistant.access.origin import headers_of, wants_page
from assistant.desk.shell import Document, respond
from assistant.web.language import Text

TITLE = Text("不能打开", "Not for you")


async def refused(request: Request, error: Exception) -> Response:
    """Answer with the error's sentence: people on a page, scripts in JSON."""
    assert isinstance(error, HTTPException)
    if not wants_page(request.scope, headers_of(request.scope)):
        return await http_exception_handler(request, error)
    path, lang = request.url.path, "zh"
    if path.startswith("/en/"):
        path, lang = path.removeprefix("/en"), "en"
    said = Markup('<h1>{}</h1><p class="failed" role="alert">{}</p>')
    title = TITLE.to(lang)
    document = Document(path, title, said.format(title, error.detail))
    return respond(document, lang, status=error.status_code)
