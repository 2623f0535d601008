from dataclasses import replace
from datetime import date

import pytest

from assistant.framing.coverage import Coverage, covered, newest_if_late
from assistant.framing.frame import Asked, frame_answer, frame_refusal
from assistant.question import read_question
from assistant.schema import REFUSAL, Answer, Frame
from assistant.terminal import frame_lines
from assistant.web.exchange import Exchange
from assistant.web.render import conversation_html
from corpus.article import Article
from corpus.zones import find_zones
from index.overlap import OverlapSearch

BODY = "青岭经开区今年税收3.2亿元。"
ARTICLES = {
    "a": Article("a", "税收", BODY, published="2025-03-08", zones=find_zones(BODY)),
    "b": Article("b", "无日期", "青岭经开区有山有水。"),
    "c": Article("c", "新闻", "白河高新区近日开会。", published="2025-11"),
}
REACH = Coverage("2025-03-08", "2025-11")


def newest(question: str, as_of: date, relevant: str = "") -> str | None:
    asked = read_question(question, as_of=as_of)
    return newest_if_late(REACH, asked, as_of=as_of, relevant=relevant)


def test_the_coverage_leaves_out_what_has_no_date() -> None:
    assert covered(ARTICLES.values()) == REACH
    assert REACH.said == "语料覆盖2025年3月8日至2025年11月。"
    assert Coverage("2025", "2025-11").said == "语料覆盖2025年，最新为2025年11月。"
    assert Coverage("2025", "2025").said == "语料覆盖2025年。"
    assert covered([ARTICLES["b"]]) is None


@pytest.mark.parametrize(
    ("question", "as_of", "relevant", "said"),
    [
        ("青岭经开区2026年税收多少？", date(2025, 11, 20), "", True),
        ("青岭经开区今年税收多少？", date(2026, 2, 1), "", True),
        ("青岭经开区今年税收多少？", date(2025, 12, 1), "", False),
        ("青岭经开区2025年12月税收多少？", date(2026, 2, 1), "", True),
        ("青岭经开区2024年税收多少？", date(2026, 2, 1), "", False),
        ("青岭经开区税收多少？", date(2026, 2, 1), "", False),
        ("青岭经开区现在有多少企业？", date(2026, 2, 1), "", True),
        ("青岭经开区现在有多少企业？", date(2025, 12, 1), "", False),
        ("青岭经开区现在有多少企业？", date(2025, 12, 1), "2025-03-08", True),
        ("青岭经开区最新的税收是多少？", date(2025, 12, 1), "2025-11", False),
    ],
)
def test_the_newest_day_is_said_where_something_later_is_asked(
    question: str, as_of: date, relevant: str, *, said: bool
) -> None:
    assert newest(question, as_of, relevant) == ("2025-11" if said else None)


def test_a_corpus_without_dates_says_none() -> None:
    question = read_question("现在呢？")
    assert newest_if_late(None, question, as_of=date(2026, 1, 1)) is None


def refusal(question: str) -> Frame:
    as_of = date(2026, 2, 1)
    search = OverlapSearch.over(ARTICLES.values())
    asked = Asked(read_question(question, as_of=as_of), as_of, covered(ARTICLES.values()))
    hits = search.search(question, k=9)
    return frame_refusal(None, hits, ARTICLES, looked_at=3, asked=asked)


def test_a_refusal_offers_lines_and_ends_with_the_coverage() -> None:
    frame = refusal("青岭经开区今年有多少所小学？")
    assert frame.nearby == (
        "关于青岭经开区，资料里有：税收。",
        "语料覆盖2025年3月8日至2025年11月。",
    )
    assert (frame.newest, frame.looked_at) == ("2025-11", 3)


def test_an_answer_says_as_of_and_newest() -> None:
    as_of = date(2026, 2, 1)
    asked = Asked(read_question("青岭经开区现在税收多少？", as_of=as_of), as_of, REACH)
    frame = frame_answer(None, (), 2, asked=asked)
    assert frame == Frame(looked_at=2, newest="2025-11")
    unknown = replace(asked, coverage=None)
    assert frame_answer(None, (), 2, asked=unknown).newest is None


def test_the_page_and_the_terminal_show_it() -> None:
    frame = refusal("青岭经开区今年有多少所<b>小学？")
    answer = Answer("问", "问", REFUSAL, refused=True, frame=frame)
    html = conversation_html([Exchange("问", "done", answer)])
    assert '<p class="nearby">关于青岭经开区，资料里有：税收。</p>' in html
    assert "语料最新为2025年11月" in html
    assert frame_lines(frame) == [*frame.nearby, "语料最新为2025年11月。"]
    topics = Frame(nearby=("甲", "乙"), as_of="2025-03-08")
    assert frame_lines(topics) == ["相近的文章：甲；乙", "资料截至2025年3月8日。"]


def test_json_has_the_newest_day_only_where_it_says_something() -> None:
    assert "newest" not in Answer("问", "问", "答").to_json()["frame"]
    told = Answer("问", "问", "答", frame=Frame(newest="2025-11"))
    assert told.to_json()["frame"]["newest"] == "2025-11"
