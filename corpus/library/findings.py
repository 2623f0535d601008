"""What a check shows: files, their articles, and what was found in each."""

import dataclasses
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from corpus.article import Article
from corpus.figures import Figure
from corpus.files.problem import Problem
from corpus.intervals import Dated
from corpus.page import Dropped


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that may have been read wrong: a stable name for scripts, a phrase for people."""

    kind: str
    message: str


@dataclass(frozen=True, slots=True)
class ZoneSeen:
    """A zone that an article names, and how often; without a place it stays unresolved."""

    name: str
    place: str
    kind: str
    grade: str
    count: int


@dataclass(frozen=True, slots=True)
class Checked:
    """One article and what was found in its body."""

    article: Article
    dates: tuple[Dated, ...]
    zones: tuple[ZoneSeen, ...]
    figures: tuple[Figure, ...]
    doubts: tuple[Doubt, ...]

    def to_json(self) -> dict[str, Any]:
        """Return every field of the article, also the empty ones, and all that was found."""
        return dataclasses.asdict(self.article) | {
            "characters": len(self.article.body),
            "doubts": [dataclasses.asdict(doubt) for doubt in self.doubts],
            "dates": [_date_row(dated) for dated in self.dates],
            "zones_found": [dataclasses.asdict(zone) for zone in self.zones],
            "figures": [_figure_row(figure) for figure in self.figures],
        }


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """One file: its articles, the pieces that went into none, and what went wrong."""

    path: Path
    articles: tuple[Checked, ...]
    dropped: tuple[Dropped, ...]
    problems: tuple[Problem, ...]

    def to_json(self) -> dict[str, Any]:
        """Return one JSON object."""
        return {
            "path": str(self.path),
            "articles": [checked.to_json() for checked in self.articles],
            "dropped": [dataclasses.asdict(piece) for piece in self.dropped],
            "problems": [
                {"line": problem.line, "level": problem.level, "message": problem.message}
                for problem in self.problems
            ],
        }


@dataclass(frozen=True, slots=True)
class Check:
    """What a path holds, file by file; `seconds` is what reading and looking took."""

    path: Path
    files: tuple[CheckedFile, ...]
    seconds: float

    @property
    def articles(self) -> tuple[Checked, ...]:
        """Return the articles of all files."""
        return tuple(checked for file in self.files for checked in file.articles)

    def counts(self) -> dict[str, int]:
        """Return how many articles, doubtful ones, skipped places and dropped pieces there are."""
        problems = [problem for file in self.files for problem in file.problems]
        return {
            "articles": len(self.articles),
            "doubtful": sum(bool(checked.doubts) for checked in self.articles),
            "skipped": sum(problem.level == "skipped" for problem in problems),
            "dropped": sum(len(file.dropped) for file in self.files),
        }

    def to_json(self) -> dict[str, Any]:
        """Return one JSON object for scripts."""
        files = [file.to_json() for file in self.files]
        seconds = round(self.seconds, 3)
        return {"path": str(self.path), **self.counts(), "seconds": seconds, "files": files}


def _date_row(dated: Dated) -> dict[str, Any]:
    first, last = (dated.interval.first, dated.interval.last) if dated.interval else (None, None)
    return {
        "text": dated.text,
        "start": dated.start,
        "end": dated.end,
        "first": first,
        "last": last,
        "rule": dated.rule,
    }


def _figure_row(figure: Figure) -> dict[str, Any]:
    return {
        "text": figure.text,
        "start": figure.start,
        "end": figure.end,
        "value": _number(figure.value),
        "upper": None if figure.upper is None else _number(figure.upper),
        "unit": figure.unit,
        "qualifier": figure.qualifier,
    }


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)
