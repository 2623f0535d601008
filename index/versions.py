"""Earlier versions of corrected articles, kept on record from build to build."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.article import Article
from index.errors import SearchIndexError
from index.manifest import reading
from index.table import read_rows, write_rows

FILE = "versions.jsonl"


@dataclass(frozen=True, slots=True)
class Version:
    """An article as it stood until a corrected one took its place, at `replaced` (ISO, UTC)."""

    article: Article
    replaced: str


def carry_over(
    previous: Path | None, articles: Sequence[Article], *, replaced: str
) -> list[Version]:
    """Return the record of the generation `previous` and what `articles` correct in it.

    A damaged file of it leaves no record: building over it must remain possible.
    """
    if previous is None:
        return []
    now = {article.doc_id: _printed(article) for article in articles}
    known: list[Version] = []
    old: list[Article] = []
    with suppress(SearchIndexError):
        known = read_versions(previous)
    with suppress(SearchIndexError):
        old = _read_articles(previous)
    corrected = [a for a in old if a.doc_id in now and now[a.doc_id] != _printed(a)]
    return [*known, *(Version(article, replaced) for article in corrected)]


def _printed(article: Article) -> str:
    """Hash what the paper printed, without what this program made of it."""
    day = "" if article.published_inferred else article.published
    return replace(article, published=day, published_inferred="", zones=()).digest


def write_versions(folder: Path, versions: Sequence[Version]) -> None:
    """Write the record of a generation, oldest first."""
    rows = ({"replaced": v.replaced, "article": v.article.to_row()} for v in versions)
    write_rows(folder / FILE, rows)


def read_versions(folder: Path) -> list[Version]:
    """Read what `write_versions` wrote."""
    with reading(path := folder / FILE):
        return [_version(row) for row in read_rows(path)]


def _version(row: Mapping[str, object]) -> Version:
    article = row["article"]
    if not isinstance(article, dict):
        raise TypeError(article)
    return Version(Article.from_row(article), str(row["replaced"]))


def _read_articles(folder: Path) -> list[Article]:
    with reading(path := folder / "articles.jsonl"):
        return [Article.from_row(row) for row in read_rows(path)]
