"""The page of the evaluation: its addresses, its fragments and the files of its runs."""

import base64
import hashlib
from pathlib import Path
from tempfile import TemporaryDirectory

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse, Response

from assistant.desk.desk import Desk
from assistant.desk.evaluation.actions import action_routes
from assistant.desk.evaluation.chat_views import chat_view, chosen_entries, draft_view
from assistant.desk.evaluation.runs import file_of, load_run, report_of_two
from assistant.desk.evaluation.views import PATH, Place, compare_view, run_view, runs_view
from assistant.desk.evaluation.work import Evaluations
from assistant.desk.jobs import EXPECTED, sentence
from assistant.desk.refusals import RefusingRoute, refusal
from assistant.desk.shell import Document, fragment, respond
from assistant.web.language import PATHS, Lang
from assistant.web.masthead import TABS
from eval.reporting.html import FOLDER

STYLES = ("evaluation.css", "evaluation_chat.css")
MODULES = ("evaluation.js", "evaluation_chat.js")
_SEEN = {".html": "text/html; charset=utf-8", ".svg": "image/svg+xml"}  # in the browser itself


def evaluation_routes(desk: Desk) -> APIRouter:
    """Return the routes."""
    routes = APIRouter()
    evaluations = Evaluations(desk.settings, desk.evaluations)
    routes.include_router(action_routes(desk, evaluations))
    routes.include_router(_files(desk))
    for lang in PATHS:
        routes.include_router(_pages(Place(desk, evaluations, lang)))
    return routes


def _pages(place: Place) -> APIRouter:
    routes = APIRouter(prefix=place.path, route_class=RefusingRoute)

    @routes.get("", response_class=HTMLResponse)
    def page(request: Request) -> HTMLResponse:
        try:
            main, status = _main(place, request), 200
        except EXPECTED as error:
            status = refusal(error).status_code
            main = place.render("", view="", trouble=sentence(error))
        return _respond(main, place.lang, status=status)

    @routes.get("/standing", response_class=HTMLResponse)
    def standing() -> HTMLResponse:
        return fragment(place.standing())

    @routes.get("/table", response_class=HTMLResponse)
    def table() -> HTMLResponse:
        return fragment(place.table())

    return routes


def _main(place: Place, request: Request) -> str:
    query = request.query_params
    if "run" in query:
        return run_view(place, query)
    if query.get("before") and query.get("after"):
        return compare_view(place, query)
    if query.get("view") == "chat":
        return chat_view(place, query)
    if query.get("view") == "draft":
        return draft_view(place, chosen_entries(query.getlist("entry")))
    return runs_view(place, query)


def _respond(main: str, lang: Lang, *, status: int) -> HTMLResponse:
    path, name = TABS["evaluation"]
    document = Document(
        path,
        name.to(lang),
        main,
        tabs=tuple(TABS),
        tab="evaluation",
        styles=STYLES,
        modules=MODULES,
    )
    return respond(document, lang, status=status)


def _files(desk: Desk) -> APIRouter:
    """Return the routes of what a run wrote; a report runs no script but its own, and alone."""
    routes = APIRouter(prefix=PATH, route_class=RefusingRoute)
    strict = _strict()

    @routes.get("/runs/{run}/{file}")
    def file(run: str, file: str) -> Response:
        path = file_of(desk.settings, run, file)
        kind = _SEEN.get(path.suffix)
        name = None if kind else f"{run}-{file}"
        return FileResponse(path, media_type=kind, filename=name, headers=strict)

    @routes.get("/compared/{before}/{after}", response_class=HTMLResponse)
    def compared(before: str, after: str) -> HTMLResponse:
        runs = [load_run(desk.settings, name) for name in (before, after)]
        with TemporaryDirectory() as folder:
            html = report_of_two(runs[0], runs[1], Path(folder))
        return HTMLResponse(html, headers=strict)

    return routes


def _strict() -> dict[str, str]:
    script = (FOLDER / "report.js").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        "sandbox allow-scripts allow-popups allow-popups-to-escape-sandbox"
    )
    return {"content-security-policy": policy, "cache-control": "no-store"}
