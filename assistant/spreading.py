"""What a build has done by the machines of a Ray cluster, where one is set."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.schema import AssistantError
from assistant.settings import Settings
from corpus.progress import Progress
from corpus.readers import Reading, read_articles, read_files

if TYPE_CHECKING:
    from index.build import Elsewhere
    from index.spread.pool import Pool

MANY = 100  # files


@contextmanager
def spreading(settings: Settings, on_progress: Progress) -> Iterator["Pool | None"]:
    """Join the Ray cluster that `index build` is spread over, if one is set."""
    if not settings.ray:
        yield None
        return
    if find_spec("ray") is None:
        raise AssistantError("没有安装 Ray，请运行：pip install 'zone-assistant[ray]'")
    from index.spread.pool import Pool
    from index.spread.work import Model

    folder = Path(settings.model)
    name = str(folder.absolute()) if folder.is_dir() else settings.model
    model = Model(name, settings.model_dir.absolute(), settings.runtime)
    with Pool(settings.ray, model, on_progress) as pool:
        yield pool


def read_library(settings: Settings, on_progress: Progress, pool: "Pool | None") -> Reading:
    """Read the articles, here or in the pool; a few files are read in no time to report."""

    def report(step: str, done: int, total: int) -> None:
        if total >= MANY:
            on_progress(step, done, total)

    read = pool.read if pool else read_files
    return read_articles(settings.articles, on_progress=report, read=read)


def with_pool(elsewhere: "Elsewhere | None", pool: "Pool | None") -> "Elsewhere | None":
    """Add what computes elsewhere to what is kept there."""
    if pool is None:
        return elsewhere
    from index.build import Elsewhere

    return replace(elsewhere or Elsewhere(), pool=pool)
