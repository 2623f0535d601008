"""`zone-assistant eval …`: the assistant beside plain BM25, Chroma and LlamaIndex."""

from pathlib import Path
from typing import Annotated

import typer

from assistant.terminal import AsOf, IndexDir, print_table, progress, settings_from

peers_app = typer.Typer()


@peers_app.command("peers", help="同一题集、同一向量模型，与直接用 BM25、Chroma、LlamaIndex 相比。")
def eval_peers(
    questions: Annotated[Path, typer.Option(help="题集（.jsonl）")],
    articles: Annotated[Path, typer.Option(metavar="路径", help="题目所依据的文章")],
    out: Annotated[Path, typer.Option(help="结果写到这个文件夹，每个系统一份")],
    index_dir: IndexDir = None,
    vectors: Annotated[
        Path, typer.Option(metavar="文件", help="算好的向量存在这里，中断后接着算")
    ] = Path("data/bench/vectors.sqlite"),
    as_of: AsOf = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="丢掉已有的结果，从头问")] = False,  # noqa: FBT002
) -> None:
    """Measure the assistant and its peers on one set."""
    from assistant.evaluate import systems_on
    from eval.peer_tables import comparison_table
    from eval.questions import load_questions
    from eval.side_by_side import side_by_side

    asked = load_questions(questions)
    settings = settings_from(index_dir=index_dir, articles=articles)
    day = as_of.date() if as_of else None
    with progress() as report:
        systems = systems_on(settings, questions, vectors=vectors, day=day, on_progress=report)
        summaries = side_by_side(asked, systems, out, fresh=fresh, on_progress=report)
    print_table(comparison_table(summaries))
    typer.echo(f"结果在 {out}。")


@peers_app.command("peers-section", help="把各题集的对照结果写进文档里两个标记之间。")
def eval_peers_section(
    runs: Annotated[Path, typer.Option(metavar="文件夹", help="eval peers 的结果，每个题集一份")],
    document: Annotated[Path, typer.Option(metavar="文件", help="写进这个 Markdown 文件")],
) -> None:
    """Write the tables of all sets into a document."""
    from eval.peer_tables import peers_section, write_section

    write_section(document, peers_section(runs))
    typer.echo(f"写进了 {document}。")
