"""`zone-assistant corpus …`: how files are read, and taking them into a library."""

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.terminal import (
    AsJson,
    console,
    print_json,
    printable,
    progress,
    say_problems,
    settings_from,
)

if TYPE_CHECKING:
    from corpus.article import Article
    from corpus.library.writer import Entry

DETAILED = 12  # articles that are shown in full without being asked

corpus_app = typer.Typer(no_args_is_help=True, help="查看文章是怎样读的，把文章收进文库。")

Source = Annotated[str, typer.Option(metavar="来源", help="文件没写来源时用它，例如：科学导报")]
Published = Annotated[
    str, typer.Option(metavar="日期", help="文件没写日期时用它：2025、2025-11 或 2025-11-14")
]


@corpus_app.command("check", help="查看文件读成了什么：文章、日期、开发区、数字，可疑的排在前面。")
def corpus_check(
    path: Annotated[Path, typer.Argument(metavar="路径", help="一个文件或文件夹")],
    as_json: AsJson = False,  # noqa: FBT002
    detail: Annotated[bool, typer.Option("--detail", help="逐篇列出全部内容")] = False,  # noqa: FBT002
) -> None:
    """Show how a file or folder is read."""
    from assistant.check_view import show_details, show_overview
    from corpus.library.check import check_path

    with progress() as report:
        check = check_path(path, on_progress=report)
    if as_json:
        print_json(check.to_json())
    elif detail or len(check.articles) <= DETAILED:
        show_details(check, console())
    else:
        show_overview(check, console())


@corpus_app.command("import", help="把文章收进文库：每篇写成一个 .md 文件，更正过的替换旧版。")
def corpus_import(
    paths: Annotated[list[Path], typer.Argument(metavar="路径...", help="要收进来的文件或文件夹")],
    to: Annotated[
        Path | None, typer.Option(metavar="文件夹", help="文库", show_default="data/articles")
    ] = None,
    published: Published = "",
    source: Source = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只报告，什么都不写")] = False,  # noqa: FBT002
) -> None:
    """Write each article that is read as a Markdown file of a library folder."""
    from corpus.dates import parse_published
    from corpus.library.writer import fill_in, write_articles

    published, source = parse_published(published), " ".join(source.split())
    library = to or _library()
    articles = _read(paths)
    filled = [fill_in(article, published=published, source=source) for article in articles]
    with progress() as report:
        entries = write_articles(filled, library, dry_run=dry_run, on_progress=report)
    _say_filled(articles, filled)
    _say_entries(entries, library, dry_run=dry_run)


def _library() -> Path:
    """Return the library that is set, else a folder of its own: the samples are not for adding."""
    from assistant.settings import DEFAULT_ARTICLES, LIBRARY

    articles = settings_from().articles
    return LIBRARY if articles == DEFAULT_ARTICLES else articles


def _read(paths: "Sequence[Path]") -> "Sequence[Article]":
    from corpus.readers import read_articles

    with progress() as report:
        reading = read_articles(*paths, on_progress=report)
    say_problems(reading.problems)
    return reading.articles


def _say_filled(before: "Sequence[Article]", after: "Sequence[Article]") -> None:
    pairs = list(zip(before, after, strict=True))
    dated = sum(old.published != new.published for old, new in pairs)
    sourced = sum(old.source != new.source for old, new in pairs)
    said = [f"日期（{dated}篇）"] * bool(dated) + [f"来源（{sourced}篇）"] * bool(sourced)
    if said:
        typer.echo(f"补上了文件没写明的{'、'.join(said)}；文件自己写明的没有改。")


def _say_entries(entries: "Sequence[Entry]", library: Path, *, dry_run: bool) -> None:
    for entry in entries:
        title = entry.article.title[:30]
        if entry.what == "skipped":
            said = f"没有写入“{title}”（{entry.article.doc_id}）：{entry.reason}"
            typer.echo(printable(said), err=True)
        elif entry.what == "replaced":
            typer.echo(printable(f"替换“{title}”：{entry.path}，旧版存为 {entry.old}"))
    counts = {what: sum(entry.what == what for entry in entries) for what in _WHAT}
    said = "、".join(f"{label}{counts[what]}" for what, label in _WHAT.items())
    typer.echo(f"{'试运行，什么都没有写：' if dry_run else ''}{said}篇：{library}")
    if not dry_run and counts["added"] + counts["replaced"]:
        typer.echo(f"下一步：zone-assistant index build --articles {shlex.quote(str(library))}")


_WHAT = {"added": "新增", "replaced": "替换", "unchanged": "没有变化", "skipped": "没有写入"}
