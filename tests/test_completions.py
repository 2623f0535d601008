"""Chat completions: OpenAI's own client gets cited answers, whole and streamed."""

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
from openai import APIError, AuthenticationError, BadRequestError, InternalServerError, OpenAI

from assistant.api.completions import make_completions
from assistant.api.content import CHANGED, RULE, added, annotations, said, whole
from assistant.api.guard import ELSEWHERE, NO_KEY, Guard
from assistant.app import open_live
from assistant.schema import EVERYTHING, REFUSAL, Answer, AssistantError, Citation, Filters, Turn
from assistant.settings import Settings
from assistant.web.backend import BackgroundLoading
from index.generations import Generations
from index.table import PassageTable
from tests.api_driver import loaded, serving
from tests.cli_driver import BATTERY, STAFF
from tests.llm_server import Reply, llm_server
from tests.stand_in_assistant import ATTACK, INVESTMENT, SLOW, StandInAssistant

pytest_plugins = ["tests.api_fixtures"]

Messages = Any  # plain dicts, which the client takes


@pytest.fixture(scope="module")
def url(stand_in: StandInAssistant) -> Iterator[str]:
    with serving(loaded(stand_in)) as url:
        yield url


def client_of(url: str, *, key: str = "any", retries: int = 0) -> OpenAI:
    return OpenAI(base_url=f"{url}/v1", api_key=key, max_retries=retries)


def asking(*said: str) -> Messages:
    roles = ("user", "assistant")
    return [{"role": roles[n % 2], "content": text} for n, text in enumerate(said)]


def test_an_answer_is_cited_in_the_text_and_in_fields(indexed_url: str, built: Path) -> None:
    with client_of(indexed_url) as client:
        done = client.chat.completions.create(model="any", messages=asking(BATTERY))
    row: Any = done
    (choice,) = done.choices
    content = choice.message.content or ""
    assert content.startswith("**6.2亿元** [1]")
    listed = content.partition(RULE)[2]
    folder = Generations(built / "index").answering()
    assert folder
    articles = PassageTable.load(folder).articles
    assert row.citations
    for citation in row.citations:
        body = articles[citation["doc_id"]].body
        assert body[citation["start"] : citation["end"]] == citation["quote"]
        assert f"- [{citation['n']}] 《晨州日报》 2025年11月14日《" in listed
        assert citation["quote"] in listed
    assert (row.short_answer, row.refused, choice.finish_reason) == ("6.2亿元", False, "stop")
    assert done.usage
    assert done.usage.total_tokens == 0


def test_a_refusal_cites_nothing_and_says_what_is_nearby(indexed_url: str) -> None:
    with client_of(indexed_url) as client:
        done = client.chat.completions.create(model="any", messages=asking(STAFF))
    row: Any = done
    assert (row.refused, row.citations) == (True, [])
    content = done.choices[0].message.content or ""
    assert content.startswith(REFUSAL + RULE)
    assert "[1]" not in content


def test_a_stream_grows_into_the_same_answer(url: str) -> None:
    with client_of(url) as client:
        stream = client.chat.completions.create(
            model="any",
            messages=asking(INVESTMENT),
            stream=True,
            stream_options={"include_usage": True},
        )
        *chunks, usage = stream
        at_once = client.chat.completions.create(model="any", messages=asking(INVESTMENT))
    pieces = [chunk.choices[0].delta.content for chunk in chunks]
    assert "".join(piece or "" for piece in pieces) == at_once.choices[0].message.content
    last: Any = chunks[-1]
    expected: Any = at_once
    assert last.citations == expected.citations != []
    assert [chunk.choices[0].finish_reason for chunk in chunks][-2:] == [None, "stop"]
    assert (usage.choices, usage.usage and usage.usage.total_tokens) == ([], 0)


def test_a_stream_says_what_is_there_while_the_rest_is_written(
    url: str, stand_in: StandInAssistant
) -> None:
    stand_in.closed.clear()
    with client_of(url) as client:
        stream = client.chat.completions.create(model="any", messages=asking(SLOW), stream=True)
        contents = (chunk.choices[0].delta.content for chunk in stream)
        said = next(content for content in contents if content)
        assert not stand_in.closed.is_set()
        stream.close()
    assert "第1句" in said
    assert stand_in.closed.wait(10)


