"""The command line: thin commands over app.py; what fails is one Chinese sentence."""

import io
import sys

import typer

from assistant.cli_ask import ask_app
from assistant.cli_chat import chat_app
from assistant.cli_corpus import corpus_app
from assistant.cli_doctor import doctor
from assistant.cli_eval import eval_app
from assistant.cli_index import index_app
from assistant.cli_mcp import mcp
from assistant.cli_user import user_app
from assistant.terminal import say_error

FAILED, INTERRUPTED = 1, 130
_KEPT = {  # after Ctrl-C, by command
    "corpus": "已写好的文章都是完整的，再运行一次会接着做",
    "eval": "已问完的题都存好了，再运行一次同样的命令（不加 --fresh）会接着问",
}
_KEPT_ELSE = "原有的索引和已写出的结果都还在"

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="开发区新闻问答：有据可查的回答，带原文引用。"
    "设置文件 .env 和存数据的 data/ 都在运行命令时所在的文件夹里。",
)
app.add_typer(ask_app)
app.add_typer(chat_app)
app.add_typer(index_app, name="index")
app.add_typer(corpus_app, name="corpus")
app.add_typer(eval_app, name="eval")
app.add_typer(user_app, name="user")
app.command(help="给 AI 助手当工具用（MCP，标准输入输出）。")(mcp)
app.command(help="检查安装、索引、端口和所连的服务，说明怎么修。")(doctor)


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
