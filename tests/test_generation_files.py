"""Generations of one file each: which are kept, gone back to and swept, and in which words."""

import errno
import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from socket import gethostname

import pytest

from index.errors import SearchIndexError
from index.generations import Generations
from index.history import collect_garbage, kept, roll_back
from index.manifest import Manifest, read_manifest
from tests.test_generations import MANIFEST, folders, publish


def finish(index_dir: Path, *names: str) -> list[Path]:
    """Write whole generations of those names, and leave the pointer alone."""
    generations = Generations(index_dir)
    made = [generations.folder(name) for name in names]
    for folder in made:
        folder.mkdir(parents=True)
        (folder / "line").write_text(folder.name)
        generations.finish(folder, replace(MANIFEST, generation=folder.name))
    return made


def point_to(folder: Path) -> None:
    Generations(folder.parent.parent).point_to(folder)


def cut_off(folder: Path) -> None:
    (folder / "line").write_bytes(b"")


@contextmanager
def refused(message: str) -> Iterator[None]:
    with pytest.raises(SearchIndexError) as caught:
        yield
    assert str(caught.value) == message


def test_a_generation_is_named_by_its_moment(tmp_path: Path) -> None:
    assert re.fullmatch(r"\d{8}T\d{12}-[0-9a-f]{6}", publish(tmp_path, "一").name)


def test_a_name_sorts_after_that_of_a_clock_that_ran_ahead(tmp_path: Path) -> None:
    (ahead,) = finish(tmp_path, "29990101T000000000000-ab-cd")
    point_to(ahead)
    assert re.fullmatch(r"29990101T0000000000001-[0-9a-f]{6}", publish(tmp_path, "一").name)


def test_the_pointer_holds_the_name_alone(tmp_path: Path) -> None:
    folder = publish(tmp_path, "一")
    assert (tmp_path / "CURRENT").read_text("utf-8") == folder.name
    assert sorted(path.name for path in tmp_path.iterdir() if path.suffix != ".lock") == [
        "CURRENT",
        "generations",
    ]


def test_a_manifest_lists_all_files_but_itself(tmp_path: Path) -> None:
    (folder,) = finish(tmp_path, "a")
    (folder / "words").mkdir()
    (folder / "words" / "b.npy").write_bytes(b"12")
    manifest = replace(MANIFEST, generation="a", digests={"甲": "0"})
    Generations(tmp_path).finish(folder, manifest)
    written = read_manifest(folder)
    assert written.files == {"line": 1, "words/b.npy": 2}
    assert list(written.checksums) == ["line", "words/b.npy"]
    text = json.dumps(asdict(written), ensure_ascii=False, indent=1)
    assert (folder / "manifest.json").read_text("utf-8") == text


def test_who_writes_is_said(tmp_path: Path) -> None:
    holder = tmp_path / "writer.json"
    with Generations(tmp_path).locked():
        row = json.loads(holder.read_text("utf-8"))
        assert (row["pid"], row["host"]) == (os.getpid(), gethostname())
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", row["since"])
        with pytest.raises(SearchIndexError) as caught, Generations(tmp_path).locked():
            pass
        by = rf"（主机 {re.escape(gethostname())}，进程号 {os.getpid()}，\d\d:\d\d 开始）"
        assert re.fullmatch(
            rf"另一个进程正在写索引 {tmp_path}{by}，请等它结束后再试。", str(caught.value)
        )
        for content in ("", "[]", '{"host": "h", "pid": 1}'):
            holder.write_text(content)
            with (
                refused(f"另一个进程正在写索引 {tmp_path}，请等它结束后再试。"),
                Generations(tmp_path).locked(),
            ):
                pass
    assert not holder.exists()


FULL = "所在的磁盘空间不足，请清理磁盘后再试；原有的索引没有变化。"
CHECK = "，请检查权限或换一个 --index-dir；原有的索引没有变化。"


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (OSError(errno.ENOSPC, "No space"), f"索引 {{}} {FULL}"),
        (OSError(errno.EDQUOT, "Quota"), f"索引 {{}} {FULL}"),
        (OSError("12 requested and 3 written"), f"索引 {{}} {FULL}"),
        (OSError(errno.EACCES, "Denied"), f"无法写入索引 {{}}（没有写入权限）{CHECK}"),
        (OSError(errno.EIO, "Broken"), f"无法写入索引 {{}}（系统错误：Broken）{CHECK}"),
        (OSError(0, "Odd"), f"无法写入索引 {{}}（系统错误：Odd）{CHECK}"),
        (OSError(errno.EIO, ""), f"无法写入索引 {{}}（系统错误：[Errno 5] ）{CHECK}"),
    ],
)
def test_why_a_disk_refuses(tmp_path: Path, error: OSError, message: str) -> None:
    with refused(message.format(tmp_path)), Generations(tmp_path).writing():
        raise error
    assert folders(tmp_path) == set()


def test_an_index_that_is_a_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("我的笔记")
    message = f"索引位置 {path} 是一个文件，不是文件夹，请换一个 --index-dir。"
    with refused(message):
        Generations(path).current()
    with refused(message):
        kept(path)
    assert Generations(path).answering() is None


