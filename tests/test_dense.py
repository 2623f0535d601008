"""Vectors in Chroma: what is stored, what is near, what filters let through."""

import shutil
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from llama_index.core import VectorStoreIndex
from llama_index.core.schema import TextNode
from llama_index.core.vector_stores import (
    FilterOperator,
    MetadataFilter,
    MetadataFilters,
    VectorStoreQuery,
)
from llama_index.vector_stores.chroma import ChromaVectorStore

from corpus.article import Article
from index.chroma import Collection, write_vectors
from index.dense import DenseSearch, write_matrix
from index.encoder import HashEncoder
from index.errors import SearchIndexError
from index.llama import EncoderEmbedding, to_node
from index.table import DayRange, PassageTable
from tests.index_fixtures import ARTICLES, FENGLINGDU, PINGDING, WEATHER, is_one_sentence, many

ENCODER = HashEncoder()


def write(folder: Path, articles: list[Article] | tuple[Article, ...]) -> PassageTable:
    table = PassageTable.cut(articles)
    texts = [passage.searched_text for passage in table.passages]
    vectors = ENCODER.encode_passages(texts)
    write_vectors(folder / "chroma", table, vectors)
    write_matrix(folder, vectors)
    return table


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[DenseSearch, PassageTable]]:
    folder = tmp_path_factory.mktemp("small")
    table = write(folder, ARTICLES)
    with closing(DenseSearch(folder, table=table, encoder=ENCODER)) as search:
        yield search, table


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[DenseSearch, PassageTable]]:
    """Return more passages than fit one insert, and than Chroma keeps outside its graph."""
    folder = tmp_path_factory.mktemp("large")
    table = write(folder, many(2300))
    with closing(DenseSearch(folder, table=table, encoder=ENCODER, few=1000)) as search:
        yield search, table


def test_a_node_carries_what_can_be_cited_and_filtered() -> None:
    table = PassageTable.cut([PINGDING])
    node = to_node(table.passages[0], PINGDING)
    assert node.node_id == table.passages[0].id
    assert node.text == PINGDING.body[node.metadata["start"] : node.metadata["end"]]
    assert node.metadata == {
        "doc_id": "pingding",
        "title": "两个经开区获得县级权限",
        "source": "《云州晚报》",
        "published": "2024",
        "published_from": 20240101,
        "published_to": 20241231,
        "start": 0,
        "end": 32,
        "zones": ["平定经开区", "盂县经开区"],
    }
    bare = to_node(PassageTable.cut([WEATHER]).passages[0], WEATHER)
    assert "zones" not in bare.metadata
    assert (bare.metadata["published_from"], bare.metadata["published_to"]) == (0, 99991231)


def test_scores_are_cosines(small: tuple[DenseSearch, PassageTable]) -> None:
    search, table = small
    query = "气流纺织项目用地多少亩"
    vectors = ENCODER.encode_passages([p.searched_text for p in table.passages])
    expected = vectors @ ENCODER.encode_query(query)
    hits = search.search(query, k=99)
    assert len(hits) == len(table.passages)
    found = {hit.passage.id: hit.score for hit in hits}
    assert [found[id_] for id_ in table.ids] == pytest.approx(list(expected), abs=1e-5)
    assert [hit.score for hit in hits] == sorted(found.values(), reverse=True)
    assert hits[0].passage.doc_id == "fenglingdu"
    assert [hit.passage.id for hit in search.search(query, k=2)] == [h.passage.id for h in hits[:2]]


def test_neighbours_are_the_true_ones(large: tuple[DenseSearch, PassageTable]) -> None:
    search, table = large
    vectors = ENCODER.encode_passages([p.searched_text for p in table.passages])
    for n in (3, 999, 1000, 2299):
        query = f"第{n}家企业投资多少"
        scores = vectors @ ENCODER.encode_query(query)
        hits = search.search(query, k=50)
        assert [hit.score for hit in hits] == pytest.approx(np.sort(scores)[:-51:-1], abs=1e-5)


def test_filters_apply_inside(large: tuple[DenseSearch, PassageTable]) -> None:
    search, table = large
    query = "第3家企业投资3亿元"
    near = {hit.passage.doc_id for hit in search.search(query, k=100)}
    zones = [f"{name}山经济技术开发区" for name in "东西南北甲乙丙丁戊己"]
    hits = search.search(query, k=10, zones=zones)
    assert {hit.passage.doc_id for hit in hits} == {f"n{n}" for n in range(2290, 2300)}
    assert not near & {hit.passage.doc_id for hit in hits}
    assert len(search.search(query, k=200, sources=["5报"])) == 200
    assert len(search.search(query, k=9999, sources=["5报"])) == len(table.passages) // 7
    assert len(search.search(query, k=9999)) == len(table.passages)


