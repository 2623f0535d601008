"""Where a build's results live: generations side by side, and a pointer to the current one."""

import errno
import json
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import Field, asdict, dataclass, field, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_origin

from filelock import FileLock, Timeout

from index.errors import SearchIndexError

FORMAT = 3  # raised when what is stored changes its meaning
KEPT = 2  # the current generation and the one before it, which readers may still hold
ROOT = "generations"
DAMAGE = (OSError, EOFError, ValueError, LookupError, TypeError, AttributeError)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation holds and what it was built with."""

    generation: str
    created: str
    model: str
    runtime: str
    dimensions: int
    articles: int
    passages: int
    digests: dict[str, str]  # doc_id → article digest
    seconds: dict[str, float] = field(default_factory=dict)
    format: int = FORMAT
    files: dict[str, int] = field(default_factory=dict)  # path in the folder → bytes

    def has_type(self, member: "Field[Any]") -> bool:
        """Tell whether a field holds what it should; dataclasses take anything."""
        wanted: Any = get_origin(member.type) or member.type
        return isinstance(getattr(self, member.name), wanted)


class Generations:
    """The generations of one index folder; what is current changes by one atomic rename."""

    def __init__(self, index_dir: Path) -> None:
        self.index_dir = index_dir
        self._root = index_dir / ROOT
        self._pointer = index_dir / "CURRENT"

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
        try:
            self._root.mkdir(parents=True, exist_ok=True)
            with FileLock(self.index_dir / "writer.lock", timeout=0):
                yield from self._new_generation()
        except Timeout:
            raise SearchIndexError(
                f"另一个进程正在写索引 {self.index_dir}，请等它结束后再试。"
            ) from None
        except OSError as error:
            raise SearchIndexError(_why_not_written(self.index_dir, error)) from error

    def publish(self, folder: Path, manifest: Manifest) -> None:
        """Make `folder` the generation that answers."""
        files = {p.relative_to(folder).as_posix(): p.stat().st_size for p in _files(folder)}
        row = asdict(replace(manifest, files=files))
        (folder / "manifest.json").write_text(
            json.dumps(row, ensure_ascii=False, indent=1), encoding="utf-8"
        )
        waiting = self._pointer.with_suffix(".new")
        waiting.write_text(folder.name, encoding="utf-8")
        for path in (*_files(folder), waiting):
            _flush(path)
        waiting.replace(self._pointer)

    def _new_generation(self) -> Iterator[Path]:
        answers = self.answering()
        finished = sorted(f for f in self._root.iterdir() if (f / "manifest.json").is_file())
        # What is newer than the current one was finished by a build that was killed right then.
        older = [f for f in finished if not answers or f.name < answers.name][1 - KEPT :]
        self._remove_all_but(answers, *older)
        folder = self.folder(f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{secrets.token_hex(3)}")
        folder.mkdir()
        try:
            yield folder
        finally:
            if self.answering() == folder:
                self._remove_all_but(folder, *([answers] if answers else older))
            else:
                shutil.rmtree(folder, ignore_errors=True)

    def _remove_all_but(self, *kept: Path | None) -> None:
        for folder in self._root.iterdir():
            if folder not in kept:
                shutil.rmtree(folder, ignore_errors=True)


def read_manifest(folder: Path) -> Manifest:
    """Read a generation's manifest; a missing, damaged or foreign one is an error."""
    path = folder / "manifest.json"
    with reading(path):
        row = json.loads(path.read_text(encoding="utf-8"))
        if row["format"] != FORMAT:
            raise SearchIndexError(
                f"索引 {folder} 的格式是 {row['format']}，本程序用的是 {FORMAT}："
                f"{rebuild(_index_dir(folder))}。"
            )
        manifest = Manifest(**row)
        if manifest.generation != folder.name or not all(map(manifest.has_type, fields(manifest))):
            raise damaged(path)
    return manifest


def check_files(folder: Path, manifest: Manifest) -> None:
    """Raise SearchIndexError where a file is missing or cut off; Chroma crashes on such ones."""
    for name, size in manifest.files.items():
        with reading(folder / name):
            if (folder / name).stat().st_size < size:
                raise damaged(folder / name)


def rebuild(index_dir: Path) -> str:
    """Return what to do about an index that cannot be used, as a clause."""
    return (
        f"请运行 zone-assistant index build --full --index-dir {index_dir} 重建"
        "（上次用过 --articles 的，这次也要带上）"
    )


def damaged(path: Path) -> SearchIndexError:
    """Return the error for a file of an index that is missing or damaged."""
    return SearchIndexError(f"索引文件 {path} 缺失或已损坏：{rebuild(_index_dir(path))}。")


@contextmanager
def reading(path: Path, *, failures: tuple[type[Exception], ...] = DAMAGE) -> Iterator[None]:
    """Turn what reading a missing or damaged file raises into the sentence that says so."""
    try:
        yield
    except PermissionError as error:
        raise SearchIndexError(f"没有读写 {path} 的权限，打不开索引，请检查它的权限。") from error
    except failures as error:
        raise damaged(path) from error


def _index_dir(path: Path) -> Path:
    """Return the index folder that a file of it belongs to."""
    return next((folder.parent for folder in path.parents if folder.name == ROOT), path.parent)


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _flush(path: Path) -> None:
    """Bring a file to the disk, so that no power cut leaves a pointer to what isn't there."""
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def _why_not_written(index_dir: Path, error: OSError) -> str:
    if error.errno in {errno.ENOSPC, errno.EDQUOT, None}:  # numpy's error has no number
        return f"索引 {index_dir} 所在的磁盘空间不足，请清理磁盘后再试；原有的索引没有变化。"
    from index.weights import WRITE_FAILURES  # brings numpy along

    reason = WRITE_FAILURES.get(error.errno or 0, f"系统错误：{error.strerror or error}")
    return (
        f"无法写入索引 {index_dir}（{reason}），请检查权限或换一个 --index-dir；"
        "原有的索引没有变化。"
    )
