"""The assistant as a LlamaIndex query engine, for chat engines, agents and evaluators."""

import asyncio
from collections.abc import Iterator
from typing import Protocol

from llama_index.core.base.base_query_engine import BaseQueryEngine
from llama_index.core.base.response.schema import RESPONSE_TYPE, Response
from llama_index.core.prompts.mixin import PromptMixinType
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from assistant.schema import EVERYTHING, Answer, Citation, Filters


class Answering(Protocol):
    """Assistant, LiveAssistant, or whatever else answers."""

    def stream(self, question: str, *, filters: Filters = EVERYTHING) -> Iterator[Answer]:
        """Yield growing, whole answers; the last one is final."""
        ...


class ZoneQueryEngine(BaseQueryEngine):
    """Answers with [n]; `source_nodes[n - 1]` is the quotation, its place in the metadata.

    The response's metadata hold the other fields of `ask --json` (refused, short_answer, …).
    """

    def __init__(self, assistant: Answering, *, filters: Filters = EVERYTHING) -> None:
        super().__init__(callback_manager=None)
        self._assistant = assistant
        self._filters = filters

    def _query(self, query_bundle: QueryBundle) -> RESPONSE_TYPE:
        *_, answer = self._assistant.stream(query_bundle.query_str, filters=self._filters)
        row = answer.to_json()
        del row["answer"], row["citations"]
        nodes = [_node(citation) for citation in answer.citations]
        return Response(answer.answer, source_nodes=nodes, metadata=row)

    async def _aquery(self, query_bundle: QueryBundle) -> RESPONSE_TYPE:
        return await asyncio.to_thread(self._query, query_bundle)

    def _get_prompt_modules(self) -> PromptMixinType:
        return {}


def _node(citation: Citation) -> NodeWithScore:
    names = ("n", "doc_id", "title", "source", "published", "url", "start", "end")
    metadata = {name: getattr(citation, name) for name in names}
    node = TextNode(text=citation.quote, metadata=metadata)
    return NodeWithScore(node=node, score=citation.score)
