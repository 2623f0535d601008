"""A search without an index, for a handful of passages that are handed in."""

from collections.abc import Iterable, Sequence

from corpus.article import Article
from index.lexical import bigrams
from index.passages import Passage, split_passages
from index.table import DayRange, Hit


class OverlapSearch:
    """Rank passages by the share of the query's character bigrams that they hold."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._passages = [(passage, set(bigrams(passage.text))) for passage in passages]

    @classmethod
    def over(cls, articles: Iterable[Article]) -> "OverlapSearch":
        """Cut the articles into passages to be ranked."""
        return cls([passage for article in articles for passage in split_passages(article)])

    def search(
        self,
        query: str,
        *,
        k: int,
        zones: Sequence[str] = (),  # noqa: ARG002 - passages without an article know no zone,
        sources: Sequence[str] = (),  # noqa: ARG002 - no source
        published: DayRange | None = None,  # noqa: ARG002 - and no date
    ) -> list[Hit]:
        """Return the `k` passages that share most; all of them where nothing is shared."""
        asked = set(bigrams(query))
        shared = [Hit(p, len(asked & held) / (len(asked) or 1)) for p, held in self._passages]
        return sorted(shared, key=lambda hit: -hit.score)[:k]
