"""What Prometheus is told: how questions went, and how things stand when it asks."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector

from index.manifest import Manifest

__all__ = ["CONTENT_TYPE_LATEST", "Metrics", "Standing"]

_SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300)
_PREFIX = "zone_assistant"


@dataclass(frozen=True, slots=True)
class Standing:
    """How things stand now; `index` is None where there is none that can be read."""

    ready: bool
    running: int
    waiting: int
    index: Manifest | None = None
    jobs: Mapping[str, int] = field(default_factory=dict)  # running, by kind


class Metrics:
    """The service's figures, in a registry of their own."""

    def __init__(self, standing: Callable[[], Standing]) -> None:
        self._registry = CollectorRegistry()
        self._registry.register(_Now(standing))
        ProcessCollector(registry=self._registry)
        self._questions = self._counter("questions", "Questions", "outcome", "mode")
        self._fallbacks = self._counter("llm_fallbacks", "Answers quoted because the LLM failed")
        self._turned_away = self._counter(
            "queue_refusals", "Questions that the line had no room for"
        )
        self._whole = self._histogram("question_seconds", "Until the whole answer, with waiting")
        self._first = self._histogram("first_words_seconds", "Until the first words, with waiting")
        self._waited = self._histogram("waiting_seconds", "In line, before anybody looked")

    def count(self, outcome: str, *, mode: str = "", fell_back: bool = False) -> None:
        """Count a question by how it ended."""
        self._questions.labels(outcome, mode).inc()
        self._turned_away.inc(outcome == "full")
        self._fallbacks.inc(fell_back)

    def time(self, *, whole: float, first: float, waited: float) -> None:
        """Note how many seconds an answer took."""
        self._whole.observe(whole)
        self._first.observe(first)
        self._waited.observe(waited)

    def text(self) -> bytes:
        """Return everything in Prometheus's text format."""
        return generate_latest(self._registry)

    def _counter(self, name: str, said: str, *labels: str) -> Counter:
        return Counter(f"{_PREFIX}_{name}", said, labels, registry=self._registry)

    def _histogram(self, name: str, said: str) -> Histogram:
        return Histogram(f"{_PREFIX}_{name}", said, registry=self._registry, buckets=_SECONDS)


class _Now(Collector):
    """Figures that are looked up when they are asked for."""

    def __init__(self, standing: Callable[[], Standing]) -> None:
        self._standing = standing

    def collect(self) -> Iterator[Metric]:
        now = self._standing()
        yield _gauge("ready", "1 where questions are answered", now.ready)
        yield _gauge("questions_running", "Questions being answered", now.running)
        yield _gauge("questions_waiting", "Questions in line", now.waiting)
        jobs = GaugeMetricFamily(f"{_PREFIX}_jobs_running", "Work at the desk", labels=["kind"])
        for kind, count in now.jobs.items():
            jobs.add_metric([kind], count)
        yield jobs
        if now.index:
            yield from _about(now.index)


def _about(index: Manifest) -> Iterator[Metric]:
    names = {"generation": index.generation, "model": index.model, "runtime": index.runtime}
    yield InfoMetricFamily(f"{_PREFIX}_index", "The index on the disk", names)
    yield _gauge("index_articles", "Articles in it", index.articles)
    yield _gauge("index_passages", "Passages in it", index.passages)
    built = datetime.fromisoformat(index.created).timestamp()
    yield _gauge("index_built_timestamp_seconds", "When it was built", built)


def _gauge(name: str, said: str, value: float) -> Metric:
    return GaugeMetricFamily(f"{_PREFIX}_{name}", said, value)
