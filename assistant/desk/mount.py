"""Where the pages beside the chat are."""

from collections.abc import Sequence

from fastapi import APIRouter, Depends, FastAPI
from fastapi.staticfiles import StaticFiles

from assistant.desk.access import only_editors
from assistant.desk.corpus_pages import corpus_routes
from assistant.desk.desk import Desk
from assistant.desk.evaluation_pages import evaluation_routes
from assistant.desk.shell import ASSETS
from assistant.web.masthead import TABS, Tab


def mount_desk(app: FastAPI, desk: Desk | None) -> Sequence[Tab]:
    """Add the pages, before what is mounted at the root; return the tabs that lead to them."""
    app.mount("/desk", StaticFiles(directory=ASSETS))
    if desk is None:
        return ()
    routes = APIRouter(dependencies=[Depends(only_editors(desk))])
    routes.include_router(corpus_routes(desk))
    routes.include_router(evaluation_routes(desk))
    app.include_router(routes)
    return tuple(TABS)
