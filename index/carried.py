"""What a build takes over from the generation before: vectors, times, words, the collection."""

import shutil
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from corpus.intervals import Interval
from index.chroma import mend_vectors, opened, write_vectors
from index.dense import read_matrix
from index.embedding import Vectors
from index.errors import SearchIndexError
from index.manifest import altered, whole_manifest
from index.table import PassageTable
from index.times import Times, read_times, stated_times
from index.tokens import Known, known_tokens

# A copied collection is mended passage by passage; beyond this share, over all builds since it was
# new, a new one is quicker, and its graph has no holes.
MAX_MENDED = 0.2
UNIT = 1e-3  # how far a stored vector's length may be from 1


@dataclass(frozen=True, slots=True)
class Carried:
    """The generation before, as far as it is whole and of the same model and runtime."""

    folder: Path
    digests: dict[str, str]
    mended: int  # passages replaced in its collection since that was new
    table: PassageTable
    vectors: Vectors  # (passages, dimensions)
    times: Times


def carried_from(folder: Path | None, *, model: str, runtime: str) -> Carried | None:
    """Return what can be taken over from a generation; nothing of a damaged one."""
    manifest = whole_manifest(folder) if folder else None
    if folder is None or manifest is None or (manifest.model, manifest.runtime) != (model, runtime):
        return None
    with suppress(SearchIndexError):
        if not altered(folder, manifest):
            table = PassageTable.load(folder)
            passages = len(table.passages)
            vectors = read_matrix(folder, passages=passages)
            times = read_times(folder, passages=passages)
            return Carried(folder, manifest.digests, manifest.mended, table, vectors, times)
    return None


def known_vectors(carried: Carried | None, texts: Collection[str]) -> dict[str, Vectors]:
    """Return the vectors, each of shape (dimensions,), that the texts had before."""
    if carried is None:
        return {}
    wanted = set(texts)
    whole = np.abs(np.linalg.norm(carried.vectors, axis=1) - 1) < UNIT
    return {
        text: vector
        for passage, vector, fits in zip(
            carried.table.passages, carried.vectors, whole, strict=True
        )
        if fits and (text := passage.searched_text) in wanted
    }


def tokens_of(carried: Carried | None, tokenizer: str) -> Known:
    """Return the tokens that texts had before."""
    if carried:
        with suppress(SearchIndexError):
            return known_tokens(carried.folder / tokenizer, carried.table)
    return {}


def times_of(table: PassageTable, carried: Carried | None) -> list[frozenset[Interval]]:
    """Return the intervals of each passage; articles that did not change are not read again."""
    if carried is None:
        return stated_times(table)
    kept = _kept(table, carried)
    known = dict(zip(carried.table.ids, carried.times, strict=True))
    changed = {p.doc_id for p in table.passages if p.id not in kept}
    part = PassageTable(
        [table.articles[doc_id] for doc_id in changed],
        [p for p in table.passages if p.doc_id in changed],
    )
    known |= zip(part.ids, stated_times(part), strict=True)
    return [known[id_] for id_ in table.ids]


def write_collection(
    folder: Path, table: PassageTable, vectors: Vectors, *, carried: Carried | None
) -> int:
    """Write the Chroma folder of a generation: the one before with what changed, or a new one.

    Returns how many passages have been replaced in it since it was new.
    """
    if carried and (carried.folder / "chroma").is_dir():  # not where a server has it
        kept = _kept(table, carried)
        fresh = [n for n, id_ in enumerate(table.ids) if id_ not in kept]
        gone = [id_ for id_ in carried.table.ids if id_ not in kept]
        mended = carried.mended + max(len(fresh), len(gone))
        if mended <= MAX_MENDED * len(table.ids):
            copy = folder.with_name(f"{folder.name}.copy")  # where Chroma fails, it fails again
            shutil.copytree(carried.folder / "chroma", copy)
            with suppress(SearchIndexError):  # a damaged one, or copied while Chroma wrote to it
                mend_vectors(copy, table, vectors, at=fresh, replacing=gone)
                with opened(copy) as collection:
                    whole = collection.count() == len(table.ids)
                if whole:
                    copy.rename(folder)
                    return mended
            shutil.rmtree(copy)
    write_vectors(folder, table, vectors)
    return 0


def _kept(table: PassageTable, carried: Carried) -> frozenset[str]:
    """Return the ids of the passages that are as before, with all that is known of them."""
    same = {
        doc_id
        for doc_id, article in table.articles.items()
        if carried.digests.get(doc_id) == article.digest
    }
    before = carried.table.position
    return frozenset(p.id for p in table.passages if p.doc_id in same and p.id in before)
