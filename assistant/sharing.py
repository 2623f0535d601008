"""What servers and buckets hold of the index, for whoever builds it, answers, or looks into it."""

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
    from index.following import Following
    from index.milvus import MilvusIndex
    from index.place import Place
    from index.server import SharedIndex
    from index.server_writer import Writer


@dataclass(frozen=True, slots=True)
class Followed:
    """Where the generations are kept: the place that is set for them, else the Chroma server.

    A Chroma server searches passages in either case.
    """

    shared: "SharedIndex | None" = None
    place: "Place | None" = None

    @property
    def source(self) -> "Following | None":
        """Return what says which generation answers."""
        return self.place or self.shared

    def refresh(self, index_dir: Path) -> None:
        """Bring the folder to the generation that answers there; see `Following`."""
        if self.place and self.shared:
            with suppress(SearchIndexError):  # passages are then compared one by one
                self.shared.current()
        if self.source:
            self.source.refresh(index_dir)

    def held(self) -> list[str]:
        """Return the generations that are kept there, newest first; none while it is away."""
        with suppress(SearchIndexError):
            return self.source.held() if self.source else []
        return []

    def close(self) -> None:
        """Release the connections."""
        for source in (self.shared, self.place):
            if source:
                source.close()


@dataclass(frozen=True, slots=True)
class Sharing:
    """A Chroma server while this process is the one that writes into it, and what else there is.

    `push` brings a generation into a Milvus server, the Chroma server and the place for generations
    and makes the last two answer with it.
    """

    on_progress: Progress
    generations: Generations
    followed: Followed
    writer: "Writer | None" = None
    milvus: "MilvusIndex | None" = None

    @property
    def source(self) -> "Following | None":
        """Return what says which generation answers, where that isn't this folder alone."""
        return self.followed.source

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
        if self.followed.place:  # last: what chats fetch is in the servers
            self.followed.place.push(folder, manifest, on_progress=self.on_progress)

    def answering(self) -> str:
        """Return the generation that answers, "" where none does."""
        folder = self.generations.answering()
        return folder.name if folder else ""

    def lacks(self, generation: str) -> bool:
        """Tell whether a server is new, or lost the generation that answers."""
        lost = self.milvus is not None and generation not in self.milvus.generations()
        sources = (self.followed.shared, self.followed.place)
        return lost or any(source and not source.current() for source in sources)

    @property
    def elsewhere(self) -> "Elsewhere | None":
        """Return what a build has to know of the servers."""
        from index.build import Elsewhere

        if not (self.writer or self.milvus or self.followed.place):
            return None
        return Elsewhere(self.push, vectors=self.writer is not None)


@contextmanager
def sharing(settings: Settings, on_progress: Progress, *, anew: bool = False) -> Iterator[Sharing]:
    """Be the one who writes to where the index is kept, from what answers there.

    What is made `anew` may take the place of an index that is damaged or that another version of
    this program wrote.
    """
    generations = Generations(settings.index_dir)
    with ExitStack() as held:
        milvus = open_milvus(settings)
        if milvus:
            held.enter_context(closing(milvus))
        writer = None
        if settings.chroma:
            from index.server_writer import writing

            writer = held.enter_context(writing(settings.chroma))
        followed = held.enter_context(closing(followed_by(settings)))
        if followed.source:
            with suppress(SearchIndexError) if anew else nullcontext():
                followed.source.pull(settings.index_dir)
        yield Sharing(on_progress, generations, followed, writer, milvus)


def followed_by(settings: Settings) -> Followed:
    """Connect what the settings say holds the generations, if anything does."""
    place, shared = open_place(settings), None
    if settings.chroma:
        from index.server import SharedIndex

        shared = SharedIndex(settings.chroma)
    return Followed(shared, place)


def open_place(settings: Settings) -> "Place | None":
    """Return the place where generations are published, if one is set."""
    if not settings.generations:
        return None
    from index.place import Place
    from index.store import Bucket, Store

    bucket = Bucket(
        settings.s3_endpoint,
        settings.s3_key.get_secret_value(),
        settings.s3_secret.get_secret_value(),
        settings.s3_region,
    )
    store = Store(settings.generations, bucket)
    if store.folder and store.folder.resolve() == settings.index_dir.resolve():
        raise AssistantError(
            f"ZONE_ASSISTANT_GENERATIONS 不能是索引自己的文件夹 {settings.index_dir}，"
            "请换一个几台机器都能读写的文件夹。"
        )
    return Place(store)


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
    """Bring the folder to the generation that answers elsewhere, if it is kept elsewhere.

    Returns the generations that are held there, newest first. While that is away, a warning says
    so, and the folder stays as it is; without an index in it, SearchIndexError.
    """
    with closing(followed_by(settings)) as followed:
        followed.refresh(settings.index_dir)
        return followed.held()


def collect_garbage(settings: Settings, *, keep: int) -> list[str]:
    """Remove the generations that are not needed, here and where builds are published."""
    from index import history

    gone = [path.name for path in history.collect_garbage(settings.index_dir, keep=keep)]
    place = open_place(settings)
    there = place.collect_garbage(keep=keep) if place else []
    return gone + [name for name in there if name not in gone]
