"""`zone-assistant index …`: building the index and looking into it."""

from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli_history import backup, gc, restore, rollback, status, verify
from assistant.terminal import IndexDir, progress, say_problems, settings_from

if TYPE_CHECKING:
    from assistant.indexing import Built, Plan
    from assistant.settings import Settings

SHOWN = 20  # doc_ids of one kind in a dry run
STEPS = {
    "passages": "切成段落",
    "encode": "计算向量",
    "vectors": "写入向量",
    "times": "读出时间",
    "words": "写入词表",
}

index_app = typer.Typer(no_args_is_help=True, help="建立、查看、备份和退回索引。")

Articles = Annotated[
    Path | None,
    typer.Option(help="文章所在的文件夹，或一个 .jsonl 文件", show_default="自带的样例文章"),
]
Ray = Annotated[
    str | None,
    typer.Option(
        help="把工作分到 Ray 集群的各台机器：它的地址（如 10.0.0.5:6379）；"
        "auto：本机所在的集群；local：本机的各个核心",
        show_default=False,
    ),
]
Prune = Annotated[bool, typer.Option("--prune", help="允许去掉超过一成的文章")]


@index_app.command("build", help="让索引与文章一致；没有变化就什么也不做。")
def index_build(
    articles: Articles = None,
    index_dir: IndexDir = None,
    prune: Prune = False,  # noqa: FBT002
    full: Annotated[bool, typer.Option("--full", help="从头重建，不与现有索引比较")] = False,  # noqa: FBT002
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只说会做什么，什么也不写")] = False,  # noqa: FBT002
    ray: Ray = None,
    verbose: Annotated[bool, typer.Option("--verbose", help="说出每一步用了几秒")] = False,  # noqa: FBT002
) -> None:
    """Bring the index in line with the articles."""
    from assistant.indexing import build, plan
    from assistant.spreading import spreading

    settings = settings_from(articles=articles, index_dir=index_dir, ray=ray)
    with progress() as report, spreading(settings, report) as pool:
        if dry_run:
            planned = plan(settings, full=full, on_progress=report, pool=pool)
        else:
            built = build(settings, prune=prune, full=full, on_progress=report, pool=pool)
    if dry_run:
        _say_planned(planned, settings)
        if planned.refused and not prune:
            typer.echo(planned.refused, err=True)
    else:
        _say_built(built, settings)
        for step, seconds in built.manifest.seconds.items() if verbose and built.fresh else ():
            typer.echo(f"{STEPS.get(step, step)}：{seconds:.1f}秒", err=True)


@index_app.command("watch", help="守着文章文件夹：文章变了就重建索引，直到按 Ctrl+C。")
def index_watch(
    articles: Articles = None,
    index_dir: IndexDir = None,
    prune: Prune = False,  # noqa: FBT002
) -> None:
    """Follow a folder of articles."""
    from assistant.watching import follow

    settings = settings_from(articles=articles, index_dir=index_dir)
    typer.echo(f"守着 {settings.articles}，文章变了就重建（按 Ctrl+C 结束）。")
    with suppress(KeyboardInterrupt):  # which is how it ends
        for outcome in follow(settings, prune=prune):
            if isinstance(outcome, str):
                typer.echo(outcome, err=True)
            else:
                _say_built(outcome, settings)


def _say_built(built: "Built", settings: "Settings") -> None:
    say_problems(built.reading.problems)
    count, manifest = len(built.reading.articles), built.manifest
    if built.filled:
        servers = [f"Chroma 服务器 {settings.chroma.url}"] if settings.chroma else []
        servers += [f"Milvus {settings.milvus_uri}"] if settings.milvus_uri else []
        servers += [settings.generations] if settings.generations else []
        typer.echo(
            f"{count}篇文章都没有变化，不用重建；{'、'.join(servers)} 里还没有这个索引，"
            f"已把 {settings.index_dir} 存进去。"
        )
        return
    if not built.fresh:
        typer.echo(f"{count}篇文章都没有变化，索引 {settings.index_dir} 不用重建。")
        return
    if built.damage:
        typer.echo(f"{built.damage}，已从头重建。", err=True)
    skipped = sum(problem.level == "skipped" for problem in built.reading.problems)
    carried = manifest.passages - manifest.encoded
    taken = f"，{carried}段的向量沿用" if carried else ""
    typer.echo(
        f"读入{count}篇，跳过{skipped}处；{_counts(built)}；写入{manifest.passages}段{taken}，"
        f"用时{sum(manifest.seconds.values()):.1f}秒（其中计算向量{manifest.seconds['encode']:.1f}秒）："
        f"{settings.index_dir}"
    )


def _say_planned(planned: "Plan", settings: "Settings") -> None:
    say_problems(planned.reading.problems)
    changes = planned.changes
    kinds = {
        "新增": changes.new,
        "改动": changes.changed,
        "换编号": tuple(f"{was} → {now}" for was, now in changes.moved),
        "去掉": changes.removed,
    }
    for kind, doc_ids in kinds.items():
        for doc_id in doc_ids[:SHOWN]:
            typer.echo(f"{kind}：{doc_id}")
        if len(doc_ids) > SHOWN:
            typer.echo(f"{kind}：……等{len(doc_ids)}篇")
    if planned.damage:
        typer.echo(f"{planned.damage}。", err=True)
    what = "会从头重建" if planned.full else "会重建" if planned.needed else "不用重建"
    count = len(planned.reading.articles)
    typer.echo(f"试运行：读入{count}篇；{_counts(planned)}；{what} {settings.index_dir}。")


def _counts(outcome: "Built | Plan") -> str:
    changes = outcome.changes
    moved = f"、换编号{len(changes.moved)}" if changes.moved else ""
    return (
        f"新增{len(changes.new)}、改动{len(changes.changed)}{moved}、"
        f"去掉{len(changes.removed)}、不变{changes.unchanged}篇"
    )


@index_app.command("versions", help="列出更正前的旧版文章；给出编号时显示那篇的旧版全文。")
def index_versions(
    doc_id: Annotated[str | None, typer.Argument(metavar="编号", help="文章的编号")] = None,
    index_dir: IndexDir = None,
) -> None:
    """Show what corrected articles said before."""
    from assistant.indexing import earlier_versions

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


index_app.command("status", help="列出索引的各代：哪一代在回答，多少篇、多大。")(status)
index_app.command("verify", help="逐段核对索引：正文、段落、向量、词表。")(verify)
index_app.command("rollback", help="退回上一代索引，或用 --to 换到指定的一代。")(rollback)
index_app.command("gc", help="删掉不再需要的旧索引，留下最近的几代。")(gc)
index_app.command("backup", help="把索引备份成一个文件。")(backup)
index_app.command("restore", help="从备份恢复索引。")(restore)
