"""`corpus check` and `corpus import` as people and scripts run them."""

import json
import os
import pty
import re
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from corpus.readers import read_articles
from tests.cli_driver import PROGRAM, environment, run_cli, snapshot, stop_cli, write_briefs
from tests.test_cli import HEAVY, RUN_AND_LIST

PARSERS = ("trafilatura", "docx", "pypdfium2", "lxml", "datasketch", "rich.table")
OPTIONS = {
    (): ("check", "import"),
    ("check",): ("--json", "--detail"),
    ("import",): ("--to", "--published", "--source", "--dry-run"),
}
PAGE = """南河经开区前三季度引进项目23个

今年1至9月，南河经开区引进项目23个，总投资约86.4亿元，同比增长12.6%。 李红

北河经开区建成标准厂房

北河经开区建成标准厂房5.2万平方米，入驻企业16户。（下转A2版）
"""
MANY = 300


def write_many(path: Path, count: int = MANY) -> Path:
    """Write rows that resemble each other in nothing but the zone."""
    rows = (
        {"doc_id": f"n{n}", "title": f"第{n}座桥", "text": f"南河经开区建桥。{noise(n)}"}
        for n in range(count)
    )
    path.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    return path


def noise(seed: int) -> str:
    return "".join(chr(0x4E00 + (seed * 7919 + step * 104_729) % 20_000) for step in range(80))


@pytest.mark.parametrize("command", list(OPTIONS), ids=" ".join)
def test_help_is_chinese_and_imports_no_parser(command: tuple[str, ...]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", RUN_AND_LIST, "corpus", *command, "--help"],
        env=environment() | {"COLUMNS": "120"},
        capture_output=True,
        text=True,
        check=True,
    )
    modules = set(done.stderr.split())
    assert not {name.split(".")[0] for name in modules} & {*HEAVY, *PARSERS[:-1]}
    for name in OPTIONS[command]:
        (line,) = (line for line in done.stdout.splitlines() if re.match(rf"\W*{name}\b", line))
        assert re.search("[\u4e00-\u9fff]", line), line


def test_check_shows_one_page_in_full(tmp_path: Path) -> None:
    (tmp_path / "2025-11-14-page.txt").write_text(PAGE, "utf-8")
    ran = run_cli("corpus", "check", "2025-11-14-page.txt", cwd=tmp_path)
    assert ran.code == 0
    assert "2篇文章" in ran.out
    assert "今年1至9月 → 2025-01-01至2025-09-30" in ran.out
    assert "约86.4亿元 = 8,640,000,000元" in ran.out
    assert re.search(r"可疑 没有来源；.*只有半篇", ran.out)
    assert re.search(r"日期 2025年11月14日", ran.out)
    assert "检查" in ran.err


def test_check_gives_scripts_one_json_object(tmp_path: Path) -> None:
    (tmp_path / "2025-11-14-page.txt").write_text(PAGE, "utf-8")
    row = run_cli("corpus", "check", "2025-11-14-page.txt", "--json", cwd=tmp_path).json
    assert (row["articles"], row["path"]) == (2, "2025-11-14-page.txt")
    (file,) = row["files"]
    first, second = file["articles"]
    assert first["title"] == "南河经开区前三季度引进项目23个"
    assert {"text": "今年1至9月", "first": 20250101, "last": 20250930}.items() <= first["dates"][
        0
    ].items()
    assert second["cut_off"]
    assert "cut_off" in [doubt["kind"] for doubt in second["doubts"]]


def test_check_of_what_cannot_be_read_is_one_sentence(tmp_path: Path) -> None:
    assert "找不到“无”" in run_cli("corpus", "check", "无", cwd=tmp_path).sentence
    (tmp_path / "a.xyz").write_text("甲", "utf-8")
    sentence = run_cli("corpus", "check", "a.xyz", "--json", cwd=tmp_path).sentence
    assert "没有能读的文章" in sentence


