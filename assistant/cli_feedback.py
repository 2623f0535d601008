"""`zone-assistant eval …`: from what people asked on the page to questions and gaps."""

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from assistant.terminal import AsJson, print_json, print_table, settings_from

feedback_app = typer.Typer()

Since = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="只看这一天以来问的")]


class Kind(StrEnum):
    """Which of the questions that people asked."""

    refused = "refused"
    wrong = "wrong"


@feedback_app.command(
    "from-feedback", help="把问答页面记下的问题写成一份待完成的题集，由人核对完成。"
)
def eval_from_feedback(
    out: Annotated[Path, typer.Option(metavar="文件", help="题集写到这个 .jsonl 文件")],
    since: Since = None,
    only: Annotated[Kind | None, typer.Option(help="refused 只要拒答的，wrong 只要判错的")] = None,
) -> None:
    """Turn what was asked on the page into a question set for a person to finish."""
    from assistant.app import open_feedback
    from eval.feedback.questions import from_feedback, write_set

    store = open_feedback(settings_from())
    rows = from_feedback(
        store, since=since.date() if since else None, only=only.value if only else None
    )
    write_set(rows, out)
    typer.echo(
        f"{out}：{len(rows)} 道题，都还没有判断能不能回答。请逐题核对："
        "能回答的，answerable 改成 true，写上 answers、answer_groups、gold_doc_ids、evidence；"
        "不能的改成 false，其余留空；再用 eval check 检查。"
    )


@feedback_app.command("gaps", help="列出大家问了而资料里没有的，按开发区归类，问得多的在前。")
def eval_gaps(since: Since = None, as_json: AsJson = False) -> None:  # noqa: FBT002
    """List what people ask and the articles cannot answer."""
    from assistant.app import open_feedback
    from eval.feedback.gaps import gap_table, gaps

    found = gaps(open_feedback(settings_from()), since=since.date() if since else None)
    if as_json:
        print_json({"gaps": [gap.to_json() for gap in found]})
    elif found:
        print_table(gap_table(found))
    else:
        typer.echo("没有拒答或判错的问题。")
