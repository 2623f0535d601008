"""`zone-assistant ask`: one question, one answer."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.terminal import AsJson, AsOf, IndexDir, frame_lines, print_json, settings_from

if TYPE_CHECKING:
    from assistant.schema import Answer

ask_app = typer.Typer()

Zones = Annotated[list[str], typer.Option("--zone", help="只查这个开发区的文章；可以给出几个")]
Papers = Annotated[list[str], typer.Option("--source", help="只查这个来源的文章；可以给出几个")]
Since = Annotated[str, typer.Option(metavar="日期", help="只查从这时起发表的：2025、2025-06")]
Until = Annotated[str, typer.Option(metavar="日期", help="只查到这时为止发表的：2025、2025-06-30")]


@ask_app.command(help="回答一个问题。")
def ask(
    question: Annotated[str, typer.Argument(metavar="问题", help="要问的问题")],
    index_dir: IndexDir = None,
    as_json: AsJson = False,  # noqa: FBT002
    as_of: AsOf = None,
    zone: Zones = [],  # noqa: B006 - typer copies it
    source: Papers = [],  # noqa: B006
    since: Since = "",
    until: Until = "",
) -> None:
    """Answer one question."""
    settings = settings_from(index_dir=index_dir)
    from assistant.app import open_assistant
    from assistant.asking.checked import check_question
    from assistant.asking.filters import check_names, read_filters

    question = check_question(question)
    filters = read_filters(zone, source, since=since, until=until)
    assistant = open_assistant(settings)
    check_names(filters, assistant.facets())
    day = as_of.date() if as_of else date.today()
    answer = assistant.ask(question, as_of=day, filters=filters)
    for notice in answer.notices:
        typer.echo(notice, err=True)
    if as_json:
        print_json(answer.to_json())
    else:
        _print_answer(answer)


def _print_answer(answer: "Answer") -> None:
    typer.echo(answer.answer.replace("**", ""))
    for line in frame_lines(answer.frame):
        typer.echo(line)
    for c in answer.citations:
        typer.echo(f"[{c.n}] {c.source or '来源不详'} {c.published or '日期不详'}《{c.title}》")
        for r in c.also:
            typer.echo(f"    同一报道另见：{r.source or '来源不详'} {r.published or '日期不详'}")
