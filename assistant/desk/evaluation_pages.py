"""The page of the evaluation."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from assistant.desk.desk import Desk
from assistant.desk.shell import Document, respond
from assistant.web.language import PATHS, Lang, address
from assistant.web.masthead import TABS


def evaluation_routes(desk: Desk) -> APIRouter:
    """Return the routes."""
    routes = APIRouter()

    def page(lang: Lang) -> HTMLResponse:
        path, name = TABS["evaluation"]
        return respond(Document(path, name.to(lang), "", tabs=tuple(TABS), tab="evaluation"), lang)

    for lang in PATHS:
        path = address(TABS["evaluation"][0], lang)
        routes.add_api_route(path, lambda lang=lang: page(lang), response_class=HTMLResponse)
    return routes
