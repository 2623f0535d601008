"""What one search finds: hits, ranked sentences, articles read, and how sure it is."""

from dataclasses import replace
from datetime import date

import pytest

from assistant.answer import Sources
from assistant.conversation import Standalone
from assistant.finding.confidence import THRESHOLD
from assistant.finding.looking import REPORTED, Look, look_up
from corpus.article import Article
from corpus.repeats import find_repeats
from index.overlap import OverlapSearch
from tests.answer_fixtures import LIBRARY, PARK
from tests.test_rereading import ScriptedReader

DAY = date(2025, 11, 20)
MONEY = "青岭芯片产业园总投资多少？"


def look(question: str, *library: Article, reader: ScriptedReader | None = None) -> Look:
    articles = {a.doc_id: a for a in library or LIBRARY.values()}
    search = OverlapSearch.over(articles.values())
    repeats = find_repeats(list(articles.values()))
    sources = Sources(search, articles, lambda _: 1.0, repeats=repeats, reader=reader)
    return look_up(Standalone(question), sources, as_of=DAY)


def test_what_was_found_is_reported_best_first() -> None:
    found = look(MONEY)
    assert found.retrieved[0] == "park"
    assert set(found.retrieved) == set(LIBRARY) == found.looked_at
    assert found.weighed[0] == ("park", found.ranked[0].evidence.text)
    assert len(found.weighed) <= REPORTED
    assert found.evidence(1) == [found.ranked[0].evidence]
    assert found.sure


@pytest.mark.parametrize(("value", "sure"), [(THRESHOLD, True), (THRESHOLD - 0.0001, False)])
def test_sure_is_at_or_above_the_threshold(value: float, sure: bool) -> None:
    assert replace(look(MONEY), confidence=value).sure is sure


def test_no_article_is_no_certainty() -> None:
    sources = Sources(OverlapSearch([]), {}, lambda _: 1.0, reader=ScriptedReader())
    found = look_up(Standalone(MONEY), sources, as_of=DAY)
    assert (found.hits, found.ranked, found.retrieved, found.weighed) == ([], [], (), ())
    assert (found.confidence, found.looked_at, found.sure) == (0.0, frozenset(), False)


def test_the_reader_is_asked_the_whole_question() -> None:
    reader = ScriptedReader({"约5亿元": 12.0})
    articles = dict(LIBRARY)
    search = OverlapSearch.over(articles.values())
    sources = Sources(search, articles, lambda _: 1.0, reader=reader)
    asked = Standalone("总投资多少？", "青岭芯片产业园占地多少亩？", "青岭芯片产业园总投资多少？")
    found = look_up(asked, sources, as_of=DAY)
    assert reader.asked == ["青岭芯片产业园总投资多少？"]
    best = found.ranked[0]
    assert best.found
    assert PARK.body[best.found.start : best.found.end] == "约5亿元"


def test_what_the_reader_finds_decides_how_sure_it_is() -> None:
    found = look(MONEY, reader=ScriptedReader({"约5亿元": 18.0}))
    unfound = look(MONEY, reader=ScriptedReader({"约5亿元": -25.0}))
    assert unfound.confidence < found.confidence
    assert found.confidence != look(MONEY).confidence


def test_a_reprint_is_looked_at_and_weighed_once() -> None:
    again = Article.from_row(PARK.to_row() | {"doc_id": "again", "source": "省报"})
    reader = ScriptedReader()
    found = look(MONEY, PARK, again, reader=reader)
    assert found.looked_at == {"park", "again"}
    told = [text for _, text in found.weighed]
    assert len(told) == len(set(told))
    assert len(reader.given) == len({window.start for window, _ in reader.given})


def test_this_year_is_the_year_of_asking() -> None:
    assert look("青岭芯片产业园今年投资多少？").asked.times[0].interval.first == 20250101
