"""Follow a folder of articles: build whenever they change."""

import os
import time
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path

from assistant.indexing import Built, build, load
from assistant.settings import Settings
from corpus.article import CorpusError
from index.errors import SearchIndexError

QUIET = 1.0  # seconds without a change after which files count as written
AGAIN = 10.0  # seconds until what failed is tried again

Stamp = dict[str, tuple[int, int]]  # path → nanoseconds of its last change, bytes


def follow(
    settings: Settings, *, prune: bool, quiet: float = QUIET, again: float = AGAIN
) -> Iterator[Built | str]:
    """Build at once and after every change, until interrupted; yield what each build did.

    What stops a build (no article left, another writer, a full disk) is yielded as a sentence,
    once, and tried again. Folders are looked through, which works on network drives, too.
    """
    loaded = cache(partial(load, settings, _say_nothing))
    built: Stamp | None = None
    said = ""
    while True:
        now = _stamp(settings.articles)
        time.sleep(quiet)
        if now == built or now != _stamp(settings.articles):
            continue
        try:
            outcome = build(
                settings, prune=prune, full=False, on_progress=_say_nothing, loaded=loaded
            )
            if outcome.fresh or outcome.filled:
                yield outcome
            built, said = now, ""
        except (CorpusError, SearchIndexError) as error:
            if str(error) != said:
                yield f"这次没有重建：{error}"
            said = str(error)
            time.sleep(again)


def _stamp(path: Path) -> Stamp:
    """Return when each file was last changed; a file that has just gone is none."""
    found: Stamp = {}
    inside = (Path(root, name) for root, _, names in os.walk(path) for name in names)
    for file in [path] if path.is_file() else inside:
        try:
            stat = file.stat()
        except OSError:
            continue
        found[str(file)] = (stat.st_mtime_ns, stat.st_size)
    return found


def _say_nothing(_step: str, _done: int, _total: int) -> None:
    """Report progress to nobody: whoever watches a folder isn't watching bars."""
