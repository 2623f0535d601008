"""Where a build's results live: generations side by side, and a pointer to the current one."""

import errno
import json
import os
import secrets
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import SearchIndexError
from index.made_folder import WRITE_FAILURES
from index.manifest import (
    DAMAGE,
    FILE,
    ROOT,
    Manifest,
    checksums_of,
    damaged,
    missing,
    read_manifest,
    reading,
    rebuild,
    whole_manifest,
)

UNFINISHED = "unfinished.sqlite"  # the vectors of a build that was killed, for the next one
KEPT = 2  # the current generation and the one before it, which readers may still hold


class Generations:
    """The generations of one index folder; what is current changes by one atomic rename."""

    def __init__(self, index_dir: Path) -> None:
        self.index_dir = index_dir
        self._root = index_dir / ROOT
        self._pointer = index_dir / "CURRENT"
        self._holder = index_dir / "writer.json"

    def current(self) -> Path | None:
        """Return the folder of the generation that answers, or None before the first build."""
        if self.index_dir.is_file():
            raise SearchIndexError(
                f"索引位置 {self.index_dir} 是一个文件，不是文件夹，请换一个 --index-dir。"
            )
        with reading(self._pointer):
            if not self._pointer.exists():
                return None
            name = self._pointer.read_text(encoding="utf-8").strip()
            if name != Path(name).name or not name or not self.folder(name).is_dir():
                raise damaged(self._pointer)
            return self.folder(name)

    def answering(self) -> Path | None:
        """Return the current generation; a damaged one is none, and may be built over."""
        try:
            return self.current()
        except SearchIndexError:
            return None

    def folder(self, generation: str) -> Path:
        """Return where the generation of that name lives."""
        return self._root / generation

    def manifest(self) -> Manifest | None:
        """Return the current generation's manifest, or None before the first build."""
        folder = self.current()
        return read_manifest(folder) if folder else None

    @contextmanager
    def writing(self) -> Iterator[Path]:
        """Hold the one writer's lock and give a new folder, removed again unless published.

        Raises SearchIndexError where another process writes or the disk refuses.
        """
        with self.locked():
            yield from self._new_generation()

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the one writer's lock, under which the pointer moves and generations go.

        Raises SearchIndexError where another process writes or the disk refuses.
        """
        try:
            self._root.mkdir(parents=True, exist_ok=True)
            with FileLock(self.index_dir / "writer.lock", timeout=0):
                self._holder.write_text(_this_process(), encoding="utf-8")
                try:
                    yield
                finally:
                    self._holder.unlink(missing_ok=True)
        except Timeout:
            raise SearchIndexError(
                f"另一个进程正在写索引 {self.index_dir}{self._held_by()}，请等它结束后再试。"
            ) from None
        except OSError as error:
            raise SearchIndexError(_why_not_written(self.index_dir, error)) from error

    def finished(self) -> list[Path]:
        """Return the folders of all whole generations, oldest first."""
        return sorted(path.parent for path in self._root.glob(f"*/{FILE}"))

    def publish(self, folder: Path, manifest: Manifest) -> None:
        """Make `folder` the generation that answers."""
        self.finish(folder, manifest)
        self.point_to(folder)

    def finish(self, folder: Path, manifest: Manifest) -> None:
        """Make `folder` a whole generation, on the disk, beside the one that answers."""
        written = [path for path in _files(folder) if path != folder / FILE]
        files = {path.relative_to(folder).as_posix(): path.stat().st_size for path in written}
        sums = checksums_of(folder, files)
        row = asdict(replace(manifest, files=files, checksums=sums))
        (folder / FILE).write_text(json.dumps(row, ensure_ascii=False, indent=1), encoding="utf-8")
        for path in _files(folder):
            _flush(path)

    def point_to(self, folder: Path) -> None:
        """Make a whole generation the current one, under the writer's lock."""
        waiting = self._pointer.with_suffix(".new")
        waiting.write_text(folder.name, encoding="utf-8")
        _flush(waiting)
        waiting.replace(self._pointer)

    def remove_all_but(self, *kept: Path | None) -> list[Path]:
        """Remove the folders that are not kept, under the writer's lock; return those removed."""
        gone = [folder for folder in self._root.iterdir() if folder not in kept]
        for folder in gone:
            shutil.rmtree(folder, ignore_errors=True)
        return [folder for folder in gone if not folder.exists()]

    def _held_by(self) -> str:
        try:
            holder = json.loads(self._holder.read_text(encoding="utf-8"))
            since = datetime.fromisoformat(holder["since"]).astimezone()
            return f"（主机 {holder['host']}，进程号 {holder['pid']}，{since:%H:%M} 开始）"
        except DAMAGE:  # it has just begun, or just ended
            return ""

    def _new_generation(self) -> Iterator[Path]:
        answers = self.answering()
        # What is newer than the current one was finished by a build that was killed right then, or
        # has been rolled back from.
        older = [f for f in self.finished() if not answers or f.name < answers.name][1 - KEPT :]
        self.remove_all_but(answers, *older)
        folder = self.folder(_new_name(after=answers.name if answers else ""))
        folder.mkdir()
        try:
            yield folder
        finally:
            if self.answering() == folder:
                self.remove_all_but(
                    folder, *([answers] if answers and whole_manifest(answers) else older)
                )
            else:
                shutil.rmtree(folder, ignore_errors=True)


def check_manifest(index_dir: Path, *, model: str, runtime: str) -> Manifest:
    """Return the current manifest; a missing index, or one of another model, is an error."""
    manifest = Generations(index_dir).manifest()
    if manifest is None:
        raise missing(index_dir)
    if manifest.model != model:
        raise SearchIndexError(
            f"索引 {index_dir} 是用模型 {manifest.model} 建的，现在的设置是 {model}："
            f"{rebuild(index_dir)}，或把设置改回 {manifest.model}。"
        )
    if manifest.runtime != runtime:
        raise SearchIndexError(
            f"索引 {index_dir} 的向量由 {manifest.runtime} 算出，现在用的是 {runtime}："
            f"{rebuild(index_dir)}，或改设置 ZONE_ASSISTANT_RUNTIME。"
        )
    return manifest


def _new_name(*, after: str) -> str:
    """Return a name that sorts after another one, even where the clock has been put back."""
    stamp = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}"
    if stamp <= after:
        stamp = after.partition("-")[0] + "1"
    return f"{stamp}-{secrets.token_hex(3)}"


def _this_process() -> str:
    since = datetime.now(UTC).isoformat(timespec="seconds")
    return json.dumps({"pid": os.getpid(), "host": socket.gethostname(), "since": since})


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _flush(path: Path) -> None:
    """Bring a file to the disk, so that no power cut leaves a pointer to what isn't there."""
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def _why_not_written(index_dir: Path, error: OSError) -> str:
    if error.errno in {errno.ENOSPC, errno.EDQUOT, None}:  # numpy's error has no number
        return f"索引 {index_dir} 所在的磁盘空间不足，请清理磁盘后再试；原有的索引没有变化。"
    reason = WRITE_FAILURES.get(error.errno or 0, f"系统错误：{error.strerror or error}")
    return (
        f"无法写入索引 {index_dir}（{reason}），请检查权限或换一个 --index-dir；"
        "原有的索引没有变化。"
    )
