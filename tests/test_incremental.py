"""A build on top of the one before: what is encoded, and that nothing differs from a full one."""

import json
import random
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from assistant.indexing import Built
from assistant.indexing import build as bring_in_line
from assistant.settings import Settings
from corpus.article import Article
from index.build import build_index
from index.changes import check_removed, compare
from index.chroma import opened as opened_chroma
from index.embedding import HashEncoder, Progress, Vectors
from index.errors import SearchIndexError
from index.generations import UNFINISHED, Generations
from index.manifest import Manifest, read_manifest
from index.table import PassageTable
from index.verify import verify
from tests.cli_driver import write_briefs
from tests.index_fixtures import build, current, many, opened, say_nothing
from tests.test_cached import Counting

SENTENCES = (
    "青岭产业园今年1至9月产值{n}亿元。",
    "去年年底，白河开发区有{n}家企业。",
    "{n}户村民搬进新居。",
    "二期厂房占地{n}亩，2024年3月开工。",
)


def library(number: int) -> list[Article]:
    """Return invented articles of two passages each, with times in them."""
    return [
        Article(
            f"a{n}",
            f"第{n}篇",
            "".join(text.format(n=n + 1) for text in SENTENCES) * 4,
            source=f"{n % 3}报",
            published=f"2025-{n % 12 + 1:02}-11",
        )
        for n in range(number)
    ]


def encoded_by_building(index_dir: Path, articles: Sequence[Article]) -> list[str]:
    """Build on top of what is there and return the texts that were encoded."""
    encoder = Counting()
    build(index_dir, articles, encoder=encoder)
    assert not (index_dir / UNFINISHED).exists()
    return encoder.encoded


def texts(articles: Sequence[Article]) -> set[str]:
    return {passage.searched_text for passage in PassageTable.cut(articles).passages}


@dataclass(frozen=True)
class State:
    """All that searches read of an index; the lexical index as what it finds."""

    passages: tuple[str, ...]
    vectors: bytes
    times: str
    chroma: dict[str, tuple[list[float], str, str]]
    found: list[list[tuple[str, float]]]


def state(index_dir: Path) -> State:
    folder = current(index_dir)
    with opened_chroma(folder / "chroma") as collection:
        held = collection.get(include=["embeddings", "metadatas", "documents"])
    vectors, documents = held["embeddings"], held["documents"]
    assert vectors is not None
    assert documents is not None
    rows = [
        (list(map(float, vector)), json.dumps(metadata, sort_keys=True), document)
        for vector, metadata, document in zip(
            vectors, held["metadatas"] or [], documents, strict=True
        )
    ]
    with opened(index_dir) as index:
        found = [
            [(hit.passage.id, hit.score) for hit in index.retriever.search(query, k=5)]
            for query in ("青岭产业园产值多少", "2024年底有几家企业", "第7篇")
        ]
        ids = tuple(PassageTable.load(folder).ids)
    return State(
        ids,
        (folder / "vectors.npy").read_bytes(),
        (folder / "times.jsonl").read_text("utf-8"),
        dict(zip(held["ids"], rows, strict=True)),
        found,
    )


def same_as_full(index_dir: Path, articles: Sequence[Article], elsewhere: Path) -> bool:
    shutil.rmtree(elsewhere, ignore_errors=True)
    build(elsewhere, articles)
    assert verify(current(index_dir)) == []
    return state(index_dir) == state(elsewhere)


def test_only_new_texts_are_encoded(tmp_path: Path) -> None:
    articles = library(8)
    assert set(encoded_by_building(tmp_path, articles)) == texts(articles)
    new = Article("new", "新的一篇", "新修的桥长2公里。")
    assert encoded_by_building(tmp_path, [*articles, new]) == list(texts([new]))
    edited = replace(articles[3], body=articles[3].body + "\n补记一句。")
    again = encoded_by_building(tmp_path, [*articles[:3], edited, *articles[4:], new])
    assert set(again) == texts([edited]) - texts([articles[3]])
    assert len(again) < len(texts([edited]))


@pytest.mark.parametrize(
    "change",
    [
        lambda article: replace(article, doc_id="moved/elsewhere"),
        lambda article: replace(article, published="2023-01-02"),
        lambda article: replace(article, source="另一报"),
    ],
    ids=["key", "date", "source"],
)
def test_what_is_not_embedded_may_change(
    tmp_path: Path, change: Callable[[Article], Article]
) -> None:
    articles = library(8)
    build(tmp_path / "index", articles)
    now = [*articles[1:], change(articles[0])]
    assert encoded_by_building(tmp_path / "index", now) == []
    assert same_as_full(tmp_path / "index", now, tmp_path / "full")


def test_a_changed_title_is_embedded_with_its_passages(tmp_path: Path) -> None:
    articles = library(8)
    build(tmp_path / "index", articles)
    now = [replace(articles[0], title="改过的标题"), *articles[1:]]
    assert set(encoded_by_building(tmp_path / "index", now)) == texts(now[:1])
    assert same_as_full(tmp_path / "index", now, tmp_path / "full")