def test_a_pointer_may_end_in_a_line_break_and_must_name_a_folder(tmp_path: Path) -> None:
    (folder,) = finish(tmp_path, "a")
    (tmp_path / "CURRENT").write_text("a\n")
    assert Generations(tmp_path).current() == folder
    for name in ("", "b", "../generations/a"):
        (tmp_path / "CURRENT").write_text(name)
        with pytest.raises(SearchIndexError, match="CURRENT 缺失或已损坏"):
            Generations(tmp_path).current()


def test_while_one_is_written_the_current_and_the_one_before_stay(tmp_path: Path) -> None:
    _, before, current, _ = finish(tmp_path, "1", "2", "3", "4")
    point_to(current)
    with Generations(tmp_path).writing() as folder:
        assert folders(tmp_path) == {before, current, folder}
    assert folders(tmp_path) == {before, current}


@pytest.mark.parametrize(("damaged", "stays"), [(False, "3"), (True, "2")])
def test_the_one_before_must_be_whole(tmp_path: Path, damaged: bool, stays: str) -> None:
    *_, current = finish(tmp_path, "1", "2", "3")
    point_to(current)
    if damaged:
        cut_off(current)
    folder = publish(tmp_path, "四")
    assert folders(tmp_path) == {folder, folder.with_name(stays)}


def test_where_none_answers_the_newest_whole_one_stays(tmp_path: Path) -> None:
    _, newer = finish(tmp_path, "1", "2")
    with pytest.raises(KeyError), Generations(tmp_path).writing():
        raise KeyError
    assert folders(tmp_path) == {newer}
    assert folders(tmp_path) - {publish(tmp_path, "三")} == {newer}


def test_what_is_removed_is_returned(tmp_path: Path) -> None:
    one, two, three = finish(tmp_path, "1", "2", "3")
    notes = tmp_path / "generations" / "notes.txt"
    notes.write_text("不是一代")
    assert sorted(Generations(tmp_path).remove_all_but(two, None)) == [one, three]
    assert folders(tmp_path) == {two, notes}


def test_all_are_listed_newest_first(tmp_path: Path) -> None:
    older, newer = finish(tmp_path, "1", "2")
    (older / "words").mkdir()
    (older / "words" / "b").write_bytes(b"12345")
    point_to(older)
    cut_off(newer)
    listed = [(one.folder, one.manifest, one.current) for one in kept(tmp_path)]
    assert listed == [(newer, None, False), (older, read_manifest(older), True)]
    size = (older / "manifest.json").stat().st_size
    assert kept(tmp_path)[1].bytes == size + len("1") + 5


def test_going_back_leads_to_the_one_just_before(tmp_path: Path) -> None:
    one, two, three = finish(tmp_path, "1", "2", "3")
    assert roll_back(tmp_path) == (read_manifest(three), "")
    shared: list[tuple[Path, Manifest, Path | None]] = []
    back = roll_back(
        tmp_path, share=lambda f, m: shared.append((f, m, Generations(tmp_path).current()))
    )
    assert back == (read_manifest(two), "3")
    assert shared == [(two, read_manifest(two), three)]
    assert roll_back(tmp_path) == (read_manifest(one), "2")
    with refused(f"索引 {tmp_path} 里没有更早的版本，用 --to 可以换到：3、2。"):
        roll_back(tmp_path)
    with refused(f"索引 {tmp_path} 里没有完好的“4”，可以退回的有：3、2。"):
        roll_back(tmp_path, "4")
    assert roll_back(tmp_path, "3") == (read_manifest(three), "1")


def test_a_damaged_one_is_passed_over(tmp_path: Path) -> None:
    one, two, three = finish(tmp_path, "1", "2", "3")
    point_to(three)
    cut_off(two)
    assert roll_back(tmp_path) == (read_manifest(one), "3")


def test_where_there_is_nothing_to_go_back_to(tmp_path: Path) -> None:
    nowhere = "里没有可以退回的版本，请运行 zone-assistant index build 重建。"
    with refused(f"索引 {tmp_path} {nowhere}"):
        roll_back(tmp_path)
    (only,) = finish(tmp_path, "1")
    point_to(only)
    for to in ("", "2"):
        with refused(f"索引 {tmp_path} {nowhere}"):
            roll_back(tmp_path, to)


@pytest.mark.parametrize(
    ("current", "keep", "left"),
    [("4", 1, "4"), ("4", 0, "4"), ("4", 2, "34"), ("2", 2, "24"), ("2", 3, "234"), ("", 1, "4"),
     ("", 2, "34"), ("4", 9, "1234")],
)  # fmt: skip
def test_how_many_are_kept(tmp_path: Path, current: str, keep: int, left: str) -> None:
    made = finish(tmp_path, "1", "2", "3", "4")
    if current:
        point_to(made[int(current) - 1])
    removed = {folder for folder in made if folder.name not in left}
    assert set(collect_garbage(tmp_path, keep=keep)) == removed
    assert folders(tmp_path) == set(made) - removed


def test_nothing_is_swept_where_the_current_one_is_damaged(tmp_path: Path) -> None:
    made = finish(tmp_path, "1", "2")
    point_to(made[1])
    cut_off(made[1])
    with refused(
        f"正在回答的索引 {made[1]} 已损坏，没有删掉任何一代，请先用 zone-assistant index rollback "
        f"退回上一代，或请运行 zone-assistant index build --full --index-dir {tmp_path} 重建"
        "（上次用过 --articles 的，这次也要带上）。"
    ):
        collect_garbage(tmp_path, keep=1)
    assert folders(tmp_path) == set(made)