def test_what_an_llm_writes_is_streamed_as_it_passes_the_checks(built: Path) -> None:
    writes = Reply("储能电池项目总投资**6.2亿元**[1]。项目占地88亩[1]。预计2026年7月投产[2]。")
    with llm_server(writes) as llm:
        settings = Settings(
            model="bigram-hash",
            index_dir=built / "index",
            feedback=None,
            llm_base_url=llm.url,
            llm_model="m",
        )
        with (
            closing(open_live(settings)) as live,
            serving(loaded(live)) as url,
            client_of(url) as client,
        ):
            stream = client.chat.completions.create(
                model="any", messages=asking(BATTERY), stream=True
            )
            *chunks, last = stream
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks)
    row: Any = last
    assert row.mode == "generative"
    assert text.startswith("储能电池项目总投资**6.2亿元** [1]")
    assert said(text) == row.answer
    assert row.citations[0]["quote"] in text


def test_a_stream_ends_as_clients_expect(url: str) -> None:
    body = {"messages": asking(INVESTMENT), "stream": True}
    answer = httpx.post(f"{url}/v1/chat/completions", json=body)
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert "access-control-allow-origin" not in answer.headers
    events = answer.text.split("\n\n")
    assert events[-2:] == ["data: [DONE]", ""]
    first = json.loads(events[0].removeprefix("data: "))
    assert first["object"] == "chat.completion.chunk"
    assert first["choices"][0]["delta"]["role"] == "assistant"


def test_what_was_said_before_is_the_history(url: str, stand_in: StandInAssistant) -> None:
    with client_of(url) as client:
        first = client.chat.completions.create(model="any", messages=asking(INVESTMENT))
        shown = first.choices[0].message.content or ""
        system = {"role": "system", "content": "你是助手"}
        parts = [{"type": "text", "text": "占地"}, {"type": "text", "text": "多少亩？"}]
        messages = [system, *asking(INVESTMENT, shown), {"role": "user", "content": parts}]
        only = {"zones": ["青石岭高新区"], "since": "2025", "until": "2025-11"}
        client.chat.completions.create(model="any", messages=messages, extra_body={"filters": only})
    row: Any = first
    assert stand_in.asked[-1] == ("占地多少亩？", (Turn(INVESTMENT, row.answer),))
    assert stand_in.filters[-1] == Filters(("青石岭高新区",), (), (20250101, 20251130))


def test_models_are_listed(url: str) -> None:
    with client_of(url) as client:
        assert [model.id for model in client.models.list()] == ["zone-assistant"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("这不是JSON", "请求的正文不是JSON"),
        ("[]", "正文 的值不能用"),
        ("{}", "缺少 messages"),
        ('{"messages": []}', "没有用户的问题"),
        ('{"messages": [{"content": "问"}]}', "缺少 messages.0.role"),
        ('{"messages": [{"role": "user", "content": "问"}], "n": 2}', "n 的值不能用"),
        ('{"messages": [{"role": "user", "content": " "}]}', "问题是空的"),
        (
            '{"messages": [{"role": "user", "content": [{"type": "image_url"}]}]}',
            "消息里有image_url",
        ),
        (
            '{"messages": [{"role": "user", "content": "问"}], "filters": {"since": "大前天"}}',
            "日期“大前天”读不懂",
        ),
        (
            '{"messages": [{"role": "user", "content": "问"}], "filters": {"zones": ["月球"]}}',
            "没有文章提到开发区“月球”",
        ),
        (
            '{"messages": [{"role": "user", "content": "问"}], "filters": {"sources": "甲"}}',
            "filters.sources 的值不能用",
        ),
        ('{"messages": "' + "长" * 400_000 + '"}', "请求超过1024KB"),
    ],
)
def test_a_bad_body_is_refused_in_one_sentence(url: str, body: str, said: str) -> None:
    answer = httpx.post(f"{url}/v1/chat/completions", content=body.encode())
    assert answer.status_code == 400
    error = answer.json()["error"]
    assert error["type"] == "invalid_request_error"
    assert said in error["message"]
    assert error["message"].endswith("。") or error["message"].endswith("？")
    assert "\n" not in error["message"]


