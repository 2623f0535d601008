"""A generation in one file: to be copied elsewhere, kept, and put back."""

import os
import tarfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from corpus.disk import TEMPORARY, why
from corpus.progress import Progress
from index.errors import SearchIndexError
from index.generations import Generations
from index.manifest import (
    FILE,
    Manifest,
    check_files,
    missing,
    read_manifest,
    reading,
    rename_manifest,
)
from index.verify import verify


def back_up(index_dir: Path, file: Path, *, on_progress: Progress) -> Manifest:
    """Write the current generation into one tar file, which appears when it is whole."""
    folder = Generations(index_dir).current()
    if folder is None:
        raise missing(index_dir, "，没有可备份的")
    manifest = read_manifest(folder)
    check_files(folder, manifest)
    names = sorted(manifest.files)
    temporary = file.with_name(f"{TEMPORARY}{os.getpid()}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with tarfile.open(temporary, "w") as tar:
            _add(tar, folder / FILE, FILE)
            for done, name in enumerate(names, 1):
                _add(tar, folder / name, name)
                on_progress("备份", done, len(names))
        temporary.replace(file)
    except OSError as error:
        raise SearchIndexError(
            f"备份写不进 {file}（{why(error)}），请检查路径和磁盘后再试；索引没有变化。"
        ) from error
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
    return manifest


def _add(tar: tarfile.TarFile, path: Path, name: str) -> None:
    """Copy a file into the tar; what fails at the source says so, and isn't taken for the tar's."""
    with reading(path):
        file = path.open("rb")
    with file:
        tar.addfile(tar.gettarinfo(arcname=name, fileobj=file), _Source(path, file))


@dataclass(frozen=True, slots=True)
class _Source:
    """A file that is being copied."""

    path: Path
    file: BinaryIO

    def read(self, size: int = -1, /) -> bytes:
        """Read as many bytes; fewer is an error, for tarfile asks for those that were there."""
        with reading(self.path):
            piece = self.file.read(size)
            if len(piece) < size:
                raise EOFError
        return piece


def restore(
    index_dir: Path,
    file: Path,
    *,
    on_progress: Progress,
    share: Callable[[Path, Manifest], None] | None = None,
) -> Manifest:
    """Unpack a backup as a new generation, check all of it, and make it the current one.

    `share` brings it to others before it becomes the current one here. Raises SearchIndexError
    where the file is no backup or not whole; the index stays as it was.
    """
    generations = Generations(index_dir)
    with generations.writing() as folder:
        _unpack(file, folder, on_progress=on_progress)
        wrong = _faults(folder)
        if wrong:
            raise SearchIndexError(
                f"备份 {file} 不完整（{wrong}），没有恢复，原有的索引没有变化，"
                "请换一个备份，或运行 zone-assistant index build 重建。"
            )
        manifest = read_manifest(folder)
        if share:
            share(folder, manifest)
        generations.publish(folder, manifest)
    return manifest


def _faults(folder: Path) -> str:
    """Return what is wrong first in what was unpacked, without the advice; "" for nothing."""
    try:
        rename_manifest(folder)
        wrong = verify(folder)
    except SearchIndexError as error:
        wrong = [str(error)]
    said = wrong[0].replace(f"{folder}/", "") if wrong else ""
    return said.partition("：请运行")[0].rstrip("。")


def _unpack(file: Path, folder: Path, *, on_progress: Progress) -> None:
    try:
        with _opened(file) as tar:
            members = tar.getmembers()
            names = {member.name for member in members}
            outside = [m.name for m in members if not m.isfile() or _leads_out(m.name)]
            if outside or FILE not in names:
                raise tarfile.TarError(outside)
            for done, member in enumerate(members, 1):
                tar.extract(member, folder, filter="data")
                on_progress("恢复", done, len(members))
    except (tarfile.TarError, EOFError, ValueError) as error:
        raise SearchIndexError(
            f"{file} 不是索引的备份，或者不完整，请给出 zone-assistant index backup 写出的文件。"
        ) from error


def _opened(file: Path) -> tarfile.TarFile:
    try:
        return tarfile.open(file, "r:")  # as it is written: nothing is compressed
    except OSError as error:
        raise SearchIndexError(f"备份 {file} 打不开（{why(error)}），请检查后再试。") from error


def _leads_out(name: str) -> bool:
    path = PurePosixPath(name)
    return path.is_absolute() or ".." in path.parts
