"""What is done on the page: running, cancelling, deleting, saving a set."""

from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import Field, TypeAdapter
from starlette.concurrency import run_in_threadpool

from assistant.desk.desk import Desk
from assistant.desk.evaluation import words
from assistant.desk.evaluation.chat_views import at_hand
from assistant.desk.evaluation.drafts import Draft, bodies_of, edited, findings
from assistant.desk.evaluation.sets import save_set
from assistant.desk.evaluation.views import PATH
from assistant.desk.evaluation.work import Evaluations, Wanted
from assistant.desk.refusals import RefusingRoute
from assistant.schema import AssistantError
from assistant.web.routes import read_json
from eval.check import Finding
from eval.feedback.questions import Row
from eval.feedback.store import Feedback

_NAME = TypeAdapter(Annotated[str, Field(max_length=300)])
_IDS = TypeAdapter(Annotated[list[int], Field(max_length=10_000)])
_WANTED, _DRAFT = TypeAdapter(Wanted), TypeAdapter(Draft)


def action_routes(desk: Desk, evaluations: Evaluations) -> APIRouter:
    """Return the routes; all take JSON, which no other site can send."""
    routes = APIRouter(prefix=PATH, route_class=RefusingRoute)

    @routes.post("/start")
    async def start(request: Request) -> None:
        wanted = await read_json(request, _WANTED)
        await run_in_threadpool(evaluations.begin, wanted)

    @routes.post("/continue")
    async def go_on(request: Request) -> None:
        name = await read_json(request, _NAME)
        await run_in_threadpool(evaluations.go_on, name)

    @routes.post("/cancel")
    async def cancel(request: Request) -> None:
        job_id = await read_json(request, _NAME)
        await run_in_threadpool(evaluations.cancel, job_id)

    @routes.post("/forget")
    async def forget(request: Request) -> None:
        entries = await read_json(request, _IDS)
        await run_in_threadpool(lambda: _store(desk).forget(entries))

    @routes.post("/check")
    async def check(request: Request) -> list[list[dict[str, Any]]]:
        draft = await read_json(request, _DRAFT)
        _, found = await run_in_threadpool(_checked, desk, draft)
        return [[{"what": f.what, "serious": f.serious} for f in each] for each in found]

    @routes.post("/save")
    async def save(request: Request) -> dict[str, Any]:
        draft = await read_json(request, _DRAFT)
        return await run_in_threadpool(_save, desk, draft)

    return routes


def _store(desk: Desk) -> Feedback:
    if desk.feedback is None:
        raise AssistantError(words.OFF.zh)
    return desk.feedback


def _checked(desk: Desk, draft: Draft) -> tuple[list[Row], list[list[Finding]]]:
    """Return the rows of a draft, and what is wrong with each."""
    rows = edited(_store(desk), draft)
    return rows, findings(rows, bodies_of(rows, at_hand(desk.loading)))


def _save(desk: Desk, draft: Draft) -> dict[str, Any]:
    """Write a draft as a new set; one with errors would not be read again."""
    rows, found = _checked(desk, draft)
    if any(finding.serious for each in found for finding in each):
        raise AssistantError(words.SERIOUS.zh)
    saved = save_set(desk.settings, draft.name, rows)
    return {"set": saved.key, "count": saved.count, "open": saved.unjudged}
