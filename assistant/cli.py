"""The command line: thin commands over app.py; what fails is one Chinese sentence."""

import errno
import io
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from assistant.answer import Assistant
    from assistant.app import Built
    from assistant.schema import Answer
    from assistant.settings import Settings

FAILED, INTERRUPTED = 1, 130
_DISK = {
    errno.ENOENT: "路径不存在",
    errno.ENOSPC: "磁盘已满",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "只读",
    errno.EEXIST: "它是一个文件，不是文件夹",
    errno.ENOTDIR: "它或它的上级是文件，不是文件夹",
}

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="开发区新闻问答：有据可查的回答，带原文引用。"
)
index_app = typer.Typer(no_args_is_help=True, help="建立和查看索引。")
eval_app = typer.Typer(no_args_is_help=True, help="用问题集评测。")
app.add_typer(index_app, name="index")
app.add_typer(eval_app, name="eval")

IndexDir = Annotated[Path | None, typer.Option(help="索引所在的文件夹", show_default="data/index")]
Articles = Annotated[
    Path | None,
    typer.Option(help="文章所在的文件夹，或一个 .jsonl 文件", show_default="自带的样例文章"),
]
Host = Annotated[str, typer.Option(help="监听的地址；默认只有本机能打开")]
AsOf = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="按这一天理解今年、去年")]


@index_app.command("build")
def index_build(
    articles: Articles = None,
    index_dir: IndexDir = None,
    prune: Annotated[bool, typer.Option("--prune", help="允许去掉超过一成的文章")] = False,  # noqa: FBT002
    full: Annotated[bool, typer.Option("--full", help="从头重建，不与现有索引比较")] = False,  # noqa: FBT002
) -> None:
    """让索引与文章一致；没有变化就什么也不做。"""
    from assistant.app import build

    settings = _settings(articles=articles, index_dir=index_dir)
    with _progress() as report:
        built = build(settings, prune=prune, full=full, on_progress=report)
    _say_built(built, settings)


@app.command()
def ask(
    question: Annotated[str, typer.Argument(metavar="问题", help="要问的问题")],
    index_dir: IndexDir = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出一个 JSON 对象")] = False,  # noqa: FBT002
    as_of: AsOf = None,
) -> None:
    """回答一个问题。"""
    settings = _settings(index_dir=index_dir)
    from assistant.answer import check_question
    from assistant.app import open_assistant

    question = check_question(question)
    assistant = open_assistant(settings)
    answer = assistant.ask(question, as_of=as_of.date() if as_of else date.today())
    for notice in answer.notices:
        typer.echo(notice, err=True)
    if as_json:
        only_ascii = sys.stdout.encoding.lower() != "utf-8"
        typer.echo(json.dumps(answer.to_json(), ensure_ascii=only_ascii, indent=2))
    else:
        _print_answer(answer)


@app.command()
def chat(
    host: Host = "127.0.0.1",
    port: Annotated[int, typer.Option(help="端口")] = 7860,
    index_dir: IndexDir = None,
    open_browser: Annotated[bool, typer.Option("--open", help="打开浏览器")] = False,  # noqa: FBT002
) -> None:
    """打开问答页面。"""
    from assistant.app import open_for_people
    from assistant.web.backend import BackgroundLoading
    from assistant.web.server import serve

    settings = _settings(index_dir=index_dir)

    def load() -> "Assistant":
        import_module("assistant.web.page")  # the page first: it shows while the model loads
        return open_for_people(settings)

    typer.echo(f"问答页面：http://{host}:{port}（按 Ctrl+C 结束）")
    serve(BackgroundLoading(load), host=host, port=port, open_browser=open_browser)


@eval_app.command("run")
def eval_run(
    questions: Annotated[Path, typer.Option(help="问题集（.jsonl）")],
    out: Annotated[Path, typer.Option(help="结果写到这个文件夹")],
    index_dir: IndexDir = None,
    limit: Annotated[int | None, typer.Option(min=1, help="只问前几题")] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="丢掉已有的结果，从头问")] = False,  # noqa: FBT002
) -> None:
    """把问题集问一遍，写出 results.jsonl 和 summary.json；中断后再运行会接着问。"""
    from assistant.app import open_assistant
    from assistant.evaluate import as_callable, what_is_measured
    from eval.questions import load_questions
    from eval.report import summary_table, type_table
    from eval.run import run

    asked = load_questions(questions)[:limit]
    settings = _settings(index_dir=index_dir)
    assistant = open_assistant(settings)
    with _progress() as report:
        summary = run(
            asked,
            as_callable(assistant),
            out,
            settings=what_is_measured(settings),
            fresh=fresh,
            on_progress=lambda done, total: report("提问", done, total),
        )
    _print_table([("", "结果", "题数"), *summary_table(summary)])
    _print_table(type_table(summary))
    typer.echo(f"结果在 {out}。")


def main() -> None:
    """Run the command line; every error becomes one sentence and an exit code."""
    from assistant.schema import AssistantError
    from assistant.usage import explain_usage
    from corpus.article import CorpusError
    from eval.questions import EvalError
    from index.errors import SearchIndexError

    for stream in (sys.stdout, sys.stderr):  # a terminal that isn't UTF-8 must not end an answer
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    code = FAILED
    try:
        code = app(standalone_mode=False) or 0
    except (AssistantError, CorpusError, EvalError, SearchIndexError) as error:
        _say_error(str(error))
    except typer.TyperException as error:
        code = error.exit_code
        said = error.format_message()
        if said:  # else the help was shown
            _say_error(explain_usage(said, sys.argv[1:]))
    except OSError as error:
        reason = _DISK.get(error.errno or 0, error.strerror)
        _say_error(f"读写“{error.filename}”失败（{reason}），请检查路径、权限和磁盘后再试。")
    if code == INTERRUPTED:
        typer.echo("已中断；原有的索引和已写出的结果都还在。", err=True)
    sys.exit(code)


def _say_error(message: str) -> None:
    typer.echo(f"错误：{message}", err=True)


def _settings(**given: Path | None) -> "Settings":
    from assistant.settings import read_settings

    return read_settings(**given)


@contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None]]:
    """Show one bar per step on the terminal, with the time left."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.progress import TimeRemainingColumn as TimeLeft

    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeLeft()
    progress = Progress(*columns, console=Console(stderr=True))
    tasks: dict[str, Any] = {}

    def report(step: str, done: int, total: int) -> None:
        if step not in tasks:
            tasks[step] = progress.add_task(step, total=total)
        progress.start()  # not before: it leaves an empty line where nothing was reported
        progress.update(tasks[step], completed=done, total=total)

    try:
        yield report
    finally:
        if tasks:
            progress.stop()


def _say_built(built: "Built", settings: "Settings") -> None:
    for problem in built.reading.problems:
        typer.echo(str(problem), err=True)
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


def _print_answer(answer: "Answer") -> None:
    typer.echo(answer.answer.replace("**", ""))
    frame = answer.frame
    if frame.nearby:
        typer.echo("相近的文章：" + "；".join(frame.nearby))
    for c in answer.citations:
        typer.echo(f"[{c.n}] {c.source or '来源不详'} {c.published or '日期不详'}《{c.title}》")


def _print_table(rows: "list[tuple[str, ...]]") -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table()
    for heading in rows[0]:
        table.add_column(heading, overflow="fold")
    for row in rows[1:]:
        table.add_row(*row)
    Console().print(table)
