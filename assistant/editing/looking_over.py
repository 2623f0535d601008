"""The doubts of all articles, found in a process of its own once per generation."""

import json
import os
import zlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import astuple, dataclass
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Any

import corpus
from assistant.desk.jobs import Job
from assistant.editing.catalogue import Catalogue, Doubts
from assistant.settings import Settings
from assistant.web.backend import ChatBackend
from corpus.article import Article
from corpus.disk import write_whole
from corpus.library.check import look
from corpus.library.findings import Doubt
from corpus.progress import Progress
from index.generations import Generations
from index.table import read_rows

FILE = "doubts.jsonl"  # in the index's folder: what it is of, then a line for every article
STEP = "查看文章"
NO_LINE = (ValueError, LookupError, TypeError)  # what a line raises that is none of ours
BATCH = 20  # articles between two writes


@dataclass(frozen=True, slots=True)
class LookedOver:
    """How far the look for doubts is."""

    done: int
    total: int
    left: float | None  # seconds; None where unknown, 0 when it is over
    error: str = ""  # one sentence, where it ended early


class Shelf:
    """The catalogue of the generation that answers; one object serves all visitors."""

    def __init__(self, settings: Settings) -> None:
        self._index_dir = settings.index_dir
        self._lock = Lock()
        self._catalogue = Catalogue({})
        self._found = _Found(self._index_dir / FILE, "")
        self._job: Job[None] | None = None

    def catalogue(self, backend: ChatBackend) -> Catalogue:
        """Return the catalogue of the articles that answer now; begins the look for doubts."""
        articles = backend.articles()
        with self._lock:
            if self._catalogue.articles is not articles:
                self.close()
                file, folder = self._index_dir / FILE, Generations(self._index_dir).answering()
                self._found = _Found(file, folder.name if folder else "")
                self._catalogue = Catalogue(articles, doubts=self._found.read)
                self._job = Job(partial(look_over, folder, file)) if folder else None
            return self._catalogue

    @property
    def looked_over(self) -> LookedOver:
        """Return how far the look for doubts is; the rows of the catalogue have what is found."""
        standing = self._job.standing if self._job else None
        running = standing is not None and standing.phase == "running"  # before what it found
        done, total = len(self._found.read()), len(self._catalogue.articles)
        left = standing.left if standing and running else 0.0
        return LookedOver(done, total, left, standing.error if standing else "")

    def close(self) -> None:
        """End the look for doubts; what was found is kept."""
        if self._job:
            self._job.cancel()


def look_over(folder: Path, file: Path, on_progress: Progress) -> None:
    """Write the doubts of a generation's articles into a file, those that are in it first."""
    articles = [Article.from_row(row) for row in read_rows(folder / "articles.jsonl")]
    stories = read_rows(folder / "repeats.jsonl")
    also = {
        doc_id: [other for other in story if other != doc_id]
        for story in stories
        for doc_id in story
    }
    code = _code()
    known = _known(file, code)
    keyed = [(article, also.get(article.doc_id, ())) for article in articles]
    keys = [_key(*each) for each in keyed]
    lines = [_line({"generation": folder.name, "code": code})]
    lines += [
        _line([article.doc_id, key, known[key]])
        for (article, _), key in zip(keyed, keys, strict=True)
        if key in known
    ]
    write_whole(file, "".join(lines))
    new = [(*each, key) for each, key in zip(keyed, keys, strict=True) if key not in known]
    with file.open("a", encoding="utf-8") as appended:
        for done, (article, others, key) in enumerate(new, start=1):
            doubts = [astuple(doubt) for doubt in look(article, others).doubts]
            appended.write(_line([article.doc_id, key, doubts]))
            if done % BATCH == 0:
                appended.flush()
            on_progress(STEP, done, len(new))


class _Found:
    """What the file of a generation holds so far."""

    def __init__(self, file: Path, generation: str) -> None:
        self._file = file
        self._generation = generation
        self._lock = Lock()
        self._doubts: dict[str, tuple[Doubt, ...]] = {}
        self._inode = self._read_to = 0

    def read(self) -> Doubts:
        """Return what is found, with what was written since the last call."""
        with self._lock, suppress(FileNotFoundError, *NO_LINE), self._file.open("rb") as file:
            inode = os.fstat(file.fileno()).st_ino
            if inode != self._inode:  # begun anew, with all that was known
                if json.loads(file.readline())["generation"] != self._generation:
                    return self._doubts
                self._inode, self._read_to = inode, file.tell()
            file.seek(self._read_to)
            lines = file.read().rpartition(b"\n")[0]
            self._read_to += len(lines) + bool(lines)
            for line in lines.splitlines():
                doc_id, _, doubts = json.loads(line)
                self._doubts[doc_id] = tuple(Doubt(*doubt) for doubt in doubts)
        return self._doubts


def _known(file: Path, code: int) -> dict[str, Any]:
    """Return by key what a file holds that the same program wrote; its last line may be half."""
    with suppress(OSError, *NO_LINE):
        header, *lines = file.read_text(encoding="utf-8").rpartition("\n")[0].split("\n")
        if json.loads(header)["code"] == code:
            return {key: doubts for _, key, doubts in map(json.loads, lines)}
    return {}


def _key(article: Article, others: Sequence[str]) -> str:
    return f"{article.digest[:20]}-{zlib.crc32(' '.join(others).encode()):08x}"


def _line(row: object) -> str:
    return json.dumps(row, ensure_ascii=False) + "\n"


def _code() -> int:
    """Return a number that changes with the code that reads articles."""
    code = 0
    for path in sorted(Path(corpus.__file__).parent.rglob("*.py")):
        code = zlib.crc32(path.read_bytes(), code)
    return code
