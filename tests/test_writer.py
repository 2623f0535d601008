"""The library: files that read back unchanged, what is replaced and kept, names, fill-ins."""

import dataclasses
import re
from pathlib import Path
from typing import Literal

import pytest
from filelock import FileLock
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.article import Article, CorpusError
from corpus.files.verbatim import from_markdown, to_markdown
from corpus.keys import make_key
from corpus.library.files import MAX_STEM, file_stem
from corpus.library.writer import VERSIONS, Entry, fill_in, render, write_articles
from corpus.readers import read_articles

AWKWARD = (
    "# 标题样的行", "---", "- 一项", "> 引文", "1. 第一", "| 甲 | 乙 |", "|---|---|", "```",
    "　　缩进", "verbatim: true", "id: 别的", "行尾有空格  ", "\t制表", "甲\u2028乙\u2029丙",
    "null", "~", "*甲*", "'单' \"双\" \\ 反斜", "2023-08-01", "是", "甲: 乙 # 丙", "！",
    "% @ ` { [ ] } ,", "café e\u0301 🏭 𠮷", "长" * 3000, "", " ", "…\ufeff…", "&lt;b&gt;",
    "...", "?  甲", "\r", "甲\r乙",
)  # fmt: skip


def texts(*unwanted: Literal["Cc"]) -> st.SearchStrategy[str]:
    """Return texts of awkward lines without the unwanted categories of characters."""
    odd = st.text(st.characters(exclude_categories=["Cs", *unwanted]), max_size=20)
    return st.lists(st.sampled_from(AWKWARD) | odd, max_size=6).map("\n".join)


TEXT = texts()
TEXTS = st.lists(TEXT.filter(bool), max_size=3).map(tuple)
NAMES = [
    field.name
    for field in dataclasses.fields(Article)
    if field.type in (str, "str") and field.name not in ("doc_id", "body", "published")
]


def articles(
    text: st.SearchStrategy[str], zones: st.SearchStrategy[tuple[str, ...]]
) -> st.SearchStrategy[Article]:
    """Return articles with every field filled in some way; new fields of text are taken along."""
    return st.builds(
        Article,
        doc_id=text.filter(bool),
        body=text.filter(lambda body: bool(body.strip())),
        published=st.sampled_from(["", "2025", "2025-11", "2025-11-14"]),
        captions=st.lists(text.filter(bool), max_size=3).map(tuple),
        zones=zones,
        title_inferred=st.booleans(),
        cut_off=st.booleans(),
        **dict.fromkeys(NAMES, text),
    )


STORY = Article(
    doc_id="晨州日报-2025-11-14-南河修桥",
    title="南河修桥",
    body="南河县昨天开工修建一座大桥，总投资2亿元。",
    source="晨州日报",
    published="2025-11-14",
    page="A3",
    url="https://example.com/bridge?id=1",
)
CORRECTED = dataclasses.replace(STORY, body=STORY.body.replace("2亿元", "3亿元"))


def whats(entries: list[Entry]) -> list[str]:
    return [entry.what for entry in entries]


def names(folder: Path) -> list[str]:
    return sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "lock"
    )


@settings(max_examples=120, deadline=None)
@given(articles(TEXT, TEXTS))
def test_what_was_written_is_read_unchanged(article: Article) -> None:
    assert from_markdown(to_markdown(article)) == (article, "")


@settings(max_examples=40, deadline=None)
@given(articles(texts("Cc"), st.just(())))
def test_what_is_on_disk_is_read_unchanged(article: Article) -> None:
    """Only control characters can make a file look like no text at all, which is not read."""
    assert from_markdown(render(article).decode()) == (article, "")


def test_a_day_that_only_the_text_gives_is_no_other_text() -> None:
    undated = Article("undated", "南河修桥", "2023-08-01")
    assert from_markdown(render(undated).decode()) == (undated, "")


@pytest.mark.parametrize("line", AWKWARD)
def test_a_body_of_one_awkward_line_is_read_from_disk_unchanged(line: str, tmp_path: Path) -> None:
    article = dataclasses.replace(STORY, body=f"开头。\n{line}\n\n{line}\n结尾。", subtitle=line)
    (entry,) = write_articles([article], tmp_path)
    assert entry.what == "added"
    assert read_articles(tmp_path).articles == (article,)


