"""`zone-assistant user`: who may log in, and what for."""

import sys
from getpass import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from assistant.terminal import print_table, settings_from

if TYPE_CHECKING:
    from assistant.access.users import UserFile

user_app = typer.Typer(no_args_is_help=True, help="登录问答页面的用户。")

WHAT_FOR = {"reader": "只能提问和看开发区页", "editor": "还能管理语料和评测"}

Name = Annotated[str, typer.Argument(metavar="用户名", help="要登录的人")]
AuthFile = Annotated[
    Path | None, typer.Option(help="用户文件", show_default="ZONE_ASSISTANT_AUTH_FILE")
]
AsRole = Annotated[
    Literal["reader", "editor"] | None,
    typer.Option(
        help="；".join(f"{role} {what}" for role, what in WHAT_FOR.items()),
        show_default="reader；已有的用户不变",
    ),
]


@user_app.command(help="加一个用户，或给已有的用户换密码和角色；密码从终端或标准输入读。")
def add(name: Name, role: AsRole = None, auth_file: AuthFile = None) -> None:
    """Ask for a password and write the user down."""
    from assistant.access.users import check_name

    file = _file(auth_file)
    name = check_name(name)
    given = file.put(name, role, _password(name))
    typer.echo(f"已记下：{name}（{given}，{WHAT_FOR[given]}）；用旧密码的登录都已结束。")


@user_app.command("list", help="列出用户和角色。")
def list_users(auth_file: AuthFile = None) -> None:
    """Print the users."""
    users = _file(auth_file).read().users
    rows = [(name, user.role, WHAT_FOR[user.role]) for name, user in sorted(users.items())]
    print_table([("用户", "角色", "能做什么"), *rows])


@user_app.command(help="删除一个用户；他的登录随即结束。")
def remove(name: Name, auth_file: AuthFile = None) -> None:
    """Remove a user."""
    _file(auth_file).remove(name)
    typer.echo(f"已删除：{name}。")


def _file(given: Path | None) -> "UserFile":
    from assistant.access.users import UserFile
    from assistant.schema import AssistantError

    path = settings_from(auth_file=given).auth_file
    if path is None:
        raise AssistantError(
            "没有写明用户文件，请加上 --auth-file 文件名，或设置 ZONE_ASSISTANT_AUTH_FILE。"
        )
    return UserFile(path)


def _password(name: str) -> str:
    """Ask twice at a terminal; elsewhere the first line of the standard input is the password."""
    from assistant.schema import AssistantError

    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass(f"{name} 的密码：")
    if getpass("再输入一次：") != first:
        raise AssistantError("两次输入的密码不一样，请重新运行。")
    return first
