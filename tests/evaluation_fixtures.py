"""A desk over a small index of our own, with sets to measure it with."""

from collections.abc import Iterator

import pytest

from assistant.app import open_for_people
from assistant.desk.desk import Desk
from assistant.settings import Settings
from assistant.web.backend import BackgroundLoading
from eval.feedback.store import Feedback
from index.runtimes import HASH_NAME
from tests.evaluation_sets import AFTER, ARTICLES, BEFORE, many, write_set
from tests.index_fixtures import build
from tests.page_driver import serve
from tests.report_fixtures import made_run


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    home = tmp_path_factory.mktemp("home")
    build(home / "index", ARTICLES)
    write_set(home / "eval" / "sets" / "小题集.jsonl")
    write_set(home / "eval" / "sets" / "长题集.jsonl", many(3000))
    return Settings(
        model=HASH_NAME,
        index_dir=home / "index",
        eval_dir=home / "eval",
        feedback=home / "feedback.sqlite",
        llm_base_url="",
    )


@pytest.fixture(scope="module")
def store(settings: Settings) -> Feedback:
    assert settings.feedback
    return Feedback(settings.feedback)


@pytest.fixture(scope="module")
def desk_url(settings: Settings, store: Feedback) -> Iterator[str]:
    def desk(loading: BackgroundLoading) -> Desk:
        return Desk(settings, loading, store)

    yield from serve(lambda: open_for_people(settings), feedback=store, desk=desk)


@pytest.fixture(scope="module")
def two(settings: Settings) -> None:
    """Have two runs of an invented set, the later one far worse."""
    for name, skill in ((BEFORE, 0.95), (AFTER, 0.2)):
        made_run(settings.eval_dir / "runs" / name, skill=skill)
