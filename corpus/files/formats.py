"""The readers, one per file type; bytes in, articles and problems out."""

from pathlib import Path

from corpus.article import CorpusError
from corpus.files.isolated import Isolated
from corpus.files.kinds import OFFICE, advice, kind_of
from corpus.files.markdown import read_markdown
from corpus.files.pdf import read_pdf
from corpus.files.plain import read_text
from corpus.files.problem import Read, Reader
from corpus.files.rows import read_jsonl
from corpus.files.webpage import read_webpage
from corpus.files.word import read_word

READERS: dict[str, Reader] = {
    ".docx": read_word,
    ".htm": read_webpage,
    ".html": read_webpage,
    ".jsonl": read_jsonl,
    ".md": read_markdown,
    ".pdf": read_pdf,
    ".txt": read_text,
}
# Their parsers can crash, hang or take gigabytes on a broken file.
ISOLATED = frozenset({".docx", ".html", ".pdf"})
MAX_BYTES = 50 * 1024 * 1024
TYPES = "、".join(READERS)


def read_file(path: Path, isolated: Isolated) -> Read:
    """Read one file as what its bytes say it is; raises CorpusError or OSError."""
    suffix = path.suffix.lower()
    if suffix not in READERS and suffix not in OFFICE:
        name = suffix or "没有扩展名的文件"
        raise CorpusError(advice(suffix) or f"还不能读取{name}，只读取 {TYPES}。")
    if not path.is_file():
        raise CorpusError("不是普通文件，没有读取。")
    _check_size(path.stat().st_size)
    with path.open("rb") as file:
        raw = file.read(MAX_BYTES + 1)
    _check_size(len(raw))
    if not raw.strip():
        raise CorpusError("文件是空的，请补上内容或删去它。")
    kind = kind_of(raw, suffix)
    return isolated.read(kind, path, raw) if kind in ISOLATED else READERS[kind](path, raw)


def _check_size(size: int) -> None:
    if size > MAX_BYTES:
        raise CorpusError(
            f"有 {size / 1024 / 1024:.0f} MB，超过了 {MAX_BYTES // 1024 // 1024} MB，"
            "没有读取，请拆成几个文件后再放进来。"
        )
