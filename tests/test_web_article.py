"""The whole article: every cited place is marked, nothing else, and every text stays a text."""

from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from assistant.schema import AssistantError
from assistant.web.article_view import Quote, article_html
from assistant.web.backend import BackgroundLoading, ChatBackend
from assistant.web.opening import opening
from assistant.web.routes import MAX_BYTES, TOO_LARGE
from corpus.article import Article
from tests.stand_in_assistant import StandInAssistant

BODY = "春天种树。\n　　园区投资约3亿元，占地20亩。秋天验收。\n\n后年投产。"
ARTICLE = Article(
    "a",
    "园区建设",
    BODY,
    source="摘编自《山城晚报》",
    published="2025-11-04",
    kicker="开局之年",
    subtitle="占地二十亩",
    byline="本报记者 王小明",
    page="A2",
    url="https://news.example/1",
    captions=("图为园区。",),
)


def _quote(text: str, n: int = 1, **other: object) -> Quote:
    start = BODY.index(text)
    return replace(Quote(n, start, start + len(text), text), **other)  # type: ignore[arg-type]


def test_everything_of_the_article_is_there() -> None:
    html = article_html(ARTICLE, [], "zh")
    for said in ("开局之年", "园区建设", "占地二十亩", "本报记者 王小明", "A2版", "2025年11月4日"):
        assert said in html
    for said in ("摘编", "图为园区。", "看原网页", "<p>后年投产。</p>"):
        assert said in html
    bare = article_html(Article("b", "", "正文。"), [], "zh")
    assert "（无标题）" in bare
    assert "<p" not in bare.partition("（无标题）")[0]
    assert "图片说明" not in bare


def test_quotes_are_marked_with_their_numbers_and_what_answers() -> None:
    at = BODY.index("3亿元")
    cited = _quote("园区投资约3亿元，占地20亩。", 2, marks=((at, at + 3),))
    html = article_html(ARTICLE, [cited, _quote("后年投产。", 1, question=4)], "zh")
    assert (
        f'<mark class="quote" data-starts="{cited.start}" data-quotes="0">'
        '<span class="n">[2]</span>园区投资约<strong class="hit">3亿元</strong>，占地20亩。</mark>'
    ) in html
    assert '<span class="n">第4问[1]</span>后年投产。</mark>' in html
    assert html.index('data-quotes="0"') < html.index('data-quotes="1"')


def test_quotes_on_top_of_each_other_and_over_paragraphs_are_all_marked() -> None:
    whole, inner, again = _quote(BODY), _quote("占地20亩。", 2), _quote("占地20亩。", 3)
    html = article_html(ARTICLE, [whole, inner, again], "zh")
    starts = f"{whole.start} {inner.start}"
    assert f'data-starts="{starts}" data-quotes="1 2"><span class="n">[2]</span>' in html
    assert html.count("<mark") == 5
    assert html.count('class="n"') == 3


@pytest.mark.parametrize(
    ("start", "end", "quote"),
    [(0, 5, "秋天种树。"), (-5, -1, BODY[-5:-1]), (900, 905, ""), (3, 3, ""), (5, 6, "\n")],
)
def test_a_quote_that_does_not_stand_there_is_told_and_not_marked(
    start: int, end: int, quote: str
) -> None:
    html = article_html(ARTICLE, [Quote(1, start, end, quote), _quote("春天种树。", 2)], "zh")
    assert html.count("<mark") == 1
    assert "有1处引文在现在的文字里标不出来" in html
    assert "标不出来" not in article_html(ARTICLE, [_quote("春天种树。")], "zh")


def test_hostile_texts_stay_texts() -> None:
    hostile = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>"
    article = Article(
        "e",
        hostile,
        f"前。{hostile}后。",
        source=hostile,
        published=hostile,
        byline=hostile,
        page=hostile,
        kicker=hostile,
        subtitle=hostile,
        url=f"javascript:{hostile}",
        captions=(hostile,),
        published_inferred=hostile,
    )
    html = article_html(article, [Quote(1, 2, 2 + len(hostile), hostile)], "zh")
    seen = _Tags()
    seen.feed(html)
    assert seen.names <= {"p", "h2", "h3", "div", "span", "mark", "ul", "li"}
    assert seen.attributes <= {"class", "id", "aria-hidden", "data-starts", "data-quotes"}


@given(st.text("甲乙。\n 　<&", max_size=60), st.data())
def test_the_text_is_whole_whatever_is_marked(body: str, data: st.DataObject) -> None:
    spans = data.draw(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=4))
    quotes = [Quote(1, a, b, body[a:b], marks=((a, b),)) for a, b in spans]
    html = article_html(Article("a", "题", body), quotes, "zh")
    seen = _Tags()
    seen.feed(html[html.index('<div class="body">') :])
    lines = "".join(line.rstrip() for line in body.splitlines() if line.strip())
    assert "".join(seen.texts).replace("[1]", "") == lines


class _Tags(HTMLParser):
    """Collects which tags and attributes a browser would see."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: set[str] = set()
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    loading = BackgroundLoading(StandInAssistant)
    loading.wait(10)
    app = FastAPI()
    app.include_router(opening(loading))
    with TestClient(app) as client:
        yield client


def test_the_route_returns_the_article_marked(client: TestClient) -> None:
    quote = {"n": 1, "start": 0, "end": 6, "quote": "截至10月底", "marks": [[2, 6]]}
    asked = {"doc_id": "baishazhou-firms", "quotes": [quote], "lang": "en"}
    reply = client.post("/article", json=asked)
    assert reply.status_code == 200
    assert '<strong class="hit">10月底</strong>' in reply.text
    assert "4 Nov 2025" in reply.text


def test_a_lost_article_is_told_in_a_sentence(client: TestClient) -> None:
    reply = client.post("/article", json={"doc_id": "<script>", "quotes": []})
    assert reply.status_code == 404
    assert "没有编号为<script>的文章。" in unescape(reply.text)
    assert "<script>" not in reply.text


def test_another_site_cannot_post(client: TestClient) -> None:
    asked = '{"doc_id": "baishazhou-firms", "quotes": []}'
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""):
        reply = client.post("/article", content=asked, headers={"content-type": kind})
        assert reply.status_code == 415
    assert client.get("/article").status_code == 405


def test_a_body_has_a_limit(client: TestClient) -> None:
    asked = {"doc_id": "a" * MAX_BYTES, "quotes": []}
    reply = client.post("/article", json=asked)
    assert (reply.status_code, reply.json()["detail"]) == (413, TOO_LARGE)


def test_while_the_model_loads_a_sentence_says_so() -> None:
    def load() -> ChatBackend:
        raise AssistantError("没有索引。")

    failed = BackgroundLoading(load)
    app = FastAPI()
    app.include_router(opening(failed))
    with TestClient(app) as client:
        assert "没有索引。" in client.post("/article", json={"doc_id": "a", "quotes": []}).text