def test_import_fills_in_what_the_files_leave_open(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(PAGE, "utf-8")
    words = ("corpus", "import", "page.txt", "--published", "2025-11-14", "--source", "晨州日报")
    ran = run_cli(*words, cwd=tmp_path)
    assert ran.code == 0
    assert ran.out.splitlines() == [
        "补上了文件没写明的日期（2篇）、来源（2篇）；文件自己写明的没有改。",
        "新增2、替换0、没有变化0、没有写入0篇：data/articles",
        "下一步：zone-assistant index build --articles data/articles",
    ]
    reading = read_articles(tmp_path / "data/articles")
    assert {(a.source, a.published) for a in reading.articles} == {("晨州日报", "2025-11-14")}
    assert {a.doc_id for a in reading.articles} == {
        "晨州日报-2025-11-14-南河经开区前三季度引进项目23个",
        "晨州日报-2025-11-14-北河经开区建成标准厂房",
    }
    assert {a.cut_off for a in reading.articles} == {False, True}
    again = run_cli(*words, cwd=tmp_path)
    assert "新增0、替换0、没有变化2、没有写入0篇" in again.out
    assert "下一步" not in again.out


def test_import_replaces_what_was_corrected_and_says_where_the_old_one_is(tmp_path: Path) -> None:
    write_briefs(tmp_path / "new")
    words = ("corpus", "import", "new", "--to", "my library")
    first = run_cli(*words, cwd=tmp_path)
    assert "新增12、" in first.out
    assert first.out.endswith("index build --articles 'my library'\n")
    brief = tmp_path / "new/village-2.md"
    brief.write_text(brief.read_text("utf-8").replace("2.4公里", "2.5公里"), "utf-8")
    tried = run_cli(*words, "--dry-run", cwd=tmp_path)
    assert "试运行，什么都没有写：新增0、替换1、没有变化11、没有写入0篇" in tried.out
    assert not list((tmp_path / "my library/.versions").rglob("*.md"))
    ran = run_cli(*words, cwd=tmp_path)
    assert "新增0、替换1、没有变化11、没有写入0篇" in ran.out
    said = re.search(r"^替换“.*”：(.+)，旧版存为 (.+)$", ran.out, re.MULTILINE)
    assert said
    new, old = (tmp_path / name for name in said.groups())
    assert "2.5公里" in new.read_text("utf-8")
    assert "2.4公里" in old.read_text("utf-8")
    assert len(read_articles(tmp_path / "my library").articles) == 12


def test_import_names_what_it_did_not_read(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(PAGE, "utf-8")
    (tmp_path / "rows.jsonl").write_text('{"text": "一句话。"}\n{"text": 5}\n', "utf-8")
    words = ("corpus", "import", "无.txt", "rows.jsonl", "page.txt")
    ran = run_cli(*words, cwd=tmp_path, articles="mine")
    assert ran.code == 0
    assert "新增3、" in ran.out
    assert "篇：mine" in ran.out  # the library that is set
    assert "无.txt：找不到，请检查路径。" in ran.err
    assert "rows.jsonl 第2行：" in ran.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["page.txt", "--published", "去年"], "日期“去年”读不懂"),
        (["page.txt", "--to", "page.txt"], "“page.txt”或它的上级是一个文件"),
    ],
)
def test_a_wrong_import_is_one_sentence_and_writes_nothing(
    words: list[str], said: str, tmp_path: Path
) -> None:
    (tmp_path / "page.txt").write_text(PAGE, "utf-8")
    assert said in run_cli("corpus", "import", *words, cwd=tmp_path).sentence
    assert [path.name for path in tmp_path.iterdir()] == ["page.txt"]


@pytest.mark.parametrize(
    "stop", [signal.SIGINT, pytest.param(signal.SIGKILL, marks=pytest.mark.slow)]
)
def test_an_interrupted_import_leaves_whole_files_and_goes_on(
    stop: signal.Signals, tmp_path: Path
) -> None:
    write_many(tmp_path / "many.jsonl")
    library = tmp_path / "library"
    words = ["corpus", "import", "many.jsonl", "--to", "library"]
    stopped = stop_cli(
        *words, cwd=tmp_path, begun=lambda: len(list(library.glob("*.md"))) >= 10, stop=stop
    )
    assert stopped.out == ""
    if stop is signal.SIGINT:
        assert stopped.code == 130
        assert (
            stopped.err.splitlines()[-1] == "已中断；已写好的文章都是完整的，再运行一次会接着做。"
        )
        assert not [path for path in library.iterdir() if path.name.startswith(".writing")]
    written = snapshot(library)
    whole = {article.doc_id: article for article in read_articles(tmp_path / "many.jsonl").articles}
    reading = read_articles(library)
    assert reading.problems == ()
    assert 10 <= len(reading.articles) < MANY
    assert all(whole[article.doc_id] == article for article in reading.articles)
    ran = run_cli(*words, cwd=tmp_path)
    left = MANY - len(reading.articles)
    assert f"新增{left}、替换0、没有变化{MANY - left}、没有写入0篇" in ran.out
    now = snapshot(library)
    kept = {name: text for name, text in written.items() if name.endswith(".md")}
    assert kept.items() <= now.items()
    assert not [name for name in now if ".writing" in name]


@pytest.mark.slow
def test_an_interrupted_check_is_one_sentence(tmp_path: Path) -> None:
    write_many(tmp_path / "many.jsonl", 2000)
    leader, follower = pty.openpty()  # the bar is drawn on a terminal only
    checking = subprocess.Popen(
        [PROGRAM, "corpus", "check", "many.jsonl"],
        cwd=tmp_path,
        env=environment() | {"TERM": "xterm"},
        stdout=subprocess.PIPE,
        stderr=follower,
    )
    os.close(follower)
    shown = b""
    while "检查".encode() not in shown:
        shown += os.read(leader, 10_000)
    checking.send_signal(signal.SIGINT)
    with suppress(OSError):  # a terminal whose other end is closed
        while more := os.read(leader, 10_000):
            shown += more
    os.close(leader)
    assert checking.communicate(timeout=60)[0] == b""
    assert checking.returncode == 130
    assert b"Traceback" not in shown
    assert shown.decode().rstrip().endswith("再运行一次会接着做。")