def test_where_it_stands_survives(tmp_path: Path) -> None:
    cut = dataclasses.replace(
        STORY, published_inferred="据正文电头推断", cut_off=True, jumps_to="A2", captions=("桥。",)
    )
    write_articles([cut], tmp_path)
    (path,) = tmp_path.glob("*.md")
    assert path.name == "晨州日报-2025-11-14-南河修桥.md"
    text = path.read_text("utf-8")
    assert text.startswith("---\nid: 晨州日报-2025-11-14-南河修桥\ntitle: 南河修桥\n")
    assert 'url: "https://example.com/bridge?id=1"\n' in text
    assert text.endswith(f"---\n\n{STORY.body}\n")
    assert read_articles(path).articles == (cut,)


def test_zones_of_the_text_are_not_frozen_in_the_file(tmp_path: Path) -> None:
    found = dataclasses.replace(STORY, body="平定经开区引进项目。", zones=("平定经开区",))
    named = dataclasses.replace(found, doc_id="另一篇", zones=("盂县经开区", "平定经开区"))
    assert whats(write_articles([found, named], tmp_path)) == ["added", "added"]
    assert b"zones" not in render(found)
    assert "盂县经开区" in render(named).decode()
    assert set(read_articles(tmp_path).articles) == {found, named}


def test_unchanged_articles_are_left_alone(tmp_path: Path) -> None:
    write_articles([STORY], tmp_path)
    (path,) = tmp_path.glob("*.md")
    before = path.stat()
    assert whats(write_articles([STORY], tmp_path)) == ["unchanged"]
    after = path.stat()
    assert (after.st_mtime_ns, after.st_ino) == (before.st_mtime_ns, before.st_ino)
    assert names(tmp_path) == [path.name]


def test_a_corrected_version_replaces_the_old_one_which_stays_on_record(tmp_path: Path) -> None:
    write_articles([STORY], tmp_path)
    (entry,) = write_articles([CORRECTED], tmp_path)
    assert entry.what == "replaced"
    assert entry.old is not None
    assert entry.old.parent == tmp_path / VERSIONS / "晨州日报-2025-11-14-南河修桥"
    assert re.fullmatch(r"\d{8}T\d{6}\.\d{6}Z-[0-9a-f]{12}", entry.old.stem)
    assert entry.old.stem.endswith(STORY.digest[:12])
    assert read_articles(entry.old).articles == (STORY,)
    assert read_articles(tmp_path).articles == (CORRECTED,)
    write_articles([STORY], tmp_path)
    write_articles([CORRECTED], tmp_path)
    kept = [read_articles(path).articles[0] for path in sorted(entry.old.parent.iterdir())]
    assert kept == [STORY, CORRECTED, STORY]


def test_a_run_that_was_killed_between_record_and_replacement_records_once(tmp_path: Path) -> None:
    write_articles([STORY], tmp_path)
    (path,) = tmp_path.glob("*.md")
    old = path.read_bytes()
    (entry,) = write_articles([CORRECTED], tmp_path)
    path.write_bytes(old)  # as it was when the old version was on record already
    (path.parent / ".writing-123").write_text("半", "utf-8")
    (again,) = write_articles([CORRECTED], tmp_path)
    assert again.old == entry.old
    assert len(names(tmp_path)) == 2


def test_a_file_that_people_moved_is_replaced_where_it_stands(tmp_path: Path) -> None:
    (tmp_path / "桥").mkdir()
    mine = tmp_path / "桥/我的.md"
    mine.write_text(f"---\nid: {STORY.doc_id}\n---\n# 南河修桥\n\n旧的正文。\n", "utf-8")
    old = mine.read_bytes()
    (entry,) = write_articles([STORY], tmp_path)
    assert (entry.what, entry.path) == ("replaced", mine)
    assert entry.old is not None
    assert entry.old.read_bytes() == old
    assert read_articles(tmp_path).articles == (STORY,)


