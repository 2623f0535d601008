"""A check on the terminal: a table of all articles, or each of them in full."""

from collections.abc import Iterable

from rich.console import Console
from rich.table import Table
from rich.text import Text

from assistant.terminal import printable
from corpus.library.check_lines import MARK, Line, article_lines, file_lines, summary
from corpus.library.findings import Check, Checked, CheckedFile

TITLE, MOST_PROBLEMS = 24, 20
_LOUD = {MARK: "bold yellow", "没有读": "bold red", "没解出": "yellow"}


def show_details(check: Check, console: Console) -> None:
    """Print every file with all its articles, each in full."""
    for file in check.files:
        console.rule(Text(_file_heading(file)), align="left")
        _print_lines(file_lines(file), console)
        for n, checked in enumerate(file.articles, start=1):
            console.print(Text(f"\n[{n}] {printable(checked.article.title)}", style="bold"))
            _print_lines(article_lines(checked), console)
    console.print(Text(f"\n{summary(check)}"))


def show_overview(check: Check, console: Console) -> None:
    """Print a table of all articles, the most doubtful first, and what was not read."""
    shared = set.intersection(*({doubt.message for doubt in c.doubts} for c in check.articles))
    rows = [
        (file, checked, [doubt.message for doubt in checked.doubts if doubt.message not in shared])
        for file in check.files
        for checked in file.articles
    ]
    rows.sort(key=lambda row: -len(row[2]))
    with_file = len({file.path for file, _, _ in rows}) > 1
    table = Table(show_edge=False, pad_edge=False)
    for heading in ("可疑之处", "标题", "日期", "来源", *(["文件"] if with_file else [])):
        table.add_column(heading, overflow="fold")
    for heading in ("字数", "时间", "开发区", "数字"):
        table.add_column(heading, justify="right", no_wrap=True)
    for file, checked, doubts in rows:
        name = [Text(printable(file.path.name))] if with_file else []
        table.add_row(Text(printable("；".join(doubts)), style="yellow"), *_cells(checked, name))
    console.print(table)
    if shared:
        said = printable("、".join(sorted(shared)))
        console.print(Text(f"{MARK}：每一篇都{said}。", style="yellow"))
    _print_problems(check, console)
    console.print(Text(summary(check)))
    console.print(Text("逐篇细看：再加 --detail，或只检查一个文件。"))


def _cells(checked: Checked, file: list[Text]) -> list[Text]:
    article = checked.article
    title = article.title if len(article.title) <= TITLE else f"{article.title[:TITLE]}…"
    words = (title, article.published or "不详", article.source or "不详")
    counts = (len(article.body), len(checked.dates), len(checked.zones), len(checked.figures))
    return [*(Text(printable(w)) for w in words), *file, *(Text(str(n)) for n in counts)]


def _print_problems(check: Check, console: Console) -> None:
    lines = [
        (label, f"{file.path}：{said}") for file in check.files for label, said in file_lines(file)
    ]
    _print_lines(lines[:MOST_PROBLEMS], console)
    if len(lines) > MOST_PROBLEMS:
        console.print(Text(f"……另有{len(lines) - MOST_PROBLEMS}处，加 --detail 可以看到。"))


def _print_lines(lines: Iterable[Line], console: Console) -> None:
    grid = Table.grid(padding=(0, 1))
    grid.add_column(width=8, justify="right", no_wrap=True)
    grid.add_column(overflow="fold")
    for label, said in lines:
        grid.add_row(Text(label, style=_LOUD.get(label, "dim")), Text(printable(said)))
    if grid.row_count:
        console.print(grid)


def _file_heading(file: CheckedFile) -> str:
    doubtful = sum(bool(checked.doubts) for checked in file.articles)
    return printable(f"{file.path}：{len(file.articles)}篇文章，可疑{doubtful}篇")
