"""Take articles in, remove and restore them, and build the index: one piece of long work."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from assistant.desk.jobs import EXPECTED, sentence
from assistant.editing.leave import asks_leave, check_leave
from assistant.editing.library import (
    Moved,
    articles_of,
    begin,
    kept_away,
    library_of,
    read_library,
    remove,
    restore,
)
from assistant.editing.preview import Preview, Previews
from assistant.editing.report import Order, Report, Taken, TakenFile, taken_files
from assistant.editing.uploads import Uploads
from assistant.indexing import Built, build, load
from assistant.schema import AssistantError
from assistant.settings import Settings
from corpus.library.writer import Entry, write_articles
from corpus.progress import Progress

if TYPE_CHECKING:
    from index.embedding import Encoder

__all__ = ["Order", "Report", "Taken", "TakenFile", "asks_leave", "rebuild"]

CANCELLED = "已取消，现在仍由原来的索引回答；已经写进文库的文章都留着，下次重建时会写进索引。"
KEPT = (
    "{error}，已经写进文库“{library}”的文章都留着，下次重建时会写进索引，现在仍由原来的索引回答。"
)
# What the parts of each step are that `rebuild` reports, in the order of the steps.
UNITS: Mapping[str, Literal["files", "articles", "passages", "parts"]] = {
    "读文件": "files",
    "检查": "articles",
    "查看文库": "files",
    "写入": "articles",
    "载入模型": "parts",
    "解开模型": "parts",
    "计算向量": "passages",
    "写入索引": "passages",
}


def rebuild(settings: Settings, order: Order, on_progress: Progress) -> Report:
    """Bring the library to what is ordered, then the index in line with it.

    For `JobSlot.start(partial(rebuild, settings, order))`. Raises AssistantError before anything is
    changed where more than a tenth of the articles would go without leave (`asks_leave`), and
    after that with what the library keeps. The index that answers changes in one step, the last.
    """
    started = time.perf_counter()
    uploads = Uploads(settings.uploads)
    with _in_a_sentence():
        library = library_of(settings)
        preview = _planned(settings, order, uploads, on_progress)
        if order:
            begin(settings)
    with _in_a_sentence(library):
        entries, moved = _carry_out(library, order, preview, on_progress)
        built = _build(settings, order, on_progress)
    if order.upload:
        uploads.discard(order.upload)
    changes, manifest = built.changes, built.manifest
    return Report(
        files=taken_files(preview, entries),
        moved=tuple(moved),
        library=library,
        generation=manifest.generation,
        fresh=built.fresh,
        articles=manifest.articles,
        passages=manifest.passages,
        encoded=manifest.encoded if built.fresh else 0,
        new=len(changes.new),
        changed=len(changes.changed) + len(changes.moved),
        gone=len(changes.removed),
        seconds=time.perf_counter() - started,
        problems=tuple(map(str, built.reading.problems)),
    )


def _planned(settings: Settings, order: Order, uploads: Uploads, on_progress: Progress) -> Preview:
    """Read the upload and the library, and see to it that not too much would go."""
    reading = read_library(articles_of(settings), on_progress)
    held = {article.doc_id: article for article in reading.articles}
    preview = Preview(())
    if order.upload:
        preview = Previews(uploads).preview(order.upload, held, on_progress=on_progress)
    away = kept_away(library_of(settings))
    coming = [*preview.accepted, *(away[id_] for id_ in order.restoring if id_ in away)]
    after = {id_: article for id_, article in held.items() if id_ not in order.removing}
    after |= {article.doc_id: article for article in coming}
    check_leave(settings, after.values(), order.removing, prune=order.prune)
    return preview


def _carry_out(
    library: Path, order: Order, preview: Preview, on_progress: Progress
) -> tuple[list[Entry], list[Moved]]:
    entries: list[Entry] = []
    moved: list[Moved] = []
    if preview.accepted:
        entries = write_articles(preview.accepted, library, on_progress=on_progress)
    if order.removing:
        moved += remove(library, order.removing, on_progress=on_progress)
    if order.restoring:
        moved += restore(library, order.restoring, on_progress=on_progress)
    return entries, moved


def _build(settings: Settings, order: Order, on_progress: Progress) -> Built:
    mirrored = settings.model_copy(update={"articles": articles_of(settings)})

    def loaded() -> "Encoder":
        on_progress("载入模型", 0, 1)
        return load(settings, on_progress)

    return build(mirrored, prune=order.prune, full=False, on_progress=on_progress, loaded=loaded)


@contextmanager
def _in_a_sentence(library: Path | None = None) -> Iterator[None]:
    """Raise AssistantError for all that can fail; say what `library` keeps once it was begun."""
    try:
        yield
    except EXPECTED as error:
        said = sentence(error)
        if library:
            said = KEPT.format(error=said.rstrip("。"), library=library)
        raise AssistantError(said) from error
