"""A backup in one file: what goes round comes back; what is broken or malicious changes nothing."""

import io
import os
import random
import resource
import shutil
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from index.backup import back_up, restore
from index.encoder import HashEncoder
from index.errors import SearchIndexError
from index.generations import Generations
from index.history import roll_back
from index.search import open_index
from index.verify import verify
from tests.cli_driver import snapshot
from tests.index_fixtures import best, build, is_one_sentence, many, say_nothing


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a backup of an index of the five articles."""
    home = tmp_path_factory.mktemp("saved")
    build(home / "index")
    back_up(home / "index", home / "index.tar", on_progress=say_nothing)
    return home / "index.tar"


@pytest.fixture(scope="module")
def other_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an index of three companies, over which backups are put; failures change nothing."""
    index_dir = tmp_path_factory.mktemp("other") / "index"
    build(index_dir, many(3))
    return index_dir


def refused(index_dir: Path, file: Path) -> str:
    """Return why a backup is not restored; the index is as before, byte for byte."""
    before = snapshot(index_dir)
    with pytest.raises(SearchIndexError) as caught:
        restore(index_dir, file, on_progress=say_nothing)
    assert snapshot(index_dir) == before
    message = str(caught.value)
    assert is_one_sentence(message)
    return message


def test_what_is_restored_answers_the_same(saved: Path, other_index: Path, tmp_path: Path) -> None:
    index_dir = shutil.copytree(other_index, tmp_path / "index")
    steps: list[tuple[str, int, int]] = []
    manifest = restore(index_dir, saved, on_progress=lambda *step: steps.append(step))
    folder = Generations(index_dir).current()
    assert folder is not None
    assert (folder.name, manifest.articles) == (manifest.generation, 5)
    assert verify(folder) == []
    assert best(index_dir) == "fenglingdu"
    assert steps[-1][:2] == ("恢复", steps[-1][2])
    assert build(index_dir, encoder=HashEncoder()).encoded == 0  # vectors are taken over


def test_a_backup_restores_where_nothing_was(saved: Path, tmp_path: Path) -> None:
    restore(tmp_path / "new", saved, on_progress=say_nothing)
    assert best(tmp_path / "new") == "fenglingdu"


def test_the_index_before_is_still_there(saved: Path, other_index: Path, tmp_path: Path) -> None:
    index_dir = shutil.copytree(other_index, tmp_path / "index")
    restore(index_dir, saved, on_progress=say_nothing)
    assert roll_back(index_dir)[0].articles == 3


def test_a_backup_takes_the_place_of_an_older_one_when_it_is_whole(
    saved: Path, other_index: Path, tmp_path: Path
) -> None:
    file = tmp_path / "kept" / "index.tar"
    back_up(other_index, file, on_progress=say_nothing)
    older = file.read_bytes()
    with limited(40_000), pytest.raises(SearchIndexError, match="备份写不进") as caught:
        back_up(saved.parent / "index", file, on_progress=say_nothing)
    assert is_one_sentence(str(caught.value))
    assert file.read_bytes() == older
    assert list(file.parent.iterdir()) == [file]
    back_up(saved.parent / "index", file, on_progress=say_nothing)
    assert file.read_bytes() == saved.read_bytes()


def test_nothing_to_back_up(tmp_path: Path) -> None:
    with pytest.raises(SearchIndexError, match="没有可备份的") as caught:
        back_up(tmp_path / "none", tmp_path / "x.tar", on_progress=say_nothing)
    assert is_one_sentence(str(caught.value))
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_index_is_not_backed_up(other_index: Path, tmp_path: Path) -> None:
    index_dir = shutil.copytree(other_index, tmp_path / "index")
    next(index_dir.glob("generations/*/vectors.npy")).unlink()
    with pytest.raises(SearchIndexError, match=r"vectors\.npy 缺失或已损坏"):
        back_up(index_dir, tmp_path / "x.tar", on_progress=say_nothing)
    assert not (tmp_path / "x.tar").exists()


