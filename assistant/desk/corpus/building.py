"""Building the index while questions are answered: begun, followed, cancelled, reported."""

import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from threading import Lock
from typing import Annotated, Literal

from fastapi import Response
from pydantic import Field
from pydantic.dataclasses import dataclass

from assistant.desk.corpus.routing import Routes
from assistant.desk.corpus.words import PATH, fill, translator
from assistant.desk.corpus.words_adding import STEPS
from assistant.desk.desk import Desk
from assistant.desk.jobs import Standing
from assistant.desk.shell import fragment
from assistant.editing.building import CANCELLED, UNITS, Order, Report, asks_leave, rebuild
from assistant.schema import AssistantError
from assistant.web.language import Lang
from corpus.article import Article
from index.generations import Generations

NOTHING_ORDERED = "没有要做的事：请先选文章或添加文件。"
NOTHING_TO_REPEAT = "没有可以再试的，请刷新页面后重新选择。"
PATIENCE = 30.0  # seconds in which the chat moves on to a new index
MOST = 100_000  # articles in one order

Ids = Annotated[tuple[Annotated[str, Field(max_length=1000)], ...], Field(max_length=MOST)]


@dataclass(frozen=True)
class Ordered:
    """What an editor wants done; `again` repeats the order of that job, which was the last."""

    upload: Annotated[str, Field(max_length=100)] = ""
    removing: Ids = ()
    restoring: Ids = ()
    prune: bool = False
    again: Annotated[str, Field(max_length=100)] = ""


@dataclass(frozen=True)
class Cancelled:
    """The job that an editor wants ended."""

    job: str


class Building:
    """The build that is under way, or the last one; all editors see the same."""

    def __init__(self, desk: Desk, *, patience: float = PATIENCE) -> None:
        self._desk = desk
        self._patience = patience
        self._lock = Lock()
        self._order: Order | None = None
        self._before: Mapping[str, Article] | None = None  # what answered when it was begun
        self._used_since: datetime | None = None
        self._built: float | None = None  # when it was first seen to be done

    def add_to(self, routes: Routes) -> None:
        """Answer where the index is built."""
        routes.get(f"{PATH}/build", lambda _, lang: fragment(self.html(lang)))
        routes.post(f"{PATH}/build", Ordered, self._start)
        routes.post(f"{PATH}/build/cancel", Cancelled, self._cancel)

    def html(self, lang: Lang) -> str:
        """Render how the build stands, nothing before the first one."""
        job = self._desk.builds.job
        standing = job.standing if job else None
        report = job.result if job else None
        used, in_use = self._in_use(report, lang) if report else ("", "")
        return fill(
            "corpus_building.html.j2",
            lang,
            standing=standing,
            step=_step(standing, lang) if standing else "",
            report=report,
            in_use=in_use,
            used=used,
            cancelled=CANCELLED,
            asks_leave=asks_leave(standing.error) if standing else False,
        )

    def _start(self, ordered: Ordered, lang: Lang) -> Response:
        with self._lock:
            order = self._order_of(ordered)
            self._desk.builds.start(partial(rebuild, self._desk.settings, order))
            self._order, self._used_since, self._built = order, None, None
            self._before = self._answering()
        return fragment(self.html(lang))

    def _order_of(self, ordered: Ordered) -> Order:
        if ordered.again:
            job = self._desk.builds.job
            if not (self._order and job and job.standing.id == ordered.again):
                raise AssistantError(NOTHING_TO_REPEAT)
            return replace(self._order, prune=ordered.prune or self._order.prune)
        if not (ordered.upload or ordered.removing or ordered.restoring):
            raise AssistantError(NOTHING_ORDERED)
        return Order(ordered.upload, ordered.removing, ordered.restoring, prune=ordered.prune)

    def _cancel(self, cancelled: Cancelled, lang: Lang) -> Response:
        job = self._desk.builds.job
        if job and job.standing.id == cancelled.job:  # not the next one, of somebody else
            job.cancel()
        return fragment(self.html(lang))

    def _answering(self) -> Mapping[str, Article] | None:
        try:
            return self._desk.loading.wait(0).articles()
        except (AssistantError, TimeoutError):
            return None

    def _in_use(self, report: Report, lang: Lang) -> tuple[Literal["yes", "late", ""], str]:
        """Tell whether questions are answered from the new index, and say since when."""
        t = translator(lang)
        if not report.fresh:
            return "yes", ""
        answering = Generations(self._desk.settings.index_dir).answering()
        if not answering or answering.name != report.generation:  # rolled back, or built elsewhere
            return "yes", t("out_of_use")
        with self._lock:
            if self._built is None:
                self._built = time.monotonic()
                self._desk.loading.retry()  # there may have been no index to open until now
            if self._used_since is None and self._answering() is not self._before:
                self._used_since, self._before = datetime.now().astimezone(), None
            since, late = self._used_since, time.monotonic() - self._built > self._patience
        if since:
            return "yes", t("in_use", time=f"{since:%H:%M:%S}")
        if error := self._desk.loading.error:
            return "late", error
        return ("late", t("late_in_use")) if late else ("", t("soon_in_use"))


def _step(standing: Standing, lang: Lang) -> str:
    t = translator(lang)
    if not standing.step:
        return t("starting")
    unit = UNITS.get(standing.step, "parts")
    step = STEPS[standing.step].to(lang) if standing.step in STEPS else standing.step
    return t(f"step_{unit}", step=step, done=standing.done, total=standing.total)
