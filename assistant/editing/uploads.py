"""What visitors have dropped and not yet taken in; every upload is a folder of its own."""

import asyncio
import json
import os
import re
import secrets
import shutil
import time
from collections.abc import AsyncIterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from threading import Lock

from assistant.editing.corrections import Correction, tidy
from assistant.editing.names import NOT_READ, check_suffix, safe_name, shown_name
from assistant.schema import AssistantError, NotThereError
from corpus.article import CorpusError
from corpus.disk import why, write_whole
from corpus.files.kinds import kind_of

__all__ = ["Correction", "Limits", "UploadedFile", "Uploads"]

MB = 1024 * 1024
_TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")
_NAME = ".name"  # in a file's folder, what the person calls it; written when the file is whole
_PART = ".part"
_CORRECTIONS = ".corrections.json"

EXPIRED = "这批文件已经不在了（放了太久，或已经收进文库），请重新放入。"
TOO_LARGE = "“{name}”超过了{most} MB，没有收下，请拆成几个文件后再放进来。"
TOO_MUCH = "一次最多放{most} MB，“{name}”没有收下，请先把前面的收进文库，再放其余的。"
TOO_MANY = "一次最多放{most}个文件，“{name}”没有收下，请先把前面的收进文库，再放其余的。"
EMPTY = "“{name}”是空的，没有收下，请补上内容后再放进来。"
NO_FILE = "这批文件里没有“{name}”。"
NOT_WRITTEN = "“{name}”没有收下（{why}），请检查服务器的磁盘后再试。"


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one upload may hold (bytes, files), and for how many seconds it is kept."""

    file: int = 20 * MB
    upload: int = 200 * MB
    files: int = 500
    age: float = 24 * 3600.0


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """A file of an upload: the name that the person knows, and where it lies."""

    name: str
    path: Path
    bytes: int


class Uploads:
    """The uploads of all visitors; each is reached by its token alone.

    Every method raises AssistantError in one Chinese sentence. One object serves all visitors.
    """

    def __init__(self, folder: Path, limits: Limits | None = None) -> None:
        self._root = folder
        self._limits = limits or Limits()
        self._lock = Lock()

    def begin(self) -> str:
        """Begin an upload and return its token; what has expired is removed."""
        token = secrets.token_urlsafe(24)
        with _written("新的一批文件"):
            self._sweep()
            (self._root / token).mkdir(parents=True)
        return token

    async def add(self, token: str, name: str, chunks: AsyncIterable[bytes]) -> UploadedFile:
        """Take in a file as it comes; one of the same name takes the place of the earlier one.

        Raises AssistantError, and keeps nothing of it, where it is too large or of a type that is
        not read.
        """
        shown = shown_name(name)
        upload = self._folder(token)
        check_suffix(shown)
        with _written(shown):
            folder = _new_folder(upload)
            with ExitStack() as unfinished:
                unfinished.callback(shutil.rmtree, folder, ignore_errors=True)
                await self._receive(upload, folder / _PART, shown, chunks)
                kept = await asyncio.to_thread(self._keep, upload, folder, shown)
                unfinished.pop_all()
            return kept

    async def _receive(
        self, upload: Path, part: Path, shown: str, chunks: AsyncIterable[bytes]
    ) -> None:
        """Write what comes, and stop where it becomes too much."""
        came = looked = 0
        with part.open("wb") as file:
            async for chunk in chunks:
                came += len(chunk)
                if came > self._limits.file:
                    raise AssistantError(TOO_LARGE.format(name=shown, most=self._limits.file // MB))
                file.write(chunk)
                if came - looked > MB:
                    self._check_room(upload, shown)
                    looked = came
        self._check_room(upload, shown)

    def _check_room(self, upload: Path, shown: str) -> None:
        """Refuse what no longer fits beside all that has come and is coming."""
        most = self._limits.upload
        if sum(_sizes(upload)) > most:
            raise AssistantError(TOO_MUCH.format(name=shown, most=most // MB))

    def _keep(self, upload: Path, folder: Path, shown: str) -> UploadedFile:
        """Give a whole file its name and take it among those of the upload."""
        raw = (folder / _PART).read_bytes()
        if not raw.strip():
            raise AssistantError(EMPTY.format(name=shown))
        try:
            kind_of(raw, Path(shown).suffix.lower())
        except CorpusError as error:
            raise AssistantError(NOT_READ.format(name=shown, why=error)) from error
        path = folder / safe_name(shown)
        (folder / _PART).rename(path)
        with self._lock:  # several come at once
            there = list(_files(upload))
            earlier = [file for file in there if file.name == shown]
            if len(there) - len(earlier) >= self._limits.files:
                raise AssistantError(TOO_MANY.format(most=self._limits.files, name=shown))
            write_whole(folder / _NAME, shown)
            for other in earlier:
                shutil.rmtree(other.path.parent, ignore_errors=True)
        return UploadedFile(shown, path, len(raw))

    def files(self, token: str) -> list[UploadedFile]:
        """Return the files of an upload, in the order in which they came."""
        return list(_files(self._folder(token)))

    def drop(self, token: str, name: str) -> None:
        """Take a file out of an upload again."""
        found = [file for file in self.files(token) if file.name == name]
        if not found:
            raise NotThereError(NO_FILE.format(name=shown_name(name)))
        shutil.rmtree(found[0].path.parent, ignore_errors=True)

    def discard(self, token: str) -> None:
        """Remove an upload and all that is in it; one that is gone is no error."""
        if _TOKEN.fullmatch(token):
            shutil.rmtree(self._root / token, ignore_errors=True)

    def folder(self, token: str) -> Path:
        """Return the folder of an upload, which `read_articles` reads."""
        return self._folder(token)

    def correct(self, token: str, at: str, correction: Correction) -> None:
        """Keep a correction of the article `at`, beside those that were made of it before.

        Raises AssistantError where the date cannot be read.
        """
        self.correct_all(token, {at: correction})

    def correct_all(self, token: str, corrections: Mapping[str, Correction]) -> None:
        """Keep corrections of many articles, as `correct` does, in one go."""
        tidied = {at: asdict(tidy(correction)) for at, correction in corrections.items()}
        with self._lock, _written("更正"):
            known = self.corrections(token)
            for at, values in tidied.items():
                given = {name: value for name, value in values.items() if value is not None}
                known[at] = replace(known.get(at, Correction()), **given)
            rows = {key: asdict(value) for key, value in known.items()}
            write_whole(self._folder(token) / _CORRECTIONS, json.dumps(rows, ensure_ascii=False))

    def corrections(self, token: str) -> dict[str, Correction]:
        """Return what was corrected, by `PreviewedArticle.at`."""
        path = self._folder(token) / _CORRECTIONS
        if not path.exists():
            return {}
        rows = json.loads(path.read_text(encoding="utf-8"))
        return {at: Correction(**row) for at, row in rows.items()}

    def _folder(self, token: str) -> Path:
        """Return the folder of an upload, which begins to age anew."""
        folder = self._root / token
        if not _TOKEN.fullmatch(token) or not folder.is_dir():
            raise NotThereError(EXPIRED)
        with suppress(OSError):
            os.utime(folder)
        return folder

    def _sweep(self) -> None:
        for folder in self._root.glob("*/"):
            with suppress(OSError):
                if time.time() - folder.stat().st_mtime > self._limits.age:
                    shutil.rmtree(folder, ignore_errors=True)


def _new_folder(upload: Path) -> Path:
    """Make the next folder for a file; visitors' browsers send several at once."""
    while True:
        # Named by the moment: no number is given a second time. The clock may be put back.
        last = max((int(folder.name) for folder in upload.glob("[0-9]*/")), default=0)
        with suppress(FileExistsError):
            (folder := upload / f"{max(time.time_ns(), last + 1):020}").mkdir()
            return folder


def _files(upload: Path) -> Iterator[UploadedFile]:
    """Yield the whole files; one may be taken out meanwhile."""
    for folder in sorted(upload.glob("[0-9]*/")):
        with suppress(OSError, StopIteration):
            name = (folder / _NAME).read_text(encoding="utf-8")
            path = next(path for path in folder.iterdir() if not path.name.startswith("."))
            yield UploadedFile(name, path, path.stat().st_size)


def _sizes(upload: Path) -> Iterator[int]:
    for folder, _, names in os.walk(upload):  # goes on where a file has just been taken out
        for name in names:
            with suppress(OSError):
                yield Path(folder, name).stat().st_size


@contextmanager
def _written(name: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise AssistantError(NOT_WRITTEN.format(name=name, why=why(error))) from error
