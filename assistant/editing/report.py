"""What is ordered of a rebuild, and what came of it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from assistant.editing.library import Moved
from assistant.editing.preview import Preview, PreviewedArticle
from corpus.library.findings import Doubt
from corpus.library.writer import Entry


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be done: an upload taken in, articles removed (doc_ids) and restored (ids).

    `prune` is leave to remove more than a tenth of the articles.
    """

    upload: str = ""  # token
    removing: tuple[str, ...] = ()
    restoring: tuple[str, ...] = ()
    prune: bool = False

    def __bool__(self) -> bool:
        """Tell whether anything of the library is to change."""
        return bool(self.upload or self.removing or self.restoring)


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one article of an upload."""

    what: Literal["added", "replaced", "unchanged", "skipped", "left_out"]
    doc_id: str
    title: str
    source: str
    published: str
    doubts: tuple[Doubt, ...] = ()
    old: Path | None = None  # where the version that was replaced is kept
    reason: str = ""  # why it was skipped, one sentence


@dataclass(frozen=True, slots=True)
class TakenFile:
    """What became of one file of an upload."""

    name: str
    articles: tuple[Taken, ...]
    problems: tuple[str, ...]  # sentences


@dataclass(frozen=True, slots=True)
class Report:
    """What came of a rebuild; `articles` and `passages` are those of the index that answers."""

    files: tuple[TakenFile, ...]
    moved: tuple[Moved, ...]  # removed and restored, or why not
    library: Path
    generation: str
    fresh: bool  # False where nothing had changed and nothing was built
    articles: int
    passages: int
    encoded: int  # passages whose vectors were computed; the others were there
    new: int  # articles that the index had not, had otherwise, and has no longer
    changed: int
    gone: int
    seconds: float
    problems: tuple[str, ...] = ()  # of files of the library that were not read

    def counts(self) -> dict[str, int]:
        """Count the articles of the upload and those moved by what became of them."""
        taken = Counter(article.what for file in self.files for article in file.articles)
        return dict(taken + Counter(moved.what for moved in self.moved))


def taken_files(preview: Preview, entries: Iterable[Entry]) -> tuple[TakenFile, ...]:
    """Return what became of every file of an upload, in the order of the preview."""
    by_key = {entry.article.doc_id: entry for entry in entries}
    return tuple(
        TakenFile(file.name, tuple(_taken(each, by_key) for each in file.articles), file.problems)
        for file in preview.files
    )


def _taken(previewed: PreviewedArticle, entries: Mapping[str, Entry]) -> Taken:
    article, fate = previewed.checked.article, previewed.fate
    entry = None if fate.what in ("left_out", "refused") else entries[article.doc_id]
    return Taken(
        what=entry.what if entry else "left_out" if fate.what == "left_out" else "skipped",
        doc_id=article.doc_id,
        title=article.title,
        source=article.source,
        published=article.published,
        doubts=previewed.checked.doubts,
        old=entry.old if entry else None,
        reason=entry.reason if entry else fate.why,
    )
