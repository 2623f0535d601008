"""A Markdown article, with or without YAML front matter."""

import re
from pathlib import Path
from typing import Any

from corpus.article import Article, CorpusError
from corpus.dates import date_in_name, parse_published
from corpus.files.encoding import decode
from corpus.files.frontmatter import is_yes, load_front_matter
from corpus.files.problem import NO_BODY, Problem, Read, check_length
from corpus.files.verbatim import from_markdown
from corpus.keys import infer_title, make_key
from corpus.pages.repair import continues, join, normalise

_FRONT_MATTER = re.compile(
    r"---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE
)
_HEADING = re.compile(r"#{1,6}[ \t]+(.*[^ \t#]|)[ \t#]*")
_BLOCK_MARK = re.compile(r"[-*+>|#`~!\[<]|\d+[.)\uff09、]|\s")
_TEXT_FIELDS = (
    "source", "url", "kicker", "subtitle", "column", "byline", "page",
    "published_inferred", "jumps_to", "jumps_from",
)  # fmt: skip


def read_markdown(path: Path, raw: bytes) -> Read:
    """Read one article in Markdown, with or without YAML front matter."""
    text = decode(raw)
    check_length(text)
    written = from_markdown(text)
    if written:
        article, doubt = written
        return Read([article], [Problem(path, None, doubt, "doubtful")] if doubt else [])
    text = normalise(text).lstrip("\ufeff\n")
    match = _FRONT_MATTER.match(text)
    fields: dict[str, Any] = load_front_matter(match[1]) if match else {}
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
        return Read([], [Problem(path, None, NO_BODY)])
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
        title_inferred=not title or is_yes(fields.get("title_inferred")),
        cut_off=is_yes(fields.get("cut_off")),
        **{name: _text(fields, name) for name in _TEXT_FIELDS},
    )
    return Read([article], problems)


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
