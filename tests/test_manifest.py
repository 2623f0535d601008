"""A generation's manifest and files: what is read back, what is refused, and in which words."""

import json
import shutil
import zlib
from dataclasses import replace
from pathlib import Path

import pytest

from index.errors import SearchIndexError
from index.generations import Generations, check_manifest
from index.manifest import (
    FORMAT,
    altered,
    check_files,
    checksums_of,
    damaged,
    is_of_earlier_format,
    missing,
    read_manifest,
    reading,
    rename_manifest,
    whole_manifest,
)
from tests.test_generations import MANIFEST

REBUILD = (
    "请运行 zone-assistant index build --full --index-dir {} 重建"
    "（上次用过 --articles 的，这次也要带上）"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a generation of two files, one of them Chroma's."""
    generations = Generations(tmp_path / "index")
    with generations.writing() as folder:
        (folder / "chroma").mkdir()
        (folder / "chroma" / "chroma.sqlite3").write_bytes(b"1234")
        (folder / "line").write_bytes(b"12345")
        generations.publish(folder, replace(MANIFEST, generation=folder.name, digests={"甲": "0"}))
    return folder


def rewrite(folder: Path, **members: object) -> None:
    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | members), "utf-8")


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("d/CURRENT", f"索引文件 d/CURRENT 缺失或已损坏：{REBUILD.format('d')}。"),
        (
            "d/generations/g/chroma/x",
            f"索引文件 d/generations/g/chroma/x 缺失或已损坏：{REBUILD.format('d')}。",
        ),
    ],
)
def test_what_is_said_of_a_damaged_file(path: str, message: str) -> None:
    assert str(damaged(Path(path))) == message


def test_what_is_said_where_no_index_is() -> None:
    command = "请先运行 zone-assistant index build --index-dir d。"
    assert str(missing(Path("d"))) == f"d 里还没有索引，{command}"
    assert str(missing(Path("d"), "，不能提问")) == f"d 里还没有索引，不能提问，{command}"


def test_what_reading_raises_is_said_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SearchIndexError) as caught, reading(tmp_path):
        raise PermissionError
    assert str(caught.value) == f"没有读写 {tmp_path} 的权限，打不开索引，请检查它的权限。"
    with pytest.raises(SearchIndexError, match=f"索引文件 {tmp_path} 缺失"), reading(tmp_path):
        raise KeyError
    with pytest.raises(KeyError), reading(tmp_path, failures=(ValueError,)):
        raise KeyError


def test_a_manifest_reads_back_and_people_can_read_it(folder: Path) -> None:
    manifest = read_manifest(folder)
    assert manifest.files == {"chroma/chroma.sqlite3": 4, "line": 5}
    assert manifest.checksums == {"line": zlib.crc32(b"12345")}
    assert whole_manifest(folder) == manifest
    text = (folder / "manifest.json").read_text("utf-8")
    assert '\n "digests": {\n  "甲": "0"\n },\n' in text


def test_a_manifest_of_another_format_is_refused(folder: Path) -> None:
    rewrite(folder, format=FORMAT - 1)
    with pytest.raises(SearchIndexError) as caught:
        read_manifest(folder)
    assert str(caught.value) == (
        f"索引 {folder} 的格式是 {FORMAT - 1}，本程序用的是 {FORMAT}："
        f"{REBUILD.format(folder.parent.parent)}。"
    )
    assert whole_manifest(folder) is None


@pytest.mark.parametrize(
    "member",
    [
        {"seconds": []}, {"digests": ["a"]}, {"articles": "1"}, {"created": 3}, {"files": None},
        {"generation": "other"}, {"unheard_of": 1},
    ],
)  # fmt: skip
def test_a_manifest_whose_members_are_of_another_kind_is_damaged(
    folder: Path, member: dict[str, object]
) -> None:
    rewrite(folder, **member)
    with pytest.raises(SearchIndexError, match=r"manifest.json 缺失或已损坏"):
        read_manifest(folder)


