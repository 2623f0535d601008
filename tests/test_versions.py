"""A corrected article takes the place of the old one, which stays on record."""

from dataclasses import replace
from pathlib import Path

import pytest

from corpus.article import Article
from index.errors import SearchIndexError
from index.generations import Generations
from index.table import write_rows
from index.versions import FILE, Version, carry_over, read_versions, write_versions
from tests.cli_driver import run_cli
from tests.index_fixtures import FENGLINGDU, PLANT, WEATHER, build, opened

pytest_plugins = ["tests.cli_fixtures"]

CORRECTED = replace(FENGLINGDU, body="气流纺织项目用地17.62亩。项目总投资1,250万元。")
AGAIN = replace(CORRECTED, title="气流纺织项目（更正）")


def current(index_dir: Path) -> Path:
    folder = Generations(index_dir).current()
    assert folder
    return folder


def test_every_earlier_version_is_carried_from_build_to_build(tmp_path: Path) -> None:
    for article in (FENGLINGDU, CORRECTED, AGAIN):
        build(tmp_path, [article, WEATHER, PLANT])
    build(tmp_path, [AGAIN, PLANT])  # a removed article is no corrected one
    versions = read_versions(current(tmp_path))
    assert [version.article for version in versions] == [FENGLINGDU, CORRECTED]
    assert all(version.replaced.startswith("20") for version in versions)
    with opened(tmp_path) as index:
        assert index.articles["fenglingdu"] == AGAIN


def test_a_first_build_has_no_record(tmp_path: Path) -> None:
    build(tmp_path, [FENGLINGDU])
    assert read_versions(current(tmp_path)) == []
    assert carry_over(None, [FENGLINGDU], replaced="2025-11-14T00:00:00+00:00") == []


def test_a_damaged_record_is_built_over(tmp_path: Path) -> None:
    build(tmp_path, [FENGLINGDU])
    build(tmp_path, [CORRECTED])
    (current(tmp_path) / FILE).write_text("{", "utf-8")
    with pytest.raises(SearchIndexError, match=FILE):
        read_versions(current(tmp_path))
    build(tmp_path, [AGAIN])
    assert [version.article for version in read_versions(current(tmp_path))] == [CORRECTED]


def test_what_the_program_makes_of_an_article_is_no_correction(tmp_path: Path) -> None:
    build(tmp_path, [FENGLINGDU])
    build(tmp_path, [replace(FENGLINGDU, zones=("风陵渡开发区",))])
    assert read_versions(current(tmp_path)) == []


@pytest.mark.parametrize("line", ['{"article": 3, "replaced": ""}', "3", '{"replaced": ""}'])
def test_a_damaged_record_is_one_sentence(tmp_path: Path, line: str) -> None:
    (tmp_path / FILE).write_text(line + "\n", "utf-8")
    with pytest.raises(SearchIndexError, match="缺失或已损坏"):
        read_versions(tmp_path)


def test_a_record_reads_back(tmp_path: Path) -> None:
    versions = [Version(FENGLINGDU, "2025-11-14T08:00:00+00:00"), Version(PLANT, "2025-11-15")]
    write_versions(tmp_path, versions)
    assert read_versions(tmp_path) == versions


PRINTED = Article("a", "甲", "旧。", published="2025-11-14", zones=("甲区",))
REPRINTED = replace(PRINTED, body="新。")
SINCE = "2025-11-15T08:00:00+00:00"


@pytest.mark.parametrize(
    ("now", "carried"),
    [
        ([REPRINTED], [PRINTED]),
        ([replace(PRINTED, title="乙")], [PRINTED]),
        ([replace(PRINTED, published="2025-11-13")], [PRINTED]),
        ([replace(PRINTED, published="2025-11-14", published_inferred="据文末")], [PRINTED]),
        ([PRINTED], []),
        ([replace(PRINTED, zones=())], []),
        ([replace(REPRINTED, doc_id="b")], []),
        ([], []),
    ],
)
def test_what_is_a_correction(tmp_path: Path, now: list[Article], carried: list[Article]) -> None:
    write_rows(tmp_path / "articles.jsonl", [PRINTED.to_row()])
    known = [Version(REPRINTED, "2025-11-10")]
    write_versions(tmp_path, known)
    made = [Version(article, SINCE) for article in carried]
    assert carry_over(tmp_path, now, replaced=SINCE) == known + made


def test_how_a_date_was_inferred_is_no_correction(tmp_path: Path) -> None:
    inferred = replace(PRINTED, published_inferred="据文首电头")
    write_rows(tmp_path / "articles.jsonl", [inferred.to_row()])
    write_versions(tmp_path, [])
    now = replace(inferred, published="2025-11", published_inferred="据文末落款")
    assert carry_over(tmp_path, [now], replaced=SINCE) == []


def test_what_is_damaged_leaves_no_record(tmp_path: Path) -> None:
    assert carry_over(tmp_path, [REPRINTED], replaced=SINCE) == []
    write_versions(tmp_path, [Version(PRINTED, SINCE)])
    line = '{"replaced": "2025-11-15T08:00:00+00:00", "article": {"doc_id": "a", "title": "甲", '
    assert (tmp_path / FILE).read_text("utf-8").startswith(line)
    assert carry_over(tmp_path, [REPRINTED], replaced="") == [Version(PRINTED, SINCE)]
    (tmp_path / FILE).write_text('{"replaced": 2025, "article": {"doc_id": "a"}}\n')
    assert read_versions(tmp_path) == [Version(Article("a", "", ""), "2025")]
    (tmp_path / FILE).write_text('{"replaced": "", "article": ["a"]}\n')
    with pytest.raises(SearchIndexError, match=f"{FILE} 缺失或已损坏"):
        read_versions(tmp_path)


@pytest.mark.slow
def test_the_command_shows_what_an_article_said_before(home: Path) -> None:
    path = home / "articles" / "nanhe-firms.md"
    path.write_text(path.read_text("utf-8").replace("169户", "196户"), "utf-8")
    build = ("index", "build", "--articles", "articles", "--index-dir", "index")
    assert "没有更正过的文章" in run_cli("index", "versions", "--index-dir", "index", cwd=home).out
    assert run_cli(*build, cwd=home).code == 0
    listed = run_cli("index", "versions", "--index-dir", "index", cwd=home)
    assert "nanhe-firms《南河经开区企业增多》" in listed.out
    assert "169户" not in listed.out
    shown = run_cli("index", "versions", "nanhe-firms", "--index-dir", "index", cwd=home)
    assert "169户" in shown.out
    assert "196户" not in shown.out
    other = run_cli("index", "versions", "没有这篇", "--index-dir", "index", cwd=home)
    assert (other.code, other.out.strip()) == (0, "编号 没有这篇 没有旧版。")
