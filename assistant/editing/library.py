"""The folder of articles that the page writes to: what it is, taking out of it, putting back."""

import json
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from assistant.schema import AssistantError
from assistant.settings import DEFAULT_ARTICLES, LIBRARY, SEEDING, Settings, holds_articles
from corpus.article import Article, CorpusError
from corpus.disk import replace_file, write_whole
from corpus.library.files import explained, file_stem, sole_writer, visible_files
from corpus.library.writer import VERSIONS
from corpus.progress import Progress
from corpus.readers import Reading, read_articles

REMOVED = ".removed"  # hidden: what is in it is not read as articles
_ARTICLE = ".article.json"  # beside a removed file: what it held
_STAMP = "%Y%m%dT%H%M%S%f"
_DAMAGE = (FileNotFoundError, ValueError, TypeError, KeyError)  # what reading a record raises

UNKNOWN = "文库里没有这篇文章，可能已经移出过了。"
NOT_ALONE = "它与别的文章同在“{name}”里，请在那个文件里删去它，再重建索引。"
GONE = "找不到要恢复的文章，可能已经恢复过了。"
SAME = "文库里已经有这一篇，不用恢复。"
DAMAGED = "“{path}”的记录坏了，不能在这里恢复；要用它，请把它移回文库“{library}”，再重建索引。"
NEWER = "文库里已有同一编号的另一篇“{title}”，没有恢复；要用旧版，请先移出那一篇。"
IS_A_FILE = (
    "文章来自文件“{path}”，不能在网页里增删，请先运行 zone-assistant corpus import {path} --to "
    "{library}，再把 ZONE_ASSISTANT_ARTICLES 设为 {library} 后重新启动。"
)


@dataclass(frozen=True, slots=True)
class Removed:
    """An article that was taken out of the library; `id` is what `restore` wants.

    Of one whose record is damaged only `day` and `problem`, a sentence, are known.
    """

    id: str
    day: str  # on which it was removed: 2026-11-23
    doc_id: str = ""
    title: str = ""
    source: str = ""
    published: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Moved:
    """What became of an article that was to be removed or restored; `reason` why it stays."""

    what: Literal["removed", "restored", "stays"]
    doc_id: str
    title: str
    reason: str = ""  # one sentence


@dataclass(frozen=True, slots=True)
class Kept:
    """A removed article, None where its record is damaged, and the file that it is read from."""

    id: str
    article: Article | None
    path: Path


def library_of(settings: Settings) -> Path:
    """Return the folder that the page writes to, which need not exist yet.

    The samples are never written: for them it is LIBRARY. Raises AssistantError where the
    articles are a file.
    """
    if settings.articles == DEFAULT_ARTICLES:
        return LIBRARY
    if settings.articles.is_file():
        raise AssistantError(IS_A_FILE.format(path=settings.articles, library=LIBRARY))
    return settings.articles


def articles_of(settings: Settings) -> Path:
    """Return what the index mirrors now: the library, or the samples while it is not begun."""
    library = library_of(settings)
    begun = settings.articles != DEFAULT_ARTICLES or holds_articles(library)
    return library if begun else DEFAULT_ARTICLES


def begin(settings: Settings) -> Path:
    """Return the library, ready to be written; one that is new begins with the samples.

    Killed on its way, it does not count as begun, and the next call makes it whole.
    """
    library = library_of(settings)
    if articles_of(settings) == DEFAULT_ARTICLES:
        with sole_writer(library, VERSIONS), explained(library):
            (library / SEEDING).touch()
            for path in visible_files(DEFAULT_ARTICLES):
                replace_file(library / path.relative_to(DEFAULT_ARTICLES), path.read_bytes())
            (library / SEEDING).unlink()
    return library


def remove(
    library: Path, doc_ids: Iterable[str], *, on_progress: Progress = lambda _s, _d, _t: None
) -> list[Moved]:
    """Move articles into the hidden folder REMOVED, each where it can be found again.

    Raises CorpusError where the library cannot be read or written.
    """
    with sole_writer(library, VERSIONS), explained(library):
        reading = read_library(library, on_progress)
        placed = {
            article.doc_id: (article, path)
            for article, path in zip(reading.articles, reading.paths, strict=True)
        }
        return [
            _take_out(library, *placed[doc_id])
            if doc_id in placed
            else Moved("stays", doc_id, "", UNKNOWN)
            for doc_id in dict.fromkeys(doc_ids)
        ]


