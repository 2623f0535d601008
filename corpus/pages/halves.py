"""Which half of an article goes on with which: pages, dates, titles and names that agree."""

from collections import defaultdict
from collections.abc import Sequence

from corpus.article import Article
from corpus.keys import slug
from corpus.pages.marks import find_lead
from corpus.pages.repair import is_closed

MAX_CANDIDATES = 100  # halves that fit one place; more are never told apart
MAX_COMPARED = 6000  # characters of a body that are compared
MAX_ROUNDS = 10
MARGIN = 0.15  # by how much the right pair is more alike than any other

_Pairs = dict[int, list[int]]


def pair_halves(articles: Sequence[Article]) -> dict[int, int]:
    """Return the number of the half that follows, for every half that has exactly one."""
    firsts = [number for number, one in enumerate(articles) if one.jumps_to]
    seconds = [number for number, one in enumerate(articles) if one.jumps_from]
    if not firsts or not seconds:
        return {}
    after = _candidates(articles, firsts, seconds)
    before: _Pairs = defaultdict(list)
    for first, seconds_of in after.items():
        for second in seconds_of:
            before[second].append(first)
    likeness = _Likeness(articles)
    chains = _Chains()
    for _ in range(MAX_ROUNDS):
        # A pair that is found leaves fewer candidates to the halves that are not yet paired.
        found_one = False
        for first in [one for one in after if one not in chains.following]:
            found = _clear(first, after, before, likeness, chains)
            if found is not None:
                chains.add(first, found)
                found_one = True
        if not found_one:
            break
    return chains.following


class _Chains:
    """The pairs found so far, and the chains that they make: half after half of one article."""

    def __init__(self) -> None:
        self.following: dict[int, int] = {}
        self.taken: set[int] = set()
        self._head: dict[int, int] = {}  # of the chain that ends in a half
        self._end: dict[int, int] = {}  # of the chain that a half begins

    def may_follow(self, first: int, second: int) -> bool:
        """Tell whether a half is free, and no chain would run back into its own beginning."""
        return second not in self.taken and self._head.get(first, first) != second

    def add(self, first: int, second: int) -> None:
        self.following[first] = second
        self.taken.add(second)
        head, end = self._head.pop(first, first), self._end.pop(second, second)
        self._head[end], self._end[head] = head, end


def _candidates(articles: Sequence[Article], firsts: list[int], seconds: list[int]) -> _Pairs:
    """Return the halves that may follow each first half, looked up by date and page."""
    exact: dict[tuple[str, str], list[int]] = defaultdict(list)
    within: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number in seconds:
        second = articles[number]
        exact[second.published, second.page].append(number)
        for date in (*_wider(second.published), second.published):
            within[date, second.page].append(number)
    found: _Pairs = {}
    for number in firsts:
        first = articles[number]
        near = [
            bucket
            for page in {first.jumps_to, ""}
            for bucket in (
                within.get((first.published, page), []),
                *(exact.get((date, page), []) for date in _wider(first.published)),
            )
        ]
        if sum(map(len, near)) <= MAX_CANDIDATES:
            found[number] = [
                one
                for bucket in near
                for one in bucket
                if one != number
                and _agree(first, articles[one])
                and (number < one or first.page or articles[one].page)
            ]
    return found


def _wider(published: str) -> list[str]:
    """Return the dates of less precision: 2025-11-14 → 2025-11, 2025 and nothing."""
    parts = published.split("-")
    return ["-".join(parts[:size]) for size in range(len(parts))] if published else []


def _agree(first: Article, second: Article) -> bool:
    """Tell whether pages and papers contradict each other nowhere."""
    if first.page and first.page != second.jumps_from:
        return False
    if not (first.page and second.page) and first.jumps_to == second.jumps_from:
        return False
    papers = {paper for paper in (_paper(first), _paper(second)) if paper}
    return len(papers) < 2


def _paper(article: Article) -> str:
    """Return the source, but for a wire service, whose name the other half doesn't repeat."""
    lead = find_lead(article.body)
    return "" if lead and lead.outlet and not lead.own else article.source


class _Likeness:
    """Measures how alike two halves are; what is read from an article is kept."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self._articles = articles
        self._runs: dict[int, frozenset[str]] = {}

    def __call__(self, first: int, second: int) -> float:
        """Return 0 to 2: the share of the second's title and of its names that the first has."""
        head = self._articles[first]
        headline = _runs(head.kicker + head.title + head.subtitle, 2)
        tail = self._articles[second]
        title = frozenset() if tail.title_inferred else _runs(tail.kicker + tail.title, 2)
        titles = len(title & headline) / len(title) if title else 0.0
        return titles + self.shared(first, second)

    def shared(self, first: int, second: int) -> float:
        mine, theirs = self._read(first), self._read(second)
        return min(1.0, 5 * len(mine & theirs) / max(1, min(len(mine), len(theirs))))

    def fits(self, first: int, second: int) -> bool:
        """Tell whether anything but the want of another half speaks for a pair."""
        head, tail = self._articles[first], self._articles[second]
        if head.page or (tail.page and tail.page == head.jumps_to):
            return True
        broken = not is_closed(head.body) and tail.title_inferred
        return broken or self(first, second) > 0

    def _read(self, number: int) -> frozenset[str]:
        if number not in self._runs:
            article = self._articles[number]
            text = f"{article.title} {article.kicker} {article.body[:MAX_COMPARED]}"
            self._runs[number] = _runs(text, 4)
        return self._runs[number]


def _runs(text: str, size: int) -> frozenset[str]:
    parts = slug(text).split("-")
    return frozenset(
        part[start : start + size] for part in parts for start in range(len(part) - size + 1)
    )


def _clear(
    first: int,
    after: _Pairs,
    before: _Pairs,
    likeness: _Likeness,
    chains: _Chains,
) -> int | None:
    """Return the one half that follows, None where none does or several might."""
    seconds = [one for one in after[first] if chains.may_follow(first, one)]
    if not seconds:
        return None
    if len(seconds) > 1:
        scores = sorted(((likeness(first, one), one) for one in seconds), reverse=True)
        if scores[0][0] < scores[1][0] + MARGIN:
            return None
        seconds = [scores[0][1]]
    second = seconds[0]
    rivals = [one for one in before[second] if one != first and one not in chains.following]
    if rivals:
        best = max(likeness(rival, second) for rival in rivals)
        return second if likeness(first, second) >= best + MARGIN else None
    return second if likeness.fits(first, second) else None
