"""A check on the terminal: the table of all articles, each in full, and nothing that steers it."""

import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from assistant.check_view import show_details, show_overview
from assistant.terminal import printable
from corpus.library.check import check_path
from tests.cli_driver import write_briefs


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_briefs(tmp_path / "articles")
    (tmp_path / "articles/bare.md").write_text("只有一句话。", "utf-8")
    (tmp_path / "articles/a.xyz").write_text("甲", "utf-8")
    return tmp_path / "articles"


def overview(path: Path) -> str:
    console = Console(file=io.StringIO(), width=140)
    show_overview(check_path(path), console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def details(path: Path) -> str:
    console = Console(file=io.StringIO(), width=140)
    show_details(check_path(path), console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_many_articles_are_a_table_with_the_doubtful_ones_first(folder: Path) -> None:
    lines = overview(folder).splitlines()
    assert "可疑之处" in lines[0]
    assert "标题是推断的；没有日期；没有来源" in lines[2]
    assert "bare.md" in lines[2]
    assert [line for line in lines if "13个文件读出13篇文章，" in line]
    (skipped,) = (line for line in lines if "还不能读取.xyz" in line)
    assert "没有读" in skipped
    assert "--detail" in lines[-1]


def test_a_doubt_that_all_articles_share_is_said_once(tmp_path: Path) -> None:
    rows = [{"doc_id": str(n), "text": f"第{n}座桥通车。", "date": "2025"} for n in range(3)]
    path = tmp_path / "c.jsonl"
    path.write_text("\n".join(json.dumps(row | {"title": "桥"}) for row in rows), "utf-8")
    shown = overview(path)
    assert shown.count("没有来源") == 1
    assert "可疑：每一篇都正文只有7个字、没有来源、没有认出是哪个开发区。" in shown


def test_details_show_every_article_in_full(folder: Path) -> None:
    shown = details(folder)
    assert shown.count("\n    正文 ") == 13
    assert "今年5月 → 2025-05-01至2025-05-31" in shown
    assert "6.2亿元 = 620,000,000元" in shown
    assert "云溪高新区（云溪，高新区）×2" in shown


def test_a_title_cannot_steer_the_terminal(tmp_path: Path) -> None:
    row = {"doc_id": "a", "title": "\x1b[2J[bold]桥[/bold]\u202e", "text": "甲桥。"}
    path = tmp_path / "c.jsonl"
    path.write_text(json.dumps(row), "utf-8")
    for shown in (overview(path), details(path)):
        assert "\\x1b[2J[bold]桥[/bold]\\u202e" in shown
        assert not {"\x1b", "\u202e"} & set(shown)
    assert printable("甲\u3000乙\t\x07") == "甲\u3000乙\\t\\x07"
