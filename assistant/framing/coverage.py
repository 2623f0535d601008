"""From when to when the articles reach, and whether a question asks for something later."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from assistant.question import Question
from corpus.article import Article
from corpus.dates import day_range, format_published

OLD = timedelta(days=60)  # what is said of 现在 holds no longer than that

_NOW = re.compile(r"现在|目前|最新|当前|如今|眼下|最近|今天|本[周月]")


@dataclass(frozen=True, slots=True)
class Coverage:
    """The first and the last known day of publication, each as precise as it is known."""

    first: str
    last: str

    @property
    def said(self) -> str:
        """Say it in a sentence."""
        first, last = format_published(self.first), format_published(self.last)
        if first == last:
            return f"语料覆盖{first}。"
        joined = "，最新为" if last.startswith(first) else "至"
        return f"语料覆盖{first}{joined}{last}。"


def covered(articles: Iterable[Article]) -> Coverage | None:
    """Return from when to when the articles reach, None where no day is known."""
    days = sorted({article.published for article in articles})
    first = next(filter(day_range, days), None)
    last = next(filter(day_range, reversed(days)), None)
    return Coverage(first, last) if first and last else None


def newest_if_late(
    coverage: Coverage | None, question: Question, *, as_of: date, relevant: str = ""
) -> str | None:
    """Return the newest day of publication where a question asks for something later.

    It does where it names days behind the newest article, or asks for 现在 while what answers
    it, printed on `relevant` (the newest article by default), is old on the day of asking.
    """
    newest = day_range(coverage.last) if coverage else None
    if coverage is None or newest is None:
        return None
    if any(time.interval.first > newest[1] for time in question.times):
        return coverage.last
    told = day_range(relevant) or newest
    return coverage.last if _NOW.search(question.text) and _is_old(told[1], as_of) else None


def _is_old(day: int, as_of: date) -> bool:
    return as_of - date(day // 10000, day // 100 % 100, day % 100) > OLD
