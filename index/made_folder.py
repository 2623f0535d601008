"""A folder of files made once from something else: it appears whole, or not at all."""

import errno
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from filelock import FileLock

from index.errors import SearchIndexError

STAMP = "unpacked.json"
SMALL = 100_000_000  # bytes; of larger files the size is compared, not the contents
WRITE_FAILURES = {
    errno.EACCES: "没有写入权限",
    errno.EPERM: "没有写入权限",
    errno.EROFS: "文件系统只读",
    errno.EEXIST: "它是一个文件，不是目录",
    errno.ENOTDIR: "它的上级是一个文件，不是目录",
    errno.EFBIG: "超过了允许的文件大小",
}


def made_folder(
    folder: Path, stamp: Mapping[str, object], *, needed: int, write: Callable[[Path], None]
) -> Path:
    """Return the folder, written anew unless it is whole and made from what `stamp` says.

    `needed` is in bytes. Raises SearchIndexError where it cannot be written.
    """
    if _is_whole(folder, stamp):
        return folder
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(folder.with_name(f".{folder.name}.lock")):
            if not _is_whole(folder, stamp):  # another process may have made it meanwhile
                _make(folder, stamp, needed=needed, write=write)
    except OSError as error:
        raise SearchIndexError(_why_not_writable(folder.parent, needed, error)) from error
    return folder


def write_synced(path: Path, data: bytes | memoryview) -> None:
    """Write a file down to the disk: its folder is renamed into place next."""
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def sha256(path: Path) -> str:
    """Return the checksum of a file's contents, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _make(
    folder: Path, stamp: Mapping[str, object], *, needed: int, write: Callable[[Path], None]
) -> None:
    """Write the folder beside its place, then rename it; the caller holds the lock."""
    partial = folder.with_name(f".{folder.name}.partial")
    replaced = folder.with_name(f".{folder.name}.replaced")
    for stale in (partial, replaced):  # what a killed process left
        shutil.rmtree(stale, ignore_errors=True)
    free = shutil.disk_usage(folder.parent).free
    if free < needed:
        raise OSError(errno.ENOSPC, f"{free} bytes free")
    partial.mkdir()
    try:
        write(partial)
        files = {
            path.relative_to(partial).as_posix(): fingerprint(path)
            for path in sorted(partial.rglob("*"))
            if path.is_file()
        }
        text = json.dumps({**stamp, "files": files}, indent=2)
        (partial / STAMP).write_text(text + "\n", encoding="utf-8")
        if folder.exists():
            folder.rename(replaced)  # gone before its successor is there: none of it can be left
            shutil.rmtree(replaced)
        partial.rename(folder)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _is_whole(folder: Path, stamp: Mapping[str, object]) -> bool:
    """Tell whether the folder was made from what `stamp` says and is as it was then."""
    try:
        made: dict[str, Any] = json.loads((folder / STAMP).read_text(encoding="utf-8"))
        files = made.pop("files").items()
        return made == stamp and all(fingerprint(folder / name) == was for name, was in files)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def fingerprint(path: Path) -> str | int:
    """Return what the stamp holds of a file: its size where it is large, else its checksum."""
    size = path.stat().st_size
    return size if size > SMALL else sha256(path)


def _why_not_writable(model_dir: Path, needed: int, error: OSError) -> str:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return (
            f"模型目录 {model_dir} 所在的磁盘空间不足，解压模型需要约 {needed / 1e6:.0f} MB，"
            "请清理磁盘或换一个模型目录。"
        )
    reason = WRITE_FAILURES.get(error.errno or 0, f"系统错误：{error.strerror}")
    return f"无法写入模型目录 {model_dir}（{reason}），请检查权限或换一个模型目录。"
