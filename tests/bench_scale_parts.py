"""What is measured of an index at each size, and the curve of every part of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from index.dense import FEW
from tests.bench_curve import Curve, Form, fit

Size = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """Something that was measured at each size, and the form in which it grows."""

    name: str
    form: Form
    of: Callable[[Size], float | None]  # None where it was left out


def has_chroma(size: Size) -> bool:
    """Tell whether the index of that size was built with Chroma in its folder."""
    return "graph" in size["asking"]["milliseconds"]


def _building(step: str) -> Callable[[Size], float]:
    return lambda size: float(size["full"]["processor_steps"][step])


def _of_chroma(of: Callable[[Size], float]) -> Callable[[Size], float | None]:
    return lambda size: of(size) if has_chroma(size) else None


def _rest(size: Size) -> float:
    full = size["full"]
    known = full["reading"]["processor"] + sum(full["processor_steps"].values())
    return max(0.0, float(full["processor"] - known))


def _asking(step: str) -> Callable[[Size], float]:
    return lambda size: float(size["asking"]["milliseconds"][step]["processor"])


def _disk(part: str) -> Callable[[Size], float]:
    return lambda size: float(size["asking"]["disk"][part])


def _without_graph(size: Size) -> float:
    """Return the megabytes of a process that compares one by one."""
    resident = float(size["asking"]["memory"]["resident"])
    passages = size["full"]["passages"]
    held = has_chroma(size) and passages > FEW
    return resident - size["asking"]["memory_of_graph"] if held else resident


BUILDING = (
    Part("reading", "line", lambda size: float(size["full"]["reading"]["processor"])),
    Part("passages", "line", _building("passages")),
    Part("Chroma and vectors written", "power", _of_chroma(_building("vectors"))),
    Part("days of the passages", "line", _building("times")),
    Part("BM25", "line", _building("words")),
    Part("versions, checksums, publishing", "line", _rest),
)
UNCHANGED = Part(
    "again, nothing changed", "line", lambda size: float(size["unchanged"]["processor"])
)
EXACT = Part("dense, one by one", "line", _asking("dense"))
NEAR = Part("dense, Chroma's graph", "power", _of_chroma(_asking("graph")))
ASKING = (
    Part("encoder", "constant", _asking("encoder")),
    EXACT,
    NEAR,
    Part("BM25 over words", "line", _asking("words")),
    Part("BM25 over bigrams", "line", _asking("bigrams")),
    Part("fusion and times", "line", _asking("fusion")),
)
DISK = (
    Part("Chroma", "line", _of_chroma(_disk("Chroma"))),
    *(Part(name, "line", _disk(name)) for name in ("vectors", "BM25", "articles")),
)
ANSWERING = Part("answering, without the graph", "line", _without_graph)
GRAPH = Part("Chroma's graph", "line", lambda size: size["asking"]["memory_of_graph"])
BUILDER = Part("building, at most", "line", lambda size: float(size["full"]["peak_megabytes"]))
OPENING = Part("opening", "line", lambda size: float(size["asking"]["open_processor"]))


class Scale:
    """The sizes that were measured, and the curve of every part through them."""

    def __init__(self, sizes: Sequence[Size], speed: Mapping[str, float]) -> None:
        self.sizes = sizes
        self.articles = [int(size["corpus"]["articles"]) for size in sizes]
        self.each = float(sizes[-1]["full"]["passages"] / self.articles[-1])  # passages
        self.speed = speed["passages"] / speed["processor"]  # passages a processor second

    def values(self, part: Part) -> dict[int, float]:
        """Return what was measured of a part, by articles."""
        told = zip(self.articles, map(part.of, self.sizes), strict=True)
        return {articles: value for articles, value in told if value is not None}

    def curve(self, part: Part) -> Curve:
        """Return the curve through what was measured of a part."""
        return fit(self.values(part), part.form)

    def at(self, part: Part, articles: int) -> float:
        """Return what was measured at that size, else what the curve says."""
        known = self.values(part).get(articles)
        return self.curve(part).at(articles) if known is None else known

    def held(self, articles: int) -> tuple[Part, ...]:
        """Return what a process that answers holds in memory."""
        return (ANSWERING, GRAPH) if articles > self.graph_from else (ANSWERING,)

    def memory(self, articles: int) -> float:
        """Return the megabytes of a process that answers."""
        return sum(self.at(part, articles) for part in self.held(articles))

    def encoding(self, articles: int, *, cores: int = 2) -> float:
        """Return the hours that encoding takes, in which cores are taken to add up."""
        return articles * self.each / self.speed / cores / 3600

    def writing(self, articles: int) -> float:
        """Return the hours of one processor that a build takes beside encoding."""
        return sum(self.at(part, articles) for part in BUILDING) / 3600

    @property
    def graph_from(self) -> float:
        """Return the articles from which the index uses Chroma's graph."""
        return FEW / self.each

    def asked(self, articles: int) -> tuple[Part, ...]:
        """Return the steps that a question goes through."""
        left_out = EXACT if articles > self.graph_from else NEAR
        return tuple(part for part in ASKING if part is not left_out)

    def question(self, articles: int) -> float:
        """Return the milliseconds of the steps that a question goes through."""
        return sum(self.at(part, articles) for part in self.asked(articles))
