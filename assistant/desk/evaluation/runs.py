"""The runs that were made here: the list, one of them, and its report."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from threading import Lock
from typing import Any

from assistant.desk.evaluation.sets import SHIPPED_KEY
from assistant.schema import NotThereError
from assistant.settings import Settings
from eval.questions import SHIPPED
from eval.reporting.report import write_report
from eval.run_folder import RESULTS, SETTINGS, SUMMARY, Run, asked_before, read_run

UNKNOWN = "没有这次评测：“{name}”，它可能已被移走，请回到评测的列表。"
NO_FILE = "这次评测里没有文件“{name}”。"
REPORT, MARKDOWN = "report.html", "report.md"
DOWNLOADS = (REPORT, MARKDOWN, RESULTS)
_drawing = Lock()  # matplotlib's settings are the process's


@dataclass(frozen=True, slots=True)
class RunLine:
    """One run as the list shows it; without a summary its process was killed."""

    folder: Path
    settings: Mapping[str, Any] = field(default_factory=dict)
    summary: Mapping[str, Any] = field(default_factory=dict)
    done: int = 0

    @property
    def name(self) -> str:
        """Return what it is called in addresses."""
        return self.folder.name

    @property
    def total(self) -> int | None:
        """Return how many questions were to be asked, where that was written down."""
        return self.summary.get("questions")

    @property
    def finished(self) -> bool:
        """Tell whether every question has been asked."""
        return bool(self.summary) and not self.summary["interrupted"]

    @property
    def started(self) -> datetime | None:
        """Return when it was begun."""
        try:
            return datetime.fromisoformat(str(self.settings.get("started")))
        except ValueError:
            return None

    @property
    def set_name(self) -> str:
        """Return the file name of its set."""
        return Path(str(self.settings.get("questions") or "")).name

    @property
    def set_key(self) -> str:
        """Return the key of its set, as in `question_sets`."""
        shipped = Path(str(self.settings.get("questions") or "")) == SHIPPED
        return SHIPPED_KEY if shipped else self.set_name

    @property
    def day(self) -> date:
        """Return the day of asking that it was made with."""
        try:
            return date.fromisoformat(str(self.settings.get("as_of")))
        except ValueError:
            return date.today()

    @property
    def generation(self) -> str:
        """Return the index's generation."""
        return str((self.settings.get("manifest") or {}).get("generation") or "")

    @property
    def figures(self) -> Mapping[str, Any]:
        """Return its figures by name."""
        found: Mapping[str, Any] = self.summary.get("overall") or {}
        return found


def runs_folder(settings: Settings) -> Path:
    """Return where the runs of this page are."""
    return settings.eval_dir / "runs"


def run_lines(settings: Settings) -> list[RunLine]:
    """Return the runs, newest first."""
    lines = map(_line, _folders(settings))
    return sorted(lines, key=lambda line: (str(line.settings.get("started")), line.name))[::-1]


def find_run(settings: Settings, name: str) -> RunLine:
    """Return the run of a name; only what is listed can be named."""
    found = next((path for path in _folders(settings) if path.name == name), None)
    if found is None:
        raise NotThereError(UNKNOWN.format(name=name[:80]))
    return _line(found)


def load_run(settings: Settings, name: str) -> Run:
    """Read the answers of a run; raises EvalError where it cannot be read."""
    return read_run(find_run(settings, name).folder)


def file_of(settings: Settings, name: str, file: str) -> Path:
    """Return a file of a run that may be looked at; the report is written where it is not there."""
    folder = find_run(settings, name).folder
    if file in (REPORT, MARKDOWN):
        ensure_report(folder)
    shown = {*DOWNLOADS, *(path.name for path in folder.glob("report-*.svg"))}
    if file not in shown or not (folder / file).is_file():
        raise NotThereError(NO_FILE.format(name=file[:60]))
    return folder / file


def ensure_report(folder: Path) -> None:
    """Write the report of a run where there is none of its present summary."""
    with _drawing:
        written, drawn = _written_at(folder / SUMMARY), _written_at(folder / REPORT)
        if written is None or drawn != written:  # not before or after: clocks are set
            write_report([read_run(folder)], folder)
            if written is not None:
                os.utime(folder / REPORT, ns=(written, written))


def report_of_two(before: Run, after: Run, into: Path) -> str:
    """Return the report of two runs, the older one first, written into a folder."""
    with _drawing:
        write_report([before, after], into)
    return (into / REPORT).read_text(encoding="utf-8")


def _written_at(path: Path) -> int | None:
    return path.stat().st_mtime_ns if path.is_file() else None


def _folders(settings: Settings) -> list[Path]:
    """Return the runs that have begun."""
    folder = runs_folder(settings)
    found = folder.iterdir() if folder.is_dir() else ()
    return [path for path in found if (path / SETTINGS).is_file()]


def _line(folder: Path) -> RunLine:
    summary = _summary(folder)
    done = summary.get("done") or asked_before(folder)
    return RunLine(folder, _object(folder / SETTINGS), summary, done)


def _summary(folder: Path) -> dict[str, Any]:
    """Return the summary, nothing where there is none that can be read."""
    summary = _object(folder / SUMMARY)
    return summary if {"questions", "interrupted", "overall"} <= summary.keys() else {}


def _object(path: Path) -> dict[str, Any]:
    try:
        values = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return values if isinstance(values, dict) else {}
