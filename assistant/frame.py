"""What the program itself says around an answer."""

from collections.abc import Mapping, Sequence

from assistant.schema import Citation, Frame
from corpus.article import Article
from index.table import Hit

NEARBY = 3  # titles offered where a question is refused


def frame_answer(understood: str | None, citations: Sequence[Citation], looked_at: int) -> Frame:
    """Say what was understood, as of when, and how many articles were looked at."""
    return Frame(
        understood=understood,
        as_of=max((c.published for c in citations if c.published), default=None),
        looked_at=looked_at,
    )


def frame_refusal(
    understood: str | None, hits: Sequence[Hit], articles: Mapping[str, Article], *, looked_at: int
) -> Frame:
    """Say what was understood and what the articles do cover nearby, without a figure."""
    order = list(dict.fromkeys(hit.passage.doc_id for hit in hits))
    return Frame(
        understood=understood,
        looked_at=looked_at,
        nearby=tuple(articles[doc_id].title for doc_id in order[:NEARBY]),
    )
