"""Joining halves loses no text, whatever their jumps say, and tells where each piece stood."""

from collections import Counter
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from corpus.article import Article
from corpus.pages.halves import pair_halves
from corpus.pages.jumps import join_halves


def half(number: int, **fields: str) -> Article:
    article = Article(f"k{number}", f"标题{number}号", f"正文{number}到此，")
    return replace(article, cut_off=True, **fields)  # type: ignore[arg-type]


def test_halves_that_name_each_other_twice_stay_on_the_page() -> None:
    halves = [
        half(1, page="A1", jumps_to="A2", jumps_from="A2"),
        half(2, page="A2", jumps_to="A1", jumps_from="A1"),
    ]
    ((index, whole),), _ = join_halves(halves)
    assert (index, whole.body, whole.cut_off) == (0, "正文1到此，正文2到此，", True)


def test_what_is_dropped_tells_where_it_stood() -> None:
    first = half(1, page="A1", jumps_to="A2")
    second = replace(half(2, page="A2", jumps_from="A1"), title=first.title)
    other = replace(first, page="A7", jumps_to="")
    joined, dropped = join_halves([second, other, first])
    assert [index for index, _ in joined] == [1, 2]
    assert [(index, piece.text) for index, piece in dropped] == [(0, first.title)]


PAGE = st.sampled_from(["", "A1", "A2", "A3"])
HALVES = st.lists(
    st.builds(
        Article,
        doc_id=st.just("k"),
        title=st.sampled_from(["新泵站投用", "泵站", "夜班公交开通"]),
        body=st.text("泵站公交车路。", min_size=1, max_size=20),
        kicker=st.sampled_from(["", "青石经开区"]),
        subtitle=st.sampled_from(["", "——泵站记"]),
        column=st.sampled_from(["", "园区"]),
        byline=st.sampled_from(["", "何小川"]),
        captions=st.sampled_from([(), ("图为泵站。",)]),
        title_inferred=st.booleans(),
        page=PAGE,
        jumps_to=PAGE,
        jumps_from=PAGE,
    ),
    max_size=7,
)


def ink(article: Article) -> str:
    title = "" if article.title_inferred else article.title
    head = (article.kicker, title, article.subtitle, article.column, article.byline)
    return "".join("".join((*head, article.body, *article.captions)).split())


@given(HALVES)
def test_joining_loses_no_text(halves: list[Article]) -> None:
    joined, dropped = join_halves(halves)
    kept = "".join([*(ink(one) for _, one in joined), *(piece.text for _, piece in dropped)])
    assert Counter(kept) == Counter("".join(map(ink, halves)))
    indexes = [index for index, _ in joined]
    assert indexes == sorted(set(range(len(halves))) - set(pair_halves(halves).values()))
