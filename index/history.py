"""Earlier generations: which are there, going back to one, and removing those not needed."""

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from index.errors import SearchIndexError
from index.generations import UNFINISHED, Generations
from index.manifest import ROOT, Manifest, rebuild, whole_manifest


@dataclass(frozen=True, slots=True)
class Kept:
    """A generation on the disk; `manifest` is None where it is damaged."""

    folder: Path
    manifest: Manifest | None
    current: bool
    bytes: int


def kept(index_dir: Path) -> list[Kept]:
    """Return the generations of an index, newest first."""
    generations = Generations(index_dir)
    if index_dir.is_file():
        generations.current()  # says so
    current = generations.answering()
    return [
        Kept(folder, whole_manifest(folder), folder == current, _size(folder))
        for folder in reversed(generations.finished())
    ]


def roll_back(
    index_dir: Path, to: str = "", *, share: Callable[[Path, Manifest], None] | None = None
) -> tuple[Manifest, str]:
    """Make an earlier generation the current one: the one before, or the one that is named.

    `share` brings it to others before it becomes the current one here. Returns its manifest and
    the name of the one that answered until now, "" where none did. Raises SearchIndexError where
    there is none to go back to.
    """
    generations = Generations(index_dir)
    if not kept(index_dir):  # nor is the folder made
        raise SearchIndexError(_nowhere(index_dir, to=to))
    with generations.locked():
        answering = generations.answering()
        before = answering.name if answering else ""
        found = [g for g in kept(index_dir) if g.manifest and g.folder.name != before]
        if to:
            found = [g for g in found if g.folder.name == to]
        else:
            found = [g for g in found if not before or g.folder.name < before]
        if not found or not found[0].manifest:
            raise SearchIndexError(_nowhere(index_dir, to=to))
        if share:
            share(found[0].folder, found[0].manifest)
        generations.point_to(found[0].folder)
        return found[0].manifest, before


def collect_garbage(index_dir: Path, *, keep: int) -> list[Path]:
    """Remove all but the current generation and the newest `keep - 1` others; return the removed.

    What killed builds left goes, too; none is being written, for that takes the same lock. Raises
    SearchIndexError where the current one is damaged: the others may be needed.
    """
    generations = Generations(index_dir)
    if not (index_dir / ROOT).is_dir():
        return []
    with generations.locked():
        found, current = kept(index_dir), generations.current()
        if current and not any(g.current and g.manifest for g in found):
            raise SearchIndexError(
                f"正在回答的索引 {current} 已损坏，没有删掉任何一代，请先用 zone-assistant index "
                f"rollback 退回上一代，或{rebuild(index_dir)}。"
            )
        others = [g.folder for g in found if g.manifest and not g.current]
        left = list(index_dir.glob(f"{UNFINISHED}*"))  # and SQLite's journal of it
        for path in left:
            path.unlink()
        return left + generations.remove_all_but(current, *others[: max(keep, 1) - bool(current)])


def _nowhere(index_dir: Path, *, to: str) -> str:
    names = "、".join(g.folder.name for g in kept(index_dir) if g.manifest and not g.current)
    if to and names:
        return f"索引 {index_dir} 里没有完好的“{to}”，可以退回的有：{names}。"
    if names and not to:
        return f"索引 {index_dir} 里没有更早的版本，用 --to 可以换到：{names}。"
    return f"索引 {index_dir} 里没有可以退回的版本，请运行 zone-assistant index build 重建。"


def _size(folder: Path) -> int:
    total = 0
    for root, _, names in os.walk(folder):  # goes on where a build has just removed something
        for name in names:
            with suppress(OSError):
                total += Path(root, name).stat().st_size
    return total
