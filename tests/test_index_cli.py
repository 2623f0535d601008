"""The commands over an index's generations: what they say, exit codes, JSON."""

import io
import json
import os
import shutil
import sys
from collections.abc import Sequence
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from assistant.cli import main
from tests.cli_driver import BRIEFS, Ran, environment, manifest, snapshot, write_briefs

pytest_plugins = ["tests.cli_fixtures"]

BUILD = ("index", "build", "--articles", "articles", "--index-dir", "index")
BRIDGE = {"bridge": ("南河新建一座桥", "2025-11-15", "南河新建的桥长2公里。")}


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    use_settings(monkeypatch)


def use_settings(monkeypatch: pytest.MonkeyPatch, **settings: str) -> None:
    """Have none of the developer's settings, the quick stand-in model, and what is given."""
    wanted = environment(**settings)
    for name in set(os.environ) - set(wanted):
        monkeypatch.delenv(name)
    for name in set(wanted) - set(os.environ):
        monkeypatch.setenv(name, wanted[name])
    monkeypatch.setattr(sys, "argv", ["zone-assistant"])


def run(*words: str | Path, cwd: Path) -> Ran:
    """Run the command's entry point in this process: a new one takes seconds to import it all."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
    sys.argv[1:] = map(str, words)
    with chdir(cwd), redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as end:
        main()
    said = [stream.buffer.getvalue().decode() for stream in (out, err)]
    return Ran(int(end.value.code or 0), *said)


def index(home: Path, *words: str | Path) -> Ran:
    """Run a command over the index in `home`, with the index as its option."""
    return run("index", *words, "--index-dir", "index", cwd=home)


def said(ran: Ran) -> str:
    """Return what a command that succeeded says in one line."""
    assert (ran.code, ran.err) == (0, ""), ran
    (line,) = ran.out.splitlines()
    return line


def change_articles(home: Path) -> None:
    """Add an article, edit one, rename one's key, remove one."""
    articles = home / "articles"
    write_briefs(articles, BRIDGE)
    powers = articles / "nanhe-powers.md"
    powers.write_text(powers.read_text("utf-8").replace("58项", "59项"), "utf-8")
    write_briefs(articles, {"village-renamed": BRIEFS["village-3"]})
    (articles / "village-3.md").unlink()
    (articles / "village-4.md").unlink()


def test_a_dry_run_says_what_the_build_then_does(home: Path) -> None:
    change_articles(home)
    before = snapshot(home / "index")
    dry = run(*BUILD, "--dry-run", cwd=home)
    assert dry.code == 0
    assert dry.out.splitlines() == [
        "新增：bridge",
        "改动：nanhe-powers",
        "换编号：village-3 → village-renamed",
        "去掉：village-4",
        "试运行：读入12篇；新增1、改动1、换编号1、去掉1、不变9篇；会重建 index。",
    ]
    assert snapshot(home / "index") == before
    ran = run(*BUILD, cwd=home)
    assert "新增1、改动1、换编号1、去掉1、不变9篇；写入12段，10段的向量沿用" in ran.out
    again = run(*BUILD, "--dry-run", cwd=home)
    assert again.out == "试运行：读入12篇；新增0、改动0、去掉0、不变12篇；不用重建 index。\n"


def test_a_dry_run_says_that_articles_may_not_be_removed(home: Path) -> None:
    for n in (2, 3, 4):
        (home / f"articles/village-{n}.md").unlink()
    dry = run(*BUILD, "--dry-run", cwd=home)
    assert dry.code == 0
    assert "这次重建会从索引里去掉12篇中的3篇" in dry.err
    assert "--prune" not in run(*BUILD, "--dry-run", "--prune", cwd=home).err
    assert "--prune" in run(*BUILD, cwd=home).err
    assert not (home / "other").exists()