def test_the_client_raises_what_is_wrong(url: str) -> None:
    with client_of(url) as client, pytest.raises(BadRequestError, match="太长了"):
        client.chat.completions.create(model="any", messages=asking("问" * 1001))
    assert "没有这个接口" in httpx.post(f"{url}/v1/embeddings").json()["error"]["message"]
    assert httpx.get(f"{url}/v1/chat/completions").status_code == 405


class Scripted(StandInAssistant):
    """Yields answers in turn; a sentence at the end is an error."""

    def __init__(self, *script: str, error: str = "") -> None:
        super().__init__()
        self.script = script
        self.error = error

    def stream(
        self, question: str, *, history: Sequence[Turn] = (), filters: Filters = EVERYTHING
    ) -> Iterator[Answer]:
        assert not history
        assert not filters
        for text in self.script:
            yield Answer(question, question, text)
        if self.error:
            raise AssistantError(self.error)


def test_an_answer_that_takes_another_way_is_sent_as_a_correction() -> None:
    with serving(loaded(Scripted("甲", "甲乙", "丙", "丙丁"))) as url, client_of(url) as client:
        chunks = client.chat.completions.create(model="any", messages=asking("问"), stream=True)
        text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks)
    assert text in {f"甲乙{CHANGED}丙丁", f"甲{CHANGED}丙丁", "丙丁"}  # snapshots may be skipped
    assert said(text) == "丙丁"


def test_an_error_before_the_answer_has_a_status_and_one_in_it_is_an_event() -> None:
    broken, cut = Scripted(error="索引打不开。"), Scripted("甲", error="大模型断了。")
    with serving(loaded(broken)) as url, client_of(url) as client:
        for stream in (False, True):
            with pytest.raises(InternalServerError, match=r"索引打不开。"):
                client.chat.completions.create(model="m", messages=asking("问"), stream=stream)
    with serving(loaded(cut)) as url, client_of(url) as client:
        with pytest.raises(APIError, match=r"大模型断了。"):
            list(client.chat.completions.create(model="m", messages=asking("问"), stream=True))
        with pytest.raises(InternalServerError, match=r"大模型断了。"):
            client.chat.completions.create(model="m", messages=asking("问"))


def test_a_reader_who_leaves_stops_the_answer() -> None:
    backend = StandInAssistant()
    body = {"messages": asking(SLOW), "stream": True}
    with serving(loaded(backend)) as url:
        with httpx.stream("POST", f"{url}/v1/chat/completions", json=body) as answer:
            assert next(answer.iter_lines())
        assert backend.closed.wait(10)
    assert backend.snapshots < 40


def test_while_the_model_loads_callers_are_told_to_come_back() -> None:
    ready = threading.Event()

    def load() -> StandInAssistant:
        ready.wait(30)
        return StandInAssistant()

    with serving(BackgroundLoading(load)) as url:
        answer = httpx.post(f"{url}/v1/chat/completions", json={"messages": asking(INVESTMENT)})
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
        assert "还在加载" in answer.json()["error"]["message"]
        ready.set()
        with client_of(url, retries=2) as client:
            assert client.chat.completions.create(model="m", messages=asking(INVESTMENT)).choices


def test_a_model_that_could_not_be_loaded_is_said() -> None:
    def fail() -> StandInAssistant:
        raise AssistantError("索引还没有建。")

    loading = BackgroundLoading(fail)
    with pytest.raises(AssistantError):
        loading.wait(10)
    with serving(loading) as url:
        answer = httpx.post(f"{url}/v1/chat/completions", json={"messages": asking("问")})
    assert (answer.status_code, answer.json()["error"]["message"]) == (500, "索引还没有建。")


