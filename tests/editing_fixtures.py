"""Uploads and libraries of our own, for the tests of what is behind the corpus page."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from assistant.editing.building import Order, rebuild
from assistant.editing.preview import Preview, Previews
from assistant.editing.uploads import UploadedFile, Uploads
from assistant.settings import Settings
from corpus.article import Article
from corpus.readers import read_articles
from index.generations import Generations
from index.manifest import Manifest
from tests.index_fixtures import say_nothing
from tests.killed_work import KilledWork, fork_each

MOON = (
    "---\nid: moon\ntitle: 月湾项目\ndate: 2025-11-20\n---\n月湾高新区的月饼项目总投资7.3亿元。\n"
)
UNDATED = "星桥高新区风机项目开工\n\n星桥高新区的风机项目总投资9.1亿元，占地120亩，年底前投产。\n"
QUESTION = "月湾高新区的月饼项目总投资多少？"


def settings_of(home: Path) -> Settings:
    return Settings(
        articles=home / "articles",
        index_dir=home / "index",
        uploads=home / "uploads",
        model="bigram-hash",
        feedback=None,
    )


def put(uploads: Uploads, token: str, name: str, content: str | bytes) -> UploadedFile:
    """Upload a file in three pieces."""
    raw = content.encode() if isinstance(content, str) else content
    third = len(raw) // 3 + 1
    pieces = [raw[at : at + third] for at in range(0, len(raw), third)]
    return asyncio.run(uploads.add(token, name, stream(pieces)))


async def stream(pieces: Iterable[bytes]) -> AsyncIterator[bytes]:
    for piece in pieces:
        await asyncio.sleep(0)
        yield piece


def manifest_of(settings: Settings) -> Manifest:
    manifest = Generations(settings.index_dir).manifest()
    assert manifest
    return manifest


def in_library(settings: Settings) -> set[str]:
    return {article.doc_id for article in read_articles(settings.articles).articles}


def preview_of(uploads: Uploads, token: str, *held: Article) -> Preview:
    return Previews(uploads).preview(token, {article.doc_id: article for article in held})


def files_of(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder, the hidden ones too, but the lock, which holds nothing."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != "lock")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def fork_rebuilds() -> None:
    """Read a home and an order per line; fork a rebuild and say how it ended."""
    fork_each(_rebuild)


def _rebuild(line: str) -> None:
    home, order = json.loads(line)
    given: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in order.items()
    }
    rebuild(settings_of(Path(home)), Order(**given), say_nothing)


def rebuild_killed(
    work: KilledWork, home: Path, order: Order, *, killed_after: float | None = None
) -> int:
    """Carry out an order in another process; return the exit code."""
    return work.run(json.dumps([str(home), asdict(order)]), killed_after=killed_after)
