"""The table of articles: searched, filtered, sorted, counted; doubts found on the side."""

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.editing.catalogue import ANY, UNKNOWN, Catalogue, Listing
from assistant.editing.looking_over import FILE, LookedOver, Shelf, look_over
from assistant.schema import AssistantError
from assistant.settings import Settings
from corpus.article import Article
from corpus.library.check import look
from corpus.library.findings import Doubt
from index.generations import Generations
from tests.index_fixtures import (
    ARTICLES,
    FENGLINGDU,
    PINGDING,
    PLANT,
    WEATHER,
    YANGQUAN,
    build,
    is_one_sentence,
)
from tests.stand_in_assistant import StandInAssistant

PATIENCE = 120  # seconds
DOUBTS = {
    "weather": (Doubt("no_date", "没有日期"), Doubt("no_source", "没有来源")),
    "plant": (Doubt("no_zone", "没有认出是哪个开发区"),),
    "yangquan": (),
}


@pytest.fixture
def catalogue() -> Catalogue:
    return Catalogue({article.doc_id: article for article in ARTICLES}, doubts=lambda: DOUBTS)


def keys(catalogue: Catalogue, listing: Listing) -> list[str]:
    return [row.doc_id for row in catalogue.rows(listing).rows]


def test_doubtful_articles_come_first(catalogue: Catalogue) -> None:
    page = catalogue.rows()
    assert [row.doc_id for row in page.rows] == [
        "weather", "plant", "fenglingdu", "yangquan", "pingding",  # then the latest
    ]  # fmt: skip
    assert (page.total, page.page, page.pages) == (5, 1, 1)
    weather, *_, pingding = page.rows
    assert (weather.doubts, pingding.doubts) == (DOUBTS["weather"], None)
    assert (pingding.zones, pingding.characters) == (PINGDING.zones, len(PINGDING.body))


@pytest.mark.parametrize(
    ("listing", "found"),
    [
        (Listing(query="气流纺织"), {FENGLINGDU}),
        (Listing(query="河曲 负责人"), {YANGQUAN}),
        (Listing(query="ＰＬＡＮＴ"), {PLANT}),
        (Listing(query="没有这个词"), set()),
        (Listing(query="《云州晚报》"), {PINGDING, PLANT}),
        (Listing(zone="盂县经开区"), {PINGDING}),
        (Listing(zone=UNKNOWN), {WEATHER, PLANT}),
        (Listing(source=UNKNOWN), {WEATHER}),
        (Listing(month="2025"), {FENGLINGDU, YANGQUAN}),
        (Listing(month="2025-10"), {YANGQUAN}),
        (Listing(month="2024-"), {PINGDING}),
        (Listing(month=UNKNOWN), {WEATHER}),
        (Listing(doubt=ANY), {WEATHER, PLANT}),
        (Listing(doubt="no_zone"), {PLANT}),
        (Listing(source="《河曲日报》", month="2025-11"), {FENGLINGDU}),
    ],
)
def test_filters(catalogue: Catalogue, listing: Listing, found: set[Article]) -> None:
    assert set(keys(catalogue, listing)) == {article.doc_id for article in found}


def test_sorting(catalogue: Catalogue) -> None:
    for descending in (False, True):
        listing = Listing(descending=descending)
        days = [row.published for row in catalogue.rows(replace(listing, sort="published")).rows]
        assert days == sorted(days, reverse=descending)
        sizes = [row.characters for row in catalogue.rows(replace(listing, sort="characters")).rows]
        assert sizes == sorted(sizes, reverse=descending)
    for sort in ("title", "source", "zone"):
        assert len(keys(catalogue, Listing(sort=sort))) == 5


def test_pages(catalogue: Catalogue) -> None:
    pages = [catalogue.rows(Listing(size=2, page=number)) for number in (0, 1, 2, 3, 9)]
    assert [(page.page, len(page.rows), page.pages) for page in pages] == [
        (1, 2, 3), (1, 2, 3), (2, 2, 3), (3, 1, 3), (3, 1, 3),
    ]  # fmt: skip
    assert len({row.doc_id for page in pages for row in page.rows}) == 5
    assert Catalogue({}).rows().rows == ()
    assert Catalogue({}).facets().total == 0


