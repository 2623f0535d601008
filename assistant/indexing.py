"""The one place that wires the parts that build: settings in, a new index out."""

from collections.abc import Callable
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.settings import Settings
from assistant.sharing import Sharing, refresh, sharing
from assistant.spreading import read_library, with_pool
from corpus.progress import Progress
from corpus.readers import Reading
from index.changes import Changes, check_removed, compare
from index.errors import SearchIndexError
from index.generations import Generations
from index.manifest import Manifest, check_files, is_of_earlier_format
from index.runtimes import runtime_of

if TYPE_CHECKING:
    from index.build import Elsewhere
    from index.embedding import Encoder
    from index.spread.pool import Pool
    from index.versions import Version


@dataclass(frozen=True, slots=True)
class Built:
    """What was read and what a build made of it; `manifest` is the index that answers now."""

    reading: Reading
    changes: Changes
    manifest: Manifest
    fresh: bool  # False where nothing had changed and nothing was built
    filled: bool = False  # True where a server got what had been built before
    damage: str = ""  # what was wrong with the index before, which is why it was built anew


@dataclass(frozen=True, slots=True)
class Plan:
    """What was read and what a build would do; `manifest` is the index that it starts from."""

    reading: Reading
    changes: Changes
    manifest: Manifest | None
    full: bool
    damage: str = ""  # what is wrong with the index, which is why it is to be built anew

    @property
    def needed(self) -> bool:
        """Tell whether a build would write anything."""
        return self.full or self.manifest is None or bool(self.changes)

    @property
    def refused(self) -> str:
        """Say why a build would not be carried out without leave to remove; "" where it would."""
        try:
            check_removed(self.changes, self.manifest)
        except SearchIndexError as error:
            return str(error)
        return ""


def plan(
    settings: Settings, *, full: bool, on_progress: Progress, pool: "Pool | None" = None
) -> Plan:
    """Read the articles and say what a build would do to the index, the server's if there is one.

    An index of another model, one of which files are missing or cut off, or one that an earlier
    version of this program wrote, is built anew from nothing.
    """
    with suppress(SearchIndexError) if full else nullcontext():
        refresh(settings)
    return _compare(settings, full=full, on_progress=on_progress, pool=pool)


def _compare(settings: Settings, *, full: bool, on_progress: Progress, pool: "Pool | None") -> Plan:
    manifest = _current(settings, full=full)
    reading = read_library(settings, on_progress, pool)
    wanted = (settings.model, runtime_of(settings.model, settings.runtime))
    other = manifest is not None and (manifest.model, manifest.runtime) != wanted
    damage = _damage(settings, manifest) if manifest else ""
    full = full or other or bool(damage)
    return Plan(reading, compare(reading.articles, manifest), manifest, full=full, damage=damage)


def build(
    settings: Settings,
    *,
    prune: bool,
    full: bool,
    on_progress: Progress,
    loaded: "Callable[[], Encoder] | None" = None,
    pool: "Pool | None" = None,
) -> Built:
    """Bring the index in line with the articles; build nothing where nothing has changed.

    `loaded` gives the embedding model where many builds share one; `pool` spreads the work.
    """
    with sharing(settings, on_progress, anew=full) as servers:
        planned = _compare(settings, full=full, on_progress=on_progress, pool=pool)
        if planned.manifest and not planned.needed:
            filled = servers.lacks(planned.manifest.generation)
            if filled:
                with servers.generations.locked():
                    folder = servers.generations.folder(planned.manifest.generation)
                    servers.push(folder, planned.manifest)
            read, changes, manifest = planned.reading, planned.changes, planned.manifest
            return Built(read, changes, manifest, fresh=False, filled=filled)
        if not prune:
            check_removed(planned.changes, planned.manifest)
            _check_replaced(servers, planned)
        encoder = loaded() if loaded else load(settings, on_progress)
        elsewhere = with_pool(servers.elsewhere, pool)
        return carry_out(planned, settings, encoder, on_progress=on_progress, elsewhere=elsewhere)


