"""Builds that are killed: a process that forks one for every line it reads."""

import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from corpus.article import Article
from index.build import build_index
from index.encoder import HashEncoder
from tests.index_fixtures import many, say_nothing

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
    for line in sys.stdin:
        index_dir, number = line.rsplit(maxsplit=1)
        pid = os.fork()  # before anything of Chroma is opened in this process
        if pid == 0:
            build_index(
                state(int(number)),
                Path(index_dir),
                encoder=HashEncoder(),
                on_progress=say_nothing,
            )
            os._exit(0)
        print(pid, flush=True)  # noqa: T201
        _, status = os.waitpid(pid, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)  # noqa: T201