@pytest.mark.parametrize(
    "zones", [(), ("东山经开区",), ("东山",), ("西山开发区", "远山经开区"), ("",)]
)
@pytest.mark.parametrize("sources", [(), ("3报",), ("3报", "4报", "没有的报"), ("",)])
@pytest.mark.parametrize("published", [None, (20230101, 20231231)])
def test_filters_pass_what_the_table_passes(
    large: tuple[DenseSearch, PassageTable],
    zones: tuple[str, ...],
    sources: tuple[str, ...],
    published: DayRange | None,
) -> None:
    search, table = large
    passing = table.mask(zones, sources, published)
    hits = search.search("企业投资", k=9999, zones=zones, sources=sources, published=published)
    assert {hit.passage.id for hit in hits} == {
        id_ for id_, passes in zip(table.ids, passing, strict=True) if passes
    }


def test_equal_passages_do_not_hide_others(tmp_path: Path) -> None:
    notice = [Article(f"same{n}", "", "本文只作参考。", zones=("甲山经开区",)) for n in range(1100)]
    rare = [Article(f"rare{n}", "", f"第{n}个项目在建。", zones=("乙山经开区",)) for n in range(8)]
    table = write(tmp_path, [*notice, *rare])
    with closing(DenseSearch(tmp_path, table=table, encoder=ENCODER, few=1000)) as search:
        hits = search.search("第3个项目", k=3, zones=("乙山开发区",))
        assert len(hits) == 3
        assert hits[0].passage.doc_id == "rare3"
        [cosine] = ENCODER.encode_passages(["第3个项目在建。"]) @ ENCODER.encode_query("第3个项目")
        assert hits[0].score == pytest.approx(cosine, abs=1e-5)
        assert len(search.search("第3个项目", k=9999)) == 1108


def test_the_store_answers_llama_index(small: tuple[DenseSearch, PassageTable]) -> None:
    search, table = small
    assert isinstance(search.store, ChromaVectorStore)
    index = VectorStoreIndex.from_vector_store(search.store, embed_model=EncoderEmbedding(ENCODER))
    found = index.as_retriever(similarity_top_k=2).retrieve("气流纺织项目用地多少亩")
    assert len(found) == 2
    assert isinstance(found[0].node, TextNode)
    assert found[0].node.node_id in table.ids
    assert found[0].node.text == FENGLINGDU.body
    assert found[0].node.metadata["zones"] == ["风陵渡经开区"]


def test_the_store_filters_for_llama_index(small: tuple[DenseSearch, PassageTable]) -> None:
    search, _ = small
    filters = MetadataFilters(
        filters=[
            MetadataFilter(key="source", value="《云州晚报》"),
            MetadataFilter(key="published_to", value=20240101, operator=FilterOperator.GTE),
        ]
    )
    asked = VectorStoreQuery(
        query_embedding=EncoderEmbedding(ENCODER).get_query_embedding("工厂投产"),
        similarity_top_k=9,
        filters=filters,
    )
    nodes = search.store.query(asked).nodes
    assert nodes is not None
    assert {node.metadata["doc_id"] for node in nodes} == {"pingding"}


def test_the_number_of_vectors_is_checked(tmp_path: Path) -> None:
    table = write(tmp_path, ARTICLES)
    more = PassageTable.cut((*ARTICLES, Article("more", "", "又一篇。")))
    with pytest.raises(SearchIndexError, match="缺失或已损坏") as caught:
        DenseSearch(tmp_path, table=more, encoder=ENCODER)
    assert is_one_sentence(str(caught.value))
    DenseSearch(tmp_path, table=table, encoder=ENCODER).close()


def test_opening_twice_and_closing_once_leaves_the_other(tmp_path: Path) -> None:
    table = write(tmp_path, ARTICLES)
    with closing(DenseSearch(tmp_path, table=table, encoder=ENCODER)) as first:
        DenseSearch(tmp_path, table=table, encoder=ENCODER).close()
        assert first.search("气流纺织", k=1)[0].passage.doc_id == "fenglingdu"


def test_nothing_is_made_where_nothing_is(tmp_path: Path) -> None:
    with pytest.raises(SearchIndexError, match="vectors"):
        DenseSearch(tmp_path, table=PassageTable.cut(ARTICLES), encoder=ENCODER)
    assert list(tmp_path.iterdir()) == []


def test_where_no_collection_is_all_are_compared(tmp_path: Path) -> None:
    """As in a folder that a server's generation was fetched into, when the server is away."""
    table = write(tmp_path, ARTICLES)
    shutil.rmtree(tmp_path / "chroma")
    with closing(DenseSearch(tmp_path, table=table, encoder=ENCODER, few=0)) as search:
        hits = search.search("气流纺织项目用地多少亩", k=99)
        assert len(hits) == len(table.passages)
        assert hits[0].passage.doc_id == "fenglingdu"
        with pytest.raises(SearchIndexError, match="chroma 缺失或已损坏"):
            _ = search.collection
    assert not (tmp_path / "chroma").exists()


def test_threads_share_one_collection(tmp_path: Path) -> None:
    table, start = write(tmp_path, ARTICLES), threading.Barrier(8)

    def collection(search: DenseSearch) -> Collection:
        start.wait()
        return search.collection

    with (
        closing(DenseSearch(tmp_path, table=table, encoder=ENCODER)) as search,
        ThreadPoolExecutor(8) as threads,
    ):
        opened = list(threads.map(collection, [search] * 8))
    assert {id(found) for found in opened} == {id(opened[0])}
