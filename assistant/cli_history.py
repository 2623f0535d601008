"""`zone-assistant index status|verify|rollback|gc|backup|restore`: the generations of an index."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.terminal import AsJson, IndexDir, print_json, print_table, progress, settings_from

if TYPE_CHECKING:
    from index.history import Kept
    from index.manifest import Manifest

SHOWN = 20  # faults that are written out
File = Annotated[Path, typer.Argument(metavar="文件", help="备份文件，如 index.tar")]


def status(index_dir: IndexDir = None, as_json: AsJson = False) -> None:  # noqa: FBT002
    """List the generations of the index."""
    from assistant.sharing import refresh
    from index.history import kept
    from index.manifest import missing

    settings = settings_from(index_dir=index_dir)
    in_server = refresh(settings)
    found = kept(settings.index_dir)
    here = {generation.folder.name for generation in found}
    elsewhere = [name for name in in_server if name not in here]
    if as_json:
        row = {"index_dir": str(settings.index_dir), "generations": [_row(k) for k in found]}
        elsewhere_too = settings.chroma or settings.generations
        print_json(row | ({"in_server": in_server} if elsewhere_too else {}))
    elif found:
        headings = ("", "一代", "建于", "文章", "段落", "模型", "运行方式", "大小")
        there = [("", name, "", "", "", "只在服务器里", "", "") for name in elsewhere]
        print_table([headings, *(_cells(generation) for generation in found), *there])
    else:
        typer.echo(str(missing(settings.index_dir)))


def verify(index_dir: IndexDir = None) -> None:
    """Check every passage, vector and word list of the index."""
    from assistant.sharing import refresh
    from index.errors import SearchIndexError
    from index.generations import Generations
    from index.manifest import missing, read_manifest, rebuild
    from index.verify import verify as faults_of

    settings = settings_from(index_dir=index_dir)
    refresh(settings)
    folder = Generations(settings.index_dir).current()
    if folder is None:
        raise missing(settings.index_dir, "，没有可核对的")
    faults = faults_of(folder)
    for fault in faults[:SHOWN]:
        typer.echo(fault, err=True)
    if faults:
        raise SearchIndexError(
            f"索引 {folder} 有{len(faults)}处不对，可以用 zone-assistant index rollback "
            f"退回上一代，或{rebuild(settings.index_dir)}。"
        )
    manifest = read_manifest(folder)
    typer.echo(f"索引完好：{manifest.articles}篇、{manifest.passages}段，逐段核对过：{folder}")


def rollback(
    index_dir: IndexDir = None,
    to: Annotated[str, typer.Option(help="换到这一代；名字见 index status")] = "",
) -> None:
    """Go back to an earlier generation."""
    from assistant.editing.history import left_out, said_of
    from assistant.indexing import roll_back

    settings = settings_from(index_dir=index_dir)
    manifest, before = roll_back(settings, to)
    typer.echo(f"已换到{_name(manifest)}：{manifest.articles}篇、{manifest.passages}段。")
    if said := said_of(left_out(settings, manifest, before)):
        typer.echo(said)
    if before:
        typer.echo(
            f"原来的 {before} 还在，下次重建以前可以用 zone-assistant index rollback "
            f"--to {before} 换回。"
        )


def gc(
    index_dir: IndexDir = None,
    keep: Annotated[int, typer.Option(min=1, help="留下几代，含正在回答的一代")] = 1,
) -> None:
    """Remove generations that are not needed."""
    from assistant.sharing import collect_garbage

    gone = collect_garbage(settings_from(index_dir=index_dir), keep=keep)
    typer.echo(f"删掉了 {'、'.join(gone)}。" if gone else "没有可删的。")


def backup(file: File, index_dir: IndexDir = None) -> None:
    """Write the index into one file."""
    from assistant.sharing import refresh
    from index.backup import back_up

    settings = settings_from(index_dir=index_dir)
    refresh(settings)
    with progress() as report:
        manifest = back_up(settings.index_dir, file, on_progress=report)
    typer.echo(
        f"已备份{_name(manifest)}（{manifest.articles}篇、{manifest.passages}段，"
        f"{_megabytes(file.stat().st_size)}）：{file}"
    )


def restore(file: File, index_dir: IndexDir = None) -> None:
    """Put a backup back as the current index."""
    from assistant.indexing import restore as put_back

    settings = settings_from(index_dir=index_dir)
    with progress() as report:
        manifest = put_back(settings, file, on_progress=report)
    typer.echo(
        f"已从 {file} 恢复：{manifest.articles}篇、{manifest.passages}段，核对无误："
        f"{settings.index_dir}"
    )


def _name(manifest: "Manifest") -> str:
    made = datetime.fromisoformat(manifest.created).astimezone()
    return f" {manifest.generation}（{made:%Y-%m-%d %H:%M} 建）"


def _row(kept: "Kept") -> dict[str, object]:
    row: dict[str, object] = {
        "generation": kept.folder.name,
        "current": kept.current,
        "bytes": kept.bytes,
    }
    if manifest := kept.manifest:
        row |= {
            "created": manifest.created,
            "articles": manifest.articles,
            "passages": manifest.passages,
            "model": manifest.model,
            "runtime": manifest.runtime,
        }
    return row


def _cells(kept: "Kept") -> tuple[str, ...]:
    mark, name, size = "→" if kept.current else "", kept.folder.name, _megabytes(kept.bytes)
    manifest = kept.manifest
    if manifest is None:
        return mark, name, "", "", "", "不完整，或由别的版本建成", "", size
    made = f"{datetime.fromisoformat(manifest.created).astimezone():%Y-%m-%d %H:%M}"
    counts = (str(manifest.articles), str(manifest.passages))
    return mark, name, made, *counts, manifest.model, manifest.runtime, size


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.1f} MB"
