"""今年 in an article is the article's year, for the search, too."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from assistant.answer import Assistant, Sources
from assistant.asking.times import asked_times
from corpus.article import Article
from corpus.intervals import Interval
from index.encoder import Encoder, HashEncoder
from index.errors import SearchIndexError
from index.table import Hit, PassageTable
from index.times import FILE, WEIGHT, favour_times, read_times, stated_times, write_times
from tests.index_fixtures import WEATHER, build, opened

BODY = "今年1至9月，全市开发区规上工业增加值同比增长{}%，增速排在全省前列。"
GROWTH = {"2023-11": "15.2", "2024-11": "18.4", "2025-11": "21.7", "2026-11": "9.8"}
ARTICLES = tuple(
    Article(published, "开发区工业增加值较快增长", BODY.format(growth), published=published)
    for published, growth in GROWTH.items()
)
UNDATED = replace(ARTICLES[0], doc_id="undated", published="")
NINE_MONTHS = Interval(20250101, 20250930)


def test_passages_state_the_times_that_their_article_means() -> None:
    article = Article("a", "", "8月2日开工。\n16日封顶，去年签约。", published="2025-09-01")
    table = PassageTable.cut([article, UNDATED])
    times = stated_times(table)
    assert times[table.position[table.ids[0]]] == {
        Interval(20250802, 20250802),
        Interval(20250816, 20250816),
        Interval(20240101, 20241231),
    }
    undated = [n for n, passage in enumerate(table.passages) if passage.doc_id == "undated"]
    assert [times[n] for n in undated] == [frozenset()]


def test_a_passage_of_the_time_asked_for_is_raised() -> None:
    table = PassageTable.cut(ARTICLES)
    hits = [Hit(passage, 0.5) for passage in table.passages]
    times = stated_times(table)
    raised = favour_times("2025年前三季度增长多少？", hits, table, times)
    assert raised[0].passage.doc_id == "2025-11"
    assert raised[0].score == pytest.approx(0.5 + WEIGHT)
    assert [hit.score for hit in raised[1:]] == [0.5, 0.5, 0.5]
    halved = favour_times("2025年前三季度和2020年比", hits, table, times)
    assert halved[0].score == pytest.approx(0.5 + WEIGHT / 2)
    assert favour_times("增长多少？", hits, table, times) == hits


@pytest.mark.parametrize("year", ["2023", "2024", "2025", "2026"])
@pytest.mark.parametrize("asked", ["{}年前三季度", "{}年1—9月", "{}年1月到9月"])
def test_nine_months_are_found_by_their_year(tmp_path: Path, year: str, asked: str) -> None:
    build(tmp_path, [UNDATED, *ARTICLES, WEATHER])
    with opened(tmp_path) as index:
        question = f"{asked.format(year)}开发区规上工业增加值增长多少？"
        (best, *_) = index.retriever.search(question, k=3)
        answer = Assistant(Sources(index.retriever, index.articles, index.rarity)).ask(question)
    assert best.passage.doc_id == f"{year}-11"
    assert answer.short_answer == f"{GROWTH[f'{year}-11']}%"


def test_the_same_with_the_real_model(tmp_path: Path, sentence_encoder: Encoder) -> None:
    build(tmp_path, [UNDATED, *ARTICLES, WEATHER], encoder=sentence_encoder)
    with opened(tmp_path, encoder=sentence_encoder) as index:
        for year in ("2023", "2025"):
            (best, *_) = index.retriever.search(f"{year}年前三季度工业增加值增速", k=1)
            assert best.passage.doc_id == f"{year}-11"


def test_last_year_in_a_question_counts_from_the_day_of_asking(tmp_path: Path) -> None:
    build(tmp_path, [*ARTICLES, WEATHER], encoder=HashEncoder())
    with opened(tmp_path) as index:
        assistant = Assistant(Sources(index.retriever, index.articles, index.rarity))
        question = "去年前三季度开发区规上工业增加值增长多少？"
        answers = {
            year: assistant.ask(question, as_of=date(year, 12, 1)).short_answer
            for year in (2024, 2025, 2026)
        }
    assert answers == {2024: "15.2%", 2025: "18.4%", 2026: "21.7%"}


def test_times_read_back(tmp_path: Path) -> None:
    times = [frozenset({NINE_MONTHS, Interval(0, 20251231)}), frozenset[Interval]()]
    write_times(tmp_path, times)
    assert read_times(tmp_path, passages=2) == times
    with pytest.raises(SearchIndexError, match=FILE):
        read_times(tmp_path, passages=3)


def test_within_a_sentence_the_figure_of_the_time_asked_for(tmp_path: Path) -> None:
    body = "河东经开区去年引进项目36个，前年引进项目29个，今年前三季度引进项目41个。"
    article = Article("a", "河东经开区招商", body, published="2025-11-14")
    build(tmp_path, [article, WEATHER])
    with opened(tmp_path) as index:
        assistant = Assistant(Sources(index.retriever, index.articles, index.rarity))
        for asked, answer in (("2024年", "36个"), ("2023年", "29个"), ("2025年1至9月", "41个")):
            question = f"河东经开区{asked}引进项目多少个？"
            assert assistant.ask(question).short_answer == answer


def test_a_sentence_of_another_time_is_not_quoted_beside_the_one_asked_for(tmp_path: Path) -> None:
    body = (
        "2020年至2024年，河东经开区工业增加值年均增长13.2%。"
        "今年1至9月，河东经开区工业增加值增长21.7%。"
    )
    build(tmp_path, [Article("a", "河东经开区工业", body, published="2025-11"), WEATHER])
    with opened(tmp_path) as index:
        assistant = Assistant(Sources(index.retriever, index.articles, index.rarity))
        answer = assistant.ask("2025年前三季度河东经开区工业增加值增长多少？")
    assert answer.short_answer == "21.7%"
    assert "13.2" not in answer.answer


def test_the_figure_of_another_year_is_no_answer(tmp_path: Path) -> None:
    build(tmp_path, [ARTICLES[2], WEATHER])
    with opened(tmp_path) as index:
        assistant = Assistant(Sources(index.retriever, index.articles, index.rarity))
        right = assistant.ask("2025年前三季度开发区规上工业增加值增长多少？")
        wrong = assistant.ask("2023年前三季度开发区规上工业增加值增长多少？")
    assert (right.short_answer, wrong.refused) == ("21.7%", True)


@pytest.mark.parametrize(
    ("words", "interval"),
    [
        ("今年以来招商多少？", Interval(20250101, 20251231)),
        ("去年前三季度招商多少？", Interval(20240101, 20240930)),
        ("2023年招商多少？", Interval(20230101, 20231231)),
    ],
)
def test_times_of_a_question_that_name_their_year(words: str, interval: Interval) -> None:
    (time,) = asked_times(words, date(2025, 11, 20))
    assert time.interval == interval


@pytest.mark.parametrize(
    "words", ["8月开工的项目", "近日开工的项目", "近三年招商多少？", "开工多久了？"]
)
def test_times_of_a_question_that_may_be_of_any_year(words: str) -> None:
    assert asked_times(words, date(2025, 11, 20)) == ()
