"""Building: what the manifest says, what is reported, what has nothing to be found in."""

from dataclasses import replace
from pathlib import Path

import pytest

from corpus.article import Article
from index.build import build_index
from index.encoder import HashEncoder
from index.errors import SearchIndexError
from index.generations import Generations
from index.manifest import read_manifest
from index.table import PassageTable
from tests.index_fixtures import ARTICLES, best, build, is_one_sentence, many, opened


def test_the_manifest(tmp_path: Path) -> None:
    manifest = build(tmp_path)
    assert (manifest.model, manifest.runtime, manifest.dimensions) == ("bigram-hash", "numpy", 256)
    assert manifest.articles == len(ARTICLES)
    assert manifest.passages == len(PassageTable.cut(ARTICLES).passages)
    assert manifest.digests == {article.doc_id: article.digest for article in ARTICLES}
    assert set(manifest.seconds) == {"passages", "encode", "vectors", "times", "words"}
    assert all(seconds >= 0 for seconds in manifest.seconds.values())
    assert manifest.created.endswith("+00:00")
    folder = Generations(tmp_path).current()
    assert folder is not None
    assert folder.name == manifest.generation
    stored = read_manifest(folder)
    assert replace(stored, files={}, checksums={}) == manifest
    assert {name.split("/")[0] for name in stored.files} == {
        "articles.jsonl",
        "passages.jsonl",
        "repeats.jsonl",
        "versions.jsonl",
        "times.jsonl",
        "vectors.npy",
        "chroma",
        "words",
        "bigrams",
    }
    assert all((folder / name).stat().st_size == size for name, size in stored.files.items())


def test_progress_runs_to_the_end(tmp_path: Path) -> None:
    seen: list[tuple[str, int, int]] = []
    build_index(
        many(150), tmp_path, encoder=HashEncoder(), on_progress=lambda *step: seen.append(step)
    )
    steps = [("计算向量", done) for done in (64, 128, 150)]  # a batch at a time
    assert seen == [(*step, 150) for step in [*steps, ("写入索引", 0), ("写入索引", 150)]]


def test_articles_and_passages_come_back(tmp_path: Path) -> None:
    odd = Article(
        "odd/名字 1",
        "标题\u2028分行",
        "第一行\u2028还是第一行。\r\n\x00零字节\ufeff。😀表情。",
        source="《报》",
        captions=("图一", "图二"),
        title_inferred=True,
    )
    build(tmp_path, [*ARTICLES, odd])
    with opened(tmp_path) as index:
        assert tuple(index.articles.values()) == (*ARTICLES, odd)
        hits = index.retriever.search("😀表情", k=99)
        for hit in hits:
            body = index.articles[hit.passage.doc_id].body
            assert hit.passage.text == body[hit.passage.start : hit.passage.end]
        assert "odd/名字 1" in {hit.passage.doc_id for hit in hits}


@pytest.mark.parametrize("bodies", [[], [""], ["", " \n\u3000"]])
def test_nothing_to_index(tmp_path: Path, bodies: list[str]) -> None:
    index_dir = tmp_path / "index"
    empty = [Article(f"e{n}", "只有标题", body) for n, body in enumerate(bodies)]
    with pytest.raises(SearchIndexError, match=f"{len(bodies)}篇文章") as caught:
        build(index_dir, empty)
    assert str(index_dir) in str(caught.value)
    assert is_one_sentence(str(caught.value))
    assert not index_dir.exists()
    build(index_dir)
    with pytest.raises(SearchIndexError):
        build(index_dir, empty)
    assert best(index_dir) == "fenglingdu"


def test_an_empty_body_among_others(tmp_path: Path) -> None:
    manifest = build(tmp_path, [Article("empty", "气流纺织项目用地多少亩", ""), *ARTICLES])
    assert (manifest.articles, "empty" in manifest.digests) == (6, True)
    assert best(tmp_path) == "fenglingdu"


def test_thousands_of_characters_without_punctuation(tmp_path: Path) -> None:
    long = Article("long", "", "园区建设" * 1250 + "投产")
    manifest = build(tmp_path, [long, *ARTICLES])
    others = len(PassageTable.cut(ARTICLES).passages)
    assert manifest.passages == others + 6  # 5,002 characters in pieces of 1,000
    assert best(tmp_path, "园区建设投产") == "long"


def test_one_article_of_one_character(tmp_path: Path) -> None:
    build(tmp_path, [Article("one", "", "好")])
    assert best(tmp_path, "气流纺织") == "one"


def test_the_same_key_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SearchIndexError, match="plant") as caught:
        build(tmp_path, [*ARTICLES, Article("plant", "", "另一篇。")])
    assert is_one_sentence(str(caught.value))
    assert list(tmp_path.iterdir()) == []


def test_a_rebuilt_index_keeps_the_ids_of_what_stayed(tmp_path: Path) -> None:
    build(tmp_path)
    with opened(tmp_path) as index:
        before = {hit.passage.id for hit in index.retriever.search("项目", k=99)}
    build(tmp_path, [*reversed(ARTICLES), Article("more", "", "又一句。")])
    with opened(tmp_path) as index:
        after = {hit.passage.id for hit in index.retriever.search("项目", k=99)}
    assert before < after
    assert len(after - before) == 1
