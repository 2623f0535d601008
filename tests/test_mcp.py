"""MCP tools: the official client gets cited answers over HTTP and over stdio."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.types import CallToolResult, TextContent

from assistant.live import LiveAssistant
from assistant.schema import REFUSAL
from tests.cli_driver import BATTERY, PROGRAM, STAFF, environment

pytest_plugins = ["tests.api_fixtures"]

Step = Callable[[Client], Awaitable[None]]


def over_http(url: str, step: Step) -> None:
    async def run() -> None:
        async with Client(f"{url}/mcp") as client:
            await step(client)

    anyio.run(run)


def row(result: CallToolResult) -> Any:  # noqa: ANN401 - JSON
    assert not result.is_error, result
    assert result.structured_content
    return result.structured_content


def said(result: CallToolResult) -> str:
    assert result.is_error
    (content,) = result.content
    assert isinstance(content, TextContent)
    return content.text


def test_an_answer_is_cited(indexed_url: str, live: LiveAssistant) -> None:
    async def step(client: Client) -> None:
        answer = row(await client.call_tool("ask", {"question": BATTERY}))
        assert answer["short_answer"] == "6.2亿元"
        assert "[1]" in answer["answer"]
        for citation in answer["citations"]:
            read = row(await client.call_tool("read_article", {"doc_id": citation["doc_id"]}))
            assert read["body"][citation["start"] : citation["end"]] == citation["quote"]
            assert read["body"] == live.article(citation["doc_id"]).body
        refused = row(await client.call_tool("ask", {"question": STAFF}))
        assert (refused["refused"], refused["answer"], refused["citations"]) == (True, REFUSAL, [])

    over_http(indexed_url, step)


def test_a_follow_up_and_filters_reach_the_assistant(indexed_url: str) -> None:
    async def step(client: Client) -> None:
        history = [{"question": BATTERY, "answer": "**6.2亿元** [1]"}]
        given = {"question": "占地多少亩？", "history": history}
        assert row(await client.call_tool("ask", given))["short_answer"] == "88亩"
        only = {"query": "县级事项", "k": 2, "since": "2025-11-11", "until": "2025-11-12"}
        found = row(await client.call_tool("search", only))["result"]
        assert [passage["doc_id"] for passage in found] == ["nanhe-powers"]
        read = row(await client.call_tool("read_article", {"doc_id": "nanhe-powers"}))
        assert read["body"][found[0]["start"] : found[0]["end"]] == found[0]["text"]
        assert len(row(await client.call_tool("search", {"query": "公路", "k": 3}))["result"]) == 3
        zones = row(await client.call_tool("list_zones", {}))["result"]
        assert {zone["zone"] for zone in zones} == {"南河经开区", "北河经开区", "云溪高新区"}
        assert all(zone["articles"] >= 1 for zone in zones)

    over_http(indexed_url, step)


def test_tools_say_what_they_take_and_give(indexed_url: str) -> None:
    async def step(client: Client) -> None:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert set(tools) == {"ask", "search", "read_article", "list_zones"}
        for tool in tools.values():
            assert any("\u4e00" <= char <= "\u9fff" for char in tool.description or "")
            assert tool.annotations
            assert tool.annotations.read_only_hint
            assert tool.output_schema
            for taken in tool.input_schema["properties"].values():
                assert taken["description"]
        given = tools["ask"].output_schema or {}
        assert {"answer", "citations", "refused"} <= set(given["required"])
        assert set(given["$defs"]["Citation"]["properties"]) >= {"quote", "start", "end", "doc_id"}
        assert client.instructions
        assert REFUSAL in client.instructions

    over_http(indexed_url, step)


@pytest.mark.parametrize(
    ("tool", "given", "sentence"),
    [
        ("ask", {"question": " "}, "问题是空的"),
        ("ask", {"question": "问", "since": "大前天"}, "日期“大前天”读不懂"),
        ("read_article", {"doc_id": "没有"}, "索引里没有编号为 没有 的文章"),
        ("search", {"query": "问", "k": 0}, "greater than or equal to 1"),
    ],
)
def test_what_is_wrong_is_said_to_the_model(
    indexed_url: str, tool: str, given: dict[str, Any], sentence: str
) -> None:
    async def step(client: Client) -> None:
        assert sentence in said(await client.call_tool(tool, given))

    over_http(indexed_url, step)


def test_the_command_serves_the_tools_to_the_program_that_starts_it(built: Path) -> None:
    server = StdioServerParameters(
        command=PROGRAM,
        args=["mcp", "--index-dir", "index"],
        cwd=built,
        env=environment(feedback="off"),
    )

    async def run() -> None:
        async with Client(stdio_client(server)) as client:
            answer = row(await client.call_tool("ask", {"question": BATTERY}))
            assert answer["short_answer"] == "6.2亿元"
            assert answer["citations"][0]["doc_id"] == "yunxi-battery"

    anyio.run(run)


def test_a_missing_index_is_said_to_the_model(tmp_path: Path) -> None:
    server = StdioServerParameters(
        command=PROGRAM, args=["mcp"], cwd=tmp_path, env=environment(feedback="off")
    )

    async def run() -> None:
        async with Client(stdio_client(server)) as client:
            assert "索引" in said(await client.call_tool("list_zones", {}))

    anyio.run(run)
