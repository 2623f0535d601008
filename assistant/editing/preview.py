"""How an upload is read, and what would become of every article of it."""

from collections import Counter, OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from typing import Literal, get_args

from assistant.editing.corrections import Correction, corrected
from assistant.editing.uploads import UploadedFile, Uploads
from corpus.article import Article, CorpusError
from corpus.files.problem import Problem
from corpus.library.check import check_path, look
from corpus.library.findings import Checked, CheckedFile
from corpus.page import Dropped
from corpus.progress import Progress

REMEMBERED = 8  # uploads that are not read again while nothing has come to them

CLASH = "编号与这批里的另一篇“{title}”相同而内容不同，请改正其中一篇的标题、日期或来源，或不收它。"
TWICE = "与这批里的另一篇“{title}”完全相同，只收一篇。"
HALF = "这是半篇，文库里已有全文“{title}”，不会替换它。"

What = Literal["new", "replaces", "unchanged", "refused", "left_out"]


@dataclass(frozen=True, slots=True)
class Fate:
    """What would become of an article; `old` is the one that it replaces, `why` it is refused."""

    what: What
    old: Article | None = None
    why: str = ""  # one sentence


@dataclass(frozen=True, slots=True)
class PreviewedArticle:
    """An article of an upload with its corrections applied; `at` is what `correct` wants."""

    at: str
    checked: Checked
    correction: Correction
    fate: Fate


@dataclass(frozen=True, slots=True)
class PreviewedFile:
    """A file of an upload: its articles, the doubtful first, and what was not read and why."""

    name: str
    bytes: int
    articles: tuple[PreviewedArticle, ...]
    dropped: tuple[Dropped, ...]
    problems: tuple[str, ...]  # sentences: what was not read or may have been read wrong


@dataclass(frozen=True, slots=True)
class Preview:
    """An upload as it would be taken in; files with something doubtful or unread first.

    `accepted` are the articles that would be written or are there already, in the order of files.
    """

    files: tuple[PreviewedFile, ...]
    accepted: tuple[Article, ...] = ()

    @property
    def articles(self) -> tuple[PreviewedArticle, ...]:
        """Return the articles of all files."""
        return tuple(article for file in self.files for article in file.articles)

    def counts(self) -> dict[str, int]:
        """Count files, articles, doubtful ones, problems, and articles by `Fate.what`."""
        fates = Counter(article.fate.what for article in self.articles)
        return {
            "files": len(self.files),
            "articles": len(self.articles),
            "doubtful": sum(bool(article.checked.doubts) for article in self.articles),
            "problems": sum(len(file.problems) for file in self.files),
            **{what: fates[what] for what in get_args(What)},
        }


class _Read:
    """An upload as it was read; what was made of its corrected articles is made once."""

    def __init__(self, files: Sequence[CheckedFile]) -> None:
        self.files = files
        self._corrected: dict[str, tuple[Correction, Checked]] = {}

    def checked(self, read: Checked, correction: Correction) -> Checked:
        """Return an article with its correction."""
        correction = replace(correction, left_out=None)
        if correction == Correction():
            return read
        known = self._corrected.get(read.article.doc_id)
        if known is None or known[0] != correction:
            article = corrected(read.article, correction)
            known = correction, read if article == read.article else _looked_again(read, article)
            self._corrected[read.article.doc_id] = known
        return known[1]


class Previews:
    """Previews of uploads; one to which nothing came is not read again. Serves all visitors."""

    def __init__(self, uploads: Uploads) -> None:
        self._uploads = uploads
        self._lock = Lock()
        self._read: OrderedDict[tuple[UploadedFile, ...], _Read] = OrderedDict()

    def preview(
        self,
        token: str,
        library: Mapping[str, Article],
        *,
        on_progress: Progress = lambda _step, _done, _total: None,
    ) -> Preview:
        """Read an upload and compare it with the articles that there are, by doc_id.

        Takes seconds where files are new, milliseconds after that. Raises AssistantError where
        the upload is gone; without files the preview is empty.
        """
        files = tuple(self._uploads.files(token))
        known = self._uploads.corrections(token)
        with self._lock:
            read = self._read.get(files)
        if read is None:
            read = _Read(_read(self._uploads.folder(token), files, on_progress))
            with self._lock:
                self._read[files] = read
                if len(self._read) > REMEMBERED:
                    self._read.popitem(last=False)
        return _previewed(files, read, known, library)


def _read(folder: Path, files: Sequence[UploadedFile], on_progress: Progress) -> list[CheckedFile]:
    if not files:
        return []
    place = folder if len(files) > 1 else files[0].path
    listed = {file.path for file in files}  # more may come while they are read
    try:
        check = check_path(place, on_progress=on_progress)
        return [file for file in check.files if file.path in listed]
    except CorpusError as error:  # not one article
        if len(files) > 1:
            return [read for file in files for read in _read(folder, [file], on_progress)]
        return [CheckedFile(place, (), (), (Problem(place, None, str(error)),))]


def _previewed(
    files: Sequence[UploadedFile],
    read: _Read,
    known: Mapping[str, Correction],
    library: Mapping[str, Article],
) -> Preview:
    names = {str(file.path): file.name for file in files}
    sizes = {file.path: file.bytes for file in files}
    seen: dict[str, Article] = {}
    shown: list[PreviewedFile] = []
    for file in read.files:
        articles = []
        for each in file.articles:
            at = each.article.doc_id
            correction = known.get(at, Correction())
            checked = read.checked(each, correction)
            fate = _fate(checked.article, correction, library, seen)
            articles.append(PreviewedArticle(at, checked, correction, fate))
        shown.append(
            PreviewedFile(
                name=names[str(file.path)],
                bytes=sizes[file.path],
                articles=tuple(sorted(articles, key=lambda a: -len(a.checked.doubts))),
                dropped=file.dropped,
                problems=tuple(_sentence(problem, names) for problem in file.problems),
            )
        )
    return Preview(tuple(sorted(shown, key=_urgency)), tuple(seen.values()))


def _urgency(file: PreviewedFile) -> tuple[int, int]:
    """Order what was not read first, then what is doubtful."""
    return -len(file.problems), -max((len(a.checked.doubts) for a in file.articles), default=0)


def _looked_again(read: Checked, article: Article) -> Checked:
    repeated = tuple(doubt for doubt in read.doubts if doubt.kind == "repeated")
    checked = look(article)
    return replace(checked, doubts=checked.doubts + repeated)


def _fate(
    article: Article,
    correction: Correction,
    library: Mapping[str, Article],
    seen: dict[str, Article],
) -> Fate:
    """Tell what would become of an article; `seen` are those before it that would be taken in."""
    fate = Fate("left_out") if correction.left_out else _compared(article, library, seen)
    if fate.what in ("new", "replaces", "unchanged"):
        seen[article.doc_id] = article
    return fate


def _compared(
    article: Article, library: Mapping[str, Article], seen: Mapping[str, Article]
) -> Fate:
    twin, old = seen.get(article.doc_id), library.get(article.doc_id)
    if twin:
        said = TWICE if twin == article else CLASH
        return Fate("refused", why=said.format(title=twin.title[:30]))
    if old is None:
        return Fate("new")
    if old == article:
        return Fate("unchanged", old)
    if article.cut_off and not old.cut_off:
        return Fate("refused", old, HALF.format(title=old.title[:30]))
    return Fate("replaces", old)


def _sentence(problem: Problem, names: Mapping[str, str]) -> str:
    said = f"第{problem.line}行：{problem.message}" if problem.line else problem.message
    for path, name in names.items():
        said = said.replace(path, name)
    return said
