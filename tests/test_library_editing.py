"""The library that the page writes to: begun with the samples, articles taken out and put back."""

import json
import shutil
from pathlib import Path

import pytest

from assistant.editing.history import UNCHANGED, generations, roll_back
from assistant.editing.library import (
    REMOVED,
    articles_of,
    begin,
    kept_away,
    library_of,
    remove,
    removed,
    restore,
)
from assistant.indexing import build
from assistant.schema import AssistantError
from assistant.settings import DEFAULT_ARTICLES, LIBRARY, SEEDING, Settings, read_settings
from corpus.article import Article, CorpusError
from corpus.finish import add_zones
from corpus.library.files import sole_writer
from corpus.library.writer import VERSIONS, write_articles
from corpus.readers import read_articles
from tests.cli_driver import write_briefs
from tests.editing_fixtures import MOON, files_of, settings_of
from tests.index_fixtures import is_one_sentence, say_nothing

SAMPLES = len(list(DEFAULT_ARTICLES.glob("*.md")))


@pytest.fixture
def library(tmp_path: Path) -> Path:
    return write_briefs(tmp_path / "articles")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def keys_of(folder: Path) -> set[str]:
    return {article.doc_id for article in read_articles(folder).articles}


def test_a_folder_of_ones_own_is_the_library(tmp_path: Path, library: Path) -> None:
    settings = settings_of(tmp_path)
    assert library_of(settings) == articles_of(settings) == library
    before = files_of(library)
    assert begin(settings) == library
    assert files_of(library) == before


@pytest.mark.usefixtures("here")
def test_the_samples_are_copied_once_and_never_written() -> None:
    settings, samples = read_settings(), files_of(DEFAULT_ARTICLES)
    assert settings.articles == articles_of(settings) == DEFAULT_ARTICLES
    assert library_of(settings) == LIBRARY
    assert not LIBRARY.exists()
    begin(settings)
    assert articles_of(settings) == read_settings().articles == LIBRARY
    assert keys_of(LIBRARY) == keys_of(DEFAULT_ARTICLES)
    [moved] = remove(LIBRARY, ["kxdb-2025-11-taiyuan-semiconductor-scale"])
    assert moved.what == "removed"
    begin(settings)  # not again: what was removed stays removed
    assert len(keys_of(LIBRARY)) == SAMPLES - 1
    assert files_of(DEFAULT_ARTICLES) == samples


@pytest.mark.usefixtures("here")
def test_samples_that_were_copied_by_half_are_not_the_library() -> None:
    settings = read_settings()
    begin(settings)
    (LIBRARY / SEEDING).touch()  # killed on its way
    next(LIBRARY.glob("*.md")).unlink()
    assert articles_of(settings) == read_settings().articles == DEFAULT_ARTICLES
    begin(settings)
    assert read_settings().articles == LIBRARY
    assert len(keys_of(LIBRARY)) == SAMPLES


@pytest.mark.usefixtures("here")
def test_articles_that_were_imported_are_the_library() -> None:
    write_articles([Article("moon", "月湾", "月湾项目投产。")], LIBRARY)
    settings = read_settings()
    assert settings.articles == LIBRARY
    assert begin(Settings(articles=DEFAULT_ARTICLES)) == LIBRARY
    assert keys_of(LIBRARY) == {"moon"}


