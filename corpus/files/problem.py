"""What a reader returns: articles, problems that people should know of, and what it dropped."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from corpus.article import Article, CorpusError
from corpus.pages.lines import Dropped

MAX_CHARACTERS = 1_000_000
NO_BODY = "没有正文，请补上正文或删去这个文件。"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that was not read (skipped) or may have been read wrong (doubtful)."""

    path: Path
    line: int | None
    message: str
    level: Literal["skipped", "doubtful"] = "skipped"

    def __str__(self) -> str:
        place = f"{self.path} 第{self.line}行" if self.line else str(self.path)
        return f"{place}：{self.message}"


@dataclass(frozen=True, slots=True)
class Read:
    """What one file holds: articles, problems, and the pieces of its text that are in none."""

    articles: Sequence[Article]
    problems: Sequence[Problem] = ()
    dropped: Sequence[Dropped] = ()


Reader = Callable[[Path, bytes], Read]


def check_length(text: str) -> None:
    """Refuse a text that no newspaper page or article has the length of."""
    if len(text) > MAX_CHARACTERS:
        raise CorpusError(
            f"有{len(text) // 10_000}万字，一篇最多{MAX_CHARACTERS // 10_000}万字，"
            "没有读入，请按文章拆开，每篇一个文件。"
        )
