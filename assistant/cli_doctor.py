"""`zone-assistant doctor`: is everything there that answering needs, and what to do if not."""

from pathlib import Path
from typing import Annotated

import typer

from assistant.terminal import AsJson, IndexDir, print_json, printable

MARKS = {"good": "  好", "warning": "注意", "bad": "  坏"}


def doctor(
    port: Annotated[int, typer.Option(help="问答页面要用的端口")] = 7860,
    articles: Annotated[
        Path | None, typer.Option(help="索引所依据的文章", show_default="自带的样例文章")
    ] = None,
    index_dir: IndexDir = None,
    as_json: AsJson = False,  # noqa: FBT002
) -> None:
    """Look at everything once; exit code 1 where something is bad."""
    from assistant.doctor.examine import examine

    findings = []
    for finding in examine(port=port, articles=articles, index_dir=index_dir):
        findings.append(finding)
        if not as_json:
            typer.echo(f"{MARKS[finding.ok]}  {printable(str(finding))}")
    counts = {level: sum(f.ok == level for f in findings) for level in MARKS}
    if as_json:
        print_json({"sound": not counts["bad"], "findings": [f.to_json() for f in findings]})
    else:
        typer.echo(f"查了{len(findings)}项：{counts['bad']}项坏了，{counts['warning']}项要注意。")
    raise typer.Exit(1 if counts["bad"] else 0)
