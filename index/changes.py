"""What changed between the articles at hand and an index; light enough to be asked first."""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.article import Article
from index.errors import SearchIndexError
from index.manifest import Manifest

MAX_DROPPED = 0.1  # a build that would lose a larger share of the articles asks first


@dataclass(frozen=True, slots=True)
class Changes:
    """How the articles at hand differ from an index, as doc_ids.

    `moved` are articles whose text is in the index under another doc_id: (before, now).
    """

    new: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    moved: tuple[tuple[str, str], ...] = ()
    unchanged: int = 0

    def __bool__(self) -> bool:
        return bool(self.new or self.changed or self.removed or self.moved)


def compare(articles: Sequence[Article], manifest: Manifest | None) -> Changes:
    """Compare articles with a generation by digest."""
    old = manifest.digests if manifest else {}
    bodies = manifest.bodies if manifest else {}
    now = {article.doc_id: article for article in articles}
    gone = {bodies.get(id_): id_ for id_ in old if id_ not in now}
    new = [article for id_, article in now.items() if id_ not in old]
    moved = {a.doc_id: gone.pop(a.body_digest) for a in new if a.body_digest in gone}
    before = set(moved.values())
    same = [id_ for id_, article in now.items() if old.get(id_) == article.digest]
    return Changes(
        new=tuple(article.doc_id for article in new if article.doc_id not in moved),
        changed=tuple(id_ for id_ in now if id_ in old and old[id_] != now[id_].digest),
        removed=tuple(id_ for id_ in old if id_ not in now and id_ not in before),
        moved=tuple((was, now_) for now_, was in moved.items()),
        unchanged=len(same),
    )


def check_removed(changes: Changes, manifest: Manifest | None) -> None:
    """Stop a build that would drop more than a tenth of the articles."""
    if manifest and len(changes.removed) > MAX_DROPPED * manifest.articles:
        raise SearchIndexError(
            f"这次重建会从索引里去掉{manifest.articles}篇中的{len(changes.removed)}篇"
            f"（如 {changes.removed[0]}），如果确实要去掉，请加 --prune 再运行一次。"
        )
