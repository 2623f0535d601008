"""What servers hold of the index, for whoever builds it or looks into it."""

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.schema import AssistantError
from assistant.settings import Settings
from corpus.progress import Progress
from index.errors import SearchIndexError
from index.generations import Generations
from index.manifest import Manifest

if TYPE_CHECKING:
    from index.build import Elsewhere
    from index.milvus import MilvusIndex
    from index.server import SharedIndex
    from index.server_writer import Writer


@dataclass(frozen=True, slots=True)
class Sharing:
    """A Chroma server while this process is the one that writes into it, and a Milvus server.

    `push` brings a generation into both, and makes the Chroma server answer with it.
    """

    on_progress: Progress
    generations: Generations
    shared: "SharedIndex | None" = None
    writer: "Writer | None" = None
    milvus: "MilvusIndex | None" = None

    def push(self, folder: Path, manifest: Manifest) -> None:
        """Bring a generation to the servers, before it answers here."""
        if self.milvus:  # first: a chat may open what the Chroma server says
            from index.table import PassageTable

            self.milvus.write(
                manifest.generation,
                PassageTable.load(folder),
                answering=self.answering(),
                on_progress=self.on_progress,
            )
        if self.writer:
            self.writer.push(folder, manifest, on_progress=self.on_progress)

    def answering(self) -> str:
        """Return the generation that answers, "" where none does."""
        folder = self.generations.answering()
        return folder.name if folder else ""

    def lacks(self, generation: str) -> bool:
        """Tell whether a server is new, or lost the generation that answers."""
        lost = self.milvus is not None and generation not in self.milvus.generations()
        return lost or (self.shared is not None and not self.shared.current())

    @property
    def elsewhere(self) -> "Elsewhere | None":
        """Return what a build has to know of the servers."""
        from index.build import Elsewhere

        if not (self.writer or self.milvus):
            return None
        return Elsewhere(self.push, vectors=self.writer is not None)


@contextmanager
def sharing(settings: Settings, on_progress: Progress, *, anew: bool = False) -> Iterator[Sharing]:
    """Be the one who writes into the servers that are configured, from what Chroma's holds.

    What is made `anew` may take the place of an index that is damaged or that another version of
    this program wrote.
    """
    generations = Generations(settings.index_dir)
    with ExitStack() as held:
        milvus = open_milvus(settings)
        if milvus:
            held.enter_context(closing(milvus))
        if settings.chroma is None:
            yield Sharing(on_progress, generations, milvus=milvus)
            return
        from index.server import SharedIndex
        from index.server_writer import writing

        writer = held.enter_context(writing(settings.chroma))
        shared = held.enter_context(closing(SharedIndex(settings.chroma)))
        with suppress(SearchIndexError) if anew else nullcontext():
            shared.pull(settings.index_dir)
        yield Sharing(on_progress, generations, shared, writer, milvus)


def open_milvus(settings: Settings, *, timeout: float = 30) -> "MilvusIndex | None":
    """Connect to the Milvus server that searches words, if one is configured."""
    if not settings.milvus_uri:
        return None
    if find_spec("pymilvus") is None:
        raise AssistantError(
            "没有安装 Milvus 的客户端，请运行：pip install 'zone-assistant[milvus]'"
        )
    from index.milvus import MilvusIndex

    token = settings.milvus_token.get_secret_value()
    return MilvusIndex(
        settings.milvus_uri, token=token, index=settings.chroma_index, timeout=timeout
    )


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
