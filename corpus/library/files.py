"""Files of a library: names that every file system takes, whole writes, one writer at a time."""

import hashlib
import os
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from corpus.article import CorpusError
from corpus.disk import TEMPORARY, why

MAX_STEM = 110  # bytes of UTF-8; encrypted file systems take names of 143 bytes
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)  # on Windows


def file_stem(key: str, *, hashed: bool = False) -> str:
    """Return a file name for a key, without suffix: no two keys share one on any file system.

    A key that is too long, differs from another only in case or width, or holds what a file
    system reserves, ends in a hash of the whole; so does every key where `hashed`.
    """
    name = re.sub(r"[^\w-]+", "-", unicodedata.normalize("NFKC", key).casefold())
    name = name.encode()[:MAX_STEM].decode(errors="ignore").strip("-_")
    if name == key and not hashed and not _RESERVED.fullmatch(name):
        return name
    return f"{name}-{hashlib.sha256(key.encode()).hexdigest()[:8]}".lstrip("-")


def visible_files(folder: Path) -> list[Path]:
    """Return the files under a folder in a stable order; what is hidden is left out."""
    found: list[Path] = []
    for root, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [Path(root, name) for name in names if not name.startswith((".", "~$"))]
    return sorted(found)


@contextmanager
def sole_writer(folder: Path, hidden: str) -> Iterator[None]:
    """Hold a library against a second writer; remove what a killed one left half-written."""
    with explained(folder):
        (folder / hidden).mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / hidden / "lock")
        try:
            lock.acquire(timeout=0)
        except Timeout as error:
            raise CorpusError(f"另一个导入正在写“{folder}”，请等它结束后再试。") from error
    try:
        with explained(folder):
            for left in folder.rglob(f"{TEMPORARY}*"):
                left.unlink()
        yield
    finally:
        lock.release()


@contextmanager
def explained(folder: Path) -> Iterator[None]:
    """Say in one sentence why a library cannot be written; raises CorpusError."""
    try:
        yield
    except (FileExistsError, NotADirectoryError) as error:
        raise CorpusError(f"“{folder}”或它的上级是一个文件，请换一个文件夹。") from error
    except OSError as error:
        place = error.filename or folder
        raise CorpusError(
            f"写不进“{place}”（{why(error)}），请检查权限和磁盘后再试；已写好的文章都是完整的。"
        ) from error
