"""What people would otherwise build in an afternoon, as callables that eval.run measures.

Each keeps every default of its library but the embedding model, which is handed in, so that the
peers and ours differ in the search and not in the model. None of them writes an answer: like the
tutorials that they come from, they give out the best text that they found, whole. They take a
follow-up as it is asked.
"""

import re
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import numpy.typing as npt

from corpus.article import Article
from corpus.words import segment
from eval.questions import EvalError

if TYPE_CHECKING:
    from chromadb import EmbeddingFunction
    from chromadb.api import ClientAPI
    from llama_index.core.base.base_retriever import BaseRetriever
    from llama_index.core.base.embeddings.base import BaseEmbedding

Vectors = npt.NDArray[np.float32]
Progress = Callable[[int, int], None]  # texts of a batch indexed, texts in the batch
History = Sequence[tuple[str, str]]
Found = Iterable[tuple[str, str]]  # (doc_id, text), best first
_WORD = re.compile(r"\w")
DEPTH = 10  # articles, and passages, kept a question


class Encoder(Protocol):
    """What the peers need of an embedding model."""

    @property
    def name(self) -> str:
        """Name the model."""

    def encode_query(self, text: str) -> Vectors:
        """Return the vector of a question, shape (d,)."""

    def encode_passages(
        self, texts: Sequence[str], *, on_progress: Progress | None = None
    ) -> Vectors:
        """Return the vectors of passages, shape (n, d), in the order given."""


class Peer:
    """A search of others as eval.run asks it; a subclass says what it finds."""

    def __call__(
        self, question: str, history: History, /, *, as_of: date | None = None
    ) -> Mapping[str, Any]:
        """Return what was found; earlier turns and the day are not known to a plain search."""
        del history, as_of
        if not question.strip():
            msg = "问题是空的，无法检索，请在题集里补上问题。"
            raise EvalError(msg)
        found = list(self.find(question))
        passages = [{"doc_id": doc_id, "text": text} for doc_id, text in found[:DEPTH]]
        return {
            "answer": passages[0]["text"] if passages else "",
            "short_answer": None,
            "refused": False,
            "retrieved": list(dict.fromkeys(doc_id for doc_id, _ in found))[:DEPTH],
            "passages": passages,
        }

    def find(self, question: str) -> Found:
        """Return articles, or pieces of them, best first."""
        raise NotImplementedError


class Bm25(Peer):
    """BM25 with bm25s's defaults over jieba's words of whole articles."""

    def __init__(self, articles: Sequence[Article], *, on_progress: Progress | None = None) -> None:
        import bm25s

        self._texts = list(_texts(articles).items())
        words = []
        for text in (text for _, text in self._texts):
            words.append(_words(text) or [""])
            if on_progress:
                on_progress(len(words), len(self._texts))
        self.scorer = bm25s.BM25()
        self.scorer.index(words, show_progress=False)

    def find(self, question: str) -> Found:
        """Return whole articles; none that shares no word."""
        words = _words(question)
        if not words:
            return []
        best, scores = self.scorer.retrieve(
            [words], k=min(DEPTH, len(self._texts)), show_progress=False
        )
        return [self._texts[n] for n, score in zip(best[0], scores[0], strict=True) if score > 0]


class Chroma(Peer):
    """A Chroma collection of whole articles with everything at its defaults."""

    def __init__(
        self, articles: Sequence[Article], encoder: Encoder, *, on_progress: Progress | None = None
    ) -> None:
        texts = _texts(articles)
        client = _ephemeral_client()
        self.collection = client.create_collection(
            # Collections in memory are shared by the whole process, so the name is unique.
            f"articles-{uuid.uuid4().hex}",
            embedding_function=_chroma_function(encoder, on_progress),
        )
        ids, documents = list(texts), list(texts.values())
        step = client.get_max_batch_size()
        for start in range(0, len(ids), step):
            batch = slice(start, start + step)
            self.collection.add(ids=ids[batch], documents=documents[batch])

    def find(self, question: str) -> Found:
        """Return whole articles."""
        result = self.collection.query(query_texts=[question], n_results=DEPTH)
        documents = result["documents"]
        assert documents is not None  # included by default
        return zip(result["ids"][0], documents[0], strict=True)


