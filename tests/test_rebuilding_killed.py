"""Rebuilds that are killed: nothing is lost, and the index that answers is whole."""

import os
import random
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from assistant.editing.building import Order
from assistant.editing.library import removed
from assistant.editing.uploads import Uploads
from assistant.settings import Settings
from index.generations import Generations
from index.verify import verify
from tests.cli_driver import indexed
from tests.editing_fixtures import (
    MOON,
    fork_rebuilds,
    in_library,
    manifest_of,
    put,
    rebuild_killed,
    settings_of,
)
from tests.killed_work import KilledWork

pytest_plugins = ["tests.cli_fixtures"]

KILLS = int(os.environ.get("ZONE_ASSISTANT_KILLS", "2"))


@pytest.fixture
def settings(home: Path) -> Settings:
    return settings_of(home)


@pytest.fixture
def rebuilds() -> Iterator[KilledWork]:
    with closing(KilledWork(fork_rebuilds)) as started:
        yield started


def kill_often(settings: Settings, rebuilds: KilledWork, kills: int) -> None:
    """Kill rebuilds that take in, remove and restore; nothing is lost, and the index is whole."""
    uploads, draw, home = Uploads(settings.uploads), random.Random(kills), settings.articles.parent
    acknowledged = in_library(settings)
    assert rebuild_killed(rebuilds, home, Order(removing=(min(acknowledged),), prune=True)) == 0
    assert [each.doc_id for each in removed(settings.articles)] == [min(acknowledged)]
    seconds = 1.0
    for number in range(kills):
        token = uploads.begin()
        put(uploads, token, "新.md", MOON.replace("moon", f"moon-{number}"))
        away = [each.id for each in removed(settings.articles)]
        going = draw.sample(sorted(in_library(settings)), 1)
        order = Order(token, tuple(going), tuple(away[:1]), prune=True)
        before = manifest_of(settings)
        code = rebuild_killed(rebuilds, home, order, killed_after=draw.uniform(0, 1.2 * seconds))
        assert code in (0, -9)
        after = manifest_of(settings)
        folder = Generations(settings.index_dir).current()
        assert folder
        assert verify(folder) == []
        assert (after == before) or code == 0 or f"moon-{number}" in after.digests
        put_away = {each.doc_id for each in removed(settings.articles)}
        assert in_library(settings) | put_away >= acknowledged
        if code:
            assert uploads.files(token) or f"moon-{number}" in after.digests
        started = time.monotonic()
        assert rebuild_killed(rebuilds, home, Order(prune=True)) == 0
        seconds = max(0.3, time.monotonic() - started)
        assert set(indexed(settings.index_dir).articles) == in_library(settings)
        acknowledged |= in_library(settings)
        for path in settings.articles.rglob("*"):
            assert not path.name.startswith(".writing-")


def test_killed_at_any_moment(settings: Settings, rebuilds: KilledWork) -> None:
    kill_often(settings, rebuilds, KILLS)


@pytest.mark.slow
def test_killed_at_fifty_moments(settings: Settings, rebuilds: KilledWork) -> None:
    kill_often(settings, rebuilds, 50)