def edited(articles: Sequence[Article], chance: random.Random, step: int) -> list[Article]:
    """Return the articles after a few edits: a small one, or one that touches most of them."""
    now = list(articles)
    for number in range(chance.choice([1, 2, 3, 15])):
        n = chance.randrange(len(now))
        article = now[n]
        match chance.randrange(6):
            case 0:
                now[n] = replace(article, body=article.body + f"第{step}次补记{number}。")
            case 1:
                now[n] = replace(article, title=f"{article.title}（{step}）")
            case 2:
                now[n] = replace(article, published=f"202{chance.randrange(6)}-03-04")
            case 3:
                now[n] = replace(article, doc_id=f"{article.doc_id}-{step}")
            case 4:
                del now[n]
            case _:
                body = f"第{step}座桥今年5月通车，投资{number}亿元。"
                now.insert(n, Article(f"new-{step}-{number}", "", body))
    if chance.random() < 0.3:
        chance.shuffle(now)
    return now


def test_a_chain_of_edits_ends_where_a_full_build_does(tmp_path: Path) -> None:
    chance = random.Random(6)
    articles = library(20)
    build(tmp_path / "index", articles)
    for step in range(6):
        articles = edited(articles, chance, step)
        build(tmp_path / "index", articles)
        assert verify(current(tmp_path / "index")) == []
    assert same_as_full(tmp_path / "index", articles, tmp_path / "full")


def collection_folders(index_dir: Path) -> set[str]:
    return {path.name for path in (current(index_dir) / "chroma").iterdir() if path.is_dir()}


def in_chroma(index_dir: Path) -> set[str]:
    with opened_chroma(current(index_dir) / "chroma") as collection:
        return set(collection.get(include=[])["ids"])


def test_a_small_change_mends_the_collection_and_a_large_one_makes_a_new_one(
    tmp_path: Path,
) -> None:
    articles = library(20)
    build(tmp_path, articles)
    first = collection_folders(tmp_path)
    build(tmp_path, articles[2:])
    assert collection_folders(tmp_path) == first
    assert in_chroma(tmp_path) == set(PassageTable.cut(articles[2:]).ids)
    build(tmp_path, articles[8:])  # nothing new, but what is gone would leave holes
    second = collection_folders(tmp_path)
    assert second != first
    build(tmp_path, [replace(a, published="2020") for a in articles[8:12]] + articles[12:])
    assert collection_folders(tmp_path) != second


def test_many_small_changes_make_a_new_collection_in_the_end(tmp_path: Path) -> None:
    articles = library(20)
    build(tmp_path, articles)
    first = collection_folders(tmp_path)
    mended = []
    for step in range(3):
        articles = [*articles[2:], *(replace(a, doc_id=f"{step}-{a.doc_id}") for a in articles[:2])]
        mended.append(build(tmp_path, articles).mended)
        assert in_chroma(tmp_path) == set(PassageTable.cut(articles).ids)
    assert 0 < mended[0] < mended[1]
    assert mended[2] == 0
    assert collection_folders(tmp_path) != first


def flip_sign(folder: Path) -> None:
    vectors = np.load(folder / "vectors.npy")
    n = np.flatnonzero(vectors[0])[0]
    vectors[0, n] = -vectors[0, n]  # of length 1 still
    np.save(folder / "vectors.npy", vectors)


def change_time(folder: Path) -> None:
    path = folder / "times.jsonl"
    path.write_text(path.read_text("utf-8").replace("2024", "2014"), "utf-8")


def cut_off(folder: Path) -> None:
    path = folder / "passages.jsonl"
    path.write_bytes(path.read_bytes()[:-9])


def remove_chroma(folder: Path) -> None:
    shutil.rmtree(folder / "chroma")


