"""The command line: thin commands over app.py; what fails is one Chinese sentence."""

import io
import sys
from datetime import date
from importlib import import_module
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli_corpus import corpus_app
from assistant.cli_eval import eval_app
from assistant.cli_index import index_app
from assistant.terminal import (
    AsJson,
    AsOf,
    IndexDir,
    frame_lines,
    print_json,
    say_error,
    settings_from,
)

if TYPE_CHECKING:
    from assistant.schema import Answer
    from assistant.web.backend import ChatBackend

FAILED, INTERRUPTED = 1, 130
_KEPT = {  # after Ctrl-C, by command
    "corpus": "已写好的文章都是完整的，再运行一次会接着做",
    "eval": "已问完的题都存好了，再运行一次同样的命令（不加 --fresh）会接着问",
}
_KEPT_ELSE = "原有的索引和已写出的结果都还在"

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="开发区新闻问答：有据可查的回答，带原文引用。"
)
app.add_typer(index_app, name="index")
app.add_typer(corpus_app, name="corpus")
app.add_typer(eval_app, name="eval")

Host = Annotated[str, typer.Option(help="监听的地址；默认只有本机能打开")]


@app.command(help="回答一个问题。")
def ask(
    question: Annotated[str, typer.Argument(metavar="问题", help="要问的问题")],
    index_dir: IndexDir = None,
    as_json: AsJson = False,  # noqa: FBT002
    as_of: AsOf = None,
) -> None:
    """Answer one question."""
    settings = settings_from(index_dir=index_dir)
    from assistant.answer import check_question
    from assistant.app import open_assistant

    question = check_question(question)
    assistant = open_assistant(settings)
    answer = assistant.ask(question, as_of=as_of.date() if as_of else date.today())
    for notice in answer.notices:
        typer.echo(notice, err=True)
    if as_json:
        print_json(answer.to_json())
    else:
        _print_answer(answer)


@app.command(help="打开问答页面。")
def chat(
    host: Host = "127.0.0.1",
    port: Annotated[int, typer.Option(help="端口")] = 7860,
    index_dir: IndexDir = None,
    open_browser: Annotated[bool, typer.Option("--open", help="打开浏览器")] = False,  # noqa: FBT002
) -> None:
    """Serve the chat page."""
    from assistant.app import open_for_people
    from assistant.web.backend import BackgroundLoading
    from assistant.web.server import serve

    settings = settings_from(index_dir=index_dir)

    def load() -> "ChatBackend":
        import_module("assistant.web.page")  # the page first: it shows while the model loads
        return open_for_people(settings)

    typer.echo(f"问答页面：http://{host}:{port}（按 Ctrl+C 结束）")
    serve(BackgroundLoading(load), host=host, port=port, open_browser=open_browser)


def main() -> None:
    """Run the command line; every error becomes one sentence and an exit code."""
    from assistant.schema import AssistantError
    from assistant.usage import explain_usage
    from corpus.article import CorpusError
    from corpus.disk import why
    from eval.questions import EvalError
    from index.errors import SearchIndexError

    for stream in (sys.stdout, sys.stderr):  # a terminal that isn't UTF-8 must not end an answer
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    code = FAILED
    try:
        code = app(standalone_mode=False) or 0
    except (AssistantError, CorpusError, EvalError, SearchIndexError) as error:
        say_error(str(error))
    except typer.TyperException as error:
        code = error.exit_code
        said = error.format_message()
        if said:  # else the help was shown
            say_error(explain_usage(said, sys.argv[1:]))
    except OSError as error:
        say_error(f"读写“{error.filename}”失败（{why(error)}），请检查路径、权限和磁盘后再试。")
    if code == INTERRUPTED:
        kept = _KEPT.get(" ".join(sys.argv[1:2]), _KEPT_ELSE)
        typer.echo(f"已中断；{kept}。", err=True)
    sys.exit(code)


def _print_answer(answer: "Answer") -> None:
    typer.echo(answer.answer.replace("**", ""))
    for line in frame_lines(answer.frame):
        typer.echo(line)
    for c in answer.citations:
        typer.echo(f"[{c.n}] {c.source or '来源不详'} {c.published or '日期不详'}《{c.title}》")
        for r in c.also:
            typer.echo(f"    同一报道另见：{r.source or '来源不详'} {r.published or '日期不详'}")