def test_an_index_is_of_one_model_and_runtime(folder: Path) -> None:
    index_dir = folder.parent.parent
    model, runtime = MANIFEST.model, MANIFEST.runtime
    assert check_manifest(index_dir, model=model, runtime=runtime) == read_manifest(folder)
    again = REBUILD.format(index_dir)
    with pytest.raises(SearchIndexError) as caught:
        check_manifest(index_dir, model="e5", runtime=runtime)
    assert str(caught.value) == (
        f"索引 {index_dir} 是用模型 {model} 建的，现在的设置是 e5：{again}，或把设置改回 {model}。"
    )
    with pytest.raises(SearchIndexError) as caught:
        check_manifest(index_dir, model=model, runtime="int8")
    assert str(caught.value) == (
        f"索引 {index_dir} 的向量由 {runtime} 算出，现在用的是 int8：{again}，"
        "或改设置 ZONE_ASSISTANT_RUNTIME。"
    )
    with pytest.raises(SearchIndexError, match="里还没有索引，请先运行"):
        check_manifest(Path("d"), model=model, runtime=runtime)


def test_a_copied_generation_takes_its_folders_name(folder: Path) -> None:
    copy = Path(shutil.copytree(folder, folder.with_name("copied")))
    assert whole_manifest(copy) is None
    assert rename_manifest(copy) == replace(read_manifest(folder), generation="copied")
    assert '"甲"' in (copy / "manifest.json").read_text("utf-8")
    (copy / "manifest.json").write_text("[")
    with pytest.raises(SearchIndexError, match="缺失或已损坏"):
        rename_manifest(copy)


@pytest.mark.parametrize(
    ("row", "earlier"),
    [
        ({"format": FORMAT - 1}, True),
        ({"format": FORMAT}, False),
        ({"format": FORMAT + 1}, False),
        ({"format": "1"}, False),
        ({}, False),
        (None, False),
    ],
)
def test_which_manifest_is_of_an_earlier_format(
    tmp_path: Path, row: dict[str, object] | None, earlier: bool
) -> None:
    if row is not None:
        (tmp_path / "manifest.json").write_text(json.dumps(row), "utf-8")
    assert is_of_earlier_format(tmp_path) is earlier


@pytest.mark.parametrize(
    ("content", "whole"), [(b"12345", True), (b"123456", True), (b"1234", False)]
)
def test_a_file_that_was_cut_off_is_found(folder: Path, content: bytes, whole: bool) -> None:
    (folder / "line").write_bytes(content)
    assert (whole_manifest(folder) is not None) is whole


def test_a_file_that_is_missing_is_named(folder: Path) -> None:
    manifest = read_manifest(folder)
    (folder / "line").unlink()
    with pytest.raises(SearchIndexError, match=f"索引文件 {folder / 'line'} 缺失或已损坏"):
        check_files(folder, manifest)
    with pytest.raises(SearchIndexError, match=f"索引文件 {folder} 缺失或已损坏"):
        altered(folder, manifest)


def test_checksums_are_of_the_whole_file_and_leave_chroma_out(tmp_path: Path) -> None:
    content = bytes(range(256)) * 9000  # more than two of the pieces that are read
    (tmp_path / "large").write_bytes(content)
    (tmp_path / "empty").write_bytes(b"")
    names = ["chroma/not-there", "large", "empty"]
    assert checksums_of(tmp_path, names) == {"large": zlib.crc32(content), "empty": 0}


def test_what_was_altered_is_named(folder: Path) -> None:
    manifest = read_manifest(folder)
    assert altered(folder, manifest) == []
    (folder / "chroma" / "chroma.sqlite3").write_bytes(b"4321")
    assert altered(folder, manifest) == []
    (folder / "line").write_bytes(b"54321")
    assert altered(folder, manifest) == ["line"]
