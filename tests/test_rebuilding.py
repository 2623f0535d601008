"""Taking in, removing, restoring and building as one: reported, refused in time, killed at will."""

import time
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from assistant.app import open_live
from assistant.desk.jobs import Job
from assistant.editing.building import CANCELLED, UNITS, Order, Report, asks_leave, rebuild
from assistant.editing.library import removed
from assistant.editing.uploads import Correction, Uploads
from assistant.schema import AssistantError
from assistant.settings import LIBRARY, Settings
from index.generations import Generations
from tests.cli_driver import indexed
from tests.editing_fixtures import (
    MOON,
    QUESTION,
    UNDATED,
    files_of,
    manifest_of,
    put,
    settings_of,
)
from tests.index_fixtures import is_one_sentence, say_nothing

pytest_plugins = ["tests.cli_fixtures"]


@pytest.fixture
def settings(home: Path) -> Settings:
    return settings_of(home)


@pytest.fixture
def uploads(settings: Settings) -> Uploads:
    return Uploads(settings.uploads)


def keys_of(settings: Settings) -> set[str]:
    return set(indexed(settings.index_dir).articles)


def test_an_upload_becomes_part_of_the_index(settings: Settings, uploads: Uploads) -> None:
    token, before = uploads.begin(), keys_of(settings)
    put(uploads, token, "月湾.md", MOON)
    put(uploads, token, "星桥.txt", UNDATED)
    put(uploads, token, "空.md", "---\nid: a\n---\n")
    put(uploads, token, "改.md", MOON.replace("moon", "yunxi-battery"))
    uploads.correct(token, "moon", Correction(published="2025-11-19", source="《月湾报》"))
    steps: list[tuple[str, int, int]] = []
    report = rebuild(settings, Order(token), lambda *step: steps.append(step))
    assert report.counts() == {"added": 2, "replaced": 1}
    by_name = {file.name: file for file in report.files}
    assert is_one_sentence(by_name["空.md"].problems[0])
    [moon] = by_name["月湾.md"].articles
    assert (moon.what, moon.published, moon.source) == ("added", "2025-11-19", "《月湾报》")
    assert by_name["星桥.txt"].articles[0].doubts
    [old] = (article.old for article in by_name["改.md"].articles)
    assert old
    assert old.is_file()
    assert keys_of(settings) - before == {"moon", by_name["星桥.txt"].articles[0].doc_id}
    manifest = manifest_of(settings)
    assert (report.generation, report.articles) == (manifest.generation, len(before) + 2)
    assert (report.new, report.changed, report.gone, report.fresh) == (2, 1, 0, True)
    assert 0 < report.encoded <= report.passages
    assert {step for step, _, _ in steps} <= UNITS.keys()
    assert {"写入", "计算向量", "写入索引"} <= {
        step for step, done, total in steps if done == total
    }
    with pytest.raises(AssistantError):
        uploads.files(token)


def test_what_is_left_out_is_not_taken_in(settings: Settings, uploads: Uploads) -> None:
    token, before = uploads.begin(), files_of(settings.articles)
    put(uploads, token, "月湾.md", MOON)
    uploads.correct(token, "moon", Correction(left_out=True))
    report = rebuild(settings, Order(token), say_nothing)
    assert (report.counts(), report.fresh) == ({"left_out": 1}, False)
    assert files_of(settings.articles) == before


def test_removed_and_restored(settings: Settings) -> None:
    before = keys_of(settings)
    report = rebuild(settings, Order(removing=("yunxi-battery", "没有")), say_nothing)
    assert report.counts() == {"removed": 1, "stays": 1}
    assert (report.gone, keys_of(settings)) == (1, before - {"yunxi-battery"})
    [kept] = removed(settings.articles)
    report = rebuild(settings, Order(restoring=(kept.id,)), say_nothing)
    assert (report.new, keys_of(settings)) == (1, before)


