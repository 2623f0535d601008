"""A passage as LlamaIndex knows it."""

from typing import Any

from llama_index.core.schema import TextNode

from corpus.article import Article
from index.passages import Passage
from index.table import published_days


def to_node(passage: Passage, article: Article) -> TextNode:
    """Return the passage as LlamaIndex knows it: text, place and what can be filtered."""
    first, last = published_days(article)
    metadata: dict[str, Any] = {
        "doc_id": article.doc_id,
        "title": article.title,
        "source": article.source,
        "published": article.published,
        "published_from": first,
        "published_to": last,
        "start": passage.start,
        "end": passage.end,
    }
    if article.zones:  # Chroma takes no empty list
        metadata["zones"] = list(article.zones)
    return TextNode(id_=passage.id, text=passage.text, metadata=metadata)