def read_library(folder: Path, on_progress: Progress) -> Reading:
    """Read a library, which may be empty or not there yet; raises CorpusError."""
    if not visible_files(folder):
        return Reading((), ())
    return read_articles(folder, on_progress=lambda _, n, total: on_progress("查看文库", n, total))


def is_alone(article: Article, path: Path) -> bool:
    """Tell whether a file gives this article and no other, nor half of it."""
    try:
        return read_articles(path).articles == (article,)
    except CorpusError:
        return False


def _take_out(library: Path, article: Article, path: Path) -> Moved:
    if not is_alone(article, path):
        said = NOT_ALONE.format(name=path.relative_to(library))
        return Moved("stays", article.doc_id, article.title, said)
    now = datetime.now(UTC).strftime(_STAMP)
    kept = library / REMOVED / f"{now}-{file_stem(article.doc_id)}"
    target = kept / path.relative_to(library)
    target.parent.mkdir(parents=True)
    write_whole(kept / _ARTICLE, json.dumps(article.to_row(), ensure_ascii=False))
    path.replace(target)
    return Moved("removed", article.doc_id, article.title)


def removed(library: Path) -> list[Removed]:
    """Return what was removed and not restored, the latest first; raises AssistantError."""
    try:
        found = _all_kept(library)
    except CorpusError as error:
        raise AssistantError(str(error)) from error
    return [_removed(library, kept) for kept in found]


def kept_away(library: Path) -> dict[str, Article]:
    """Return by id what can be restored; raises CorpusError."""
    return {kept.id: kept.article for kept in _all_kept(library) if kept.article}


def _all_kept(library: Path) -> list[Kept]:
    found = []
    with explained(library):
        for folder in sorted((library / REMOVED).glob("*/"), reverse=True):
            files = visible_files(folder)
            if files:  # else it was killed before the file came, or restored
                found.append(Kept(folder.name, _recorded(folder), files[0]))
    return found


def _recorded(folder: Path) -> Article | None:
    try:
        return Article.from_row(json.loads((folder / _ARTICLE).read_text(encoding="utf-8")))
    except _DAMAGE:
        return None


def _removed(library: Path, kept: Kept) -> Removed:
    article, day = kept.article, f"{kept.id[:4]}-{kept.id[4:6]}-{kept.id[6:8]}"
    if article is None:
        said = DAMAGED.format(path=kept.path, library=library)
        return Removed(kept.id, day, problem=said)
    return Removed(kept.id, day, article.doc_id, article.title, article.source, article.published)


def restore(
    library: Path, ids: Sequence[str], *, on_progress: Progress = lambda _s, _d, _t: None
) -> list[Moved]:
    """Put removed articles back; one of which the library holds a newer version stays removed.

    Raises CorpusError where the library cannot be read or written.
    """
    with sole_writer(library, VERSIONS), explained(library):
        reading = read_library(library, on_progress)
        held = {article.doc_id: article for article in reading.articles}
        away = {kept.id: kept for kept in _all_kept(library)}
        moved = []
        for id_ in dict.fromkeys(ids):
            kept = away.get(id_)
            if kept is None or kept.article is None:
                moved.append(Moved("stays", "", "", GONE))
                continue
            article = kept.article
            moved.append(_put_back(library, kept, article, held.get(article.doc_id)))
            held.setdefault(article.doc_id, article)
        return moved


def _put_back(library: Path, kept: Kept, article: Article, held: Article | None) -> Moved:
    folder = library / REMOVED / kept.id
    if held:
        said = SAME if held == article else NEWER.format(title=held.title[:30])
        return Moved("stays", article.doc_id, article.title, said)
    target = library / kept.path.relative_to(folder)
    if target.exists():  # another article's by now
        name = f"{file_stem(article.doc_id, hashed=True)}{kept.path.suffix}"
        target = library / name
    target.parent.mkdir(parents=True, exist_ok=True)
    kept.path.replace(target)
    shutil.rmtree(folder, ignore_errors=True)
    return Moved("restored", article.doc_id, article.title)
