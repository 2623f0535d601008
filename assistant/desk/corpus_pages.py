"""The page of the corpus."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from assistant.desk.desk import Desk
from assistant.desk.shell import Document, respond
from assistant.web.language import PATHS, Lang, address
from assistant.web.masthead import TABS


def corpus_routes(desk: Desk) -> APIRouter:
    """Return the routes."""
    routes = APIRouter()

    def page(lang: Lang) -> HTMLResponse:
        path, name = TABS["corpus"]
        return respond(Document(path, name.to(lang), "", tabs=tuple(TABS), tab="corpus"), lang)

    for lang in PATHS:
        path = address(TABS["corpus"][0], lang)
        routes.add_api_route(path, lambda lang=lang: page(lang), response_class=HTMLResponse)
    return routes
