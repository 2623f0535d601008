"""The index and its articles, the folders that are written to, and the feedback store."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from assistant.doctor.finding import Finding, from_error
from assistant.settings import Settings
from corpus.disk import why
from index.errors import SearchIndexError
from index.manifest import Manifest
from index.runtimes import runtime_of

LITTLE = 500_000_000  # bytes: no room for another generation of a large index, or a float32 model
FEW = 200  # files that are read here; more would take too long


def check_index(settings: Settings) -> Iterator[Finding]:
    """Look whether the generation that answers is whole and of the model in the settings."""
    from index.generations import Generations, check_manifest
    from index.manifest import check_files

    what, generations = "索引", Generations(settings.index_dir)
    runtime = runtime_of(settings.model, settings.runtime)
    try:
        if settings.chroma and generations.current() is None:
            said = f"{settings.index_dir} 里还没有副本，第一次用时会从 Chroma 服务器取来"
            yield Finding(what, "good", said)
            return
        manifest = check_manifest(settings.index_dir, model=settings.model, runtime=runtime)
        check_files(generations.folder(manifest.generation), manifest)
    except SearchIndexError as error:
        yield from_error(what, error)
        with suppress(SearchIndexError):  # which would say the same again
            yield from _earlier(settings.index_dir, (settings.model, runtime))
        return
    made = f"{datetime.fromisoformat(manifest.created).astimezone():%Y-%m-%d %H:%M}"
    size = f"{manifest.articles}篇、{manifest.passages}段"
    yield Finding(what, "good", f"{settings.index_dir} 完整，{size}，{made} 建")
    yield _articles(settings, manifest)


def check_folders(settings: Settings) -> Iterator[Finding]:
    """Try to write where the index and the models lie."""
    yield _folder("索引的文件夹", settings.index_dir)
    yield _folder("模型的文件夹", settings.model_dir)


def check_feedback(settings: Settings) -> Iterator[Finding]:
    """Read the feedback store, and try its folder."""
    from eval.feedback.store import Feedback
    from eval.questions import EvalError

    what, path = "反馈库", settings.feedback
    if path is None:
        yield Finding(what, "good", "设置关掉了它，什么也不记")
        return
    if path.exists():
        try:
            yield Finding(what, "good", f"{path} 里有{len(Feedback(path).entries())}条")
        except EvalError as error:
            yield from_error(what, error)
    else:
        yield Finding(what, "good", f"还没有 {path}，有了拒答或评判才会建")
    yield _folder("反馈库的文件夹", path.parent)


def check_users(settings: Settings) -> Iterator[Finding]:
    """Read the file of users, if one is configured, and look for somebody who may edit."""
    from assistant.access.users import UserFile

    what, path = "用户文件", settings.auth_file
    if path is None:
        return
    users = UserFile(path).read().users
    editors = sum(user.role == "editor" for user in users.values())
    said = f"{path} 里有{len(users)}个用户，其中编辑{editors}个"
    if editors:
        yield Finding(what, "good", said)
    else:
        advice = "请用 zone-assistant user add 名字 --role editor 加一个，才有人能管理语料"
        yield Finding(what, "warning", said, advice)


def _earlier(index_dir: Path, wanted: tuple[str, str]) -> Iterator[Finding]:
    """Name an earlier generation that could answer instead."""
    from index.history import kept

    for other in kept(index_dir):
        made = other.manifest
        if made and not other.current and (made.model, made.runtime) == wanted:
            advice = "要先用它时请运行 zone-assistant index rollback"
            yield Finding("更早的索引", "good", f"{other.folder.name} 还完好", advice)
            return


def _articles(settings: Settings, manifest: Manifest) -> Finding:
    """Tell whether articles have changed since the index was built, by their times first."""
    what, place = "文章", settings.articles
    if not place.exists():
        said = f"找不到 {place}"
        advice = "要更新索引时请用 --articles 或设置 ZONE_ASSISTANT_ARTICLES 指明文章在哪里"
        return Finding(what, "warning", said, advice)
    files, since = _files(place), datetime.fromisoformat(manifest.created).timestamp()
    newer = sum(path.stat().st_mtime > since for path in files if path.exists())
    if not newer:
        return Finding(what, "good", f"{place} 在建好索引以后没有改动")
    if len(files) > FEW:
        said = f"{place} 里有{newer}处比索引新"
        return Finding(what, "warning", said, "请运行 zone-assistant index build 更新索引")
    return _compared(settings, manifest)


def _compared(settings: Settings, manifest: Manifest) -> Finding:
    """Read the articles and compare them with the index."""
    from corpus.readers import read_articles
    from index.changes import compare

    what, place = "文章", settings.articles
    changes = compare(read_articles(place).articles, manifest)
    if not changes:
        return Finding(what, "good", f"{place} 与索引一致")
    if len(changes.removed) == manifest.articles:
        said = f"索引里的文章都不在 {place} 里，它像是由别的文章建的"
        return Finding(what, "warning", said, "建索引时用过 --articles 的，这里请也带上")
    said = (
        f"{place} 与索引不同：新增{len(changes.new)}、改动{len(changes.changed)}、"
        f"去掉{len(changes.removed)}篇"
    )
    return Finding(what, "warning", said, "请运行 zone-assistant index build 更新索引")


def _files(place: Path) -> list[Path]:
    """Return a file, or the files and folders of a folder: what is removed changes its folder."""
    if place.is_file():
        return [place]
    return [Path(root, name) for root, _, names in os.walk(place) for name in (".", *names)]


def _folder(what: str, folder: Path) -> Finding:
    """Try to write into a folder, or into the one where it would be made; nothing is left."""
    place = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    try:
        with tempfile.TemporaryFile(dir=place):
            free = shutil.disk_usage(place).free
    except OSError as error:
        return Finding(what, "bad", f"不能写 {place}（{why(error)}）", "请检查权限，或换一个地方")
    room = f"{free / 1e9:.1f} GB"
    if free < LITTLE:
        return Finding(what, "warning", f"{folder} 所在的磁盘只剩 {room}", "请清理磁盘")
    return Finding(what, "good", f"{folder} 可以写，磁盘还有 {room}")