def test_counts_of_a_facet_leave_out_its_own_filter(catalogue: Catalogue) -> None:
    counts = catalogue.facets()
    assert counts.months == (("2023-06", 1), ("2024-", 1), ("2025-10", 1), ("2025-11", 1), ("-", 1))
    assert dict(counts.zones)["平定经开区"] == 1
    assert counts.zones[0] == (UNKNOWN, 2)
    assert dict(counts.sources) == {"《河曲日报》": 2, "《云州晚报》": 2, UNKNOWN: 1}
    assert dict(counts.doubts) == {ANY: 2, "no_date": 1, "no_source": 1, "no_zone": 1}
    within = catalogue.facets(Listing(source="《云州晚报》", month="2024"))
    assert dict(within.sources) == {"《云州晚报》": 1}
    assert dict(within.months) == {"2023-06": 1, "2024-": 1}
    assert dict(within.zones) == {"平定经开区": 1, "盂县经开区": 1}
    assert within.total == 5


def test_details(catalogue: Catalogue) -> None:
    assert catalogue.details("weather") == replace(look(WEATHER), doubts=DOUBTS["weather"])
    assert catalogue.details("pingding") == look(PINGDING)
    with pytest.raises(AssistantError) as error:
        catalogue.details("没有")
    assert is_one_sentence(str(error.value))


class Held(StandInAssistant):
    """Has the articles that it is given."""

    def __init__(self, articles: Mapping[str, Article]) -> None:
        super().__init__()
        self._articles = dict(articles)


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    with closing(Shelf(Settings(index_dir=tmp_path))) as shelf:
        yield shelf


def held(index_dir: Path, *articles: Article) -> Held:
    build(index_dir, articles)
    return Held({article.doc_id: article for article in articles})


def wait_for(shelf: Shelf) -> LookedOver:
    end = time.monotonic() + PATIENCE
    while (looked := shelf.looked_over).left != 0:
        assert time.monotonic() < end
        time.sleep(0.05)
    return looked


def test_doubts_are_found_on_the_side_and_once(tmp_path: Path, shelf: Shelf) -> None:
    long = replace(PLANT, doc_id="long", body="".join((PLANT.body, YANGQUAN.body, PINGDING.body)))
    reprint = replace(long, doc_id="reprint", source="《河曲日报》", body=f"{long.body}转载。")
    first = held(tmp_path, *ARTICLES, long, reprint)
    catalogue = shelf.catalogue(first)
    assert shelf.catalogue(first) is catalogue
    assert wait_for(shelf) == LookedOver(7, 7, 0.0)
    doubts = {row.doc_id: row.doubts for row in catalogue.rows().rows}
    assert doubts["weather"] == look(WEATHER).doubts
    assert doubts["reprint"] == look(reprint, ["long"]).doubts
    second = held(tmp_path, WEATHER, YANGQUAN, long)
    moved_on = shelf.catalogue(second)
    assert wait_for(shelf) == LookedOver(3, 3, 0.0)
    row = {row.doc_id: row.doubts for row in moved_on.rows().rows}
    assert row["weather"] == doubts["weather"]
    assert row["long"] == look(long).doubts  # no longer a reprint's other


def looked_at(folder: Path, file: Path) -> int:
    """Return how many articles were looked at anew."""
    steps: list[int] = []
    look_over(folder, file, lambda _step, done, _total: steps.append(done))
    return len(steps)


def test_what_was_found_is_kept(tmp_path: Path) -> None:
    build(tmp_path)
    folder, file = Generations(tmp_path).current(), tmp_path / FILE
    assert folder
    assert looked_at(folder, file) == 5
    whole = file.read_text("utf-8")
    assert looked_at(folder, file) == 0
    assert file.read_text("utf-8") == whole
    file.write_text(whole[: len(whole) // 2], "utf-8")  # killed in the middle of a line
    assert 0 < looked_at(folder, file) < 5
    assert sorted(file.read_text("utf-8").splitlines()) == sorted(whole.splitlines())
    header, *rows = whole.splitlines()
    other = json.dumps(json.loads(header) | {"code": 1})  # of another version of the program
    file.write_text("\n".join([other, *rows, ""]), "utf-8")
    assert looked_at(folder, file) == 5
    file.write_bytes(b"\xff\n{")
    assert looked_at(folder, file) == 5


def test_a_page_without_an_index_has_no_doubts(shelf: Shelf) -> None:
    catalogue = shelf.catalogue(StandInAssistant())
    assert shelf.looked_over == LookedOver(0, 3, 0.0)
    assert {row.doubts for row in catalogue.rows().rows} == {None}
