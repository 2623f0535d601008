"""The passages that a search finds, for programs that look for themselves."""

from assistant.finding.looking import Sources
from assistant.schema import Found


def find_passages(query: str, sources: Sources, *, k: int) -> list[Found]:
    """Return the `k` best passages with where they stand, best first."""
    hits = sources.search.search(query, k=k)
    found = ((hit, hit.passage, sources.articles[hit.passage.doc_id]) for hit in hits)
    return [
        Found(
            doc_id=article.doc_id,
            title=article.title,
            source=article.source,
            published=article.published,
            url=article.url,
            start=passage.start,
            end=passage.end,
            text=passage.text,
            score=round(hit.score, 4),
        )
        for hit, passage, article in found
    ]
