"""A folder or a file of articles, read into articles and a report of what was not read."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.article import Article, CorpusError
from corpus.files.formats import READERS, TYPES, read_file
from corpus.files.isolated import Isolated
from corpus.files.problem import Problem
from corpus.zones import canonical_zone, find_zones

__all__ = ["Problem", "Reading", "read_articles"]

MAX_ZONES = 12


@dataclass(frozen=True, slots=True)
class Reading:
    """What a path holds: its articles in a stable order, and what went wrong."""

    articles: tuple[Article, ...]
    problems: tuple[Problem, ...]


def read_articles(path: Path) -> Reading:
    """Read a folder (with its subfolders) or one file.

    A file or line that fails is reported and never stops the others. Raises CorpusError where
    the path doesn't exist or holds no readable article.
    """
    if not _exists(path):
        raise CorpusError(f"找不到“{path}”，请检查路径，或先把文章（{TYPES}）放进这个文件夹。")
    problems: list[Problem] = []
    files = _walk(path, problems) if path.is_dir() else [path]
    articles = _unique(_read_files(files, problems), problems)
    if not articles:
        raise CorpusError(_nothing(path, problems))
    return Reading(tuple(_add_zones(article) for article in articles), tuple(problems))


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


def _read_files(
    files: Iterable[Path], problems: list[Problem]
) -> Iterator[tuple[Path, list[Article]]]:
    with Isolated() as isolated:
        for path in files:
            try:
                articles, found = read_file(path, isolated)
            except CorpusError as error:
                problems.append(Problem(path, None, str(error)))
            except OSError as error:
                problems.append(Problem(path, None, _reason(error)))
            else:
                problems.extend(found)
                yield path, articles


def _reason(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return "没有读取权限，请修改权限后再试。"
    return f"打不开（{error.strerror}），请检查后再试。"


def _unique(
    batches: Iterable[tuple[Path, list[Article]]], problems: list[Problem]
) -> list[Article]:
    """Keep the first article of every key; another article under the same key is reported."""
    kept: dict[str, tuple[Path, Article]] = {}
    for path, articles in batches:
        for article in articles:
            first_path, first = kept.setdefault(article.doc_id, (path, article))
            if first is not article and first.digest != article.digest:
                where = "同一文件" if first_path == path else f"“{first_path}”"
                message = (
                    f"文章“{article.title[:30]}”的编号 {article.doc_id} 与{where}里的另一篇相同"
                    "而内容不同，没有读入，请给其中一篇改编号。"
                )
                problems.append(Problem(path, None, message, "doubtful"))
    return [article for _, article in kept.values()]


def _add_zones(article: Article) -> Article:
    """Fill in the zones: those that the file names first, then those that the text mentions."""
    given = [canonical_zone(zone) for zone in article.zones]
    text = "\n".join((article.kicker, article.title, article.subtitle, article.body))
    zones = tuple(dict.fromkeys([*given, *find_zones(text)]))[:MAX_ZONES]
    return replace(article, zones=zones) if zones != article.zones else article


def _nothing(path: Path, problems: list[Problem]) -> str:
    if not problems:
        return f"文件夹“{path}”是空的，请先放入文章（{TYPES}）。"
    first = problems[0]
    where = f"第{first.line}行" if first.line else ""
    more = f"等{len(problems)}处" if len(problems) > 1 else ""
    name = "" if first.path == path else f"“{first.path.name}”"
    return f"“{path}”里没有能读的文章：{name}{where}{first.message.rstrip('。')}{more}。"
