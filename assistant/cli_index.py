"""`zone-assistant index …`: building the index."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.terminal import IndexDir, progress, say_problems, settings_from

if TYPE_CHECKING:
    from assistant.app import Built
    from assistant.settings import Settings

index_app = typer.Typer(no_args_is_help=True, help="建立和查看索引。")

Articles = Annotated[
    Path | None,
    typer.Option(help="文章所在的文件夹，或一个 .jsonl 文件", show_default="自带的样例文章"),
]


@index_app.command("build", help="让索引与文章一致；没有变化就什么也不做。")
def index_build(
    articles: Articles = None,
    index_dir: IndexDir = None,
    prune: Annotated[bool, typer.Option("--prune", help="允许去掉超过一成的文章")] = False,  # noqa: FBT002
    full: Annotated[bool, typer.Option("--full", help="从头重建，不与现有索引比较")] = False,  # noqa: FBT002
) -> None:
    """Bring the index in line with the articles."""
    from assistant.app import build

    settings = settings_from(articles=articles, index_dir=index_dir)
    with progress() as report:
        built = build(settings, prune=prune, full=full, on_progress=report)
    _say_built(built, settings)


def _say_built(built: "Built", settings: "Settings") -> None:
    say_problems(built.reading.problems)
    count, manifest, changes = len(built.reading.articles), built.manifest, built.changes
    if not built.fresh:
        typer.echo(f"{count}篇文章都没有变化，索引 {settings.index_dir} 不用重建。")
        return
    skipped = sum(problem.level == "skipped" for problem in built.reading.problems)
    typer.echo(
        f"读入{count}篇，跳过{skipped}处；新增{len(changes.new)}、改动{len(changes.changed)}、"
        f"去掉{len(changes.removed)}篇；写入{manifest.passages}段，"
        f"用时{sum(manifest.seconds.values()):.1f}秒（其中计算向量{manifest.seconds['encode']:.1f}秒）："
        f"{settings.index_dir}"
    )


@index_app.command("versions", help="列出更正前的旧版文章；给出编号时显示那篇的旧版全文。")
def index_versions(
    doc_id: Annotated[str | None, typer.Argument(metavar="编号", help="文章的编号")] = None,
    index_dir: IndexDir = None,
) -> None:
    """Show what corrected articles said before."""
    from assistant.app import earlier_versions

    settings = settings_from(index_dir=index_dir)
    versions = earlier_versions(settings, doc_id)
    if not versions:
        typer.echo(f"编号 {doc_id} 没有旧版。" if doc_id else "没有更正过的文章。")
    for version in versions:
        article = version.article
        typer.echo(f"{_local(version.replaced)} 之前：{article.doc_id}《{article.title}》")
        if doc_id:
            typer.echo(f"{article.body}\n")


def _local(moment: str) -> str:
    """Write an ISO time as people read it, in this machine's zone."""
    return f"{datetime.fromisoformat(moment).astimezone():%Y-%m-%d %H:%M}"
