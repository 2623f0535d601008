"""Bringing the folder of this machine to the generation that answers elsewhere."""

import logging
import shutil
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from filelock import FileLock

from corpus.disk import why
from index.errors import SearchIndexError
from index.generations import Generations
from index.manifest import Manifest, is_of_earlier_format, whole_manifest

TRIES = 3  # to fetch what answers, where builds remove it meanwhile


class Following(ABC):
    """Generations that are kept elsewhere, and the copy of one in a folder of this machine."""

    def __init__(self) -> None:
        self._said = ""  # the last warning
        self._whole: Path | None = None  # the generation whose files have been looked at

    @abstractmethod
    def current(self) -> str:
        """Return the generation that answers, or "" before the first build."""

    @abstractmethod
    def held(self) -> list[str]:
        """Return the whole generations that are kept there, newest first."""

    @abstractmethod
    def close(self) -> None:
        """Release the connection."""

    @abstractmethod
    def _fetch(self, folder: Path, before: Path | None) -> Manifest:
        """Fill a generation's folder; what `before` holds, too, need not be fetched."""

    def refresh(self, index_dir: Path) -> None:
        """Bring the folder to the generation that answers there.

        Where that fails, a generation that the folder holds goes on answering, and a warning says
        why; without one, SearchIndexError.
        """
        try:
            self.pull(index_dir)
            self._said = ""
        except SearchIndexError as error:
            if Generations(index_dir).answering() is None:
                raise
            if str(error) != self._said:
                logging.getLogger("zone_assistant").warning("%s先用本机已有的索引。", error)
            self._said = str(error)

    def pull(self, index_dir: Path) -> None:
        """Make the generation that answers there the folder's; of several processes one fetches it.

        Raises SearchIndexError where either side refuses, or a build holds the folder.
        """
        name = self.current()
        if not name or self._is_held(Generations(index_dir), name):
            return
        with _storing(index_dir):
            for tried in count(1):
                try:
                    self._bring(name, Generations(index_dir))
                    break
                except SearchIndexError:
                    before, name = name, self.current()
                    if name == before or tried == TRIES:
                        raise

    def fetch(self, index_dir: Path, name: str) -> None:
        """Bring a generation into the folder, beside the one that answers; raise as `pull` does."""
        generations = Generations(index_dir)
        with _storing(index_dir), generations.locked():
            self._fill(generations.folder(name), generations)

    def _is_held(self, generations: Generations, name: str) -> bool:
        """Tell whether the folder answers with the generation and holds all of it."""
        folder = generations.answering()
        if folder is None or folder.name != name:
            return False
        if folder != self._whole and (is_of_earlier_format(folder) or whole_manifest(folder)):
            self._whole = folder  # one of an earlier format is for a build to replace
        return folder == self._whole

    def _bring(self, name: str, generations: Generations) -> None:
        """Make the generation current, fetching it where the folder doesn't hold all of it."""
        if self._is_held(generations, name):  # another process has just fetched it
            return
        with generations.locked():
            before = generations.answering()
            folder = generations.folder(name)
            self._fill(folder, generations)
            generations.point_to(folder)
            generations.remove_all_but(folder, before)

    def _fill(self, folder: Path, generations: Generations) -> None:
        """Fetch a generation, unless the folder holds it, from before going back, say."""
        if whole_manifest(folder):
            return
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        try:
            generations.finish(folder, self._fetch(folder, generations.answering()))
        finally:
            if not whole_manifest(folder):
                shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _storing(index_dir: Path) -> Iterator[None]:
    """Be the one process of this machine that fetches; say where the disk refuses."""
    try:
        index_dir.mkdir(parents=True, exist_ok=True)
        with FileLock(index_dir / "refresh.lock"):
            yield
    except OSError as error:
        raise SearchIndexError(
            f"服务器里的索引存不进 {index_dir}（{why(error)}），请检查权限和磁盘空间。"
        ) from error