@pytest.mark.parametrize("damage", [flip_sign, change_time, cut_off, remove_chroma])
def test_nothing_of_a_damaged_generation_is_taken_over(
    tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    articles = library(10)
    build(tmp_path / "index", articles)
    damage(current(tmp_path / "index"))
    now = [*articles, Article("new", "", "新的一句。")]
    assert set(encoded_by_building(tmp_path / "index", now)) == texts(now)
    assert same_as_full(tmp_path / "index", now, tmp_path / "full")


def lose_a_vector(folder: Path) -> None:
    with opened_chroma(folder / "chroma") as collection:
        collection.delete(ids=collection.get(limit=1)["ids"])


def overwrite(folder: Path) -> None:
    path = folder / "chroma" / "chroma.sqlite3"
    path.write_bytes(b"\xff" * path.stat().st_size)


@pytest.mark.parametrize("damage", [lose_a_vector, overwrite])
def test_a_damaged_collection_is_made_anew_of_the_vectors(
    tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    articles = library(20)
    build(tmp_path / "index", articles)
    damage(current(tmp_path / "index"))
    now = [*articles, Article("new", "", "新的一句。")]
    assert encoded_by_building(tmp_path / "index", now) == ["新的一句。"]
    assert same_as_full(tmp_path / "index", now, tmp_path / "full")


class Interrupted(Counting):
    """A stand-in that is interrupted after the first batch."""

    def __init__(self) -> None:
        super().__init__()

    def encode_passages(
        self, texts: Sequence[str], *, on_progress: Progress | None = None
    ) -> Vectors:
        if self.encoded:
            raise KeyboardInterrupt
        return super().encode_passages(texts, on_progress=on_progress)


def test_the_vectors_of_an_interrupted_build_are_used(tmp_path: Path) -> None:
    articles, encoder = many(100), Interrupted()
    with pytest.raises(KeyboardInterrupt):
        build(tmp_path, articles, encoder=encoder)
    assert len(encoder.encoded) == 64
    assert Generations(tmp_path).current() is None
    assert list((tmp_path / "generations").iterdir()) == []
    rest = encoded_by_building(tmp_path, articles)
    assert set(rest) == texts(articles) - set(encoder.encoded)
    assert verify(current(tmp_path)) == []


def test_vectors_of_a_killed_build_that_cannot_be_read_are_made_again(tmp_path: Path) -> None:
    tmp_path.joinpath(UNFINISHED).write_bytes(b"half a file" * 100)
    assert set(encoded_by_building(tmp_path, many(3))) == texts(many(3))


def test_a_full_build_takes_nothing_over(tmp_path: Path) -> None:
    articles, encoder = library(5), Counting()
    build(tmp_path, articles)
    build_index(articles, tmp_path, encoder=encoder, on_progress=say_nothing, full=True)
    assert set(encoder.encoded) == texts(articles)


def test_another_runtime_takes_nothing_over(tmp_path: Path) -> None:
    articles, encoder = library(5), Counting()
    build(tmp_path, articles)
    encoder.runtime = "another"
    assert build(tmp_path, articles, encoder=encoder).runtime == "another"
    assert set(encoder.encoded) == texts(articles)


def manifest_of(articles: Sequence[Article]) -> Manifest:
    return Manifest(
        generation="",
        created="",
        model="",
        runtime="",
        dimensions=1,
        articles=len(articles),
        passages=1,
        encoded=1,
        digests={a.doc_id: a.digest for a in articles},
        bodies={a.doc_id: a.body_digest for a in articles},
    )


def test_moved_articles_are_told_from_new_and_removed_ones() -> None:
    old = library(10)
    now = [*old[3:], *(replace(a, doc_id=f"{a.doc_id}-b", title="另题") for a in old[:2])]
    changes = compare(now, manifest_of(old))
    assert changes.moved == (("a0", "a0-b"), ("a1", "a1-b"))
    assert (changes.new, changes.changed, changes.removed, changes.unchanged) == (
        (),
        (),
        ("a2",),
        7,
    )
    check_removed(changes, manifest_of(old))  # only one of ten is gone
    copies = [replace(old[0], doc_id=id_) for id_ in ("x", "y")]
    changes = compare([*old[1:], *copies], manifest_of(old))
    assert (changes.moved, changes.new) == ((("a0", "x"),), ("y",))
    with pytest.raises(SearchIndexError, match="10篇中的2篇"):
        check_removed(compare(old[2:], manifest_of(old)), manifest_of(old))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Return settings of a folder of briefs that has been indexed."""
    articles = write_briefs(tmp_path / "articles")
    settings = Settings(articles=articles, index_dir=tmp_path / "index", model="bigram-hash")
    assert run(settings).fresh
    return settings


def run(settings: Settings) -> Built:
    return bring_in_line(settings, prune=False, full=False, on_progress=say_nothing)


def rewrite_manifest(settings: Settings, **members: object) -> None:
    path = current(settings.index_dir) / "manifest.json"
    row = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps(row | members), "utf-8")


def test_no_change_and_another_file_name_build_nothing(settings: Settings) -> None:
    before = set((settings.index_dir / "generations").iterdir())
    assert not run(settings).fresh
    (settings.articles / "village-3.md").rename(settings.articles / "renamed.md")
    assert not run(settings).fresh
    assert set((settings.index_dir / "generations").iterdir()) == before


@pytest.mark.parametrize(
    "members", [{"format": 1, "encoded": None}, {"format": 2}, {"model": "another-model"}]
)
def test_an_index_of_an_earlier_format_or_another_model_is_built_anew(
    settings: Settings, members: dict[str, object]
) -> None:
    rewrite_manifest(settings, **members)
    built = run(settings)
    assert (built.fresh, built.manifest.encoded) == (True, built.manifest.passages)
    assert (built.manifest.model, built.damage) == (HashEncoder().name, "")
    assert verify(current(settings.index_dir)) == []
    assert not run(settings).fresh


def test_an_index_of_which_a_file_is_missing_is_built_anew_without_a_change(
    settings: Settings,
) -> None:
    gone = current(settings.index_dir) / "vectors.npy"
    gone.unlink()
    built = run(settings)
    assert built.fresh
    assert built.damage == f"索引文件 {gone} 缺失或已损坏"
    assert read_manifest(current(settings.index_dir)).encoded == built.manifest.passages
    assert verify(current(settings.index_dir)) == []
