"""Files on a disk that may be full, read-only or not there: why, in Chinese, and whole writes."""

import errno
import os
from contextlib import suppress
from pathlib import Path

TEMPORARY = ".writing-"  # how the name of a file begins that is not whole yet
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
    """Write a UTF-8 file in one step; half a surrogate pair is spelled out."""
    replace_file(path, text.encode("utf-8", "backslashreplace"))


def replace_file(path: Path, content: bytes) -> None:
    """Write a file so that at every moment the old one or the new one stands there, whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{TEMPORARY}{os.getpid()}")
    try:
        temporary.write_bytes(content)
        temporary.replace(path)
    finally:
        with suppress(OSError):  # the disk that could not be written
            temporary.unlink(missing_ok=True)
