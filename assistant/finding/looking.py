"""Look for what one question asks: search, rank, read, and say how sure the best sentence is."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from assistant.asking.known import Known, nothing_known
from assistant.conversation import Standalone, searched
from assistant.finding.confidence import THRESHOLD, confidence
from assistant.finding.evidence import Evidence
from assistant.finding.ranking import Ranked, Rarity, rank_sentences
from assistant.finding.reprints import without_reprints
from assistant.finding.rereading import reread
from assistant.question import Question, read_question
from assistant.reader.reader import Reads
from assistant.schema import EVERYTHING, Filters
from corpus.article import Article
from corpus.repeats import Repeats
from index.table import Hit, Passing, Search

HITS = 100  # passages retrieved
REPORTED = 10  # articles named as retrieved, and sentences as weighed


@dataclass(frozen=True, slots=True)
class Sources:
    """What an answer may be drawn from; `rarity` weighs a bigram of a question.

    `known` are the names that a typing error is measured against; without a `reader` sentences are
    ranked by their words alone. `passing` tells of each article whether it fits given zones,
    sources and days; `filters` are those that were applied. `release` closes the files that are
    searched.
    """

    search: Search
    articles: Mapping[str, Article]
    rarity: Rarity
    repeats: Repeats = field(default_factory=dict)
    examples: tuple[str, ...] = ()
    known: Known = field(default_factory=nothing_known)
    reader: Reads | None = None
    passing: Passing | None = None
    filters: Filters = EVERYTHING
    release: Callable[[], None] = lambda: None


@dataclass(frozen=True, slots=True)
class Look:
    """What one search found: passages, ranked sentences, the articles read, and how sure it is."""

    asked: Question
    hits: Sequence[Hit]
    ranked: Sequence[Ranked]
    looked_at: frozenset[str]
    confidence: float

    @property
    def sure(self) -> bool:
        """Tell whether the best sentence is good enough to answer with."""
        return self.confidence >= THRESHOLD

    @property
    def retrieved(self) -> tuple[str, ...]:
        """Return the articles that were found, best first."""
        return tuple(dict.fromkeys(hit.passage.doc_id for hit in self.hits))

    @property
    def weighed(self) -> tuple[tuple[str, str], ...]:
        """Return the sentences that were weighed, best first, with their articles."""
        return tuple((e.article.doc_id, e.text) for e in self.evidence(REPORTED))

    def evidence(self, n: int) -> list[Evidence]:
        """Return the best sentences."""
        return [sentence.evidence for sentence in self.ranked[:n]]


def zones_found(look: Look, sources: Sources) -> tuple[str, ...]:
    """Return the zones of the articles that were found, best first, then all others."""
    found = (sources.articles[doc_id].zones[:1] for doc_id in look.retrieved)
    return tuple(dict.fromkeys([*(z for zones in found for z in zones), *sources.known.zones]))


def look_up(standalone: Standalone, sources: Sources, *, as_of: date) -> Look:
    """Search for what one question asks, rank the sentences, and read the best of them."""
    hits = sources.search.search(searched(standalone, as_of), k=HITS)
    asked = read_question(standalone.question, context=standalone.context, as_of=as_of)
    ranked = rank_sentences(asked, hits, articles=sources.articles, rarity=sources.rarity)
    looked_at = frozenset(sentence.evidence.article.doc_id for sentence in ranked)
    ranked = without_reprints(ranked, sources.repeats)
    if sources.reader:
        ranked = reread(asked, standalone.text, ranked, sources.reader)
    return Look(asked, hits, ranked, looked_at, confidence(asked, ranked))
