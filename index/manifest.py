"""What a generation of the index holds, and what is said where a file of it is damaged."""

import json
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any, get_origin

from index.errors import SearchIndexError

FORMAT = 3  # raised when what is stored changes its meaning
FILE = "manifest.json"
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
    encoded: int  # texts; the vectors of the others were those of the generation before
    digests: dict[str, str]  # doc_id → article digest
    bodies: dict[str, str]  # doc_id → digest of the text alone
    mended: int = 0  # passages replaced in the collection since it was new
    seconds: dict[str, float] = field(default_factory=dict)
    format: int = FORMAT
    files: dict[str, int] = field(default_factory=dict)  # path in the folder → bytes
    checksums: dict[str, int] = field(default_factory=dict)  # of those that reading leaves as is

    def has_type(self, member: "Field[Any]") -> bool:
        """Tell whether a field holds what it should; dataclasses take anything."""
        wanted: Any = get_origin(member.type) or member.type
        return isinstance(getattr(self, member.name), wanted)


def rename_manifest(folder: Path) -> Manifest:
    """Give the manifest in a folder that was copied from elsewhere the folder's name."""
    path = folder / FILE
    with reading(path):
        row = json.loads(path.read_text(encoding="utf-8")) | {"generation": folder.name}
    path.write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")
    return read_manifest(folder)


def read_manifest(folder: Path) -> Manifest:
    """Read a generation's manifest; a missing, damaged or foreign one is an error."""
    path = folder / FILE
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


def is_of_earlier_format(folder: Path) -> bool:
    """Tell whether an earlier version of this program wrote the generation."""
    with suppress(*DAMAGE):
        row = json.loads((folder / FILE).read_text(encoding="utf-8"))
        return bool(row["format"] < FORMAT)
    return False


def check_files(folder: Path, manifest: Manifest) -> None:
    """Raise SearchIndexError where a file is missing or cut off; Chroma crashes on such ones."""
    for name, size in manifest.files.items():
        with reading(folder / name):
            if (folder / name).stat().st_size < size:
                raise damaged(folder / name)


def checksums_of(folder: Path, names: Iterable[str]) -> dict[str, int]:
    """Return the CRC-32 of each file but Chroma's own, to which Chroma writes where it reads."""
    sums: dict[str, int] = {}
    for name in names:
        if not name.startswith("chroma/"):
            sums[name] = 0
            with (folder / name).open("rb") as file:
                while piece := file.read(1 << 20):
                    sums[name] = zlib.crc32(piece, sums[name])
    return sums


def altered(folder: Path, manifest: Manifest) -> list[str]:
    """Return the files of a generation whose content isn't what was written; reads them all."""
    with reading(folder):
        now = checksums_of(folder, manifest.checksums)
    return [name for name, checksum in manifest.checksums.items() if now[name] != checksum]


def whole_manifest(folder: Path) -> Manifest | None:
    """Return the manifest of a generation of which no file is missing or cut off, else None."""
    with suppress(SearchIndexError):
        manifest = read_manifest(folder)
        check_files(folder, manifest)
        return manifest
    return None


def rebuild(index_dir: Path) -> str:
    """Return what to do about an index that cannot be used, as a clause."""
    return (
        f"请运行 zone-assistant index build --full --index-dir {index_dir} 重建"
        "（上次用过 --articles 的，这次也要带上）"
    )


def missing(index_dir: Path, without: str = "") -> SearchIndexError:
    """Return the error where nothing has been built; `without` is a clause on what it prevents."""
    return SearchIndexError(
        f"{index_dir} 里还没有索引{without}，"
        f"请先运行 zone-assistant index build --index-dir {index_dir}。"
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
