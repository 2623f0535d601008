"""The date and the outlet of each page of a text, which its masthead names."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.article import CorpusError
from corpus.dates import parse_published
from corpus.pages.lines import Line

_TEXTS = ("heading", "body", "table", "byline")


@dataclass(slots=True)
class _Group:
    """Lines of furniture without text between them, and what they say together."""

    start: int
    date: str = ""
    outlet: str = ""
    page: str = ""
    says_more: bool = False  # than the date: the day of the week, the number of the issue
    signed: str = ""  # a date alone, right behind a text that it may belong to

    @property
    def is_masthead(self) -> bool:
        """Tell a masthead from an outlet alone, which may be a reprint's."""
        return bool(self.date) + bool(self.outlet) + bool(self.page) + self.says_more > 1


def spread_mastheads(lines: list[Line]) -> None:
    """Give every line the date and the outlet of its own page; empty where none is named."""
    groups = list(_groups(lines))
    texts = [number for number, line in enumerate(lines) if line.kind in _TEXTS]
    dates = {group.start: group.date for group in _telling(groups, "date")}
    if not dates:
        dates = {group.start: group.signed for group in _telling(groups, "signed")}
    outlets = {group.start: group.outlet for group in _telling(groups, "outlet")}
    for number, date in enumerate(_spread(dates, texts, len(lines))):
        lines[number].date = date
    for number, outlet in enumerate(_spread(outlets, texts, len(lines))):
        lines[number].outlet = outlet


def _groups(lines: list[Line]) -> Iterator[_Group]:
    group: _Group | None = None
    for number, line in enumerate(lines):
        if line.kind not in ("dropped", "break"):
            if group:
                yield group
            group = None
            continue
        group = group or _Group(number)
        day = _read_day(line.date)
        says_more = bool(day) and bool(re.search(r"\w", line.text.replace(line.date, "", 1)))
        if day and not says_more and number == group.start > 0:
            group.signed = day
            day = ""
        group.date = group.date or day
        group.says_more |= says_more
        group.outlet = group.outlet or line.outlet
        group.page = group.page or line.page
    if group:
        yield group


def _read_day(written: str) -> str:
    try:
        return parse_published(written) if written else ""
    except CorpusError:
        return ""


def _telling(groups: list[_Group], field: str) -> list[_Group]:
    """Return the mastheads that name a date or an outlet; without any the first line that does."""
    naming = [group for group in groups if getattr(group, field)]
    return [group for group in naming if group.is_masthead] or naming[:1]


def _spread(values: dict[int, str], texts: list[int], size: int) -> list[str]:
    """Carry values on from line to line, or back where they stand below their pages."""
    if not values:
        return [""] * size
    below = bool(texts) and texts[0] < min(values) and texts[-1] < max(values)
    order = list(range(size))[:: -1 if below else 1]
    value = values[max(values) if below else min(values)]
    spread = [value] * size
    for number in order:
        value = spread[number] = values.get(number, value)
    return spread
