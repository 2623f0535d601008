"""`zone-assistant eval …`: measuring with question sets."""

from pathlib import Path
from typing import Annotated

import typer

from assistant.terminal import AsOf, IndexDir, print_table, progress, settings_from

eval_app = typer.Typer(no_args_is_help=True, help="用问题集评测。")


@eval_app.command(
    "run", help="把问题集问一遍，写出 results.jsonl 和 summary.json；中断后再运行会接着问。"
)
def eval_run(
    questions: Annotated[Path, typer.Option(help="问题集（.jsonl）")],
    out: Annotated[Path, typer.Option(help="结果写到这个文件夹")],
    index_dir: IndexDir = None,
    limit: Annotated[int | None, typer.Option(min=1, help="只问前几题")] = None,
    as_of: AsOf = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="丢掉已有的结果，从头问")] = False,  # noqa: FBT002
) -> None:
    """Ask every question of a set and write down what came of it."""
    from assistant.app import open_assistant
    from assistant.evaluate import as_callable, what_is_measured
    from eval.questions import load_questions
    from eval.report import summary_table, type_table
    from eval.run import run

    day = as_of.date() if as_of else None
    asked = load_questions(questions)[:limit]
    settings = settings_from(index_dir=index_dir)
    assistant = open_assistant(settings)
    with progress() as report:
        summary = run(
            asked,
            as_callable(assistant, as_of=day),
            out,
            settings=what_is_measured(settings, as_of=day),
            fresh=fresh,
            on_progress=lambda done, total: report("提问", done, total),
        )
    print_table([("", "结果", "题数"), *summary_table(summary)])
    print_table(type_table(summary))
    typer.echo(f"结果在 {out}。")
