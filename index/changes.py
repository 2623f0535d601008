"""What changed between the articles at hand and an index; light enough to be asked first."""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.article import Article
from index.errors import SearchIndexError
from index.generations import Manifest

MAX_DROPPED = 0.1  # a build that would lose a larger share of the articles asks first


@dataclass(frozen=True, slots=True)
class Changes:
    """How the articles at hand differ from an index, as doc_ids."""

    new: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.new or self.changed or self.removed)


def compare(articles: Sequence[Article], manifest: Manifest | None) -> Changes:
    """Compare articles with a generation by digest."""
    old = manifest.digests if manifest else {}
    now = {article.doc_id: article.digest for article in articles}
    return Changes(
        new=tuple(id_ for id_ in now if id_ not in old),
        changed=tuple(id_ for id_ in now if id_ in old and old[id_] != now[id_]),
        removed=tuple(id_ for id_ in old if id_ not in now),
    )


def check_removed(changes: Changes, manifest: Manifest | None) -> None:
    """Stop a build that would drop more than a tenth of the articles."""
    if manifest and len(changes.removed) > MAX_DROPPED * manifest.articles:
        raise SearchIndexError(
            f"这次重建会从索引里去掉{manifest.articles}篇中的{len(changes.removed)}篇"
            f"（如 {changes.removed[0]}），如果确实要去掉，请加 --prune 再运行一次。"
        )