@pytest.mark.parametrize("place", ["", "file/x.tar"])
def test_a_backup_has_no_place(other_index: Path, tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("一个文件")
    with pytest.raises(SearchIndexError, match="备份写不进") as caught:
        back_up(other_index, tmp_path / place, on_progress=say_nothing)
    assert is_one_sentence(str(caught.value))
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_file_that_is_cut_off(saved: Path, other_index: Path, tmp_path: Path) -> None:
    content, file = saved.read_bytes(), tmp_path / "cut.tar"
    chance = random.Random(1)
    end = len(content) - 10_240  # what tar fills its last record with
    for size in (0, 1, 511, 512, 4096, *(chance.randrange(end) for _ in range(5))):
        file.write_bytes(content[:size])
        assert str(file) in refused(other_index, file)


def test_files_that_are_no_backup(other_index: Path, tmp_path: Path) -> None:
    file = tmp_path / "x.tar"
    assert "打不开（路径不存在）" in refused(other_index, file)
    assert "打不开（它是一个文件夹，不是文件）" in refused(other_index, tmp_path)
    for content in ("我的笔记" * 500).encode(), b"\x1f\x8b\x08" + b"x" * 600, b"\0" * 20_000:
        file.write_bytes(content)
        assert "不是索引的备份，或者不完整" in refused(other_index, file)
    with tarfile.open(file, "w") as tar:
        tar.add(__file__, "notes.txt")
    assert "不是索引的备份，或者不完整" in refused(other_index, file)


def changed(saved: Path, file: Path, change: Callable[[str, bytes], bytes]) -> Path:
    """Write a backup of which files are changed on the way."""
    with tarfile.open(saved) as source, tarfile.open(file, "w") as target:
        for member in source:
            held = source.extractfile(member)
            assert held is not None
            content = change(member.name, held.read())
            member.size = len(content)
            target.addfile(member, io.BytesIO(content))
    return file


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("vectors.npy", "文件 vectors.npy 与写入时不同"),
        ("words/passages/data.csc.index.npy", "与写入时不同"),
        ("chroma/chroma.sqlite3", "chroma 缺失或已损坏"),
        ("manifest.json", "manifest.json 缺失或已损坏"),
        ("articles.jsonl", "articles.jsonl 缺失或已损坏"),
    ],
)
def test_a_backup_with_other_bytes(
    saved: Path, other_index: Path, tmp_path: Path, name: str, said: str
) -> None:
    def flip(member: str, content: bytes) -> bytes:
        if member != name:
            return content
        if name.endswith(".npy"):
            return content[:-1] + bytes([content[-1] ^ 0x80])
        return b"\xff" * len(content)

    message = refused(other_index, changed(saved, tmp_path / "x.tar", flip))
    assert f"备份 {tmp_path / 'x.tar'} 不完整（" in message
    assert said in message
    assert "--full" not in message  # the advice for an index of one's own


def link(kind: bytes, target: str) -> tarfile.TarInfo:
    member = tarfile.TarInfo("link")
    member.type, member.linkname = kind, target
    return member


@pytest.mark.parametrize(
    "evil",
    [
        tarfile.TarInfo("../evil"),
        tarfile.TarInfo("chroma/../../../evil"),
        tarfile.TarInfo("/tmp/evil-of-a-backup"),
        link(tarfile.SYMTYPE, "/etc/passwd"),
        link(tarfile.LNKTYPE, "manifest.json"),
        link(tarfile.CHRTYPE, ""),
        link(tarfile.FIFOTYPE, ""),
        link(tarfile.DIRTYPE, ""),
    ],
    ids=["up", "up inside", "absolute", "symlink", "hard link", "device", "fifo", "folder"],
)
def test_what_would_lead_out_of_the_folder(
    saved: Path, other_index: Path, tmp_path: Path, evil: tarfile.TarInfo
) -> None:
    file = Path(shutil.copy(saved, tmp_path / "x.tar"))
    with tarfile.open(file, "a") as tar:
        tar.addfile(evil)
    assert "不是索引的备份，或者不完整" in refused(other_index, file)
    assert not list(other_index.parent.rglob("evil*"))
    assert not Path("/tmp/evil-of-a-backup").exists()


def test_a_backup_of_another_model_is_restored_and_refused_when_opened(
    saved: Path, tmp_path: Path
) -> None:
    def rename(name: str, content: bytes) -> bytes:
        return content.replace(b"bigram-hash", b"another-one") if "json" in name else content

    restore(tmp_path / "i", changed(saved, tmp_path / "x.tar", rename), on_progress=say_nothing)
    with pytest.raises(SearchIndexError, match="another-one"):
        open_index(tmp_path / "i", encoder=HashEncoder())


@contextmanager
def limited(most_bytes: int) -> Iterator[None]:
    """Let no file grow larger, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk(saved: Path, other_index: Path) -> None:
    before = snapshot(other_index)
    with limited(40_000), pytest.raises(SearchIndexError, match="原有的索引没有变化") as caught:
        restore(other_index, saved, on_progress=say_nothing)
    assert is_one_sentence(str(caught.value))
    assert str(other_index) in str(caught.value)
    assert snapshot(other_index) == before


@contextmanager
def without_rights() -> Iterator[None]:
    """Be a user who may not write where the owner alone may."""
    if os.geteuid():
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_folder_that_may_only_be_read(saved: Path, other_index: Path) -> None:
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        index_dir = shutil.copytree(other_index, home / "index")
        file = Path(shutil.copy(saved, home / "saved.tar"))
        for path in (home, *home.rglob("*")):
            path.chmod(0o555 if path.is_dir() else 0o444)
        before = snapshot(index_dir)
        with without_rights():
            with pytest.raises(SearchIndexError, match="没有写入权限") as caught:
                restore(index_dir, file, on_progress=say_nothing)
            assert is_one_sentence(str(caught.value))
            with pytest.raises(SearchIndexError, match=r"备份写不进 .*没有权限"):
                back_up(index_dir, home / "x.tar", on_progress=say_nothing)
        assert snapshot(index_dir) == before
        for path in (home, *home.rglob("*")):
            path.chmod(0o755)


def test_a_file_of_the_index_that_cannot_be_read_is_not_taken_for_the_place(
    other_index: Path,
) -> None:
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        index_dir = shutil.copytree(other_index, home / "index")
        for path in (home, *home.rglob("*")):
            path.chmod(0o777)
        (times,) = index_dir.glob("generations/*/times.jsonl")
        times.chmod(0)
        with without_rights(), pytest.raises(SearchIndexError, match="没有读写") as caught:
            back_up(index_dir, home / "x.tar", on_progress=say_nothing)
        assert str(times) in str(caught.value)
        assert is_one_sentence(str(caught.value))
        assert [path.name for path in home.iterdir()] == ["index"]
