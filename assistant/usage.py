"""What is wrong with a command line, in Chinese: the library behind it speaks English only."""

import itertools
import re
from collections.abc import Sequence

# Its sentences, and what they say; the words in quotes are the user's own.
_SAID = (
    (r"Missing \w+ '(.+?)'", "缺少“{}”"),
    (r"No such option: (\S+)", "没有选项 {}"),
    (r"No such command '(.+)'", "没有命令“{}”"),
    (r"Missing command", "缺少命令"),
    (r"unexpected extra argument\(s\) \((.+)\)", "多出了“{}”（问题里有空格时请加引号）"),
    (r"Option '(.+)' requires an argument", "选项 {} 后面缺少值"),
    (r"Option '(.+)' does not take a value", "选项 {} 后面不能有值"),
    (r"Invalid value for '(.+?)'", "选项 {} 的值不能用"),
)
_COMMANDS = frozenset(
    {"add", "ask", "build", "chat", "check", "corpus", "doctor", "eval", "import", "index", "list"}
    | {"mcp", "remove", "run", "user", "versions"}
)


def explain_usage(said: str, given: Sequence[str]) -> str:
    """Return one sentence on a wrong command line; `given` are its words after the program."""
    command = " ".join(["zone-assistant", *_command(given), "--help"])
    for pattern, chinese in _SAID:
        match = re.search(pattern, said)
        if match:
            reason = chinese.format(*match.groups())
            return f"{reason}{_value(reason, match, given)}，用法请看：{command}"
    return f"命令写得不对（{said}），用法请看：{command}"


def _command(given: Sequence[str]) -> list[str]:
    return list(itertools.takewhile(_COMMANDS.__contains__, given))


def _value(reason: str, match: re.Match[str], given: Sequence[str]) -> str:
    """Return the value that was given to the option, where it is the value that is wrong."""
    if not reason.endswith("的值不能用"):
        return ""
    line = "\n".join(given)
    value = re.search(rf"^{re.escape(match[1])}[=\n](.*)$", line, re.MULTILINE)
    return f"（{value[1][:40]}）" if value else ""
