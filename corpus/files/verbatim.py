"""The library's own file: Markdown with front matter that reads back as the very same article."""

import dataclasses
import json
import re
from typing import Any

from corpus.article import Article, CorpusError
from corpus.dates import parse_published
from corpus.files.frontmatter import is_yes, load_front_matter
from corpus.files.problem import NO_BODY
from corpus.keys import infer_title, make_key

_MARK = "verbatim: true"  # the body stands as it is: no soft line breaks, no heading marks
_FRONT_MATTER = re.compile(r"---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_MARKED = re.compile(rf"^{_MARK}[ \t]*$", re.MULTILINE)

# What YAML takes as written, without quotation marks; everything else gets them.
_PLAIN = re.compile(
    r"[\u4e00-\u9fff《“‘（【]"
    r"(?:[ ]?[0-9A-Za-z\u4e00-\u9fff《》“”‘’（）【】、，。；！？：·—…％%.,+-])*"
)
_ESCAPED = re.compile(r"[\x7f-\xa0\u2000-\u200f\u2028-\u202f\u3000\ufeff\ufffe\uffff]")


def to_markdown(article: Article) -> str:
    """Write an article so that `from_markdown` returns it unchanged, whatever its body holds."""
    lines = [f"id: {_scalar(article.doc_id)}", f"title: {_scalar(article.title)}"]
    for name in _defaults():
        value = getattr(article, name)
        if isinstance(value, tuple) and value:
            lines += [f"{name}:", *(f"  - {_scalar(item)}" for item in value)]
        elif value:
            lines.append(f"{name}: {'true' if value is True else _scalar(value)}")
    return "\n".join(["---", *lines, _MARK, "---", "", article.body, ""])


def from_markdown(text: str) -> tuple[Article, str] | None:
    """Return the article of a file that `to_markdown` wrote, and what is doubtful about it.

    None where `text` is Markdown of another hand or its front matter is damaged. People may edit
    the file: what they leave out is filled in as for every other article. Raises CorpusError
    where no body is left.
    """
    if text.startswith("---\r\n"):  # an editor turned every line end
        text = text.replace("\r\n", "\n")
    match = _FRONT_MATTER.match(text)
    if not match or not _MARKED.search(match[1]):
        return None
    try:
        fields = load_front_matter(match[1])
    except CorpusError:
        return None
    body = text[match.end() :].removeprefix("\n").removesuffix("\n")
    if not body.strip():
        raise CorpusError(NO_BODY)
    return _article(fields, body)


def _article(fields: dict[str, Any], body: str) -> tuple[Article, str]:
    values: dict[str, Any] = {
        name: _value(fields.get(name), default) for name, default in _defaults().items()
    }
    doubt = ""
    try:
        values["published"] = parse_published(values["published"])
    except CorpusError as error:
        values["published"], doubt = "", str(error)
    title = fields.get("title")
    if not isinstance(title, str):
        title, values["title_inferred"] = infer_title(body), True
    made = make_key(source=values["source"], published=values["published"], title=title, body=body)
    return Article(
        doc_id=str(_value(fields.get("id"), "")) or made, title=title, body=body, **values
    ), doubt


def _defaults() -> dict[str, Any]:
    """Return the optional fields of an article with their defaults, in the order of the file."""
    return {
        field.name: field.default
        for field in dataclasses.fields(Article)
        if field.default is not dataclasses.MISSING
    }


def _value(given: object, default: object) -> object:
    if isinstance(default, tuple):
        items = given if isinstance(given, list) else [given] if given else []
        return tuple(item for item in items if isinstance(item, str) and item)
    if isinstance(default, bool):
        return is_yes(given)
    return given if isinstance(given, str) else ""


def _scalar(text: str) -> str:
    """Write a string as a YAML scalar on one line."""
    if _PLAIN.fullmatch(text):
        return text
    return _ESCAPED.sub(_escape, json.dumps(text, ensure_ascii=False))


def _escape(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"
