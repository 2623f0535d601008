"""Earlier generations: what is listed, going back and forth, and what is removed."""

import json
import shutil
from pathlib import Path

import pytest

from index.errors import SearchIndexError
from index.generations import UNFINISHED, Generations
from index.history import collect_garbage, kept, roll_back
from tests.index_fixtures import best, build, is_one_sentence, many, opened


@pytest.fixture(scope="module")
def two_built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an index of two generations: of three companies, then of the five articles."""
    index_dir = tmp_path_factory.mktemp("two") / "index"
    build(index_dir, many(3))
    build(index_dir)
    return index_dir


@pytest.fixture
def two(two_built: Path, tmp_path: Path) -> Path:
    """Return a copy of `two_built` that a test may change."""
    return shutil.copytree(two_built, tmp_path / "index")


def names(index_dir: Path) -> list[str]:
    return sorted(path.name for path in (index_dir / "generations").iterdir())


def current(index_dir: Path) -> str:
    folder = Generations(index_dir).answering()
    return folder.name if folder else ""


def damage(index_dir: Path, name: str) -> None:
    (index_dir / "generations" / name / "vectors.npy").write_bytes(b"")


def refusal(index_dir: Path, to: str = "") -> str:
    with pytest.raises(SearchIndexError) as caught:
        roll_back(index_dir, to)
    assert is_one_sentence(str(caught.value))
    return str(caught.value)


def test_what_is_listed(two: Path) -> None:
    older, newer = names(two)
    damage(two, older)
    first, second = kept(two)
    assert (first.folder.name, first.current, second.current) == (newer, True, False)
    assert first.manifest is not None
    assert first.manifest.articles == 5
    assert second.manifest is None
    assert first.bytes == sum(p.stat().st_size for p in first.folder.rglob("*") if p.is_file())
    (two / "CURRENT").write_text("no-such")
    assert [generation.current for generation in kept(two)] == [False, False]
    assert kept(two / "none") == []


def test_back_and_forth(two: Path) -> None:
    older, newer = names(two)
    with opened(two) as reader:
        manifest, before = roll_back(two)
        assert (manifest.generation, manifest.articles, before) == (older, 3, newer)
        assert reader.retriever.search("气流纺织", k=1)[0].passage.doc_id == "fenglingdu"
    assert best(two, "第2家企业投资") == "n2"
    assert f"没有更早的版本，用 --to 可以换到：{newer}。" in refusal(two)
    assert f"没有完好的“x”，可以退回的有：{newer}。" in refusal(two, to="x")
    assert roll_back(two, to=newer)[1] == older
    assert best(two) == "fenglingdu"
    assert names(two) == [older, newer]


def test_a_build_after_going_back_starts_from_there(two: Path) -> None:
    older, newer = names(two)
    roll_back(two)
    assert build(two, many(4)).encoded == 1
    assert current(two) > newer
    assert names(two) == [older, current(two)]
    assert roll_back(two)[0].generation == older


@pytest.mark.parametrize("broken", ["generation", "pointer"])
def test_back_from_a_damaged_one(two: Path, broken: str) -> None:
    older, newer = names(two)
    if broken == "generation":
        damage(two, newer)
    else:
        (two / "CURRENT").write_text("\udcff", errors="surrogateescape")
    manifest, before = roll_back(two)
    expected = (older, newer) if broken == "generation" else (newer, "")
    assert (manifest.generation, before) == expected
    assert current(two) == expected[0]


def test_nothing_to_go_back_to(two: Path, tmp_path: Path) -> None:
    older, newer = names(two)
    damage(two, older)
    for to in ("", older):
        assert "没有可以退回的版本，请运行 zone-assistant index build 重建" in refusal(two, to)
    assert current(two) == newer
    assert str(tmp_path / "none") in refusal(tmp_path / "none")
    assert not (tmp_path / "none").exists()


def test_one_writer_at_a_time(two: Path) -> None:
    with Generations(two).writing():
        assert "另一个进程正在写索引" in refusal(two)
        with pytest.raises(SearchIndexError, match="另一个进程正在写索引"):
            collect_garbage(two, keep=1)


def test_garbage(two: Path) -> None:
    older, newer = names(two)
    half = two / "generations" / "20990101T000000-half"
    half.mkdir()
    (half / "articles.jsonl").write_text("半")
    (two / "generations" / "notes.txt").write_text("不是一代")
    assert [path.name for path in collect_garbage(two, keep=2)] == [half.name]
    assert [path.name for path in collect_garbage(two, keep=1)] == [older]
    assert collect_garbage(two, keep=1) == []
    assert names(two) == [newer, "notes.txt"]
    assert best(two) == "fenglingdu"


def test_garbage_after_going_back(two: Path) -> None:
    older, newer = names(two)
    roll_back(two)
    assert [path.name for path in collect_garbage(two, keep=1)] == [newer]
    assert names(two) == [older]
    assert best(two, "第2家企业投资") == "n2"


def test_what_a_damaged_index_may_need_is_kept(two: Path) -> None:
    older, newer = names(two)
    damage(two, newer)
    with pytest.raises(SearchIndexError, match="index rollback 退回上一代") as caught:
        collect_garbage(two, keep=1)
    assert is_one_sentence(str(caught.value))
    assert names(two) == [older, newer]
    (two / "CURRENT").unlink()
    build(two / "other")
    assert [path.name for path in collect_garbage(two, keep=1)] == [newer]
    assert roll_back(two)[0].generation == older


def test_no_garbage_where_no_index_is(tmp_path: Path) -> None:
    assert collect_garbage(tmp_path / "none", keep=1) == []
    assert not (tmp_path / "none").exists()


def test_an_index_folder_that_is_a_file(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("我的笔记")
    for use in (kept, roll_back):
        with pytest.raises(SearchIndexError, match="是一个文件"):
            use(path)


def test_a_generation_of_another_format_is_listed_as_unusable(two: Path) -> None:
    older, _ = names(two)
    path = two / "generations" / older / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | {"format": 2}), "utf-8")
    assert kept(two)[1].manifest is None
    assert "没有可以退回的版本" in refusal(two)


def test_vectors_that_a_killed_build_left_are_garbage(two: Path) -> None:
    left = [two / UNFINISHED, two / f"{UNFINISHED}-journal"]
    for path in left:
        path.write_bytes(b"half")
    with Generations(two).writing(), pytest.raises(SearchIndexError, match="正在写索引"):
        collect_garbage(two, keep=2)
    assert all(path.exists() for path in left)
    assert sorted(collect_garbage(two, keep=2)) == left
    assert not any(path.exists() for path in left)
    assert best(two) == "fenglingdu"
