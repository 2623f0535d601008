"""The index that a Chroma server holds, for whoever builds it or looks into it."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.settings import Settings
from corpus.progress import Progress
from index.errors import SearchIndexError
from index.manifest import Manifest

if TYPE_CHECKING:
    from index.server import SharedIndex

Share = Callable[[Path, Manifest], None]  # folder of a generation


@dataclass(frozen=True, slots=True)
class Sharing:
    """A Chroma server while this process is the one that writes into it.

    `push` brings a generation into it and makes it the one that answers.
    """

    shared: "SharedIndex"
    push: Share


@contextmanager
def sharing(
    settings: Settings, on_progress: Progress, *, anew: bool = False
) -> Iterator[Sharing | None]:
    """Be the one who writes into the Chroma server, from what it holds; None where there is none.

    What is made `anew` may take the place of an index that is damaged or that another version of
    this program wrote.
    """
    if settings.chroma is None:
        yield None
        return
    from index.server import SharedIndex
    from index.server_writer import writing

    with writing(settings.chroma) as writer, closing(SharedIndex(settings.chroma)) as shared:
        with suppress(SearchIndexError) if anew else nullcontext():
            shared.pull(settings.index_dir)
        yield Sharing(shared, partial(writer.push, on_progress=on_progress))


def refresh(settings: Settings) -> list[str]:
    """Bring the folder to what the Chroma server holds, if one is configured.

    Returns the generations that it holds, newest first. While it is away, a warning says so, and
    the folder stays as it is; without an index in it, SearchIndexError.
    """
    if settings.chroma is None:
        return []
    from index.server import SharedIndex

    with closing(SharedIndex(settings.chroma)) as shared:
        shared.refresh(settings.index_dir)
        return shared.held()
