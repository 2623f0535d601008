"""Aliases that no rule finds (光谷 = 东湖高新区), from a file that people edit."""

from functools import cache
from pathlib import Path

from corpus.article import CorpusError

FILE = Path(__file__).with_name("zone_aliases.txt")


@cache
def aliases() -> dict[str, str]:
    """Return the aliases that the package carries, as written."""
    return read_aliases(FILE)


def read_aliases(path: Path) -> dict[str, str]:
    """Read `别名 正式名称`, one pair a line; raises CorpusError with the number of a bad line."""
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        message = f"别名文件“{path.name}”读不了，请检查它是否在原处并存成 UTF-8 编码。"
        raise CorpusError(message) from error
    found: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        if len(words) != 2 or words[0] == words[1]:
            raise CorpusError(_bad(path, number, line, "应为“别名 正式名称”两个不同的词"))
        if found.get(words[0], words[1]) != words[1]:
            raise CorpusError(_bad(path, number, line, f"别名“{words[0]}”前面已指向另一处"))
        found[words[0]] = words[1]
    return found


def _bad(path: Path, number: int, line: str, reason: str) -> str:
    return f"“{path.name}”第{number}行“{line.strip()[:30]}”{reason}，请改正后再试。"
