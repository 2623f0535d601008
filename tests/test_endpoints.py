"""Named endpoints: gradio_client gets cited answers, and sees none of the page's own events."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError

from assistant.schema import Filters, Turn
from tests.stand_in_assistant import INVESTMENT, StandInAssistant

pytest_plugins = ["tests.api_fixtures"]


@pytest.fixture(scope="module")
def client(page_url: str) -> Iterator[Client]:
    with closing(Client(page_url, verbose=False)) as client:
        yield client


def test_an_answer_is_cited(client: Client, stand_in: StandInAssistant) -> None:
    answer = client.predict(INVESTMENT, api_name="/ask")
    assert "[1]" in answer["answer"]
    for citation in answer["citations"]:
        article = client.predict(citation["doc_id"], api_name="/read_article")
        assert article["body"][citation["start"] : citation["end"]] == citation["quote"]
        assert article["body"] == stand_in.article(citation["doc_id"]).body


def test_a_follow_up_and_filters_reach_the_assistant(
    client: Client, stand_in: StandInAssistant
) -> None:
    client.predict(
        "占地多少亩？",
        history=[{"question": INVESTMENT, "answer": "6.2亿元"}],
        zones=["青石岭高新区"],
        since="2025-11",
        api_name="/ask",
    )
    assert stand_in.asked[-1] == ("占地多少亩？", (Turn(INVESTMENT, "6.2亿元"),))
    assert stand_in.filters[-1] == Filters(("青石岭高新区",), (), (20251101, 99991231))
    found = client.predict("217家", k=1, sources=["江城日报"], api_name="/search")
    assert [passage["doc_id"] for passage in found] == ["baishazhou-firms"]
    assert stand_in.filters[-1] == Filters((), ("江城日报",))
    zones = client.predict(api_name="/list_zones")
    assert zones[0] == {"zone": "青石岭高新区", "articles": 2}


def test_endpoints_are_documented_and_the_pages_events_are_not(client: Client) -> None:
    named = client.view_api(return_format="dict", print_info=False)
    assert isinstance(named, dict)
    assert set(named["named_endpoints"]) == {"/ask", "/search", "/read_article", "/list_zones"}
    assert named["unnamed_endpoints"] == {}
    taken = [p["parameter_name"] for p in named["named_endpoints"]["/ask"]["parameters"]]
    assert taken == ["question", "history", "zones", "sources", "since", "until"]
    for endpoint in named["named_endpoints"].values():
        assert endpoint["description"]


@pytest.mark.parametrize(
    ("endpoint", "given", "sentence"),
    [
        ("/ask", {"question": " "}, "问题是空的"),
        ("/ask", {"question": 5}, "参数 question 的值不能用"),
        ("/search", {"query": "问", "k": 51}, "参数 k 的值不能用"),
        ("/read_article", {"doc_id": "没有"}, "没有编号为没有的文章"),
    ],
)
def test_what_is_wrong_is_said(
    client: Client, endpoint: str, given: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(AppError, match=sentence):
        client.predict(**given, api_name=endpoint)
