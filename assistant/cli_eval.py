"""`zone-assistant eval …`: measuring with question sets."""

from dataclasses import asdict
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.cli_feedback import feedback_app
from assistant.cli_peers import peers_app
from assistant.terminal import (
    AsJson,
    AsOf,
    IndexDir,
    print_json,
    print_table,
    printable,
    progress,
    say_error,
    settings_from,
)
from eval.questions import SHIPPED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eval.questions import Question

eval_app = typer.Typer(no_args_is_help=True, help="用题集评测。")
eval_app.add_typer(peers_app)
eval_app.add_typer(feedback_app)
SHOWN = 50  # findings and flips listed; the rest is counted

Questions = Annotated[
    Path, typer.Option(help="题集（.jsonl）", show_default="自带的，问的是样例文章")
]
RunDir = Annotated[Path, typer.Argument(metavar="结果文件夹", help="eval run 写出的文件夹")]


class WritingMode(StrEnum):
    """How answers are written."""

    extractive = "extractive"
    generative = "generative"


class SearchKind(StrEnum):
    """Which searches find the passages."""

    fused = "fused"
    dense = "dense"
    words = "words"
    bigrams = "bigrams"


Out = Annotated[Path, typer.Option(help="结果写到这个文件夹")]
Mode = Annotated[
    WritingMode | None,
    typer.Option(help="extractive 摘引原文；generative 大模型写（配置了就默认）"),
]
Search = Annotated[
    SearchKind, typer.Option(help="fused 三种合起来；dense 只用语义，words 词，bigrams 字")
]
Limit = Annotated[int | None, typer.Option(min=1, help="只问其中这么多题，各类大致按比例")]
Types = Annotated[list[str] | None, typer.Option("--type", help="只问这一类的题，可给多次")]


@eval_app.command(
    "run", help="把题集问一遍，写出 results.jsonl 和 summary.json；中断后再运行会接着问。"
)
def eval_run(
    out: Out,
    questions: Questions = SHIPPED,
    index_dir: IndexDir = None,
    mode: Mode = None,
    search: Search = SearchKind.fused,
    limit: Limit = None,
    types: Types = None,
    as_of: AsOf = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="丢掉已有的结果，从头问")] = False,  # noqa: FBT002
) -> None:
    """Ask every question of a set and write down what came of it."""
    from assistant.evaluating import Evaluation, prepare
    from eval.run_folder import asked_before

    evaluation = Evaluation(
        settings_from(index_dir=index_dir),
        questions,
        out,
        mode=mode.value if mode else None,
        search=search.value,
        limit=limit,
        types=tuple(types or ()),
        day=as_of.date() if as_of else date.today(),
    )
    prepared = prepare(evaluation)
    _announce(prepared.asked, 0 if fresh else asked_before(out))
    with progress() as report:
        summary = prepared.ask(fresh=fresh, on_progress=report)
    _show(summary)
    typer.echo(f"结果在 {out}。")


def _announce(asked: "Sequence[Question]", before: int) -> None:
    if unjudged := sum(question.answerable is None for question in asked):
        typer.echo(f"有 {unjudged} 题的 answerable 还是 null，这些题不判对错。", err=True)
    if before:
        typer.echo(f"接着问：已有 {before} 题。", err=True)


def _show(summary: dict[str, Any]) -> None:
    from eval.tables import summary_table, type_table

    if summary["fell_back"]:
        typer.echo(f"大模型没有写成 {summary['fell_back']} 题，这些题用了摘引的原文。", err=True)
    print_table([("", "结果", "95% 区间", "题数"), *summary_table(summary)])
    print_table(type_table(summary))


@eval_app.command("check", help="检查题集：每一行的格式；给出文章时，还核对标准答案和原句。")
def eval_check(
    file: Annotated[Path, typer.Argument(metavar="题集", help="要检查的 .jsonl 文件")],
    articles: Annotated[
        Path | None, typer.Option(metavar="路径", help="题目所依据的文章：文件夹或 .jsonl")
    ] = None,
) -> None:
    """Check a question set."""
    from corpus.readers import read_articles
    from eval.check import check_set
    from eval.tables import type_name

    bodies = None
    if articles:
        bodies = {article.doc_id: article.body for article in read_articles(articles).articles}
    checked = check_set(file, bodies=bodies)
    for finding in checked.findings[:SHOWN]:
        typer.echo(printable(str(finding)))
    if len(checked.findings) > SHOWN:
        typer.echo(f"……另有 {len(checked.findings) - SHOWN} 条没有列出。")
    counts = [(type_name(name), str(n)) for name, n in checked.types.items()]
    print_table([("类型", "题数"), *counts])
    unanswerable = sum(question.answerable is False for question in checked.questions)
    serious = sum(finding.serious for finding in checked.findings)
    typer.echo(
        f"{file}：{checked.lines} 行，读出 {len(checked.questions)} 题，"
        f"其中 {unanswerable} 题资料里没有答案；{serious} 处错误（改正后才能用），"
        f"{len(checked.findings) - serious} 条提示。"
    )
    raise typer.Exit(0 if checked.sound else 1)


