"""The library: a folder of clean Markdown articles, and every version that was replaced."""

import tempfile
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from corpus.article import Article, CorpusError
from corpus.disk import replace_file
from corpus.files.verbatim import to_markdown
from corpus.finish import infer_day
from corpus.keys import key_of
from corpus.library.files import explained, file_stem, sole_writer, visible_files
from corpus.progress import Progress
from corpus.readers import read_articles

VERSIONS = ".versions"  # hidden: what is in it is not read as articles


@dataclass(frozen=True, slots=True)
class Entry:
    """What became of one article: where it stands now, or why it was not written."""

    what: Literal["added", "replaced", "unchanged", "skipped"]
    article: Article
    path: Path | None = None
    old: Path | None = None  # where the version that was replaced is kept
    reason: str = ""


@dataclass(frozen=True, slots=True)
class _Held:
    """An article of the library; without a path it stands in a file that holds others, too."""

    article: Article
    path: Path | None


def fill_in(article: Article, *, published: str = "", source: str = "") -> Article:
    """Fill in what an article leaves open; a key that was made of these fields is made anew.

    An inferred date stays, unless the given one says the same more exactly.
    """
    exact = article.published_inferred and published.startswith(article.published)
    filled = article
    if published and (exact or not article.published):
        filled = replace(filled, published=published, published_inferred="")
    if source and not article.source:
        filled = replace(filled, source=source)
    return replace(filled, doc_id=key_of(filled)) if article.doc_id == key_of(article) else filled


def write_articles(
    articles: Sequence[Article],
    folder: Path,
    *,
    dry_run: bool = False,
    on_progress: Progress = lambda _step, _done, _total: None,
) -> list[Entry]:
    """Bring articles into a library folder, one file each; returns what became of every one.

    Files are replaced whole; the old ones go to the hidden VERSIONS folder first. Nothing is
    written that would not be read back as the same article. Raises CorpusError where the folder
    cannot be written.
    """
    with nullcontext() if dry_run else sole_writer(folder, VERSIONS):
        library = _Library(folder, on_progress)
        entries: list[Entry] = []
        seen: dict[str, Article] = {}
        for done, article in enumerate(articles, start=1):
            first = seen.setdefault(article.doc_id, article)
            if first is article:
                entries.append(library.take(article, dry_run=dry_run))
            elif first.digest != article.digest:
                entries.append(_clash(article, first))
            on_progress("写入", done, len(articles))
        return entries


def _clash(article: Article, first: Article) -> Entry:
    reason = f"编号与这次读到的另一篇“{first.title[:30]}”相同而内容不同，请给其中一篇改编号。"
    return Entry("skipped", article, reason=reason)


def render(article: Article) -> bytes:
    """Return the file of an article, checked by reading it.

    Zones that the text itself names are left out: reading finds them again, and better with every
    version. Raises CorpusError where no file gives the same article.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "article.md")
        for candidate in (replace(article, zones=()), article):
            content = to_markdown(candidate).encode("utf-8", "replace")
            path.write_bytes(content)
            # An article that nobody looked into yet is read with the day that its text gives.
            if read_articles(path).articles in ((article,), (infer_day(article),)):
                return content
    raise CorpusError("写成文件后读出来会与原文不同，请检查原文里的特殊字符。")


class _Library:
    """What a library folder holds, and how one more article is taken in."""

    def __init__(self, folder: Path, on_progress: Progress) -> None:
        self._folder = folder
        files = visible_files(folder)
        self._names = {path.relative_to(folder).as_posix().casefold() for path in files}
        self._held: dict[str, _Held] = {}
        single = [path for path in files if path.suffix.lower() == ".md"]
        for done, path in enumerate(single, start=1):
            self._hold(path, path)
            on_progress("查看文库", done, len(single))
        if len(single) < len(files):
            self._hold(folder, None)

    def _hold(self, place: Path, path: Path | None) -> None:
        try:
            articles = read_articles(place).articles
        except CorpusError:
            return  # no article: nothing to compare with, and not ours to touch
        for article in articles:
            self._held.setdefault(
                article.doc_id, _Held(article, path if len(articles) == 1 else None)
            )

    def take(self, article: Article, *, dry_run: bool) -> Entry:
        """Write one article, or say why not."""
        held = self._held.get(article.doc_id)
        if held and held.article.digest == article.digest:
            return Entry("unchanged", article, held.path)
        reason = _refuse(article, held)
        if reason:
            return Entry("skipped", article, reason=reason)
        try:
            content = render(article)
        except CorpusError as error:
            return Entry("skipped", article, reason=str(error))
        path = held.path if held and held.path else self._new_path(article)
        old = self._version(held.article) if held else None
        if not dry_run:
            with explained(self._folder):
                if old and not old.exists():
                    replace_file(old, path.read_bytes())
                replace_file(path, content)
        return Entry("replaced" if held else "added", article, path, old)

    def _new_path(self, article: Article) -> Path:
        name = f"{file_stem(article.doc_id)}.md"
        if name in self._names:
            name = f"{file_stem(article.doc_id, hashed=True)}.md"
        self._names.add(name)
        return self._folder / name

    def _version(self, article: Article) -> Path:
        """Return where an old version goes: where an interrupted run put it, or a new place."""
        kept = self._folder / VERSIONS / file_stem(article.doc_id)
        digest = article.digest[:12]
        last = max(kept.glob("*.md"), default=None)
        if last and last.stem.endswith(f"-{digest}"):
            return last
        now = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
        return kept / f"{now}-{digest}.md"


def _refuse(article: Article, held: _Held | None) -> str:
    if held and not held.path:
        return "文库里有同一编号的旧版，它所在的文件不是单篇的 .md，请先把那个文件移出文库。"
    if held and article.cut_off and not held.article.cut_off:
        return f"这是半篇，文库里已有全文“{held.path}”，没有替换。"
    return ""
