"""A folder or an S3-compatible bucket, where files are kept for several machines, by fsspec."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from fsspec import AbstractFileSystem
from fsspec.implementations.local import LocalFileSystem

from corpus.disk import why
from index.errors import SearchIndexError

# Seconds: a chat that cannot reach its bucket has the index of before meanwhile.
CONNECT, READ = 5, 30
TRIES = 2  # to make a request
CHUNK = 1 << 20
_KEYS = ("InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidToken")


@dataclass(frozen=True, slots=True)
class Bucket:
    """How an S3-compatible service is reached; what is empty is looked for as AWS's tools do."""

    endpoint: str = ""  # a URL; AWS's own where it is empty
    key: str = ""
    secret: str = field(default="", repr=False)
    region: str = ""


class Store:
    """Files below the root of a folder or of a bucket; every method raises SearchIndexError."""

    def __init__(self, url: str, bucket: Bucket) -> None:
        self.url = url
        place = urlsplit(url)
        if place.scheme == "s3" and place.netloc:
            self._files = _s3(bucket)
            self._root = f"{place.netloc}{place.path}".rstrip("/")
        elif place.scheme in ("", "file"):
            self._files = LocalFileSystem(auto_mkdir=True, skip_instance_cache=True)
            self._root = str(Path(unquote(place.path) if place.scheme else url).absolute())
        else:
            raise SearchIndexError(
                f"放索引的地方“{url}”用不了，请写文件夹、file:///… 或 s3://桶名/前缀。"
            )

    @property
    def folder(self) -> Path | None:
        """Return the folder of this machine that it is, None where it is a bucket."""
        return Path(self._root) if isinstance(self._files, LocalFileSystem) else None

    def read(self, path: str) -> bytes | None:
        """Return a file's content, None where it is not there."""
        with self._asking(), self._there():
            return bytes(self._files.cat_file(self._at(path)))
        return None

    def write(self, path: str, content: bytes) -> None:
        """Write a file so that readers find the old one or the new one, whole."""
        with self._asking():
            if self.folder:
                self._files.pipe_file(self._at(f"{path}.new"), content)
                self._files.mv(self._at(f"{path}.new"), self._at(path))
            else:  # which takes an object whole, or not
                self._files.pipe_file(self._at(path), content)

    def put(self, file: Path, path: str) -> None:
        """Bring a file there."""
        with self._asking():
            if self.folder and not self.folder.is_dir():
                raise FileNotFoundError(self._root)  # what is not mounted, say, is not made
            self._files.put_file(str(file), self._at(path))

    def get(self, path: str, file: Path) -> None:
        """Bring a file here; nothing comes where it is not there."""
        file.parent.mkdir(parents=True, exist_ok=True)
        with self._asking(), self._there():
            self._files.get_file(self._at(path), str(file))

    def sizes(self, path: str) -> dict[str, int]:
        """Return the files below a path, from there on, with their bytes."""
        with self._asking():
            found: dict[str, Any] = self._files.find(self._at(path), detail=True)
        start = len(self._at(path)) + 1
        return {name[start:]: int(info["size"]) for name, info in found.items()}

    def remove(self, path: str) -> None:
        """Remove a file, or all that is below a path; nothing may be there."""
        with self._asking(), self._there():
            self._files.rm(self._at(path), recursive=True)

    def _at(self, path: str) -> str:
        return f"{self._root}/{path}"

    @contextmanager
    def _there(self) -> Iterator[None]:
        """Go on where a file is not there, unless the place itself is not."""
        try:
            yield
        except FileNotFoundError as error:
            if _code(error) == "NoSuchBucket" or (self.folder and not self.folder.is_dir()):
                raise

    @contextmanager
    def _asking(self) -> Iterator[None]:
        """Say in one sentence why something was not done."""
        try:
            yield
        except _failures() as error:
            reason, advice = _said(error) if self.folder is None else _said_of_disk(error)
            raise SearchIndexError(f"放索引的地方 {self.url} {reason}，{advice}。") from error


def _s3(bucket: Bucket) -> AbstractFileSystem:
    if find_spec("s3fs") is None:
        raise SearchIndexError("没有安装 S3 的客户端，请运行：pip install 'zone-assistant[s3]'")
    import s3fs

    files = s3fs.S3FileSystem(
        key=bucket.key or None,
        secret=bucket.secret or None,
        endpoint_url=bucket.endpoint or None,
        client_kwargs={"region_name": bucket.region} if bucket.region else {},
        config_kwargs={
            "connect_timeout": CONNECT,
            "read_timeout": READ,
            "retries": {"max_attempts": 1},
            # Others than AWS do not all know its newer checksums; we have our own.
            "request_checksum_calculation": "when_required",
            "response_checksum_validation": "when_required",
        },
        use_listings_cache=False,
        skip_instance_cache=True,
    )
    files.retries = TRIES
    return files


def _failures() -> tuple[type[Exception], ...]:
    if find_spec("botocore") is None:
        return (OSError,)
    from botocore.exceptions import BotoCoreError, ClientError

    return (OSError, ValueError, BotoCoreError, ClientError)


def _code(error: BaseException) -> str:
    """Return the code by which an S3 service says what is wrong, "" where it was not asked."""
    cause = error.__cause__ or error
    return str(getattr(cause, "response", {}).get("Error", {}).get("Code", ""))


def _said(error: Exception) -> tuple[str, str]:
    """Return what is wrong with a bucket, and what to do."""
    kind, code = type(error).__name__, _code(error)
    shown = f"（{code}）" if code else ""
    said = f"出错{shown}", "请稍后再试，或检查 ZONE_ASSISTANT_S3_ENDPOINT 和桶名"
    if code == "NoSuchBucket":
        said = "没有这个桶", "请先在存储服务里建好，或改正 ZONE_ASSISTANT_GENERATIONS"
    elif isinstance(error, PermissionError) or code in _KEYS or "Credential" in kind:
        keys = (
            "请检查 ZONE_ASSISTANT_S3_KEY 和 ZONE_ASSISTANT_S3_SECRET，它们要能列出、读、写和删除"
        )
        said = f"不接受密钥{shown}", keys
    elif any(part in kind for part in ("Connect", "Timeout", "HTTPClient")):
        said = "连不上", "请检查 ZONE_ASSISTANT_S3_ENDPOINT、网络以及服务是否已启动"
    return said


def _said_of_disk(error: Exception) -> tuple[str, str]:
    reason = why(error) if isinstance(error, OSError) else str(error)
    return f"用不了（{reason}）", "请检查它在不在（网络盘要先挂上）、权限和磁盘空间"