class LlamaIndex(Peer):
    """A VectorStoreIndex over the default splitter's chunks, and its default retriever.

    The default of 2 chunks would name two articles at most, so as many are asked for as always
    name ten: one more than the nine articles of most chunks have.
    """

    def __init__(
        self, articles: Sequence[Article], encoder: Encoder, *, on_progress: Progress | None = None
    ) -> None:
        from llama_index.core import Document, VectorStoreIndex
        from llama_index.core.node_parser import SentenceSplitter

        self.splitter = SentenceSplitter()
        index = VectorStoreIndex.from_documents(
            [Document(text=text, id_=doc_id) for doc_id, text in _texts(articles).items()],
            transformations=[self.splitter],
            embed_model=_llama_embedding(encoder, on_progress),
        )
        chunks = Counter(node.ref_doc_id for node in index.docstore.docs.values())
        self.top_k = 1 + sum(count for _, count in chunks.most_common(DEPTH - 1))
        self._retriever: BaseRetriever = index.as_retriever(similarity_top_k=self.top_k)

    def find(self, question: str) -> Found:
        """Return chunks; an article may have several."""
        nodes = [scored.node for scored in self._retriever.retrieve(question)]
        return [(node.ref_doc_id or "", node.get_content()) for node in nodes]


def _texts(articles: Sequence[Article]) -> dict[str, str]:
    """Return title and body of every article by doc_id, as a tutorial would join them."""
    if not articles:
        msg = "语料里没有文章，无法建立对照的检索，请换一个有文章的语料。"
        raise EvalError(msg)
    return {article.doc_id: _text(article) for article in articles}


def _text(article: Article) -> str:
    title = "" if article.title_inferred else article.title
    return f"{title}\n{article.body}".strip()


def _words(text: str) -> list[str]:
    """Cut into jieba's words; lower case and no punctuation, as bm25s's own tokenizer does."""
    return [word for word in segment(text.lower()) if _WORD.search(word)]


def _ephemeral_client() -> "ClientAPI":
    import chromadb
    from chromadb.config import Settings

    return chromadb.EphemeralClient(Settings(anonymized_telemetry=False))


def _chroma_function(encoder: Encoder, on_progress: Progress | None) -> "EmbeddingFunction[Any]":
    """Wrap `encoder` for Chroma: documents as passages, queries as queries."""
    from chromadb import Documents, EmbeddingFunction, Embeddings

    class Function(EmbeddingFunction[Documents]):
        def __init__(self) -> None:
            """Take nothing (without this Chroma warns): the encoder is in the scope around."""

        def __call__(self, input: Documents) -> Embeddings:  # noqa: A002 - Chroma's name
            return list(encoder.encode_passages(input, on_progress=on_progress))

        def embed_query(self, input: Documents) -> Embeddings:  # noqa: A002
            return [encoder.encode_query(text) for text in input]

        @staticmethod
        def name() -> str:
            return "handed-in"

        @staticmethod
        def build_from_config(config: dict[str, Any]) -> "EmbeddingFunction[Documents]":
            del config
            return Function()

        def get_config(self) -> dict[str, Any]:
            return {"model": encoder.name}

    return Function()


def _llama_embedding(encoder: Encoder, on_progress: Progress | None) -> "BaseEmbedding":
    """Wrap `encoder` for LlamaIndex."""
    from llama_index.core.base.embeddings.base import BaseEmbedding

    class Embedding(BaseEmbedding):
        def _get_query_embedding(self, query: str) -> list[float]:
            return [float(value) for value in encoder.encode_query(query)]

        async def _aget_query_embedding(self, query: str) -> list[float]:
            return self._get_query_embedding(query)

        def _get_text_embedding(self, text: str) -> list[float]:
            return self._get_text_embeddings([text])[0]

        def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
            vectors = encoder.encode_passages(texts, on_progress=on_progress)
            return [[float(value) for value in vector] for vector in vectors]

    # Of its default of 10 texts at once no batch could be sorted by length; the vectors are equal.
    return Embedding(model_name=encoder.name, embed_batch_size=2048)
