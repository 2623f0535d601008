"""The command line: thin commands over app.py; what fails is one Chinese sentence."""

import io
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli_ask import ask_app
from assistant.cli_corpus import corpus_app
from assistant.cli_eval import eval_app
from assistant.cli_index import index_app
from assistant.cli_mcp import mcp
from assistant.terminal import IndexDir, say_error, settings_from

if TYPE_CHECKING:
    from fastapi import FastAPI

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
app.add_typer(ask_app)
app.add_typer(index_app, name="index")
app.add_typer(corpus_app, name="corpus")
app.add_typer(eval_app, name="eval")
app.command(help="给 AI 助手当工具用（MCP，标准输入输出）。")(mcp)

Host = Annotated[str, typer.Option(help="监听的地址；默认只有本机能打开")]


@app.command(help="打开问答页面。")
def chat(
    host: Host = "127.0.0.1",
    port: Annotated[int, typer.Option(help="端口")] = 7860,
    index_dir: IndexDir = None,
    open_browser: Annotated[bool, typer.Option("--open", help="打开浏览器")] = False,  # noqa: FBT002
) -> None:
    """Serve the chat page."""
    from assistant.app import open_desk, open_feedback, open_for_people
    from assistant.web.backend import BackgroundLoading
    from assistant.web.server import make_app, serve
    from corpus.places.mentions import zone_mentions
    from corpus.words import search_words

    settings = settings_from(index_dir=index_dir)

    def load() -> "ChatBackend":
        import_module("assistant.web.page")  # the page first: it shows while the model loads
        backend = open_for_people(settings)
        for read in (zone_mentions, search_words):
            read("开发区")  # their dictionaries, which the first question need not wait for
        return backend

    typer.echo(f"问答页面：http://{host}:{port}（按 Ctrl+C 结束）")
    store = open_feedback(settings) if settings.feedback else None
    loading = BackgroundLoading(load)

    def make() -> "FastAPI":
        desk = open_desk(settings, loading, store, host=host)
        key = settings.api_key.get_secret_value().strip()
        return make_app(loading, feedback=store, desk=desk, key=key)

    serve(make, host=host, port=port, open_browser=open_browser)


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
