"""What an order would take out of the index, known before anything is moved."""

from collections.abc import Collection, Iterable

from assistant.schema import AssistantError
from assistant.settings import Settings
from assistant.sharing import refresh
from corpus.article import Article
from index.changes import MAX_DROPPED, compare
from index.generations import Generations
from index.manifest import Manifest, is_of_earlier_format

ASKS = "确实要去掉请先勾选“允许去掉”再试。"  # how a sentence ends that asks for leave
MANY = "这样会从索引的{total}篇里去掉{gone}篇（如{example}）{strange}，还什么都没有改，{asks}"
STRANGE = "，其中{count}篇不是这次要移出的，而是文库“{library}”里没有的"
NOTHING_LEFT = "这样文库里一篇文章也不剩，索引不能是空的，请至少留下一篇。"


def asks_leave(sentence: str) -> bool:
    """Tell whether an error is only that leave to remove has not been given."""
    return sentence.endswith(ASKS)


def check_leave(
    settings: Settings, after: Iterable[Article], removing: Collection[str], *, prune: bool
) -> None:
    """Raise AssistantError where too many articles would go, or all.

    `after` are those of the library as it is to be, `removing` the doc_ids that were asked to go.
    """
    articles = list(after)
    if not articles:
        raise AssistantError(NOTHING_LEFT)
    manifest = _manifest(settings)
    gone = compare(articles, manifest).removed
    if manifest is None or prune or len(gone) <= MAX_DROPPED * manifest.articles:
        return
    others = [doc_id for doc_id in gone if doc_id not in removing]
    strange = STRANGE.format(count=len(others), library=settings.articles) if others else ""
    said = MANY.format(
        total=manifest.articles, gone=len(gone), example=gone[0], strange=strange, asks=ASKS
    )
    raise AssistantError(said)


def _manifest(settings: Settings) -> Manifest | None:
    """Return what the index holds now; None where there is none that can be compared with."""
    refresh(settings)
    generations = Generations(settings.index_dir)
    folder = generations.answering()
    return None if folder and is_of_earlier_format(folder) else generations.manifest()
