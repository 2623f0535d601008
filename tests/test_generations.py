"""Generations side by side: what is current, what is kept, what is refused."""

import json
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from corpus.article import Article
from index.changes import Changes, check_removed, compare
from index.errors import SearchIndexError
from index.generations import Generations
from index.manifest import FORMAT, Manifest, read_manifest
from tests.index_fixtures import ARTICLES, FENGLINGDU, best, build, is_one_sentence, opened

MANIFEST = Manifest(
    generation="",
    created="2025-11-14T08:00:00+00:00",
    model="bigram-hash",
    runtime="numpy",
    dimensions=256,
    articles=1,
    passages=1,
    encoded=1,
    digests={"a": "0"},
    bodies={"a": "0"},
)
NEW = Article("new", "气流纺织项目二期用地", "气流纺织项目二期用地90亩。")


def publish(index_dir: Path, content: str) -> Path:
    """Publish a generation that holds one line."""
    generations = Generations(index_dir)
    with generations.writing() as folder:
        (folder / "line").write_text(content)
        generations.publish(folder, replace(MANIFEST, generation=folder.name))
    return folder


def folders(index_dir: Path) -> set[Path]:
    return set((index_dir / "generations").iterdir())


def test_nothing_is_current_before_the_first_build(tmp_path: Path) -> None:
    for index_dir in (tmp_path, tmp_path / "none"):
        assert Generations(index_dir).current() is None
        assert Generations(index_dir).manifest() is None
    assert list(tmp_path.iterdir()) == []


def test_publishing_makes_it_current(tmp_path: Path) -> None:
    generations = Generations(tmp_path / "a" / "b")
    with generations.writing() as folder:
        (folder / "line").write_text("一")
        assert generations.current() is None
        generations.publish(folder, replace(MANIFEST, generation=folder.name))
        assert generations.current() == folder
    assert generations.current() == folder
    manifest = generations.manifest()
    assert manifest is not None
    assert manifest.files == {"line": 3}
    assert replace(manifest, files={}, checksums={}) == replace(MANIFEST, generation=folder.name)


def test_what_is_not_published_is_removed(tmp_path: Path) -> None:
    first = publish(tmp_path, "一")
    with Generations(tmp_path).writing() as folder:
        (folder / "line").write_text("二")
    with pytest.raises(KeyError), Generations(tmp_path).writing() as folder:
        raise KeyError
    assert folders(tmp_path) == {first}
    assert Generations(tmp_path).current() == first


def test_the_generation_before_is_kept(tmp_path: Path) -> None:
    made = [publish(tmp_path, str(n)) for n in range(8)]  # many in one second
    assert folders(tmp_path) == set(made[-2:])
    assert Generations(tmp_path).current() == made[-1]
    with Generations(tmp_path).writing():
        assert set(made[-2:]) < folders(tmp_path)
    assert folders(tmp_path) == set(made[-2:])


def test_a_reader_goes_on_while_others_are_published(tmp_path: Path) -> None:
    build(tmp_path)
    with opened(tmp_path) as reader:
        build(tmp_path, [NEW])
        assert best(tmp_path) == "new"
        assert reader.retriever.search("气流纺织", k=1)[0].passage.doc_id == "fenglingdu"
        assert reader.manifest.articles == len(ARTICLES)
        build(tmp_path, [NEW])
        assert reader.retriever.search("开复工率", k=1)[0].passage.doc_id == "yangquan"


def test_leftovers_are_swept_and_nothing_else(tmp_path: Path) -> None:
    before, current = publish(tmp_path, "一"), publish(tmp_path, "二")
    root = tmp_path / "generations"
    (root / "20200101T000000-killed").mkdir()
    (root / "20200101T000000-killed" / "half").write_text("半")
    finished = root / "29990101T000000-finished"  # killed between manifest and pointer
    finished.mkdir()
    row = asdict(replace(MANIFEST, generation=finished.name))
    (finished / "manifest.json").write_text(json.dumps(row))
    (tmp_path / "CURRENT.new").write_text(finished.name)
    assert Generations(tmp_path).current() == current
    with Generations(tmp_path).writing() as folder:
        assert folders(tmp_path) == {before, current, folder}
    assert publish(tmp_path, "三") in folders(tmp_path)
    assert current in folders(tmp_path)
    assert len(folders(tmp_path)) == 2


