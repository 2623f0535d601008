"""Where a build's results live: generations side by side, and a pointer to the current one."""

import json
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import SearchIndexError

FORMAT = 1  # raised when what is stored changes its meaning
KEPT = 2  # the current generation and the one before it, which readers may still hold
REBUILD = "请运行 zone-assistant index build --full 重建"


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


class Generations:
    """The generations of one index folder; what is current changes by one atomic rename."""

    def __init__(self, index_dir: Path) -> None:
        self.index_dir = index_dir
        self._root = index_dir / "generations"
        self._pointer = index_dir / "CURRENT"

    def current(self) -> Path | None:
        """Return the folder of the generation that answers, or None before the first build."""
        try:
            return self._root / self._pointer.read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return None

    def manifest(self) -> Manifest | None:
        """Return the current generation's manifest, or None before the first build."""
        folder = self.current()
        return read_manifest(folder) if folder else None

    @contextmanager
    def writing(self) -> Iterator[Path]:
        """Hold the one writer's lock and give a new folder, removed again unless published."""
        self._root.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self.index_dir / "writer.lock", timeout=0)
        try:
            lock.acquire()
        except Timeout:
            raise SearchIndexError(
                f"另一个进程正在写索引 {self.index_dir}，请等它结束后再试。"
            ) from None
        try:
            self._sweep()
            name = f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"
            folder = self._root / name
            folder.mkdir()
            yield folder
        finally:
            self._sweep()
            lock.release()

    def publish(self, folder: Path, manifest: Manifest) -> None:
        """Make `folder` the generation that answers."""
        text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1)
        (folder / "manifest.json").write_text(text, encoding="utf-8")
        waiting = self._pointer.with_suffix(".new")
        with waiting.open("w", encoding="utf-8") as file:
            file.write(folder.name)
            file.flush()
            os.fsync(file.fileno())
        waiting.replace(self._pointer)

    def _sweep(self) -> None:
        current = self.current()
        finished = [f for f in self._root.iterdir() if (f / "manifest.json").is_file()]
        older = sorted((f for f in finished if f != current), reverse=True)
        kept = {current, *older[: KEPT - 1]}
        for folder in self._root.iterdir():
            if folder not in kept:
                shutil.rmtree(folder, ignore_errors=True)


def read_manifest(folder: Path) -> Manifest:
    """Read a generation's manifest; a missing, damaged or foreign one is an error."""
    path = folder / "manifest.json"
    try:
        manifest = Manifest(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise SearchIndexError(f"索引文件 {path} 缺失或已损坏：{REBUILD}。") from error
    if manifest.format != FORMAT:
        raise SearchIndexError(
            f"索引 {folder} 的格式是 {manifest.format}，本程序用的是 {FORMAT}：{REBUILD}。"
        )
    return manifest
