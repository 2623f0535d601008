import pytest
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from assistant.web.redirect import Languages

ENGLISH = {"accept-language": "en-GB"}


@pytest.fixture(scope="module")
def visitor() -> TestClient:
    page = Languages(PlainTextResponse("the page"))
    return TestClient(page, follow_redirects=False, headers={"accept-language": ""})


@pytest.mark.parametrize(
    ("path", "headers", "place"),
    [
        ("/", {}, None),
        ("/", {"accept-language": "zh-CN,en;q=0.8"}, None),
        ("/", ENGLISH, "/en/"),
        ("/", ENGLISH | {"cookie": "a=b; lang=zh"}, None),
        ("/", {"accept-language": "zh-CN", "cookie": "lang=en"}, "/en/"),
        ("/", {"cookie": "lang=<script>"}, None),
        ("/", {"cookie": 'other={"a": 1}; odd; lang=en'}, "/en/"),
        ("/en", {"accept-language": "zh-CN"}, "/en/"),
        ("/en/", {"cookie": "lang=zh"}, None),
        ("/page/base.css", ENGLISH, None),
        ("/?q=a%26b&zone=x", ENGLISH, "/en/?q=a%26b&zone=x"),
    ],
)
def test_a_visitor_is_led_to_the_page_in_their_language_with_what_they_ask(
    visitor: TestClient, path: str, headers: dict[str, str], place: str | None
) -> None:
    answer = visitor.get(path, headers=headers)
    assert answer.headers.get("location") == place
    assert answer.status_code == (307 if place else 200)


def test_only_visits_are_led_on(visitor: TestClient) -> None:
    assert visitor.post("/", headers=ENGLISH).text == "the page"
