"""What LlamaIndex takes of this package: nodes, an embedding, a store and a retriever."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode
from llama_index.vector_stores.chroma import ChromaVectorStore
from pydantic import PrivateAttr

from corpus.article import Article
from index.embedding import Encoder
from index.passages import Passage
from index.table import DayRange, Hit, Search, published_days


def to_node(passage: Passage, article: Article) -> TextNode:
    """Return the passage as a node: text, place and what can be filtered."""
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


def as_store(collection: Any) -> ChromaVectorStore:  # noqa: ANN401 - Chroma's, known elsewhere
    """Return one of Chroma's collections as a vector store."""
    store = ChromaVectorStore(chroma_collection=collection)
    store.flat_metadata = False  # the constructor drops it; zones are a list
    return store


class EncoderEmbedding(BaseEmbedding):
    """An encoder as an embedding model, whose vectors are lists."""

    _encoder: Encoder = PrivateAttr()

    def __init__(self, encoder: Encoder) -> None:
        super().__init__(model_name=encoder.name)
        self._encoder = encoder

    def _get_query_embedding(self, query: str) -> list[float]:
        return [float(value) for value in self._encoder.encode_query(query)]

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return await asyncio.to_thread(self._get_query_embedding, query)

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        vectors: list[list[float]] = self._encoder.encode_passages(texts).tolist()
        return vectors

    async def _aget_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return await asyncio.to_thread(self._get_text_embeddings, texts)


class ZoneRetriever(BaseRetriever):
    """A search over articles as a retriever, for any query engine."""

    def __init__(self, search: Search, articles: Mapping[str, Article], *, k: int = 10) -> None:
        super().__init__()
        self._search = search
        self._articles = articles
        self._k = k

    def search(
        self,
        query: str,
        *,
        k: int,
        zones: Sequence[str] = (),
        sources: Sequence[str] = (),
        published: DayRange | None = None,
    ) -> list[Hit]:
        """Return the `k` best passages."""
        return self._search.search(query, k=k, zones=zones, sources=sources, published=published)

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return [
            NodeWithScore(
                node=to_node(hit.passage, self._articles[hit.passage.doc_id]), score=hit.score
            )
            for hit in self.search(query_bundle.query_str, k=self._k)
        ]