def test_a_file_of_articles_is_not_written(tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text(json.dumps({"doc_id": "1", "title": "甲", "text": "正文。"}))
    with pytest.raises(AssistantError, match="corpus import") as error:
        library_of(Settings(articles=rows))
    assert is_one_sentence(str(error.value))


def test_what_is_removed_can_be_restored(library: Path) -> None:
    (library / "sub").mkdir()
    (library / "yunxi-battery.md").rename(library / "sub" / "电池.md")
    before, keys = files_of(library), keys_of(library)
    assert [moved.what for moved in remove(library, ["yunxi-battery", "nanhe-powers"])] == [
        "removed"
    ] * 2
    assert keys_of(library) == keys - {"yunxi-battery", "nanhe-powers"}
    first, second = removed(library)
    assert (first.doc_id, second.doc_id) == ("nanhe-powers", "yunxi-battery")  # the latest first
    assert second.doc_id in second.id
    assert second.day.replace("-", "") == second.id[:8]
    assert second.title
    assert [moved.what for moved in restore(library, [first.id, second.id])] == ["restored"] * 2
    assert files_of(library) == before
    assert removed(library) == []
    [moved] = restore(library, [first.id])
    assert (moved.what, is_one_sentence(moved.reason)) == ("stays", True)


def test_an_older_version_does_not_take_the_place_of_a_newer_one(library: Path) -> None:
    remove(library, ["yunxi-battery"])
    [kept] = removed(library)
    newer = Article("yunxi-battery", "云溪新闻", "云溪高新区储能电池项目总投资6.9亿元。")
    write_articles([add_zones(newer)], library)
    before = files_of(library)
    [moved] = restore(library, [kept.id])
    assert moved.what == "stays"
    assert "云溪新闻" in moved.reason
    assert is_one_sentence(moved.reason)
    assert files_of(library) == before
    assert removed(library) == [kept]
    remove(library, ["yunxi-battery"])
    assert [each.title for each in removed(library)] == ["云溪新闻", kept.title]
    restore(library, [kept.id])
    assert [each.title for each in removed(library)] == ["云溪新闻"]


def test_a_place_that_is_taken_by_another_article(library: Path) -> None:
    remove(library, ["yunxi-battery"])
    (library / "yunxi-battery.md").write_text(MOON, "utf-8")
    [moved] = restore(library, [removed(library)[0].id])
    assert moved.what == "restored"
    assert {"moon", "yunxi-battery"} <= keys_of(library)


@pytest.mark.parametrize("suffix", [".jsonl", ".txt"])
def test_an_article_in_a_file_with_others_stays(library: Path, suffix: str) -> None:
    row = {"doc_id": "r1", "title": "甲", "text": "甲高新区投产。"}
    if suffix == ".jsonl":
        rows = [row, row | {"doc_id": "r2"}]
        (library / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)))
        [moved] = remove(library, ["r1"])
        assert "rows.jsonl" in moved.reason
    else:
        [moved] = remove(library, ["没有这篇"])
    assert moved.what == "stays"
    assert is_one_sentence(moved.reason)
    assert removed(library) == []


def test_killed_between_the_steps_of_removing(library: Path) -> None:
    remove(library, ["yunxi-battery"])
    [kept] = removed(library)
    folder = library / REMOVED / kept.id
    shutil.move(folder / "yunxi-battery.md", library)  # as before the file came
    assert removed(library) == []
    assert "yunxi-battery" in keys_of(library)
    assert [moved.what for moved in remove(library, ["yunxi-battery"])] == ["removed"]


@pytest.mark.parametrize("record", [None, b"", b"{", b"[]", b'{"title": 5}', b"\xff"])
def test_a_damaged_record_is_left_out_with_a_sentence(library: Path, record: bytes | None) -> None:
    remove(library, ["yunxi-battery", "nanhe-powers"])
    sound, damaged = removed(library)
    file = library / REMOVED / damaged.id / ".article.json"
    if record is None:
        file.unlink()
    else:
        file.write_bytes(record)
    assert kept_away(library).keys() == {sound.id}
    first, second = removed(library)
    assert (first, second.id, second.day) == (sound, damaged.id, damaged.day)
    assert is_one_sentence(second.problem)
    assert str(library / REMOVED / damaged.id / "yunxi-battery.md") in second.problem
    assert [moved.what for moved in restore(library, [damaged.id, sound.id])] == [
        "stays",
        "restored",
    ]


def test_one_writer_at_a_time(library: Path) -> None:
    for change in (remove, restore):
        with sole_writer(library, VERSIONS), pytest.raises(CorpusError, match="另一个导入"):
            change(library, ["yunxi-battery"])


def test_generations_are_listed_and_gone_back_to(tmp_path: Path, library: Path) -> None:
    settings = settings_of(tmp_path)
    assert generations(settings) == []
    for title in ("甲", "乙"):
        write_articles([Article(title, title, f"{title}高新区投产。")], library)
        build(settings, prune=False, full=False, on_progress=say_nothing)
    now, before = generations(settings)
    assert (now.current, before.current) == (True, False)
    assert (now.articles or 0) - (before.articles or 0) == 1
    done = roll_back(settings)
    assert (done.now.name, done.before, done.left_out) == (before.name, now.name, ["乙"])
    assert done.note == f"这一代没有的1篇不再用来回答：《乙》。{UNCHANGED}"
    assert [row.current for row in generations(settings)] == [False, True]
    assert roll_back(settings, now.name).note == UNCHANGED
    with pytest.raises(AssistantError) as error:
        roll_back(settings, "没有")
    assert is_one_sentence(str(error.value))
    assert "乙" in keys_of(library)