def test_what_would_lose_something_is_not_written(tmp_path: Path) -> None:
    half = dataclasses.replace(STORY, body="南河县昨天", cut_off=True)
    write_articles([STORY], tmp_path)
    (tmp_path / "page.txt").write_text("晨州日报讯 路通了。\n\n甲\n\n晨州日报讯 乙。", "utf-8")
    (tmp_path / "rows.jsonl").write_text('{"doc_id": "行", "text": "旧的一行。"}', "utf-8")
    row = Article("行", "行", "新的一行。")
    odd = Article("怪", "怪", "前\0后")
    before = {path: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    entries = write_articles([half, row, odd, CORRECTED], tmp_path)
    assert whats(entries) == ["skipped"] * 4
    said = [entry.reason for entry in entries]
    assert "全文" in said[0]
    assert "不是单篇的 .md" in said[1]
    assert "二进制" in said[2]
    assert "编号与这次读到的另一篇" in said[3]
    assert all(reason.count("。") == 1 and reason.endswith("。") for reason in said)
    assert before == {path: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}


def test_a_file_of_another_article_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "桥.md").write_text("---\nid: 别的\n---\n别的正文。\n", "utf-8")
    bridge = dataclasses.replace(STORY, doc_id="桥")
    (entry,) = write_articles([bridge], tmp_path)
    assert entry.what == "added"
    assert {article.doc_id for article in read_articles(tmp_path).articles} == {"别的", "桥"}


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    assert whats(write_articles([STORY], folder, dry_run=True)) == ["added"]
    assert not folder.exists()
    write_articles([STORY], folder)
    before = names(folder)
    assert whats(write_articles([CORRECTED], folder, dry_run=True)) == ["replaced"]
    assert names(folder) == before
    assert read_articles(folder).articles == (STORY,)


def test_two_writers_do_not_write_at_once(tmp_path: Path) -> None:
    write_articles([STORY], tmp_path)
    with FileLock(tmp_path / VERSIONS / "lock"), pytest.raises(CorpusError, match="另一个导入"):
        write_articles([CORRECTED], tmp_path)


def test_a_place_that_is_no_folder_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("甲", "utf-8")
    for place in ("file", "file/deeper"):
        with pytest.raises(CorpusError, match="是一个文件"):
            write_articles([STORY], tmp_path / place)


@settings(max_examples=150, deadline=None)
@given(st.lists(TEXT.filter(bool), min_size=2, max_size=2, unique=True))
def test_file_names_are_safe_and_apart_on_every_file_system(keys: list[str]) -> None:
    stems = [file_stem(key) for key in keys]
    assert len({stem.casefold() for stem in stems}) == 2
    for stem in stems:
        assert re.fullmatch(r"[\w-]+", stem)
        assert len(stem.encode()) <= MAX_STEM + 9
        assert stem.upper() not in {"CON", "NUL", "COM1", "LPT9"}


def test_file_names_of_special_keys() -> None:
    assert file_stem("晨报-2025-11-桥") == "晨报-2025-11-桥"
    assert file_stem("nul") != "nul"
    assert file_stem("ABC").casefold() != file_stem("abc")
    assert file_stem("../../etc/passwd").startswith("etc-passwd-")
    assert file_stem("a") != file_stem("a", hashed=True)


def test_what_is_left_open_is_filled_in_and_the_key_follows() -> None:
    bare = dataclasses.replace(STORY, source="", published="", doc_id="南河修桥")
    filled = fill_in(bare, published="2025-11-14", source="晨州日报")
    assert filled == STORY
    guessed = dataclasses.replace(bare, published="2025", published_inferred="据正文推断")
    guessed = dataclasses.replace(
        guessed, doc_id=make_key(source="", published="2025", title="南河修桥", body=bare.body)
    )
    assert fill_in(guessed, published="2025-11-14", source="晨州日报") == STORY
    assert fill_in(STORY, published="2024", source="别的报") == STORY
    own = dataclasses.replace(bare, doc_id="自己的编号")
    assert fill_in(own, source="晨州日报").doc_id == "自己的编号"


def read_edited(tmp_path: Path, old: str, new: str) -> tuple[Article, list[str]]:
    path = tmp_path / "a.md"
    path.write_bytes(to_markdown(STORY).replace(old, new).encode())
    reading = read_articles(path)
    return reading.articles[0], [problem.message for problem in reading.problems]


def test_people_may_edit_the_files(tmp_path: Path) -> None:
    article, _ = read_edited(tmp_path, "\n", "\r\n")
    assert article == STORY
    article, problems = read_edited(tmp_path, '2025-11-14"', '2025-02-30"')
    assert article.published == ""
    assert "2025-02-30" in problems[0]
    article, _ = read_edited(tmp_path, f"id: {STORY.doc_id}\n", "")
    assert article.doc_id == STORY.doc_id
    article, _ = read_edited(tmp_path, "title: 南河修桥\n", "")
    assert article.title_inferred
    with pytest.raises(CorpusError, match="没有正文"):
        read_edited(tmp_path, STORY.body, "")
    with pytest.raises(CorpusError, match="YAML"):
        read_edited(tmp_path, "title: 南河修桥", "title: [桥")
