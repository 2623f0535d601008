"""What the commands share: settings from options, progress, tables, errors and JSON for scripts."""

import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from assistant.schema import Frame
    from assistant.settings import Settings
    from corpus.files.problem import Problem

WIDE = 140  # columns where the output goes into a file

IndexDir = Annotated[Path | None, typer.Option(help="索引所在的文件夹", show_default="data/index")]
AsOf = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="按这一天理解今年、去年")]
AsJson = Annotated[bool, typer.Option("--json", help="输出一个 JSON 对象")]


def settings_from(**given: Path | str | None) -> "Settings":
    """Read the settings; what is given on the command line comes first."""
    from assistant.settings import read_settings

    return read_settings(**given)


@contextmanager
def progress(*, seldom: float = 30) -> Iterator[Callable[[str, int, int], None]]:
    """Show one bar per step, with the time left; in a log a line every so many seconds."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.progress import TimeRemainingColumn as TimeLeft

    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeLeft()
    bars = Progress(*columns, console=Console(stderr=True))
    tasks: dict[str, Any] = {}
    said = time.monotonic()

    def report(step: str, done: int, total: int) -> None:
        nonlocal said
        if step not in tasks:
            tasks[step] = bars.add_task(step, total=total)
        bars.start()  # not before: it leaves an empty line where nothing was reported
        bars.update(tasks[step], completed=done, total=total)
        if not bars.console.is_terminal and time.monotonic() - said >= seldom:
            said = time.monotonic()
            left = next(task.time_remaining for task in bars.tasks if task.id == tasks[step])
            later = "" if left is None else f"，大约还要{left / 60:.0f}分钟"
            bars.console.print(f"{step} {done}/{total}{later}", markup=False, highlight=False)

    try:
        yield report
    finally:
        if tasks:
            bars.stop()


def console() -> "Console":
    """Return the standard output as rich sees it; in a file, lines are as wide as a table needs."""
    from rich.console import Console

    wide = sys.stdout.isatty() or "COLUMNS" in os.environ
    return Console(width=None if wide else WIDE, highlight=False, emoji=False)


def print_table(rows: list[tuple[str, ...]]) -> None:
    """Print a table; the first row holds the headings."""
    from rich.table import Table
    from rich.text import Text  # plain: what people typed is no markup

    table = Table()
    for heading in rows[0]:
        table.add_column(Text(heading), overflow="fold")
    for row in rows[1:]:
        table.add_row(*(Text(printable(cell)) for cell in row))
    console().print(table)


def print_json(row: dict[str, Any]) -> None:
    """Print one JSON object; a terminal that isn't UTF-8 gets it in ASCII."""
    only_ascii = sys.stdout.encoding.lower() != "utf-8"
    typer.echo(json.dumps(row, ensure_ascii=only_ascii, indent=2))


def frame_lines(frame: "Frame") -> list[str]:
    """Say what stands around an answer: what is nearby, as of when, the newest article."""
    from corpus.dates import format_published

    sentences = [item for item in frame.nearby if item.endswith("。")]
    topics = [item for item in frame.nearby if item not in sentences]
    lines = [f"相近的文章：{'；'.join(topics)}", *sentences] if topics else sentences
    if frame.understood:
        lines.append(f"理解为：{frame.understood}。".replace("？。", "？"))
    if frame.as_of:
        lines.append(f"资料截至{format_published(frame.as_of)}。")
    if frame.newest:
        lines.append(f"语料最新为{format_published(frame.newest)}。")
    return lines


def say_error(message: str) -> None:
    """Say in one sentence on stderr what is wrong."""
    typer.echo(f"错误：{message}", err=True)


def say_problems(problems: "Iterable[Problem]") -> None:
    """Name on stderr what was not read."""
    for problem in problems:
        typer.echo(printable(str(problem)), err=True)


def printable(text: str) -> str:
    """Spell out what a terminal would take for a command or hide: ESC, direction marks, tabs."""
    return "".join(
        char if char.isprintable() or char in "\u3000\xa0" else ascii(char)[1:-1] for char in text
    )
