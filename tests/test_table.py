"""Filters over an index's articles, and the best of many scores."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.article import Article
from corpus.zones import same_zone
from index.table import DayRange, PassageTable, best, published_days
from tests.index_fixtures import ARTICLES, many
from tests.invented import with_passages

TABLE = PassageTable.cut([*ARTICLES, *many(30), *(story.article for story in with_passages(60))])


def fits(
    article: Article, zones: tuple[str, ...], sources: tuple[str, ...], published: DayRange | None
) -> bool:
    """Tell the long way whether an article fits the filters."""
    first, last = published_days(article)
    return (
        (not zones or any(same_zone(a, b) for a in zones for b in article.zones))
        and (not sources or article.source in sources)
        and (published is None or (first <= published[1] and last >= published[0]))
    )


@pytest.mark.parametrize(
    "zones", [(), ("东山经开区",), ("平定", "盂县开发区"), ("没有的区",), ("",)]
)
@pytest.mark.parametrize("sources", [(), ("《云州晚报》", "3报"), ("没有的报",), ("",)])
@pytest.mark.parametrize("published", [None, (20240301, 20240302), (20200101, 20221231)])
def test_the_mask_is_what_each_article_says(
    zones: tuple[str, ...], sources: tuple[str, ...], published: DayRange | None
) -> None:
    expected = [
        fits(TABLE.articles[passage.doc_id], zones, sources, published)
        for passage in TABLE.passages
    ]
    assert TABLE.mask(zones, sources, published).tolist() == expected
    assert TABLE.mask(zones, sources, published).tolist() == expected  # asked again


def test_every_passage_has_its_place() -> None:
    assert [TABLE.place(passage) for passage in TABLE.passages] == list(range(len(TABLE.passages)))
    assert [TABLE.position[id_] for id_ in TABLE.ids] == list(range(len(TABLE.passages)))


@given(st.lists(st.sampled_from([-1.0, 0.0, 0.5, 0.75, 2.0])), st.integers(0, 12))
def test_the_best_are_the_first_of_all_in_order(scores: list[float], k: int) -> None:
    numbers = np.array(scores, dtype=np.float32)
    order = sorted(range(len(scores)), key=lambda n: -scores[n])
    assert best(numbers, k).tolist() == order[:k]
