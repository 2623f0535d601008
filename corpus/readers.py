"""A folder or a file of articles, read into articles and a report of what was not read."""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.article import Article, CorpusError
from corpus.disk import why
from corpus.files.formats import READERS, TYPES, read_file
from corpus.files.isolated import Isolated
from corpus.files.problem import Problem, Read
from corpus.finish import add_zones, infer_day, join_pages, without_twins
from corpus.pages.lines import Dropped
from corpus.progress import Progress

__all__ = ["Problem", "Reading", "read_articles", "read_files"]

TRIES = 3  # to read a file that changes meanwhile
# What each file holds, or why it was not read, with its position, in any order.
ReadFiles = Callable[[Sequence[Path]], Iterator[tuple[int, Read | Problem]]]


@dataclass(frozen=True, slots=True)
class Reading:
    """What paths hold: their articles in a stable order, and what went wrong.

    `paths` has the file of each article; `dropped` are the pieces of files that no article holds.
    """

    articles: tuple[Article, ...]
    problems: tuple[Problem, ...]
    paths: tuple[Path, ...] = ()
    dropped: tuple[tuple[Path, Dropped], ...] = ()


def read_files(files: Sequence[Path]) -> Iterator[tuple[int, Read | Problem]]:
    """Read files one after another; yield what each holds, or why it was not read."""
    with Isolated() as isolated:
        for n, path in enumerate(files):
            try:
                yield n, _read_unchanged(path, isolated)
            except CorpusError as error:
                yield n, Problem(path, None, str(error))
            except OSError as error:
                yield n, Problem(path, None, _reason(error))


def read_articles(
    *paths: Path,
    on_progress: Progress = lambda _step, _done, _total: None,
    read: ReadFiles = read_files,
) -> Reading:
    """Read folders (with their subfolders) and files.

    A file or line that fails is reported and never stops the others. Raises CorpusError where
    a path doesn't exist or all of them together hold no readable article.
    """
    problems: list[Problem] = []
    files: list[Path] = []
    for path in paths:
        if not _exists(path) and len(paths) == 1:
            raise CorpusError(f"找不到“{path}”，请检查路径，或先把文章（{TYPES}）放进这个文件夹。")
        if not _exists(path):
            problems.append(Problem(path, None, "找不到，请检查路径。"))
            continue
        files += _walk(path, problems) if path.is_dir() else [path]
    found: dict[int, Read | Problem] = {}
    for n, outcome in read(files):
        found[n] = outcome
        if len(files) > 1:
            on_progress("读文件", len(found), len(files))
    articles, dropped = _told_apart(files, [found[n] for n in range(len(files))], problems)
    joined, repeated = join_pages(articles)
    placed = without_twins([(path, infer_day(article)) for path, article in joined], problems)
    if not placed:
        raise CorpusError(_nothing(paths[0], problems))
    return Reading(
        tuple(add_zones(article) for _, article in placed),
        tuple(problems),
        tuple(path for path, _ in placed),
        (*dropped, *repeated),
    )


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError as error:
        raise CorpusError(f"“{path}”{_reason(error)}") from error


def _walk(folder: Path, problems: list[Problem]) -> list[Path]:
    """Return the files of a folder in a stable order; hidden ones are left out."""

    def report(error: OSError) -> None:
        problems.append(Problem(Path(error.filename), None, _reason(error)))

    found: list[Path] = []
    for root, folders, names in os.walk(folder, onerror=report):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        problems.extend(
            Problem(
                Path(root, name), None, "名字像文件，其实是文件夹，里面的文件照常读取。", "doubtful"
            )
            for name in folders
            if Path(name).suffix.lower() in READERS
        )
        found.extend(Path(root, name) for name in names if not name.startswith((".", "~$")))
    return sorted(found)


def _told_apart(
    files: Sequence[Path], outcomes: Sequence[Read | Problem], problems: list[Problem]
) -> tuple[list[tuple[Path, Article]], list[tuple[Path, Dropped]]]:
    """Return the articles and the dropped pieces, each with its file; report what failed."""
    articles: list[tuple[Path, Article]] = []
    dropped: list[tuple[Path, Dropped]] = []
    for path, outcome in zip(files, outcomes, strict=True):
        if isinstance(outcome, Problem):
            problems.append(outcome)
            continue
        problems.extend(outcome.problems)
        articles += [(path, article) for article in outcome.articles]
        dropped += [(path, piece) for piece in outcome.dropped]
    return articles, dropped


def _read_unchanged(path: Path, isolated: Isolated) -> Read:
    """Read a file between two changes of it, so that no article is half old and half new."""
    for _ in range(TRIES):
        before = _stamp(path)
        try:
            read = read_file(path, isolated)
        except (CorpusError, OSError):
            if _stamp(path) == before:
                raise
        else:
            if _stamp(path) == before:
                return read
    raise CorpusError("读的时候文件一直在变，没有读入，请等它写完后再运行一次。")


def _stamp(path: Path) -> tuple[int, int, int] | None:
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_ino, stat.st_mtime_ns, stat.st_size


def _reason(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return "没有读取权限，请修改权限后再试。"
    return f"打不开（{why(error)}），请检查后再试。"


def _nothing(path: Path, problems: list[Problem]) -> str:
    if not problems:
        return f"文件夹“{path}”是空的，请先放入文章（{TYPES}）。"
    first = problems[0]
    where = f"第{first.line}行" if first.line else ""
    more = f"等{len(problems)}处" if len(problems) > 1 else ""
    name = "" if first.path == path else f"“{first.path.name}”"
    return f"“{path}”里没有能读的文章：{name}{where}{first.message.rstrip('。')}{more}。"
