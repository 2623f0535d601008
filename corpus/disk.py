"""Files on a disk that may be full, read-only or not there: why, in Chinese, and whole writes."""

import errno
from pathlib import Path

_REASONS = {
    errno.ENOENT: "路径不存在",
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "磁盘配额已满",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "只读",
    errno.EEXIST: "它是一个文件，不是文件夹",
    errno.ENOTDIR: "它或它的上级是文件，不是文件夹",
    errno.EISDIR: "它是一个文件夹，不是文件",
}


def why(error: OSError) -> str:
    """Say in a few words what the system objected to."""
    return _REASONS.get(error.errno or 0, error.strerror or str(error))


def write_whole(path: Path, text: str) -> None:
    """Write a UTF-8 file in one step, so that nobody ever reads half of it."""
    beside = path.with_name(path.name + ".tmp")
    beside.write_text(text, encoding="utf-8", errors="backslashreplace")
    beside.replace(path)
