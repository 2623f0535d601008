"""A sentence of an article, offered to the writers as something that can be cited."""

from dataclasses import dataclass

from corpus.article import Article


@dataclass(frozen=True, slots=True)
class Evidence:
    """The sentence `article.body[start:end]` and how well it fits the question (0 to 1)."""

    article: Article
    start: int
    end: int
    score: float = 0.0

    @property
    def text(self) -> str:
        """Return the sentence as it stands in the article."""
        return self.article.body[self.start : self.end]