def test_with_a_key_only_those_who_bring_it_are_let_in(stand_in: StandInAssistant) -> None:
    with serving(loaded(stand_in), key="钥匙-1") as url:
        with (
            client_of(url, key="wrong") as client,
            pytest.raises(AuthenticationError, match="密钥"),
        ):
            client.models.list()
        for authorization in ("", "Bearer", "Basic 钥匙-1", "Bearer 钥匙-12"):
            headers = [(b"Authorization", authorization.encode())]
            for path in ("/v1/models", "/mcp"):
                answer = httpx.get(url + path, headers=headers)
                assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
                assert answer.json()["error"]["message"] == NO_KEY
        right = [(b"Authorization", "Bearer 钥匙-1".encode()), (b"Host", b"news.example")]
        assert httpx.get(f"{url}/v1/models", headers=right).status_code == 200


@pytest.mark.parametrize(
    ("peer", "headers", "status"),
    [
        ("127.0.0.1", {"Host": "127.0.0.1:7860"}, 200),
        ("::1", {"Host": "[::1]:7860"}, 200),
        ("::ffff:127.0.0.1", {"Host": "localhost"}, 200),
        ("127.0.0.1", {"Host": "localhost:7860", "Origin": "http://localhost:7860"}, 200),
        ("10.0.0.5", {"Host": "127.0.0.1:7860"}, 403),
        ("unknown", {"Host": "127.0.0.1:7860"}, 403),
        ("127.0.0.1", {"Host": "rebound.example:7860"}, 403),
        ("127.0.0.1", {"Host": "localhost.rebound.example"}, 403),
        ("127.0.0.1", {"Host": "[::1"}, 403),
        ("127.0.0.1", {"Host": "127.0.0.1:7860", "Origin": "http://evil.example"}, 403),
        ("127.0.0.1", {"Host": "127.0.0.1:7860", "Origin": "null"}, 403),
    ],
)
def test_without_a_key_only_programs_on_this_machine_are_let_in(
    stand_in: StandInAssistant, peer: str, headers: dict[str, str], status: int
) -> None:
    app = Guard(make_completions(loaded(stand_in)), key="")

    async def call() -> httpx.Response:
        transport = httpx.ASGITransport(app, client=(peer, 4000))
        async with httpx.AsyncClient(transport=transport, base_url="http://any") as client:
            return await client.get("/models", headers=headers)

    answer = anyio.run(call)
    assert answer.status_code == status
    if status == 403:
        assert answer.json()["error"]["message"] == ELSEWHERE


def test_what_articles_say_stays_plain_text(url: str) -> None:
    with client_of(url) as client:
        done = client.chat.completions.create(model="any", messages=asking(ATTACK))
    content = done.choices[0].message.content or ""
    listed = content.partition(RULE)[2]
    assert "标题" in listed
    assert not set("<>`{}") & set(listed)
    assert "](" not in content
    assert "<" not in content
    assert "javascript:window.hacked='link'" not in listed


def cited(n: int, url: str) -> Citation:
    return Citation(n, f"a-{n}", f"题{n}", "甲报", "2025", url, 0, 2, "引文")


def test_citations_with_an_address_are_annotated_where_they_stand() -> None:
    citations = (cited(1, "https://news.example/a?b=1"), cited(2, "javascript:alert(1)"))
    answer = Answer("问", "问", "约5亿元 [1]\n\n还有 [2][1]", citations=citations)
    found = annotations(answer)
    assert [row["type"] for row in found] == ["url_citation"] * 2
    places = [row["url_citation"] for row in found]
    assert [answer.answer[p["start_index"] : p["end_index"]] for p in places] == ["[1]", "[1]"]
    assert {(p["title"], p["url"]) for p in places} == {("题1", "https://news.example/a?b=1")}
    listed = whole(answer).partition(RULE)[2].splitlines()
    assert listed == [
        "- [1] 甲报 2025年《题1》：“引文” https://news.example/a?b=1",
        "- [2] 甲报 2025年《题2》：“引文”",
    ]


def test_what_was_sent_is_never_taken_back() -> None:
    assert added("", "甲", final=False) == "甲"
    assert added("甲", "甲乙", final=False) == "乙"
    assert added("甲乙", "甲", final=False) == ""
    assert added("甲", "乙", final=False) == ""
    assert added("甲", "乙", final=True) == f"{CHANGED}乙"
    assert said(f"甲{CHANGED}乙{RULE}- [1] 引文") == "乙"
    assert said("") == ""
