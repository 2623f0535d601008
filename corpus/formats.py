"""One reader per file type: bytes in, articles and problems out."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml

from corpus.article import Article, CorpusError
from corpus.dates import date_in_name, parse_published
from corpus.encoding import decode
from corpus.keys import infer_title, make_key
from corpus.page import LONE_HEADING, split_page
from corpus.repair import continues, join, normalise

NO_BODY = "没有正文，请补上正文或删去这个文件。"

_FRONT_MATTER = re.compile(
    r"---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE
)
_HEADING = re.compile(r"#{1,6}[ \t]+(.*?)[ \t#]*")
_BLOCK_MARK = re.compile(r"[-*+>|#`~!\[<]|\d+[.)\uff09、]|\s")
_TEXT_FIELDS = ("source", "url", "kicker", "subtitle", "column", "byline", "page")
_YES = frozenset({"true", "yes", "on", "1", "是"})
MAX_FRONT_MATTER = 20_000


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


Read = tuple[list[Article], list[Problem]]


def read_text(path: Path, raw: bytes) -> Read:
    """Read a plain text: a newspaper page or one article."""
    articles, dropped = split_page(decode(raw), published=date_in_name(path.stem))
    problems = [
        Problem(path, None, f"标题“{piece.text[:40]}”下面没有正文，没有收进任何文章。", "doubtful")
        for piece in dropped
        if piece.reason == LONE_HEADING
    ]
    return articles, problems if articles else [Problem(path, None, NO_BODY)]


def read_markdown(path: Path, raw: bytes) -> Read:
    """Read one article in Markdown, with or without YAML front matter."""
    text = normalise(decode(raw)).lstrip("\ufeff\n")
    match = _FRONT_MATTER.match(text)
    fields: dict[str, Any] = _load_front_matter(match[1]) if match else {}
    problems: list[Problem] = []
    try:
        published = parse_published(
            _text(fields, "published") or _text(fields, "date") or date_in_name(path.stem)
        )
    except CorpusError as error:
        published = ""
        problems.append(
            Problem(path, _line_of(text, ("published", "date")), str(error), "doubtful")
        )
    title, body = _split_title(text[match.end() :] if match else text, _text(fields, "title"))
    if not body:
        return [], [Problem(path, None, NO_BODY)]
    shown = title or infer_title(body)
    source = _text(fields, "source")
    key = make_key(source=source, published=published, title=shown, body=body)
    article = Article(
        doc_id=_text(fields, "id") or _text(fields, "doc_id") or key,
        title=shown,
        body=body,
        published=published,
        captions=_texts(fields, "captions"),
        zones=_texts(fields, "zones"),
        title_inferred=not title,
        cut_off=_text(fields, "cut_off").lower() in _YES,
        **{name: _text(fields, name) for name in _TEXT_FIELDS},
    )
    return [article], problems


def _load_front_matter(text: str) -> dict[str, Any]:
    if len(text) > MAX_FRONT_MATTER:
        raise CorpusError(f"题头有{len(text)}个字，太长了，请把正文移到题头的 --- 下面。")
    try:
        # BaseLoader builds strings only: a date, a number or `no` is taken as it was written.
        # The loader in C crashes on deep nesting.
        fields = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f"(第{mark.line + 2}行附近)" if mark else ""
        raise CorpusError(f"题头不是合法的 YAML{place}，请改成“名称: 值”的形式。") from error
    if fields and not isinstance(fields, dict):
        raise CorpusError("题头不是“名称: 值”的列表，请改成“名称: 值”的形式。")
    return fields or {}


def _text(fields: dict[str, Any], name: str) -> str:
    value = fields.get(name)
    return " ".join(value.split()) if isinstance(value, str) else ""


def _texts(fields: dict[str, Any], name: str) -> tuple[str, ...]:
    value = fields.get(name)
    if isinstance(value, str):
        value = re.split(r"[、,\uff0c;\uff1b]", value)
    items = value if isinstance(value, list) else []
    return tuple(item.strip() for item in items if isinstance(item, str) and item.strip())


def _line_of(text: str, names: tuple[str, ...]) -> int | None:
    lines = enumerate(text.split("\n"), start=1)
    return next((number for number, line in lines if line.lstrip().startswith(names)), None)


def _split_title(text: str, title: str) -> tuple[str, str]:
    """Return the title and the body; without a given title the first heading or line is it."""
    blocks = [block.strip("\n") for block in re.split(r"\n\s*\n", text.strip()) if block.strip()]
    first, _, rest = blocks[0].partition("\n") if blocks else ("", "", "")
    heading = _HEADING.fullmatch(first)
    is_title = bool(heading and heading[1] == title) if title else len(blocks) > 1 or bool(rest)
    if is_title:
        title = heading[1] if heading else first.strip()
        blocks = [rest, *blocks[1:]]
    body = "\n\n".join(_flow(block) for block in blocks if block.strip())
    return title, body


def _flow(block: str) -> str:
    """Join the soft line breaks of a Markdown paragraph; lists and tables keep their lines."""
    lines: list[str] = []
    for line in block.split("\n"):
        heading = _HEADING.fullmatch(line)
        text = heading[1] if heading else line
        soft = lines and not heading and not _BLOCK_MARK.match(line)
        if soft and continues(lines[-1], text):
            lines[-1] = join(lines[-1], text)
        else:
            lines.append(text)
    return "\n".join(lines).strip()


def read_jsonl(path: Path, raw: bytes) -> Read:
    """Read `{"doc_id","title","text","date"?,"source"?,"url"?}` rows, one article a line."""
    articles: list[Article] = []
    problems: list[Problem] = []
    for number, line in enumerate(_jsonl_lines(raw), start=1):
        try:
            row = _load_row(line)
            if row is None:
                continue
            article, doubt = _article_from_row(row)
        except CorpusError as error:
            problems.append(Problem(path, number, str(error)))
            continue
        articles.append(article)
        if doubt:
            problems.append(Problem(path, number, doubt, "doubtful"))
    if not articles and not problems:
        problems.append(Problem(path, None, NO_BODY))
    return articles, problems


def _jsonl_lines(raw: bytes) -> list[bytes]:
    """Split into lines of UTF-8; one damaged line must not change how the others are decoded."""
    lines = raw.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    if any(_is_utf8(line) for line in lines if not line.isascii()) or raw.isascii():
        return lines
    return decode(raw).encode("utf-8", "replace").split(b"\n")


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _load_row(line: bytes) -> dict[str, Any] | None:
    if not line.strip():
        return None
    try:
        row = json.loads(line.decode())
    except (ValueError, RecursionError) as error:
        raise CorpusError("这一行不是完整的 JSON,没有读入，请检查引号和括号。") from error
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        raise CorpusError("这一行没有文字字段 text,没有读入。")
    return row


def _article_from_row(row: dict[str, Any]) -> tuple[Article, str]:
    """Build an article whose body is the row's text as given; returns it and what is doubtful."""
    body = row["text"].replace("\r\n", "\n").strip()
    values: dict[str, Any] = {
        name: str(row.get(name) or "").strip() for name in ("doc_id", "title", *_TEXT_FIELDS)
    }
    try:
        "".join([body, *values.values()]).encode()
    except UnicodeEncodeError as error:
        raise CorpusError("这一行含有残缺的字符（半个代理对），没有读入。") from error
    if not body:
        raise CorpusError("这一行的 text 是空的，没有读入。")
    doubt = ""
    try:
        published = parse_published(str(row.get("date") or row.get("published") or ""))
    except CorpusError as error:
        published, doubt = "", str(error)
    doc_id, given = values.pop("doc_id"), values.pop("title")
    title = given or infer_title(body)
    key = doc_id or make_key(source=values["source"], published=published, title=title, body=body)
    article = Article(
        doc_id=key, title=title, body=body, published=published, title_inferred=not given, **values
    )
    return article, doubt


READERS: dict[str, Callable[[Path, bytes], Read]] = {
    ".jsonl": read_jsonl,
    ".md": read_markdown,
    ".txt": read_text,
}
