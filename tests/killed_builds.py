"""Builds that are killed: a process that forks one for every line it reads."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from corpus.article import Article
from index.build import build_index
from index.encoder import HashEncoder
from tests.index_fixtures import many, say_nothing
from tests.killed_work import fork_each

ARTICLES = 400
CHANGED = 8


def state(number: int) -> list[Article]:
    """Return what the library holds in its `number`-th state: some edited, one gone, one new."""
    articles: Sequence[Article] = many(ARTICLES)
    edited = {(number * CHANGED + n) % ARTICLES for n in range(CHANGED)}
    return [
        replace(article, body=f"{article.body}第{number}次更正。") if n in edited else article
        for n, article in enumerate(articles)
        if n != number % ARTICLES
    ] + [Article(f"state{number}", "", f"文库第{number}次更新完毕，记号{number}号。")]


def fork_builds() -> None:
    """Read an index folder and a state per line; fork a build of it and say how it ended."""
    fork_each(_build)


def _build(line: str) -> None:
    index_dir, number = line.rsplit(maxsplit=1)
    articles, encoder = state(int(number)), HashEncoder()
    build_index(articles, Path(index_dir), encoder=encoder, on_progress=say_nothing)
