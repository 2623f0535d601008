"""Bad input: one Chinese sentence that names it, an exit code, and nothing that was there lost."""

import os
from pathlib import Path

import pytest

from tests.cli_driver import BATTERY, BRIEFS, Ran, indexed, run_cli, snapshot

pytest_plugins = ["tests.cli_fixtures"]

STORY = "东岭开发区新建一座水厂\n\n东岭开发区的水厂日供水3.5万吨，总投资1.8亿元。\n"


def build(home: Path, articles: str) -> Ran:
    return run_cli("index", "build", "--articles", articles, "--index-dir", "index", cwd=home)


def unreadable(path: Path) -> None:
    """Make a file that cannot be read; nothing is unreadable to root but what leads nowhere."""
    path.write_text(STORY, "utf-8")
    path.chmod(0)
    if os.access(path, os.R_OK):
        path.unlink()
        path.symlink_to("nowhere.txt")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty", None, "文件夹“empty”是空的"),
        ("不存在", "", "找不到“不存在”"),
        ("blank.txt", b"", "“blank.txt”里没有能读的文章：文件是空的"),
        ("spaces.md", b" \n\n", "“spaces.md”里没有能读的文章：文件是空的"),
        ("binary.txt", bytes(range(256)) * 8, "“binary.txt”里没有能读的文章：不是文本文件"),
        ("scan.pdf", b"%PDF-1.7", "“scan.pdf”里没有能读的文章：PDF 文件已经损坏"),
        ("broken.jsonl", b'{"text": ', "“broken.jsonl”里没有能读的文章：第1行这一行不是完整的"),
        ("cut.txt", STORY.encode("gb18030")[:-7] + b"\xff\xff\xff", "“cut.txt”里没有能读的文章"),
    ],
)
def test_articles_that_cannot_be_read_leave_the_index_alone(
    home: Path, name: str, content: bytes | str | None, said: str
) -> None:
    if content is None:
        (home / name).mkdir()
    elif isinstance(content, bytes):
        (home / name).write_bytes(content)
    before = snapshot(home / "index")
    assert said in build(home, name).sentence
    assert snapshot(home / "index") == before


def test_a_file_that_cannot_be_read_is_named(home: Path) -> None:
    unreadable(home / "locked.txt")
    before = snapshot(home / "index")
    assert "“locked.txt”" in build(home, "locked.txt").sentence
    assert snapshot(home / "index") == before


@pytest.mark.slow
def test_one_bad_file_or_line_is_named_and_the_others_are_read(home: Path) -> None:
    articles = home / "articles"
    (articles / "old.txt").write_bytes(STORY.encode("gb18030"))
    (articles / "binary.txt").write_bytes(bytes(range(256)) * 8)
    (articles / "blank.md").write_bytes(b"")
    unreadable(articles / "locked.txt")
    rows = [
        '{"doc_id": "row-1", "text": "西山新区引进项目7个。"}',
        '{"doc_id": "row-2',
        '{"title": "无"}',
    ]
    (articles / "rows.jsonl").write_text("\n".join(rows), "utf-8")
    ran = build(home, "articles")
    assert ran.code == 0
    assert "读入14篇，跳过5处；新增2" in ran.out
    named = [line for line in ran.err.splitlines() if line.startswith("articles/")]
    assert [line.split("：")[0] for line in named] == [
        "articles/binary.txt",
        "articles/blank.md",
        "articles/locked.txt",
        "articles/rows.jsonl 第2行",
        "articles/rows.jsonl 第3行",
    ]
    held = indexed(home / "index").articles
    assert set(held) == {*BRIEFS, "row-1", "东岭开发区新建一座水厂"}
    ran = run_cli("ask", "东岭开发区的水厂总投资多少？", "--index-dir", "index", cwd=home)
    assert ran.out.startswith("1.8亿元 [1]")


@pytest.mark.parametrize(
    ("question", "said"),
    [("　 \n ", "问题是空的"), ("问" * 10_000, "问题有10000个字，太长了")],
    ids=["spaces", "10000"],
)
def test_a_question_that_is_none_is_one_sentence(built: Path, question: str, said: str) -> None:
    sentence = run_cli("ask", question, "--index-dir", "index", cwd=built).sentence
    assert said in sentence
    assert len(sentence) < 100


def test_an_index_of_another_model_is_refused_with_the_way_out(home: Path) -> None:
    before = snapshot(home / "index")
    ran = run_cli("ask", BATTERY, "--index-dir", "index", cwd=home, model="my/model")
    assert "bigram-hash" in ran.sentence
    assert "my/model" in ran.sentence
    assert "zone-assistant index build" in ran.sentence
    assert snapshot(home / "index") == before


def test_a_missing_index_names_the_command_that_builds_it(tmp_path: Path) -> None:
    sentence = run_cli("ask", BATTERY, "--index-dir", "none", cwd=tmp_path).sentence
    assert sentence.endswith(
        "none 里还没有索引，请先运行 zone-assistant index build --index-dir none。"
    )
    assert not (tmp_path / "none").exists()


@pytest.mark.slow
def test_a_damaged_index_is_told_and_can_be_rebuilt(home: Path) -> None:
    (generation,) = (home / "index/generations").iterdir()
    (generation / "manifest.json").write_text("{", "utf-8")
    words = ("index", "build", "--articles", "articles", "--index-dir", "index")
    assert "zone-assistant index build --full" in run_cli(*words, cwd=home).sentence
    assert run_cli(*words, "--full", cwd=home).code == 0
    assert set(indexed(home / "index").articles) == set(BRIEFS)


def test_an_index_that_cannot_be_written_is_one_sentence(home: Path) -> None:
    (home / "file").write_text("甲", "utf-8")
    for place in ("file", "file/deeper"):
        words = ("index", "build", "--articles", "articles", "--index-dir", place)
        sentence = run_cli(*words, cwd=home).sentence
        assert "file" in sentence
        assert "是一个文件" in sentence
    assert (home / "file").read_text("utf-8") == "甲"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "找不到题集 q.jsonl"),
        ("", "题集 q.jsonl 是空的"),
        (
            '{"qid": "1", "question": "多少？", "answerable": true}\n{"qid": ',
            "题集 q.jsonl 第 2 行",
        ),
        ('{"qid": "1", "answerable": true}', "题集 q.jsonl 第 1 行：缺少字段 question"),
    ],
    ids=["missing", "empty", "malformed", "a field short"],
)
def test_a_bad_question_set_is_one_sentence(tmp_path: Path, content: str | None, said: str) -> None:
    if content is not None:
        (tmp_path / "q.jsonl").write_text(content, "utf-8")
    ran = run_cli("eval", "run", "--questions", "q.jsonl", "--out", "out", cwd=tmp_path)
    assert said in ran.sentence
    assert not (tmp_path / "out").exists()


def test_a_port_that_cannot_be_had_is_one_sentence(built: Path) -> None:
    ran = run_cli("chat", "--port", "70000", "--index-dir", "index", cwd=built)
    assert ran.code == 1
    (line,) = ran.err.splitlines()
    assert line == "错误：端口70000不在1到65535之间，请换一个，例如：--port 7861。"
