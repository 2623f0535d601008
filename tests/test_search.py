"""Fusing, the one search signature with its filters, LlamaIndex's interface, opening."""

import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from llama_index.core.llms import MockLLM
from llama_index.core.query_engine import RetrieverQueryEngine
from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import MetadataMode, QueryBundle, TextNode

from corpus.article import Article
from index.dense import DenseSearch
from index.encoder import HashEncoder, SentenceEncoder
from index.errors import SearchIndexError
from index.generations import check_manifest
from index.lexical import LexicalSearch
from index.overlap import OverlapSearch
from index.passages import Passage
from index.search import WEIGHTS, FusedSearch, ZoneIndex, fuse, open_index
from index.table import DayRange, Hit, PassageTable, Search
from tests.index_fixtures import (
    ARTICLES,
    FENGLINGDU,
    best,
    build,
    is_one_sentence,
    many,
    opened,
)

SEARCHES = ("dense", "words", "bigrams", "fused")
A, B, C = (Passage(name, "", 0, 1, name) for name in "abc")


@pytest.fixture(scope="module")
def zone_index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ZoneIndex]:
    index_dir = tmp_path_factory.mktemp("index")
    build(index_dir)
    with opened(index_dir) as index:
        yield index


def named(index: ZoneIndex, name: str) -> Search:
    parts: dict[str, Search] = {"fused": index.fused, **index.fused._searches}
    return parts[name]


def test_fusing_by_hand() -> None:
    rankings = {
        "dense": [Hit(A, 0.9), Hit(B, 0.7), Hit(C, 0.5)],  # 1, 1/2, 0
        "words": [Hit(C, 8.0), Hit(A, 2.0), Hit(B, 0.0)],  # 1, 1/4, 0
    }
    fused = fuse(rankings, {"dense": 0.5, "words": 0.4})
    assert [hit.passage for hit in fused] == [A, C, B]
    assert [hit.score for hit in fused] == pytest.approx([0.5 + 0.4 / 4, 0.4, 0.25])


def test_fusing_ties_and_nothing() -> None:
    assert fuse({}, WEIGHTS) == []
    assert fuse({"dense": [], "words": []}, WEIGHTS) == []
    # The same score everywhere is as good as it gets; ties keep the order in which they came.
    tied = fuse({"dense": [], "words": [Hit(B, 3.0), Hit(A, 3.0)]}, {"dense": 1, "words": 0.5})
    assert tied == [Hit(B, 0.5), Hit(A, 0.5)]
    assert fuse({"words": [Hit(C, 0.0)]}, {"words": 0.5}) == [Hit(C, 0.5)]
    negative = fuse({"dense": [Hit(A, -0.1), Hit(B, -0.3)]}, {"dense": 1})
    assert negative == [Hit(A, 1.0), Hit(B, 0.0)]


@given(st.lists(st.tuples(st.sampled_from([A, B, C]), st.floats(0, 9)), unique_by=lambda h: h[0]))
@settings(deadline=None)
def test_fusing_one_ranking_keeps_its_order(pairs: list[tuple[Passage, float]]) -> None:
    hits = [Hit(p, s) for p, s in sorted(pairs, key=lambda pair: -pair[1])]
    fused = fuse({"dense": hits}, {"dense": 0.4})
    assert {hit.passage for hit in fused} == {hit.passage for hit in hits}
    assert all(-1e-9 <= hit.score <= 0.4 + 1e-9 for hit in fused)
    assert [h.score for h in fused] == sorted((h.score for h in fused), reverse=True)


def test_the_weights_add_up_to_one() -> None:
    assert sum(WEIGHTS.values()) == pytest.approx(1)


def test_every_search_has_the_one_signature() -> None:
    wanted = inspect.signature(Search.search)
    for kind in (DenseSearch, LexicalSearch, OverlapSearch, FusedSearch):
        assert inspect.signature(kind.search) == wanted