def test_too_much_is_refused_before_anything_is_moved(settings: Settings, uploads: Uploads) -> None:
    token = uploads.begin()
    put(uploads, token, "月湾.md", MOON)
    gone = tuple(sorted(keys_of(settings)))[:3]
    order = Order(token, removing=gone)
    before = files_of(settings.articles), files_of(settings.index_dir)
    with pytest.raises(AssistantError) as error:
        rebuild(settings, order, say_nothing)
    assert asks_leave(str(error.value))
    assert is_one_sentence(str(error.value))
    assert (files_of(settings.articles), files_of(settings.index_dir)) == before
    report = rebuild(settings, replace(order, prune=True), say_nothing)
    assert (report.gone, report.new) == (3, 1)


def test_the_last_article_stays(settings: Settings) -> None:
    before = files_of(settings.articles)
    with pytest.raises(AssistantError, match="至少留下一篇") as error:
        rebuild(settings, Order(removing=tuple(keys_of(settings)), prune=True), say_nothing)
    assert not asks_leave(str(error.value))
    assert files_of(settings.articles) == before


def test_an_index_of_another_folder_is_not_emptied(settings: Settings, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "moon.md").write_text(MOON, "utf-8")
    with pytest.raises(AssistantError, match="other") as error:
        rebuild(settings.model_copy(update={"articles": other}), Order(), say_nothing)
    assert asks_leave(str(error.value))


def test_a_build_that_fails_keeps_the_articles(settings: Settings, uploads: Uploads) -> None:
    token, generation = uploads.begin(), manifest_of(settings).generation
    put(uploads, token, "月湾.md", MOON)
    with (
        Generations(settings.index_dir).locked(),
        pytest.raises(AssistantError, match=r"另一个进程正在写.*都留着") as error,
    ):
        rebuild(settings, Order(token), say_nothing)
    assert is_one_sentence(str(error.value))
    assert manifest_of(settings).generation == generation
    assert uploads.files(token)
    report = rebuild(settings, Order(), say_nothing)
    assert report.new == 1
    assert "moon" in keys_of(settings)


def test_an_upload_that_is_gone(settings: Settings) -> None:
    with pytest.raises(AssistantError, match="重新放入"):
        rebuild(settings, Order("x" * 32), say_nothing)


def test_the_samples_stay_when_something_is_taken_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = Settings(model="bigram-hash", feedback=None)
    rebuild(settings, Order(), say_nothing)
    assert not LIBRARY.exists()
    before, uploads = keys_of(settings), Uploads(settings.uploads)
    token = uploads.begin()
    put(uploads, token, "月湾.md", MOON)
    report = rebuild(settings, Order(token), say_nothing)
    assert (report.new, report.changed, report.gone, report.library) == (1, 0, 0, LIBRARY)
    assert keys_of(settings) == before | {"moon"}
    assert Settings().articles == LIBRARY
    report = rebuild(settings, Order(removing=("moon",)), say_nothing)
    assert keys_of(settings) == before


@pytest.mark.slow
def test_cancelled_and_begun_again(settings: Settings, uploads: Uploads) -> None:
    token, generation = uploads.begin(), manifest_of(settings).generation
    put(uploads, token, "月湾.md", MOON)
    job: Job[Report] = Job(partial(rebuild, settings, Order(token)))
    while job.running and job.standing.step != "写入索引":
        time.sleep(0.005)
    job.cancel()
    if job.standing.phase == "cancelled":  # else it was quicker
        assert manifest_of(settings).generation == generation
        assert uploads.files(token)
        job = Job(partial(rebuild, settings, Order(token)))
        job.wait(120)
    assert job.standing.phase == "done"
    assert job.result
    assert "moon" in keys_of(settings)
    left = {path.name for path in (settings.index_dir / "generations").iterdir()}
    assert left == {generation, job.result.generation}
    assert is_one_sentence(CANCELLED)


@pytest.mark.slow
def test_a_chat_answers_from_what_was_taken_in(settings: Settings, uploads: Uploads) -> None:
    token = uploads.begin()
    put(uploads, token, "月湾.md", MOON)
    with closing(open_live(settings)) as live:
        assert live.articles().keys() == keys_of(settings)
        job: Job[Report] = Job(partial(rebuild, settings, Order(token)))
        job.wait(120)
        assert job.standing.phase == "done"
        live.move_on()
        *_, answer = live.stream(QUESTION)
        assert answer.short_answer == "7.3亿元"
        assert "moon" in live.articles()
