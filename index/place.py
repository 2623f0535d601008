"""Generations in a folder or bucket that several machines reach: published there, fetched here."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path, PurePosixPath
from typing import Any

from corpus.progress import Progress
from index.address import GENERATION
from index.errors import SearchIndexError
from index.following import Following
from index.manifest import FILE, FORMAT, ROOT, Manifest
from index.store import CHUNK, Store

POINTER = "CURRENT"  # holds the name of the generation that answers
STORED = "stored"  # in a manifest: path → bytes and SHA-256 of the file


class Place(Following):
    """The generations in a folder or a bucket; any number of processes follow the one that answers.

    A generation is whole once its manifest is there, which is written last; what answers changes
    with one small file. A kill at any moment leaves the one before answering.
    """

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store

    @property
    def url(self) -> str:
        """Return where it is."""
        return self._store.url

    def current(self) -> str:
        """Return the generation that answers, or "" before the first build."""
        name = (self._store.read(POINTER) or b"").decode("utf-8", "replace").strip()
        if name and not GENERATION.fullmatch(name):
            raise self._damaged(POINTER)
        return name

    def held(self) -> list[str]:
        """Return the whole generations that are kept there, newest first."""
        return [name for name, whole in self._generations().items() if whole]

    def push(self, folder: Path, manifest: Manifest, *, on_progress: Progress) -> None:
        """Publish the generation in a folder and make it the one that answers.

        The one before stays, for those who still fetch it; older ones go.
        """
        name, before = manifest.generation, self.current()
        if before == name:
            return
        if name not in self.held():
            self._upload(folder, manifest, on_progress)
        self._store.write(POINTER, name.encode())
        # What is newer may be what another build is publishing right now.
        oldest = min(name, before or name)
        self._remove(other for other in self._generations() if other < oldest)

    def collect_garbage(self, *, keep: int) -> list[str]:
        """Remove all but the current generation and the newest `keep - 1` others.

        What killed builds left goes, too. Returns the names of those removed.
        """
        current, found = self.current(), self._generations()
        whole = [name for name, whole in found.items() if whole and name != current]
        kept = {current, *whole[: max(keep, 1) - bool(current)]}
        return self._remove(name for name in found if name not in kept)

    def close(self) -> None:
        """Release nothing: no connection is held between two requests."""

    def _fetch(self, folder: Path, before: Path | None) -> Manifest:  # noqa: ARG002
        """Fill a generation's folder, each file of which is checked; SearchIndexError otherwise."""
        at = f"{ROOT}/{folder.name}"
        manifest, stored = self._manifest(f"{at}/{FILE}", folder.name)
        for path, (size, digest) in stored.items():
            file = folder / path
            self._store.get(f"{at}/{path}", file)
            if not file.is_file() or (file.stat().st_size, _digest(file)) != (size, digest):
                raise self._damaged(f"{at}/{path}")
        return manifest

    def _upload(self, folder: Path, manifest: Manifest, on_progress: Progress) -> None:
        at = f"{ROOT}/{manifest.generation}"
        files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
        paths = {path.relative_to(folder).as_posix(): path for path in files}
        paths.pop(FILE, None)
        stored = {}
        for done, (path, file) in enumerate(paths.items(), 1):
            stored[path] = (file.stat().st_size, _digest(file))
            self._store.put(file, f"{at}/{path}")
            on_progress("发布索引", done, len(paths))
        there = self._store.sizes(at)
        if any(there.get(path) != size for path, (size, _) in stored.items()):
            raise SearchIndexError(
                f"发布到 {self.url} 的文件被别的程序改动或删除了，请再运行一次；"
                "原有的索引没有变化。"
            )
        row = asdict(manifest) | {STORED: stored}
        self._store.write(f"{at}/{FILE}", json.dumps(row, ensure_ascii=False).encode())

    def _manifest(self, path: str, name: str) -> tuple[Manifest, dict[str, tuple[int, str]]]:
        """Return the manifest and what it says of the files; one of others is no manifest."""
        try:
            row: dict[str, Any] = json.loads(self._store.read(path) or b"")
            if row["format"] == FORMAT:
                stored = {str(p): (int(s), str(d)) for p, (s, d) in row.pop(STORED).items()}
                manifest = Manifest(**row)
                if manifest.generation != name or any(map(_leads_out, stored)):
                    raise self._damaged(path)
                return manifest, stored
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            raise self._damaged(path) from error
        raise SearchIndexError(
            f"{self.url} 里的索引格式是 {row['format']}，本程序用的是 {FORMAT}，"
            "请在各台机器上装同一版本，再运行 zone-assistant index build --full。"
        )

    def _generations(self) -> dict[str, bool]:
        """Return what is there, newest first, and whether it is whole."""
        found: dict[str, bool] = {}
        for path in self._store.sizes(ROOT):
            name, _, rest = path.partition("/")
            if GENERATION.fullmatch(name):
                found[name] = found.get(name, False) or rest == FILE
        return dict(sorted(found.items(), reverse=True))

    def _remove(self, names: Iterable[str]) -> list[str]:
        """Remove generations, what makes them whole first."""
        gone = list(names)
        for name in gone:
            self._store.remove(f"{ROOT}/{name}/{FILE}")
            self._store.remove(f"{ROOT}/{name}")
        return gone

    def _damaged(self, path: str) -> SearchIndexError:
        return SearchIndexError(
            f"放索引的地方 {self.url} 里的 {path} 缺失或已损坏，"
            "请运行 zone-assistant index build --full 重建。"
        )


def _digest(file: Path) -> str:
    sums = hashlib.sha256()
    with file.open("rb") as read:
        while piece := read.read(CHUNK):
            sums.update(piece)
    return sums.hexdigest()


def _leads_out(path: str) -> bool:
    parts = PurePosixPath(path)
    return parts.is_absolute() or ".." in parts.parts or not parts.parts or path == FILE