FILTERS: list[tuple[tuple[str, ...], tuple[str, ...], DayRange | None, set[str]]] = [
    ((), (), None, {"fenglingdu", "yangquan", "pingding", "weather", "plant"}),
    (("风陵渡经济开发区",), (), None, {"fenglingdu"}),
    (("风陵渡开发区",), (), None, {"fenglingdu"}),
    (("风陵渡",), (), None, {"fenglingdu"}),
    (("山西风陵渡经济技术开发区",), (), None, {"fenglingdu"}),
    (("风陵渡高新区",), (), None, set()),
    (("盂县经济开发区", "阳泉高新技术产业开发区"), (), None, {"pingding", "yangquan"}),
    (("没有的经开区",), (), None, set()),
    ((), ("《云州晚报》",), None, {"pingding", "plant"}),
    ((), ("《云州晚报》", "《河曲日报》"), None, {"pingding", "plant", "fenglingdu", "yangquan"}),
    ((), ("",), None, {"weather"}),
    ((), ("云州晚报",), None, set()),
    ((), (), (20251101, 20251130), {"fenglingdu", "weather"}),
    ((), (), (20251114, 20251114), {"fenglingdu", "weather"}),
    ((), (), (20251031, 20251113), {"yangquan", "weather"}),  # in October, on an unknown day
    ((), (), (20240229, 20240301), {"pingding", "weather"}),  # in 2024, on an unknown day
    ((), (), (20230701, 20231231), {"weather"}),
    ((), (), (20230101, 20251231), {"fenglingdu", "yangquan", "pingding", "weather", "plant"}),
    (("平定经开区",), ("《云州晚报》",), (20240101, 20240131), {"pingding"}),
    (("平定经开区",), ("《河曲日报》",), None, set()),
]


@pytest.mark.parametrize("name", SEARCHES)
@pytest.mark.parametrize(("zones", "sources", "published", "expected"), FILTERS)
def test_filters(
    zone_index: ZoneIndex,
    name: str,
    zones: tuple[str, ...],
    sources: tuple[str, ...],
    published: DayRange | None,
    expected: set[str],
) -> None:
    table = PassageTable.cut(ARTICLES)
    passing = table.mask(zones, sources, published)
    passed = [p for p, passes in zip(table.passages, passing, strict=True) if passes]
    assert {p.doc_id for p in passed} == expected
    hits = named(zone_index, name).search(
        "项目投资工厂经开区高新区周末小雨", k=99, zones=zones, sources=sources, published=published
    )
    found = {hit.passage.doc_id for hit in hits}
    assert found <= expected
    if name in {"dense", "fused"}:
        assert found == expected
        assert len(hits) == len(passed)


@pytest.mark.parametrize("name", SEARCHES)
def test_filters_leave_k_hits(tmp_path: Path, name: str) -> None:
    near = [
        Article(f"near{n}", "", "云溪储能项目投资六亿元。", zones=("甲山经开区",))
        for n in range(150)
    ]
    far = [Article(f"far{n}", "", f"第{n}个项目在建。", zones=("乙山经开区",)) for n in range(8)]
    build(tmp_path, [*near, *far])
    with opened(tmp_path) as index:
        search = named(index, name)
        query = "云溪储能项目投资"
        first = search.search(query, k=120)
        assert len(first) == 120
        assert all(hit.passage.doc_id.startswith("near") for hit in first)
        hits = search.search(query, k=8, zones=("乙山开发区",))
        assert {hit.passage.doc_id for hit in hits} == {f"far{n}" for n in range(8)}


@pytest.mark.parametrize("name", SEARCHES)
def test_more_than_there_is(zone_index: ZoneIndex, name: str) -> None:
    hits = named(zone_index, name).search("气流纺织项目用地多少亩", k=10_000)
    ids = [hit.passage.id for hit in hits]
    assert hits[0].passage.doc_id == "fenglingdu"
    assert len(set(ids)) == len(ids) <= 6
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_more_than_is_fused_otherwise(tmp_path: Path) -> None:
    build(tmp_path, many(300))
    with opened(tmp_path) as index:
        hits = index.retriever.search("企业投资", k=300)
    assert {hit.passage.doc_id for hit in hits} == {f"n{n}" for n in range(300)}