def test_generations(home: Path) -> None:
    first = manifest(home / "index").generation
    write_briefs(home / "articles", BRIDGE)
    assert run(*BUILD, cwd=home).code == 0
    second = manifest(home / "index").generation
    assert said(index(home, "verify")) == (
        f"索引完好：13篇、13段，逐段核对过：index/generations/{second}"
    )
    status = index(home, "status", "--json").json
    assert status["index_dir"] == "index"
    assert [
        (row["generation"], row["current"], row["articles"], row["passages"], row["model"])
        for row in status["generations"]
    ] == [(second, True, 13, 13, "bigram-hash"), (first, False, 12, 12, "bigram-hash")]
    assert all(row["bytes"] > 0 and row["created"] for row in status["generations"])

    back = index(home, "rollback")
    went, left_out, kept = back.out.splitlines()
    assert (back.code, back.err) == (0, "")
    assert went.startswith(f"已换到 {first}（")
    assert went.endswith("：12篇、12段。")
    assert left_out == "这一代没有的1篇不再用来回答：《南河新建一座桥》。"
    assert f"--to {second} 换回。" in kept
    assert "没有更早的版本" in index(home, "rollback").sentence
    table = index(home, "status").out
    assert [line.split("│")[1:3] for line in table.splitlines() if "20" in line] == [
        ["   ", f" {second} "],
        [" → ", f" {first} "],
    ]
    assert said(index(home, "gc")) == f"删掉了 {second}。"
    assert said(index(home, "gc")) == "没有可删的。"
    assert manifest(home / "index").generation == first


def test_a_backup_and_back(home: Path) -> None:
    backup = index(home, "backup", "kept/index.tar")
    assert backup.code == 0
    assert backup.out.startswith(f"已备份 {manifest(home / 'index').generation}（")
    assert backup.out.endswith(" MB）：kept/index.tar\n")
    shutil.rmtree(home / "index")
    restored = index(home, "restore", "kept/index.tar")
    assert restored.code == 0
    assert restored.out == "已从 kept/index.tar 恢复：12篇、12段，核对无误：index\n"
    assert "不用重建" in run(*BUILD, cwd=home).out


def test_a_damaged_index(home: Path) -> None:
    folder = home / "index/generations" / manifest(home / "index").generation
    path = folder / "times.jsonl"
    path.write_text(path.read_text("utf-8").replace("2025", "2015"))
    ran = index(home, "verify")
    assert (ran.code, ran.out) == (1, "")
    *faults, last = ran.err.splitlines()
    assert faults == [
        "段落里说到的时间与重新读出的不同。",
        f"文件 index/generations/{folder.name}/times.jsonl 与写入时不同。",
    ]
    assert last.startswith("错误：索引 index/generations/")
    assert "有2处不对，可以用 zone-assistant index rollback 退回上一代" in last
    (folder / "vectors.npy").unlink()
    assert "不完整，或由别的版本建成" in index(home, "status").out
    (row,) = index(home, "status", "--json").json["generations"]
    assert row.keys() == {"generation", "current", "bytes"}
    dry = run(*BUILD, "--dry-run", cwd=home)
    assert "vectors.npy 缺失或已损坏。" in dry.err
    assert "会从头重建 index" in dry.out
    ran = run(*BUILD, cwd=home)
    assert "vectors.npy 缺失或已损坏，已从头重建。" in ran.err
    assert said(index(home, "verify")).startswith("索引完好")


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("verify",), "index 里还没有索引，没有可核对的"),
        (("rollback",), "索引 index 里没有可以退回的版本"),
        (("backup", "x.tar"), "index 里还没有索引，没有可备份的"),
        (("restore", "x.tar"), "备份 x.tar 打不开（路径不存在）"),
        (("restore", "notes.txt"), "notes.txt 不是索引的备份，或者不完整"),
        (("build", "--articles", "none"), "找不到“none”"),
        (("build", "--dry-run", "--articles", "none"), "找不到“none”"),
    ],
)
def test_nothing_to_work_on_is_one_sentence(
    tmp_path: Path, words: Sequence[str], what: str
) -> None:
    (tmp_path / "notes.txt").write_text("我的笔记")
    assert what in index(tmp_path, *words).sentence
    left = {path.name for path in tmp_path.iterdir()} - {"index"}
    assert left == {"notes.txt"}


def test_where_no_index_is_there_is_nothing_to_list_or_remove(tmp_path: Path) -> None:
    assert said(index(tmp_path, "status")) == (
        "index 里还没有索引，请先运行 zone-assistant index build --index-dir index。"
    )
    assert json.loads(index(tmp_path, "status", "--json").out)["generations"] == []
    assert said(index(tmp_path, "gc")) == "没有可删的。"
    assert index(tmp_path, "gc", "--keep", "0").code == 2
    assert list(tmp_path.iterdir()) == []
