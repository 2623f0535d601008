"""What the page shows at each address: the runs, one of them, two compared."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

from assistant.desk.desk import Desk
from assistant.desk.evaluation import words
from assistant.desk.evaluation.figures import run_tables, tiles, word
from assistant.desk.evaluation.runs import (
    DOWNLOADS,
    RunLine,
    ensure_report,
    find_run,
    load_run,
    run_lines,
)
from assistant.desk.evaluation.sets import QuestionSet, question_sets, sets_folder
from assistant.desk.evaluation.work import Evaluations
from assistant.desk.shell import render
from assistant.schema import AssistantError
from assistant.web.language import Lang, Text, address
from eval.compare import compare
from eval.reporting.differences import changes
from eval.reporting.entries import entries
from eval.reporting.names import named
from eval.reporting.text import answer_renderer, quote_html
from eval.run_folder import read_run
from eval.summary import LABELS
from eval.tables import between, shown, type_name
from eval.thresholds import read_thresholds
from index.errors import SearchIndexError
from index.generations import Generations

PATH = "/evaluation"
Query = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a view is rendered: the desk, what runs on it, the language."""

    desk: Desk
    evaluations: Evaluations
    lang: Lang

    @property
    def path(self) -> str:
        """Return the page's address."""
        return address(PATH, self.lang)

    def render(self, template: str, **values: Any) -> str:
        """Fill in one of the templates of this page."""
        return render(
            f"evaluation{template}.html.j2",
            lang=self.lang,
            here=self.path,
            words=words,
            word=lambda text: word(text, self.lang),
            type_name=type_name,
            **values,
        )

    def standing(self) -> str:
        """Return the evaluation that runs, or how the last one ended."""
        standing, name = self.evaluations.standing, self.evaluations.run
        line = None
        if name and not self.evaluations.running:
            with suppress(AssistantError):  # it may have ended before it had a folder
                line = find_run(self.desk.settings, name)
        return self.render(
            "_standing",
            standing=standing if name else None,
            run=name,
            line=line,
            left=_time(standing.left, self.lang) if standing else "",
        )

    def table(self) -> str:
        """Return the runs, and the way to compare two of them."""
        running = self.evaluations.running
        lines = [line for line in run_lines(self.desk.settings) if line.name != running]
        whole = [line for line in lines if line.finished]
        before, after = _last_two(whole)
        return self.render(
            "_table",
            lines=lines,
            whole=whole,
            before=before,
            after=after,
            labels=LABELS,
            shown=shown,
            between=between,
        )


def runs_view(place: Place, query: Query) -> str:
    """Return the sets to choose from, the run that goes on, and those that were made."""
    settings = place.desk.settings
    indexed = None
    with suppress(SearchIndexError):
        indexed = Generations(settings.index_dir).manifest()
    sets = question_sets(settings, indexed=indexed.digests if indexed else ())
    usable = [each.key for each in sets if not each.error]
    return place.render(
        "_runs",
        view="runs",
        sets=sets,
        chosen=query["set"] if query.get("set") in usable else next(iter(usable), ""),
        folder=sets_folder(settings),
        has_index=indexed is not None,
        has_llm=bool(settings.llm_base_url),
        today=date.today().isoformat(),
        standing=place.standing(),
        table=place.table(),
        said=_saved(sets, query, place.lang),
    )


def run_view(place: Place, query: Query) -> str:
    """Return one run: its figures, plots, and the questions not answered rightly."""
    settings = place.desk.settings
    line = find_run(settings, query["run"])
    others = [x for x in run_lines(settings) if x.finished and x.name != line.name]
    running = line.name == place.evaluations.running
    given: dict[str, Any] = {"view": "runs", "line": line, "others": others, "running": running}
    if not line.summary:
        return place.render("_run", **given, tiles=[], tables={}, charts=[], wrong=[], files=())
    ensure_report(line.folder)
    runs = named([read_run(line.folder)])
    drawn = {path.stem.removeprefix("report-") for path in line.folder.glob("report-*.svg")}
    return place.render(
        "_run",
        **given,
        tiles=tiles(runs, place.lang),
        tables=run_tables(runs, None, place.lang),
        charts=[name for name in words.CHARTS if name in drawn],
        wrong=[entry for entry in entries(runs) if entry.state == "wrong"],
        files=DOWNLOADS,
    )


def compare_view(place: Place, query: Query) -> str:
    """Return two runs side by side: what moved, what was lost, which questions flipped."""
    settings = place.desk.settings
    before, after = (load_run(settings, query[name]) for name in ("before", "after"))
    comparison = compare(before, after, read_thresholds())
    runs = named([before, after])
    rows = [{row["qid"]: row for row in run.rows} for run in (before, after)]
    flips = [
        (flip, [known[flip.qid] for known in rows])
        for flip in sorted(comparison.flips, key=lambda flip: flip.after)
    ]
    return place.render(
        "_compare",
        view="runs",
        before=query["before"],
        after=query["after"],
        whole=[line for line in run_lines(settings) if line.finished],
        comparison=comparison,
        tables=run_tables(runs, changes(runs), place.lang),
        flips=flips,
        labels=LABELS,
        answer=answer_renderer(),
        quote=quote_html,
    )


def _last_two(lines: Sequence[RunLine]) -> tuple[str, str]:
    """Return the newest run and the one before it, of the same set if there is one."""
    if len(lines) < 2:
        return "", ""
    last, *others = lines
    same = [line for line in others if line.set_key == last.set_key]
    return (same or others)[0].name, last.name


def _saved(sets: Sequence[QuestionSet], query: Query, lang: Lang) -> str:
    """Say that a set has been saved, and what is left to do in it."""
    found = next((x for x in sets if "saved" in query and x.key == query.get("set")), None)
    if found is None:
        return ""
    still_open = words.STILL_OPEN.to(lang, n=found.unjudged) if found.unjudged else ""
    return words.SAVED.to(lang, name=found.path.name, n=found.count, open=still_open)


def _time(seconds: float | None, lang: Lang) -> str:
    """Write how long something takes; nothing where that is not known."""
    if seconds is None:
        return ""
    minutes, rest = divmod(round(seconds), 60)
    said: Text = words.MINUTES if minutes else words.SECONDS
    return said.to(lang, m=minutes, s=rest)