@eval_app.command("compare", help="比较两次评测：差别、区间、翻转的题；明显变差时退出码是 1。")
def eval_compare(
    before: Annotated[
        Path, typer.Argument(metavar="之前", help="改动前的结果文件夹，或留下的对照")
    ],
    after: Annotated[Path, typer.Argument(metavar="之后", help="改动后的结果文件夹")],
    thresholds: Annotated[
        Path | None, typer.Option(metavar="文件", help="多大的损失算变差（.toml）")
    ] = None,
    as_json: AsJson = False,  # noqa: FBT002
) -> None:
    """Compare two runs, for people and for CI."""
    from eval.compare import compare
    from eval.questions import EvalError
    from eval.run_folder import read_run
    from eval.tables import difference_table, flip_table
    from eval.thresholds import DEFAULT, read_thresholds

    try:
        comparison = compare(
            read_run(before), read_run(after), read_thresholds(thresholds or DEFAULT)
        )
    except EvalError as error:
        say_error(str(error))
        raise typer.Exit(2) from error  # 1 means that something was lost
    if as_json:
        print_json(asdict(comparison))
    else:
        print_table(difference_table(comparison))
        if comparison.flips:
            print_table(flip_table(comparison, limit=SHOWN))
        added = f"；之后多出 {comparison.added} 题，没有比较" if comparison.added else ""
        typer.echo(f"比较了 {comparison.n} 题{added}。")
        typer.echo("没有明显变差。" if not comparison.losses else "明显变差：")
        for loss in comparison.losses:
            typer.echo(f"- {loss}")
    raise typer.Exit(1 if comparison.losses else 0)


@eval_app.command("report", help="把一次或几次评测写成一个网页（report.html）和 report.md。")
def eval_report(
    runs: Annotated[list[Path], typer.Argument(metavar="结果文件夹...", help="eval run 的结果")],
    out: Annotated[
        Path | None, typer.Option(metavar="文件夹", help="写到哪里；默认是最后一个结果文件夹")
    ] = None,
) -> None:
    """Write the report of one run or several."""
    from eval.reporting.report import write_report
    from eval.run_folder import read_run

    for path in write_report([read_run(folder) for folder in runs], out or runs[-1]):
        typer.echo(f"写出 {path}")


@eval_app.command("keep", help="把一次评测的判定（不含文字）留作对照，供以后 eval compare。")
def eval_keep(
    run_dir: RunDir,
    out: Annotated[Path, typer.Argument(metavar="文件夹", help="对照写到这里")],
) -> None:
    """Keep the verdicts of a run as what later ones are compared with."""
    from eval.reference import keep_verdicts
    from eval.run_folder import read_run

    for path in keep_verdicts(read_run(run_dir), out):
        typer.echo(f"写出 {path}")


@eval_app.command("judge", help="让配置好的大模型评审一次评测的回答，并看它与各项指标是否一致。")
def eval_judge(
    run_dir: RunDir,
    limit: Annotated[int | None, typer.Option(min=1, help="只评前几个回答")] = None,
) -> None:
    """Let the LLM judge the answers of a run."""
    from assistant.app import open_judge
    from eval.agreement import agreement, agreement_table, disagreement_table
    from eval.judging import JUDGEMENTS, judge_run

    judge = open_judge(settings_from())
    with progress() as report:
        judged = judge_run(
            run_dir, judge, limit=limit, on_progress=lambda d, n: report("评审", d, n)
        )
    print_table(agreement_table(agreement(judged.rows, judged.judgements)))
    differing = disagreement_table(judged.rows, judged.judgements)
    if len(differing) > 1:
        print_table(differing[: SHOWN + 1])
    typer.echo(f"评了 {len(judged.judgements)} 个回答，判语在 {run_dir / JUDGEMENTS}。")