def test_a_query_without_known_words(zone_index: ZoneIndex) -> None:
    for query in ("xyzzy", "，。？", "", "   "):
        assert named(zone_index, "words").search(query, k=3) == []
        hits = zone_index.retriever.search(query, k=3)  # by meaning only
        assert len(hits) == 3
        assert all(hit.score <= WEIGHTS["dense"] + 1e-9 for hit in hits)


def test_articles_without_zones(tmp_path: Path) -> None:
    build(tmp_path, [Article("a", "", "一句话。"), Article("b", "", "另一句话。")])
    with opened(tmp_path) as index:
        assert len(index.retriever.search("一句话", k=5)) == 2
        assert index.retriever.search("一句话", k=5, zones=("风陵渡开发区",)) == []


def test_the_retriever_is_llama_indexs(zone_index: ZoneIndex) -> None:
    assert isinstance(zone_index.retriever, BaseRetriever)
    found = zone_index.retriever.retrieve("气流纺织项目用地多少亩")
    hits = zone_index.retriever.search("气流纺织项目用地多少亩", k=10)
    assert [(n.node.node_id, n.score) for n in found] == [(h.passage.id, h.score) for h in hits]
    assert isinstance(found[0].node, TextNode)
    data = found[0].node.metadata
    assert (data["doc_id"], data["title"], data["source"], data["published"]) == (
        ("fenglingdu", FENGLINGDU.title, FENGLINGDU.source, FENGLINGDU.published)
    )
    for node in found:
        body = zone_index.articles[node.node.metadata["doc_id"]].body
        place = slice(node.node.metadata["start"], node.node.metadata["end"])
        assert node.node.get_content(MetadataMode.NONE) == body[place]


def test_the_retriever_works_in_a_query_engine(zone_index: ZoneIndex) -> None:
    engine = RetrieverQueryEngine.from_args(zone_index.retriever, llm=MockLLM())
    response = engine.query(QueryBundle("气流纺织项目用地多少亩"))
    assert response.source_nodes[0].node.metadata["doc_id"] == "fenglingdu"
    assert FENGLINGDU.body in str(response)  # the mock repeats its prompt


def test_the_packaged_model_end_to_end(tmp_path: Path, sentence_encoder: SentenceEncoder) -> None:
    manifest = build(tmp_path, encoder=sentence_encoder)
    assert (manifest.model, manifest.dimensions) == ("multilingual-e5-small", 384)
    with opened(tmp_path, encoder=sentence_encoder) as index:
        dense = named(index, "dense").search("纺纱厂占了多大一块土地？", k=1)
        assert dense[0].passage.doc_id == "fenglingdu"


class OtherRuntime(HashEncoder):
    """The same model, computed by something else."""

    def __init__(self) -> None:
        super().__init__()
        self.runtime = "int8"


def test_nothing_to_open(tmp_path: Path) -> None:
    for index_dir in (tmp_path, tmp_path / "none"):
        with pytest.raises(SearchIndexError, match="还没有索引") as caught:
            open_index(index_dir, encoder=HashEncoder())
        assert f"zone-assistant index build --index-dir {index_dir}" in str(caught.value)
        assert is_one_sentence(str(caught.value))
    assert list(tmp_path.iterdir()) == []


def test_another_model_or_runtime_is_refused(tmp_path: Path) -> None:
    build(tmp_path)
    command = f"zone-assistant index build --full --index-dir {tmp_path}"
    with pytest.raises(SearchIndexError, match=r"bigram-hash.*multilingual-e5-small") as caught:
        check_manifest(tmp_path, model="multilingual-e5-small", runtime="numpy")
    assert command in str(caught.value)
    assert is_one_sentence(str(caught.value))
    with pytest.raises(SearchIndexError, match=r"numpy.*int8") as caught:
        open_index(tmp_path, encoder=OtherRuntime())
    assert command in str(caught.value)
    assert is_one_sentence(str(caught.value))
    assert best(tmp_path) == "fenglingdu"
