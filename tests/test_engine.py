"""LlamaIndex: the assistant as a query engine, and our retriever in engines and agents."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from llama_index.core.agent.workflow import ReActAgent
from llama_index.core.base.response.schema import Response
from llama_index.core.query_engine import RetrieverQueryEngine
from llama_index.core.tools import QueryEngineTool

from assistant.api.engine import ZoneQueryEngine
from assistant.live import LiveAssistant
from assistant.schema import REFUSAL, Filters
from index.embedding import HashEncoder
from index.search import ZoneIndex, open_index
from tests.cli_driver import BATTERY, STAFF
from tests.llm_server import Reply, served

pytest_plugins = ["tests.api_fixtures"]


@pytest.fixture(scope="module")
def index(built: Path) -> Iterator[ZoneIndex]:
    opened = open_index(built / "index", encoder=HashEncoder())
    yield opened
    opened.close()


def response_of(answered: object) -> Response:
    assert isinstance(answered, Response)
    assert answered.metadata is not None
    return answered


def test_the_engine_answers_with_its_quotations_as_nodes(live: LiveAssistant) -> None:
    answered = response_of(ZoneQueryEngine(live).query(BATTERY))
    assert (answered.response or "").startswith("**6.2亿元** [1]")
    assert answered.metadata
    assert answered.metadata["short_answer"] == "6.2亿元"
    for n, node in enumerate(answered.source_nodes, start=1):
        place = node.metadata
        assert place["n"] == n
        body = live.article(place["doc_id"]).body
        assert body[place["start"] : place["end"]] == node.text
    assert answered.source_nodes[0].metadata["doc_id"] == "yunxi-battery"


def test_the_engine_refuses_and_keeps_to_its_filters(live: LiveAssistant) -> None:
    refused = response_of(ZoneQueryEngine(live).query(STAFF))
    assert (refused.response, refused.source_nodes) == (REFUSAL, [])
    before = Filters(published=(20250101, 20251031))
    limited = response_of(asyncio.run(ZoneQueryEngine(live, filters=before).aquery(BATTERY)))
    assert limited.metadata
    assert limited.metadata["refused"]


def test_an_engine_of_llama_index_writes_from_our_retriever(index: ZoneIndex) -> None:
    with served(Reply("总投资6.2亿元。")) as (server, llm):
        engine = RetrieverQueryEngine.from_args(index.retriever, llm=llm)
        answered = response_of(engine.query(BATTERY))
    assert answered.response == "总投资6.2亿元。"
    best = answered.source_nodes[0]
    assert best.metadata["doc_id"] == "yunxi-battery"
    assert best.text in str(server.requests[0]["messages"])


THINKS = f'Thought: 先查资料。\nAction: zone_news\nAction Input: {{"input": "{BATTERY}"}}'
CONCLUDES = "Thought: 我可以回答了。\nAnswer: 总投资6.2亿元。"


# LlamaIndex's agents use what pydantic and its own workflows call old.
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("kind", ["assistant", "retriever"])
def test_an_agent_asks_before_it_answers(index: ZoneIndex, live: LiveAssistant, kind: str) -> None:
    writes = [Reply("资料说：总投资6.2亿元。")] if kind == "retriever" else []
    with served(Reply(THINKS), *writes, Reply(CONCLUDES)) as (server, llm):
        engine = (
            ZoneQueryEngine(live)
            if kind == "assistant"
            else RetrieverQueryEngine.from_args(index.retriever, llm=llm)
        )
        tool = QueryEngineTool.from_defaults(engine, name="zone_news", description="开发区新闻")

        async def run() -> str:
            agent = ReActAgent(tools=[tool], llm=llm)
            return str(await agent.run(BATTERY))

        assert asyncio.run(run()) == "总投资6.2亿元。"
    told = str(server.requests[-1]["messages"])
    assert "6.2亿元** [1]" in told if kind == "assistant" else "资料说：总投资6.2亿元。" in told
    if kind == "retriever":
        assert "总投资6.2亿元，占地88亩" in str(server.requests[1]["messages"])
