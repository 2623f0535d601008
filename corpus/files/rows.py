"""Rows of JSON, one article a line."""

import json
from pathlib import Path
from typing import Any

from corpus.article import Article, CorpusError
from corpus.dates import parse_published
from corpus.files.encoding import decode
from corpus.files.problem import NO_BODY, Problem, Read, check_length
from corpus.keys import infer_title, make_key

_TEXT_FIELDS = ("source", "url", "kicker", "subtitle", "column", "byline", "page")


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
    return Read(articles, problems)


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
        raise CorpusError("这一行不是完整的 JSON，没有读入，请检查引号和括号。") from error
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        raise CorpusError("这一行没有文字字段 text，没有读入。")
    return row


def _article_from_row(row: dict[str, Any]) -> tuple[Article, str]:
    """Build an article whose body is the row's text as given; returns it and what is doubtful."""
    body = row["text"].replace("\r\n", "\n").strip()
    names = ("doc_id", "title", *_TEXT_FIELDS)
    values: dict[str, Any] = {name: _text(row.get(name)) for name in names}
    odd = [name for name in names if not _is_text(row.get(name))]
    try:
        "".join([body, *values.values()]).encode()
    except UnicodeEncodeError as error:
        raise CorpusError("这一行含有残缺的字符（半个代理对），没有读入。") from error
    if not body:
        raise CorpusError("这一行的 text 是空的，没有读入。")
    check_length(body)
    doubt = f"这一行的 {'、'.join(odd)} 不是文字，没有读入，请改成文字。" if odd else ""
    try:
        published = parse_published(str(row.get("date") or row.get("published") or ""))
    except CorpusError as error:
        published, doubt = "", doubt.replace("。", "；") + str(error)
    doc_id, given = values.pop("doc_id"), values.pop("title")
    title = given or infer_title(body)
    key = doc_id or make_key(source=values["source"], published=published, title=title, body=body)
    article = Article(
        doc_id=key, title=title, body=body, published=published, title_inferred=not given, **values
    )
    return article, doubt


def _text(value: object) -> str:
    return str(value).strip() if value is not None and _is_text(value) else ""


def _is_text(value: object) -> bool:
    """Tell whether a value is a string, an integer (0 too) or nothing."""
    return value is None or (isinstance(value, str | int) and not isinstance(value, bool))
