"""The generations of the index, and going back to one."""

from dataclasses import dataclass

from assistant import indexing
from assistant.schema import AssistantError
from assistant.settings import Settings
from assistant.sharing import refresh
from index.errors import SearchIndexError
from index.history import kept
from index.manifest import Manifest

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
    """The generation that answers now, the name of the one before, and what is to be known."""

    now: GenerationRow
    before: str
    note: str = UNCHANGED  # one sentence


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
    return RolledBack(_row(manifest.generation, manifest, current=True), before)


def _row(name: str, manifest: Manifest | None, *, current: bool) -> GenerationRow:
    if manifest is None:
        return GenerationRow(name, "", None, None, current)
    return GenerationRow(name, manifest.created, manifest.articles, manifest.passages, current)