def test_the_second_writer_is_refused(tmp_path: Path) -> None:
    with Generations(tmp_path).writing() as folder:
        with pytest.raises(SearchIndexError, match="另一个进程正在写索引") as caught:
            build(tmp_path)
        assert is_one_sentence(str(caught.value))
        assert folder.is_dir()
    build(tmp_path)
    assert best(tmp_path) == "fenglingdu"


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "{",
        "[]",
        "null",
        '"x"',
        "{}",
        f'{{"format": {FORMAT}}}',
        '{"name": "another program", "version": "1.0"}',
        "\udcff",
        {"digests": None},
        {"dimensions": "256"},
        {"generation": "of-another-folder"},
        {"extra": 1},
    ],
)
def test_a_damaged_manifest(tmp_path: Path, text: str | dict[str, object] | None) -> None:
    build(tmp_path)
    folder = Generations(tmp_path).current()
    assert folder is not None
    path = folder / "manifest.json"
    if text is None:
        path.unlink()
    else:
        row = json.loads(path.read_text("utf-8"))
        content = text if isinstance(text, str) else json.dumps(row | text)
        path.write_text(content, encoding="utf-8", errors="surrogateescape")
    with pytest.raises(SearchIndexError) as caught:
        best(tmp_path)
    message = str(caught.value)
    assert f"{path} 缺失或已损坏" in message
    assert f"zone-assistant index build --full --index-dir {tmp_path} " in message
    assert is_one_sentence(message)
    build(tmp_path, [NEW])
    assert best(tmp_path) == "new"


def test_a_manifest_of_another_format(tmp_path: Path) -> None:
    folder = publish(tmp_path, "一")
    path = folder / "manifest.json"
    later = json.loads(path.read_text("utf-8")) | {"format": FORMAT + 1, "unheard_of": {}}
    path.write_text(json.dumps(later), encoding="utf-8")
    with pytest.raises(SearchIndexError, match=f"格式是 {FORMAT + 1}") as caught:
        read_manifest(folder)
    assert f"index build --full --index-dir {tmp_path} " in str(caught.value)
    assert is_one_sentence(str(caught.value))


@pytest.mark.parametrize("pointer", ["", "nowhere", "\udcff\udcfe", "a\x00b", "长" * 300, "../.."])
def test_a_pointer_to_nowhere(tmp_path: Path, pointer: str) -> None:
    build(tmp_path)
    path = tmp_path / "CURRENT"
    path.write_bytes(pointer.encode("utf-8", "surrogateescape"))
    with pytest.raises(SearchIndexError) as caught:
        best(tmp_path)
    message = str(caught.value)
    assert "缺失或已损坏" in message
    assert f"{path} " in message
    assert f"--full --index-dir {tmp_path} " in message
    assert is_one_sentence(message)
    build(tmp_path, [NEW])
    assert best(tmp_path) == "new"


def test_a_pointer_that_is_a_folder(tmp_path: Path) -> None:
    (tmp_path / "CURRENT").mkdir()
    with pytest.raises(SearchIndexError, match="CURRENT 缺失或已损坏"):
        Generations(tmp_path).manifest()


def article(name: str, body: str = "") -> Article:
    return Article(name, "", body or f"{name}的一句话。")


def with_articles(*articles: Article) -> Manifest:
    digests = {a.doc_id: a.digest for a in articles}
    bodies = {a.doc_id: a.body_digest for a in articles}
    return replace(MANIFEST, articles=len(articles), digests=digests, bodies=bodies)


def test_what_changed() -> None:
    old = with_articles(article("same"), article("edited"), article("gone"))
    now = [article("new"), article("same"), article("edited", "改过了。")]
    changes = compare(now, old)
    assert changes == Changes(new=("new",), changed=("edited",), removed=("gone",), unchanged=1)
    assert changes
    assert not compare([article("a")], with_articles(article("a")))
    assert compare([article("a")], None) == Changes(new=("a",), changed=(), removed=())
    assert not compare([], None)


def test_a_changed_date_is_a_change() -> None:
    moved = replace(FENGLINGDU, published="2025-11-15")
    assert compare([moved], with_articles(FENGLINGDU)).changed == ("fenglingdu",)


def test_dropping_more_than_a_tenth_is_refused() -> None:
    articles = [article(f"a{n}") for n in range(30)]
    old = with_articles(*articles)
    check_removed(compare(articles[3:], old), old)  # exactly a tenth
    with pytest.raises(SearchIndexError, match=r"30篇中的4篇.*a0.*--prune") as caught:
        check_removed(compare(articles[4:], old), old)
    assert is_one_sentence(str(caught.value))
    with pytest.raises(SearchIndexError, match="30篇中的30篇"):  # another library, as large
        check_removed(compare([article(f"b{n}") for n in range(30)], old), old)
    check_removed(compare([], None), None)
