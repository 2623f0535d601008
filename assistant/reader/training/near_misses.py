"""Find sentences that share much with a question and do not answer it."""

from collections.abc import Sequence
from pathlib import Path

from assistant.reader.training.examples import Place
from corpus.article import Article
from index.lexical import LexicalSearch, bigrams, write_bm25
from index.passages import sentence_spans, split_passages
from index.table import PassageTable

NEAR, FAR = 5, 5
LOOKED_AT = 30  # passages that a search returns


class NearMisses:
    """Search articles for sentences that look like an answer; `folder` takes the search's files."""

    def __init__(self, articles: Sequence[Article], folder: Path) -> None:
        self._table = PassageTable(articles, [p for a in articles for p in split_passages(a)])
        write_bm25(folder, self._table, tokenizer="bigrams")
        self._search = LexicalSearch(folder, table=self._table, tokenizer="bigrams")
        self._bigrams: dict[str, list[set[str]]] = {}

    def near(self, question: str, doc_id: str, avoid: Sequence[str]) -> tuple[int, ...]:
        """Return the sentences of the document that share most and hold none of the answers."""
        asked = set(bigrams(question))
        sentences = self._sentences(doc_id)
        body = self._table.articles[doc_id].body
        spans = sentence_spans(body)
        order = sorted(range(len(spans)), key=lambda n: -len(asked & sentences[n]))
        kept = [n for n in order if not any(a in body[slice(*spans[n])] for a in avoid)]
        return tuple(kept[:NEAR])

    def far(self, question: str, doc_id: str, avoid: Sequence[str]) -> tuple[Place, ...]:
        """Return the nearest sentences of other documents, one of each."""
        places: dict[str, int] = {}
        for hit in self._search.search(question, k=LOOKED_AT):
            other = hit.passage.doc_id
            known = other == doc_id or other in places
            if known or any(answer in hit.passage.text for answer in avoid):
                continue
            nearest = self.near(question, other, avoid)
            if nearest:
                places[other] = nearest[0]
            if len(places) == FAR:
                break
        return tuple(places.items())

    def _sentences(self, doc_id: str) -> list[set[str]]:
        """Return the bigrams of every sentence of a document."""
        if doc_id not in self._bigrams:
            body = self._table.articles[doc_id].body
            self._bigrams[doc_id] = [set(bigrams(body[s:e])) for s, e in sentence_spans(body)]
        return self._bigrams[doc_id]
