"""The generations of the index, and going back to one."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant import indexing
from assistant.schema import AssistantError
from assistant.settings import Settings
from assistant.sharing import refresh
from index.errors import SearchIndexError
from index.generations import Generations
from index.history import kept
from index.manifest import Manifest, whole_manifest
from index.table import read_rows

LEFT_OUT = "这一代没有的{count}篇不再用来回答：{titles}。"
NAMED = 5  # titles that are written out
UNCHANGED = "文库没有变，下次重建时会按文库里的文章再建一代。"


@dataclass(frozen=True, slots=True)
class GenerationRow:
    """One generation; `articles` is None where it is damaged and cannot be gone back to."""

    name: str
    built: str  # ISO 8601, UTC; "" where it is damaged
    articles: int | None
    passages: int | None
    current: bool


@dataclass(frozen=True, slots=True)
class RolledBack:
    """The generation that answers now, the name of the one before, and what it lacks of that."""

    now: GenerationRow
    before: str
    left_out: Sequence[str]  # titles

    @property
    def note(self) -> str:
        """Return what is to be known, in sentences."""
        return f"{said_of(self.left_out)}{UNCHANGED}"


def generations(settings: Settings) -> list[GenerationRow]:
    """Return the generations that are kept, newest first; raises AssistantError."""
    try:
        refresh(settings)
        return [
            _row(each.folder.name, each.manifest, current=each.current)
            for each in kept(settings.index_dir)
        ]
    except SearchIndexError as error:
        raise AssistantError(str(error)) from error


def roll_back(settings: Settings, name: str = "") -> RolledBack:
    """Make the named generation answer, or the one before; raises AssistantError.

    A chat that is open follows within seconds.
    """
    try:
        manifest, before = indexing.roll_back(settings, name)
    except SearchIndexError as error:
        raise AssistantError(str(error)) from error
    return RolledBack(
        now=_row(manifest.generation, manifest, current=True),
        before=before,
        left_out=left_out(settings, manifest, before),
    )


def left_out(settings: Settings, manifest: Manifest, before: str) -> list[str]:
    """Return the titles of the articles that only the one `before` has; none of a damaged one."""
    folder = Generations(settings.index_dir).folder(before)
    held = whole_manifest(folder) if before else None
    gone = held.digests.keys() - manifest.digests.keys() if held else ()
    rows = read_rows(folder / "articles.jsonl") if gone else ()
    return [row.get("title") or row["doc_id"] for row in rows if row["doc_id"] in gone]


def said_of(titles: Sequence[str]) -> str:
    """Say in a sentence which articles are answered from no longer; nothing where all are."""
    if not titles:
        return ""
    more = "等" if len(titles) > NAMED else ""
    named = "".join(f"《{title}》" for title in titles[:NAMED])
    return LEFT_OUT.format(count=len(titles), titles=f"{named}{more}")


def _row(name: str, manifest: Manifest | None, *, current: bool) -> GenerationRow:
    if manifest is None:
        return GenerationRow(name, "", None, None, current)
    return GenerationRow(name, manifest.created, manifest.articles, manifest.passages, current)