def _check_replaced(servers: Sharing, planned: Plan) -> None:
    """Stop a build that would take the place of a server's index that cannot be compared with."""
    if servers.source and not planned.manifest and (name := servers.source.current()):
        raise SearchIndexError(
            f"服务器里的索引 {name} 读不出来，不知道会去掉哪些文章，"
            "如果确实要用现在的文章代替它，请加 --prune 再运行一次。"
        )


def carry_out(
    planned: Plan,
    settings: Settings,
    encoder: "Encoder",
    *,
    on_progress: Progress,
    elsewhere: "Elsewhere | None" = None,
) -> Built:
    """Build what was planned."""
    from index.build import build_index

    built = build_index(
        planned.reading.articles,
        settings.index_dir,
        encoder=encoder,
        on_progress=on_progress,
        full=planned.full,
        elsewhere=elsewhere,
    )
    return Built(planned.reading, planned.changes, built, fresh=True, damage=planned.damage)


def load(settings: Settings, on_progress: Progress) -> "Encoder":
    """Load the embedding model, unpacking it where this is the first time."""
    from index.encoder import load_encoder

    return load_encoder(
        settings.model,
        settings.model_dir,
        runtime=settings.runtime,
        on_progress=lambda done, total: on_progress("解开模型", done, total),
    )


def roll_back(settings: Settings, to: str) -> tuple[Manifest, str]:
    """Make an earlier generation answer, and elsewhere, too, where it is kept elsewhere.

    One that only the server holds is fetched. Returns its manifest and the name of the one that
    answered until now.
    """
    from index import history

    with sharing(settings, lambda _step, _done, _total: None) as servers:
        if servers.source:
            held = servers.source.held()
            for name in [to] if to in held else held:
                servers.source.fetch(settings.index_dir, name)
        return history.roll_back(settings.index_dir, to, share=servers.push)


def restore(settings: Settings, file: Path, *, on_progress: Progress) -> Manifest:
    """Make a backup answer, and elsewhere, too, where the index is kept elsewhere."""
    from index import backup

    wanted = (settings.model, runtime_of(settings.model, settings.runtime))

    with sharing(settings, on_progress, anew=True) as servers:

        def share_of_this_model(folder: Path, manifest: Manifest) -> None:
            if (manifest.model, manifest.runtime) != wanted:
                raise SearchIndexError(
                    f"备份 {file} 是用模型 {manifest.model}（{manifest.runtime}）建的，与现在的设置"
                    f" {'、'.join(wanted)} 不同，没有恢复到服务器，请先改设置。"
                )
            servers.push(folder, manifest)

        return backup.restore(
            settings.index_dir,
            file,
            on_progress=on_progress,
            share=share_of_this_model if servers.elsewhere else None,
        )


def earlier_versions(settings: Settings, doc_id: str | None = None) -> "list[Version]":
    """Return what corrected articles said before they were corrected, oldest first."""
    from index.versions import read_versions

    refresh(settings)
    folder = Generations(settings.index_dir).current()
    versions = read_versions(folder) if folder else []
    return [v for v in versions if doc_id in (None, v.article.doc_id)]


def _damage(settings: Settings, manifest: Manifest) -> str:
    """Return what is wrong with the files of the current generation, without the advice."""
    try:
        check_files(Generations(settings.index_dir).folder(manifest.generation), manifest)
    except SearchIndexError as error:
        return str(error).partition("：请运行")[0]
    return ""


def _current(settings: Settings, *, full: bool) -> Manifest | None:
    """Return what is there to compare with; `full` builds over a damaged index, too."""
    generations = Generations(settings.index_dir)
    folder = generations.answering()
    if folder and is_of_earlier_format(folder):
        return None
    try:
        return generations.manifest()
    except SearchIndexError:
        if full:
            return None
        raise
