"""Whatever JSON is sent: an answer, or a status that says whose fault it is, never a 500."""

import copy
import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.schema import EVERYTHING
from assistant.web.filters import read_filters
from eval.feedback.store import Feedback
from tests.any_json import ANYTHING, RECORD, RIGHT, endpoints, post, spoilt


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Serve the JSON endpoints without the page; what they raise comes out of the client."""
    app = endpoints(Feedback(tmp_path_factory.mktemp("feedback") / "feedback.sqlite"))
    with TestClient(app, base_url="http://127.0.0.1", client=("127.0.0.1", 50000)) as client:
        yield client


@pytest.mark.parametrize(("path", "right"), RIGHT, ids=range(len(RIGHT)))
def test_what_is_right_is_answered(client: TestClient, path: str, right: dict[str, Any]) -> None:
    status, text = post(client, path, right)
    assert status == 200, text
    assert '"error"' not in text
    assert '"isError":true' not in text


@pytest.mark.parametrize(("path", "right"), RIGHT, ids=range(len(RIGHT)))
@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_what_is_spoilt_is_never_our_fault(
    client: TestClient, path: str, right: dict[str, Any], data: st.DataObject
) -> None:
    status, text = post(client, path, data.draw(spoilt(right) | ANYTHING))
    assert status < 500, text
    if path != "/mcp" and status >= 400:  # the protocol has words of its own
        assert re.search("[\u4e00-\u9fff].*[。？]", text), text


@pytest.mark.parametrize("day", [10**30, -(10**30), 2**31 * 10**4, 20251399])
def test_days_that_are_none_limit_nothing(client: TestClient, day: int) -> None:
    record = copy.deepcopy(RECORD)
    record["exchanges"][0]["filters"] = {"published": [20250101, day]}
    assert "2025年起" in post(client, "/export/markdown", {"record": record})[1]
    assert read_filters({"published": [day, 20250101]}) == EVERYTHING
